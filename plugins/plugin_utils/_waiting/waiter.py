# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for jobs to end. Knows nothing of Ansible or HTTP; clock, looks and observer are passed in."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ...module_utils._errors import (
    ConfigurationError,
    GaussDBError,
    JobNotFoundError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ...module_utils._jobs.job import KNOWN_STATUSES, Job
from ...module_utils._jobs.jobs import Snapshot
from ...module_utils._support.background import Outcome
from . import pace

# Looks in flight at once, and the fewest seconds between the starts of two.
_AT_ONCE = 4
_SPACING = 0.1
_WIDEST_SPACING = 5.0
# What is left of a wider spacing after each look that succeeds: from the widest, all is well again after some twenty.
_RECOVERY = 0.8

# A Retry-After beyond this is taken for a mistake, or for an hour that would be better spent asking once in a while.
_LONGEST_HOLD = 60.0

# How long a server may fail that has never answered well: it is likelier to be a wrong address than an outage.
_FIRST_CONTACT_PATIENCE = 5.0

# The last look starts this long before the deadline, so that its answer can still arrive.
_LAST_LOOK = 1.0


class Polls(Protocol):
    """Looks at jobs in the background."""

    def __len__(self) -> int:
        """How many are under way."""

    def start(self, key: str, limit: float) -> None:
        """Begin a look at the job ``key`` that may take ``limit`` seconds."""

    def wait(self, seconds: float) -> Sequence[Outcome[Snapshot]]:
        """Those that have ended, at the latest after ``seconds``."""


class Observer(Protocol):
    """Whoever tells a person what happens. Times are the waiter's clock."""

    def seen(self, watch: Watch, now: float) -> None:
        """A look has succeeded."""

    def failed(self, watch: Watch, error: GaussDBError, now: float) -> None:
        """A look has failed."""

    def tick(self, watches: Iterable[Watch], now: float) -> None:
        """Time has passed."""

    def wants(self, now: float) -> float:
        """When the next tick should come, at the latest."""


@dataclass(frozen=True)
class Rules:
    """How to wait. All in seconds.

    Attributes:
        timeout: for everything; 0 looks once
        delay: before the first look
        sleep: between two looks at one job, None to adapt to it
        not_found_timeout: from the first look at a job, for it to become visible
        error_timeout: for which looks at a job may keep failing
        api_timeout: for one look
        once: look at each job once and leave it at that
    """

    timeout: float
    delay: float = 0.0
    sleep: float | None = None
    not_found_timeout: float = 60.0
    error_timeout: float = 300.0
    api_timeout: float = 30.0
    once: bool = False


@dataclass
class Watch:
    """One job, as far as it is known.

    Attributes:
        job_id: its ID
        job: as it was last seen, None before that
        missing: whether it was given up as unknown
        lost: why it was given up although it may exist, None if it was not
        error: why the last look failed, None if it did not
        failing_since: when looks began to fail
        first_look: when it was first looked at, None before that
        looking_since: when the look under way began, None if there is none
        trend: its progress so far
        odd_statuses: statuses that no reference names
    """

    job_id: str
    job: Job | None = None
    missing: bool = False
    lost: GaussDBError | None = None
    error: GaussDBError | None = None
    failing_since: float | None = None
    first_look: float | None = None
    looking_since: float | None = None
    trend: pace.Trend = field(default_factory=pace.Trend)
    odd_statuses: list[str] = field(default_factory=list)
    _born: float | None = None
    _absences: int = 0

    @property
    def is_open(self) -> bool:
        """Whether there is anything left to wait for."""
        return not self.missing and self.lost is None and not (self.job is not None and self.job.has_ended)

    @property
    def is_pending(self) -> bool:
        """Whether it may still be on its way to an end, watched or not."""
        return not self.missing and not (self.job is not None and self.job.has_ended)

    def age(self, now: float) -> float:
        """Seconds since its creation, or since the first look if the API does not tell more."""
        return self.watched(now) if self._born is None else now - self._born

    def watched(self, now: float) -> float:
        """Seconds since the first look."""
        return 0.0 if self.first_look is None else now - self.first_look

    def pause(self, now: float) -> float:
        """Seconds until the next look, after one that has succeeded."""
        return pace.pause(self.age(now), self.watched(now), self.trend)

    def time_left(self, now: float) -> float | None:
        """Seconds until its end, if its progress allows a guess."""
        forecast = self.trend.forecast
        return None if forecast is None else max(0.0, sum(forecast) / 2 - self.age(now))

    def note_start(self, now: float) -> None:
        """Take in that a look begins."""
        self.looking_since = now
        if self.first_look is None:
            self.first_look = now

    def note_seen(self, look: Snapshot, now: float) -> None:
        """Take in what a look has shown."""
        if self._born is None and look.age is not None:
            self._born = now - look.age
            self.trend = pace.Trend.from_creation()
        self.job = look.job
        self.error = self.failing_since = None
        self._absences = 0
        if look.job.status is not None and look.job.status not in (*KNOWN_STATUSES, *self.odd_statuses):
            self.odd_statuses.append(look.job.status)
        if look.job.progress is not None:
            self.trend = self.trend.seen(self.age(now), look.job.progress)

    def note_absent(self, error: JobNotFoundError, now: float, not_found_timeout: float) -> None:
        """Take in that the API does not know it."""
        self.error = error
        self.failing_since = None
        self._absences += 1
        self.missing = self.watched(now) >= not_found_timeout if self.job is None else self._absences > 1

    def note_failed(self, error: GaussDBError, now: float, patience: float) -> None:
        """Take in that a look has failed."""
        self.error = error
        if isinstance(error, ThrottledError):
            # Whoever asks for patience is alive.
            self.failing_since = None
            return
        if self.failing_since is None:
            self.failing_since = now
        if not error.transient or now - self.failing_since >= patience:
            self.lost = error


@dataclass(frozen=True)
class Ending:
    """How a wait ended.

    Attributes:
        watches: one per job, in the order asked for
        elapsed: seconds it took
        at: when it ended, by the waiter's clock
        stopped: what made looking at any job pointless, None if nothing did
    """

    watches: Sequence[Watch]
    elapsed: float = 0.0
    at: float = 0.0
    stopped: GaussDBError | None = None


class Waiter:
    """Follows jobs to their ends.

    A job that fails, is missing or cannot be looked at does not stop the others. One that has ended is never looked at
    again.
    """

    def __init__(self, looks: Polls, rules: Rules, observer: Observer, clock: Callable[[], float]) -> None:
        """
        Args:
            clock: seconds, monotonic, in step with ``looks.wait``
        """
        self._looks = looks
        self._rules = rules
        self._observer = observer
        self._clock = clock
        self._pacer = _Pacer()
        self._deadline = math.inf
        self._never_heard_since: float | None = None
        self._queue: list[tuple[float, int, Watch]] = []
        self._order = itertools.count()

    def wait(self, job_ids: Iterable[str]) -> Ending:
        """Wait until every job has ended or was given up, or until the deadline. Does not raise GaussDBError."""
        rules = self._rules
        start = self._clock()
        watches = {job_id: Watch(job_id) for job_id in job_ids}
        looks_left = len(watches)
        if not rules.once:
            self._deadline = start + rules.timeout
        for watch in watches.values():
            self._schedule(watch, start + rules.delay)
        stopped: GaussDBError | None = None
        while looks_left and stopped is None:
            now = self._clock()
            if now >= self._deadline:
                break
            self._start_looks(now)
            wake = min(self._next_start(now), self._deadline, self._observer.wants(now))
            for outcome in self._looks.wait(wake - now):
                watch = watches[outcome.key]
                if self._ends_everything(outcome.error):
                    stopped = stopped or outcome.error
                    continue
                self._take_in(watch, outcome)
                if not watch.is_open or rules.once:
                    looks_left -= 1
            self._observer.tick(watches.values(), self._clock())
        end = self._clock()
        return Ending(list(watches.values()), end - start, end, stopped)

    def _start_looks(self, now: float) -> None:
        while self._queue and len(self._looks) < _AT_ONCE and max(self._queue[0][0], self._pacer.next_start) <= now:
            _due, _order, watch = heapq.heappop(self._queue)
            watch.note_start(now)
            self._looks.start(watch.job_id, min(self._rules.api_timeout, self._deadline - now))
            self._pacer.started(now)

    def _next_start(self, now: float) -> float:
        """When the next look can start, if no other ends before."""
        if not self._queue or len(self._looks) >= _AT_ONCE:
            return now + self._rules.api_timeout
        return max(self._queue[0][0], self._pacer.next_start)

    def _take_in(self, watch: Watch, outcome: Outcome[Snapshot]) -> None:
        """Note what a look has brought, and plan the next one."""
        rules, now, error = self._rules, self._clock(), outcome.error
        began, watch.looking_since = watch.looking_since, None
        if outcome.value is not None:
            self._pacer.went_well()
            watch.note_seen(outcome.value, now)
            pause = watch.pause(now)
        elif isinstance(error, JobNotFoundError):
            self._pacer.went_well()
            watch.note_absent(error, now, 0.0 if rules.once else rules.not_found_timeout)
            pause = pace.SHORTEST if watch.job else watch.pause(now)
        elif error is not None:
            if isinstance(error, (UnreachableError, ThrottledError)):
                self._pacer.went_badly(error, now if began is None else began, now)
            watch.note_failed(error, now, 0.0 if rules.once else rules.error_timeout)
            pause = pace.retry_pause(0.0 if watch.failing_since is None else now - watch.failing_since)
        if error is None:
            self._observer.seen(watch, now)
        else:
            self._observer.failed(watch, error, now)
        if watch.is_open and not rules.once:
            self._schedule(watch, self._in_time(now, now + (rules.sleep or pause)))

    def _ends_everything(self, error: GaussDBError | None) -> bool:
        """Whether no look at any job can succeed any more."""
        if isinstance(error, (UnauthorizedError, ConfigurationError)) and not error.transient:
            return True
        if error is None or not error.first_contact:
            self._never_heard_since = None
            return False
        now = self._clock()
        if self._never_heard_since is None:
            self._never_heard_since = now
        patience = 0.0 if self._rules.once else min(_FIRST_CONTACT_PATIENCE, self._rules.error_timeout)
        return now - self._never_heard_since >= patience

    def _in_time(self, now: float, due: float) -> float:
        """``due``, or a last look just before the deadline where that comes first."""
        last = self._deadline - _LAST_LOOK
        return last if due > last >= now + _LAST_LOOK else due

    def _schedule(self, watch: Watch, due: float) -> None:
        heapq.heappush(self._queue, (due, next(self._order), watch))


class _Pacer:
    """The common rate of all looks. Slows down when the API asks for it, and recovers as looks succeed."""

    def __init__(self) -> None:
        self.next_start = -math.inf
        self._spacing = _SPACING
        self._throttled = 0
        self._slowed_at = -math.inf

    def started(self, now: float) -> None:
        """A look has begun."""
        self.next_start = now + self._spacing

    def went_well(self) -> None:
        """The API has answered."""
        self._throttled = 0
        self._spacing = max(_SPACING, self._spacing * _RECOVERY)

    def went_badly(self, error: UnreachableError | ThrottledError, began: float, now: float) -> None:
        """A look that began at ``began`` has failed, perhaps with a request for patience."""
        if not isinstance(error, ThrottledError) and error.retry_after is None:
            return
        # What was under way when it first asked tells nothing new.
        if began >= self._slowed_at:
            self._throttled += 1
            self._spacing = min(_WIDEST_SPACING, self._spacing * 2)
            self._slowed_at = now
        hold = 2.0 ** min(self._throttled - 1, 5) if error.retry_after is None else error.retry_after
        self.next_start = max(self.next_start, now + min(hold, _LONGEST_HOLD))
