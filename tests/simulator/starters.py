# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests that start a job, and what they start. The tables for each engine stand beside its other answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .answers import ServiceError, json_object, parameter_error
from .callers import check_caller
from .courses import ABSENT, parse_course
from .jobs import Instance, Job
from .world import World

Body = Mapping[str, Any]

# How long the tasks take on the clouds, in seconds; the reference's own creation ran 48 minutes.
DURATIONS = {
    "CreateGaussDBV5Instance": 48 * 60.0,
    "CloneGaussDBV5NewInstance": 60 * 60.0,
    "RestoreGaussDBV5InInstance": 40 * 60.0,
    "BackupSnapshotGaussDBV5InInstance": 15 * 60.0,
    "CreateMysqlInstance": 30 * 60.0,
}
OTHER_DURATION = 10 * 60.0
INVISIBLE_FOR = 3.0


@dataclass(frozen=True)
class Starter:
    """One request that starts a job. `path` is below the project; `task` names the job, or finds its name in the body.

    `required` are the keys that the body must have; a body is read only where something depends on it.
    """

    method: str
    path: str
    task: str | Callable[[Body], str | None]
    status: int
    required: tuple[str, ...] = ()
    creates: str | None = None  # the key of the answer that holds the new object

    def route(self, engine: str, world: World) -> Route:
        async def start(request: Request) -> Response:
            return await _start(self, engine, world, request)

        return Route(f"/v3/{{project_id}}{self.path}", start, methods=[self.method])


async def _start(starter: Starter, engine: str, world: World, request: Request) -> Response:
    project_id = await check_caller(request, world)
    body = await json_object(request) if starter.required or callable(starter.task) else {}
    missing = [key for key in starter.required if body.get(key) in (None, "")]
    task = starter.task(body) if callable(starter.task) else starter.task
    if missing or task is None:
        raise parameter_error()
    instance = _instance(starter, engine, world, request, body)
    now = world.clock()
    if world.settings.conflicts and world.jobs.working_on(engine, instance.id, now) is not None:
        raise ServiceError(
            409,
            "DBS.200019",
            "Another operation is being performed on the DB instance or the DB instance is faulty.",
        )
    job = _job(engine, task, instance, world, now, project_id)
    world.jobs.add(job)
    answer: dict[str, Any] = {}
    if starter.creates is not None:
        answer[starter.creates] = _created(starter.creates, job, body)
    answer.update(_receipt(starter, job, body, world))
    return JSONResponse(answer, starter.status)


def _instance(starter: Starter, engine: str, world: World, request: Request, body: Body) -> Instance:
    """The instance that a request is about: from its path, or its body, or a new one."""
    if starter.creates == "instance":
        return Instance(f"{uuid.uuid4().hex}in{'14' if engine == 'gaussdb' else '07'}", str(body["name"]))
    target = body.get("target")
    named = target.get("instance_id") if isinstance(target, Mapping) else body.get("instance_id")
    instance_id = request.path_params.get("instance_id", named)
    if not isinstance(instance_id, str):
        raise parameter_error()
    return Instance(instance_id, world.jobs.name_of(engine, instance_id))


def _job(engine: str, task: str, instance: Instance, world: World, now: float, project_id: str) -> Job:
    settings = world.settings
    built_in: dict[str, Any] = {"visible_after": INVISIBLE_FOR, "duration": DURATIONS.get(task, OTHER_DURATION)}
    fails = settings.fail_word and settings.fail_word in f"{instance.name} {instance.id}"
    if fails:
        built_in["outcome"] = "Failed"
    chosen = {**settings.defaults.get("*", {}), **settings.defaults.get(task, {})}
    if "script" in chosen:
        del built_in["duration"]
    course = with_reason(parse_course({**built_in, **chosen}), task, instance).faster(settings.speed)
    entities = _entities(engine, task, instance)
    job_id = uuid.uuid4().hex if settings.job_id_form == "hex" else str(uuid.uuid4())
    return Job(job_id, engine, task, instance, now, course, entities, project_id)


def with_reason(course: Any, task: str, instance: Instance) -> Any:
    """The same course, with a reason for its failure if it fails and has none."""
    if course.outcome != "Failed" or course.fail_reason is not ABSENT:
        return course
    return replace(course, fail_reason=f"{task} of instance {instance.name} failed: insufficient resources.")


def _entities(engine: str, task: str, instance: Instance) -> dict[str, Any]:
    if engine != "taurusdb" or task != "CreateMysqlInstance":
        return {}
    return {
        "instance": {
            "endpoint": "192.168.1.203:3306",
            "type": "Cluster",
            "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
        },
        "resource_ids": [f"{instance.id}.vm", f"{instance.id}.volume"],
    }


def _receipt(starter: Starter, job: Job, body: Body, world: World) -> dict[str, Any]:
    """What the answer says of the job: its ID, several, or only an order where it is paid in advance."""
    charge = body.get("charge_info")
    is_prepaid = isinstance(charge, Mapping) and charge.get("charge_mode") == "prePaid"
    if starter.creates == "instance" and (is_prepaid or world.settings.prepaid):
        return {"order_id": f"CS{uuid.uuid4().int % 10**19:019d}"}
    if world.settings.job_id_form == "none":
        return {}
    if world.settings.job_id_form == "list":
        other = replace(job, id=str(uuid.uuid4()))
        world.jobs.add(other)
        return {"job_id": f"{job.id},{other.id}"}
    return {"job_id": job.id}


def _created(key: str, job: Job, body: Body) -> dict[str, Any]:
    if key == "backup":
        return {
            "id": f"{uuid.uuid4().hex}br{job.instance.id[-2:]}",
            "name": body["name"],
            "description": body.get("description", ""),
            "type": "manual",
            "status": "BUILDING",
            "instance_id": job.instance.id,
        }
    # The reference repeats what was asked for, the password excepted.
    asked = {name: value for name, value in body.items() if name not in ("password", "restore_point")}
    return {"id": job.instance.id, "status": "BUILD" if job.engine == "gaussdb" else "creating", **asked}
