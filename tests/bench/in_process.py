# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What working in the process of ansible-playbook saves: in a loop, in one look-up, for an unchanged instance."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from .arena import ON_A_HOST, Arena, Run
from .findings import Findings, Table, Target, beside

# Seconds: the duration of a job that does not end meanwhile.
_ENDLESS = 86400.0
_ROUNDS = 5


def look_ups_in_a_loop(arena: Arena) -> Findings:
    """100 jobs, an item of a loop for each."""
    arena.simulator.reset()
    job_ids = arena.add_jobs([{"duration": _ENDLESS}] * 100)
    empty = _median([arena.play("empty") for _turn in range(_ROUNDS)], "wall")
    ours, theirs = (arena.play(name, job_ids=job_ids) for name in ("job_info_loop", "uri_loop"))
    rows = [
        (
            way,
            beside(run.usage.wall, ours.usage.wall, 2),
            beside(run.usage.cpu, ours.usage.cpu, 2),
            str(run.sign_ins),
            str(run.connections),
        )
        for way, run in (("gaussdb_job_info", ours), ("uri", theirs))
    ]
    heads = ("100 items of a loop", "wall time, s", "CPU, s", "sign-ins", "connections")
    note = f"The whole playbook, sign-in included. An empty one takes {empty:.2f} s, the median of {_ROUNDS} runs."
    ratio = theirs.usage.wall / ours.usage.wall
    ratio_of_tasks = (theirs.usage.wall - empty) / (ours.usage.wall - empty)
    target = Target(
        "a look-up in a loop of 100, compared with a loop of uri",
        "20 times less wall time",
        f"{ratio_of_tasks:.0f} times less; {ratio:.0f} times with the start of ansible-playbook",
        ratio_of_tasks >= 20,
    )
    return Findings([Table("Look-ups in a loop", heads, rows, note)], [target])


def one_look_up(arena: Arena) -> Findings:
    """One look-up in the process of ansible-playbook, and with the module, as on another host."""
    arena.simulator.reset()
    job_ids = arena.add_jobs([{"duration": _ENDLESS}])
    rounds = [
        (
            arena.play("empty"),
            arena.play("job_info", job_ids=job_ids),
            arena.play("job_info", *ON_A_HOST, job_ids=job_ids),
        )
        for _turn in range(_ROUNDS)
    ]
    empty, ours, theirs = ((_median(runs, "wall"), _median(runs, "cpu")) for runs in zip(*rounds, strict=True))
    (our_wall, our_cpu), (their_wall, their_cpu) = ((wall - empty[0], cpu - empty[1]) for wall, cpu in (ours, theirs))
    rows = [
        ("in its process", beside(our_wall, our_wall, 2), beside(our_cpu, our_cpu, 2)),
        ("as a module", beside(their_wall, our_wall, 2), beside(their_cpu, our_cpu, 2)),
    ]
    note = f"What it adds to an empty playbook; medians of {_ROUNDS} runs."
    ratio = their_cpu / our_cpu
    target = Target(
        "one gaussdb_job_info in the process of ansible-playbook, compared with the module",
        "3 times less CPU",
        f"{ratio:.1f} times less",
        ratio >= 3,
    )
    return Findings([Table("One look-up", ("way", "wall time, s", "CPU, s"), rows, note)], [target])


def instance(arena: Arena) -> Findings:
    """gaussdb_instance without a change, and one request with uri."""
    arena.simulator.reset()
    arena.simulator.control("POST", "/instances", {"engine": "gaussdb", "name": "orders"})
    token = arena.simulator.token()
    rounds = [
        (arena.play("empty"), arena.play("instance"), arena.play("uri_instance", token=token))
        for _turn in range(_ROUNDS)
    ]
    empty, ours, theirs = ((_median(runs, "wall"), _median(runs, "cpu")) for runs in zip(*rounds, strict=True))
    (our_wall, our_cpu), (their_wall, their_cpu) = ((wall - empty[0], cpu - empty[1]) for wall, cpu in (ours, theirs))
    rows = [
        ("gaussdb_instance, sign-in included", beside(our_wall, our_wall, 2), beside(our_cpu, our_cpu, 2)),
        ("uri, with a token given", beside(their_wall, our_wall, 2), beside(their_cpu, our_cpu, 2)),
    ]
    note = f"What it adds to an empty playbook; medians of {_ROUNDS} runs."
    target = Target(
        "gaussdb_instance without a change, compared with one uri task",
        "no more wall time",
        f"{our_wall / their_wall:.2f} times the wall time",
        our_wall <= their_wall,
    )
    title = "An instance without a change"
    return Findings([Table(title, ("way", "wall time, s", "CPU, s"), rows, note)], [target])


def _median(runs: Sequence[Run], key: str) -> float:
    return statistics.median(float(getattr(run.usage, key)) for run in runs)
