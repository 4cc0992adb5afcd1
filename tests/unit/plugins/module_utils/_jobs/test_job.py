# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.job import VERBATIM, Job, same_id
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.generated import JSON
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import GAUSSDB_EXAMPLE, TAURUSDB_EXAMPLE
from hypothesis import given
from hypothesis import strategies as st

FIELDS = (
    "id",
    "job_id",
    "name",
    "status",
    "created",
    "created_at",
    "ended",
    "ended_at",
    "progress",
    "process",
    "instance",
    "instance_info",
    "entities",
    "fail_reason",
    "engine",
    "duration",
    "region",
)


def test_gaussdbs_example_field_by_field():
    job = Job.from_api("gaussdb", json.loads(GAUSSDB_EXAMPLE)["job"])
    assert job.as_dict() == {
        "id": "5cbb8a90-2253-4cff-8a13-49aa8f31dfb5",
        "engine": "gaussdb",
        "name": "CreateGaussDBV5Instance",
        "status": "Completed",
        "created": "2021-07-12T09:22:04+0800",
        "ended": "2021-07-12T10:10:13+0800",
        "created_at": "2021-07-12T01:22:04Z",
        "ended_at": "2021-07-12T02:10:13Z",
        "duration": 2889,
        "progress": 100,
        "instance": {"id": "b34f8c791f2643578510c093aa2351a8in14", "name": "gauss-c1a3"},
        "entities": {},
        "fail_reason": None,
    }


def test_taurusdbs_example_field_by_field():
    job = Job.from_api("taurusdb", json.loads(TAURUSDB_EXAMPLE)["job"])
    assert job.as_dict() == {
        "id": "a9767ede-fe0f-4888-9003-e843a4c90514",
        "engine": "taurusdb",
        "name": "CreateMysqlInstance",
        "status": "Completed",
        "created": "2018-08-06T10:41:14+0800",
        "ended": "2018-08-06T16:41:14+0000",
        "created_at": "2018-08-06T02:41:14Z",
        "ended_at": "2018-08-06T16:41:14Z",
        "duration": 50400,
        "progress": 100,
        "instance": {"id": "a48e43ff268f4c0e879652d65e63d0fbin07", "name": "DO-NOT-TOUCH-mgr2-mysql-single"},
        "entities": {
            "instance": {
                "endpoint": "192.168.1.203:3306",
                "type": "Cluster",
                "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
            },
            "resource_ids": ["a48e43ff268f4c0e879652d65e63d0fbin07.vm", "a48e43ff268f4c0e879652d65e63d0fbin07.volume"],
        },
        "fail_reason": None,
    }


def test_an_entry_of_the_task_list_has_the_same_shape():
    entry = {
        "job_id": "j1", "name": "DeleteGaussDBV5Instance", "status": "Running", "process": "60%", "fail_reason": "",
        "created_at": "2026-11-22T09:00:00+0000", "ended_at": "",
        "instance_info": {"instance_id": "i1", "instance_name": "db", "instance_status": "DELETING"},
    }  # fmt: skip
    assert Job.from_api("gaussdb", entry).as_dict() == {
        "id": "j1", "engine": "gaussdb", "name": "DeleteGaussDBV5Instance", "status": "Running",
        "created": "2026-11-22T09:00:00+0000", "ended": None, "created_at": "2026-11-22T09:00:00Z", "ended_at": None,
        "duration": None, "progress": 60,
        "instance": {"id": "i1", "name": "db", "instance_status": "DELETING"}, "entities": {}, "fail_reason": None,
    }  # fmt: skip


def test_what_is_missing_is_null():
    assert Job.from_api("gaussdb", {}, "j1").as_dict() == {
        "id": "j1", "engine": "gaussdb", "name": None, "status": None, "created": None, "ended": None,
        "created_at": None, "ended_at": None, "duration": None, "progress": None,
        "instance": {"id": None, "name": None}, "entities": {}, "fail_reason": None,
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [None, "", True, [], {}])
def test_what_is_of_a_wrong_type_is_null_as_well(wrong):
    job = Job.from_api("gaussdb", dict.fromkeys(FIELDS, wrong), "j1").as_dict()
    assert job.pop("region") == wrong
    assert job == Job.from_api("gaussdb", {}, "j1").as_dict()


def test_numbers_become_text():
    job = Job.from_api(
        "gaussdb", {"id": 5, "status": "Failed", "created": 1626052924000, "ended": 1626052925000, "progress": 60}
    )
    assert (job.id, job.created, job.duration, job.progress) == ("5", "1626052924000", 1, 60)


def test_what_the_api_adds_passes_through_but_does_not_replace_ours():
    job = Job.from_api(
        "gaussdb", {"id": "j1", "priority": {"level": 3}, "engine": "other", "duration": 9, "process": "5%"}
    )
    shown = job.as_dict()
    assert shown["priority"] == {"level": 3}
    assert (shown["engine"], shown["duration"], shown["progress"]) == ("gaussdb", None, 5)
    assert "process" not in shown


def test_the_id_that_was_asked_for_is_kept_as_it_was_written():
    assert Job.from_api("gaussdb", {"id": "abcd"}, "AB-CD").id == "AB-CD"


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("60%", 60),
        ("60", 60),
        (" 60 % ", 60),
        ("99.9%", 99),
        (60, 60),
        (60.5, 60),
        ("0%", 0),
        ("100%", 100),
        ("101%", None),
        ("-5%", None),
        ("", None),
        ("half", None),
        (None, None),
        (True, None),
        ("1e2", None),
        ([60], None),
        ("٦٠%", None),
    ],
)
def test_progress(text, percent):
    assert Job.from_api("gaussdb", {"status": "Running", "progress": text}).progress == percent


def test_a_completed_job_is_all_done_whatever_its_progress():
    assert Job.from_api("gaussdb", {"status": "Completed", "progress": "60%"}).progress == 100


@pytest.mark.parametrize(
    ("created", "ended", "duration"),
    [
        ("2018-08-06T10:41:14+0800", "2018-08-06T16:41:14+0000", 50400),
        ("2021-07-12T09:22:04+0800", "", None),
        ("", "2021-07-12T09:22:04+0800", None),
        ("yesterday", "2021-07-12T09:22:04+0800", None),
        ("2021-07-12T09:22:04Z", "2021-07-12T09:22:04Z", 0),
        ("2021-07-12T09:22:04Z", "2021-07-12T09:22:03Z", 0),
    ],
)
def test_duration(created, ended, duration):
    job = Job.from_api("gaussdb", {"status": "Failed", "created": created, "ended": ended})
    assert job.duration == duration


@pytest.mark.parametrize("status", ["Running", "Pending", "Unauthorized", "completed", "", None])
def test_an_end_counts_only_once_the_status_is_final(status):
    """A sibling service fills in the end of a job that is still running."""
    raw = {"status": status, "created": "2021-07-12T09:22:04Z", "ended": "2021-07-12T09:23:04Z"}
    job = Job.from_api("gaussdb", raw).as_dict()
    assert (job["ended"], job["ended_at"], job["duration"]) == (None, None, None)
    assert job["created_at"] == "2021-07-12T09:22:04Z"


def test_blanks_around_texts_are_removed():
    raw = {
        "id": " j1 ", "name": " CreateMysqlInstance\n", "status": "Completed ", "created": " 2018-08-20T02:33:49_0800 ",
        "fail_reason": " ", "instance": {"id": " i1", "name": "db "},
    }  # fmt: skip
    job = Job.from_api("taurusdb", raw).as_dict()
    assert (job["id"], job["name"], job["status"], job["fail_reason"]) == (
        "j1",
        "CreateMysqlInstance",
        "Completed",
        None,
    )
    assert job["instance"] == {"id": "i1", "name": "db"}
    assert (job["created"], job["created_at"]) == ("2018-08-20T02:33:49_0800", "2018-08-19T18:33:49Z")


def test_what_identifies_a_job_goes_by_all_its_names():
    assert {
        "id", "job_id", "instance_id", "status", "created", "created_at", "ended", "ended_at", "progress", "process",
    } == VERBATIM  # fmt: skip


@pytest.mark.parametrize(
    ("status", "completed", "failed"),
    [
        ("Completed", True, False), ("Failed", False, True), ("Canceled", False, True), ("Running", False, False),
        ("Pending", False, False), ("Unauthorized", False, False), ("completed", False, False), (None, False, False),
    ],
)  # fmt: skip
def test_what_a_status_means(status, completed, failed):
    job = Job.from_api("gaussdb", {"status": status})
    assert (job.has_completed, job.has_failed, job.has_ended) == (completed, failed, completed or failed)


def test_what_people_know_a_job_by():
    assert Job("j1", "gaussdb").title == "j1"
    assert Job("j1", "gaussdb", name="Create").title == "Create"
    assert Job("j1", "gaussdb", name="Create", instance={"id": "i1", "name": "db"}).title == "db Create"


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), JSON, max_size=8), st.none() | st.just("j1"))
def test_any_object_makes_a_job(raw, job_id):
    shown = Job.from_api("gaussdb", raw, job_id).as_dict()
    json.dumps(shown)
    assert isinstance(shown["id"], str)
    assert all(
        shown[key] is None or isinstance(shown[key], str)
        for key in ("name", "status", "created", "ended", "fail_reason")
    )
    assert shown["progress"] is None or 0 <= shown["progress"] <= 100
    assert shown["duration"] is None or isinstance(shown["duration"], int)
    assert {"id", "name"} <= set(shown["instance"])
    assert isinstance(shown["entities"], dict)


def test_ids_with_and_without_dashes_are_the_same():
    assert same_id("5CBB8A90-2253-4cff-8a13-49aa8f31dfb5", "5cbb8a9022534cff8a1349aa8f31dfb5")
    assert not same_id("a", "b")
    assert not same_id(None, "b")
