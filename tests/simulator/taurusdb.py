# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TaurusDB: look a task up, under the present and the legacy path, and start tasks."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .answers import service_app
from .callers import check_caller
from .jobs import TAURUSDB, Instance, Job, stamp
from .lookup import poll_job
from .starters import Starter, starter_routes
from .world import World

# The page's example: created and ended carry different offsets.
CREATED_OFFSET_HOURS = 8
ENDED_OFFSET_HOURS = 0


def _cluster(instance: Instance) -> dict[str, Any]:
    """What the page's example shows of a new instance."""
    return {
        "instance": {
            "endpoint": "192.168.1.203:3306",
            "type": "Cluster",
            "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
        },
        "resource_ids": [f"{instance.id}.vm", f"{instance.id}.volume"],
    }


_CREATION = (
    "region",
    "name",
    "datastore",
    "mode",
    "flavor_ref",
    "vpc_id",
    "subnet_id",
    "password",
    "availability_zone_mode",
    "slave_count",
)
_ONE = "/instances/{instance_id}"

# The reference names one task, CreateMysqlInstance; the names of the others are the simulator's own.
STARTERS = (
    Starter(
        "POST", "/instances", "CreateMysqlInstance", 201, required=_CREATION, creates="instance", entities=_cluster
    ),
    Starter("DELETE", _ONE, "DeleteMysqlInstance", 200),
    Starter("POST", f"{_ONE}/action", "ResizeMysqlFlavor", 200, required=("resize_flavor.spec_code",)),
    Starter("POST", f"{_ONE}/nodes/enlarge", "CreateMysqlReadReplica", 201, required=("priorities",)),
    Starter("DELETE", f"{_ONE}/nodes/{{node_id}}", "DeleteMysqlReadReplica", 200),
    Starter("PUT", f"{_ONE}/port", "ModifyMysqlPort", 200, required=("port",)),
    Starter("PUT", f"{_ONE}/name", "ModifyMysqlInstanceName", 200, required=("name",)),
    Starter("POST", f"{_ONE}/proxy", "OpenMysqlProxy", 201, required=("flavor_ref", "node_num")),
    Starter("DELETE", f"{_ONE}/proxy", "CloseMysqlProxy", 200),
    Starter("POST", f"{_ONE}/proxy/enlarge", "EnlargeMysqlProxy", 201, required=("node_num",)),
    Starter("PUT", f"{_ONE}/proxy/{{proxy_id}}/weight", "SetMysqlProxyWeight", 200),
    Starter("PUT", f"{_ONE}/proxy/{{proxy_id}}/flavor", "ResizeMysqlProxyFlavor", 200, required=("flavor_ref",)),
    Starter("PUT", f"{_ONE}/sql-filter/rules", "SetMysqlSqlFilterRules", 200, required=("sql_filter_rules",)),
    Starter("DELETE", f"{_ONE}/sql-filter/rules", "DeleteMysqlSqlFilterRules", 200, required=("sql_filter_rules",)),
    Starter("POST", f"{_ONE}/sql-filter/switch", "SwitchMysqlSqlFilter", 200, required=("switch_status",)),
    Starter(
        "POST",
        "/backups/create",
        "CreateMysqlManualBackup",
        201,
        required=("instance_id", "name"),
        instance="instance_id",
        creates="backup",
    ),
    Starter("PUT", f"{_ONE}/configurations", "ModifyMysqlConfigurations", 200, required=("parameter_values",)),
    Starter("PUT", f"{_ONE}/monitor-policy", "ModifyMysqlMonitorPolicy", 200, required=("monitor_switch",)),
)


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
