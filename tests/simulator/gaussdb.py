# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""GaussDB: look up a job, list jobs, delete a record, and start jobs. (The API says task where we say job.)"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .callers import check_caller
from .gaussdb_requests import STARTERS
from .instance_pages import instance_routes
from .jobs import GAUSSDB, Job, stamp
from .lookup import find_job, poll_job
from .responses import parameter_error, service_app
from .starters import starter_routes
from .world import World

OFFSET_HOURS = 8  # as in the page's examples
PAGE = 100  # records, at most and by default
STATUSES = ("Running", "Completed", "Failed")


def gaussdb_app(world: World) -> Starlette:
    """The GaussDB service as an ASGI application."""
    api = GaussDB(world)
    return service_app(
        [
            Route("/v3/{project_id}/jobs", api.show_job, methods=["GET"]),
            Route("/v3/{project_id}/jobs/{job_id}", api.delete_job, methods=["DELETE"]),
            Route("/v3/{project_id}/tasks", api.list_tasks, methods=["GET"]),
            *instance_routes(GAUSSDB, world),
            *starter_routes(GAUSSDB, STARTERS, world),
        ]
    )


class GaussDB:
    """The requests about tasks."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._chance = random.Random(0)

    async def show_job(self, request: Request) -> Response:
        project_id = await check_caller(request, self._world)
        job = poll_job(self._world, GAUSSDB, request.query_params.get("id"), project_id)
        return JSONResponse(job.course.verbatim if job.is_verbatim else {"job": as_job(job, self._world.clock())})

    async def delete_job(self, request: Request) -> Response:
        project_id = await check_caller(request, self._world)
        self._world.jobs.remove(find_job(self._world, GAUSSDB, request.path_params["job_id"], project_id))
        return Response()

    async def list_tasks(self, request: Request) -> Response:
        project_id = await check_caller(request, self._world)
        query = request.query_params
        offset = _number(query, "offset", 0)
        limit = _number(query, "limit", PAGE, least=1, most=PAGE)
        start, end = (_number(query, key, None) for key in ("start_time", "end_time"))
        status, name = query.get("status"), query.get("name")
        if status is not None and status not in STATUSES:
            raise parameter_error()
        now = self._world.clock()
        jobs = self._world.jobs
        # Further pages belong to the same list.
        visible = jobs.visible(GAUSSDB, now, project_id) if offset else jobs.poll_all(GAUSSDB, now, project_id)
        tasks = [
            as_task(job, now)
            for job in sorted(visible, key=lambda job: job.created)
            if not job.is_verbatim
            and (start is None or start <= job.created * 1000)
            and (end is None or job.created * 1000 <= end)
            and name in (None, job.name)
            and status in (None, job.state(now).status)
        ]
        settings = self._world.settings
        records = self._disturbed(tasks)
        page = records[offset if settings.list_knows_offset else 0 :][:limit]
        return JSONResponse({"tasks": page, "total_count": len(tasks) + settings.missing_records})

    def _disturbed(self, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The list, the oldest first, as the settings want it: the reference promises neither an order nor that pages
        belong together.
        """
        settings, chance = self._world.settings, self._chance
        kept = [task for task in tasks if not settings.list_gaps or chance.random() >= settings.list_gaps]
        if settings.list_order == "random":
            chance.shuffle(kept)
        return kept[::-1] if settings.list_order == "newest" else kept


def as_job(job: Job, now: float) -> dict[str, Any]:
    """The job as the reference page shows it, field by field in its order."""
    state = job.state(now)
    return {
        "id": job.id,
        "name": job.name,
        "status": state.status,
        "created": stamp(job.created, OFFSET_HOURS),
        "ended": stamp(state.since, OFFSET_HOURS) if state.has_ended else "",
        "progress": "" if state.percent is None else f"{state.percent}%",
        "instance": {"id": job.instance.id, "name": job.instance.name},
        "fail_reason": None,
        **state.fields,
    }


def as_task(job: Job, now: float) -> dict[str, Any]:
    """The same job as the task list shows it, under other names and with nulls for what is empty."""
    shown = as_job(job, now)
    return {
        "instance_info": {
            "instance_id": job.instance.id,
            "instance_name": job.instance.name,
            "instance_status": _instance_status(job, shown["status"]),
        },
        "job_id": job.id,
        "name": job.name,
        "status": shown["status"],
        "process": shown["progress"] or None,
        "fail_reason": shown["fail_reason"],
        "created_at": shown["created"],
        "ended_at": shown["ended"] or None,
    }


def _instance_status(job: Job, status: str) -> str:
    if job.name.startswith(("Create", "Clone")):
        return {"Running": "creating", "Completed": "normal"}.get(status, "createfail")
    if job.name.startswith("Delete"):
        return {"Completed": "deleted"}.get(status, "normal")
    return "normal"


_OUT_OF_RANGE = {
    "offset": ("DBS.280440", "Invalid offset, please enter a non negative integer."),
    "limit": ("DBS.280439", "Invalid records. The number of records must be an integer less than or equal to 100."),
}


def _number(query: Mapping[str, str], key: str, default: int | None, least: int = 0, most: int | None = None) -> Any:
    """A parameter that is a whole number within bounds, or `default` where it is missing; raises ServiceError."""
    text = query.get(key)
    if text is None:
        return default
    if not re.fullmatch("[0-9]{1,18}", text) or int(text) < least or (most is not None and int(text) > most):
        code, message = _OUT_OF_RANGE.get(key, ("DBS.280001", "Parameter error."))
        raise parameter_error(message, code)
    return int(text)
