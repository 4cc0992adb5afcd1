# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
from ansible_collections.otc.gaussdb.plugins.action import gaussdb_instance
from ansible_collections.otc.gaussdb.plugins.plugin_utils import _action, _sessions
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.listing import HANDFUL
from ansible_collections.otc.gaussdb.tests.unit.plugins.action.actions import Screen, action_of
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.examples import (
    GAUSSDB_CREATION,
    GAUSSDB_ENTRY,
    GAUSSDB_ID,
    GAUSSDB_OPTIONS,
    PASSWORD,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB,
    PASSWORD_AUTH,
    PROJECT,
    Call,
    sign_in,
)

pytestmark = pytest.mark.usefixtures("bare")

CLOUD = {"auth": PASSWORD_AUTH, "region_name": "eu-de"}
URL = f"{GAUSSDB}/v3/{PROJECT}"
OPTIONS = {
    **CLOUD,
    **{key: value for key, value in GAUSSDB_OPTIONS.items() if key != "region"},
    "port": 8000,
}
KEYS = {"changed", "instance", "changes", "jobs", "pending", "missing", "elapsed", "diff"}
JOB = "5cbb8a90-2253-4cff-8a13-49aa8f31dfb5"


@pytest.fixture(autouse=True)
def screen(monkeypatch):
    """The screen; no session of another test is left, and nothing really sleeps."""
    monkeypatch.setattr(_sessions, "_SHARED", [])
    monkeypatch.setattr(gaussdb_instance, "sleep", lambda _seconds: None)
    screen = Screen()
    monkeypatch.setattr(_action, "_DISPLAY", screen)
    return screen


def run(options, **keywords):
    action = action_of(gaussdb_instance, "gaussdb_instance", options, **keywords)
    return action.run(task_vars={"inventory_hostname": "db1"})


def listing(*entries, by="name=orders&"):
    return Call(
        "GET", f"{URL}/instances?{by}offset=0&limit=100", {"instances": list(entries), "total_count": len(entries)}
    )


def running(*tasks):
    page = {"tasks": list(tasks), "total_count": len(tasks)}
    return Call("GET", f"{URL}/tasks?status=Running&offset=0&limit=100", page)


def job(status):
    body = {"job": {"id": JOB, "name": "EnlargeGaussDBV5Volume", "status": status, "fail_reason": "No disks."}}
    return Call("GET", f"{URL}/jobs?id={JOB}", body)


ENLARGED = {**GAUSSDB_ENTRY, "volume": {"type": "ULTRAHIGH", "size": 160}}
ENLARGE = Call(
    "POST", f"{URL}/instances/{GAUSSDB_ID}/action", {"job_id": JOB}, 202, body={"enlarge_volume": {"size": 160}}
)


def test_alike_is_no_change_and_one_request(wire, screen):
    wire.expect(sign_in(), listing(GAUSSDB_ENTRY))
    result = run(OPTIONS)
    assert result.keys() == KEYS
    assert (result["changed"], result["changes"], result["jobs"]) == (False, [], [])
    assert result["instance"]["name"] == "orders"
    assert screen.lines == []


def test_a_change_is_sent_awaited_and_reported(wire, screen):
    wire.expect(
        sign_in(),
        listing(GAUSSDB_ENTRY),
        running(),
        ENLARGE,
        job("Completed"),
        listing(ENLARGED, by=f"id={GAUSSDB_ID}&"),
    )
    result = run({**OPTIONS, "volume_size": 160})
    assert (result["changed"], result["changes"][0]["state"], result["instance"]["volume"]["size"]) == (
        True,
        "done",
        160,
    )
    assert [(each["id"], each["engine"], each["status"]) for each in result["jobs"]] == [(JOB, "gaussdb", "Completed")]
    assert screen.lines[0].startswith("[db1] orders: enlarge the storage of orders from 80 to 160 GB.")


def test_jobs_that_have_ended_are_not_in_the_way_even_if_the_api_lists_them_as_running(wire):
    ended = {"job_id": JOB, "status": "Completed", "instance_info": {"instance_id": GAUSSDB_ID}}
    wire.expect(sign_in(), listing(GAUSSDB_ENTRY), running(ended), ENLARGE)
    assert run({**OPTIONS, "volume_size": 160, "wait": False})["pending"] == [JOB]


def test_a_creation_under_way_is_recognised_even_if_a_secret_is_its_name(wire):
    creation = {"job_id": JOB, "name": "CreateGaussDBV5Instance", "status": "Running"}
    wire.expect(listing(), listing(), running({**creation, "instance_info": {"instance_name": "orders"}}))
    signed_in = {"auth": {"token": "orders", "project_id": PROJECT}, "endpoint": GAUSSDB}
    result = run({**OPTIONS, **signed_in, "wait": False})
    assert (result["changed"], result["pending"]) == (False, [JOB])


def test_no_text_of_the_api_moves_the_cursor(wire):
    entries = [{**GAUSSDB_ENTRY, "id": each, "status": "PAUSED\x1b[2J\u202e"} for each in ("a", "b")]
    wire.expect(sign_in(), listing(*entries))
    assert "a (PAUSED\\x1b[2J\\u202e), b (PAUSED" in run(OPTIONS)["msg"]


def test_a_job_that_fails_fails_the_task_with_what_was_done(wire):
    wire.expect(sign_in(), listing(GAUSSDB_ENTRY), running(), ENLARGE, job("Failed"))
    result = run({**OPTIONS, "volume_size": 160})
    assert result.keys() == KEYS | {"failed", "msg", "reason", "in_doubt"}
    assert (result["reason"], result["changed"], result["changes"][0]["state"]) == ("job_failed", True, "started")
    assert "No disks." in result["msg"]


def test_without_waiting_the_jobs_are_returned(wire):
    wire.expect(sign_in(), listing(GAUSSDB_ENTRY), running(), ENLARGE)
    result = run({**OPTIONS, "volume_size": 160, "wait": False})
    assert (result["changed"], result["jobs"]) == (True, [{"id": JOB, "engine": "gaussdb"}])
    assert result["pending"] == [JOB]


def test_many_jobs_of_others_are_watched_through_the_job_list(wire):
    busy = {**GAUSSDB_ENTRY, "status": "MODIFYING"}
    ids = [f"{number:08x}" for number in range(HANDFUL + 1)]
    entries = [{"job_id": job_id, "instance_info": {"instance_id": GAUSSDB_ID}} for job_id in ids]

    def page(status, filters=""):
        tasks = [{**entry, "status": status} for entry in entries]
        return Call("GET", f"{URL}/tasks?{filters}offset=0&limit=100", {"tasks": tasks, "total_count": len(tasks)})

    ends = [Call("GET", f"{URL}/jobs?id={each}", {"job": {"id": each, "status": "Completed"}}) for each in ids]
    wire.expect(sign_in(), listing(busy), page("Running", "status=Running&"))
    # The list shows that they have ended, and each end is confirmed.
    wire.expect(page("Completed"), *ends, listing(GAUSSDB_ENTRY, by=f"id={GAUSSDB_ID}&"))
    result = run(OPTIONS)
    assert (result["changed"], [each["id"] for each in result["jobs"]]) == (False, ids)
    paths = [seen.request.path_url.partition("?")[0].rpartition("/")[2] for seen in wire.seen[1:]]
    assert paths == ["instances", "tasks", "tasks", *["jobs"] * len(ids), "instances"]


def test_check_mode_sends_nothing(wire):
    wire.expect(sign_in(), listing(GAUSSDB_ENTRY))
    result = run({**OPTIONS, "volume_size": 160}, check_mode=True)
    assert (result["changed"], result["changes"][0]["state"]) == (True, "planned")
    assert result["diff"]["after"]["volume_size"] == 160


def test_a_creation_carries_what_the_options_say(wire):
    body = {
        **GAUSSDB_CREATION,
        "name": "orders",
        "region": "eu-de",
        "datastore": {"type": "GaussDB"},
        "flavor_ref": OPTIONS["flavor"],
        "volume": {"type": "ULTRAHIGH", "size": 80},
        "password": PASSWORD,
    }
    answer = {"instance": {"id": GAUSSDB_ID, "status": "BUILD", "echo": PASSWORD}, "job_id": JOB}
    wire.expect(sign_in(), listing(), listing(), running(), Call("POST", f"{URL}/instances", answer, 202, body=body))
    result = run({**OPTIONS, "wait": False})
    assert (result["changed"], result["changes"][0]["option"]) == (True, "state")
    assert (result["instance"]["id"], result["instance"]["status"]) == (GAUSSDB_ID, "BUILD")
    assert PASSWORD not in json.dumps(result)


def test_a_password_that_the_api_echoes_does_not_show(wire, screen):
    refusal = {"error_code": "DBS.200052", "error_msg": f"Bad password {PASSWORD}."}
    wire.expect(sign_in(), listing(), listing(), running(), Call("POST", f"{URL}/instances", refusal, 400))
    wire._calls[-1] = Call("POST", f"{URL}/instances", refusal, 400, body=creation_body())
    result = run(OPTIONS)
    assert (result["reason"], result["changed"]) == ("refused", False)
    assert "Bad password" in result["msg"]
    assert PASSWORD not in json.dumps(result) + "".join(screen.lines)


def test_a_secret_within_creation_that_the_api_echoes_does_not_show(wire, screen):
    users = [{"name": "app", "password": "Hidden-in-a-list-1"}]
    refusal = {"error_code": "DBS.200052", "error_msg": "Bad password Hidden-in-a-list-1."}
    body = {**creation_body(), "users": users}
    wire.expect(sign_in(), listing(), listing(), running(), Call("POST", f"{URL}/instances", refusal, 400, body=body))
    result = run({**OPTIONS, "creation": {**GAUSSDB_CREATION, "users": users}})
    assert "Bad password" in result["msg"]
    assert "Hidden-in-a-list-1" not in json.dumps(result) + "".join(screen.lines)


def creation_body():
    return {
        **GAUSSDB_CREATION,
        "name": "orders",
        "region": "eu-de",
        "datastore": {"type": "GaussDB"},
        "flavor_ref": OPTIONS["flavor"],
        "volume": {"type": "ULTRAHIGH", "size": 80},
        "password": PASSWORD,
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": None}, "name: it is missing"),
        ({"volume_size": "big"}, "volume_size: expected a whole number"),
        ({"volume_size": 100}, "must be a multiple of 40 GB"),
        ({"replicas": 1}, "GaussDB has no read replicas"),
        ({"creation": "x"}, "creation: expected a mapping"),
        ({"timeout": 0}, "timeout: expected 1 or more"),
        ({"state": "there"}, "state: expected one of present, absent"),
        ({"unknown": 1}, "unknown is not an option"),
    ],
)
def test_bad_input_is_said_before_anything_is_sent(options, message):
    result = run({**OPTIONS, **options})
    assert (result["failed"], result["reason"], result["changes"]) == (True, "configuration", [])
    assert message in result["msg"]
    assert PASSWORD not in json.dumps(result)


def test_under_no_log_and_without_progress_the_screen_stays_empty(wire, screen):
    for keywords, options in (({"no_log": True}, {}), ({}, {"progress": False})):
        wire.expect(sign_in(), listing(GAUSSDB_ENTRY), running(), ENLARGE)
        run({**OPTIONS, "volume_size": 160, "wait": False, **options}, **keywords)
        _sessions._SHARED.clear()
    assert screen.lines == []


def test_an_unknown_key_is_a_warning(wire):
    wire.expect(sign_in(), listing())
    result = run({**OPTIONS, "creation": {**GAUSSDB_CREATION, "more": 1}}, check_mode=True)
    assert "does not name more" in result["warnings"][0]


def test_a_name_that_is_a_password_is_recognised(wire):
    auth = {**PASSWORD_AUTH, "password": "orders"}
    body = json.loads(json.dumps(sign_in().body).replace(PASSWORD_AUTH["password"], "orders"))
    wire.expect(sign_in(body=body), listing(GAUSSDB_ENTRY))
    assert not run({**OPTIONS, "auth": auth})["changed"]
