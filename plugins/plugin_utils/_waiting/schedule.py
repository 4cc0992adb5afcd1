# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which job to poll next, and when; and what a poll's outcome means for the jobs watched.

Pure: no clock, no threads, no requests. A driver turns it::

    schedule.add(ref, now)
    while not schedule.is_over:
        start each poll of schedule.due(now)
        wait for an outcome, schedule.next(now) seconds at most
        report each transition of schedule.take(outcome, now)

An event source that watches all jobs lets the schedule ``discover`` them: it adds those that the list shows, and
forgets each once its outcome is known. Such a schedule is over only if nothing can succeed any more (a refused sign-in,
a configuration error), which arrives in ``stopped``.

A handful of jobs or more are watched through their engine's job list, if it has one: a key in the queue is then a page,
and its outcome what the page shows. A job that the list shows running is not polled singly for two rounds; one that it
leaves out is. An end in the list is not taken in: it brings the job's own poll forward, which confirms it. A list that
fails postpones nothing, so that single polls take over by themselves. After an outage of both, the first single poll
that succeeds brings the next round forward, since every job that has ended meanwhile waits for it.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from ...module_utils._engines import ENGINES
from ...module_utils._errors import (
    ConfigurationError,
    GaussDBError,
    JobNotFoundError,
    ThrottledError,
    UnauthorizedError,
)
from ...module_utils._jobs.jobs import Page, Snapshot
from ...module_utils._jobs.refs import JobRef
from ...module_utils._support.background import Outcome
from ...module_utils._support.backoff import FIRST_CONTACT_TIMEOUT, SHORTEST, growing_pause
from ...module_utils._support.poll_queue import PollQueue
from .discovery import Discovery
from .listing import JobList, PageRef
from .watch import Transition, Watch

# The last poll starts this long before the deadline, so that its response can still arrive.
_LAST_POLL = 1.0

# A job is polled singly this long after the list should have shown it.
_GRACE = 5.0

# Seconds for which the list is trusted when it shows that a job is running: it may be stale.
_TRUST = 1800.0


@dataclass(frozen=True)
class Policy:
    """How to wait. All in seconds.

    Attributes:
        timeout: for everything
        delay: before the first poll
        sleep: between two polls of one job, None to adapt to it
        not_found_timeout: from the first poll of a job, for it to become visible
        error_timeout: for which polls of a job may keep failing
        api_timeout: for one poll
        once: poll each job once, whatever comes of it, however long that takes
    """

    timeout: float
    delay: float
    sleep: float | None
    not_found_timeout: float
    error_timeout: float
    api_timeout: float
    once: bool


@dataclass(frozen=True)
class Poll:
    """A request to make now.

    Attributes:
        ref: the job to look up, or the page of the job list to read
        timeout: seconds that it may take
    """

    ref: JobRef | PageRef
    timeout: float


class Schedule:
    """Follows jobs to their ends.

    A job that fails, is missing or cannot be polled does not stop the others. One that has ended is never polled again.

    Attributes:
        stopped: why all jobs of an engine were given up together, by the engine's name
    """

    def __init__(self, policy: Policy, deadline: float = math.inf) -> None:
        self.stopped: dict[str, GaussDBError] = {}
        self._policy = policy
        self._deadline = deadline
        self._watches: dict[JobRef, Watch] = {}
        # Those that will be polled, or are being polled.
        self._awaited: dict[JobRef, Watch] = {}
        self._queue: PollQueue[JobRef | PageRef] = PollQueue()
        # By engine. A single poll of each job is the whole of a wait that polls once.
        self._lists = {} if policy.once else {name: JobList() for name, engine in ENGINES.items() if engine.lists_jobs}
        self._discovery: Discovery | None = None
        self._counts: Counter[str] = Counter()
        # Jobs whose end the list has shown and no look-up has confirmed yet.
        self._unconfirmed: set[JobRef] = set()
        # Engines whose last look-up has failed, throttling aside.
        self._failing: set[str] = set()
        # Since when each engine's server fails that has never responded.
        self._unproven_since: dict[str, float] = {}

    @property
    def watches(self) -> list[Watch]:
        """One for each job, in the order in which they were added."""
        return list(self._watches.values())

    def watch(self, ref: JobRef) -> Watch:
        """That of one job, which was added."""
        return self._watches[ref]

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to poll."""
        discovery = self._discovery
        return not self._awaited and (discovery is None or discovery.engine in self.stopped)

    def discover(self, discovery: Discovery, now: float) -> None:
        """Watch, from now on, the jobs that its engine's list shows."""
        self._discovery = self._lists[discovery.engine] = discovery
        self._plan_round(discovery.engine, now)

    def add(self, ref: JobRef, now: float) -> None:
        """Watch a job from now on. Adding one that is watched already changes nothing."""
        if ref in self._watches:
            return
        due = now + self._policy.delay
        self._watches[ref] = self._awaited[ref] = Watch(ref)
        self._counts[ref.engine] += 1
        is_first_round = self._plan_round(ref.engine, due)
        job_list = self._lists.get(ref.engine)
        is_listed_soon = job_list is not None and job_list.page is not None and job_list.due <= due + _GRACE
        # The delay counts, even if it leaves no time for a poll at the end.
        held = max(due, self._before_deadline(now, due + _GRACE))
        self._queue.put(ref, held if is_listed_soon else due)
        if is_first_round:
            for other, watch in self._awaited_of(ref.engine).items():
                if watch.first_poll is None:
                    self._queue.put(other, held)

    def forget(self, ref: JobRef) -> None:
        """Do not watch a job any more, as if it had never been added."""
        self._watches.pop(ref, None)
        self._settle(ref)

    def due(self, now: float) -> list[Poll]:
        """The polls to start now. Each counts as in flight until its outcome is taken in."""
        polls = []
        for ref in self._queue.start(now):
            if isinstance(ref, JobRef):
                self._awaited[ref].poll_started(now)
            polls.append(Poll(ref, min(self._policy.api_timeout, self._deadline - now)))
        return polls

    def next(self, now: float) -> float:
        """Seconds until ``due`` has something to start; inf if that takes an outcome."""
        return max(0.0, self._queue.next_start() - now)

    def take(self, outcome: Outcome[JobRef | PageRef, Snapshot | Page], now: float) -> list[Transition]:
        """Take in how a poll ended, and plan the next one."""
        self._queue.finished(outcome.key, outcome.error, now)
        if isinstance(outcome.key, PageRef):
            return self._take_page(outcome.key, outcome, now)
        watch = self._awaited.get(outcome.key)
        if watch is None:
            return []
        if outcome.error is None:
            self._unconfirmed.discard(watch.ref)
        policy, error = self._policy, outcome.error
        fatal = self._fatal(watch.ref.engine, error, now)
        if fatal is not None:
            return self._stop(watch.ref.engine, fatal)
        self._notice_return(watch.ref.engine, error, now)
        if error is None:
            transitions = watch.poll_succeeded(outcome.value, now)  # type: ignore[arg-type]  # there is one without error
            pause = watch.pause(now)
        elif isinstance(error, JobNotFoundError):
            transitions = watch.poll_found_nothing(error, now, 0.0 if policy.once else policy.not_found_timeout)
            # A job that has vanished takes a second poll, soon, to be believed.
            pause = SHORTEST if watch.job else watch.pause(now)
        else:
            transitions = watch.poll_failed(error, now, 0.0 if policy.once else policy.error_timeout)
            if error.first_contact:
                watch.gives_up_at = self._unproven_since[watch.ref.engine] + self._first_contact_timeout
            pause = growing_pause(watch.outage(now))
        if self._discovery is not None and not watch.is_open:
            self.forget(watch.ref)
        elif not watch.is_open or policy.once:
            self._settle(watch.ref)
        else:
            due = self._before_deadline(now, now + (policy.sleep or pause))
            # A look-up that was to confirm an end, and has failed, still goes before those of running jobs.
            self._queue.put(watch.ref, due, urgent=watch.ref in self._unconfirmed)
        return transitions

    def _notice_return(self, engine: str, error: GaussDBError | None, now: float) -> None:
        """Bring the next round forward when look-ups succeed again after an outage.

        It keeps the shortest pause from the last one, since look-ups may come and go while the list alone stays away.
        """
        if error is not None and not isinstance(error, JobNotFoundError):
            if not isinstance(error, ThrottledError):
                self._failing.add(engine)
            return
        if engine not in self._failing:
            return
        self._failing.remove(engine)
        job_list = self._lists.get(engine)
        if job_list is not None and job_list.page is not None and job_list.failed_at is not None:
            job_list.due = min(job_list.due, max(now, job_list.failed_at + SHORTEST))
            self._queue.advance(job_list.page, job_list.due, urgent=True)

    def _take_page(self, ref: PageRef, outcome: Outcome[Any, Any], now: float) -> list[Transition]:
        """Take in what a page of the job list shows, or that it could not be read, and plan the next one."""
        job_list = self._lists[ref.engine]
        if job_list.page != ref:
            return []
        if outcome.error is not None:
            fatal = self._fatal(ref.engine, outcome.error, now) if job_list is self._discovery else None
            if fatal is not None:
                return self._stop(ref.engine, fatal)
            job_list.failed(outcome.error, ref.offset, now)
            self._end_round(ref.engine, now)
            return []
        self._unproven_since.pop(ref.engine, None)
        page: Page = outcome.value  # type: ignore[assignment]  # there is one without an error
        for job in job_list.discovered(page, now):
            self.add(job, now)
        watched = self._awaited_of(ref.engine)
        before = job_list.listed
        shown = job_list.read(page, watched)
        transitions = []
        for job, snapshot in shown:
            transitions += self._take_listed(watched[job], snapshot, now)
        following = job_list.following(ref, page, len(shown), before, len(watched))
        if following is not None:
            # Before the look-ups that the round has brought so far, so that they do not draw it out.
            job_list.page = following
            self._queue.put(following, job_list.due, urgent=True)
        else:
            job_list.finished(watched.values(), self._policy.sleep, now)
            self._end_round(ref.engine, now)
        return transitions

    def _take_listed(self, watch: Watch, snapshot: Snapshot, now: float) -> list[Transition]:
        ref = watch.ref
        if ref in self._unconfirmed:
            return []
        if snapshot.job.has_ended:
            self._unconfirmed.add(ref)
            if watch.polling_since is None:
                self._queue.put(ref, now, urgent=True)
            return []
        self._postpone(watch, now, self._lists[ref.engine].pause)
        return watch.listed(Snapshot(replace(snapshot.job, id=ref.id), snapshot.age), now)

    def _postpone(self, watch: Watch, now: float, pause: float) -> None:
        """Leave a job to the list for two rounds, unless it has not been looked up for long."""
        if watch.polling_since is None:
            since = now if watch.looked_up_at is None else watch.looked_up_at
            self._queue.put(watch.ref, max(now, min(now + 2 * pause + _GRACE, since + _TRUST)))

    def _end_round(self, engine: str, now: float) -> None:
        """Plan the next round, and when to poll jobs singly until then."""
        job_list = self._lists[engine]
        for ref, watch in self._awaited_of(engine).items():
            if ref in self._unconfirmed or watch.polling_since is not None:
                continue
            if watch.job is None and watch.first_poll is None:
                self._queue.put(ref, now)
            elif job_list.has_shown(ref) and job_list.was_fruitful:
                self._postpone(watch, now, job_list.pause)
            elif job_list.has_shown(ref) or job_list.is_refused:
                self._queue.put(ref, self._before_deadline(now, now + (self._policy.sleep or watch.pause(now))))
        self._plan_round(engine, self._before_deadline(now, max(now, job_list.due + job_list.pause)))

    def _plan_round(self, engine: str, due: float) -> bool:
        """Plan a round if none is planned and the list saves requests; whether it did."""
        job_list = self._lists.get(engine)
        if job_list is None or job_list.page is not None or not job_list.is_needed(self._counts[engine]):
            return False
        page = job_list.first_page(engine, self._awaited_of(engine).values())
        job_list.begin(page, due)
        self._queue.put(page, due, urgent=True)
        return True

    def _awaited_of(self, engine: str) -> dict[JobRef, Watch]:
        return {ref: watch for ref, watch in self._awaited.items() if ref.engine == engine}

    def _fatal(self, engine: str, error: GaussDBError | None, now: float) -> GaussDBError | None:
        """``error`` if no poll of this engine can succeed any more, else None."""
        if error is None or not error.first_contact:
            self._unproven_since.pop(engine, None)
            final = isinstance(error, (UnauthorizedError, ConfigurationError)) and not error.transient
            return error if final else None
        since = self._unproven_since.setdefault(engine, now)
        return error if not error.transient or now - since >= self._first_contact_timeout else None

    @property
    def _first_contact_timeout(self) -> float:
        return 0.0 if self._policy.once else min(FIRST_CONTACT_TIMEOUT, self._policy.error_timeout)

    def _stop(self, engine: str, error: GaussDBError) -> list[Transition]:
        # A refused sign-in is the same for both engines, and must not be tried again: accounts lock.
        everywhere = isinstance(error, UnauthorizedError)
        concerned = [other for other in self._awaited.values() if everywhere or other.ref.engine == engine]
        self.stopped[engine] = error
        for other in concerned:
            self.stopped[other.ref.engine] = error
            self._settle(other.ref)
        return [transition for other in concerned for transition in other.give_up(error)]

    def _settle(self, ref: JobRef) -> None:
        self._queue.discard(ref)
        self._unconfirmed.discard(ref)
        if self._awaited.pop(ref, None) is None:
            return
        self._counts[ref.engine] -= 1
        job_list = self._lists.get(ref.engine)
        if job_list is not None and not job_list.is_needed(self._counts[ref.engine]):
            page = job_list.drop()
            if page is None:
                return
            self._queue.discard(page)
            for other, watch in self._awaited_of(ref.engine).items():
                if watch.seen_at is not None and watch.polling_since is None and other not in self._unconfirmed:
                    self._queue.put(other, watch.seen_at + (self._policy.sleep or watch.pause(watch.seen_at)))

    def _before_deadline(self, now: float, due: float) -> float:
        """``due``, or the moment of the last poll before the deadline if that comes first."""
        last = self._deadline - _LAST_POLL
        return last if due > last >= now + _LAST_POLL else due
