# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role that provisions takes for its own state file, and what it prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jinja2
import pytest
import yaml
from ansible.plugins.filter import core as filters
from ansible.plugins.test import core as tests
from ansible_collections.otc.gaussdb.plugins.doc_fragments import cloud

ROLES = Path(cloud.__file__).parents[2] / "roles"
ROLE = ROLES / "gaussdb_provision"
FORMAT = "otc.gaussdb.gaussdb_provision state 1"
ENTRY = {"engine": "gaussdb", "method": "POST", "path": "/backups", "digest": 64 * "a", "job_ids": ["job-1"]}


def load(path):
    return yaml.safe_load((ROLE / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def environment():
    made = jinja2.Environment(trim_blocks=True)  # noqa: S701 - like Ansible's; nothing here is HTML
    made.filters.update(filters.FilterModule().filters())
    made.tests.update(tests.TestModule().tests())
    for name in ("map", "select", "reject", "selectattr", "rejectattr"):
        made.filters[name] = unrolled(made.filters[name])
    return made


def unrolled(function):
    """Filters return lists in Ansible."""

    @jinja2.pass_context
    def wrapper(*args, **kwargs):
        return list(function(*args, **kwargs))

    return wrapper


def is_valid(environment, stored):
    """The condition of the task that checks the state file, for what was parsed from it."""
    task = next(task for task in load("tasks/state.yml") if task["name"] == "Check that this role wrote the state file")
    expressions = {name: text.strip()[2:-2] for name, text in task["vars"].items()}
    values = {"__gaussdb_provision_stored": stored, **load("vars/main.yml")}
    if isinstance(stored, dict) and isinstance(stored.get("requests"), dict):  # the others are never evaluated
        for name in ("items", "ids", "lists"):
            expression = environment.compile_expression(expressions[f"__gaussdb_provision_{name}"])
            value = expression(**values)
            values[f"__gaussdb_provision_{name}"] = list(value)
    return environment.compile_expression(expressions["__gaussdb_provision_is_valid"])(**values)


@pytest.mark.parametrize("job_ids", [None, [], ["job-1"], ["job-1", "job-2"]])
def test_what_the_role_writes_is_its_own(environment, job_ids):
    stored = {"format": FORMAT, "requests": {"one": {**ENTRY, "job_ids": job_ids}, "other": ENTRY}}
    assert is_valid(environment, json.loads(json.dumps(stored)))


def test_a_file_without_requests_is_its_own(environment):
    assert is_valid(environment, {"format": FORMAT, "requests": {}})


@pytest.mark.parametrize(
    "stored",
    [
        [],
        None,
        {},
        "text",
        5,
        True,
        {"scale orders": ["job-1"]},
        {"scale orders": None},
        {"format": FORMAT},
        {"format": FORMAT, "requests": []},
        {"format": FORMAT, "requests": None},
        {"format": FORMAT, "requests": "text"},
        {"format": f"{FORMAT}0", "requests": {}},
        {"format": None, "requests": {}},
        {"requests": {}},
    ],
)
def test_another_file_is_foreign(environment, stored):
    assert not is_valid(environment, stored)


@pytest.mark.parametrize("key", list(ENTRY))
@pytest.mark.parametrize(
    "value", ["", [], {}, 5, False, [None], [5], [""], [["job-1"]], ["job 1"], {"0": "job-1"}, ...]
)
def test_a_damaged_entry_is_foreign(environment, key, value):
    entry = {name: text for name, text in ENTRY.items() if name != key}
    if value is not ...:
        entry[key] = value
    fine = key == "job_ids" and value == []
    assert bool(is_valid(environment, {"format": FORMAT, "requests": {"one": ENTRY, "other": entry}})) is fine


@pytest.mark.parametrize("entry", [None, [], "text", 5, ["job-1"]])
def test_an_entry_of_another_kind_is_foreign(environment, entry):
    assert not is_valid(environment, {"format": FORMAT, "requests": {"one": ENTRY, "other": entry}})


def test_messages_of_several_lines_in_the_source_are_one_line():
    texts = [text for text in load("vars/main.yml").values() if isinstance(text, str) and "The state file" in text]
    task = next(task for task in load("tasks/results.yml") if task["name"] == "Match jobs with requests")
    texts += [
        text for name, text in task["vars"]["__gaussdb_provision_messages"].items() if name in ("in_doubt", "missing")
    ]
    assert len(texts) == 3
    assert not [text for text in texts if "\n" in text]


def test_lines_on_the_screen_hold_no_control_characters(environment):
    template = load("vars/main.yml")["__gaussdb_provision_report"]
    evil = "".join(map(chr, [*range(32), *range(127, 160), 0x2028, 0x202E, 0x2066]))
    result = {"outcome": "failed", "msg": f"no more disks{evil}", "jobs": []}
    values = {
        "__gaussdb_provision_names": ["one", "other"],
        "gaussdb_provision_results": {"one": result, "other": result},
    }
    shown = environment.from_string(template).render({**load("vars/main.yml"), **values})
    assert [line.rstrip("\ufffd") for line in shown.splitlines()] == [
        "one: failed: no more disks",
        "other: failed: no more disks",
    ]


def test_both_roles_have_the_same_idea_of_control_characters():
    report = yaml.safe_load((ROLES / "gaussdb_job_report" / "vars" / "main.yml").read_text(encoding="utf-8"))
    unprintable = report["__gaussdb_job_report_unprintable"]
    assert unprintable == load("vars/main.yml")["__gaussdb_provision_unprintable"]
    assert re.compile(unprintable).fullmatch("\x1b")
