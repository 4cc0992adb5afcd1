# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each playbook names all the variables that are missing before it sends anything, and fails if its job fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.otc.gaussdb.plugins.doc_fragments import cloud
from ansible_collections.otc.gaussdb.tests.unit.templating import template, trusted

FOLDER = Path(cloud.__file__).parents[2] / "playbooks"
NETWORK = ["vpc_id", "subnet_id", "security_group_id"]
GAUSSDB = [f"gaussdb_{name}" for name in ("name", "password", *NETWORK)]
NEEDED = {
    "back_up_gaussdb": ["gaussdb_instance_id", "gaussdb_backup_name"],
    "create_gaussdb": GAUSSDB,
    "create_taurusdb": [f"taurusdb_{name}" for name in ("name", "password", *NETWORK)],
    "delete_gaussdb": ["gaussdb_instance_id"],
    "enlarge_gaussdb": ["gaussdb_instance_id", "gaussdb_volume_size"],
    "resize_gaussdb": ["gaussdb_instance_id", "gaussdb_flavor"],
    "restore_gaussdb_in_place": ["gaussdb_restore_request"],
    "restore_gaussdb_to_new": ["gaussdb_backup_id", "gaussdb_instance_id", *GAUSSDB],
}
# These begin with something other than a check: they take what they need from the environment or from an event.
OTHERS = {"demo", "post_gaussdb_job"}


def play(name):
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))[0]


def missing(name, given):
    """The variables that the playbook finds missing."""
    variables = play(name)["vars"]
    missing_name = next(key for key in variables if key.endswith("_missing"))
    # A unit test has no lookup plugins.
    text, count = re.subn(r"query\('ansible.builtin.varnames', '\^\w+_'\)", "set_names", variables[missing_name])
    assert count == 1
    values = {**trusted(variables), **given, "set_names": [*variables, *given]}
    return template(text, values)


def test_every_playbook_is_looked_at():
    assert {path.stem for path in FOLDER.glob("*.yml")} == {*NEEDED, *OTHERS}


@pytest.mark.parametrize("name", NEEDED)
def test_all_missing_variables_are_found_at_once(name):
    assert missing(name, {}) == NEEDED[name]
    assert missing(name, dict.fromkeys(NEEDED[name], "given")) == []


def test_a_point_to_restore_to_stands_for_a_backup():
    assert missing("restore_gaussdb_to_new", {"gaussdb_restore_point": {"type": "timestamp"}}) == GAUSSDB


@pytest.mark.parametrize("name", NEEDED)
def test_no_other_variable_is_needed(name):
    text = (FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    code = re.sub(r"^\s*#.*$|query\('ansible.builtin.varnames', '.*?'\)", "", text, flags=re.MULTILINE)
    used = set(re.findall(r"\b(?:gaussdb|taurusdb)_(?!instance:|provision\b)[a-z_]+\b", code))
    optional = set(re.findall(r"\b(\w+) \| default\(|(?<=if )(\w+) is defined", code))
    known = {*play(name)["vars"], *NEEDED[name], *(part for pair in optional for part in pair)}
    assert used - known == set()


@pytest.mark.parametrize("name", NEEDED)
def test_the_check_comes_first_and_names_them(name):
    first = (play(name).get("pre_tasks") or play(name)["tasks"])[0]
    prefix = "taurusdb" if "taurusdb" in name else "gaussdb"
    assert first["ansible.builtin.assert"]["that"] == f"{prefix}_missing | length == 0"
    assert f"{prefix}_missing | join" in first["ansible.builtin.assert"]["fail_msg"]


@pytest.mark.parametrize("name", NEEDED)
def test_a_failure_is_not_ignored(name):
    tasks = [*play(name).get("pre_tasks", []), *play(name).get("tasks", [])]
    assert not [task for task in tasks if {"ignore_errors", "failed_when", "rescue"} & set(task)]
