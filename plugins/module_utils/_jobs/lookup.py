# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking up jobs once, and listing them: several requests at a time, with a few retries where those can help."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .._errors import GaussDBError, JobNotFoundError, ThrottledError
from .._support.background import BackgroundCalls
from .._support.backoff import LOOK_UP_THROTTLING_TIMEOUT, retry_pause
from .._support.paging import Paging
from .._support.poll_queue import PollQueue
from .job import Job
from .jobs import Filters, Jobs

Result = TypeVar("Result")
Clock = Callable[[], float]
# Makes what runs a function in the background.
Runner = Callable[[Callable[[str, float], Any], Clock], BackgroundCalls[str, Any]]


@dataclass(frozen=True)
class Found:
    """The result of a look-up.

    Attributes:
        jobs: those that were found, in the order asked for, or the API's
        missing: IDs that the API does not know
        error: why the look-up is incomplete, None if it is not
        warnings: what a user should know of the result
    """

    jobs: list[Job] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    error: GaussDBError | None = None
    warnings: list[str] = field(default_factory=list)


def look_up(
    jobs: Jobs,
    job_ids: Iterable[str],
    timeout: float,
    runner: Runner = BackgroundCalls,
    clock: Clock = time.monotonic,
) -> Found:
    """Look up each job, several at a time.

    Args:
        timeout: seconds for one request
    """
    ids = list(job_ids)
    values, errors = _Polls(timeout, runner, clock).run(jobs.get, ids)
    return Found(
        jobs=[values[job_id].job for job_id in ids if job_id in values],
        missing=[job_id for job_id in ids if isinstance(errors.get(job_id), JobNotFoundError)],
        error=_failure(errors),
    )


def list_jobs(
    jobs: Jobs, filters: Filters, timeout: float, runner: Runner = BackgroundCalls, clock: Clock = time.monotonic
) -> Found:
    """Read the job list to its end, or until there are as many jobs as ``filters.limit``.

    Args:
        timeout: seconds for one request
    """
    polls = _Polls(timeout, runner, clock)
    paging = Paging()
    listed = 0
    found: list[Job] = []
    total: int | None = None
    while not paging.is_over:
        key = str(paging.offset)
        pages, errors = polls.run(lambda start, seconds: jobs.page(filters, int(start), seconds), [key])
        if errors:
            return Found(jobs=found, error=errors[key])
        page = pages[key]
        # Neither what has started since the first page is missed, nor what has left the list before it was read.
        total = min((count for count in (total, page.total) if count is not None), default=None)
        fresh = paging.take(page.jobs, page.records, page.total)
        listed += len(fresh)
        found += [job for job in fresh if _is_wanted(job, filters)]
        if filters.limit is not None and len(found) >= filters.limit:
            return Found(jobs=found[: filters.limit])
    return Found(jobs=found, warnings=_incomplete(listed, total, paging.is_cut_off))


def _is_wanted(job: Job, filters: Filters) -> bool:
    """Whether a job that was listed is one that was asked for. Of the name, the API may take a part for a match: two
    kinds of restorations begin alike.
    """
    is_of_name = filters.name is None or job.name in (None, filters.name)
    return is_of_name and (filters.instance_id is None or job.is_on(filters.instance_id))


def _incomplete(listed: int, total: int | None, is_cut_off: bool) -> list[str]:
    if total is not None and listed < total:
        return [f"The API counts {total} jobs but listed only {listed}: the list may be incomplete."]
    if total is None and is_cut_off:
        return [f"After {listed} jobs, the API listed the same ones again: the list may be incomplete."]
    return []


class _Polls:
    """Polls several keys once each, with retries, at one rate."""

    def __init__(self, timeout: float, runner: Runner, clock: Clock) -> None:
        self._timeout = timeout
        self._runner = runner
        self._clock = clock
        self._queue: PollQueue[str] = PollQueue()

    def run(
        self, poll: Callable[[str, float], Result], keys: Iterable[str]
    ) -> tuple[dict[str, Result], dict[str, GaussDBError]]:
        """The values and the errors of all keys.

        Stops at the first error that is neither cured by a retry nor an unknown job.
        """
        values: dict[str, Result] = {}
        errors: dict[str, GaussDBError] = {}
        queue, clock, retries = self._queue, self._clock, _Retries()
        for key in keys:
            queue.put(key, clock())
        calls = self._runner(poll, clock)
        while not queue.is_empty:
            for key in queue.start(clock()):
                calls.start(key, self._timeout)
            for outcome in calls.wait(queue.next_start() - clock()):
                now = clock()
                queue.finished(outcome.key, outcome.error, now)
                if outcome.error is None:
                    values[outcome.key] = outcome.value  # type: ignore[assignment]  # there is one without an error
                    continue
                pause = retries.pause(outcome.key, outcome.error, now)
                if pause is None:
                    errors[outcome.key] = outcome.error
                else:
                    queue.put(outcome.key, now + pause)
            if _failure(errors):
                queue.clear()
        return values, errors


class _Retries:
    """How often each key has failed so far, and since when it is throttled."""

    def __init__(self) -> None:
        self._retries: dict[str, int] = {}
        self._throttled_since: dict[str, float] = {}

    def pause(self, key: str, error: GaussDBError, now: float) -> float | None:
        """Seconds until the next try after a failed one, None if it was the last."""
        if isinstance(error, ThrottledError):
            # The rate limiter holds all requests back together.
            since = self._throttled_since.setdefault(key, now)
            return 0.0 if now - since < LOOK_UP_THROTTLING_TIMEOUT else None
        retries = self._retries.get(key, 0)
        self._retries[key] = retries + 1
        return retry_pause(error, retries)


def _failure(errors: dict[str, GaussDBError]) -> GaussDBError | None:
    return next((error for error in errors.values() if not isinstance(error, JobNotFoundError)), None)
