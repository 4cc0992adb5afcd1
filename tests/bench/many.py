# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the cost of a wait grows with the number of jobs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from .arena import Arena, Run
from .findings import Findings, Table, Target
from .polls import cpu_of_one_poll

_NUMBERS = (1, 20, 200, 1000)
_LATENCY = 0.05  # seconds
_LIMIT = 10  # requests a second
_BUSIEST = 10.0  # seconds over which the highest rate is taken

_HEADS = (
    "jobs",
    "wall time, s",
    "requests",
    "highest rate, 1/s",
    "connections",
    "CPU, s",
    "CPU per poll, ms",
    "memory, MB",
)
_NOTE = (
    f"Jobs of 10 to 30 s, a server that responds in {1000 * _LATENCY:.0f} ms. Rate: over the busiest {_BUSIEST:.0f} s."
    " CPU per poll: beyond that of a wait with a single poll, and without the main process of ansible-playbook, which"
    " checks a thousand times a second whether a task is done. Memory: beyond that of an empty playbook."
)


@dataclass(frozen=True)
class _Wait:
    """A wait for a number of jobs.

    Attributes:
        times: of its requests, in epoch seconds
        cpu_per_poll: seconds
        memory: bytes beyond those of an empty playbook
    """

    run: Run
    times: Sequence[float]
    cpu_per_poll: float
    memory: int

    @property
    def highest_rate(self) -> float:
        """Requests a second, over the busiest seconds."""
        return (
            max(bisect_left(self.times, start + _BUSIEST) - first for first, start in enumerate(self.times)) / _BUSIEST
        )


def many_jobs(arena: Arena) -> Findings:
    """Waits for more and more jobs."""
    empty = arena.play("empty").usage.memory
    once, _everything = cpu_of_one_poll(arena, "wait_for")
    waits = {number: _waited(arena, number, once, empty) for number in _NUMBERS}
    rows = [
        (
            str(number),
            f"{wait.run.usage.wall:.1f}",
            str(wait.run.requests),
            f"{wait.highest_rate:.1f}",
            str(wait.run.connections),
            f"{wait.run.usage.cpu:.2f}",
            f"{1000 * wait.cpu_per_poll:.1f}",
            f"{wait.memory / 1e6:.0f}",
        )
        for number, wait in waits.items()
    ]
    figures = [
        {
            "jobs": number,
            "wall": round(wait.run.usage.wall, 1),
            "requests": wait.run.requests,
            "cpu": round(wait.run.usage.cpu, 2),
            "memory": round(wait.memory / 1e6),
        }
        for number, wait in waits.items()
    ]
    targets = _targets(waits[1000], waits[20])
    return Findings(
        [Table("The number of jobs in one wait", _HEADS, rows, _NOTE)], targets, {"number_of_jobs": figures}
    )


def _waited(arena: Arena, number: int, once: float, empty: int) -> _Wait:
    arena.simulator.reset(latency=_LATENCY)
    job_ids = arena.add_jobs([{"duration": 10 + 20 * job / number} for job in range(number)])
    run = arena.play("wait_for", job_ids=job_ids)
    times = sorted(request["time"] for request in arena.requests())
    usage = run.usage
    per_poll = (usage.cpu - usage.first - once) / (run.requests - 1)
    return _Wait(run, times, per_poll, usage.memory - empty)


def _targets(many: _Wait, few: _Wait) -> list[Target]:
    # The jobs have ended before half of the look-ups that confirm that are through.
    queued = many.times[len(many.times) // 2 :]
    rate = (len(queued) - 1) / (queued[-1] - queued[0])
    ratio = many.cpu_per_poll / few.cpu_per_poll
    return [
        Target(
            "1,000 jobs: requests a second",
            f"stays at the limit of {_LIMIT}",
            f"{rate:.1f}, at most {many.highest_rate:.1f}",
            rate >= 0.95 * _LIMIT and many.highest_rate <= 1.02 * _LIMIT,
        ),
        Target(
            "1,000 jobs: memory beyond that of an empty playbook",
            "under 100 MB",
            f"{many.memory / 1e6:.0f} MB",
            many.memory < 100e6,
        ),
        Target("1,000 jobs: CPU per poll", "as with 20 jobs", f"{ratio:.2f} times", ratio < 1.25),
    ]
