# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What single polls cost without waiting: many at once, one, and one more."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from .arena import Arena, Run
from .findings import Findings, Table, Target, beside

# Seconds: the duration of a job that does not end while it is polled.
_ENDLESS = 86400.0
_ROUNDS = 5

_COMPLETED = {
    "job": {"status": "Completed", "name": "CreateGaussDBV5Instance", "created": "", "ended": "", "progress": ""}
}


def look_ups(arena: Arena) -> Findings:
    """One job and 100 jobs looked up: in one task, and in a loop."""
    arena.simulator.reset()
    job_ids = arena.add_jobs([{"duration": _ENDLESS}] * 100)
    empty = _median([arena.play("empty") for _turn in range(_ROUNDS)], "wall")
    rows = []
    for number in (1, 100):
        ours, theirs = (arena.play(name, job_ids=job_ids[:number]) for name in ("job_info", "uri_loop"))
        ratio = theirs.usage.wall / ours.usage.wall
        ratio_of_tasks = (theirs.usage.wall - empty) / (ours.usage.wall - empty)
        rows += [
            (
                f"{number}, {way}",
                beside(run.usage.wall, ours.usage.wall, 2),
                beside(run.usage.cpu, ours.usage.cpu, 2),
                str(run.connections),
            )
            for way, run in (("gaussdb_job_info", ours), ("uri in a loop", theirs))
        ]
    heads = ("jobs, way", "wall time, s", "CPU, s", "connections")
    note = f"The whole playbook, sign-in included. An empty one takes {empty:.2f} s, the median of {_ROUNDS} runs."
    target = Target(
        "100 look-ups in one task, compared with a loop of uri",
        "30 times less wall time",
        f"{ratio_of_tasks:.0f} times less; {ratio:.0f} times with the start of ansible-playbook; at ten requests a"
        " second, they take 10 s",
        ratio_of_tasks >= 30,
    )
    figures = [
        {"jobs": number, "way": way, "wall": round(run.usage.wall, 2), "cpu": round(run.usage.cpu, 2)}
        for way, run in (("gaussdb_job_info", ours), ("uri in a loop", theirs))
    ]
    return Findings([Table("Look-ups", heads, rows, note)], [target], {"look_ups": figures})


def completed(arena: Arena) -> Findings:
    """A wait for a job that has completed before, and one poll with uri: what each adds to an empty playbook."""
    arena.simulator.reset()
    job_ids = arena.add_jobs([{"duration": 1, "age": 60}])
    token = arena.simulator.token()
    rounds = [
        (arena.play("empty"), arena.play("wait_for", job_ids=job_ids), arena.play("uri", job_ids=job_ids, token=token))
        for _turn in range(_ROUNDS)
    ]
    empty, ours, theirs = ((_median(runs, "wall"), _median(runs, "cpu")) for runs in zip(*rounds, strict=True))
    added = {
        name: (wall - empty[0], cpu - empty[1])
        for name, (wall, cpu) in (("wait_for, sign-in included", ours), ("uri, with a token given", theirs))
    }
    (our_wall, our_cpu), (their_wall, _their_cpu) = added.values()
    table = Table(
        "A job that has already completed",
        ("way", "wall time, s", "CPU, s"),
        [(name, beside(wall, our_wall, 2), beside(cpu, our_cpu, 2)) for name, (wall, cpu) in added.items()],
        f"What it adds to an empty playbook, which takes {empty[0]:.2f} s and {empty[1]:.2f} s of CPU;"
        f" medians of {_ROUNDS} runs.",
    )
    ratio = their_wall / our_wall
    title = "a wait for a job that has already completed, compared with one uri task"
    return Findings([table], [Target(title, "2 times less wall time", f"{ratio:.1f} times less", ratio >= 2)])


def one_more(arena: Arena) -> Findings:
    """The CPU of one more poll."""
    ours, theirs = _marginal(arena, "wait_for", pause=1), _marginal(arena, "uri_until", pause=0)
    rows = [
        (way, beside(1000 * polling, 1000 * ours[0]), beside(1000 * everything, 1000 * ours[1]))
        for way, (polling, everything) in (("wait_for, a poll every second", ours), ("uri + until, no delay", theirs))
    ]
    note = (
        "(100 polls - 1 poll) / 99. While any task runs, the main process of ansible-playbook checks a thousand times a"
        " second whether it is done, whatever the task does. The first column leaves out that process; the second"
        " includes it, and so depends on how long the 100 polls took: 99 s with wait_for."
    )
    table = Table("One more poll", ("way", "CPU, ms", "with the main process, ms"), rows, note)
    ratio, whole_ratio = (their / our for our, their in zip(ours, theirs, strict=True))
    measured = f"{ratio:.0f} times less; {whole_ratio:.0f} with the main process"
    title = "CPU of one more poll, compared with uri + until"
    return Findings([table], [Target(title, "100 times less", measured, ratio >= 100)])


def cpu_of_one_poll(arena: Arena, playbook: str) -> tuple[float, float]:
    """Seconds of CPU of a wait that ends with its first poll: without ansible-playbook's main process, and with it."""
    usages = [_polls(arena, playbook, 1, 1).usage for _turn in range(3)]
    return statistics.median(one.cpu - one.first for one in usages), statistics.median(one.cpu for one in usages)


def _marginal(arena: Arena, playbook: str, pause: float) -> tuple[float, float]:
    """Seconds of CPU that one more poll takes: without ansible-playbook's main process, and with it."""
    polling, everything = cpu_of_one_poll(arena, playbook)
    usage = _polls(arena, playbook, 100, pause).usage
    return (usage.cpu - usage.first - polling) / 99, (usage.cpu - everything) / 99


def _median(runs: Sequence[Run], key: str) -> float:
    return statistics.median(float(getattr(run.usage, key)) for run in runs)


def _polls(arena: Arena, playbook: str, polls: int, pause: float) -> Run:
    """A wait that takes as many polls."""
    arena.simulator.reset()
    job_ids = arena.add_jobs([{"duration": _ENDLESS}])
    arena.simulator.add_fault(kind="response", service="gaussdb", skip=polls - 1, body=_COMPLETED)
    run = arena.play(playbook, job_ids=job_ids, pause=pause)
    if run.requests != polls:
        raise RuntimeError(f"{playbook}.yml took {run.requests} polls instead of {polls}")
    return run
