# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known of one job, poll by poll, and what each poll changes. Knows no clock; moments are passed in."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...module_utils._errors import GaussDBError, JobNotFoundError, ThrottledError
from ...module_utils._jobs.job import KNOWN_STATUSES, Job
from ...module_utils._jobs.jobs import Snapshot
from ...module_utils._jobs.refs import JobRef
from . import pace

SEEN = "seen"
CHANGED = "changed"
ENDED = "ended"
MISSING = "missing"
LOST = "lost"


@dataclass(frozen=True)
class Transition:
    """A change in what is known of a job.

    Attributes:
        kind: ``seen``, for the first time; ``changed``, its status or progress; ``ended``, its status is final;
            ``missing``, given up since the API does not know it; ``lost``, given up since polls fail
        watch: the job that it happened to
        previous: the job as it was known before, None before it was seen
    """

    kind: str
    watch: Watch
    previous: Job | None = None


@dataclass
class Watch:
    """One job.

    Attributes:
        ref: which one
        job: as it was last seen, None before that
        seen_at: when that was
        missing: whether it was given up since the API does not know it
        lost: why it was given up since polls fail, None if it was not
        error: why the last poll failed, None if it did not
        failing_since: when the first of the failed polls ended that have had no success since
        gives_up_at: when it will be given up if polls go on failing, None if it will not
        first_poll: when the first poll began, or the job list first showed it; None before that
        polling_since: when the poll in flight began, None if there is none
        looked_up_at: when the last poll of its own began, or the job list first showed it; None before that
        trend: its progress so far
        undocumented_statuses: statuses that no reference names
    """

    ref: JobRef
    job: Job | None = None
    seen_at: float | None = None
    missing: bool = False
    lost: GaussDBError | None = None
    error: GaussDBError | None = None
    failing_since: float | None = None
    gives_up_at: float | None = None
    first_poll: float | None = None
    polling_since: float | None = None
    looked_up_at: float | None = None
    trend: pace.Trend = field(default_factory=pace.Trend)
    undocumented_statuses: list[str] = field(default_factory=list)
    _created_at: float | None = None
    _looked_up_since: float | None = None
    _is_found: bool = False
    _absences: int = 0
    _outage_since: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is anything left to wait for."""
        return self.lost is None and self.is_pending

    @property
    def is_pending(self) -> bool:
        """Whether the job may still be running, watched or not."""
        return not self.missing and not (self.job is not None and self.job.has_ended)

    def age(self, now: float) -> float:
        """Seconds since the job's creation, or since the first poll if the API does not give that."""
        return self.watched(now) if self._created_at is None else now - self._created_at

    @property
    def created_at(self) -> float | None:
        """When the job was created, None if the API does not give that."""
        return self._created_at

    @property
    def ended_at(self) -> float | None:
        """When the job ended, None if the API does not give that."""
        duration = None if self.job is None else self.job.duration
        return None if self._created_at is None or duration is None else self._created_at + duration

    def watched(self, now: float) -> float:
        """Seconds since the first poll."""
        return 0.0 if self.first_poll is None else now - self.first_poll

    def outage(self, now: float) -> float:
        """Seconds for which polls have failed, throttling aside."""
        return 0.0 if self._outage_since is None else now - self._outage_since

    def pause(self, now: float) -> float:
        """Seconds until the next poll, after one that succeeded."""
        return pace.pause(self.age(now), self.watched(now), self.trend)

    def time_left(self, now: float) -> float | None:
        """Seconds until the job's end, if its progress allows an estimate."""
        forecast = self.trend.forecast
        return None if forecast is None else max(0.0, sum(forecast) / 2 - self.age(now))

    def poll_started(self, now: float) -> None:
        """Note that a poll begins."""
        self.polling_since = self.looked_up_at = now
        if self.first_poll is None:
            self.first_poll = now
        if self._looked_up_since is None:
            self._looked_up_since = now

    def poll_succeeded(self, snapshot: Snapshot, now: float) -> list[Transition]:
        """Take in what a poll has shown."""
        self.polling_since = None
        self._is_found = True
        self._absences = 0
        return self._shown(snapshot, now)

    def listed(self, snapshot: Snapshot, now: float) -> list[Transition]:
        """Take in what the job list shows of a job that has not ended. A poll of its own may be in flight."""
        if self.first_poll is None:
            self.first_poll = self.looked_up_at = now
        return self._shown(snapshot, now)

    def _shown(self, snapshot: Snapshot, now: float) -> list[Transition]:
        previous, job = self.job, snapshot.job
        self.error = self.gives_up_at = self.failing_since = self._outage_since = None
        if self._created_at is None and snapshot.age is not None:
            self._created_at = now - snapshot.age
            self.trend = pace.Trend.from_creation()
        self.job, self.seen_at = job, now
        if job.status is not None and job.status not in (*KNOWN_STATUSES, *self.undocumented_statuses):
            self.undocumented_statuses.append(job.status)
        if job.progress is not None:
            self.trend = self.trend.seen(self.age(now), job.progress)
        kinds = []
        if previous is None:
            kinds.append(SEEN)
        if job.has_ended:
            kinds.append(ENDED)
        elif previous is not None and (previous.status, previous.progress) != (job.status, job.progress):
            kinds.append(CHANGED)
        return [Transition(kind, self, previous) for kind in kinds]

    def poll_found_nothing(self, error: JobNotFoundError, now: float, not_found_timeout: float) -> list[Transition]:
        """Take in that the API does not know the job: it gives up after the timeout, or at the second time in a row for
        a job that was there before.
        """
        self._poll_finished(error, now)
        self._absences += 1
        self._outage_since = None
        if self._is_found:
            self.missing = self._absences > 1
        else:
            # Also if the job list shows it already: the two need not agree in its first seconds.
            since = now if self._looked_up_since is None else self._looked_up_since
            self.gives_up_at = since + not_found_timeout
            self.missing = now - since >= not_found_timeout
        return [Transition(MISSING, self, self.job)] if self.missing else []

    def poll_failed(self, error: GaussDBError, now: float, error_timeout: float) -> list[Transition]:
        """Take in that a poll has failed: it gives up after the timeout, or if retrying cannot help."""
        self._poll_finished(error, now)
        if isinstance(error, ThrottledError):
            # An API that asks for patience is alive.
            self._outage_since = None
            return []
        if self._outage_since is None:
            self._outage_since = now
        self.gives_up_at = self._outage_since + error_timeout
        return self.give_up(error) if not error.transient or self.outage(now) >= error_timeout else []

    def give_up(self, error: GaussDBError) -> list[Transition]:
        """Stop watching, since no poll can succeed."""
        self.lost = error
        return [Transition(LOST, self, self.job)]

    def _poll_finished(self, error: GaussDBError, now: float) -> None:
        self.error = error
        self.polling_since = self.gives_up_at = None
        if self.failing_since is None:
            self.failing_since = now
