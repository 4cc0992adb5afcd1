# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role that provisions takes for its own state file, and what it prints."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import jinja2
import pytest
import yaml
from ansible.plugins.filter import core as filters
from ansible.plugins.test import core as tests
from ansible_collections.otc.gaussdb.plugins.doc_fragments import cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import instance_spec
from ansible_collections.otc.gaussdb.tests.unit.templating import template, trusted

ROLES = Path(cloud.__file__).parents[2] / "roles"
ROLE = ROLES / "gaussdb_provision"
FORMAT = "otc.gaussdb.gaussdb_provision state 1"
ENTRY = {"engine": "gaussdb", "method": "POST", "path": "/backups", "digest": 64 * "a", "job_ids": ["job-1"]}


@cache
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


@pytest.fixture(scope="module")
def is_valid(environment):
    """The condition of the task that checks the state file, as a function of what was parsed from it."""
    task = next(task for task in load("tasks/state.yml") if task["name"] == "Check that this role wrote the state file")
    expressions = {name: environment.compile_expression(text.strip()[2:-2]) for name, text in task["vars"].items()}

    def check(stored):
        values = {"__gaussdb_provision_stored": stored, **load("vars/main.yml")}
        if isinstance(stored, dict) and isinstance(stored.get("requests"), dict):  # the others are never evaluated
            for name in ("items", "ids", "lists"):
                variable = f"__gaussdb_provision_{name}"
                values[variable] = list(expressions[variable](**values))
        return expressions["__gaussdb_provision_is_valid"](**values)

    return check


@pytest.mark.parametrize("job_ids", [None, [], ["job-1"], ["job-1", "job-2"]])
def test_what_the_role_writes_is_its_own(is_valid, job_ids):
    stored = {"format": FORMAT, "requests": {"one": {**ENTRY, "job_ids": job_ids}, "other": ENTRY}}
    assert is_valid(json.loads(json.dumps(stored)))


def test_a_file_without_requests_is_its_own(is_valid):
    assert is_valid({"format": FORMAT, "requests": {}})


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
def test_another_file_is_foreign(is_valid, stored):
    assert not is_valid(stored)


@pytest.mark.parametrize("key", list(ENTRY))
@pytest.mark.parametrize(
    "value", ["", [], {}, 5, False, [None], [5], [""], [["job-1"]], ["job 1"], {"0": "job-1"}, ...]
)
def test_a_damaged_entry_is_foreign(is_valid, key, value):
    entry = {name: text for name, text in ENTRY.items() if name != key}
    if value is not ...:
        entry[key] = value
    fine = key == "job_ids" and value == []
    assert bool(is_valid({"format": FORMAT, "requests": {"one": ENTRY, "other": entry}})) is fine


@pytest.mark.parametrize("entry", [None, [], "text", 5, ["job-1"]])
def test_an_entry_of_another_kind_is_foreign(is_valid, entry):
    assert not is_valid({"format": FORMAT, "requests": {"one": ENTRY, "other": entry}})


def test_messages_of_several_lines_in_the_source_are_one_line():
    texts = [text for text in load("vars/main.yml").values() if isinstance(text, str) and "The state file" in text]
    task = next(task for task in load("tasks/results.yml") if task["name"] == "Match jobs with requests")
    texts += [text for name, text in task["vars"]["__gaussdb_provision_messages"].items() if name == "missing"]
    texts.append(load("vars/main.yml")["__gaussdb_provision_resolve"])
    assert len(texts) == 3
    assert not [text for text in texts if "\n" in text]


@cache
def role_variables():
    return {**trusted(load("defaults/main.yml")), **trusted(load("vars/main.yml"))}


def variable(name, **variables):
    """The value of one of the role's variables."""
    return template(f"{{{{ {name} }}}}", {**role_variables(), **variables})


REQUEST = {"name": "a", "path": "/instances/in51/port", "method": "PUT", "body": {"port": 8635}}


def digest(**changes):
    request = {key: value for key, value in {**REQUEST, **changes}.items() if value is not None}
    return variable("__gaussdb_provision_digests", gaussdb_provision_requests=[request])["a"]


@pytest.mark.parametrize(
    "changes",
    [
        {"body": {"port": 8636}},
        {"body": None},
        {"method": "POST"},
        {"method": None},
        {"path": "/instances/in51/name"},
        {"engine": "taurusdb"},
    ],
)
def test_a_request_that_does_something_else_has_another_digest(changes):
    assert digest(**changes) != digest()


@pytest.mark.parametrize("changes", [{"engine": "gaussdb"}, {"path": "instances/in51/port"}, {"secrets": {"pin": "x"}}])
def test_a_request_that_is_written_in_another_way_has_the_same_digest(changes):
    assert digest(**changes) == digest()


def test_instances_have_no_digest():
    requests = [{"name": "b", "instance": {"name": "orders"}}, REQUEST]
    assert list(variable("__gaussdb_provision_digests", gaussdb_provision_requests=requests)) == ["a"]


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        ({"path": "/backups", "engine": "gaussdb", "method": "POST", "body": {}, "secrets": {}}, []),
        ({"instance": {"name": "orders"}}, []),
        ({}, ["a"]),
        *[({"instance": {}, key: "x"}, ["a"]) for key in ("path", "engine", "method", "body", "secrets")],
    ],
)
def test_a_request_has_either_a_path_or_an_instance(request_, names):
    requests = [{"name": "fine", "path": "/backups"}, {"name": "a", **request_}]
    assert variable("__gaussdb_provision_ambiguous", gaussdb_provision_requests=requests) == names


SEEN = {"as_wanted": False, "is_deletion": False, "jobs": [{"id": "j", "engine": "gaussdb"}]}


def left(answer, *, status=None):
    """The instances that are still open, and the jobs to wait for, after this answer and with a job of this status."""
    waits = [{"jobs": [{"id": "j", "status": status}], "elapsed": 5}] if status else []
    values = {
        "gaussdb_provision_requests": [{"name": "a", "instance": {"name": "orders"}}],
        "__gaussdb_provision_entries": {},
        "__gaussdb_provision_answers": {} if answer is None else {"a": {**SEEN, **answer}},
        "__gaussdb_provision_owners": {"j": "a"},
        "__gaussdb_provision_waits": waits,
    }
    return (
        list(variable("__gaussdb_provision_open", **values)),
        [job["id"] for job in variable("__gaussdb_provision_due", **values)],
    )


@pytest.mark.parametrize(
    ("answer", "status", "is_open"),
    [
        (None, None, True),
        ({"as_wanted": True}, None, False),
        ({}, None, True),
        ({}, "Completed", True),
        ({}, "Failed", False),
        ({}, "Canceled", False),
        ({"is_deletion": True}, None, True),
        ({"is_deletion": True}, "Completed", False),
        ({"is_deletion": True}, "Failed", False),
        ({"reason": "conflict"}, None, True),
        ({"reason": "refused"}, None, False),
    ],
)
def test_an_instance_is_looked_at_again_unless_it_is_as_wanted_gone_or_failed(answer, status, is_open):
    names, jobs = left(answer, status=status)
    assert names == (["a"] if is_open else [])
    assert jobs == (["j"] if is_open and answer is not None else [])


@pytest.mark.parametrize(
    ("waits", "left_over", "goes_on"),
    [
        ([], 100, True),
        ([{"jobs": [], "elapsed": 30}], 70, True),
        ([{"jobs": [], "elapsed": 30, "reason": "job_failed"}], 70, True),
        ([{"jobs": [], "elapsed": 30}, {"jobs": [], "elapsed": 90, "reason": "timeout"}], 0, False),
        ([{"jobs": [], "elapsed": 3, "reason": "unauthorized"}], 97, False),
    ],
)
def test_waits_share_one_timeout_and_end_the_run_if_they_cannot_go_on(waits, left_over, goes_on):
    values = {
        "gaussdb_provision_timeout": 100,
        "__gaussdb_provision_answers": {},
        "__gaussdb_provision_waits": waits,
    }
    assert int(variable("__gaussdb_provision_time_left", **values)) == left_over
    assert variable("__gaussdb_provision_goes_on", **values) is goes_on


def test_an_instance_takes_the_options_of_gaussdb_instance():
    own = load("meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    options = own["gaussdb_provision_requests"]["options"]["instance"]["options"]
    expected = {
        name: option
        for name, option in instance_spec().items()
        if name in (*options, "state", "flavor", "volume_size", "replicas", "port", "creation", "password")
    }
    described = {
        name: {key: value for key, value in option.items() if key not in ("description", "aliases")}
        for name, option in options.items()
    }
    assert described == expected


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
