# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import GAUSSDB, TAURUSDB
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.creation import plan_creation
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.desired import Desired
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.examples import (
    GAUSSDB_CREATION,
    GAUSSDB_OPTIONS,
    PASSWORD,
    TAURUSDB_CREATION,
    TAURUSDB_OPTIONS,
)

RESTORE = {
    **{key: value for key, value in GAUSSDB_CREATION.items() if key != "ha"},
    "restore_point": {"instance_id": "d8e6in14", "backup_id": "2f4dbr14"},
}


def gaussdb(creation=None, **options):
    """The creation of an instance of GaussDB, with other keys of the body or other options."""
    return plan_creation(
        Desired(GAUSSDB, **{**GAUSSDB_OPTIONS, "creation": {**GAUSSDB_CREATION, **(creation or {})}, **options})
    )


def taurusdb(creation=None, **options):
    """The same of TaurusDB."""
    options = {**TAURUSDB_OPTIONS, "creation": {**TAURUSDB_CREATION, **(creation or {})}, **options}
    return plan_creation(Desired(TAURUSDB, **options))


def restore(creation=None, **options):
    """The same from a backup."""
    restored = {**GAUSSDB_OPTIONS, "creation": {**RESTORE, **(creation or {})}, **options}
    return plan_creation(Desired(GAUSSDB, **restored))


def test_a_gaussdb_body_has_the_options_and_what_can_have_one_value_only():
    assert gaussdb().body == {
        **GAUSSDB_CREATION,
        "name": "orders",
        "region": "eu-de",
        "datastore": {"type": "GaussDB"},
        "flavor_ref": "gaussdb.opengauss.ee.dn.m4.2xlarge.8.in",
        "volume": {"type": "ULTRAHIGH", "size": 80},
        "port": 8635,
        "password": PASSWORD,
    }
    assert gaussdb().warnings == ()


def test_a_taurusdb_body_has_replicas_but_no_port_which_is_changed_afterwards():
    assert taurusdb(port=3307).body == {
        **TAURUSDB_CREATION,
        "name": "sessions",
        "region": "eu-de",
        "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
        "mode": "Cluster",
        "flavor_ref": "gaussdb.mysql.xlarge.x86.8",
        "slave_count": 1,
        "password": PASSWORD,
    }


def test_a_restored_instance_needs_neither_datastore_nor_ha_nor_region():
    assert restore().body == {
        **RESTORE,
        "name": "orders",
        "flavor_ref": "gaussdb.opengauss.ee.dn.m4.2xlarge.8.in",
        "volume": {"type": "ULTRAHIGH", "size": 80},
        "port": 8635,
        "password": PASSWORD,
    }


def test_the_default_port_is_not_sent_as_creations_refuse_it():
    assert "port" not in gaussdb(port=8000).body


def test_more_read_replicas_than_a_creation_makes_are_left_for_later():
    assert taurusdb(replicas=12).body["slave_count"] == 9


def test_numbers_that_a_template_made_text_are_numbers_again():
    body = gaussdb(
        {"ha": {"mode": "enterprise", "consistency": "strong"}, "sharding_num": "1", "replica_num": "3"}
    ).body
    assert (body["sharding_num"], body["replica_num"]) == (1, 3)


def test_a_time_to_restore_that_a_template_made_text_is_a_number_again():
    point = {"instance_id": "a", "type": "timestamp", "restore_time": "1606443600000"}
    assert restore({"restore_point": point}).body["restore_point"]["restore_time"] == 1606443600000


def test_a_key_with_a_dot_is_not_a_key_within_a_key():
    (warning,) = gaussdb({"charge_info.charge_mode": "postPaid"}).warnings
    assert "charge_info.charge_mode" in warning


def test_blanks_between_availability_zones_are_not_sent():
    zones = gaussdb({"availability_zone": " eu-de-01, eu-de-02 ,eu-de-03"}).body["availability_zone"]
    assert zones == "eu-de-01,eu-de-02,eu-de-03"


def test_nulls_count_as_left_out_at_any_depth():
    nulls = {"ha": {**GAUSSDB_CREATION["ha"], "consistency_protocol": None}, "volume": {"type": None}, "port": None}
    assert gaussdb(nulls).body == gaussdb().body


def test_a_region_in_creation_counts():
    assert gaussdb({"region": "eu-nl"}).body["region"] == "eu-nl"


def test_an_unknown_key_is_passed_on_with_a_warning():
    creation = gaussdb({"new_key": 1, "ha": {**GAUSSDB_CREATION["ha"], "speed": "high"}})
    assert creation.body["new_key"] == 1
    assert creation.body["ha"]["speed"] == "high"
    assert [warning.split(" name ")[1].split(";")[0] for warning in creation.warnings] == ["ha.speed", "new_key"]


def test_an_unknown_key_that_may_be_a_secret_is_not_quoted():
    (warning,) = gaussdb({"P4ssw0rd!": None, "hunter 2!": 1}).warnings
    assert "a key" in warning
    assert "hunter" not in warning


@pytest.mark.parametrize("key", ["ha", "availability_zone", "vpc_id", "subnet_id", "security_group_id"])
def test_mandatory_keys_of_gaussdb(key):
    with pytest.raises(ConfigurationError, match=rf"creation\.{key} is mandatory and missing"):
        gaussdb({key: None})


@pytest.mark.parametrize("key", ["mode", "consistency"])
def test_mandatory_keys_within_ha(key):
    ha = {name: value for name, value in GAUSSDB_CREATION["ha"].items() if name != key}
    with pytest.raises(ConfigurationError, match=rf"creation\.ha\.{key} is mandatory"):
        gaussdb({"ha": ha})


@pytest.mark.parametrize("option", ["flavor", "volume_size", "password"])
def test_mandatory_options_of_gaussdb(option):
    with pytest.raises(ConfigurationError, match=rf"cannot be created\. {option} is mandatory and missing"):
        gaussdb(**{option: None})


@pytest.mark.parametrize("option", ["flavor", "replicas", "password"])
def test_mandatory_options_of_taurusdb(option):
    with pytest.raises(ConfigurationError, match=rf"cannot be created\. {option} is mandatory and missing"):
        taurusdb(**{option: None})


@pytest.mark.parametrize("key", ["availability_zone_mode", "vpc_id", "subnet_id"])
def test_mandatory_keys_of_taurusdb(key):
    with pytest.raises(ConfigurationError, match=rf"creation\.{key} is mandatory"):
        taurusdb({key: None})


def test_the_version_is_mandatory_for_taurusdb_only():
    with pytest.raises(ConfigurationError, match=r"creation\.datastore\.version is mandatory"):
        taurusdb({"datastore": None})
    gaussdb({"datastore": {}})


def test_a_region_is_mandatory():
    with pytest.raises(ConfigurationError, match=r"creation\.region is mandatory"):
        gaussdb(region=None)


def test_everything_that_is_missing_is_named_at_once():
    with pytest.raises(ConfigurationError) as info:
        plan_creation(Desired(GAUSSDB, name="orders"))
    message = str(info.value)
    for place in ("flavor", "volume_size", "password", *(f"creation.{key}" for key in GAUSSDB_CREATION)):
        assert place in message
    assert message.endswith("are mandatory and missing.")


@pytest.mark.parametrize(
    ("creation", "message"),
    [
        (
            {"ha": {"mode": "single", "consistency": "strong"}},
            "ha.mode: it must be enterprise or centralization_standard",
        ),
        ({"ha": {"mode": "enterprise", "consistency": "weak"}}, "ha.consistency: it must be strong or eventual"),
        ({"ha": {**GAUSSDB_CREATION["ha"], "replication_mode": "async"}}, "ha.replication_mode: it must be sync"),
        ({"ha": "enterprise"}, "creation.ha: it must be a mapping"),
        ({"datastore": {"type": "MySQL"}}, "datastore.type: it must be GaussDB"),
        ({"volume": {"type": "ultrahigh"}}, "volume.type: it must be ULTRAHIGH"),
        ({"charge_info": {"charge_mode": "prePaid"}}, "charge_mode: it must be postPaid"),
        ({"charge_info": {}}, "charge_info.charge_mode is mandatory"),
        ({"availability_zone": "eu-de-01"}, "three availability zones"),
        ({"availability_zone": "eu-de-01,eu-de-01,eu-de-02"}, "all alike or all different"),
        ({"availability_zone": "eu-de-01,eu-de-02,"}, "three availability zones"),
        ({"availability_zone": ["eu-de-01"]}, "availability_zone: it must be one string with three availability zones"),
        ({"replica_num": 4}, "replica_num: 4 is not between 2 and 3"),
        ({"replica_num": "two"}, "replica_num: it must be a whole number"),
        ({"sharding_num": 1}, "sharding_num: it goes with ha.mode enterprise only"),
        ({"coordinator_num": 1}, "coordinator_num: it goes with ha.mode enterprise only"),
        (
            {"ha": {"mode": "enterprise", "consistency": "strong"}, "sharding_num": 1, "coordinator_num": 3},
            "coordinator_num: 3 is more than twice the number of shards, 1",
        ),
        ({"time_zone": "UTC+08:30"}, "time_zone: it must be UTC"),
        ({"time_zone": "Europe/Berlin"}, "time_zone: it must be UTC"),
        ({"backup_strategy": {"start_time": "08:00-10:00"}}, "written as 02:00-03:00"),
        ({"backup_strategy": {"start_time": "08:30-09:30"}}, "written as 02:00-03:00"),
        ({"backup_strategy": {"start_time": "23:00-00:00", "keep_days": 733}}, "733 is not between 0 and 732"),
        ({"backup_strategy": {"keep_days": 7}}, "backup_strategy.start_time is mandatory"),
    ],
)
def test_what_the_gaussdb_reference_refuses(creation, message):
    with pytest.raises(ConfigurationError) as info:
        gaussdb(creation)
    assert message in str(info.value)


def test_what_the_gaussdb_reference_allows():
    ha = {"mode": "ENTERPRISE", "consistency": "Eventual"}
    zones = "eu-de-01,eu-de-01,eu-de-01"
    backups = {"start_time": "23:00-00:00", "keep_days": 0}
    gaussdb({"ha": ha, "sharding_num": 2, "coordinator_num": 4, "availability_zone": zones, "backup_strategy": backups})
    gaussdb({"time_zone": "UTC-12:00", "charge_info": {"charge_mode": "postPaid"}})


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ({}, "restore_point.instance_id is mandatory"),
        ({"instance_id": "a"}, "restore_point.backup_id is mandatory unless type is timestamp"),
        ({"instance_id": "a", "type": "timestamp"}, "restore_point.restore_time is mandatory with type timestamp"),
        ({"instance_id": "a", "type": "copy", "backup_id": "b"}, "restore_point.type: it must be backup or timestamp"),
    ],
)
def test_what_a_restore_needs(point, message):
    with pytest.raises(ConfigurationError) as info:
        restore({"restore_point": point})
    assert message in str(info.value)


@pytest.mark.parametrize(
    ("creation", "message"),
    [
        (
            {"availability_zone_mode": "multi"},
            "master_availability_zone is mandatory with availability_zone_mode multi",
        ),
        ({"master_availability_zone": "eu-de-01"}, "must be left out with availability_zone_mode single"),
        ({"master_availability_zone": ""}, "must be left out with availability_zone_mode single"),
        ({"availability_zone_mode": "both"}, "it must be single or multi"),
        ({"mode": "Single"}, "mode: it must be Cluster"),
        ({"datastore": {"type": "GaussDB", "version": "8.0"}}, "datastore.type: it must be gaussdb-mysql"),
        ({"tags": {}}, "tags: it must be a list"),
        ({"datastore": {"version": 8.0}}, "datastore.version: it must be a string, not a number. Put it in quotes."),
        ({"datastore": {"version": ["8.0"]}}, "datastore.version: it must be a string."),
    ],
)
def test_what_the_taurusdb_reference_refuses(creation, message):
    with pytest.raises(ConfigurationError) as info:
        taurusdb(creation)
    assert message in str(info.value)


def test_a_security_group_may_be_missing_where_network_acls_are_on():
    taurusdb({"security_group_id": None})


@pytest.mark.parametrize(
    ("create", "key", "value", "option"),
    [
        (gaussdb, "name", "orders", "name"),
        (gaussdb, "flavor_ref", "x", "flavor"),
        (gaussdb, "volume", {"size": 40}, "volume_size"),
        (gaussdb, "port", 8001, "port"),
        (taurusdb, "port", 3307, "port"),
        (gaussdb, "password", "x", "password"),
        (taurusdb, "slave_count", 1, "replicas"),
    ],
)
def test_what_is_an_option_does_not_go_into_creation(create, key, value, option):
    with pytest.raises(ConfigurationError, match=f"belongs in the option {option}"):
        create({key: value})


@pytest.mark.parametrize(("create", "key", "value"), [(gaussdb, "slave_count", 1), (taurusdb, "volume", {"size": 40})])
def test_what_is_an_option_of_the_other_engine_only_is_an_unknown_key(create, key, value):
    (warning,) = create({key: value}).warnings
    assert f"reference does not name {key}; it was passed on as it is." in warning


PASSWORDS = {
    "seven characters": ("Abc-123", "8 to 32 characters"),
    "33 characters": ("Abc-1" * 6 + "abc", "8 to 32 characters"),
    "two kinds": ("abcdefgh1", "at least three of"),
    "a blank": ("Abcdefg 1", "a character that .* refuses"),
    "a quotation mark": ('Abcdefg"1', "a character that .* refuses"),
    "a letter beyond ASCII": ("Abcdefgä1", "a character that .* refuses"),
}


@pytest.mark.parametrize("create", [gaussdb, taurusdb, restore])
@pytest.mark.parametrize("case", PASSWORDS)
def test_a_password_that_the_engine_refuses_is_refused_before_sending_and_not_shown(create, case):
    password, message = PASSWORDS[case]
    with pytest.raises(ConfigurationError, match=message) as info:
        create(password=password)
    assert password not in str(info.value)


def test_special_characters_differ():
    gaussdb(password="Abcdefg[1")
    for create in (taurusdb, restore):
        with pytest.raises(ConfigurationError, match="refuses"):
            create(password="Abcdefg[1")
    taurusdb(password="Abcdefg$1")
    with pytest.raises(ConfigurationError, match="refuses"):
        restore(password="Abcdefg$1")


def test_no_message_holds_a_value_that_is_not_a_number():
    with pytest.raises(ConfigurationError) as info:
        gaussdb({"ha": "hunter2", "availability_zone": "hunter2", "time_zone": "hunter2", "replica_num": "hunter2"})
    assert "hunter2" not in str(info.value)


def test_the_password_does_not_show_in_a_creation():
    assert PASSWORD not in repr(gaussdb())
