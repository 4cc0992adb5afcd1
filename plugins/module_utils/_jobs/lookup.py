# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking jobs up once, for the module: several at a time, with a few more tries where asking again can help."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from .._errors import GaussDBError, JobNotFoundError, ThrottledError
from .._session.http import CONNECTIONS
from .._support.background import BackgroundCalls
from .._support.backoff import retry_pause
from .job import Job
from .jobs import PAGE, Filters, Jobs

Result = TypeVar("Result")


@dataclass(frozen=True)
class Found:
    """What a look-up has brought.

    Attributes:
        jobs: those that were found, in the order asked for, or the API's
        missing: IDs that the API does not know
        error: why the look-up is incomplete, None if it is not
    """

    jobs: list[Job] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    error: GaussDBError | None = None


def look_up(jobs: Jobs, job_ids: Iterable[str], limit: float) -> Found:
    """Look up each job, several at a time.

    Args:
        limit: seconds for one request
    """
    ids = list(job_ids)
    looks, errors = _ask_all(jobs.get, ids, limit)
    return Found(
        jobs=[looks[job_id].job for job_id in ids if job_id in looks],
        missing=[job_id for job_id in ids if isinstance(errors.get(job_id), JobNotFoundError)],
        error=_worst(errors.values()),
    )


def list_jobs(jobs: Jobs, filters: Filters, limit: float) -> Found:
    """Read the task list to its end, or until there are as many jobs as ``filters.limit``.

    Args:
        limit: seconds for one request
    """
    listed: set[str] = set()
    found: list[Job] = []
    offset = 0
    while True:
        pages, errors = _ask_all(lambda key, seconds: jobs.page(filters, int(key), seconds), [str(offset)], limit)
        page = pages.get(str(offset))
        if page is None:
            return Found(jobs=found, error=_worst(errors.values()))
        # A task that starts between two requests moves the others down by one, so that a job can come twice.
        fresh = [job for job in page.jobs if job.id not in listed]
        listed.update(job.id for job in fresh)
        found += [job for job in fresh if filters.instance_id in (None, job.instance.get("id"))]
        enough = filters.limit is not None and len(found) >= filters.limit
        # A page of nothing new comes from a server that does not understand the offset.
        if page.is_last or enough or not fresh:
            return Found(jobs=found[: filters.limit])
        offset += PAGE


def _ask_all(
    ask: Callable[[str, float], Result], keys: Iterable[str], limit: float
) -> tuple[dict[str, Result], dict[str, GaussDBError]]:
    """Ask for each key, a few at a time.

    Stops at the first error that is neither cured by asking again nor an unknown job.
    """
    answers: dict[str, Result] = {}
    errors: dict[str, GaussDBError] = {}
    tries: dict[str, int] = {}
    waiting = [(0.0, key) for key in keys]
    hold = 0.0
    calls = BackgroundCalls(ask)
    while calls or (waiting and not _worst(errors.values())):
        now = time.monotonic()
        room = 0 if _worst(errors.values()) else CONNECTIONS
        while waiting and max(hold, waiting[0][0]) <= now and len(calls) < room:
            calls.start(waiting.pop(0)[1], limit)
        idle = max(hold, waiting[0][0]) - now if waiting and len(calls) < room else limit
        for outcome in calls.wait(min(idle, limit)):
            if outcome.error is None:
                answers[outcome.key] = outcome.value  # type: ignore[assignment]  # an outcome without error has a value
                continue
            pause = retry_pause(outcome.error, tries.get(outcome.key, 0))
            if pause is None:
                errors[outcome.key] = outcome.error
            else:
                tries[outcome.key] = tries.get(outcome.key, 0) + 1
                due = time.monotonic() + pause
                waiting = sorted([*waiting, (due, outcome.key)])
                if isinstance(outcome.error, ThrottledError):
                    hold = due
    return answers, errors


def _worst(errors: Iterable[GaussDBError]) -> GaussDBError | None:
    return next((error for error in errors if not isinstance(error, JobNotFoundError)), None)
