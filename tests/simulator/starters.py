# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests that start a job, and what they start. Each engine has a table of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .account import REGION
from .callers import check_caller
from .courses import ABSENT, SECONDS, Course, parse_course
from .instances import ACTIVE, FAILED, FROZEN, STORAGE_FULL
from .jobs import TAURUSDB, Instance, Job, new_instance_id, stamp
from .responses import ServiceError, json_object, parameter_error
from .rules import Body, Rules, value_of
from .world import World

Nodes = list[dict[str, Any]]

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
    body. `instance` is the key that names the instance if the path does not. `creates` is the key of the response that
    holds a new object: "instance" or "backup". Once the job has completed, the instance is gone if it `deletes`, and
    has the `changes`: facts of the instance, and the keys of the body that hold them. `nodes` gives its nodes after the
    job, from those before, the body and the last part of the path. Only a request that `takes_full` is accepted by an
    instance whose storage is full.
    """

    method: str
    path: str
    job: str
    status: int
    rules: Rules = field(default_factory=Rules)
    when: str = ""
    instance: str = ""
    creates: str = ""
    deletes: bool = False
    changes: Mapping[str, str] = field(default_factory=dict)
    nodes: Callable[[Nodes, Body, str], Nodes] | None = None
    takes_full: bool = False
    entities: Callable[[Instance], Mapping[str, Any]] | None = None

    @property
    def has_body(self) -> bool:
        return bool(self.rules.mandatory or self.rules.values or self.when)


def starter_routes(engine: str, starters: Iterable[Starter], world: World) -> list[Route]:
    """The routes for a table of requests, in which the rows of one method and path stand together."""
    groups = groupby(starters, key=lambda starter: (starter.method, starter.path))
    return [_route(engine, method, path, tuple(rows), world) for (method, path), rows in groups]


def _route(engine: str, method: str, path: str, rows: tuple[Starter, ...], world: World) -> Route:
    async def start(request: Request) -> Response:
        project_id = await check_caller(request, world)
        body = await json_object(request) if any(row.has_body for row in rows) else {}
        starter = _chosen(rows, body)
        # A body without its mandatory keys does not name an instance.
        Rules(starter.rules.mandatory).enforce(body, {})
        instance = _instance(starter, engine, request, body, world)
        starter.rules.enforce(body, _known(starter, engine, instance.id, world))
        _refuse_if_busy(engine, instance.id, world)
        _refuse_in_wrong_status(starter, engine, instance.id, world)
        job = _started(starter, engine, instance, project_id, world)
        _note(starter, job, body, request.url.path.rsplit("/", 1)[-1], world)
        return JSONResponse({**_created(starter, job, body), **_receipt(starter, job, world)}, starter.status)

    return Route(f"/v3/{{project_id}}{path}", start, methods=[method])


def _chosen(rows: tuple[Starter, ...], body: Body) -> Starter:
    """The row that the body asks for; raises ServiceError if there is none."""
    starter = next((row for row in rows if not row.when or value_of(body, row.when) is not None), None)
    if starter is None:
        raise parameter_error(f"Parameter error. One of these is needed: {', '.join(row.when for row in rows)}.")
    return starter


def _instance(starter: Starter, engine: str, request: Request, body: Body, world: World) -> Instance:
    if starter.creates == "instance":
        return Instance(new_instance_id(engine), str(body["name"]))
    instance_id = str(value_of(body, starter.instance) if starter.instance else request.path_params["instance_id"])
    return Instance(instance_id, world.jobs.name_of(engine, instance_id))


def _known(starter: Starter, engine: str, instance_id: str, world: World) -> Body:
    """What is known of the instance that a request is about; raises ServiceError if it does not exist."""
    if starter.creates == "instance":
        return {}
    facts = world.instances.find(engine, instance_id, world.clock(), world.settings.known_instances_only)
    if facts is None:
        raise ServiceError(404, "DBS.200002", "The DB instance does not exist.")
    return facts


_BUSY_OR_FAULTY = "Another operation is being performed on the DB instance or the DB instance is faulty."


def _refuse_if_busy(engine: str, instance_id: str, world: World) -> None:
    now = world.clock()
    other = world.jobs.working_on(engine, instance_id, now)
    if world.settings.conflicts and other is not None:
        world.jobs.count_poll(other, now)
        raise ServiceError(409, "DBS.200019", _BUSY_OR_FAULTY)


def _refuse_in_wrong_status(starter: Starter, engine: str, instance_id: str, world: World) -> None:
    if starter.creates == "instance" or starter.deletes:
        return
    status = world.instances.status(engine, instance_id, world.clock())
    if status == STORAGE_FULL and not starter.takes_full:
        full = "This operation cannot be performed because the DB instance status is Storage full."
        raise ServiceError(409, "DBS.200316", full)
    if status == FROZEN:
        frozen = "This operation cannot be performed because the object is frozen."
        raise ServiceError(400, "DBS.280449", frozen)
    if status == FAILED:
        # The same code as for a busy one: that is why waiting out a conflict has to be bounded.
        raise ServiceError(409, "DBS.200019", _BUSY_OR_FAULTY)
    if status not in (ACTIVE, STORAGE_FULL) and world.settings.conflicts:
        raise ServiceError(400, "DBS.200086", "This operation is not allowed by the DB instance status.")


def _started(starter: Starter, engine: str, instance: Instance, project_id: str, world: World) -> Job:
    entities = starter.entities(instance) if starter.entities else {}
    course = _course(starter.job, instance, world)
    job = Job(_new_job_id(world), engine, starter.job, instance, world.clock(), course, entities, project_id)
    world.jobs.add(job)
    return job


def _note(starter: Starter, job: Job, body: Body, last: str, world: World) -> None:
    """Remember what the job makes of the instance."""
    now = world.clock()
    if starter.creates == "instance":
        facts = {key: body[key] for key in body if key != "password"}
        facts["nodes"] = new_nodes(job.engine, job.instance.name, facts)
        hidden = world.settings.new_instances_hidden
        world.instances.add(job.engine, job.instance.id, facts, now, creation=job.id, hidden_lists=hidden)
    elif starter.deletes:
        world.instances.change(job.engine, job.instance.id, job.id, None)
    elif starter.changes or starter.nodes:
        changes = {key: value_of(body, dotted) for key, dotted in starter.changes.items()}
        if starter.nodes:
            known = world.instances.find(job.engine, job.instance.id, now, known_only=False) or {}
            changes["nodes"] = starter.nodes(list(known.get("nodes", [])), body, last)
        world.instances.change(job.engine, job.instance.id, job.id, changes)


def new_nodes(engine: str, name: str, facts: Mapping[str, Any]) -> Nodes:
    """The nodes of a new instance: a primary, and for each replica another."""
    others = facts.get("slave_count", 0) if engine == TAURUSDB else facts.get("replica_num", 3) - 1
    return [new_node(engine, name, number) for number in range(1, others + 2)]


def new_node(engine: str, name: str, number: int) -> dict[str, Any]:
    """A node; the first of an instance is the primary."""
    role, title = ("type", "node") if engine == TAURUSDB else ("role", "gaussdbv5dn")
    end = "no07" if engine == TAURUSDB else "no14"
    node = {
        "id": f"{uuid.uuid4().hex}{end}",
        "name": f"{name}_{title}{number:02d}",
        role: "master" if number == 1 else "slave",
        "status": "ACTIVE",
    }
    return {**node, "priority": 1} if engine == TAURUSDB else {**node, "availability_zone": f"{REGION}-0{number}"}


def _course(name: str, instance: Instance, world: World) -> Course:
    """The course for a started job: what the settings say for its name, or for all, over what is usual."""
    settings = world.settings
    chosen = {**settings.defaults.get("*", {}), **settings.defaults.get(name, {})}
    usual: dict[str, Any] = {}
    if chosen.get("clock", SECONDS) == SECONDS:
        usual = {"visible_after": INVISIBLE_FOR, "duration": DURATIONS.get(name, OTHER_DURATION)}
    if settings.fail_word and settings.fail_word in f"{instance.name} {instance.id}":
        usual["outcome"] = "Failed"
    return with_reason(parse_course({**usual, **chosen})).faster(settings.speed)


def with_reason(course: Course) -> Course:
    """The same course, with a reason for its failure if it fails and nothing is said of a reason."""
    if course.outcome != "Failed" or course.fail_reason is not ABSENT:
        return course
    return replace(course, fail_reason="The resource pool has insufficient resources.")


def _new_job_id(world: World) -> str:
    return uuid.uuid4().hex if world.settings.job_id_form == "hex" else str(uuid.uuid4())


def _receipt(starter: Starter, job: Job, world: World) -> dict[str, Any]:
    """What the response says of the job: its ID, or those of two, or only an order if it is prepaid."""
    if starter.creates == "instance" and world.settings.prepaid:
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
