# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""GaussDB: look a task up, list tasks, delete a record, and start tasks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .answers import parameter_error, service_app
from .callers import check_caller
from .jobs import GAUSSDB, Job, stamp
from .lookup import find_job, poll_job
from .starters import Starter, starter_routes
from .world import World

OFFSET_HOURS = 8  # as in the page's examples
PAGE = 100  # records, at most and by default
STATUSES = ("Running", "Completed", "Failed")

_ANY_CREATION = (
    "name",
    "flavor_ref",
    "volume",
    "availability_zone",
    "vpc_id",
    "subnet_id",
    "security_group_id",
    "password",
)
_CREATION = (*_ANY_CREATION, "datastore", "ha", "region")
_ONE = "/instances/{instance_id}"

# Names of tasks that the reference does not list (below the shard row) are the simulator's own.
STARTERS = (
    Starter(
        "POST",
        "/instances",
        "CloneGaussDBV5NewInstance",
        202,
        required=_ANY_CREATION,
        when="restore_point",
        creates="instance",
    ),
    Starter("POST", "/instances", "CreateGaussDBV5Instance", 202, required=_CREATION, creates="instance"),
    Starter(
        "POST",
        "/backups",
        "BackupSnapshotGaussDBV5InInstance",
        202,
        required=("instance_id", "name"),
        instance="instance_id",
        creates="backup",
    ),
    # Not in the public reference of Open Telekom Cloud; this is the request of Huawei Cloud's edition of the API.
    Starter(
        "POST",
        "/instances/recovery",
        "RestoreGaussDBV5InInstance",
        202,
        required=("source.instance_id", "target.instance_id"),
        instance="target.instance_id",
    ),
    Starter("DELETE", _ONE, "DeleteGaussDBV5Instance", 202),
    Starter("PUT", f"{_ONE}/flavor", "ResizeGaussDBV5Flavor", 202, required=("flavor_ref",)),
    Starter(
        "POST",
        f"{_ONE}/action",
        "EnlargeGaussDBV5Volume",
        202,
        required=("enlarge_volume.size",),
        when="enlarge_volume",
    ),
    Starter("POST", f"{_ONE}/action", "GaussDBV5ExpandClusterCN", 202, when="expand_cluster.coordinators"),
    Starter("POST", f"{_ONE}/action", "GaussDBV5ExpandClusterDN", 202, when="expand_cluster.shard"),
    Starter("POST", f"{_ONE}/restart", "RestartGaussDBV5Instance", 202),
    Starter("PUT", f"{_ONE}/port", "ModifyGaussDBV5Port", 202, required=("port",)),
    Starter("PUT", f"{_ONE}/name", "ModifyGaussDBV5InstanceName", 202, required=("name",)),
    Starter("POST", f"{_ONE}/switch-shard", "SwitchGaussDBV5Shard", 202, required=("shards",)),
)


def gaussdb_app(world: World) -> Starlette:
    """The GaussDB service as an ASGI application."""
    api = GaussDB(world)
    return service_app(
        [
            Route("/v3/{project_id}/jobs", api.show_job, methods=["GET"]),
            Route("/v3/{project_id}/jobs/{job_id}", api.delete_job, methods=["DELETE"]),
            Route("/v3/{project_id}/tasks", api.list_tasks, methods=["GET"]),
            *starter_routes(GAUSSDB, STARTERS, world),
        ]
    )


class GaussDB:
    """The requests about tasks."""

    def __init__(self, world: World) -> None:
        self._world = world

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
        return JSONResponse({"tasks": tasks[offset:][:limit], "total_count": len(tasks)})


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
