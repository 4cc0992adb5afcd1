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

Its shape was tried on paper on two more users than the blocking driver.

*An event source on asyncio* runs polls in daemon threads that put outcomes into an asyncio queue, awaits that queue for
``next(now)`` seconds, and sends an event for each transition. It adds jobs as they appear and forgets them once they
have ended, also while a poll is in flight: that outcome frees its place and says nothing. It has no deadline, and runs
on after ``is_over``. It stops by no longer turning the schedule, since there is nothing to clean up. What ends such a
source (a refused sign-in, a configuration error) arrives in ``stopped``.

*GaussDB's job list* is one more key in the queue, with an engine and an offset in place of an ID, and a kind of
:class:`Poll` whose outcome is a page. For each watched job on the page, ``take`` calls ``poll_succeeded`` and moves the
job's own poll back by a pause, so that a job is polled singly only if the list leaves it out for a round or two. An
entry with a final status is not taken in; it moves the job's own poll to now, and that look-up confirms the end. A list
that fails moves nothing back, so that single polls take over by themselves. ``due``, ``take`` and ``next`` stay as
they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...module_utils._errors import ConfigurationError, GaussDBError, JobNotFoundError, UnauthorizedError
from ...module_utils._jobs.jobs import Snapshot
from ...module_utils._jobs.refs import JobRef
from ...module_utils._support.background import Outcome
from ...module_utils._support.backoff import SHORTEST, growing_pause
from ...module_utils._support.poll_queue import PollQueue
from .watch import Transition, Watch

# How long a server may fail that has never answered: it is likelier to be a wrong address than an outage.
_FIRST_CONTACT_TIMEOUT = 5.0

# The last poll starts this long before the deadline, so that its response can still arrive.
_LAST_POLL = 1.0


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
        ref: the job to look up
        timeout: seconds that it may take
    """

    ref: JobRef
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
        self._queue: PollQueue[JobRef] = PollQueue()
        # Since when each engine's server fails that has never answered.
        self._unproven_since: dict[str, float] = {}

    @property
    def watches(self) -> list[Watch]:
        """One for each job, in the order in which they were added."""
        return list(self._watches.values())

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to poll."""
        return not self._awaited

    def add(self, ref: JobRef, now: float) -> None:
        """Watch a job from now on. Adding one that is watched already changes nothing."""
        if ref not in self._watches:
            self._watches[ref] = self._awaited[ref] = Watch(ref)
            self._queue.put(ref, now + self._policy.delay)

    def forget(self, ref: JobRef) -> None:
        """Do not watch a job any more, as if it had never been added."""
        self._watches.pop(ref, None)
        self._settle(ref)

    def due(self, now: float) -> list[Poll]:
        """The polls to start now. Each counts as in flight until its outcome is taken in."""
        polls = []
        for ref in self._queue.start(now):
            self._awaited[ref].poll_started(now)
            polls.append(Poll(ref, min(self._policy.api_timeout, self._deadline - now)))
        return polls

    def next(self, now: float) -> float:
        """Seconds until ``due`` has something to start; inf if that takes an outcome."""
        return max(0.0, self._queue.next_start() - now)

    def take(self, outcome: Outcome[JobRef, Snapshot], now: float) -> list[Transition]:
        """Take in how a poll ended, and plan the next one."""
        self._queue.finished(outcome.key, outcome.error, now)
        watch = self._awaited.get(outcome.key)
        if watch is None:
            return []
        policy, error = self._policy, outcome.error
        fatal = self._fatal(watch, error, now)
        if fatal is not None:
            return self._stop(watch, fatal)
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
        if not watch.is_open or policy.once:
            self._settle(watch.ref)
        else:
            self._queue.put(watch.ref, self._before_deadline(now, now + (policy.sleep or pause)))
        return transitions

    def _fatal(self, watch: Watch, error: GaussDBError | None, now: float) -> GaussDBError | None:
        """``error`` if no poll of this engine can succeed any more, else None."""
        engine = watch.ref.engine
        if error is None or not error.first_contact:
            self._unproven_since.pop(engine, None)
            final = isinstance(error, (UnauthorizedError, ConfigurationError)) and not error.transient
            return error if final else None
        since = self._unproven_since.setdefault(engine, now)
        return error if not error.transient or now - since >= self._first_contact_timeout else None

    @property
    def _first_contact_timeout(self) -> float:
        return 0.0 if self._policy.once else min(_FIRST_CONTACT_TIMEOUT, self._policy.error_timeout)

    def _stop(self, watch: Watch, error: GaussDBError) -> list[Transition]:
        # A refused sign-in is the same for both engines, and must not be tried again: accounts lock.
        everywhere = isinstance(error, UnauthorizedError)
        concerned = [other for other in self._awaited.values() if everywhere or other.ref.engine == watch.ref.engine]
        for other in concerned:
            self.stopped[other.ref.engine] = error
            self._settle(other.ref)
        return [transition for other in concerned for transition in other.give_up(error)]

    def _settle(self, ref: JobRef) -> None:
        self._awaited.pop(ref, None)
        self._queue.discard(ref)

    def _before_deadline(self, now: float, due: float) -> float:
        """``due``, or the moment of the last poll before the deadline if that comes first."""
        last = self._deadline - _LAST_POLL
        return last if due > last >= now + _LAST_POLL else due
