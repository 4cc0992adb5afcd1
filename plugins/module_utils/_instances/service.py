# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The instances and jobs of a project, asked for and changed through a session: what provisioning works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._engines import Engine
from .._jobs.job import Job
from .._jobs.jobs import Filters, Jobs
from .._jobs.lookup import list_jobs
from .._jobs.submission import parse_job_ids
from .._session.session import Payload, Session
from .._support.bounded import bounded
from .instance import VERBATIM, Instance
from .instances import Instances

_RUNNING = Filters(status="Running")
# What the reference calls the jobs that make an instance begins with one of these.
_CREATIONS = ("Create", "Clone")


class SessionService:
    """A service that is a session with the API. No call hangs for longer than the session's timeout for a request."""

    def __init__(self, session: Session, engine: Engine) -> None:
        self._session = session
        self._engine = engine
        self._instances = Instances(_BoundedGet(session), engine)

    def named(self, name: str) -> list[Instance]:
        """The instances of exactly that name."""
        return self._instances.named(name)

    def get(self, instance_id: str) -> Instance | None:
        """The instance with that ID."""
        return self._instances.get(instance_id)

    def all(self, warn: Callable[[str], object]) -> list[Instance]:
        """Every instance; ``warn`` is told if the list may be incomplete."""
        return self._instances.all(warn)

    def with_nodes(self, instance: Instance) -> Instance:
        """The instance with its nodes, as far as the API shows them."""
        return self._instances.with_nodes(instance)

    def jobs_of(self, instance_id: str) -> list[str]:
        """IDs of the jobs under way on an instance; none for TaurusDB, whose API does not list jobs."""
        return [job.id for job in self._running() if job.is_on(instance_id)]

    def creations_of(self, name: str) -> list[str]:
        """IDs of the jobs under way that create an instance of that name; none for TaurusDB."""
        return [
            job.id
            for job in self._running()
            if job.instance.get("name") == name and (job.name or "").startswith(_CREATIONS)
        ]

    def send(self, method: str, path: str, body: Mapping[str, Any] | None) -> tuple[list[str], Instance | None]:
        """Send a request that changes something; the IDs of its jobs, and the instance that it has created."""

        def call(seconds: float) -> Payload:
            return self._session.request(method, path, body=body, verbatim=VERBATIM, timeout=seconds)

        content = bounded(call, self._session.api_timeout, self._session.sends_from_now()).content
        raw = content.get("instance")
        created = Instance.from_api(self._engine.name, raw) if isinstance(raw, Mapping) else None
        return parse_job_ids(content), created if created is not None and created.id else None

    def _running(self) -> list[Job]:
        if not self._engine.lists_jobs:
            return []
        found = list_jobs(Jobs(self._session, self._engine), _RUNNING, self._session.api_timeout)
        if found.error is not None:
            raise found.error
        # A list may show more than was asked for.
        return [job for job in found.jobs if not job.has_ended]


class _BoundedGet:
    """GET requests of a session that do not hang."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, path: str, params: Mapping[str, Any], key: str) -> Payload:
        def call(seconds: float) -> Payload:
            return self._session.get(path, params, key=key, verbatim=VERBATIM, timeout=seconds)

        return bounded(call, self._session.api_timeout)
