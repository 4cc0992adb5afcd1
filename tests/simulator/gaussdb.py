# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""GaussDB: look a task up, list tasks, delete a record, and start tasks."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .answers import GatewayError, ServiceError, parameter_error, refuse, unknown_api
from .callers import check_caller
from .jobs import GAUSSDB, Job, stamp
from .lookup import find_job
from .starters import Body, Starter
from .world import World

OFFSET_HOURS = 8  # the offset of the page's example
PAGE = 100


def _creation(body: Body) -> str:
    return "CloneGaussDBV5NewInstance" if "restore_point" in body else "CreateGaussDBV5Instance"


def _action(body: Body) -> str | None:
    if isinstance(body.get("enlarge_volume"), dict):
        return "EnlargeGaussDBV5Volume"
    expand = body.get("expand_cluster")
    if isinstance(expand, dict) and isinstance(expand.get("coordinators"), list):
        return "GaussDBV5ExpandClusterCN"
    if isinstance(expand, dict) and isinstance(expand.get("shard"), dict):
        return "GaussDBV5ExpandClusterDN"
    return None


_CREATION_KEYS = (
    "name",
    "flavor_ref",
    "volume",
    "availability_zone",
    "vpc_id",
    "subnet_id",
    "security_group_id",
    "password",
)
_ONE = "/instances/{instance_id}"

STARTERS = (
    Starter("POST", "/instances", _creation, 202, _CREATION_KEYS, creates="instance"),
    Starter("POST", "/backups", "BackupSnapshotGaussDBV5InInstance", 202, ("instance_id", "name"), creates="backup"),
    # Not in the public reference of Open Telekom Cloud; this is the request of Huawei Cloud's edition.
    Starter("POST", "/instances/recovery", "RestoreGaussDBV5InInstance", 202, ("source", "target")),
    Starter("DELETE", _ONE, "DeleteGaussDBV5Instance", 202),
    Starter("POST", f"{_ONE}/action", _action, 202),
    Starter("PUT", f"{_ONE}/flavor", "ResizeGaussDBV5Flavor", 202, ("flavor_ref",)),
    Starter("POST", f"{_ONE}/restart", "RestartGaussDBV5Instance", 202),
    Starter("PUT", f"{_ONE}/port", "ModifyGaussDBV5Port", 202, ("port",)),
    Starter("PUT", f"{_ONE}/name", "ModifyGaussDBV5InstanceName", 202, ("name",)),
    Starter("POST", f"{_ONE}/switch-shard", "SwitchGaussDBV5Shard", 202, ("shards",)),
)


def gaussdb_app(world: World) -> Starlette:
    """The GaussDB service as an ASGI application."""
    api = GaussDB(world)
    return Starlette(
        routes=[
            Route("/v3/{project_id}/jobs", api.show_job),
            Route("/v3/{project_id}/jobs/{job_id}", api.delete_job, methods=["DELETE"]),
            Route("/v3/{project_id}/tasks", api.list_tasks),
            *(starter.route(GAUSSDB, world) for starter in STARTERS),
        ],
        exception_handlers={ServiceError: refuse, GatewayError: refuse, HTTPException: unknown_api},
    )


class GaussDB:
    """The requests about tasks."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def show_job(self, request: Request) -> Response:
        project_id = await check_caller(request, self._world)
        job = find_job(self._world, GAUSSDB, request.query_params.get("id"), project_id)
        return JSONResponse(job.course.verbatim if job.is_verbatim else {"job": as_job(job, self._world.clock())})

    async def delete_job(self, request: Request) -> Response:
        project_id = await check_caller(request, self._world)
        self._world.jobs.remove(find_job(self._world, GAUSSDB, request.path_params["job_id"], project_id))
        return Response()

    async def list_tasks(self, request: Request) -> Response:
        project_id = await check_caller(request, self._world)
        query = request.query_params
        offset = _integer(query.get("offset", "0"), 0, None, "DBS.280440")
        limit = _integer(query.get("limit", str(PAGE)), 1, PAGE, "DBS.280439")
        start = _integer(query.get("start_time", "0"), 0, None, "DBS.280001") / 1000
        end = _integer(query["end_time"], 0, None, "DBS.280001") / 1000 if "end_time" in query else float("inf")
        now = self._world.clock()
        tasks = [
            as_task(job, now)
            for job in reversed(self._world.jobs.visible(GAUSSDB, now, project_id))
            if not job.is_verbatim and start <= job.created <= end and query.get("name") in (None, "", job.name)
        ]
        tasks = [task for task in tasks if query.get("status") in (None, "", task["status"])]
        return JSONResponse({"tasks": tasks[offset : offset + limit], "total_count": len(tasks)})


def as_job(job: Job, now: float) -> dict[str, Any]:
    """The job as the reference page shows it, field by field in its order."""
    state = job.state(now)
    return {
        "id": job.id,
        "name": job.name,
        "status": state.status,
        "created": stamp(job.created, OFFSET_HOURS),
        "ended": stamp(job.created + state.since, OFFSET_HOURS) if state.has_ended else "",
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
            "instance_id": shown["instance"]["id"],
            "instance_name": shown["instance"]["name"],
            "instance_status": _instance_status(job, shown["status"]),
        },
        "job_id": shown["id"],
        "name": shown["name"],
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


def _integer(text: str, least: int, most: int | None, code: str) -> int:
    messages = {
        "DBS.280439": "Invalid records. The number of records must be an integer less than or equal to 100.",
        "DBS.280440": "Invalid offset, please enter a non negative integer.",
    }
    is_number = text.isascii() and text.isdigit()
    if not is_number or int(text) < least or (most is not None and int(text) > most):
        raise parameter_error(messages.get(code, "Parameter error."), code)
    return int(text)
