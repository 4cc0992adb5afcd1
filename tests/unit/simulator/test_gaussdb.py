# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import NOON, Simulation

INSTANCE = {"id": "b34f8c791f2643578510c093aa2351a8in14", "name": "gauss-c1a3"}


def add(simulation: Simulation, job_id: str, name: str = "CreateGaussDBV5Instance", **course: Any) -> None:
    job = {"engine": "gaussdb", "id": job_id, "name": name, "instance": INSTANCE, "course": course}
    simulation.control("POST", "/jobs", job)


def tasks(simulation: Simulation, query: str = "") -> list[str]:
    """The IDs of the listed tasks."""
    return [task["job_id"] for task in simulation.ask("gaussdb", "GET", f"/tasks{query}").json()["tasks"]]


def milliseconds(ago: float) -> int:
    return int((NOON - ago) * 1000)


def test_a_job_through_its_life_field_by_field(simulation: Simulation) -> None:
    add(simulation, "j-1", duration=100, outcome="Failed", fail_reason="no more disks")
    simulation.clock.now += 60
    running = {
        "id": "j-1",
        "name": "CreateGaussDBV5Instance",
        "status": "Running",
        "created": "2026-11-22T20:00:00+0800",
        "ended": "",
        "progress": "60%",
        "instance": INSTANCE,
        "fail_reason": None,
    }
    assert list(simulation.job("gaussdb", "j-1").items()) == list(running.items())
    simulation.clock.now += 60
    ended = {
        **running,
        "status": "Failed",
        "ended": "2026-11-22T20:01:40+0800",
        "progress": "",
        "fail_reason": "no more disks",
    }
    assert list(simulation.job("gaussdb", "j-1").items()) == list(ended.items())


def test_a_script_may_replace_and_add_any_field(simulation: Simulation) -> None:
    add(simulation, "j-1", script=[{"at": 0, "status": "Paused", "instance": None, "order": 3}])
    job = simulation.job("gaussdb", "j-1")
    assert (job["status"], job["instance"], job["order"]) == ("Paused", None, 3)
    assert tasks(simulation) == ["j-1"]


def test_a_verbatim_body_is_served_as_it_is_and_not_listed(simulation: Simulation) -> None:
    add(simulation, "j-1", verbatim=["no job"])
    assert simulation.ask("gaussdb", "GET", "/jobs?id=j-1").json() == ["no job"]
    assert tasks(simulation) == []


def test_a_record_can_be_deleted(simulation: Simulation) -> None:
    add(simulation, "j-1")
    response = simulation.ask("gaussdb", "DELETE", "/jobs/j-1")
    assert (response.status_code, response.content) == (200, b"")
    for method, path in (("GET", "/jobs?id=j-1"), ("DELETE", "/jobs/j-1")):
        assert simulation.ask("gaussdb", method, path).json()["error_code"] == "DBS.200543"


def test_the_list_shows_the_same_job_under_other_names(simulation: Simulation) -> None:
    add(simulation, "j-1", duration=100, age=60)
    listed = {
        "tasks": [
            {
                "instance_info": {
                    "instance_id": INSTANCE["id"],
                    "instance_name": INSTANCE["name"],
                    "instance_status": "creating",
                },
                "job_id": "j-1",
                "name": "CreateGaussDBV5Instance",
                "status": "Running",
                "process": "60%",
                "fail_reason": None,
                "created_at": "2026-11-22T19:59:00+0800",
                "ended_at": None,
            }
        ],
        "total_count": 1,
    }
    assert simulation.ask("gaussdb", "GET", "/tasks").json() == listed
    simulation.clock.now += 40
    (task,) = simulation.ask("gaussdb", "GET", "/tasks").json()["tasks"]
    assert (task["status"], task["process"], task["ended_at"]) == ("Completed", None, "2026-11-22T20:00:40+0800")
    assert task["instance_info"]["instance_status"] == "normal"


@pytest.mark.parametrize(
    ("name", "outcome", "status"),
    [
        ("CreateGaussDBV5Instance", "Failed", "createfail"),
        ("DeleteGaussDBV5Instance", "Completed", "deleted"),
        ("DeleteGaussDBV5Instance", "Failed", "normal"),
        ("ResizeGaussDBV5Flavor", "Failed", "normal"),
    ],
)
def test_the_list_shows_what_became_of_the_instance(
    simulation: Simulation, name: str, outcome: str, status: str
) -> None:
    add(simulation, "j-1", name, duration=0, outcome=outcome)
    (task,) = simulation.ask("gaussdb", "GET", "/tasks").json()["tasks"]
    assert task["instance_info"]["instance_status"] == status


def test_the_list_can_be_filtered(simulation: Simulation) -> None:
    add(simulation, "old", duration=10, age=3600)
    add(simulation, "failed", duration=10, age=1800, outcome="Failed")
    add(simulation, "young", "ResizeGaussDBV5Flavor", duration=10)
    assert tasks(simulation) == ["old", "failed", "young"]
    assert tasks(simulation, "?status=Running") == ["young"]
    assert tasks(simulation, "?status=Failed&name=CreateGaussDBV5Instance") == ["failed"]
    assert tasks(simulation, "?name=ResizeGaussDBV5Flavor") == ["young"]
    assert tasks(simulation, f"?start_time={milliseconds(ago=1800)}") == ["failed", "young"]
    assert tasks(simulation, f"?start_time={milliseconds(ago=1799)}") == ["young"]
    assert tasks(simulation, f"?end_time={milliseconds(ago=1800)}") == ["old", "failed"]


def test_the_list_is_read_page_by_page(simulation: Simulation) -> None:
    for number in range(105):
        add(simulation, f"j-{number}")
    pages = [simulation.ask("gaussdb", "GET", f"/tasks?{query}").json() for query in ("", "offset=100", "limit=2")]
    assert [len(page["tasks"]) for page in pages] == [100, 5, 2]
    assert {page["total_count"] for page in pages} == {105}
    assert tasks(simulation, "?offset=103&limit=5") == ["j-103", "j-104"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "DBS.280439"),
        ("limit=101", "DBS.280439"),
        ("limit=many", "DBS.280439"),
        ("offset=-1", "DBS.280440"),
        (f"offset={'9' * 5000}", "DBS.280440"),
        ("start_time=yesterday", "DBS.280001"),
        ("status=Sleeping", "DBS.280001"),
    ],
)
def test_a_list_that_cannot_be_is_refused(simulation: Simulation, query: str, code: str) -> None:
    response = simulation.ask("gaussdb", "GET", f"/tasks?{query}")
    assert (response.status_code, response.json()["error_code"]) == (400, code)


def test_the_list_holds_no_job_that_is_not_visible(simulation: Simulation) -> None:
    add(simulation, "new", visible_after=3)
    add(simulation, "gone", gone_after=0)
    simulation.control("POST", "/jobs", {"engine": "taurusdb"})
    assert tasks(simulation) == []


def test_the_pages_of_a_list_are_one_poll(simulation: Simulation) -> None:
    for job_id in ("j-1", "j-2"):
        add(simulation, job_id, clock="polls", duration=1)
    pages = [simulation.ask("gaussdb", "GET", f"/tasks?limit=1&offset={offset}").json() for offset in (0, 1, 0)]
    assert [(page["tasks"][0]["job_id"], page["tasks"][0]["status"]) for page in pages] == [
        ("j-1", "Running"),
        ("j-2", "Completed"),
        ("j-1", "Completed"),
    ]


def test_the_list_can_count_more_records_than_it_has(simulation: Simulation) -> None:
    simulation.control("PUT", "/settings", {"missing_records": 3})
    add(simulation, "j-1")
    listed = simulation.ask("gaussdb", "GET", "/tasks").json()
    assert (len(listed["tasks"]), listed["total_count"]) == (1, 4)


def test_the_list_can_come_in_another_order(simulation: Simulation) -> None:
    for age, job_id in enumerate(("j-3", "j-2", "j-1")):
        add(simulation, job_id, age=100 - age)

    def listed(**settings: object) -> list[str]:
        simulation.control("PUT", "/settings", settings)
        return [task["job_id"] for task in simulation.ask("gaussdb", "GET", "/tasks").json()["tasks"]]

    assert listed() == ["j-3", "j-2", "j-1"]
    assert listed(list_order="newest") == ["j-1", "j-2", "j-3"]
    assert sorted(listed(list_order="random")) == ["j-1", "j-2", "j-3"]
    assert len({tuple(listed()) for _turn in range(50)}) > 1


def test_the_list_can_ignore_the_offset(simulation: Simulation) -> None:
    simulation.control("PUT", "/settings", {"list_knows_offset": False})
    for age, job_id in enumerate(("j-2", "j-1")):
        add(simulation, job_id, age=100 - age)
    pages = [simulation.ask("gaussdb", "GET", f"/tasks?limit=1&offset={offset}").json() for offset in (0, 1)]
    assert [page["tasks"][0]["job_id"] for page in pages] == ["j-2", "j-2"]


def test_the_list_can_leave_records_out(simulation: Simulation) -> None:
    simulation.control("PUT", "/settings", {"list_gaps": 1})
    add(simulation, "j-1")
    listed = simulation.ask("gaussdb", "GET", "/tasks").json()
    assert (listed["tasks"], listed["total_count"]) == ([], 1)
