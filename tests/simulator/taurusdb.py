# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TaurusDB: look up a job, under the present and the legacy path, and start jobs."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .callers import check_caller
from .instance_pages import instance_routes
from .jobs import TAURUSDB, Job, stamp
from .lookup import poll_job
from .responses import service_app
from .starters import starter_routes
from .taurusdb_requests import STARTERS
from .world import World

# The page's example: created and ended carry different offsets.
CREATED_OFFSET_HOURS = 8
ENDED_OFFSET_HOURS = 0


def taurusdb_app(world: World) -> Starlette:
    """The TaurusDB service as an ASGI application."""

    async def show_job(request: Request) -> Response:
        project_id = await check_caller(request, world)
        job = poll_job(world, TAURUSDB, request.query_params.get("id"), project_id)
        return JSONResponse(job.course.verbatim if job.is_verbatim else {"job": as_job(job, world.clock())})

    return service_app(
        [
            Route("/v3/{project_id}/jobs", show_job, methods=["GET"]),
            Route("/mysql/v3/{project_id}/jobs", show_job, methods=["GET"]),
            *instance_routes(TAURUSDB, world),
            *starter_routes(TAURUSDB, STARTERS, world),
        ]
    )


def as_job(job: Job, now: float) -> dict[str, Any]:
    """The job as the reference page shows it, field by field in its order; `fail_reason` only where there is one."""
    state = job.state(now)
    fields = dict(state.fields)
    if fields.get("fail_reason", "") is None:
        del fields["fail_reason"]
    return {
        "id": job.id,
        "name": job.name,
        "status": state.status,
        "created": stamp(job.created, CREATED_OFFSET_HOURS),
        "ended": stamp(state.since, ENDED_OFFSET_HOURS) if state.has_ended else "",
        "process": "" if state.percent is None else f"{state.percent}%",
        "instance": {"id": job.instance.id, "name": job.instance.name},
        "entities": dict(job.entities),
        **fields,
    }
