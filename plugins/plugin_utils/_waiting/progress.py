# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lines for a person who watches a wait. Every line fits on one screen line and is free of control characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...module_utils._errors import GaussDBError
from ...module_utils._jobs.job import Job
from ...module_utils._support.text import printable, shortened, span
from .waiter import Watch

# Some automation platforms end jobs that are silent for minutes.
_HEARTBEAT = 60.0
_PER_JOB = 10.0
# Above this many jobs, lines for each would scroll the screen away.
_MANY = 10
_SUMMARY = 30.0

Say = Callable[[str], None]


class Silence:
    """An observer that says nothing: for ``progress: false`` and ``no_log: true``."""

    def seen(self, watch: Watch, now: float) -> None:
        """Says nothing."""

    def failed(self, watch: Watch, error: GaussDBError, now: float) -> None:
        """Says nothing."""

    def tick(self, watches: Iterable[Watch], now: float) -> None:
        """Says nothing."""

    def wants(self, now: float) -> float:
        """Never."""
        return float("inf")


class Progress:
    """An observer that tells a person.

    Up to ten jobs: a line when a job's status or progress changes, at most one for each in ten seconds, and at least
    one line a minute. More jobs: a summary every half minute, and each failure.
    """

    def __init__(self, say: Say, host: str, jobs: int, start: float, every_look: bool = False) -> None:
        """
        Args:
            say: puts a line on the screen
            host: for whom it waits
            jobs: how many there are
            start: when the wait began, by the waiter's clock
            every_look: tell of each look instead, for those who asked for more (``-v``)
        """
        self._say = say
        self._every_look = every_look
        self._host = host
        self._many = jobs > _MANY
        self._start = start
        self._last_line = start
        self._last_summary = start
        self._told: dict[str, tuple[tuple[str | None, int | None], float]] = {}
        self._untold: dict[str, Watch] = {}

    def seen(self, watch: Watch, now: float) -> None:
        """Tell of a change, now or as soon as the job may be told of again. An end is told at once."""
        job = watch.job
        if job is None:
            return
        if self._every_look:
            self._tell_state(watch, now)
            return
        told, _when = self._told.get(watch.job_id, (None, 0.0))
        if told == (job.status, job.progress):
            self._untold.pop(watch.job_id, None)
        elif self._many:
            if job.has_failed:
                self._tell_state(watch, now)
        else:
            self._untold[watch.job_id] = watch

    def failed(self, watch: Watch, error: GaussDBError, now: float) -> None:
        """Tell those who asked for more; the others once looks have stopped."""
        if not watch.is_open:
            self._tell(self._line("not found" if watch.missing else f"given up: {error}", watch, now), now)
        elif self._every_look:
            self._tell(self._line(f"look failed: {error}", watch, now), now)

    def tick(self, watches: Iterable[Watch], now: float) -> None:
        """Tell what is due."""
        if self._many:
            if now >= self._last_summary + _SUMMARY:
                self._last_summary = now
                self._tell(f"[{self._host}] {_summary(watches)}, {span(now - self._start)} elapsed", now)
            return
        for watch in list(self._untold.values()):
            ended = watch.job is not None and watch.job.has_ended
            if ended or now >= self._due(watch.job_id):
                self._tell_state(watch, now)
        if now >= self._last_line + _HEARTBEAT:
            self._tell_all(watches, now)

    def wants(self, now: float) -> float:
        """When the next line may be due."""
        if self._many:
            return self._last_summary + _SUMMARY
        return min([self._last_line + _HEARTBEAT, *(self._due(job_id) for job_id in self._untold)])

    def _due(self, job_id: str) -> float:
        return self._told[job_id][1] + _PER_JOB if job_id in self._told else float("-inf")

    def _tell_all(self, watches: Iterable[Watch], now: float) -> None:
        """A sign of life: every open job, also those that stand still or have not been seen."""
        for watch in watches:
            if watch.is_open:
                self._tell_state(watch, now)

    def _tell_state(self, watch: Watch, now: float) -> None:
        job = watch.job
        self._untold.pop(watch.job_id, None)
        if job is None:
            why = "" if watch.error is None else f": {watch.error}"
            self._tell(self._line(f"not seen yet{why}", watch, now), now)
            return
        self._told[watch.job_id] = ((job.status, job.progress), now)
        self._tell(self._line(_state(job), watch, now), now)

    def _tell(self, line: str, now: float) -> None:
        self._last_line = now
        self._say(line)

    def _line(self, what: str, watch: Watch, now: float) -> str:
        # A long name must not push off the line what happened.
        title = shortened(watch.job.title if watch.job else f"job {watch.job_id}", 120)
        parts = [f"[{self._host}] {title}: {what}", f"{span(now - self._start)} elapsed"]
        left = watch.time_left(now) if watch.is_open else None
        if left is not None:
            parts.append(f"about {span(left)} left")
        return shortened(printable(", ".join(parts)))


def _state(job: Job) -> str:
    status = job.status or "no status"
    if job.has_failed:
        return f"{status}: {job.fail_reason}" if job.fail_reason else status
    return status if job.progress is None or job.has_ended else f"{status} {job.progress} %"


def _summary(watches: Iterable[Watch]) -> str:
    every = list(watches)
    done = sum(1 for watch in every if watch.job is not None and watch.job.has_completed)
    failed = sum(1 for watch in every if watch.job is not None and watch.job.has_failed)
    given_up = sum(1 for watch in every if watch.missing or watch.lost is not None)
    running = len(every) - done - failed - given_up
    parts = [f"{done} of {len(every)} jobs completed", f"{running} under way", f"{failed} failed"]
    return ", ".join([*parts, f"{given_up} given up"] if given_up else parts)
