# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
from ansible import constants
from ansible_collections.otc.gaussdb.plugins.action import gaussdb_instance_info
from ansible_collections.otc.gaussdb.plugins.plugin_utils import _action, _sessions
from ansible_collections.otc.gaussdb.tests.unit.plugins.action.actions import action_of
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.examples import (
    GAUSSDB_ENTRY,
    GAUSSDB_ID,
    TAURUSDB_DETAILS,
    TAURUSDB_ENTRY,
    TAURUSDB_ID,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB,
    PASSWORD_AUTH,
    PROJECT,
    TAURUSDB,
    Call,
    sign_in,
)

pytestmark = pytest.mark.usefixtures("bare")

CLOUD = {"auth": PASSWORD_AUTH, "region_name": "eu-de"}
LIST = f"/v3/{PROJECT}/instances"


@pytest.fixture(autouse=True)
def sessions(monkeypatch):
    """No session of another test is left."""
    monkeypatch.setattr(_sessions, "_SHARED", [])


def run(options, invocation=False, **keywords):
    action = action_of(gaussdb_instance_info, "gaussdb_instance_info", {**CLOUD, **options}, **keywords)
    return action.run(task_vars={"inventory_hostname": "db1", "ansible_inject_invocation": invocation})


def listing(url, query, *entries):
    return Call(
        "GET", f"{url}{LIST}?{query}offset=0&limit=100", {"instances": list(entries), "total_count": len(entries)}
    )


def test_all_instances(wire):
    wire.expect(sign_in(), listing(GAUSSDB, "", GAUSSDB_ENTRY, {**GAUSSDB_ENTRY, "id": "b"}))
    result = run({})
    assert [instance["id"] for instance in result["instances"]] == [GAUSSDB_ID, "b"]
    assert "instance" not in result
    assert (result["changed"], "failed" in result) == (False, False)


def test_by_name(wire):
    wire.expect(sign_in(), listing(GAUSSDB, "name=orders&", GAUSSDB_ENTRY))
    result = run({"name": "orders"})
    assert result["instance"] == result["instances"][0]
    assert (result["instance"]["ready"], result["instance"]["port"]) == (True, 8000)


def test_several_of_a_name_are_no_single_one(wire):
    wire.expect(sign_in(), listing(GAUSSDB, "name=orders&", GAUSSDB_ENTRY, {**GAUSSDB_ENTRY, "id": "b"}))
    result = run({"name": "orders"})
    assert (len(result["instances"]), result["instance"]) == (2, None)


def test_a_taurusdb_instance_by_id_has_nodes(wire):
    wire.expect(
        sign_in(),
        listing(TAURUSDB, f"id={TAURUSDB_ID}&", TAURUSDB_ENTRY),
        Call("GET", f"{TAURUSDB}{LIST}/{TAURUSDB_ID}", {"instance": TAURUSDB_DETAILS}),
    )
    assert run({"engine": "taurusdb", "instance_id": TAURUSDB_ID})["instance"]["replicas"] == 1


@pytest.mark.parametrize("options", [{"name": "sessions"}, {"instance_id": TAURUSDB_ID}])
def test_a_taurusdb_instance_whose_details_are_not_found_is_there_but_not_ready(wire, options):
    query = "&".join(f"{key.replace('instance_', '')}={value}" for key, value in options.items())
    gone = {"error_code": "DBS.200002", "error_msg": "The DB instance does not exist."}
    wire.expect(
        sign_in(),
        listing(TAURUSDB, f"{query}&", TAURUSDB_ENTRY),
        Call("GET", f"{TAURUSDB}{LIST}/{TAURUSDB_ID}", gone, 404),
    )
    found = run({"engine": "taurusdb", **options})
    assert "failed" not in found
    (instance,) = found["instances"]
    assert found["instance"] == instance
    assert (instance["status"], instance["ready"], instance["nodes"], instance["replicas"]) == (
        "ACTIVE",
        False,
        None,
        None,
    )


def test_none_of_that_name_is_not_an_error(wire):
    wire.expect(sign_in(), listing(GAUSSDB, "name=orders&"))
    result = run({"name": "orders"})
    assert (result["instances"], result["instance"], "failed" in result) == ([], None, False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": "orders", "instance_id": GAUSSDB_ID}, "name and instance_id are mutually exclusive"),
        ({"name": ""}, "name is empty"),
        ({"instance_id": None}, "instance_id is empty"),
        ({"instance_id": "None"}, "To list all instances, leave out instance_id."),
        ({"name": "orders", "instance_id": None}, "To use the other option, leave out instance_id."),
        ({"name": ["orders"]}, "name: expected a string, got a list"),
        ({"name": "größe"}, "begins with a letter"),
        ({"name": "*orders"}, "begins with a letter"),
        ({"instance_id": "a/b"}, "not the ID of an instance"),
        ({"engine": "mysql"}, "engine: expected one of"),
    ],
)
def test_bad_input(options, message):
    result = run(options)
    assert (result["failed"], result["reason"], result["instances"]) == (True, "configuration", [])
    assert message in result["msg"]


def test_items_of_a_loop_share_one_session(wire):
    listings = [listing(GAUSSDB, "name=orders&", GAUSSDB_ENTRY) for _time in range(3)]
    wire.expect(sign_in(), *listings)
    for _item in range(3):
        assert run({"name": "orders"})["instance"]
    wire.check()


def test_another_cloud_or_process_has_a_session_of_its_own(wire, monkeypatch):
    wire.expect(sign_in(), sign_in(), *[listing(GAUSSDB, "name=orders&", GAUSSDB_ENTRY) for _time in range(2)])
    run({"name": "orders"})
    monkeypatch.setattr(_sessions.os, "getpid", lambda: 1)
    run({"name": "orders"})
    wire.check()


def test_the_result_shows_the_options_without_secrets(wire):
    wire.expect(sign_in(), listing(GAUSSDB, "", GAUSSDB_ENTRY))
    result = run({}, invocation=True)
    assert result["invocation"]["module_args"]["region_name"] == "eu-de"
    assert PASSWORD_AUTH["password"] not in json.dumps(result)


def test_the_result_shows_the_options_unless_ansible_core_would_not(wire):
    wire.expect(sign_in(), listing(GAUSSDB, "", GAUSSDB_ENTRY))
    # Settings that ansible-core does not know are not among its constants.
    assert ("invocation" in run({})) is not hasattr(constants, "INJECT_INVOCATION")


@pytest.mark.parametrize(
    "keywords", [{"transport": "ssh"}, {"become": object()}, {"async_val": 10}], ids=["remote", "become", "async"]
)
def test_elsewhere_the_module_runs(monkeypatch, keywords):
    calls = []

    def execute(_action, **arguments):
        calls.append(arguments)
        return {"instances": []}

    monkeypatch.setattr(gaussdb_instance_info.ActionModule, "_execute_module", execute)
    monkeypatch.setattr(gaussdb_instance_info.ActionModule, "_remove_tmp_path", lambda *_arguments: None)
    assert run({}, **keywords) == {"instances": []}
    assert [call["wrap_async"] for call in calls] == [bool(keywords.get("async_val"))]


def test_without_requests_on_the_controller_the_module_is_tried(monkeypatch):
    monkeypatch.setattr(_action, "HAS_REQUESTS", False)
    monkeypatch.setattr(
        gaussdb_instance_info.ActionModule, "_execute_module", lambda *_arguments, **_more: {"tried": 1}
    )
    monkeypatch.setattr(gaussdb_instance_info.ActionModule, "_remove_tmp_path", lambda *_arguments: None)
    assert run({}) == {"tried": 1}


def test_variables_of_the_task_count(wire):
    wire.expect(sign_in(), listing(GAUSSDB, "", GAUSSDB_ENTRY))
    environment = {f"OS_{name.upper()}": value for name, value in PASSWORD_AUTH.items()}
    action = action_of(
        gaussdb_instance_info, "gaussdb_instance_info", {}, environment=[{**environment, "OS_REGION_NAME": "eu-de"}]
    )
    assert "failed" not in action.run(task_vars={})
