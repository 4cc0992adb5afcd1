# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.simulator.settings import Settings
from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import NOON, PROJECT_ID, Simulation


def new_jobs(simulation: Simulation) -> list[dict[str, Any]]:
    """The jobs beside the pages' examples."""
    return [job for job in simulation.control("GET", "/jobs") if job["id"].startswith("j-")]


def test_settings_are_shown_and_changed(simulation: Simulation) -> None:
    assert simulation.control("GET", "/settings") == Settings().as_json()
    assert simulation.control("PUT", "/settings", {"speed": 60})["speed"] == 60
    assert simulation.control("GET", "/settings") == Settings(speed=60).as_json()


def test_jobs_are_added_one_by_one_or_many_at_once(simulation: Simulation) -> None:
    assert simulation.control("POST", "/jobs", {"engine": "gaussdb", "id": "j-1"}) == {"id": "j-1"}
    two = [{"engine": "gaussdb", "id": "j-2"}, {"engine": "taurusdb", "id": "j-3"}]
    assert simulation.control("POST", "/jobs", two) == [{"id": "j-2"}, {"id": "j-3"}]
    assert len(simulation.control("POST", "/jobs", {"engine": "gaussdb"})["id"]) == 36


def test_a_job_has_what_is_said_of_it_and_something_of_all_else(simulation: Simulation) -> None:
    simulation.control("POST", "/jobs", {"engine": "gaussdb", "id": "j-1"})
    simulation.control(
        "POST",
        "/jobs",
        {"engine": "taurusdb", "id": "j-2", "name": "Task", "instance": {"id": "i-1", "name": "orders"}},
    )
    job = simulation.job("gaussdb", "j-1")
    assert (job["name"], job["status"]) == ("CreateGaussDBV5Instance", "Running")
    assert job["instance"]["name"] == f"gauss-{job['instance']['id'][:4]}"
    job = simulation.job("taurusdb", "j-2")
    assert (job["name"], job["instance"], job["entities"]) == ("Task", {"id": "i-1", "name": "orders"}, {})


def test_the_list_of_jobs_says_when_they_end_in_real_time(simulation: Simulation) -> None:
    simulation.control("PUT", "/settings", {"speed": 10})
    simulation.control("POST", "/jobs", {"engine": "gaussdb", "id": "j-1", "course": {"duration": 100, "age": 50}})
    endless = {"script": [{"at": 1, "status": "Paused"}]}
    simulation.control("POST", "/jobs", {"engine": "taurusdb", "id": "j-2", "course": endless})
    assert new_jobs(simulation) == [
        {"id": "j-1", "engine": "gaussdb", "name": "CreateGaussDBV5Instance", "started": NOON - 5, "ends": NOON + 5},
        {"id": "j-2", "engine": "taurusdb", "name": "CreateMysqlInstance", "started": NOON, "ends": None},
    ]


def test_a_job_that_fails_has_a_reason_unless_it_is_to_have_none(simulation: Simulation) -> None:
    instance = {"id": "i-1", "name": "orders"}
    for job_id, reason in (("j-1", {}), ("j-2", {"fail_reason": None})):
        course = {"duration": 0, "outcome": "Failed", **reason}
        simulation.control("POST", "/jobs", {"engine": "gaussdb", "id": job_id, "instance": instance, "course": course})
    assert "insufficient resources" in simulation.job("gaussdb", "j-1")["fail_reason"]
    assert simulation.job("gaussdb", "j-2")["fail_reason"] is None


def test_a_job_that_is_held_ends_once_it_is_released(simulation: Simulation) -> None:
    for job_id in ("j-1", "j-2"):
        course = {"held": True, "outcome": "Failed"}
        simulation.control("POST", "/jobs", {"engine": "gaussdb", "id": job_id, "course": course})
    simulation.clock.now += 86400
    simulation.control("POST", "/jobs/release", {"ids": ["j-1"]})
    released = simulation.job("gaussdb", "j-1")
    assert (released["status"], released["progress"], released["ended"]) == ("Failed", "", "2026-11-23T20:00:00+0800")
    assert "insufficient resources" in released["fail_reason"]
    assert simulation.job("gaussdb", "j-2")["status"] == "Running"
    assert [job["ends"] for job in new_jobs(simulation)] == [NOON + 86400, None]


def test_all_that_are_held_are_released_together_and_others_left_alone(simulation: Simulation) -> None:
    for job_id, held in (("j-1", True), ("j-2", True), ("j-3", False)):
        simulation.control("POST", "/jobs", {"engine": "taurusdb", "id": job_id, "course": {"held": held}})
    simulation.control("POST", "/jobs/release")
    simulation.clock.now += 10
    simulation.control("POST", "/jobs/release")
    shown = [simulation.job("taurusdb", job_id) for job_id in ("j-1", "j-2", "j-3")]
    assert [job["status"] for job in shown] == ["Completed", "Completed", "Running"]
    assert {job["ended"] for job in shown} == {"2026-11-22T12:00:00+0000", ""}


def test_progress_and_fields_can_be_set(simulation: Simulation) -> None:
    simulation.control("POST", "/jobs", {"engine": "gaussdb", "id": "j-1", "course": {"held": True}})
    simulation.control("POST", "/jobs", {"engine": "taurusdb", "id": "j-2", "course": {"held": True}})
    simulation.control("POST", "/jobs/change", {"ids": ["j-1", "j-2"], "progress": 40, "fields": {"instance": None}})
    job = simulation.job("gaussdb", "j-1")
    assert (job["progress"], job["instance"]) == ("40%", None)
    assert simulation.job("taurusdb", "j-2")["process"] == "40%"
    simulation.control("POST", "/jobs/release")
    assert simulation.job("gaussdb", "j-1")["progress"] == ""


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/jobs/release", {"ids": ["j-1", "j-9"]}, "unknown job: j-9"),
        ("/jobs/release", {"ids": "j-1"}, "ids a list"),
        ("/jobs/release", {"id": "j-1"}, "unknown key: id"),
        ("/jobs/change", {"fields": []}, "fields must be an object"),
        ("/jobs/change", {"progress": 100}, "progress must be 0 to 99"),
    ],
)
def test_a_change_that_cannot_be_understood_is_refused(
    simulation: Simulation, path: str, body: Any, message: str
) -> None:
    simulation.control("POST", "/jobs", {"engine": "gaussdb", "id": "j-1", "course": {"held": True}})
    refused = simulation.call("iam", "POST", f"/simulator{path}", body)
    assert refused.status_code == 400
    assert message in refused.json()["error"]


def test_requests_are_listed_with_all_that_came_with_them(simulation: Simulation) -> None:
    token = simulation.token()
    simulation.control("DELETE", "/requests")
    simulation.ask("gaussdb", "GET", "/jobs?id=j-1", token=token)
    simulation.ask("gaussdb", "DELETE", "/jobs/j-2", token=token)
    simulation.ask(
        "taurusdb", "PUT", "/instances/b34f8c791f2643578510c093aa2351a8in07/port", {"port": 3307}, token=token
    )
    listed = simulation.control("GET", "/requests")
    assert [(entry["method"], entry["job_id"], entry["status"]) for entry in listed] == [
        ("GET", "j-1", 400),
        ("DELETE", "j-2", 400),
        ("PUT", None, 200),
    ]
    assert listed[0]["time"] == NOON
    assert listed[0]["path"] == f"/v3/{PROJECT_ID}/jobs"
    assert listed[0]["query"] == "id=j-1"
    assert listed[0]["headers"]["x-auth-token"] == token
    assert listed[2]["body"] == '{"port":3307}'
    assert len({entry["connection"] for entry in listed}) == 3


def test_requests_can_be_filtered(simulation: Simulation) -> None:
    for job_id in ("j-1", "j-2"):
        simulation.ask("gaussdb", "GET", f"/jobs?id={job_id}")
    assert len(simulation.control("GET", "/requests?service=iam")) == 2
    assert len(simulation.control("GET", "/requests?job_id=j-1")) == 1
    assert len(simulation.control("GET", f"/requests?service=gaussdb&path=/v3/{PROJECT_ID}/jobs")) == 2
    assert simulation.control("GET", "/requests?service=taurusdb") == []


def test_stats_count_requests_connections_and_sign_ins(simulation: Simulation) -> None:
    simulation.ask("gaussdb", "GET", "/jobs?id=j-1")
    assert simulation.control("GET", "/stats") == {
        "iam": {"requests": 1, "connections": 1, "sign_ins": 1},
        "gaussdb": {"requests": 1, "connections": 1, "sign_ins": 0},
        "taurusdb": {"requests": 0, "connections": 0, "sign_ins": 0},
    }


def test_faults_are_listed_with_how_often_they_struck(simulation: Simulation) -> None:
    fault = simulation.control("POST", "/faults", {"kind": "response", "service": "gaussdb", "times": 1, "status": 503})
    token = simulation.token()
    responses = [simulation.ask("gaussdb", "GET", "/jobs?id=j-1", token=token).status_code for _attempt in range(2)]
    assert responses == [503, 400]
    (listed,) = simulation.control("GET", "/faults")
    assert (listed["id"], listed["kind"], listed["status"], listed["struck"]) == (fault["id"], "response", 503, 1)
    simulation.control("DELETE", "/faults")
    assert simulation.control("GET", "/faults") == []


def test_no_fault_and_no_log_for_the_control_api(simulation: Simulation) -> None:
    simulation.control("POST", "/faults", {"kind": "response", "status": 503})
    assert simulation.control("GET", "/requests") == []


def test_everything_is_as_at_the_start_after_a_reset(simulation: Simulation) -> None:
    before = simulation.control("GET", "/jobs")
    token = simulation.token()
    simulation.control("PUT", "/settings", {"password": "another", "seed": 4})
    simulation.control("POST", "/jobs", {"engine": "gaussdb"})
    simulation.control("POST", "/faults", {"kind": "response", "status": 503})
    simulation.control("DELETE", "")
    assert simulation.control("GET", "/settings") == Settings().as_json()
    assert simulation.control("GET", "/jobs") == before
    assert simulation.control("GET", "/faults") == simulation.control("GET", "/requests") == []
    assert simulation.ask("gaussdb", "GET", "/jobs?id=j-1", token=token).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        ("PUT", "/settings", {"pace": 1}, "unknown setting: pace"),
        ("POST", "/jobs", 3, "a job must be an object"),
        ("POST", "/jobs", {"engine": "oracle"}, "engine must be one of gaussdb, taurusdb"),
        ("POST", "/jobs", {"engine": "gaussdb", "status": "Failed"}, "unknown key of a job: status"),
        ("POST", "/jobs", {"engine": "gaussdb", "id": 3}, "id and name must be strings"),
        ("POST", "/jobs", {"engine": "gaussdb", "instance": "i-1"}, "instance and entities must be objects"),
        ("POST", "/jobs", {"engine": "gaussdb", "course": {"length": 1}}, "unknown key of a course: length"),
        ("POST", "/jobs", [{"engine": "gaussdb", "id": "j-1"}, {}], "engine must be one of"),
        ("POST", "/faults", {"kind": "fire"}, "kind must be one of"),
        ("GET", "/requests?who=me", None, "unknown filter: who"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_changes_nothing(
    simulation: Simulation, method: str, path: str, body: Any, message: str
) -> None:
    response = simulation.call("iam", method, f"/simulator{path}", body)
    assert response.status_code == 400
    assert message in response.json()["error"]
    assert simulation.control("GET", "/settings") == Settings().as_json()
    assert new_jobs(simulation) == simulation.control("GET", "/faults") == []


def test_a_body_that_is_no_json_is_refused(simulation: Simulation) -> None:
    response = simulation.call("iam", "PUT", "/simulator/settings", content="{")
    assert response.status_code == 400
