# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import NOON, Simulation

ID = "b34f8c791f2643578510c093aa2351a8in14"
ONE = f"/instances/{ID}"
OTHER_ID = "0b34f8c791f2643578510c093aa2351ain15"
BIGGER = "gaussdb.opengauss.ee.dn.m4.4xlarge.8.in"
CREATION: dict[str, dict[str, Any]] = {
    "gaussdb": {
        "name": "orders",
        "datastore": {"type": "GaussDB"},
        "ha": {"mode": "enterprise", "consistency": "strong", "replication_mode": "sync"},
        "flavor_ref": "gaussdb.opengauss.ee.dn.m4.2xlarge.8.in",
        "volume": {"type": "ULTRAHIGH", "size": 120},
        "region": "eu-de",
        "availability_zone": "eu-de-01,eu-de-01,eu-de-01",
        "vpc_id": "1f011c32-2de2-4aa8-a161-9498dbcef329",
        "subnet_id": "54a44bec-e36f-441e-86bb-d749ace9c189",
        "security_group_id": "c6123999-8532-421c-9db6-e078013ff58f",
        "password": "Gauss_4711",
    },
    "taurusdb": {
        "name": "orders",
        "region": "eu-de",
        "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
        "mode": "Cluster",
        "flavor_ref": "gaussdb.mysql.xlarge.x86.8",
        "vpc_id": "3cedfc54-b105-4652-a4e0-847b11576b58",
        "subnet_id": "c1cfa53c-65d3-431e-8552-326bf310c7ad",
        "security_group_id": "c6123999-8532-421c-9db6-e078013ff58f",
        "password": "Taurus_4711",
        "availability_zone_mode": "single",
        "slave_count": 0,
    },
}
RESTORED = {**CREATION["gaussdb"], "restore_point": {"instance_id": ID, "backup_id": "2f4d"}}
ACCEPTED: list[tuple[str, str, str, Any, int, str | None]] = [
    ("gaussdb", "POST", "/instances", CREATION["gaussdb"], 202, "CreateGaussDBV5Instance"),
    ("gaussdb", "POST", "/instances", RESTORED, 202, "CloneGaussDBV5NewInstance"),
    ("gaussdb", "POST", "/backups", {"instance_id": ID, "name": "nightly"}, 202, "BackupSnapshotGaussDBV5InInstance"),
    (
        "gaussdb",
        "POST",
        "/instances/recovery",
        {"source": {"instance_id": ID, "backup_id": "2f4d"}, "target": {"instance_id": ID}},
        202,
        "RestoreGaussDBV5InInstance",
    ),
    ("gaussdb", "DELETE", ONE, None, 202, "DeleteGaussDBV5Instance"),
    ("gaussdb", "PUT", f"{ONE}/flavor", {"flavor_ref": BIGGER}, 202, "ResizeGaussDBV5Flavor"),
    ("gaussdb", "POST", f"{ONE}/action", {"enlarge_volume": {"size": 80}}, 202, "EnlargeGaussDBV5Volume"),
    (
        "gaussdb",
        "POST",
        f"{ONE}/action",
        {"expand_cluster": {"coordinators": [{"az_code": "eu-de-01"}]}},
        202,
        "GaussDBV5ExpandClusterCN",
    ),
    ("gaussdb", "POST", f"{ONE}/action", {"expand_cluster": {"shard": {"count": 1}}}, 202, "GaussDBV5ExpandClusterDN"),
    ("gaussdb", "POST", f"{ONE}/restart", None, 202, None),
    ("gaussdb", "PUT", f"{ONE}/port", {"port": 8001}, 202, None),
    ("gaussdb", "PUT", f"{ONE}/name", {"name": "orders-2"}, 202, None),
    ("gaussdb", "POST", f"{ONE}/switch-shard", {"shards": [{"node_id": "n", "component_id": "c"}]}, 202, None),
    ("taurusdb", "POST", "/instances", CREATION["taurusdb"], 201, "CreateMysqlInstance"),
    ("taurusdb", "DELETE", ONE, None, 200, None),
    ("taurusdb", "POST", f"{ONE}/action", {"resize_flavor": {"spec_code": "gaussdb.mysql.2xlarge.x86.8"}}, 200, None),
    ("taurusdb", "POST", f"{ONE}/nodes/enlarge", {"priorities": [1]}, 201, None),
    ("taurusdb", "DELETE", f"{ONE}/nodes/n-1", None, 200, None),
    ("taurusdb", "PUT", f"{ONE}/port", {"port": 3307}, 200, None),
    ("taurusdb", "PUT", f"{ONE}/name", {"name": "orders-2"}, 200, None),
    ("taurusdb", "POST", f"{ONE}/proxy", {"flavor_ref": "x", "node_num": 2}, 201, None),
    ("taurusdb", "DELETE", f"{ONE}/proxy", None, 200, None),
    ("taurusdb", "POST", f"{ONE}/proxy/enlarge", {"node_num": 1}, 201, None),
    ("taurusdb", "PUT", f"{ONE}/proxy/p-1/weight", {"master_weight": 1}, 200, None),
    ("taurusdb", "PUT", f"{ONE}/proxy/p-1/flavor", {"flavor_ref": "x"}, 200, None),
    ("taurusdb", "PUT", f"{ONE}/sql-filter/rules", {"sql_filter_rules": [{}]}, 200, None),
    ("taurusdb", "DELETE", f"{ONE}/sql-filter/rules", {"sql_filter_rules": [{}]}, 200, None),
    ("taurusdb", "POST", f"{ONE}/sql-filter/switch", {"switch_status": "ON"}, 200, None),
    ("taurusdb", "POST", "/backups/create", {"instance_id": ID, "name": "nightly"}, 201, None),
    ("taurusdb", "PUT", f"{ONE}/configurations", {"parameter_values": {"a": "b"}}, 200, None),
    ("taurusdb", "PUT", f"{ONE}/monitor-policy", {"monitor_switch": True}, 200, None),
]


def create(simulation: Simulation, engine: str = "gaussdb", **changes: Any) -> dict[str, Any]:
    """The response to a request for a new instance."""
    response = simulation.ask(engine, "POST", "/instances", {**CREATION[engine], **changes})
    assert response.status_code in (201, 202), response.text
    created: dict[str, Any] = response.json()
    return created


def run_to_the_end(simulation: Simulation, engine: str, job_id: str) -> dict[str, Any]:
    simulation.clock.now += 2 * 3600
    return simulation.job(engine, job_id)


@pytest.mark.parametrize(("engine", "method", "path", "body", "status", "task"), ACCEPTED)
def test_every_request_starts_a_job_that_completes(
    simulation: Simulation, engine: str, method: str, path: str, body: Any, status: int, task: str | None
) -> None:
    response = simulation.ask(engine, method, path, body)
    assert response.status_code == status, response.text
    job = run_to_the_end(simulation, engine, response.json()["job_id"])
    assert job["status"] == "Completed"
    assert task in (None, job["name"])
    assert (job["instance"]["id"] == ID) == (path != "/instances")


def test_a_creation_returns_with_the_instance_but_without_its_password(simulation: Simulation) -> None:
    for engine, ends in (("gaussdb", "in14"), ("taurusdb", "in07")):
        instance = create(simulation, engine)["instance"]
        assert instance["id"].endswith(ends)
        assert (instance["name"], instance["status"]) == ("orders", "BUILD")
        assert "password" not in instance


def test_a_new_taurusdb_instance_shows_in_the_entities(simulation: Simulation) -> None:
    created = create(simulation, "taurusdb")
    job = run_to_the_end(simulation, "taurusdb", created["job_id"])
    assert job["entities"]["instance"]["datastore"] == {"type": "gaussdb-mysql", "version": "8.0"}
    assert job["entities"]["resource_ids"] == [f"{created['instance']['id']}.{part}" for part in ("vm", "volume")]


def test_a_backup_returns_with_the_backup(simulation: Simulation) -> None:
    response = simulation.ask("gaussdb", "POST", "/backups", {"instance_id": ID, "name": "nightly"}).json()
    assert response["backup"]["name"] == "nightly"
    assert response["backup"]["instance_id"] == ID
    assert response["backup"]["begin_time"] == "2026-11-22T20:00:00+0800"


def test_a_started_job_lives_through_time(simulation: Simulation) -> None:
    job_id = create(simulation)["job_id"]
    assert simulation.ask("gaussdb", "GET", f"/jobs?id={job_id}").json()["error_code"] == "DBS.200543"
    simulation.clock.now = NOON + 24 * 60
    job = simulation.job("gaussdb", job_id)
    assert (job["status"], job["progress"], job["instance"]["name"]) == ("Running", "50%", "orders")
    simulation.clock.now = NOON + 48 * 60
    job = simulation.job("gaussdb", job_id)
    assert (job["status"], job["ended"]) == ("Completed", "2026-11-22T20:48:00+0800")


def test_time_can_run_faster(simulation: Simulation) -> None:
    simulation.control("PUT", "/settings", {"speed": 60})
    job_id = create(simulation)["job_id"]
    simulation.clock.now = NOON + 48
    assert simulation.job("gaussdb", job_id)["status"] == "Completed"


def test_an_instance_whose_name_says_so_fails_now_and_later(simulation: Simulation) -> None:
    created = create(simulation, name="will-fail")
    job = run_to_the_end(simulation, "gaussdb", created["job_id"])
    assert job["status"] == "Failed"
    assert job["fail_reason"] == "The resource pool has insufficient resources."
    instance_id = created["instance"]["id"]
    simulation.control("POST", "/instances/change", {"engine": "gaussdb", "id": instance_id, "status": "ACTIVE"})
    answer = simulation.ask("gaussdb", "POST", f"/instances/{instance_id}/restart").json()
    job = run_to_the_end(simulation, "gaussdb", answer["job_id"])
    assert (job["status"], job["instance"]["name"]) == ("Failed", "will-fail")


def test_the_settings_say_how_the_jobs_of_a_task_live(simulation: Simulation) -> None:
    simulation.control(
        "PUT",
        "/settings",
        {
            "fail_word": "",
            "defaults": {
                "*": {"visible_after": 0, "duration": 10},
                "DeleteGaussDBV5Instance": {"outcome": "Failed", "fail_reason": "no"},
                "ResizeGaussDBV5Flavor": {"script": [{"at": 5, "status": "Canceled"}]},
            },
        },
    )
    created = create(simulation, name="will-fail")["job_id"]
    deleted = simulation.ask("gaussdb", "DELETE", ONE).json()["job_id"]
    resized = simulation.ask("gaussdb", "PUT", f"/instances/{OTHER_ID}/flavor", {"flavor_ref": BIGGER}).json()["job_id"]
    assert simulation.job("gaussdb", created)["status"] == "Running"
    simulation.clock.now += 10
    assert simulation.job("gaussdb", created)["status"] == "Completed"
    assert simulation.job("gaussdb", deleted)["fail_reason"] == "no"
    assert simulation.job("gaussdb", resized)["ended"] == "2026-11-22T20:00:05+0800"


def test_an_instance_takes_one_job_at_a_time(simulation: Simulation) -> None:
    first = simulation.ask("gaussdb", "POST", f"{ONE}/restart").json()["job_id"]
    second = simulation.ask("gaussdb", "DELETE", ONE)
    assert (second.status_code, second.json()["error_code"]) == (409, "DBS.200019")
    assert simulation.ask("taurusdb", "DELETE", ONE).status_code == 200
    run_to_the_end(simulation, "gaussdb", first)
    assert simulation.ask("gaussdb", "DELETE", ONE).status_code == 202
    simulation.control("PUT", "/settings", {"conflicts": False})
    assert simulation.ask("gaussdb", "DELETE", ONE).status_code == 202


def test_a_started_job_can_live_by_polls_and_a_refused_request_is_one(simulation: Simulation) -> None:
    simulation.control("PUT", "/settings", {"defaults": {"*": {"clock": "polls", "duration": 2}}})
    job_id = simulation.ask("gaussdb", "POST", f"{ONE}/restart").json()["job_id"]
    assert simulation.job("gaussdb", job_id)["status"] == "Running"
    assert [simulation.ask("gaussdb", "DELETE", ONE).status_code for _turn in range(2)] == [409, 202]
    assert simulation.job("gaussdb", job_id)["status"] == "Completed"


def test_what_is_prepaid_has_an_order_and_its_job_is_only_listed(simulation: Simulation) -> None:
    simulation.control("PUT", "/settings", {"prepaid": True})
    created = create(simulation)
    assert "job_id" not in created
    assert re.fullmatch(r"CS\d{16}", created["order_id"])
    simulation.clock.now += 60
    (task,) = simulation.ask("gaussdb", "GET", "/tasks").json()["tasks"]
    assert task["instance_info"]["instance_id"] == created["instance"]["id"]


def test_job_ids_come_in_several_forms(simulation: Simulation) -> None:
    def job_id(form: str) -> Any:
        simulation.control("PUT", "/settings", {"job_id_form": form})
        return create(simulation).get("job_id")

    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", job_id("uuid"))
    assert re.fullmatch(r"[0-9a-f]{32}", job_id("hex"))
    assert job_id("none") is None
    first, second = job_id("list").split(",")
    simulation.clock.now += 60
    assert simulation.job("gaussdb", first)["instance"] == simulation.job("gaussdb", second)["instance"]


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (
            "/instances",
            {"name": "orders"},
            "Parameter error. Missing: flavor_ref, volume.type, volume.size, availability_zone,",
        ),
        ("/backups", {"name": "nightly"}, "Parameter error. Missing: instance_id"),
        ("/backups", {"name": "", "instance_id": ID}, "Parameter error. Missing: name"),
        ("/instances/recovery", {"source": {}, "target": ID}, "Missing: source.instance_id, target.instance_id"),
        (f"{ONE}/action", {"enlarge_volume": {}}, "Parameter error. Missing: enlarge_volume.size"),
        (f"{ONE}/action", {"shrink_volume": {}}, "One of these is needed: enlarge_volume, expand_cluster.coord"),
        (f"{ONE}/action", None, "The request is null. Enter a request parameter."),
        (f"{ONE}/action", [], "Parameter error."),
    ],
)
def test_a_body_that_lacks_something_is_refused_and_starts_nothing(
    simulation: Simulation, path: str, body: Any, message: str
) -> None:
    response = simulation.ask("gaussdb", "POST", path, body)
    assert response.status_code == 400
    assert message in response.json()["error_msg"]
    simulation.clock.now += 60
    assert simulation.ask("gaussdb", "GET", "/tasks").json()["total_count"] == 0


def test_a_body_that_is_no_json_is_refused(simulation: Simulation) -> None:
    headers = {"X-Auth-Token": simulation.token()}
    path = f"/v3/0549b4a43100d4f32f51c01c2fe4acdb{ONE}/action"
    assert simulation.call("gaussdb", "POST", path, headers=headers, content="{").status_code == 400


def test_nobody_starts_anything_without_a_token(simulation: Simulation) -> None:
    response = simulation.ask("gaussdb", "DELETE", ONE, token="unknown")
    assert (response.status_code, response.json()["error_code"]) == (401, "APIGW.0301")
    assert not [job for job in simulation.world.jobs if not job.is_verbatim]
