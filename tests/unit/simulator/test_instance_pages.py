# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages that show instances, and the statuses that jobs move."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import Simulation
from ansible_collections.otc.gaussdb.tests.unit.simulator.test_starters import BIGGER, CREATION

ENGINES = ("gaussdb", "taurusdb")

# Every field that the table of each list names.
COMMON = {
    *("id", "name", "status", "port", "type", "region", "datastore", "private_ips", "public_ips", "db_user_name"),
    *("vpc_id", "subnet_id", "security_group_id", "flavor_ref", "flavor_info", "volume", "backup_strategy", "created"),
    *("updated", "time_zone"),
}
FIELDS = {
    "gaussdb": COMMON
    | {
        *("ha", "replica_num", "nodes", "instance_mode", "maintenance_window", "disk_encryption_id"),
        "backup_used_space",
    },
    "taurusdb": COMMON | {"tags", "charge_info"},
}


def created(simulation: Simulation, engine: str, **body: Any) -> dict[str, Any]:
    response = simulation.ask(engine, "POST", "/instances", {**CREATION[engine], **body})
    assert response.status_code < 300, response.text
    answer: dict[str, Any] = response.json()
    return answer


def listed(simulation: Simulation, engine: str, query: str = "") -> list[dict[str, Any]]:
    response = simulation.ask(engine, "GET", f"/instances{query}")
    assert response.status_code == 200, response.text
    instances: list[dict[str, Any]] = response.json()["instances"]
    return instances


def added(simulation: Simulation, engine: str, name: str = "orders", **more: Any) -> str:
    return str(simulation.control("POST", "/instances", {"engine": engine, "name": name, **more})["id"])


def code(simulation: Simulation, engine: str, method: str, path: str, body: Any = None) -> tuple[int, str | None]:
    response = simulation.ask(engine, method, path, body)
    return response.status_code, response.json().get("error_code")


@pytest.mark.parametrize("engine", ENGINES)
def test_an_entry_has_every_documented_field(simulation: Simulation, engine: str) -> None:
    created(simulation, engine)
    (entry,) = listed(simulation, engine)
    assert entry.keys() >= FIELDS[engine]
    assert "password" not in entry


def test_numbers_and_times_are_as_different_as_in_the_references(simulation: Simulation) -> None:
    added(simulation, "gaussdb")
    instance_id = added(simulation, "taurusdb")
    assert listed(simulation, "gaussdb")[0]["port"] == 8000
    assert listed(simulation, "gaussdb")[0]["created"].endswith(" UTC")
    assert listed(simulation, "taurusdb")[0]["port"] == "3306"
    assert "_" in listed(simulation, "taurusdb")[0]["created"]
    assert simulation.ask("taurusdb", "GET", f"/instances/{instance_id}").json()["instance"]["port"] == 3306


@pytest.mark.parametrize(("engine", "status"), [("gaussdb", 404), ("taurusdb", 200)])
def test_only_taurusdb_has_details(simulation: Simulation, engine: str, status: int) -> None:
    instance_id = added(simulation, engine)
    assert simulation.ask(engine, "GET", f"/instances/{instance_id}").status_code == status
    assert simulation.ask(engine, "GET", "/instances/unknown").status_code == 404


@pytest.mark.parametrize("engine", ENGINES)
def test_a_creation_shows_as_build_then_active(simulation: Simulation, engine: str) -> None:
    created(simulation, engine)
    assert listed(simulation, engine)[0]["status"] == "BUILD"
    simulation.clock.now += 4000
    assert listed(simulation, engine)[0]["status"] == "ACTIVE"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_creation_that_fails_leaves_it_failed(simulation: Simulation, engine: str) -> None:
    answer = created(simulation, engine, name="will-fail")
    simulation.clock.now += 4000
    assert listed(simulation, engine)[0]["status"] == "FAILED"
    one = f"/instances/{answer['instance']['id']}"
    assert code(simulation, engine, "PUT", f"{one}/name", {"name": "orders-2"}) == (409, "DBS.200019")
    assert code(simulation, engine, "DELETE", one)[0] < 300


@pytest.mark.parametrize(
    ("engine", "method", "path", "body", "status", "field", "before", "after"),
    [
        ("gaussdb", "POST", "action", {"enlarge_volume": {"size": 160}}, "MODIFYING", "volume", 80, 160),
        ("gaussdb", "PUT", "flavor", {"flavor_ref": BIGGER}, "MODIFYING", "flavor_ref", None, BIGGER),
        ("gaussdb", "PUT", "port", {"port": 8001}, "MODIFYING", "port", 8000, 8001),
        ("gaussdb", "PUT", "name", {"name": "bills"}, "ACTIVE", "name", "orders", "bills"),
        ("taurusdb", "PUT", "port", {"port": 3307}, "MODIFYING DATABASE PORT", "port", "3306", "3307"),
        ("taurusdb", "PUT", "name", {"name": "bills"}, "ACTIVE", "name", "orders", "bills"),
    ],
)
def test_a_change_shows_once_its_job_has_completed(
    simulation: Simulation,
    engine: str,
    method: str,
    path: str,
    body: Any,
    status: str,
    field: str,
    before: Any,
    after: Any,
) -> None:
    instance_id = added(simulation, engine)
    assert code(simulation, engine, method, f"/instances/{instance_id}/{path}", body)[0] < 300

    def value() -> Any:
        shown = listed(simulation, engine)[0][field]
        return shown["size"] if field == "volume" else shown

    assert listed(simulation, engine)[0]["status"] == status
    assert before in (None, value())
    simulation.clock.now += 4000
    assert (listed(simulation, engine)[0]["status"], value()) == ("ACTIVE", after)
    if field == "volume":
        assert listed(simulation, engine)[0]["volume"]["type"] == "ULTRAHIGH"


def test_read_replicas_come_and_go(simulation: Simulation) -> None:
    instance_id = added(simulation, "taurusdb")
    one = f"/instances/{instance_id}"

    def nodes() -> list[dict[str, Any]]:
        instance = simulation.ask("taurusdb", "GET", one).json()["instance"]
        assert instance["node_count"] == len(instance["nodes"])
        return list(instance["nodes"])

    assert [node["type"] for node in nodes()] == ["master", "slave"]
    code(simulation, "taurusdb", "POST", f"{one}/nodes/enlarge", {"priorities": [1, 2]})
    simulation.clock.now += 4000
    assert [node["priority"] for node in nodes()] == [1, 1, 1, 2]
    code(simulation, "taurusdb", "DELETE", f"{one}/nodes/{nodes()[1]['id']}")
    simulation.clock.now += 4000
    assert len(nodes()) == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_a_deleted_instance_leaves_the_list_after_a_while(simulation: Simulation, engine: str) -> None:
    simulation.control("PUT", "/settings", {"deleted_instances_in_lists": 2})
    instance_id = added(simulation, engine)
    code(simulation, engine, "DELETE", f"/instances/{instance_id}")
    assert len(listed(simulation, engine)) == 1
    simulation.clock.now += 4000
    assert [len(listed(simulation, engine)) for _time in range(3)] == [1, 1, 0]
    assert code(simulation, engine, "DELETE", f"/instances/{instance_id}") == (404, "DBS.200002")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_new_instance_may_be_missing_from_lists_at_first(simulation: Simulation, engine: str) -> None:
    simulation.control("PUT", "/settings", {"new_instances_hidden": 2})
    created(simulation, engine)
    assert [len(listed(simulation, engine)) for _time in range(3)] == [0, 0, 1]


@pytest.mark.parametrize("engine", ENGINES)
def test_names_need_not_be_unique(simulation: Simulation, engine: str) -> None:
    created(simulation, engine)
    created(simulation, engine)
    assert len(listed(simulation, engine, "?name=orders")) == 2


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?name=orders", ["orders"]),
        ("?name=order", []),
        ("?name=*order", ["orders", "old-orders"]),
        ("?id=*in", ["orders", "old-orders", "bills"]),
        ("?datastore_type=unknown", []),
        ("?vpc_id=v-2", ["bills"]),
        ("?subnet_id=s-2", []),
        ("?limit=2", ["orders", "old-orders"]),
        ("?limit=2&offset=2", ["bills"]),
        ("?offset=9", []),
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_filters_and_pages(simulation: Simulation, engine: str, query: str, names: list[str]) -> None:
    for name, network in (("orders", "v-1"), ("old-orders", "v-1"), ("bills", "v-2")):
        added(simulation, engine, name, fields={"vpc_id": network})
    response = simulation.ask(engine, "GET", f"/instances{query}").json()
    assert [entry["name"] for entry in response["instances"]] == names
    if "limit" in query or "offset" in query:
        assert response["total_count"] == 3


def test_taurusdb_filters_by_tags_and_address(simulation: Simulation) -> None:
    added(simulation, "taurusdb", fields={"tags": [{"key": "team", "value": "7"}]})
    assert len(listed(simulation, "taurusdb", "?tags=team%3D7&private_ip=192.168.0.142")) == 1
    assert listed(simulation, "taurusdb", "?tags=team%3D8") == []
    assert listed(simulation, "taurusdb", "?private_ip=10.0.0.1") == []


@pytest.mark.parametrize("query", ["?limit=0", "?limit=101", "?offset=-1", "?offset=x", "?name=*", "?name=", "?id=**"])
@pytest.mark.parametrize("engine", ENGINES)
def test_parameters_out_of_range_are_refused(simulation: Simulation, engine: str, query: str) -> None:
    assert simulation.ask(engine, "GET", f"/instances{query}").status_code == 400


@pytest.mark.parametrize(
    ("status", "path", "body", "refusal"),
    [
        ("STORAGE FULL", "name", {"name": "bills"}, (409, "DBS.200316")),
        ("FROZEN", "name", {"name": "bills"}, (400, "DBS.280449")),
        ("FAILED", "name", {"name": "bills"}, (409, "DBS.200019")),
        ("UPGRADING", "name", {"name": "bills"}, (400, "DBS.200086")),
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_changes_in_wrong_statuses_are_refused_with_the_documented_codes(
    simulation: Simulation, engine: str, status: str, path: str, body: Any, refusal: tuple[int, str]
) -> None:
    instance_id = added(simulation, engine, status=status)
    assert code(simulation, engine, "PUT", f"/instances/{instance_id}/{path}", body) == refusal


def test_a_full_instance_can_be_enlarged(simulation: Simulation) -> None:
    instance_id = added(simulation, "gaussdb", status="STORAGE FULL")
    path = f"/instances/{instance_id}/action"
    assert code(simulation, "gaussdb", "POST", path, {"enlarge_volume": {"size": 160}})[0] == 202


def test_a_job_that_lives_by_polls_moves_when_taurusdbs_instance_is_polled(simulation: Simulation) -> None:
    simulation.control("PUT", "/settings", {"defaults": {"*": {"clock": "polls", "duration": 2}}})
    created(simulation, "taurusdb")
    assert [listed(simulation, "taurusdb")[0]["status"] for _time in range(3)] == ["BUILD", "ACTIVE", "ACTIVE"]


@pytest.mark.parametrize(
    "data", [{"engine": "mysql", "name": "x"}, {"engine": "gaussdb"}, {"engine": "gaussdb", "x": 1}]
)
def test_what_is_not_an_instance_is_refused(simulation: Simulation, data: Any) -> None:
    assert simulation.call("iam", "POST", "/simulator/instances", data).status_code == 400


def test_the_status_of_an_unknown_instance_cannot_be_set(simulation: Simulation) -> None:
    data = {"engine": "gaussdb", "id": "x", "status": "FAILED"}
    assert simulation.call("iam", "POST", "/simulator/instances/change", data).status_code == 400
