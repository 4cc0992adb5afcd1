# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.desired import Desired
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.result import build_result
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.examples import (
    GAUSSDB_OPTIONS,
    PASSWORD,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.world import World, provisioning

DESIRED = Desired(ENGINES["gaussdb"], **GAUSSDB_OPTIONS)


def world_with_orders():
    world = World()
    world.add("a", "orders", port=8635, flavor_ref=GAUSSDB_OPTIONS["flavor"])
    return world


def test_a_creation_in_check_mode_shows_its_request_without_the_password():
    result = build_result(provisioning(World(), **GAUSSDB_OPTIONS).preview(), DESIRED, check_mode=True)
    (change,) = result["changes"]
    assert (result["changed"], result["instance"], change["state"]) == (True, None, "planned")
    assert change["request"]["body"]["volume"] == {"type": "ULTRAHIGH", "size": 80}
    assert result["diff"]["before"] == {}
    assert result["diff"]["after"]["flavor_ref"] == GAUSSDB_OPTIONS["flavor"]
    assert PASSWORD not in json.dumps(result)


def test_a_change_shows_before_and_after_in_the_words_of_the_options():
    record = provisioning(world_with_orders(), **{**GAUSSDB_OPTIONS, "volume_size": 160}).run()
    result = build_result(record, DESIRED, check_mode=False)
    before = {"name": "orders", "flavor": GAUSSDB_OPTIONS["flavor"], "volume_size": 80, "port": 8635}
    assert result["diff"]["before"] == before
    assert result["diff"]["after"] == {**before, "volume_size": 160}
    assert (result["changes"][0]["state"], result["changes"][0]["job_ids"]) == ("done", ["job0"])


def test_what_was_not_sent_is_not_in_the_diff_unless_in_check_mode():
    options = {**GAUSSDB_OPTIONS, "volume_size": 160, "port": 8700}
    started = build_result(provisioning(world_with_orders(), **options).start(), DESIRED, check_mode=False)
    assert (started["diff"]["after"]["volume_size"], started["diff"]["after"]["port"]) == (160, 8635)
    preview = build_result(provisioning(world_with_orders(), **options).preview(), DESIRED, check_mode=True)
    assert (preview["diff"]["after"]["volume_size"], preview["diff"]["after"]["port"]) == (160, 8700)


def test_a_deletion_leaves_nothing():
    record = provisioning(world_with_orders(), name="orders", is_present=False).run()
    result = build_result(record, DESIRED, check_mode=False)
    assert (result["changed"], result["instance"], result["diff"]["after"]) == (True, None, {})
    assert result["diff"]["before"]["name"] == "orders"


def test_no_change_is_no_difference():
    result = build_result(provisioning(world_with_orders(), **GAUSSDB_OPTIONS).run(), DESIRED, check_mode=False)
    assert not result["changed"]
    assert result["diff"]["before"] == result["diff"]["after"]


def test_warnings_are_there_if_there_are_any():
    options = {**GAUSSDB_OPTIONS, "creation": {**GAUSSDB_OPTIONS["creation"], "more": 1}}
    assert build_result(provisioning(World(), **options).preview(), DESIRED, check_mode=True)["warnings"]
    assert "warnings" not in build_result(provisioning(World(), **GAUSSDB_OPTIONS).preview(), DESIRED, check_mode=True)


def test_secrets_within_lists_do_not_show():
    creation = {**GAUSSDB_OPTIONS["creation"], "users": [{"name": "app", "password": "Hidden-in-a-list-1"}]}
    record = provisioning(World(), **{**GAUSSDB_OPTIONS, "creation": creation}).preview()
    result = build_result(record, DESIRED, check_mode=True)
    assert "Hidden-in-a-list-1" not in json.dumps(result)
    assert result["diff"]["after"]["users"] == [{"name": "app"}]
