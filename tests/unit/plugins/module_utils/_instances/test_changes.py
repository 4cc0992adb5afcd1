# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.changes import plan_changes
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.desired import Desired
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.instance import Instance
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.examples import (
    GAUSSDB_ENTRY,
    GAUSSDB_ID,
    TAURUSDB_DETAILS,
    TAURUSDB_ENTRY,
    TAURUSDB_ID,
)

THERE = {
    "gaussdb": Instance.from_api("gaussdb", GAUSSDB_ENTRY),
    "taurusdb": Instance.from_api("taurusdb", TAURUSDB_ENTRY).with_details(
        Instance.from_api("taurusdb", TAURUSDB_DETAILS)
    ),
}
ALIKE = {
    "gaussdb": {"name": "orders", "flavor": GAUSSDB_ENTRY["flavor_ref"], "volume_size": 80, "port": 8000},
    "taurusdb": {"name": "sessions", "flavor": "gaussdb.mysql.xlarge.x86.8", "replicas": 1, "port": 3306},
}


def changes(engine, **options):
    return plan_changes(Desired(ENGINES[engine], **{**ALIKE[engine], **options}), THERE[engine])


def requests(engine, **options):
    return [(change.method, change.path, change.body) for change in changes(engine, **options)]


@pytest.mark.parametrize("engine", ENGINES)
def test_alike_is_no_change(engine):
    assert changes(engine) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_left_out_is_left_as_it_is(engine):
    assert plan_changes(Desired(ENGINES[engine], name=THERE[engine].name), THERE[engine]) == []


@pytest.mark.parametrize(
    ("options", "request_"),
    [
        ({"name": "bills", "instance_id": GAUSSDB_ID}, ("PUT", f"/instances/{GAUSSDB_ID}/name", {"name": "bills"})),
        ({"flavor": "big"}, ("PUT", f"/instances/{GAUSSDB_ID}/flavor", {"flavor_ref": "big"})),
        ({"volume_size": 120}, ("POST", f"/instances/{GAUSSDB_ID}/action", {"enlarge_volume": {"size": 120}})),
        ({"port": 8635}, ("PUT", f"/instances/{GAUSSDB_ID}/port", {"port": 8635})),
    ],
)
def test_every_change_of_gaussdb(options, request_):
    assert requests("gaussdb", **options) == [request_]


@pytest.mark.parametrize(
    ("options", "request_"),
    [
        ({"name": "carts", "instance_id": TAURUSDB_ID}, ("PUT", f"/instances/{TAURUSDB_ID}/name", {"name": "carts"})),
        ({"flavor": "big"}, ("POST", f"/instances/{TAURUSDB_ID}/action", {"resize_flavor": {"spec_code": "big"}})),
        ({"replicas": 3}, ("POST", f"/instances/{TAURUSDB_ID}/nodes/enlarge", {"priorities": [1, 1]})),
        ({"port": 3307}, ("PUT", f"/instances/{TAURUSDB_ID}/port", {"port": 3307})),
    ],
)
def test_every_change_of_taurusdb(options, request_):
    assert requests("taurusdb", **options) == [request_]


def test_the_order_storage_name_flavor_port():
    options = {"name": "bills", "instance_id": GAUSSDB_ID, "flavor": "big", "volume_size": 120, "port": 8635}
    assert [change.option for change in changes("gaussdb", **options)] == ["volume_size", "name", "flavor", "port"]


def test_the_order_name_flavor_replicas_port():
    options = {"name": "carts", "instance_id": TAURUSDB_ID, "flavor": "big", "replicas": 2, "port": 3307}
    assert [change.option for change in changes("taurusdb", **options)] == ["name", "flavor", "replicas", "port"]


def test_an_instance_chosen_by_its_name_is_not_renamed():
    assert changes("gaussdb", name="bills") == []


def test_a_change_says_what_it_does():
    (change,) = changes("gaussdb", volume_size=160)
    assert (change.title, change.before, change.after) == ("enlarge the storage of orders from 80 to 160 GB", 80, 160)
    assert changes("taurusdb", replicas=2)[0].title == "add 1 read replica to sessions"


def test_storage_does_not_shrink():
    with pytest.raises(ConfigurationError) as info:
        changes("gaussdb", volume_size=40, port=8635)
    assert str(info.value) == (
        "orders cannot be changed as requested. volume_size: it has 80 GB, 40 GB were requested, and storage cannot"
        " shrink. Set it to 80 or more, or leave it out."
    )


def test_which_read_replica_to_remove_is_for_a_person_who_gets_the_request():
    with pytest.raises(ConfigurationError) as info:
        changes("taurusdb", replicas=0)
    message = str(info.value)
    assert f"DELETE /instances/{TAURUSDB_ID}/nodes/NODE_ID" in message
    assert "35no07 (sessions_node02)" in message
    assert "36no07" not in message


@pytest.mark.parametrize(
    ("there", "asked", "message"),
    [
        (3, 2, "it has 3, 2 were requested, and which one to remove is for a person to decide"),
        (3, 1, "it has 3, 1 was requested, and which 2 of them to remove is"),
        (2, 0, "it has 2, 0 were requested, and whether to remove them is"),
        (1, 0, "it has 1, 0 were requested, and whether to remove it is"),
    ],
)
def test_too_many_read_replicas_are_counted(there, asked, message):
    nodes = [{"id": "n", "type": "master"}, *({"id": f"n{number}", "type": "slave"} for number in range(there))]
    instance = Instance.from_api("taurusdb", {"id": TAURUSDB_ID, "name": "sessions", "nodes": nodes})
    with pytest.raises(ConfigurationError, match=message):
        plan_changes(Desired(ENGINES["taurusdb"], name="sessions", replicas=asked), instance)


def test_what_the_api_does_not_show_is_left_alone():
    building = Instance.from_api("gaussdb", {"id": GAUSSDB_ID, "name": "orders", "status": "BUILD", "port": ""})
    assert plan_changes(Desired(ENGINES["gaussdb"], **ALIKE["gaussdb"]), building) == []
