# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests that start a job, and what they start. The table of each engine stands with its other answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .answers import ServiceError, json_object, parameter_error
from .callers import check_caller
from .courses import ABSENT, SECONDS, Course, parse_course
from .jobs import Instance, Job, new_instance_id, stamp
from .world import World

Body = Mapping[str, Any]

# How long tasks take, in seconds; the reference's own creation ran 48 minutes.
DURATIONS = {
    "CreateGaussDBV5Instance": 48 * 60.0,
    "CloneGaussDBV5NewInstance": 60 * 60.0,
    "RestoreGaussDBV5InInstance": 40 * 60.0,
    "BackupSnapshotGaussDBV5InInstance": 15 * 60.0,
    "CreateMysqlInstance": 30 * 60.0,
}
OTHER_DURATION = 10 * 60.0
INVISIBLE_FOR = 3.0  # "it takes several seconds to query the job ID"


@dataclass(frozen=True)
class Starter:
    """One request that starts a job, as a row of a table. Keys of the body may be dotted.

    `path` is below the project. Of the rows with one method and path, the first counts whose key `when` is in the
    body. `required` are the keys that must be there, too; `instance` is the key that names the instance if the path
    does not. `creates` is the key of the answer that holds a new object: "instance" or "backup".
    """

    method: str
    path: str
    task: str
    status: int
    required: tuple[str, ...] = ()
    when: str = ""
    instance: str = ""
    creates: str = ""
    entities: Callable[[Instance], Mapping[str, Any]] | None = None


def starter_routes(engine: str, starters: Iterable[Starter], world: World) -> list[Route]:
    """The routes for a table of requests, in which the rows of one method and path stand together."""
    groups = groupby(starters, key=lambda starter: (starter.method, starter.path))
    return [_route(engine, method, path, tuple(rows), world) for (method, path), rows in groups]


def _route(engine: str, method: str, path: str, rows: tuple[Starter, ...], world: World) -> Route:
    has_body = any(row.required or row.when for row in rows)

    async def start(request: Request) -> Response:
        project_id = await check_caller(request, world)
        body = await json_object(request) if has_body else {}
        starter = _chosen(rows, body)
        instance = _instance(starter, engine, request, body, world)
        now = world.clock()
        other = world.jobs.working_on(engine, instance.id, now)
        if world.settings.conflicts and other is not None:
            world.jobs.count_poll(other, now)
            busy = "Another operation is being performed on the DB instance or the DB instance is faulty."
            raise ServiceError(409, "DBS.200019", busy)
        entities = starter.entities(instance) if starter.entities else {}
        course = _course(starter.task, instance, world)
        job = Job(_new_job_id(world), engine, starter.task, instance, now, course, entities, project_id)
        world.jobs.add(job)
        return JSONResponse({**_created(starter, job, body), **_receipt(starter, job, body, world)}, starter.status)

    return Route(f"/v3/{{project_id}}{path}", start, methods=[method])


def _chosen(rows: tuple[Starter, ...], body: Body) -> Starter:
    """The row that the body asks for; raises ServiceError if there is none or something is missing."""
    starter = next((row for row in rows if not row.when or _value(body, row.when) is not None), None)
    if starter is None:
        raise parameter_error(f"Parameter error. One of these is needed: {', '.join(row.when for row in rows)}")
    missing = [key for key in starter.required if _value(body, key) in (None, "")]
    if missing:
        raise parameter_error(f"Parameter error. Missing: {', '.join(missing)}")
    return starter


def _value(body: Any, dotted: str) -> Any:
    value = body
    for key in dotted.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _instance(starter: Starter, engine: str, request: Request, body: Body, world: World) -> Instance:
    if starter.creates == "instance":
        return Instance(new_instance_id(engine), str(body["name"]))
    instance_id = str(_value(body, starter.instance) if starter.instance else request.path_params["instance_id"])
    return Instance(instance_id, world.jobs.name_of(engine, instance_id))


def _course(task: str, instance: Instance, world: World) -> Course:
    """The course for a started job: what the settings say for its task, or for all, over what is usual."""
    settings = world.settings
    chosen = {**settings.defaults.get("*", {}), **settings.defaults.get(task, {})}
    usual: dict[str, Any] = {}
    if chosen.get("clock", SECONDS) == SECONDS:
        usual = {"visible_after": INVISIBLE_FOR, "duration": DURATIONS.get(task, OTHER_DURATION)}
    if settings.fail_word and settings.fail_word in f"{instance.name} {instance.id}":
        usual["outcome"] = "Failed"
    return with_reason(parse_course({**usual, **chosen}), task, instance).faster(settings.speed)


def with_reason(course: Course, task: str, instance: Instance) -> Course:
    """The same course, with a reason for its failure if it fails and nothing is said of a reason."""
    if course.outcome != "Failed" or course.fail_reason is not ABSENT:
        return course
    return replace(course, fail_reason=f"{task} of instance {instance.name} failed: insufficient resources.")


def _new_job_id(world: World) -> str:
    return uuid.uuid4().hex if world.settings.job_id_form == "hex" else str(uuid.uuid4())


def _receipt(starter: Starter, job: Job, body: Body, world: World) -> dict[str, Any]:
    """What the answer says of the job: its ID, or those of two, or only an order where it is paid in advance."""
    is_prepaid = world.settings.prepaid or _value(body, "charge_info.charge_mode") == "prePaid"
    if starter.creates == "instance" and is_prepaid:
        return {"order_id": f"CS{uuid.uuid4().int % 10**16:016d}"}
    if world.settings.job_id_form == "none":
        return {}
    if world.settings.job_id_form == "list":
        other = replace(job, id=_new_job_id(world))
        world.jobs.add(other)
        return {"job_id": f"{job.id},{other.id}"}
    return {"job_id": job.id}


def _created(starter: Starter, job: Job, body: Body) -> dict[str, Any]:
    if starter.creates == "instance":
        # The references repeat what was asked for, the password excepted.
        asked = {key: value for key, value in body.items() if key not in ("password", "restore_point")}
        return {"instance": {"id": job.instance.id, "status": "BUILD", **asked}}
    if starter.creates == "backup":
        backup = {
            "id": f"{uuid.uuid4().hex}br{job.instance.id[-2:]}",
            "name": body["name"],
            "description": body.get("description", ""),
            "status": "BUILDING",
            "type": "manual",
            "begin_time": stamp(job.started, 8),
            "instance_id": job.instance.id,
        }
        return {"backup": backup}
    return {}
