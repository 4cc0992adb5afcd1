# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulator in the process of the test, and how to talk to it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
from ansible_collections.otc.gaussdb.tests.simulator import account
from ansible_collections.otc.gaussdb.tests.simulator.server import apps
from ansible_collections.otc.gaussdb.tests.simulator.world import Places, World

NOON = 1_795_348_800.0  # 2026-11-22T12:00:00Z
PORTS = {"iam": 5000, "gaussdb": 5001, "taurusdb": 5002}
PROJECT_ID = account.PROJECT.id


class Clock:
    """Epoch seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


class Simulation:
    """All services of one simulator. Requests carry a token of the user unless they say otherwise."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.world = World(Places(PORTS), self.clock)
        self._apps = apps(self.world)

    def call(
        self,
        service: str,
        method: str,
        path: str,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        content: str | None = None,
    ) -> httpx.Response:
        """Any request to any service, with a body of JSON or of any text, and the header that all requests need."""
        all_headers = {"Content-Type": "application/json", **(headers or {})}

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._apps[service])
            url = self.world.places.url(service)
            async with httpx.AsyncClient(transport=transport, base_url=url, trust_env=False) as client:
                return await client.request(method, path, json=json, headers=all_headers, content=content)

        return asyncio.run(send())

    def sign_in(self, identity: Any = None, scope: Any = None, query: str = "") -> httpx.Response:
        """Sign in; by default with name and password, for the user's project."""
        auth = {"identity": identity or by_password(), "scope": scope or to_project()}
        return self.call("iam", "POST", f"/v3/auth/tokens{query}", {"auth": auth})

    def token(self) -> str:
        token: str = self.sign_in().headers["X-Subject-Token"]
        return token

    def ask(self, service: str, method: str, path: str, json: Any = None, token: str | None = None) -> httpx.Response:
        """A request below the project of the user."""
        headers = {"X-Auth-Token": self.token() if token is None else token}
        return self.call(service, method, f"/v3/{PROJECT_ID}{path}", json, headers)

    def job(self, service: str, job_id: str) -> dict[str, Any]:
        """A job as the API shows it."""
        response = self.ask(service, "GET", f"/jobs?id={job_id}")
        assert response.status_code == 200, response.text
        job: dict[str, Any] = response.json()["job"]
        return job

    def control(self, method: str, path: str, json: Any = None) -> Any:
        """A request to the control API that must succeed; its JSON."""
        response = self.call("iam", method, f"/simulator{path}", json)
        assert response.status_code < 300, response.text
        return response.json() if response.content else None


def by_password(password: str = account.PASSWORD, **user: Any) -> dict[str, Any]:
    named = user or {"name": account.USERNAME, "domain": {"name": account.DOMAIN_NAME}}
    return {"methods": ["password"], "password": {"user": {**named, "password": password}}}


def to_project(**project: Any) -> dict[str, Any]:
    return {"project": project or {"name": account.PROJECT.name, "domain": {"name": account.DOMAIN_NAME}}}
