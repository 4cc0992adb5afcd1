# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.job import Job
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.refs import JobRef, parse_job_refs

UUID = "5cbb8a90-2253-4cff-8a13-49aa8f31dfb5"


def ids(value, **arguments):
    return [ref.id for ref in parse_job_refs(value, "gaussdb", **arguments)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], []),
        ("a", ["a"]),
        (4711, ["4711"]),
        (["a"], ["a"]),
        (["a,b , c"], ["a", "b", "c"]),
        (["b", "a", "b,a"], ["b", "a"]),
        ([["a", ["b"]], [], ("c",)], ["a", "b", "c"]),
        ([UUID, "0549b4a43100d4f32f51c01c2fe4acdb"], [UUID, "0549b4a43100d4f32f51c01c2fe4acdb"]),
    ],
)
def test_ids(value, expected):
    assert ids(value) == expected


def test_elements_may_name_their_engine():
    value = ["a", {"id": "b", "engine": "taurusdb"}, {"id": "c"}, [{"id": "d,e", "engine": "taurusdb"}]]
    refs = parse_job_refs(value, "gaussdb")
    assert [(ref.id, ref.engine) for ref in refs] == [
        ("a", "gaussdb"),
        ("b", "taurusdb"),
        ("c", "gaussdb"),
        ("d", "taurusdb"),
        ("e", "taurusdb"),
    ]


def test_one_id_in_two_engines_is_two_jobs():
    value = ["a", {"id": "a", "engine": "taurusdb"}, {"id": "a", "engine": "gaussdb"}]
    assert parse_job_refs(value, "gaussdb") == [JobRef("a", "gaussdb"), JobRef("a", "taurusdb")]


def test_the_elements_of_a_result_are_taken_as_they_are():
    job = Job.from_api("taurusdb", {"id": "a", "name": "CreateMysqlInstance"}).as_dict()
    assert parse_job_refs([job], "gaussdb") == [JobRef("a", "taurusdb")]


def test_what_is_pending_can_be_passed_on_as_it_was_given():
    value = ["a", {"id": "b", "engine": "taurusdb", "status": "Running"}]
    given = [ref.as_given() for ref in parse_job_refs(value, "gaussdb")]
    assert given == ["a", {"id": "b", "engine": "taurusdb"}]
    assert [ref.as_given() for ref in parse_job_refs(given, "gaussdb")] == given


LOST = [None, "", "  ", "None", "null", [None], [""], ["a,"], [",a"], ["a,,b"], ["a", ""], ["a", "None"],
        [["a"], [None]], {"id": None}, [{"id": "", "engine": "taurusdb"}]]  # fmt: skip


@pytest.mark.parametrize("value", LOST)
def test_an_empty_id_is_likely_a_mistake(value):
    with pytest.raises(ConfigurationError, match="job_id: an ID is empty"):
        parse_job_refs(value, "gaussdb")


@pytest.mark.parametrize("value", LOST)
def test_in_check_mode_an_empty_id_is_no_work(value):
    assert set(ids(value, check_mode=True)) <= {"a", "b"}


@pytest.mark.parametrize(
    "value",
    ["a b", "a/b", "../x", "a\n b", "a\x1b[0m", "{'job_id': 'x'}", "-a", "x" * 65, "é", "a?b=c", "a#", "a%20b", 1.5,
     True, -5, b"a"],
)  # fmt: skip
def test_what_no_job_has_for_an_id_is_not_quoted(value):
    for check_mode in (False, True):
        with pytest.raises(ConfigurationError, match="job_id: expected the ID of a job, got a ") as caught:
            parse_job_refs([value], "gaussdb", check_mode=check_mode)
        assert repr(value) not in str(caught.value)


def test_a_template_that_was_not_resolved():
    with pytest.raises(ConfigurationError, match=r"It contains '\{\{': was a template not resolved\?$"):
        parse_job_refs("{{ job_id }}", "gaussdb")


@pytest.mark.parametrize(
    "result",
    [
        {"changed": True, "job_id": "a", "job_ids": ["a"]},
        {"changed": False, "skipped": True},
        {"failed": True, "msg": "open-Sesame-4711"},
        {"jobs": [], "missing": []},
    ],
)
def test_the_whole_result_of_a_task(result):
    for value in (result, [result]):
        with pytest.raises(ConfigurationError, match=r"got the whole result of a task. Pass its \.job_id instead"):
            parse_job_refs(value, "gaussdb")


def test_the_whole_result_of_a_loop():
    with pytest.raises(ConfigurationError, match=r"pass its \.results \| map\(attribute='job_ids'\)\.$"):
        parse_job_refs({"changed": True, "results": [{"job_ids": ["a"]}]}, "gaussdb")


@pytest.mark.parametrize("value", [{}, {"name": "x"}, {"id": {"password": "x"}}, {"id": ["a"]}])
def test_a_mapping_without_an_id(value):
    with pytest.raises(ConfigurationError, match="a mapping was given whose 'id' is not the ID of a job"):
        parse_job_refs(value, "gaussdb")


@pytest.mark.parametrize(
    ("engine", "got"),
    [("mysql", "'mysql'"), (None, "null"), ("open-Sesame-4711", "a string of 16 characters"), (["x"], "a list")],
)
def test_an_unknown_engine(engine, got):
    with pytest.raises(ConfigurationError, match=f"expected gaussdb or taurusdb as engine, got {got}"):
        parse_job_refs({"id": "a", "engine": engine}, "gaussdb")
