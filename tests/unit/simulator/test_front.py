# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import logging
from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import Simulation


def poll(simulation: Simulation, **fault: Any) -> Any:
    """A look at the page's example through a fault."""
    simulation.control("DELETE", "/faults")
    simulation.control("POST", "/faults", {"service": "gaussdb", **fault})
    return simulation.ask("gaussdb", "GET", "/jobs?id=5cbb8a90-2253-4cff-8a13-49aa8f31dfb5")


def test_an_response_of_json_with_headers(simulation: Simulation) -> None:
    throttled = {"error_code": "APIGW.0308", "error_msg": "The throttling threshold has been reached."}
    response = poll(simulation, kind="response", status=429, headers={"Retry-After": "3"}, body=throttled)
    assert (response.status_code, response.json()) == (429, throttled)
    assert response.headers["Retry-After"] == "3"
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Date"] == "Sun, 22 Nov 2026 12:00:00 GMT"


def test_an_response_of_any_text(simulation: Simulation) -> None:
    assert poll(simulation, kind="response", body='{"job": ').text == '{"job": '
    assert poll(simulation, kind="response").text == ""
    assert poll(simulation, kind="response", body=[]).json() == []
    assert poll(simulation, kind="response", headers={"Date": "long ago"}).headers["Date"] == "long ago"
    assert poll(simulation, kind="response", status=599).status_code == 599


def test_an_response_of_html(simulation: Simulation) -> None:
    response = poll(simulation, kind="html")
    assert (response.status_code, response.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert "<h1>502 Bad Gateway</h1>" in response.text
    assert poll(simulation, kind="html", status=404).status_code == 404
    assert "<h1>599 Unknown</h1>" in poll(simulation, kind="html", status=599).text


def test_a_late_response_is_the_right_one(simulation: Simulation) -> None:
    assert poll(simulation, kind="delay", pause=0.01).json()["job"]["name"] == "CreateGaussDBV5Instance"


def test_an_response_that_is_made_up_has_no_effect(simulation: Simulation) -> None:
    simulation.control("POST", "/faults", {"kind": "response", "service": "gaussdb", "status": 500})
    assert simulation.ask("gaussdb", "POST", "/instances/i-1/restart").status_code == 500
    assert not [job for job in simulation.world.jobs if not job.is_verbatim]


def test_every_response_can_be_slow(simulation: Simulation) -> None:
    simulation.control("PUT", "/settings", {"latency": 0.01})
    assert poll(simulation, kind="delay", pause=0).status_code == 200


def test_an_error_in_the_simulator_is_a_server_failure(
    simulation: Simulation, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(simulation.world.jobs, "poll", broken)
    with caplog.at_level(logging.ERROR, logger="simulator"):
        response = simulation.ask("gaussdb", "GET", "/jobs?id=j-1")
    assert (response.status_code, response.json()["error_code"]) == (500, "DBS.108000")
    assert "a bug" in caplog.text


def test_the_log_has_a_line_for_each_request_without_anything_secret(
    simulation: Simulation, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="simulator"):
        simulation.ask("taurusdb", "GET", "/jobs?id=j-1")
    assert [record.getMessage() for record in caplog.records if record.name == "simulator"] == [
        "iam POST /v3/auth/tokens 201",
        "taurusdb GET /v3/0549b4a43100d4f32f51c01c2fe4acdb/jobs?id=j-1 400",
    ]
