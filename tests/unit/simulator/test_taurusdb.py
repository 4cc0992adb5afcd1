# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import PROJECT_ID, Simulation

INSTANCE = {"id": "a48e43ff268f4c0e879652d65e63d0fbin07", "name": "taurus"}
ENTITIES = {"resource_ids": ["a", "b"]}


def add(simulation: Simulation, **course: Any) -> None:
    job = {"engine": "taurusdb", "id": "j-1", "instance": INSTANCE, "entities": ENTITIES, "course": course}
    simulation.control("POST", "/jobs", job)


def test_a_job_through_its_life_field_by_field(simulation: Simulation) -> None:
    add(simulation, duration=100, outcome="Failed", fail_reason="no more disks")
    simulation.clock.now += 60
    running = {
        "id": "j-1",
        "name": "CreateMysqlInstance",
        "status": "Running",
        "created": "2026-11-22T20:00:00+0800",
        "ended": "",
        "process": "60%",
        "instance": INSTANCE,
        "entities": ENTITIES,
    }
    assert list(simulation.job("taurusdb", "j-1").items()) == list(running.items())
    simulation.clock.now += 60
    ended = {
        **running,
        "status": "Failed",
        "ended": "2026-11-22T12:01:40+0000",
        "process": "",
        "fail_reason": "no more disks",
    }
    assert list(simulation.job("taurusdb", "j-1").items()) == list(ended.items())


def test_there_is_no_fail_reason_where_there_is_none(simulation: Simulation) -> None:
    add(simulation, duration=0, outcome="Failed", fail_reason=None)
    assert "fail_reason" not in simulation.job("taurusdb", "j-1")


def test_the_legacy_path_returns_too(simulation: Simulation) -> None:
    add(simulation)
    path = f"/mysql/v3/{PROJECT_ID}/jobs?id=j-1"
    response = simulation.call("taurusdb", "GET", path, headers={"X-Auth-Token": simulation.token()})
    assert response.json() == {"job": simulation.job("taurusdb", "j-1")}
    assert simulation.call("gaussdb", "GET", path).status_code == 404


def test_there_is_no_list_and_no_deletion(simulation: Simulation) -> None:
    add(simulation)
    for method, path in (("GET", "/tasks"), ("DELETE", "/jobs/j-1")):
        response = simulation.ask("taurusdb", method, path)
        assert (response.status_code, response.json()["error_code"]) == (404, "APIGW.0101")
