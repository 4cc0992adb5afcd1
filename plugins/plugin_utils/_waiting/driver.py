# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Turns a schedule in the calling thread, until all jobs have ended or the deadline has come. What an action uses."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ...module_utils._errors import GaussDBError
from ...module_utils._jobs.jobs import Page, Snapshot
from ...module_utils._jobs.refs import JobRef
from ...module_utils._support.background import Outcome
from .discovery import Discovery
from .listing import PageRef
from .schedule import Policy, Schedule
from .watch import Transition, Watch


class Calls(Protocol):
    """Runs polls in the background, as ``BackgroundCalls`` does."""

    def start(self, key: JobRef | PageRef, timeout: float) -> None:
        """Look up a job, or read a page of the job list, within ``timeout`` seconds."""

    def wait(self, seconds: float) -> Sequence[Outcome[JobRef | PageRef, Snapshot | Page]]:
        """Those that have ended, after ``seconds`` at the latest."""

    def interrupt(self) -> None:
        """Make the wait under way return immediately."""


class Reporter(Protocol):
    """Reports to a person how the wait goes. Moments are the driver's clock."""

    def started(self, watches: Sequence[Watch], now: float) -> None:
        """The wait begins."""

    def polled(self, watch: Watch, transitions: Sequence[Transition], now: float) -> None:
        """A poll of this job has ended, well or not, or the job list has shown it."""

    def listing_failed(self, error: GaussDBError, now: float) -> None:
        """The job list could not be read and will be tried again. Jobs that are watched are polled singly meanwhile."""

    def tick(self, watches: Sequence[Watch], now: float) -> None:
        """Time has passed."""

    def next(self, now: float) -> float:
        """Seconds until the next tick has something to report, at the latest."""


@dataclass(frozen=True)
class WaitOutcome:
    """How a wait ended.

    Attributes:
        watches: one for each job, in the order asked for
        elapsed: seconds it took
        ended_at: when it ended, by the driver's clock
        stopped: why all jobs of an engine were given up together, by the engine's name
    """

    watches: Sequence[Watch]
    elapsed: float = 0.0
    ended_at: float = 0.0
    stopped: dict[str, GaussDBError] = field(default_factory=dict)


class Driver:
    """One wait."""

    def __init__(self, policy: Policy, calls: Calls, reporter: Reporter, clock: Callable[[], float]) -> None:
        """
        Args:
            clock: seconds, monotonic, in step with ``calls.wait``
        """
        self._policy = policy
        self._calls = calls
        self._reporter = reporter
        self._clock = clock
        self._stopped = False

    def run(self, refs: Iterable[JobRef], discovery: Discovery | None = None) -> WaitOutcome:
        """Wait until every job has ended or was given up, the deadline has come, or ``stop`` was called.

        Polls still in flight then are abandoned. Does not raise GaussDBError.

        Args:
            discovery: finds further jobs. With it, jobs that have ended are forgotten, and more are always expected.
        """
        start = self._clock()
        deadline = math.inf if self._policy.once else start + self._policy.timeout
        schedule = Schedule(self._policy, deadline)
        for ref in refs:
            schedule.add(ref, start)
        if discovery is not None:
            schedule.discover(discovery, start)
        self._reporter.started(schedule.watches, start)
        while not (schedule.is_over or self._stopped):
            now = self._clock()
            if now >= deadline:
                break
            for poll in schedule.due(now):
                self._calls.start(poll.ref, poll.timeout)
            idle = min(schedule.next(now), deadline - now, self._reporter.next(now))
            for outcome in self._calls.wait(idle):
                self._take(schedule, outcome, self._clock())
            self._reporter.tick(schedule.watches, self._clock())
        end = self._clock()
        return WaitOutcome(schedule.watches, end - start, end, schedule.stopped)

    def _take(self, schedule: Schedule, outcome: Outcome[JobRef | PageRef, Snapshot | Page], now: float) -> None:
        if isinstance(outcome.key, JobRef):
            watch = schedule.watch(outcome.key)
            self._reporter.polled(watch, schedule.take(outcome, now), now)
            return
        transitions = schedule.take(outcome, now)
        if outcome.error is not None and outcome.key.engine not in schedule.stopped:
            self._reporter.listing_failed(outcome.error, now)
        # Also jobs that have not changed: polls of their own may have failed before.
        for watch in schedule.watches:
            if watch.seen_at == now and watch.is_open:
                self._reporter.polled(watch, [each for each in transitions if each.watch is watch], now)

    def stop(self) -> None:
        """End the wait as soon as possible. For other threads and signal handlers."""
        self._stopped = True
        self._calls.interrupt()
