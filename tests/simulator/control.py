# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control API, by which tests and people steer the simulator. No token is needed, and no fault applies."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .courses import PERCENT, parse_course
from .faults import SERVICES, parse_fault
from .jobs import ENGINES, GAUSSDB, TAURUSDB, Instance, Job, new_instance_id
from .journal import Journal
from .settings import merged
from .starters import new_nodes, with_reason
from .wire import connection_of
from .world import World

PREFIX = "/simulator"
NAMES = {GAUSSDB: "CreateGaussDBV5Instance", TAURUSDB: "CreateMysqlInstance"}
# What an instance is that is put into the world without saying more.
STANDARD: Mapping[str, Mapping[str, Any]] = {
    GAUSSDB: {
        "datastore": {"type": "GaussDB"},
        "ha": {"mode": "centralization_standard", "consistency": "strong", "replication_mode": "sync"},
        "flavor_ref": "gaussdb.opengauss.ee.dn.m4.2xlarge.8.in",
        "volume": {"type": "ULTRAHIGH", "size": 80},
    },
    TAURUSDB: {
        "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
        "flavor_ref": "gaussdb.mysql.xlarge.x86.8",
        "slave_count": 1,
    },
}
_JOB_KEYS = {"engine", "id", "name", "instance", "entities", "course"}


def control_app(world: World) -> Starlette:
    """The control API as an ASGI application."""
    control = Control(world)
    return Starlette(
        routes=[
            Route(PREFIX, control.reset, methods=["DELETE"]),
            Route(f"{PREFIX}/settings", control.show_settings, methods=["GET"]),
            Route(f"{PREFIX}/settings", control.change_settings, methods=["PUT"]),
            Route(f"{PREFIX}/jobs", control.list_jobs, methods=["GET"]),
            Route(f"{PREFIX}/jobs", control.add_jobs, methods=["POST"]),
            Route(f"{PREFIX}/jobs/change", control.change_jobs, methods=["POST"]),
            Route(f"{PREFIX}/jobs/release", control.release_jobs, methods=["POST"]),
            Route(f"{PREFIX}/instances", control.add_instance, methods=["POST"]),
            Route(f"{PREFIX}/instances/change", control.change_instance, methods=["POST"]),
            Route(f"{PREFIX}/faults", control.list_faults, methods=["GET"]),
            Route(f"{PREFIX}/faults", control.add_fault, methods=["POST"]),
            Route(f"{PREFIX}/faults", control.clear_faults, methods=["DELETE"]),
            Route(f"{PREFIX}/requests", control.list_requests, methods=["GET"]),
            Route(f"{PREFIX}/requests", control.clear_requests, methods=["DELETE"]),
            Route(f"{PREFIX}/stats", control.show_stats, methods=["GET"]),
            Route(f"{PREFIX}/tokens/revoke", control.revoke_tokens, methods=["POST"]),
            Route(f"{PREFIX}/tokens/expire", control.expire_tokens, methods=["POST"]),
        ],
        exception_handlers={ValueError: _refuse},
    )


class Control:
    """The requests of the control API. What cannot be understood raises ValueError, whose text names the key."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def reset(self, _request: Request) -> Response:
        self._world.reset()
        await self._world.open_doors()
        return Response(status_code=204)

    async def show_settings(self, _request: Request) -> Response:
        return JSONResponse(self._world.settings.as_json())

    async def change_settings(self, request: Request) -> Response:
        patch = await _json(request)
        self._world.settings = merged(self._world.settings, patch)
        if "seed" in patch:
            self._world.faults.reseed(self._world.settings.seed)
        return await self.show_settings(request)

    async def list_jobs(self, _request: Request) -> Response:
        return JSONResponse(
            [
                {"id": job.id, "engine": job.engine, "name": job.name, "started": job.created, "ends": job.ends}
                for job in self._world.jobs
            ]
        )

    async def add_jobs(self, request: Request) -> Response:
        data = await _json(request)
        jobs = [_job(item, self._world) for item in (data if isinstance(data, list) else [data])]
        for job in jobs:
            self._world.jobs.add(job)
        ids = [{"id": job.id} for job in jobs]
        return JSONResponse(ids if isinstance(data, list) else ids[0], 201)

    async def change_jobs(self, request: Request) -> Response:
        data = await _object(request, {"ids", "fields", "progress"})
        fields = data.get("fields", {})
        if not isinstance(fields, Mapping):
            raise ValueError("fields must be an object")
        if "progress" in data:
            if data["progress"] not in range(100):
                raise ValueError("progress must be 0 to 99")
            fields = {**fields, PERCENT: data["progress"]}
        for job in self._chosen(data):
            self._world.jobs.change(job, fields, self._world.clock())
        return Response(status_code=204)

    async def release_jobs(self, request: Request) -> Response:
        now = self._world.clock()
        for job in self._chosen(await _object(request, {"ids"})):
            if job.course.held and not job.state(now).has_ended:
                self._world.jobs.change(job, job.course.end(), now)
        return Response(status_code=204)

    async def add_instance(self, request: Request) -> Response:
        data = await _object(request, {"engine", "id", "name", "status", "fields"})
        engine = _engine(data)
        fields = data.get("fields", {})
        if not isinstance(fields, Mapping) or not isinstance(data.get("name"), str):
            raise ValueError("name must be a string, and fields an object")
        instance_id = str(data.get("id") or new_instance_id(engine))
        facts = {**STANDARD[engine], "name": data["name"], **fields}
        facts.setdefault("nodes", new_nodes(engine, data["name"], facts))
        world = self._world
        world.instances.add(engine, instance_id, facts, world.clock(), status=data.get("status"))
        return JSONResponse({"id": instance_id}, 201)

    async def change_instance(self, request: Request) -> Response:
        data = await _object(request, {"engine", "id", "status"})
        if not self._world.instances.set_status(_engine(data), str(data.get("id")), data.get("status")):
            raise ValueError("unknown instance")
        return Response(status_code=204)

    def _chosen(self, data: Mapping[str, Any]) -> list[Job]:
        """The jobs with the given IDs, or all."""
        jobs = list(self._world.jobs)
        if "ids" not in data:
            return jobs
        unknown = [job_id for job_id in data["ids"] if job_id not in {job.id for job in jobs}]
        if unknown:
            raise ValueError(f"unknown job: {', '.join(map(str, unknown))}")
        return [job for job in jobs if job.id in data["ids"]]

    async def list_faults(self, _request: Request) -> Response:
        return JSONResponse([asdict(fault) for fault in self._world.faults])

    async def add_fault(self, request: Request) -> Response:
        fault = self._world.faults.add(parse_fault(await _json(request)), self._world.clock())
        if fault.strikes_at_once and fault.service is not None:
            fault.struck += 1
            self._world.doors[fault.service].shut(fault.seconds, spared=connection_of(request.scope))
        return JSONResponse({"id": fault.id}, 201)

    async def clear_faults(self, _request: Request) -> Response:
        self._world.faults.clear()
        await self._world.open_doors()
        return Response(status_code=204)

    async def list_requests(self, request: Request) -> Response:
        wanted = dict(request.query_params)
        unknown = sorted(set(wanted) - {"service", "job_id", "path"})
        if unknown:
            raise ValueError(f"unknown filter: {', '.join(unknown)}")
        return JSONResponse([entry.__dict__ for entry in self._world.journal.entries(**wanted)])

    async def clear_requests(self, _request: Request) -> Response:
        self._world.journal = Journal()
        return Response(status_code=204)

    async def show_stats(self, _request: Request) -> Response:
        return JSONResponse(self._world.journal.stats(SERVICES))

    async def revoke_tokens(self, _request: Request) -> Response:
        self._world.tokens.revoke_all()
        return Response(status_code=204)

    async def expire_tokens(self, _request: Request) -> Response:
        self._world.tokens.expire_all(self._world.clock())
        return Response(status_code=204)


def _job(data: Any, world: World) -> Job:
    if not isinstance(data, Mapping):
        raise ValueError("a job must be an object")
    unknown = sorted(set(data) - _JOB_KEYS)
    if unknown:
        raise ValueError(f"unknown key of a job: {', '.join(unknown)}")
    engine = _engine(data)
    job_id = data.get("id") or str(uuid.uuid4())
    name = data.get("name") or NAMES[engine]
    given = data.get("instance") or {}
    entities = data.get("entities") or {}
    if not isinstance(job_id, str) or not isinstance(name, str):
        raise ValueError("id and name must be strings")
    if not isinstance(given, Mapping) or not isinstance(entities, Mapping):
        raise ValueError("instance and entities must be objects")
    instance_id = str(given.get("id") or new_instance_id(engine))
    instance = Instance(instance_id, str(given.get("name") or f"gauss-{instance_id[:4]}"))
    course = with_reason(parse_course(data.get("course") or {})).faster(world.settings.speed)
    return Job(job_id, engine, name, instance, world.clock(), course, entities)


def _engine(data: Mapping[str, Any]) -> str:
    engine = data.get("engine")
    if engine not in ENGINES:
        raise ValueError(f"engine must be one of {', '.join(ENGINES)}")
    return str(engine)


async def _json(request: Request) -> Any:
    return json.loads(await request.body() or b"null")


async def _object(request: Request, keys: set[str]) -> Mapping[str, Any]:
    data = await _json(request) or {}
    if not isinstance(data, Mapping) or not isinstance(data.get("ids", []), list):
        raise ValueError("the body must be an object, and ids a list")
    unknown = sorted(set(data) - keys)
    if unknown:
        raise ValueError(f"unknown key: {', '.join(unknown)}")
    return data


async def _refuse(_request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400)
