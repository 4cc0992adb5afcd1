# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hundreds of GaussDB jobs in one wait: through the job list, and polled singly as if the API could not list jobs."""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .arena import Arena, Run
from .findings import Findings, Table, Target, beside

_LATENCY = 0.05  # seconds
_FEW, _MANY = 500, 1000
_MEMORY = 100e6  # bytes
_MEDIAN = 5.0  # seconds

_NO_PERMISSION = {
    "kind": "response",
    "service": "gaussdb",
    "path": "/tasks$",
    "status": 403,
    "body": {"error_code": "DBS.200010", "error_msg": "No permission."},
}

_HEADS = (
    "way",
    "median delay, s",
    "longest delay, s",
    "after the last end, s",
    "requests",
    "pages of the list",
    "look-ups of running jobs",
    "look-ups of ended jobs",
    "memory, MB",
)
_NOTE = (
    "Jobs of 1 to 2 minutes that report their progress, a server that answers in 50 ms. Delay: from a job's end to the"
    " look-up that has found it. Each end takes one look-up, and at ten requests a second 1,000 of them take 100 s."
    " Memory: beyond that of an empty playbook. In parentheses: how many times as much as through the list."
)


@dataclass(frozen=True)
class _Wait:
    """A wait that was measured.

    Attributes:
        delays: seconds from the end of each job to the last request for it
        late: seconds from the last job's end to the task's
        pages: requests for the list
        needed: look-ups that have confirmed an end, one a job
        memory: bytes beyond those of an empty playbook
    """

    run: Run
    delays: Sequence[float]
    late: float
    pages: int
    needed: int
    memory: int

    @property
    def watching(self) -> int:
        """Requests that have found no end."""
        return self.run.requests - self.needed


def hundreds_of_jobs(arena: Arena) -> Findings:
    """500 jobs, listed and polled singly, and 1,000 jobs, listed."""
    empty = arena.play("empty").usage.memory
    listed, single = _waited(arena, _FEW, empty), _waited(arena, _FEW, empty, _NO_PERMISSION)
    many = _waited(arena, _MANY, empty)
    rows = [
        _row(f"{_FEW} jobs through the list", listed, listed),
        _row(f"{_FEW} jobs polled singly", single, listed),
        _row(f"{_MANY} jobs through the list", many, listed),
    ]
    return Findings([Table("Hundreds of GaussDB jobs", _HEADS, rows, _NOTE)], _targets(listed, single, many))


def _waited(arena: Arena, number: int, empty: int, fault: dict[str, Any] | None = None) -> _Wait:
    simulator = arena.simulator
    simulator.reset(latency=_LATENCY)
    if fault:
        simulator.add_fault(**fault)
    # In no order: single polls that go round in the order of the ends would meet each just when it is due.
    draw = random.Random(number)
    job_ids = arena.add_jobs([{"duration": draw.uniform(60, 120)} for _job in range(number)])
    run = arena.play("wait_for", job_ids=job_ids)
    ends = {job["id"]: float(job["ends"]) for job in simulator.control("GET", "/jobs")}
    log = simulator.control("GET", "/requests?service=gaussdb")
    last = {entry["job_id"]: entry["time"] for entry in log}
    return _Wait(
        run,
        [last[job_id] - ends[job_id] for job_id in job_ids],
        run.ended - max(ends.values()),
        sum(1 for entry in log if entry["path"].endswith("/tasks")),
        number,
        run.usage.memory - empty,
    )


def _row(title: str, wait: _Wait, listed: _Wait) -> tuple[str, ...]:
    return (
        title,
        f"{statistics.median(wait.delays):.1f}",
        f"{max(wait.delays):.1f}",
        f"{wait.late:.1f}",
        beside(wait.run.requests, listed.run.requests, 0),
        str(wait.pages),
        str(wait.watching - wait.pages),
        str(wait.needed),
        f"{wait.memory / 1e6:.0f}",
    )


def _targets(listed: _Wait, single: _Wait, many: _Wait) -> list[Target]:
    median, median_many = (statistics.median(wait.delays) for wait in (listed, many))
    share = listed.watching / single.run.requests
    memory = max(listed.memory, many.memory)
    return [
        Target(
            f"{_FEW} jobs of 1 to 2 min through the list: median delay",
            f"at most {_MEDIAN:.0f} s",
            f"{median:.1f} s, against {statistics.median(single.delays):.1f} s",
            median <= _MEDIAN,
        ),
        Target(
            "the same: requests beside the look-up that confirms each end, against single polls",
            "a tenth",
            f"{listed.watching} against {single.run.requests}: {share:.2f}; {listed.run.requests} in all",
            share <= 0.1,
        ),
        Target(
            f"{_MANY} jobs of 1 to 2 min through the list: median delay",
            f"at most {_MEDIAN:.0f} s",
            f"{median_many:.1f} s: {_MANY} ends in a minute are more than ten look-ups a second can confirm",
            median_many <= _MEDIAN,
        ),
        Target(
            "memory of both, beyond that of an empty playbook",
            f"under {_MEMORY / 1e6:.0f} MB",
            f"{memory / 1e6:.0f} MB",
            memory < _MEMORY,
        ),
    ]
