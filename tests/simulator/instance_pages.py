# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages that show instances: the list of each engine, and TaurusDB's details.

As in the references, TaurusDB's list has numbers as text, its details have them as numbers, and times are written in
another way on each page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .account import REGION
from .callers import check_caller
from .instances import Facts, Shown
from .jobs import GAUSSDB, TAURUSDB, stamp
from .responses import ServiceError, parameter_error
from .world import World

PAGE = 100
OFFSET_HOURS = 8
PORTS = {GAUSSDB: 8000, TAURUSDB: 3306}
_SIZES = {"large": 2, "xlarge": 4, "2xlarge": 8, "4xlarge": 16, "8xlarge": 32, "16xlarge": 64}


def instance_routes(engine: str, world: World) -> list[Route]:
    """The routes of the pages that show instances of an engine."""
    pages = InstancePages(engine, world)
    routes = [Route("/v3/{project_id}/instances", pages.list, methods=["GET"])]
    if engine == TAURUSDB:
        routes.append(Route("/v3/{project_id}/instances/{instance_id}", pages.details, methods=["GET"]))
    return routes


class InstancePages:
    """The requests for instances of an engine."""

    def __init__(self, engine: str, world: World) -> None:
        self._engine = engine
        self._world = world

    async def list(self, request: Request) -> Response:
        await check_caller(request, self._world)
        query = request.query_params
        offset, limit = _number(query, "offset", 0, 0, 10**9), _number(query, "limit", PAGE, 1, PAGE)
        wanted = _filters(self._engine, query)
        shown = self._world.instances.listed(
            self._engine, self._world.clock(), self._world.settings.deleted_instances_in_lists
        )
        entry = gaussdb_entry if self._engine == GAUSSDB else taurusdb_entry
        entries = [entry(instance) for instance in shown]
        matching = [instance for instance in entries if all(matches(instance) for matches in wanted)]
        return JSONResponse({"instances": matching[offset:][:limit], "total_count": len(matching)})

    async def details(self, request: Request) -> Response:
        await check_caller(request, self._world)
        instance_id = request.path_params["instance_id"]
        shown = self._world.instances.detailed(self._engine, instance_id, self._world.clock())
        if shown is None:
            raise ServiceError(404, "DBS.200002", "The DB instance does not exist.")
        return JSONResponse({"instance": taurusdb_details(shown)})


def gaussdb_entry(shown: Shown) -> dict[str, Any]:
    """An entry of GaussDB's list, with every documented field."""
    facts, when = shown.facts, _written_out(shown.created)
    ha = dict(facts.get("ha", {}))
    mode = ha.pop("mode", "enterprise")
    vcpus = _vcpus(facts)
    return {
        "id": shown.id,
        "status": shown.status,
        "name": facts.get("name"),
        "port": facts.get("port", PORTS[GAUSSDB]),
        "type": "Enterprise" if mode == "enterprise" else "Ha",
        "ha": ha,
        "region": facts.get("region", REGION),
        "datastore": {"version": "8.103", **facts.get("datastore", {"type": "GaussDB"})},
        "created": when,
        "updated": when,
        "volume": facts.get("volume"),
        "nodes": facts.get("nodes", []),
        "private_ips": ["192.168.16.253 / 192.168.28.81 / 192.168.27.52"],
        "public_ips": [],
        "replica_num": facts.get("replica_num", 3),
        "db_user_name": "root",
        **_network(facts),
        "flavor_ref": facts.get("flavor_ref"),
        "flavor_info": {"vcpu": vcpus, "mem": 8 * vcpus},
        "backup_strategy": facts.get("backup_strategy", {"start_time": "16:00-17:00", "keep_days": 7}),
        "maintenance_window": "18:00-22:00",
        "disk_encryption_id": facts.get("disk_encryption_id", ""),
        "time_zone": facts.get("time_zone", "UTC"),
        "instance_mode": mode,
        "backup_used_space": "37846",
    }


def taurusdb_entry(shown: Shown) -> dict[str, Any]:
    """An entry of TaurusDB's list, with every documented field."""
    facts = shown.facts
    vcpus = _vcpus(facts)
    # The example writes times with an underscore for the sign.
    when = stamp(shown.created, OFFSET_HOURS).replace("+", "_")
    return {
        "id": shown.id,
        "name": facts.get("name"),
        "status": shown.status,
        "port": str(facts.get("port", PORTS[TAURUSDB])),
        "type": "Cluster",
        "private_ips": ["192.168.0.142"],
        "public_ips": [],
        "db_user_name": "root",
        "region": facts.get("region", REGION),
        "datastore": {**facts.get("datastore", {}), "kernel_version": "2.0.28.7"},
        "created": when,
        "updated": when,
        "volume": {"type": "POOL", "size": "100"},
        **_network(facts),
        "flavor_ref": facts.get("flavor_ref"),
        "flavor_info": {"vcpus": str(vcpus), "ram": str(8 * vcpus)},
        "backup_strategy": facts.get("backup_strategy", {"start_time": "19:00-20:00", "keep_days": "7"}),
        "charge_info": {"charge_mode": "postPaid"},
        "enterprise_project_id": 0,
        "time_zone": facts.get("time_zone", "UTC"),
        "tags": facts.get("tags", []),
    }


def taurusdb_details(shown: Shown) -> dict[str, Any]:
    """What TaurusDB's page of one instance shows."""
    facts, when = shown.facts, stamp(shown.created, OFFSET_HOURS)
    port, vcpus = int(facts.get("port", PORTS[TAURUSDB])), _vcpus(facts)
    zone = facts.get("master_availability_zone", f"{REGION}-01")
    nodes = [
        {
            **node,
            "port": port,
            "private_read_ips": ["192.168.0.163"],
            "volume": {"type": "POOL", "used": 0.07},
            "az_code": zone,
            "region_code": facts.get("region", REGION),
            "created": when,
            "updated": when,
            "flavor_ref": facts.get("flavor_ref"),
            "max_connections": 10000,
            "vcpus": vcpus,
            "ram": 8 * vcpus,
            "need_restart": False,
        }
        for node in facts.get("nodes", [])
    ]
    return {
        "id": shown.id,
        "name": facts.get("name"),
        "alias": "",
        "status": shown.status,
        "enterprise_project_id": 0,
        "type": "Cluster",
        "charge_info": {"charge_mode": "postPaid", "order_id": ""},
        "node_count": len(nodes),
        "datastore": {**facts.get("datastore", {}), "kernel_version": "2.0.29.1"},
        "created": when,
        "updated": when,
        "public_ips": "",
        "private_write_ips": ["192.168.0.142"],
        "db_user_name": "root",
        "port": port,
        **_network(facts),
        "backup_strategy": facts.get("backup_strategy", {"start_time": "19:00-20:00", "keep_days": 7}),
        "nodes": nodes,
        "time_zone": facts.get("time_zone", "UTC"),
        "backup_used_space": 0.24,
        "az_mode": facts.get("availability_zone_mode", "single"),
        "master_az_code": zone,
        "maintenance_window": "18:00-22:00",
        "tags": facts.get("tags", []),
        "configuration_id": facts.get("configuration_id", ""),
        "dedicated_resource_id": "",
        "proxies": [],
    }


def _network(facts: Facts) -> dict[str, Any]:
    return {key: facts.get(key, "") for key in ("vpc_id", "subnet_id", "security_group_id")}


def _vcpus(facts: Facts) -> int:
    sizes = re.findall(r"\d*x?large", str(facts.get("flavor_ref", "")))
    return _SIZES.get(sizes[0], 4) if sizes else 4


def _written_out(epoch: float) -> str:
    return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _filters(engine: str, query: Mapping[str, str]) -> list[Callable[[Mapping[str, Any]], bool]]:
    kinds: dict[str, Callable[[str, Mapping[str, Any]], bool]] = {
        "id": lambda wanted, entry: _matches(wanted, entry["id"]),
        "name": lambda wanted, entry: _matches(wanted, entry["name"]),
        "type": lambda wanted, entry: entry["type"] == wanted,
        "datastore_type": lambda wanted, entry: str(entry["datastore"].get("type")).lower() == wanted.lower(),
        "vpc_id": lambda wanted, entry: entry["vpc_id"] == wanted,
        "subnet_id": lambda wanted, entry: entry["subnet_id"] == wanted,
    }
    if engine == TAURUSDB:
        kinds["private_ip"] = lambda wanted, entry: wanted in entry["private_ips"]
        kinds["tags"] = _has_tags
    for key in ("id", "name"):
        if key in query and not query[key].strip("*"):
            raise parameter_error(f"Parameter error: {key} must not be empty or consist of asterisks.")
    return [partial(kinds[key], query[key]) for key in kinds if key in query]


def _matches(wanted: str, value: Any) -> bool:
    """Exactly, or anywhere with a leading asterisk."""
    return wanted[1:] in str(value) if wanted.startswith("*") else str(value) == wanted


def _has_tags(wanted: str, entry: Mapping[str, Any]) -> bool:
    tags = {f"{tag.get('key')}={tag.get('value')}" for tag in entry["tags"]}
    return set(wanted.split(",")) <= tags


def _number(query: Mapping[str, str], key: str, default: int, least: int, most: int) -> int:
    text = query.get(key)
    if text is None:
        return default
    if not re.fullmatch("[0-9]{1,10}", text) or not least <= int(text) <= most:
        raise parameter_error(f"Parameter error: {key} must be a whole number from {least} to {most}.")
    return int(text)
