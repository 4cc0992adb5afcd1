# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Watching many jobs of one engine through its job list, a round of pages at a time. Pure: moments are passed in.

A round reads the list from the creation of the oldest job watched on, a hundred jobs a page, in whatever order the API
lists them. It ends as soon as it has shown all jobs watched. What it costs, and how late it finds ends::

    jobs   pages   a round every   requests a second   those of single polls   an end is listed, on average, after
      20       1     2.0 to 30 s         0.5 to 0.03       20 times as many         1 to 15 s, as with single polls
     500       5           4.5 s                 1.1       10, the limit            2.3 s; single polls: 25 s
    1000      10           9.0 s                 1.1       10, the limit            4.5 s; single polls: 50 s

A round is due when any of the jobs would be due for a poll of its own (see :mod:`pace`), but pages leave most of the
ten requests a second to look-ups: a round of five pages follows 5 x 0.9 s = 4.5 s after the one before. Of the other
8.9 requests a second, each job takes one, for the look-up that confirms its end. If 500 jobs end within a minute, that
is 8.3 a second, and just fits: ends wait for 2.3 s to be listed and about as long for their look-up. Jobs that end
faster than that queue for their look-ups, 0.1 s each, and no list can help it. A list may be stale, so each job is also
looked up every half hour.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from ...module_utils._errors import GaussDBError
from ...module_utils._jobs.job import Job, plain_id
from ...module_utils._jobs.jobs import Page, Snapshot
from ...module_utils._jobs.refs import JobRef
from ...module_utils._support.backoff import SHORTEST, growing_pause
from ...module_utils._support.paging import PAGE
from ...module_utils._support.times import parse_time
from .watch import Watch

# Fewer jobs are polled singly, and a further page has to show as many to be worth its request.
HANDFUL = 5

# Seconds from round to round, for each page of a round.
PER_PAGE = 0.9

# Times that a page shows are whole seconds, and the list need not take them from the clock that look-ups show.
_MARGIN = timedelta(minutes=1)

_FIRST = datetime(1970, 1, 2, tzinfo=timezone.utc)

# After a round that was not worth its requests, doubled each time.
_FRUITLESS = 30.0
_MOST_FRUITLESS = 600.0


@dataclass(frozen=True)
class PageRef:
    """A page of the job list.

    Attributes:
        engine: name of the engine whose list it is
        start, end: bounds of the creation time, None for all
        offset: number of its first record
        name: jobs of other names are left out, None for all names
    """

    engine: str
    start: datetime | None = None
    offset: int = 0
    name: str | None = None
    end: datetime | None = None


class JobList:
    """The rounds through one engine's list.

    Attributes:
        page: the page to come or in flight, None if none is planned
        due: when the round that it belongs to is or was due
        pause: seconds from the beginning of the last round to that of the next
        is_refused: whether the API has never let us list jobs, so that retrying is pointless
        was_fruitful: whether the last round was worth its requests
        failed_at: when the last round failed, None if it did not
    """

    def __init__(self) -> None:
        self.page: PageRef | None = None
        self.due = 0.0
        self.pause = SHORTEST
        self.is_refused = False
        self.was_fruitful = True
        # Of the round under way: IDs that were listed, jobs watched among them, and pages read.
        self._listed: set[str] = set()
        self._shown: set[JobRef] = set()
        self._pages = 0
        self._fruitless = 0
        self.failed_at: float | None = None
        self._failing_since: float | None = None
        self._was_read = False

    def is_needed(self, watched: int) -> bool:
        """Whether reading it is worth its requests for so many jobs."""
        return not self.is_refused and watched >= HANDFUL

    def first_page(self, engine: str, watches: Iterable[Watch]) -> PageRef:
        """The page with which the next round begins."""
        return PageRef(engine, start_of(watches))

    def discovered(self, page: Page, now: float) -> list[JobRef]:
        """Jobs of this page to watch from now on: none but those that were asked for."""
        return []

    def begin(self, page: PageRef, due: float) -> None:
        """Plan a round that begins with this page."""
        self.page, self.due = page, due
        self._listed, self._shown, self._pages = set(), set(), 0

    def drop(self) -> PageRef | None:
        """Plan no page any more; the one that was planned or in flight."""
        page, self.page = self.page, None
        return page

    def read(self, page: Page, refs: Iterable[JobRef]) -> list[tuple[JobRef, Snapshot]]:
        """What a page shows of these jobs. Of what was shown in this round before, nothing: pages overlap if jobs start
        while they are read.
        """
        by_id: dict[str, list[JobRef]] = {}
        for ref in refs:
            by_id.setdefault(plain_id(ref.id), []).append(ref)
        self._pages += 1
        self._was_read = True
        shown = []
        for snapshot in page.snapshots:
            job_id = plain_id(snapshot.job.id)
            if job_id not in self._listed:
                self._listed.add(job_id)
                shown += [(ref, snapshot) for ref in by_id.get(job_id, ())]
        self._shown.update(ref for ref, _snapshot in shown)
        return shown

    def following(self, ref: PageRef, page: Page, found: int, listed_before: int, watched: int) -> PageRef | None:
        """The page of the same round to read next, None if the round is over.

        Args:
            ref, page: the page that was read
            found: how many of the jobs watched it has shown
            listed_before: how many jobs were listed in this round before it
            watched: how many jobs are watched
        """
        # A page of nothing new comes from a server that does not understand the offset.
        if page.is_last(ref.offset) or len(self._listed) == listed_before or len(self._shown) >= watched:
            return None
        most = max(1, watched // HANDFUL)
        is_long = page.total is None or page.total > most * PAGE
        if self._pages >= most or (is_long and not found):
            return None
        return PageRef(ref.engine, ref.start, ref.offset + page.records)

    @property
    def pages(self) -> int:
        """How many pages were read in this round."""
        return self._pages

    @property
    def listed(self) -> int:
        """How many jobs were listed in this round."""
        return len(self._listed)

    def has_shown(self, ref: JobRef) -> bool:
        """Whether this round has shown the job."""
        return ref in self._shown

    def finished(self, watches: Collection[Watch], sleep: float | None, now: float) -> None:
        """The round is over: work out the pause after it.

        Args:
            watches: those that the list is for
            sleep: what a user wants between two polls, None to adapt to the jobs
        """
        self.succeeded()
        # A single page costs next to nothing, and shows new jobs as soon as they are visible.
        needed = min(HANDFUL * (self._pages - 1), len(watches))
        self.was_fruitful = len(self._shown) >= needed
        self._fruitless = 0 if self.was_fruitful else self._fruitless + 1
        soonest = sleep or min((watch.pause(now) for watch in watches), default=SHORTEST)
        self.pause = max(soonest, PER_PAGE * self._pages)
        if self._fruitless:
            self.pause = max(self.pause, min(_FRUITLESS * 2.0 ** (self._fruitless - 1), _MOST_FRUITLESS))

    def failed(self, error: GaussDBError, offset: int, now: float) -> None:
        """A page could not be read: the round is over."""
        self.page = None
        if offset and not error.transient:
            # A server that does not like the offset has shown its first page all the same.
            self.succeeded()
            self.was_fruitful = True
            self.pause = max(self.pause, PER_PAGE * (self._pages + 1))
            return
        self.is_refused = not error.transient and not self._was_read
        self.retry(now)

    def succeeded(self) -> None:
        """The round is over, and has not failed: one page that can be read does not make up for another."""
        self.page = self.failed_at = self._failing_since = None

    def retry(self, now: float) -> None:
        """Read it again after a pause that grows with the time for which it has failed."""
        self.was_fruitful = False
        self.failed_at = now
        if self._failing_since is None:
            self._failing_since = now
        self.pause = growing_pause(now - self._failing_since)


def created_at(job: Job) -> datetime | None:
    """When a job was created, None if the API does not give that: some write a zero time, of the year 1, instead."""
    moment = parse_time(job.created)
    return moment if moment is not None and moment >= _FIRST else None


def start_of(watches: Iterable[Watch]) -> datetime | None:
    """From when on the list has to be read for these jobs, None if none of them was seen yet."""
    created = [created_at(watch.job) for watch in watches if watch.job is not None]
    known = [moment for moment in created if moment is not None]
    return min(known) - _MARGIN if known else None
