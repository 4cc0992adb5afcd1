# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What gaussdb_job_info does, on the controller and on a host alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from .._argspec import FILTERS
from .._engines import ENGINES, Engine
from .._errors import ConfigurationError, GaussDBError
from .._session.session import Session
from .._support import quoting
from .._support.ranges import check_range
from .._support.text import is_empty
from .._support.times import parse_time
from .jobs import Filters, Jobs
from .lookup import Found, list_jobs, look_up
from .refs import JobRef, parse_job_refs

OpenSession = Callable[[Engine], Session]

NOTHING: Mapping[str, Any] = {"jobs": [], "missing": []}


def job_info(
    options: Mapping[str, Any], check_mode: bool, open_session: OpenSession
) -> tuple[Mapping[str, Any], GaussDBError | None]:
    """Look up the jobs, or list them if no IDs are given. The documented result, and why it is incomplete if it is.

    Raises:
        ConfigurationError: the options do not say who signs in, where, or what is wanted
    """
    engine = ENGINES[options["engine"]]
    if options["job_id"] is None:
        filters = _filters(options, engine, check_mode)
        if filters is None:
            return NOTHING, None
        session = open_session(engine)
        return _result(list_jobs(Jobs(session, engine), filters, session.api_timeout))

    _check_no_filters(options)
    refs = parse_job_refs(options["job_id"], engine.name, check_mode=check_mode)
    found: dict[JobRef, Any] = {}
    missing: set[JobRef] = set()
    error = None
    for name in dict.fromkeys(ref.engine for ref in refs):
        session = open_session(ENGINES[name])
        part = look_up(
            Jobs(session, ENGINES[name]), [ref.id for ref in refs if ref.engine == name], session.api_timeout
        )
        found.update((JobRef(job.id, name), job) for job in part.jobs)
        missing.update(JobRef(job_id, name) for job_id in part.missing)
        error = part.error
        if error is not None:
            break
    result, _none = _result(Found(jobs=[found[ref] for ref in refs if ref in found]))
    result["missing"] = [ref.as_given() for ref in refs if ref in missing]
    if len(refs) == 1:
        result["job"] = result["jobs"][0] if result["jobs"] else None
    return result, error


def _result(found: Found) -> tuple[dict[str, Any], GaussDBError | None]:
    result: dict[str, Any] = {"jobs": [job.as_dict() for job in found.jobs], "missing": found.missing}
    if found.warnings:
        result["warnings"] = found.warnings
    return result, found.error


def _filters(options: Mapping[str, Any], engine: Engine, check_mode: bool) -> Filters | None:
    """What to list; None in check mode if the instance's ID is empty, since the task that would give it has not run."""
    if not engine.lists_jobs:
        raise ConfigurationError(f"job_id: {engine.title} cannot list jobs. Pass the IDs of the jobs to look up.")
    check_range("limit", options["limit"], 1)
    start, end = (_time(option, options[option]) for option in ("start_time", "end_time"))
    if start and end and start > end:
        raise ConfigurationError("start_time is later than end_time, so no job can match. Swap them.")
    instance_id = options["instance_id"]
    if instance_id is not None and is_empty(instance_id):
        if check_mode:
            return None
        raise ConfigurationError(
            "instance_id: the ID is empty. Was the task that provides it skipped? To list the jobs of all instances,"
            " leave out instance_id."
        )
    return Filters(
        status=options["status"],
        name=(options["name"] or "").strip() or None,
        start=start,
        end=end,
        instance_id=instance_id and instance_id.strip(),
        limit=options["limit"],
    )


def _time(option: str, value: str | None) -> datetime | None:
    moment = parse_time(value)
    if value is not None and moment is None:
        raise ConfigurationError(
            f"{option}: expected a time, got {quoting.quoted(value, quoting.TIME)}. Write it as 2026-11-22T09:00:00Z,"
            " with another offset, or in seconds since 1970."
        )
    return moment


def _check_no_filters(options: Mapping[str, Any]) -> None:
    given = [option for option in FILTERS if options[option] is not None]
    if given:
        raise ConfigurationError(
            f"job_id and the filters for listing jobs are mutually exclusive ({', '.join(given)}). Pass either job_id"
            " or filters."
        )
