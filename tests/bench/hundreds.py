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
_NUMBERS = (500, 1000)
_RATE = 10  # requests a second, at most
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
    "list pages",
    "single polls",
    "confirmations",
    "memory, MB",
)
_NOTE = (
    "Jobs of 1 to 2 minutes that report their progress, a server that responds in 50 ms. Delay: from a job's end to the"
    " look-up that detected it. List pages and single polls watch running jobs. Confirmations are the look-ups that"
    " detected an end, one for each job however it is watched: all requests together therefore cannot be a tenth of"
    " those of single polls. At ten requests a second, 1,000 confirmations take 100 s. Memory: beyond that of an empty"
    " playbook. In parentheses: how many times as much as through the list, with as many jobs."
)


@dataclass(frozen=True)
class _Wait:
    """A wait that was measured.

    Attributes:
        delays: seconds from the end of each job to the last request for it
        late: seconds from the last job's end to the task's
        pages: requests for the list
        confirmations: look-ups that have found an end, one for each job
        memory: bytes beyond those of an empty playbook
    """

    run: Run
    delays: Sequence[float]
    late: float
    pages: int
    confirmations: int
    memory: int

    @property
    def watching(self) -> int:
        """Requests that have found no end: list pages and single polls."""
        return self.run.requests - self.confirmations


def hundreds_of_jobs(arena: Arena) -> Findings:
    """500 and 1,000 jobs: through the list, and polled singly."""
    empty = arena.play("empty").usage.memory
    rows, targets = [], []
    for number in _NUMBERS:
        listed, single = _waited(arena, number, empty), _waited(arena, number, empty, _NO_PERMISSION)
        rows += [
            _row(f"{number:,} jobs through the list", listed, listed),
            _row(f"{number:,} jobs polled singly", single, listed),
        ]
        targets += _targets(number, listed, single)
    return Findings([Table("Hundreds of GaussDB jobs", _HEADS, rows, _NOTE)], targets)


def _waited(arena: Arena, number: int, empty: int, fault: dict[str, Any] | None = None) -> _Wait:
    simulator = arena.simulator
    simulator.reset(latency=_LATENCY)
    if fault:
        simulator.add_fault(**fault)
    # In no order: single polls that go round in the order of the ends would meet each just when it is due.
    draw = random.Random(number)
    job_ids = arena.add_jobs([{"duration": draw.uniform(60, 120)} for _job in range(number)])
    run = arena.play("wait_for", job_ids=job_ids)
    ends = arena.ends(job_ids)
    log = arena.requests()
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
        str(wait.confirmations),
        f"{wait.memory / 1e6:.0f}",
    )


def _targets(number: int, listed: _Wait, single: _Wait) -> list[Target]:
    median = statistics.median(listed.delays)
    share, whole_share = (requests / single.run.requests for requests in (listed.watching, listed.run.requests))
    return [
        Target(
            f"{number:,} jobs of 1 to 2 min through the list: median delay",
            f"at most {_MEDIAN:.0f} s",
            f"{median:.1f} s, compared with {statistics.median(single.delays):.1f} s polled singly; confirming"
            f" {number:,} ends takes {number / _RATE:.0f} s, and they come within 60 s",
            median <= _MEDIAN,
        ),
        Target(
            "the same: requests without confirmations, compared with single polls",
            "a tenth",
            f"{listed.watching} compared with {single.run.requests}: {share:.2f} times as many; with confirmations,"
            f" {listed.run.requests}: {whole_share:.2f} times",
            share <= 0.1,
        ),
        Target(
            "the same: memory beyond that of an empty playbook",
            f"under {_MEMORY / 1e6:.0f} MB",
            f"{listed.memory / 1e6:.0f} MB",
            listed.memory < _MEMORY,
        ),
    ]
