# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.instance import Instance
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.examples import (
    GAUSSDB_ENTRY,
    GAUSSDB_ID,
    TAURUSDB_DETAILS,
    TAURUSDB_ENTRY,
)
from hypothesis import given
from hypothesis import strategies as st

GAUSSDB = Instance.from_api("gaussdb", GAUSSDB_ENTRY).as_dict()
TAURUSDB = Instance.from_api("taurusdb", TAURUSDB_ENTRY)
DETAILED = TAURUSDB.with_details(Instance.from_api("taurusdb", TAURUSDB_DETAILS)).as_dict()

UNDER_WAY = (
    *(
        "BUILD",
        "MODIFYING",
        "EXPANDING",
        "REBOOTING",
        "UPGRADING",
        "RESTORING",
        "SWITCHOVER",
        "MIGRATING",
        "BACKING UP",
    ),
    *("UPGRADE TO BE OBSERVED", "MODIFYING INSTANCE TYPE", "MODIFYING DATABASE PORT", "A NEW ONE"),
)
# Every status that either reference documents, whether it is ready, and whether it needs a person.
STATUSES = {
    "ACTIVE": (True, False),
    **dict.fromkeys(("FAILED", "FROZEN", "STORAGE FULL"), (False, True)),
    **dict.fromkeys(UNDER_WAY, (False, False)),
}


@pytest.mark.parametrize("engine", ["gaussdb", "taurusdb"])
@pytest.mark.parametrize("status", STATUSES)
def test_every_documented_status(engine, status):
    fields = Instance.from_api(engine, {"id": "a", "status": status}).as_dict()
    assert fields["status"] == status
    assert (fields["ready"], fields["failed"]) == STATUSES[status]


def test_both_engines_have_one_shape():
    common = {
        *("id", "engine", "name", "status", "ready", "failed", "created", "updated", "created_at", "updated_at"),
        *("port", "flavor_ref", "vcpus", "memory", "volume", "region", "datastore", "private_ips", "public_ips"),
        *("db_user_name", "vpc_id", "subnet_id", "security_group_id", "nodes", "replicas"),
    }
    for fields in (GAUSSDB, TAURUSDB.as_dict(), DETAILED):
        assert common <= fields.keys()


def test_numbers_are_numbers():
    assert (GAUSSDB["port"], GAUSSDB["volume"]["size"], GAUSSDB["vcpus"], GAUSSDB["memory"]) == (8000, 80, 8, 64)
    assert GAUSSDB["backup_used_space"] == 37846
    fields = TAURUSDB.as_dict()
    assert (fields["port"], fields["volume"]["size"], fields["vcpus"], fields["memory"]) == (3306, 100, 4, 32)
    primary = DETAILED["nodes"][0]
    assert (primary["max_connections"], primary["ram"], primary["volume"]["used"]) == (10000, 32, 0.07)


def test_an_id_that_comes_as_a_number_is_text():
    assert TAURUSDB.as_dict()["enterprise_project_id"] == "0"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2020-12-23 03:21:41 UTC", "2020-12-23T03:21:41Z"),
        ("2018-08-20T02:33:49_0800", "2018-08-19T18:33:49Z"),
        ("2022-07-14T16:26:58+0800", "2022-07-14T08:26:58Z"),
        ("0001-01-01T00:00:00+0800", None),
        ("", None),
        (None, None),
        ("yesterday", None),
        ("9999-12-31 23:59:59-0100", None),
    ],
)
def test_times_of_both_references(written, meant):
    assert Instance.from_api("gaussdb", {"created": written}).as_dict()["created_at"] == meant


def test_times_are_there_as_the_api_wrote_them_too():
    assert GAUSSDB["created"] == "2020-12-23 03:21:41 UTC"
    assert GAUSSDB["created_at"] == "2020-12-23T03:21:41Z"


def test_addresses_are_a_list():
    assert GAUSSDB["private_ips"] == ["192.168.16.253", "192.168.28.81"]
    assert DETAILED["private_ips"] == ["192.168.0.142"]
    assert Instance.from_api("taurusdb", {"id": "a", "private_ips": ""}).as_dict()["private_ips"] == []


def test_what_the_api_adds_passes_through():
    fields = Instance.from_api("gaussdb", {**GAUSSDB_ENTRY, "new_field": {"size": "3", "note": "x"}}).as_dict()
    assert fields["new_field"] == {"size": 3, "note": "x"}
    assert fields["instance_mode"] == "enterprise"


def test_passwords_do_not_pass_through():
    fields = Instance.from_api(
        "gaussdb", {"id": "a", "password": "s", "nodes": [{"root_pwd": "s", "id": "n"}]}
    ).as_dict()
    assert "password" not in fields
    assert fields["nodes"] == [{"id": "n"}]


def test_read_replicas_are_taurusdbs_and_need_its_nodes():
    assert DETAILED["replicas"] == 1
    assert TAURUSDB.as_dict()["replicas"] is None
    assert GAUSSDB["replicas"] is None


@pytest.mark.parametrize("nodes", [[], [{}], [{"type": "slave"}], [{"type": "master"}, {"role": "slave"}]])
def test_read_replicas_are_unknown_unless_all_nodes_are_shown_for_what_they_are(nodes):
    assert Instance.from_api("taurusdb", {"id": "a", "nodes": nodes}).replicas is None


def test_a_number_beyond_measure_is_just_a_number():
    instance = Instance.from_api("gaussdb", {"id": "a", "volume": {"size": 10**400}, "port": float("inf")})
    assert (instance.volume_size, instance.port) == (10**400, None)


def test_details_have_the_last_word_and_leave_what_they_do_not_know():
    details = Instance.from_api("taurusdb", {**TAURUSDB_DETAILS, "status": "MODIFYING"})
    merged = TAURUSDB.with_details(details)
    assert merged.status == merged.as_dict()["status"] == "MODIFYING"
    assert merged.as_dict()["volume"]["size"] == 100
    assert merged.as_dict()["az_mode"] == "single"
    assert merged.flavor == "gaussdb.mysql.xlarge.x86.8"


def test_the_flavor_of_details_is_the_primarys():
    assert Instance.from_api("taurusdb", TAURUSDB_DETAILS).flavor == "gaussdb.mysql.xlarge.x86.8"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(TAURUSDB_DETAILS)), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from([*GAUSSDB_ENTRY, *TAURUSDB_DETAILS]), JSON, max_size=8),
    st.sampled_from(["gaussdb", "taurusdb"]),
)
def test_whatever_the_api_sends_becomes_an_instance(raw, engine):
    instance = Instance.from_api(engine, {**raw, "id": GAUSSDB_ID})
    fields = instance.with_details(Instance.from_api(engine, raw)).as_dict()
    assert fields["id"]
    assert fields["port"] is None or isinstance(fields["port"], (int, float))
