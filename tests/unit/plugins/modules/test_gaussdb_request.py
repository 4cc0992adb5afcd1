# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
import requests
from ansible.module_utils import basic
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs import request
from ansible_collections.otc.gaussdb.plugins.modules import gaussdb_request
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB,
    IAM,
    PASSWORD_AUTH,
    PROJECT,
    TAURUSDB,
    Call,
    sign_in,
)

try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:  # ansible-core 2.16
    patch_module_args = None

pytestmark = pytest.mark.usefixtures("bare")

INSTANCES = f"{GAUSSDB}/v3/{PROJECT}/instances"
JOB = "5cbb8a90-2253-4cff-8a13-49aa8f31dfb5"
SIGNED_IN = {"auth": {"token": "given-token-1", "project_id": PROJECT}, "endpoint": GAUSSDB}
INTERNAL = {"_ansible_remote_tmp": ".", "_ansible_keep_remote_files": False}


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the module with options, as Ansible does; its result."""

    def run_module(**options):
        arguments = {**INTERNAL, **options}
        if patch_module_args is None:
            monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
        with nullcontext() if patch_module_args is None else patch_module_args(arguments), pytest.raises(SystemExit):
            gaussdb_request.main()
        return json.loads(capsys.readouterr().out)

    return run_module


@pytest.fixture
def pauses(monkeypatch):
    """Time that only passes in pauses; these."""
    pauses = []
    monkeypatch.setattr(gaussdb_request.time, "monotonic", lambda: float(sum(pauses)))
    monkeypatch.setattr(gaussdb_request.time, "sleep", pauses.append)
    return pauses


def test_a_creation(wire, run):
    wire.expect(
        sign_in(),
        Call(
            "POST",
            INSTANCES,
            {"instance": {"name": "orders", "echo": "the word is open-sesame-4711"}, "job_id": JOB},
            202,
            body={"name": "orders", "volume": {"size": 40}, "password": "open-sesame-4711"},
        ),
    )
    result = run(
        auth=PASSWORD_AUTH,
        path="/instances",
        body={"name": "orders", "volume": {"size": 40}},
        secrets={"password": "open-sesame-4711"},
    )
    assert result["changed"] is True
    assert (result["job_id"], result["job_ids"]) == (JOB, [JOB])
    assert result["response"]["instance"] == {"name": "orders", "echo": "the word is ********"}
    assert "open-sesame" not in json.dumps(result)


@pytest.mark.parametrize(("method", "in_doubt"), [("POST", True), ("PUT", True), ("DELETE", True), ("GET", False)])
def test_only_a_change_that_was_sent_is_in_doubt_if_it_hangs(monkeypatch, wire, run, method, in_doubt):
    seen = []

    def bounded(call, timeout, hangs_in_doubt):
        seen.append(hangs_in_doubt())
        payload = call(timeout)
        seen.append(hangs_in_doubt())
        return payload

    monkeypatch.setattr(request, "bounded", bounded)
    wire.expect(Call(method, INSTANCES, {}))
    run(**SIGNED_IN, method=method, path="/instances")
    assert seen == [False, in_doubt]


def test_a_deletion_has_no_body(wire, run):
    wire.expect(
        Call("DELETE", f"{INSTANCES}/b34fin14", {"job_id": JOB}, 202, sent={"Content-Type": "application/json"})
    )
    assert run(**SIGNED_IN, method="DELETE", path="instances/b34fin14")["job_id"] == JOB


def test_taurusdb_answers_with_several_ids(wire, run):
    wire.expect(sign_in(), Call("POST", f"{TAURUSDB}/v3/{PROJECT}/instances", {"job_id": "a,b"}, 201, body={}))
    result = run(auth=PASSWORD_AUTH, engine="taurusdb", path="/instances", body={})
    assert (result["job_id"], result["job_ids"]) == (None, ["a", "b"])


def test_a_prepaid_instance_has_no_job(wire, run):
    wire.expect(Call("POST", INSTANCES, {"order_id": "CS1"}, 202))
    result = run(**SIGNED_IN, path="/instances")
    assert (result["changed"], result["job_id"], result["job_ids"], result["response"]) == (
        True,
        None,
        [],
        {"order_id": "CS1"},
    )
    assert result["sent"] is True


def test_an_empty_answer_is_a_success(wire, run):
    wire.expect(Call("PUT", f"{INSTANCES}/i/name", b"", 204, body={"name": "x"}))
    assert run(**SIGNED_IN, method="PUT", path="/instances/i/name", body={"name": "x"})["response"] == {}


def test_a_job_id_stays_whole_even_where_a_secret_is_in_it(wire, run):
    wire.expect(Call("POST", INSTANCES, {"job_id": JOB, "name": "2253"}, 202, body={"code": 2253}))
    result = run(**SIGNED_IN, path="/instances", secrets={"code": 2253})
    assert (result["job_id"], result["response"]) == (JOB, {"job_id": JOB, "name": "********"})


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"secrets": {"password": 342391}}, "secrets.password"),
        ({"body": {"users": [{"Password": True}]}}, "body.users.Password"),
    ],
)
def test_a_password_that_yaml_has_changed_is_not_sent(wire, run, more, place):
    for check_mode in (False, True):
        result = run(**SIGNED_IN, path="/instances", **more, _ansible_check_mode=check_mode)
        assert result["msg"].startswith(f"{place}: expected a string, got a")
        assert result["msg"].endswith(", which YAML may have changed. Put it in quotes.")
        assert (result["failed"], result["reason"]) == (True, "configuration")
        assert "342391" not in str(result)


def test_a_password_in_the_body_is_a_secret_too(wire, run):
    body = {"name": "orders", "users": [{"admin_Password": {"value": "open-sesame-4711"}}], "key_name": "orders-key"}
    wire.expect(Call("POST", INSTANCES, {"job_id": JOB, "echo": "open-sesame-4711, orders-key"}, 202, body=body))
    result = run(**SIGNED_IN, path="/instances", body=body)
    assert result["response"]["echo"] == "********, orders-key"
    assert "open-sesame" not in json.dumps(result)


@pytest.mark.parametrize(
    "key",
    [
        *("password", "adminPass", "pass", "pass_word", "pwd", "root_pwd", "passphrase", "passcode", "PASSWD"),
        *("secret_key", "X-Auth-Token", "credentials", "Authorization", "private_key", "apiKey", "api_key"),
    ],
)
def test_a_secret_under_any_name_that_people_give_it_is_not_shown(wire, run, key):
    body = {"users": [{"name": "app", key: "open-sesame-4711"}]}
    wire.expect(
        Call("PUT", f"{INSTANCES}/a?{key}=hidden-word-4711", {"echo": "open-sesame-4711 hidden-word-4711"}, body=body)
    )
    result = run(
        **SIGNED_IN, method="PUT", path="/instances/a", query={key: "hidden-word-4711"}, body=body, _ansible_diff=True
    )
    assert result["response"] == {"echo": "******** ********"}
    assert result["diff"]["after"]["query"] == {key: "********"}
    assert result["diff"]["after"]["body"] == {"users": [{"name": "app", key: "********"}]}


@pytest.mark.parametrize("key", ["name", "bypass_rate", "passed", "key", "disk_encryption_id"])
def test_what_sounds_like_no_secret_is_shown(wire, run, key):
    wire.expect(Call("PUT", f"{INSTANCES}/a", {"echo": "plain-word-4711"}, body={key: "plain-word-4711"}))
    result = run(**SIGNED_IN, method="PUT", path="/instances/a", body={key: "plain-word-4711"})
    assert result["response"] == {"echo": "plain-word-4711"}


def test_check_mode_sends_nothing_and_still_checks(run):
    result = run(**SIGNED_IN, path="/instances", body={"name": "x"}, _ansible_check_mode=True)
    assert (result["changed"], result["job_id"], result["job_ids"], result["response"]) == (True, None, [], {})
    assert result["sent"] is False
    assert run(**SIGNED_IN, path="/..", _ansible_check_mode=True)["failed"] is True


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"path": "/instances/../x"}, "path: expected a path below the project, got '/instances/../x'"),
        ({"path": "/x", "body": {"a": 1}, "secrets": {"a": "open-sesame"}}, "secrets.a: it is also in body"),
        ({"path": "/x", "conflict_timeout": -1}, "conflict_timeout: expected 0 or more, got -1."),
    ],
)
def test_bad_input_is_refused_before_anything_is_sent(run, options, message):
    result = run(**SIGNED_IN, **options)
    assert (result["failed"], result["reason"], result["in_doubt"]) == (True, "configuration", False)
    assert message in result["msg"]
    assert "open-sesame" not in json.dumps(result)


@pytest.mark.parametrize("body", [["name"], "name", 5])
def test_a_body_has_to_be_a_mapping(run, body):
    result = run(**SIGNED_IN, path="/instances", body=body)
    assert result["failed"] is True
    assert "body" in result["msg"]


def test_a_refusal_says_why_without_echoing_the_secret(wire, run):
    refusal = {"error_code": "DBS.200001", "error_msg": "Bad password open-sesame-4711."}
    wire.expect(Call("POST", INSTANCES, refusal, 400, body={"password": "open-sesame-4711"}))
    result = run(**SIGNED_IN, path="/instances", secrets={"password": "open-sesame-4711"})
    assert (result["reason"], result["in_doubt"]) == ("refused", False)
    assert "DBS.200001: Bad password ********." in result["msg"]
    assert "open-sesame" not in json.dumps(result)


def test_another_task_in_the_way(wire, run, pauses):
    busy = Call("POST", f"{INSTANCES}/i/restart", {"error_code": "DBS.200019", "error_msg": "Busy."}, 409)
    wire.expect(busy, busy, Call("POST", f"{INSTANCES}/i/restart", {"job_id": JOB}, 202))
    assert run(**SIGNED_IN, path="/instances/i/restart")["job_id"] == JOB
    assert pauses == [2, 2]


@pytest.mark.parametrize(
    "call",
    [
        Call("POST", INSTANCES, requests.ReadTimeout("timed out")),
        Call("POST", INSTANCES, requests.ConnectionError(ConnectionResetError("reset"))),
        Call("POST", INSTANCES, {"error_code": "DBS.108000", "error_msg": "Trouble."}, 500),
        Call("POST", INSTANCES, "<html>Bad gateway</html>", 502),
        Call("POST", INSTANCES, "<html>Welcome</html>", 202),
        Call("POST", INSTANCES, [], 202),
    ],
)
def test_what_may_have_arrived_is_in_doubt_and_not_sent_again(wire, run, call):
    wire.expect(call)
    result = run(**SIGNED_IN, path="/instances")
    assert (result["failed"], result["in_doubt"]) == (True, True)
    assert result["reason"] in ("unreachable", "bad_response")
    assert "It is unknown whether the job was started" in result["msg"]
    assert "otc.gaussdb.gaussdb_job_info and start_time 20" in result["msg"]


def test_taurusdb_has_no_list_to_look_at(wire, run):
    wire.expect(Call("POST", f"{TAURUSDB}/v3/{PROJECT}/instances", requests.ReadTimeout("timed out")))
    result = run(auth=SIGNED_IN["auth"], endpoint=TAURUSDB, engine="taurusdb", path="/instances")
    assert "check the console's task center for jobs started since 20" in result["msg"]


def test_a_sign_in_that_breaks_leaves_no_doubt(wire, run, pauses):
    wire.expect(*[sign_in(answer=requests.ReadTimeout("timed out")) for _try in range(2)])
    result = run(auth=PASSWORD_AUTH, path="/instances")
    assert (result["reason"], result["in_doubt"]) == ("unreachable", False)
    assert IAM.partition("/v3")[0] in result["msg"]


def test_a_token_that_is_refused_is_renewed_and_the_request_repeated(wire, run):
    expired = {"error_code": "APIGW.0307", "error_msg": "Expired."}
    wire.expect(
        sign_in("first"),
        Call("POST", INSTANCES, expired, 401, sent={"X-Auth-Token": "first"}),
        Call(
            "POST",
            f"{IAM}/auth/tokens?nocatalog=1",
            sign_in().answer,
            201,
            {"X-Subject-Token": "second"},
            body=sign_in().body,
        ),
        Call("POST", INSTANCES, {"job_id": JOB}, 202, sent={"X-Auth-Token": "second"}),
    )
    assert run(auth=PASSWORD_AUTH, path="/instances")["job_id"] == JOB


def test_what_never_left_is_sent_again(wire, run, pauses):
    refused = Call("POST", INSTANCES, requests.ConnectionError(ConnectionRefusedError("refused")))
    wire.expect(refused, Call("POST", INSTANCES, {"job_id": JOB}, 202))
    assert run(**SIGNED_IN, path="/instances")["job_id"] == JOB
    assert pauses == [1]
