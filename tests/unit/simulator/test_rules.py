# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the references forbid, request by request, and the code with which it is refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import Simulation
from ansible_collections.otc.gaussdb.tests.unit.simulator.test_starters import (
    BIGGER,
    CREATION,
    ID,
    ONE,
    OTHER_ID,
    RESTORED,
)

SMALLEST = CREATION["gaussdb"]["flavor_ref"]


def with_value(body: dict[str, Any], dotted: str, value: Any) -> dict[str, Any]:
    """The body with another value at a dotted key; None takes the key out."""
    changed = copy.deepcopy(body)
    *way, last = dotted.split(".")
    target = changed
    for key in way:
        target = target.setdefault(key, {})
    target[last] = value
    if value is None:
        del target[last]
    return changed


def refusal(simulation: Simulation, engine: str, method: str, path: str, body: Any) -> tuple[int, str] | None:
    """Status and code of a refusal; None if the request was accepted."""
    response = simulation.ask(engine, method, path, body)
    return None if response.status_code < 300 else (response.status_code, response.json()["error_code"])


TAURUSDB_MANDATORY = (
    *("region", "name", "datastore.type", "datastore.version", "mode", "flavor_ref", "vpc_id", "subnet_id"),
    *("security_group_id", "password", "availability_zone_mode", "slave_count"),
)
GAUSSDB_MANDATORY = (
    *("name", "datastore.type", "ha.mode", "ha.consistency", "ha.replication_mode", "flavor_ref", "volume.type"),
    *("volume.size", "region", "availability_zone", "vpc_id", "subnet_id", "security_group_id", "password"),
)


@pytest.mark.parametrize(
    ("engine", "key"),
    [*(("gaussdb", key) for key in GAUSSDB_MANDATORY), *(("taurusdb", key) for key in TAURUSDB_MANDATORY)],
)
def test_every_mandatory_key_of_a_creation_has_to_be_there(simulation: Simulation, engine: str, key: str) -> None:
    response = simulation.ask(engine, "POST", "/instances", with_value(CREATION[engine], key, None))
    assert (response.status_code, response.json()["error_code"]) == (400, "DBS.280001")
    assert f"Missing: {key}." in response.json()["error_msg"]


@pytest.mark.parametrize("key", ["datastore.type", "ha.mode", "ha.consistency", "ha.replication_mode", "region"])
def test_what_a_new_instance_takes_from_its_restore_point_may_be_left_out(simulation: Simulation, key: str) -> None:
    assert refusal(simulation, "gaussdb", "POST", "/instances", with_value(RESTORED, key, None)) is None


def test_a_restore_point_names_the_instance(simulation: Simulation) -> None:
    body = {**RESTORED, "restore_point": {"backup_id": "2f4d"}}
    assert refusal(simulation, "gaussdb", "POST", "/instances", body) == (400, "DBS.280001")


NAMES = ("ord", "4orders", "-orders", "orders!", "o" * 65, "bestellungen_\u00fc", 4711)

REFUSED_CREATIONS: list[tuple[str, str, Any, str]] = [
    *(("gaussdb", "name", name, "DBS.200021") for name in NAMES),
    ("gaussdb", "datastore.type", "PostgreSQL", "DBS.200042"),
    ("gaussdb", "ha.mode", "single", "DBS.200051"),
    ("gaussdb", "ha.consistency", "weak", "DBS.280001"),
    ("gaussdb", "ha.replication_mode", "async", "DBS.200043"),
    ("gaussdb", "flavor_ref", "gaussdb.opengauss.ee.dn.m6.2xlarge.8.in", "DBS.200053"),
    ("gaussdb", "volume.type", "SSD", "DBS.200026"),
    ("gaussdb", "volume.size", 100, "DBS.200027"),
    ("gaussdb", "volume.size", "120", "DBS.200023"),
    ("gaussdb", "volume.size", 0, "DBS.200023"),
    ("gaussdb", "sharding_num", 2, "DBS.200027"),
    ("gaussdb", "region", "eu-nl", "DBS.200024"),
    ("gaussdb", "availability_zone", "eu-de-01", "DBS.200025"),
    ("gaussdb", "availability_zone", "eu-de-01,eu-de-01,eu-de-02", "DBS.200025"),
    ("gaussdb", "availability_zone", "eu-nl-01,eu-nl-02,eu-nl-03", "DBS.200025"),
    ("gaussdb", "vpc_id", 4711, "DBS.200048"),
    ("gaussdb", "password", "Short_1", "DBS.200052"),
    ("gaussdb", "password", "onlyletters", "DBS.200052"),
    ("gaussdb", "password", "letters4711", "DBS.200052"),
    ("gaussdb", "port", 1023, "DBS.280001"),
    ("gaussdb", "port", 39999, "DBS.280001"),
    ("gaussdb", "port", 8000, "DBS.280001"),
    ("gaussdb", "port", True, "DBS.280001"),
    ("gaussdb", "replica_num", 1, "DBS.280001"),
    ("gaussdb", "charge_info.charge_mode", "prePaid", "DBS.280001"),
    *(("taurusdb", "name", name, "DBS.200021") for name in NAMES),
    ("taurusdb", "region", "eu-nl", "DBS.200024"),
    ("taurusdb", "datastore.type", "mysql", "DBS.200042"),
    ("taurusdb", "mode", "Single", "DBS.200063"),
    ("taurusdb", "flavor_ref", "gaussdb.opengauss.ee.dn.m4.2xlarge.8.in", "DBS.200053"),
    ("taurusdb", "availability_zone_mode", "double", "DBS.200025"),
    ("taurusdb", "availability_zone_mode", "multi", "DBS.200025"),
    ("taurusdb", "master_availability_zone", "eu-de-01", "DBS.200025"),
    ("taurusdb", "slave_count", 10, "DBS.200056"),
    ("taurusdb", "slave_count", "1", "DBS.200056"),
    ("taurusdb", "password", "Spaces are bad 1", "DBS.200052"),
    ("taurusdb", "password", "Quotes'are-bad-1", "DBS.200052"),
    ("taurusdb", "charge_info.charge_mode", "prePaid", "DBS.280001"),
]


@pytest.mark.parametrize(("engine", "key", "value", "code"), REFUSED_CREATIONS)
def test_a_creation_with_a_wrong_value_is_refused(
    simulation: Simulation, engine: str, key: str, value: Any, code: str
) -> None:
    body = with_value(CREATION[engine], key, value)
    assert refusal(simulation, engine, "POST", "/instances", body) == (400, code)
    assert not [job for job in simulation.world.jobs if not job.is_verbatim]


ACCEPTED_CREATIONS: list[tuple[str, dict[str, Any]]] = [
    ("gaussdb", {"ha.mode": "centralization_standard", "ha.consistency": "eventual"}),
    ("gaussdb", {"sharding_num": 3, "coordinator_num": 2, "volume.size": 240}),
    ("gaussdb", {"availability_zone": "eu-de-01,eu-de-02,eu-de-03", "replica_num": 3}),
    ("gaussdb", {"port": "8001", "charge_info.charge_mode": "postPaid", "password": "Any'special 1"}),
    ("taurusdb", {"availability_zone_mode": "multi", "master_availability_zone": "eu-de-02", "slave_count": 9}),
    ("taurusdb", {"password": "Aa1~!@#$%^*-_=+?,()&"}),
]


@pytest.mark.parametrize(("engine", "changes"), ACCEPTED_CREATIONS)
def test_a_creation_with_other_right_values_is_accepted(
    simulation: Simulation, engine: str, changes: dict[str, Any]
) -> None:
    body = CREATION[engine]
    for key, value in changes.items():
        body = with_value(body, key, value)
    assert refusal(simulation, engine, "POST", "/instances", body) is None


@pytest.mark.parametrize("key", ["sharding_num", "coordinator_num"])
def test_shards_and_coordinators_are_for_distributed_instances(simulation: Simulation, key: str) -> None:
    body = with_value(with_value(CREATION["gaussdb"], "ha.mode", "centralization_standard"), key, 1)
    assert refusal(simulation, "gaussdb", "POST", "/instances", body) == (400, "DBS.200063")


@pytest.mark.parametrize(
    ("engine", "method", "path", "body", "code"),
    [
        ("gaussdb", "POST", "/backups", {"instance_id": ID, "name": "1st"}, "DBS.280001"),
        ("gaussdb", "PUT", f"{ONE}/flavor", {"flavor_ref": "gaussdb.opengauss.ee.dn.m6.2xlarge.8.in"}, "DBS.200053"),
        ("gaussdb", "POST", f"{ONE}/action", {"enlarge_volume": {"size": 90}}, "DBS.200027"),
        ("gaussdb", "POST", f"{ONE}/action", {"enlarge_volume": {"size": "80"}}, "DBS.200023"),
        ("gaussdb", "POST", f"{ONE}/action", {"expand_cluster": {"coordinators": []}}, "DBS.280001"),
        ("gaussdb", "POST", f"{ONE}/action", {"expand_cluster": {"shard": {}}}, "DBS.280001"),
        ("gaussdb", "PUT", f"{ONE}/port", {"port": 5000}, "DBS.280001"),
        ("gaussdb", "PUT", f"{ONE}/name", {"name": "x"}, "DBS.200021"),
        ("taurusdb", "POST", f"{ONE}/action", {"resize_flavor": {"spec_code": "x"}}, "DBS.200053"),
        ("taurusdb", "POST", f"{ONE}/nodes/enlarge", {"priorities": []}, "DBS.280001"),
        ("taurusdb", "POST", f"{ONE}/nodes/enlarge", {"priorities": [17]}, "DBS.280001"),
        ("taurusdb", "POST", f"{ONE}/nodes/enlarge", {"priorities": 1}, "DBS.280001"),
        ("taurusdb", "PUT", f"{ONE}/port", {"port": 33062}, "DBS.280001"),
        ("taurusdb", "PUT", f"{ONE}/port", {"port": 65536}, "DBS.280001"),
        ("taurusdb", "PUT", f"{ONE}/name", {"name": "x"}, "DBS.200021"),
        ("taurusdb", "POST", "/backups/create", {"instance_id": ID, "name": "x"}, "DBS.280001"),
        ("taurusdb", "POST", f"{ONE}/sql-filter/switch", {"switch_status": True}, "DBS.280001"),
    ],
)
def test_a_change_with_a_wrong_value_is_refused(
    simulation: Simulation, engine: str, method: str, path: str, body: Any, code: str
) -> None:
    assert refusal(simulation, engine, method, path, body) == (400, code)


def new_instance(simulation: Simulation, **changes: Any) -> str:
    """The path of a new GaussDB instance that is ready."""
    response = simulation.ask("gaussdb", "POST", "/instances", {**CREATION["gaussdb"], **changes}).json()
    simulation.clock.now += 2 * 3600
    return f"/instances/{response['instance']['id']}"


def enlarge(simulation: Simulation, path: str, size: int) -> tuple[int, str] | None:
    return refusal(simulation, "gaussdb", "POST", f"{path}/action", {"enlarge_volume": {"size": size}})


def test_storage_only_grows_by_the_size_of_all_shards(simulation: Simulation) -> None:
    path = new_instance(simulation, sharding_num=3, volume={"type": "ULTRAHIGH", "size": 240})
    assert enlarge(simulation, path, 240) == (400, "DBS.200023")
    assert enlarge(simulation, path, 120) == (400, "DBS.200023")
    assert enlarge(simulation, path, 280) == (400, "DBS.200027")
    assert enlarge(simulation, path, 360) is None
    simulation.clock.now += 3600
    assert enlarge(simulation, path, 360) == (400, "DBS.200023")


def test_storage_has_not_grown_if_that_failed(simulation: Simulation) -> None:
    path = new_instance(simulation)
    simulation.control("PUT", "/settings", {"defaults": {"*": {"duration": 5, "outcome": "Failed"}}})
    assert enlarge(simulation, path, 240) is None
    simulation.clock.now += 60
    assert enlarge(simulation, path, 240) is None


def test_specifications_only_grow(simulation: Simulation) -> None:
    path = f"{new_instance(simulation)}/flavor"
    assert refusal(simulation, "gaussdb", "PUT", path, {"flavor_ref": SMALLEST}) == (400, "DBS.200054")
    assert refusal(simulation, "gaussdb", "PUT", path, {"flavor_ref": BIGGER}) is None
    simulation.clock.now += 3600
    assert refusal(simulation, "gaussdb", "PUT", path, {"flavor_ref": BIGGER}) == (400, "DBS.200054")


NOT_FOUND = (404, "DBS.200002")


@pytest.mark.parametrize("engine", ["gaussdb", "taurusdb"])
def test_an_instance_that_does_not_exist_is_not_found(simulation: Simulation, engine: str) -> None:
    assert refusal(simulation, engine, "DELETE", "/instances/orders", None) == NOT_FOUND
    simulation.control("POST", "/jobs", {"engine": engine, "instance": {"id": "orders"}, "course": {"duration": 0}})
    assert refusal(simulation, engine, "DELETE", "/instances/orders", None) is None


def test_an_instance_of_which_nothing_is_known_exists_unless_the_settings_say_otherwise(simulation: Simulation) -> None:
    path = f"/instances/{OTHER_ID}"
    assert refusal(simulation, "gaussdb", "POST", f"{path}/restart", None) is None
    simulation.control("DELETE", "")
    simulation.control("PUT", "/settings", {"known_instances_only": True})
    assert refusal(simulation, "gaussdb", "POST", f"{path}/restart", None) == NOT_FOUND
    body = {"instance_id": OTHER_ID, "name": "nightly"}
    assert refusal(simulation, "gaussdb", "POST", "/backups", body) == NOT_FOUND
    assert refusal(simulation, "gaussdb", "DELETE", new_instance(simulation), None) is None


def test_an_instance_is_gone_once_its_deletion_has_completed(simulation: Simulation) -> None:
    for path in (new_instance(simulation), ONE):
        assert refusal(simulation, "gaussdb", "DELETE", path, None) is None
        assert refusal(simulation, "gaussdb", "DELETE", path, None) == (409, "DBS.200019")
        simulation.clock.now += 3600
        assert refusal(simulation, "gaussdb", "DELETE", path, None) == NOT_FOUND
