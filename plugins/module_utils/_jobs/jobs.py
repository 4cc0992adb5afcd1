# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The jobs APIs of both engines: look up one job, list jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .._engines import Engine
from .._errors import BadResponseError, JobNotFoundError, RefusedError
from .._session.error_codes import SERVICE_PREFIX
from .._session.session import Session
from .._support.paging import PAGE, is_last_page, parse_count
from .._support.times import parse_time
from .job import VERBATIM, Job, same_id

# By its names, the list shows whether an instance is being created. One not recognised, since a secret is the same by
# chance, would be created a second time.
_LISTED_VERBATIM = VERBATIM | {"name", "instance_name"}


@dataclass(frozen=True)
class Snapshot:
    """What one poll of a job has shown.

    Attributes:
        job: the job
        age: seconds from its creation to the response, by the server's own clock; None if it does not say
    """

    job: Job
    age: float | None = None


@dataclass(frozen=True)
class Filters:
    """Which jobs to list; None does not filter.

    Attributes:
        status, name: as the API has them
        start, end: bounds of the creation time
        instance_id: applied by the caller, since the API cannot
        limit: how many at the most, also applied by the caller
    """

    status: str | None = None
    name: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    instance_id: str | None = None
    limit: int | None = None


@dataclass(frozen=True)
class Page:
    """A part of the job list.

    Attributes:
        jobs: in the API's order
        records: how many records of the list it has
        total: how many records the API counts in the whole list, None if it does not say
        sent_at: when the API sent it, by its own clock; None if it does not say
    """

    jobs: list[Job]
    records: int
    total: int | None
    sent_at: datetime | None = None

    @property
    def snapshots(self) -> list[Snapshot]:
        """What the page has shown of each job."""
        return [Snapshot(job, _age(job, self.sent_at)) for job in self.jobs]

    def is_last(self, offset: int) -> bool:
        """Whether nothing follows this page, which begins at the record ``offset``."""
        return not self.records or is_last_page(offset, self.records, self.total)


class Jobs:
    """The jobs of one engine in one project."""

    def __init__(self, session: Session, engine: Engine) -> None:
        self._session = session
        self._engine = engine

    def get(self, job_id: str, timeout: float | None = None) -> Snapshot:
        """Look up a job, within ``timeout`` seconds.

        Raises:
            JobNotFoundError: the API does not know it
            GaussDBError: any other kind
        """
        try:
            payload = self._session.get("/jobs", {"id": job_id}, key="job", verbatim=VERBATIM, timeout=timeout)
        except RefusedError as error:
            # What a look-up is about is the job.
            if error.status == 404 and error.code.startswith(SERVICE_PREFIX):
                raise JobNotFoundError(str(error)) from None
            raise
        raw = payload.content["job"]
        if not isinstance(raw, Mapping) or not raw:
            raise BadResponseError(f"The {self._engine.title} API sent an empty job for {job_id}.")
        found_id = raw.get("id")
        if found_id not in (None, "") and not same_id(found_id, job_id):
            raise BadResponseError(f"The {self._engine.title} API sent another job than {job_id}.")
        job = self._job(raw, job_id)
        return Snapshot(job, _age(job, payload.date))

    def page(self, filters: Filters, offset: int, timeout: float | None = None) -> Page:
        """A page of the job list, from the record ``offset`` on, within ``timeout`` seconds.

        ``instance_id`` and ``limit`` of the filters are not applied.

        Raises:
            GaussDBError: any kind but JobNotFoundError
        """
        wanted = {
            "status": filters.status,
            "name": filters.name,
            "start_time": _milliseconds(filters.start),
            "end_time": _milliseconds(filters.end),
            "offset": offset,
            "limit": PAGE,
        }
        params = {key: value for key, value in wanted.items() if value is not None}
        payload = self._session.get("/tasks", params, key="tasks", verbatim=_LISTED_VERBATIM, timeout=timeout)
        tasks = payload.content["tasks"]
        if not isinstance(tasks, list):
            raise BadResponseError(f"The {self._engine.title} API sent JSON without a job list.")
        return Page(
            jobs=[self._job(task) for task in tasks if isinstance(task, Mapping)],
            records=len(tasks),
            total=parse_count(payload.content.get("total_count")),
            sent_at=payload.date,
        )

    def _job(self, raw: Mapping[str, Any], job_id: str | None = None) -> Job:
        return Job.from_api(self._engine.name, raw, job_id)


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1000)


def _age(job: Job, sent_at: datetime | None) -> float | None:
    created = parse_time(job.created)
    if created is None or sent_at is None:
        return None
    return max(0.0, (sent_at - created).total_seconds())
