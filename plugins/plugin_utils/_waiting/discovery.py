# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding jobs in the job list that no option names. Pure: times are passed in.

Every round reads the list to its end, which both finds new jobs and watches the known ones. A full round reaches as far
back as the first one did. It is repeated every ten minutes, in case pages that shifted, or a list that lagged behind,
have hidden a job. If a full round takes several pages, the rounds in between reach back for an hour only, or to the
oldest job that is still running.

    since: 1d, 40 jobs a day      one page every 2 to 10 s
    since: 7d, 300 jobs a day     21 pages every ten minutes, one page every 2 to 10 s in between

From a server that does not understand an offset, or sends an empty page there, only the first page of a list can be
had. It is asked for shorter lists then: where a page does not show all jobs of a span of time, each half of the span is
read.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ...module_utils._errors import GaussDBError
from ...module_utils._jobs.job import Job, plain_id
from ...module_utils._jobs.jobs import Page
from ...module_utils._jobs.refs import JobRef
from ...module_utils._support.paging import PAGE
from .listing import PER_PAGE, JobList, PageRef, created_at, start_of
from .watch import Watch

# Seconds between two rounds while no job is running, so that new jobs are found soon.
IDLE = 10.0

FULL_EVERY = 600.0

_SHORT = timedelta(hours=1)

# The API tells the second of a creation. Halves of a span share one, so that they have no gap.
_SECOND = timedelta(seconds=1)

# Halved as often, the span of a year is shorter than a second. Where so many pages in a row are full and have nothing
# new, the API does not understand the bounds either.
_MOST_HALVINGS = 25

# If a span is counted back from this machine's clock, the API's clock may lag behind by as much.
_MOST_LAG = timedelta(hours=1)

# What is older than a full round reaches is remembered for another day: the server's clock may be set back.
_REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """Which jobs to find.

    Attributes:
        engine: name of the engine
        since: when a job must have been created at the earliest; not before 1970
        counted_from: the present, by this machine's clock, if ``since`` was counted back from it
        name: of the jobs, None for all
        instance_id: whose jobs, None for all
    """

    engine: str
    since: datetime
    name: str | None = None
    instance_id: str | None = None
    counted_from: datetime | None = None


class Discovery(JobList):
    """The rounds through the list of an engine all of whose jobs are watched."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.engine = scope.engine
        self._scope = scope
        # Jobs that are older than this are ignored, so that they need not be remembered.
        self._oldest = scope.since
        self._begun_at: float | None = None
        # Whether ``_oldest`` may still turn out to be earlier, by the API's clock.
        self._may_lag = scope.counted_from is not None
        # How far full rounds reach back, None until the API has shown what time it is.
        self._reach: timedelta | None = None
        self._sent_at: datetime | None = None
        self._latest: datetime | None = None
        self._full_at = -math.inf
        self._is_full = True
        self._understands_offset = True
        # Of the round under way: the IDs of the page before and whether it was full, what else to read, and how many
        # halvings were in vain.
        self._before: set[str] = set()
        self._was_full = False
        self._spans: list[PageRef] = []
        self._vain_halvings = 0
        # When each job was created that was found so far, by its ID in plain form.
        self._found: dict[str, datetime | None] = {}

    def is_needed(self, watched: int) -> bool:
        """Always: nothing else can find jobs."""
        return True

    def first_page(self, engine: str, watches: Iterable[Watch]) -> PageRef:
        """The page with which the next round begins."""
        self._before, self._spans, self._vain_halvings = set(), [], 0
        if not self._is_full:
            start = self._recent(watches)
        elif self._may_lag:
            start = self._oldest - _MOST_LAG
        else:
            start = self._oldest
        return PageRef(engine, start, name=self._scope.name)

    def begin(self, page: PageRef, due: float) -> None:
        """Plan a round that begins with this page."""
        super().begin(page, due)
        if self._begun_at is None:
            self._begun_at = due

    def _recent(self, watches: Iterable[Watch]) -> datetime:
        """From when on a round between two full ones reads the list."""
        present = self._present
        if self._sent_at is None or present is None:
            return self._oldest
        return max(self._oldest, min(present - _SHORT, start_of(watches) or present))

    def discovered(self, page: Page, now: float) -> list[JobRef]:
        """The jobs of this page that were not found before."""
        self._compare_clocks(page.sent_at, now)
        refs = []
        for job in page.jobs:
            created = created_at(job)
            self._latest = max(filter(None, (created, self._latest)), default=None)
            if self._is_wanted(job, created):
                self._found[plain_id(job.id)] = created
                refs.append(JobRef(job.id, self.engine))
        return refs

    def _compare_clocks(self, there: datetime | None, now: float) -> None:
        """Let a span count from the present of the API's clock if that is earlier. Jobs that start from now on would
        be ignored otherwise, until it has caught up.
        """
        start = self._scope.counted_from
        if not self._may_lag or there is None or start is None or self._begun_at is None:
            return
        self._may_lag = False
        here = start + timedelta(seconds=now - self._begun_at)
        self._oldest -= min(max(here - there, timedelta()), _MOST_LAG)

    def _is_wanted(self, job: Job, created: datetime | None) -> bool:
        scope = self._scope
        return (
            bool(job.id)
            and plain_id(job.id) not in self._found
            and (created is None or created >= self._oldest)
            and scope.name in (None, job.name)
            and (scope.instance_id is None or job.is_on(scope.instance_id))
        )

    def following(self, ref: PageRef, page: Page, found: int, listed_before: int, watched: int) -> PageRef | None:
        """The page of the same round to read next, None if that was the last."""
        if ref.offset == 0 and page.sent_at is not None:
            self._sent_at = page.sent_at
        before, self._before = self._before, {plain_id(job.id) for job in page.jobs}
        is_repeated = bool(ref.offset) and self._before == before
        was_full, self._was_full = self._was_full, page.records >= PAGE
        # A full page is followed by nothing, although the API counts more.
        is_hidden = bool(ref.offset) and was_full and not page.records and (page.total or 0) > ref.offset
        is_whole = page.is_last(ref.offset) and not is_repeated and not is_hidden
        if is_repeated:
            self._understands_offset = False
        if not is_whole:
            if self._understands_offset and not is_hidden:
                return replace(ref, offset=ref.offset + page.records)
            self._spans += self._halves(ref)
        if self.listed > listed_before:
            self._vain_halvings = 0
        elif not is_whole:
            self._vain_halvings += 1
        return self._spans.pop() if self._spans and self._vain_halvings < _MOST_HALVINGS else None

    def _halves(self, ref: PageRef) -> list[PageRef]:
        """Both halves of a page's span of time, the later one last; none if it cannot be halved."""
        end = ref.end or max(filter(None, (self._latest, self._sent_at)), default=None)
        if end is None or ref.start is None or end - ref.start <= 2 * _SECOND:
            return []
        middle = (ref.start + (end - ref.start) / 2).replace(microsecond=0)
        return [replace(ref, offset=0, end=middle + _SECOND), replace(ref, offset=0, start=middle)]

    def finished(self, watches: Collection[Watch], sleep: float | None, now: float) -> None:
        """The round is over: work out the pause after it, and how far the next one reaches back."""
        pages = self.pages
        self.succeeded()
        self.was_fruitful = True
        soonest = sleep or min([IDLE, *(watch.pause(now) for watch in watches)])
        self.pause = max(soonest, PER_PAGE * pages)
        if self._is_full:
            self._full_at = now
            self._move()
        self._is_full = now >= self._full_at + FULL_EVERY or (pages == 1 and self._is_full)

    @property
    def _present(self) -> datetime | None:
        """What time it is for the list, None if unknown: jobs may get their times from another clock than responses."""
        return None if self._sent_at is None or self._latest is None else min(self._sent_at, self._latest)

    def _move(self) -> None:
        """Let go of what is older than a full round reaches."""
        present = self._present
        if present is None:
            return
        if self._reach is None:
            # The list may show a job later than one that was created after it.
            self._reach = max(_SHORT, present - self._scope.since)
        self._oldest = max(self._oldest, present - self._reach)
        end = self._oldest - _REMEMBERED
        self._found = {job_id: at for job_id, at in self._found.items() if at is None or at >= end}

    def failed(self, error: GaussDBError, offset: int, now: float) -> None:
        """A page could not be read: the round is over, and will be tried again."""
        if offset and not error.transient:
            self._understands_offset = False
        self.page = None
        self.retry(now)
