# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from ansible_collections.otc.gaussdb.tests.simulator.keystone import Keystone
from ansible_collections.otc.gaussdb.tests.simulator.responses import GatewayError
from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import NOON, PROJECT_ID, Clock, Simulation

GOOD = {"token": {"expires_at": "2026-11-22T12:00:05.000000Z", "project": {"id": PROJECT_ID}}}


class FakeKeystone:
    """Answers what it is told to, and counts how often it is asked."""

    def __init__(self, status: int = 200, body: Any = None) -> None:
        self.status = status
        self.body = GOOD if body is None else body
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return httpx.Response(self.status, json=self.body)


def keystone(fake: FakeKeystone, clock: Clock, url: str = "http://127.0.0.1:35357") -> Keystone:
    return Keystone(url, clock, httpx.MockTransport(fake))


@pytest.mark.parametrize("url", ["http://127.0.0.1:35357", "http://127.0.0.1:35357/", "http://127.0.0.1:35357/v3"])
def test_keystone_is_asked_about_the_token_with_the_token(url: str) -> None:
    fake = FakeKeystone()
    verdict = asyncio.run(keystone(fake, Clock(), url).judge("t"))
    assert (verdict.expires, verdict.project_id) == (NOON + 5, PROJECT_ID)
    assert str(fake.asked[0].url) == "http://127.0.0.1:35357/v3/auth/tokens"
    assert fake.asked[0].headers["X-Auth-Token"] == fake.asked[0].headers["X-Subject-Token"] == "t"


def test_an_response_is_used_again_for_a_second_and_an_expired_token_is_not_asked_about_again() -> None:
    fake, clock = FakeKeystone(), Clock()
    judge = keystone(fake, clock).judge
    for moment, times in ((0.0, 1), (0.9, 1), (1.0, 2), (5.5, 2), (99.0, 2)):
        clock.now = NOON + moment
        verdict = asyncio.run(judge("t"))
        assert len(fake.asked) == times
        assert verdict.is_expired(clock.now) == (moment > 5)


def test_a_token_that_keystone_refuses_is_refused() -> None:
    for status in (401, 403, 404):
        assert asyncio.run(keystone(FakeKeystone(status), Clock()).judge("t")).expires is None


@pytest.mark.parametrize("fake", [FakeKeystone(503), FakeKeystone(body=[]), FakeKeystone(body={"token": {}})])
def test_a_keystone_that_makes_no_sense_is_a_failure_of_the_gateway(fake: FakeKeystone) -> None:
    with pytest.raises(GatewayError, match="Backend unavailable"):
        asyncio.run(keystone(fake, Clock()).judge("t"))


def test_the_services_go_by_what_keystone_says(simulation: Simulation) -> None:
    fake = FakeKeystone()
    simulation.world.keystone = keystone(fake, simulation.clock)

    def look(token: str) -> tuple[int, str]:
        response = simulation.ask("gaussdb", "GET", "/jobs?id=none", token=token)
        return response.status_code, response.json()["error_code"]

    assert look("a token of Keystone") == (400, "DBS.200543")
    fake.body = {"token": {**GOOD["token"], "project": {"id": "another"}}}
    assert look("a token for another project") == (403, "DBS.280015")
    fake.status = 404
    assert look("an unknown token") == (401, "APIGW.0301")
    simulation.clock.now += 10
    assert look("a token of Keystone") == (401, "APIGW.0307")
