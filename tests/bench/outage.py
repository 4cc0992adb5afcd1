# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source with hundreds of GaussDB jobs, through an outage of the API."""

from __future__ import annotations

import json
import math
import random
import statistics
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from .arena import Arena, Run
from .findings import Findings, Table, Target

_JOBS = 500
_LATENCY = 0.05  # seconds
_OUTAGE = 30.0  # seconds
_SOON = 10.0  # seconds
_MINUTES = ((1, 6), (1, 2))

_NOTE = (
    f"The event source in a process of its own, without ansible-rulebook, and a server that responds in"
    f" {1000 * _LATENCY:.0f} ms. In the middle of the time in which jobs end, that server refuses connections for"
    f" {_OUTAGE:.0f} s; refused connections are not counted as requests. Median delay: from the end of a job to its"
    " event, for jobs that end before or after the outage. Last event: of jobs that have ended by the end of the"
    " outage, and were not reported before it. Confirmations: each end takes one look-up, at most ten a second, so that"
    " the ends of the outage alone take a second for every ten. Memory: of the whole process."
)


@dataclass(frozen=True)
class Watch:
    """A run of the event source.

    Attributes:
        minutes: the shortest and the longest duration of a job
        ends: epoch seconds, by the job's ID
        refused_from, refused_until: epoch seconds
        pages: requests for the job list
    """

    minutes: tuple[int, int]
    run: Run
    ends: Mapping[str, float]
    refused_from: float
    refused_until: float
    pages: int

    @cached_property
    def reports(self) -> dict[str, list[float]]:
        """Epoch seconds of the events that have reported a job's end, by its ID."""
        reports: dict[str, list[float]] = {}
        for line in self.run.output.splitlines():
            # Between the events, there are warnings of the outage.
            if line.startswith("["):
                at, event = json.loads(line)
                job = event.get("gaussdb_job", {})
                if job.get("event") == "ended":
                    reports.setdefault(job["id"], []).append(at)
        return reports

    @property
    def title(self) -> str:
        """Which jobs they were."""
        return f"{len(self.ends)} jobs of {self.minutes[0]} to {self.minutes[1]} min"

    @property
    def reported_once(self) -> int:
        """Jobs whose end was reported once."""
        return sum(1 for job_id in self.ends if len(self.reports.get(job_id, ())) == 1)

    @property
    def ends_in_the_outage(self) -> int:
        """Jobs that have ended in it."""
        return sum(1 for end in self.ends.values() if self.refused_from <= end < self.refused_until)

    @property
    def median_delay(self) -> float:
        """Seconds from a job's end to its event, without those of the outage."""
        return statistics.median(
            self._reported(job_id) - end
            for job_id, end in self.ends.items()
            if end < self.refused_from or end >= self.refused_until
        )

    @property
    def late(self) -> float:
        """Seconds from the end of the outage to the event of the last job that had ended by then."""
        ended = [job_id for job_id, end in self.ends.items() if end < self.refused_until]
        return max(map(self._reported, ended)) - self.refused_until

    def _reported(self, job_id: str) -> float:
        return self.reports.get(job_id, [math.inf])[0]

    @property
    def single_polls(self) -> int:
        """Look-ups that have found no end."""
        return self.run.requests - self.pages - len(self.ends)


def event_source(arena: Arena, jobs: int = _JOBS) -> Findings:
    """Jobs that end slowly enough for look-ups to keep pace with them, and jobs that do not."""
    watches = [_watched(arena, jobs, minutes) for minutes in _MINUTES]
    heads = (
        "jobs",
        "ends in the outage",
        "reported once",
        "median delay, s",
        "last event after the outage, s",
        "requests",
        "list pages",
        "single polls",
        "confirmations",
        "sign-ins",
        "CPU, s",
        "memory, MB",
    )
    rows = [
        (
            watch.title,
            str(watch.ends_in_the_outage),
            str(watch.reported_once),
            f"{watch.median_delay:.1f}",
            f"{watch.late:.1f}",
            str(watch.run.requests),
            str(watch.pages),
            str(watch.single_polls),
            str(len(watch.ends)),
            str(watch.run.sign_ins),
            f"{watch.run.usage.cpu:.2f}",
            f"{watch.run.usage.memory / 1e6:.0f}",
        )
        for watch in watches
    ]
    targets = [target for watch in watches for target in _targets(watch)]
    return Findings([Table("The event source through an outage", heads, rows, _NOTE)], targets)


def _watched(arena: Arena, jobs: int, minutes: tuple[int, int]) -> Watch:
    arena.simulator.reset(latency=_LATENCY)
    shortest, longest = (60.0 * bound for bound in minutes)
    draw = random.Random(jobs)
    job_ids = arena.add_jobs([{"duration": draw.uniform(shortest, longest)} for _job in range(jobs)])
    outage = threading.Timer(
        (shortest + longest - _OUTAGE) / 2,
        arena.simulator.add_fault,
        kwargs={"kind": "refuse", "service": "gaussdb", "seconds": _OUTAGE},
    )
    outage.start()
    try:
        run = arena.watch(job_ids)
    finally:
        outage.cancel()
        outage.join()
    (fault,) = arena.simulator.control("GET", "/faults")
    pages = sum(1 for request in arena.requests() if request["path"].endswith("/tasks"))
    since = float(fault["since"])
    return Watch(minutes, run, arena.ends(job_ids), since, since + _OUTAGE, pages)


def _targets(watch: Watch) -> list[Target]:
    jobs, late, sign_ins = len(watch.ends), watch.late, watch.run.sign_ins
    confirming = watch.ends_in_the_outage / 10
    return [
        Target(
            f"event source, {watch.title}, API refused for {_OUTAGE:.0f} s: ends reported",
            "each once",
            f"{watch.reported_once} of {jobs}",
            watch.reported_once == jobs,
        ),
        Target(
            "the same: last end before the API's return reported",
            f"within {_SOON:.0f} s of the return",
            f"{late:.1f} s; at ten a second, confirming the ends of the outage takes {confirming:.0f} s",
            late <= _SOON,
        ),
        Target("the same: sign-ins", "1", str(sign_ins), sign_ins == 1),
    ]
