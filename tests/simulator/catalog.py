# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service catalog: both engines, in the simulator's region and in one where nothing listens."""

from __future__ import annotations

from typing import Any

from .account import OTHER_REGION, REGION
from .jobs import ENGINES
from .world import World

FORMS = {
    "bare": "",
    "v3": "/v3",
    "project": "/v3/PROJECT",
    "mysql": "/mysql/v3/PROJECT",
    "tenant_placeholder": "/v3/$(tenant_id)s",
    "project_placeholder": "/v3/%(project_id)s",
}
"""What comes after the host in an engine's URLs."""

NOWHERE = "http://127.0.0.1:9"  # the discard port: who takes the wrong region's endpoint is refused


def catalog(world: World, project_id: str | None) -> list[dict[str, Any]]:
    """The catalog for a project; without a project (a token for a domain) the services have no endpoints."""
    settings = world.settings
    services: list[dict[str, Any]] = [_service("identity", "keystone", _identity_endpoints(world))]
    for engine in ENGINES:
        if engine in settings.catalog_types:
            endpoints = _engine_endpoints(world, engine, project_id) if project_id else []
            services.append(_service(settings.catalog_types[engine], settings.catalog_types[engine], endpoints))
    return services


def _service(kind: str, name: str, endpoints: list[dict[str, Any]]) -> dict[str, Any]:
    return {"endpoints": endpoints, "id": f"{kind}-id", "type": kind, "name": name}


def _identity_endpoints(world: World) -> list[dict[str, Any]]:
    return [
        _endpoint(interface, REGION, f"{world.places.url('iam', host)}/v3")
        for interface, host in world.settings.interfaces.items()
    ]


def _engine_endpoints(world: World, engine: str, project_id: str) -> list[dict[str, Any]]:
    form = world.settings.endpoint_form.get(engine, "bare")
    tail = FORMS[form].replace("PROJECT", project_id)
    endpoints = [_endpoint(interface, OTHER_REGION, NOWHERE + tail) for interface in world.settings.interfaces]
    endpoints += [
        _endpoint(interface, REGION, world.places.url(engine, host) + tail)
        for interface, host in world.settings.interfaces.items()
    ]
    return endpoints


def _endpoint(interface: str, region: str, url: str) -> dict[str, Any]:
    return {"id": f"{interface}-{region}", "interface": interface, "region": region, "region_id": region, "url": url}
