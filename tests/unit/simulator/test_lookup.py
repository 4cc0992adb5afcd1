# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What both engines have in common: who may look at which job, and the responses when there is nothing to see."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.simulator import account
from ansible_collections.otc.gaussdb.tests.simulator.examples import PAGES
from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import NOON, PROJECT_ID, Simulation, to_project

BOTH = pytest.mark.parametrize("engine", ["gaussdb", "taurusdb"])


def refusal(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error_code"]


@BOTH
@pytest.mark.parametrize("project", account.PROJECTS)
def test_the_pages_example_is_there_from_the_start_in_every_project(
    simulation: Simulation, engine: str, project: account.Project
) -> None:
    token = simulation.sign_in(scope=to_project(id=project.id)).headers["X-Subject-Token"]
    job_id = PAGES[engine]["job"]["id"]
    response = simulation.call(
        engine, "GET", f"/v3/{project.id}/jobs?id={job_id}", headers={"X-Auth-Token": token, "X-Language": "en-us"}
    )
    assert (response.status_code, response.json()) == (200, PAGES[engine])
    assert list(response.json()["job"]) == list(PAGES[engine]["job"])
    assert response.headers["Date"] == "Sun, 22 Nov 2026 12:00:00 GMT"


@BOTH
def test_a_job_that_is_unknown_or_not_visible_yet_does_not_exist(simulation: Simulation, engine: str) -> None:
    simulation.control("POST", "/jobs", {"engine": engine, "id": "new", "course": {"visible_after": 3}})
    response = simulation.ask(engine, "GET", "/jobs?id=new")
    assert (response.status_code, response.json()) == (
        400,
        {"error_code": "DBS.200543", "error_msg": "The job does not exist."},
    )
    simulation.clock.now += 3
    assert simulation.job(engine, "new")["id"] == "new"
    assert refusal(simulation.ask(engine, "GET", "/jobs?id=other")) == (400, "DBS.200543")


@BOTH
@pytest.mark.parametrize("query", ["", "?id=", "?id=%20"])
def test_a_look_needs_an_id(simulation: Simulation, engine: str, query: str) -> None:
    assert refusal(simulation.ask(engine, "GET", f"/jobs{query}")) == (400, "DBS.280001")


@BOTH
def test_a_look_needs_a_good_token_for_the_project(simulation: Simulation, engine: str) -> None:
    path = f"/v3/{PROJECT_ID}/jobs?id=none"
    assert refusal(simulation.call(engine, "GET", path)) == (401, "APIGW.0301")
    assert refusal(simulation.ask(engine, "GET", "/jobs?id=none", token="unknown")) == (401, "APIGW.0301")
    for scope in (to_project(id=account.PROJECTS[1].id), "unscoped"):
        token = simulation.sign_in(scope=scope).headers["X-Subject-Token"]
        assert refusal(simulation.ask(engine, "GET", "/jobs?id=none", token=token)) == (403, "DBS.280015")


@BOTH
def test_a_token_that_expired_and_one_that_was_revoked_are_refused(simulation: Simulation, engine: str) -> None:
    simulation.control("PUT", "/settings", {"token_lifetime": 4})
    token = simulation.token()
    simulation.clock.now = NOON + 4
    assert refusal(simulation.ask(engine, "GET", "/jobs?id=none", token=token)) == (401, "APIGW.0307")
    token = simulation.token()
    simulation.control("POST", "/tokens/expire")
    assert refusal(simulation.ask(engine, "GET", "/jobs?id=none", token=token)) == (401, "APIGW.0307")
    token = simulation.token()
    simulation.control("POST", "/tokens/revoke")
    assert refusal(simulation.ask(engine, "GET", "/jobs?id=none", token=token)) == (401, "APIGW.0301")


@BOTH
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nothing"), ("POST", "/jobs"), ("GET", "/jobs/"), ("PATCH", "/instances")]
)
def test_what_an_engine_does_not_have_the_gateway_refuses(
    simulation: Simulation, engine: str, method: str, path: str
) -> None:
    response = simulation.ask(engine, method, path)
    assert refusal(response) == (404, "APIGW.0101")
    assert response.json()["request_id"]


def test_a_token_header_is_all_that_names_the_caller(simulation: Simulation) -> None:
    token = simulation.token()
    path = "/v3/" + PROJECT_ID + "/jobs?id=none"
    assert refusal(simulation.call("gaussdb", "GET", path, headers={"x-auth-token": token})) == (400, "DBS.200543")
    assert refusal(simulation.call("gaussdb", "GET", path, headers={"Authorization": token})) == (401, "APIGW.0301")


@BOTH
def test_every_request_names_the_type_of_its_content(simulation: Simulation, engine: str) -> None:
    path, token = f"/v3/{PROJECT_ID}/jobs?id={PAGES[engine]['job']['id']}", simulation.token()
    for kind, status in (("", 400), ("text/plain", 400), ("application/json; charset=utf-8", 200)):
        response = simulation.call(engine, "GET", path, headers={"X-Auth-Token": token, "Content-Type": kind})
        assert response.status_code == status
    response = simulation.call(engine, "GET", path, headers={"X-Auth-Token": token, "Content-Type": "text/plain"})
    assert response.json()["error_code"] == "DBS.280001"
    assert "Content-Type" in response.json()["error_msg"]
