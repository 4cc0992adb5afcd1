# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import warnings
from types import SimpleNamespace

import pytest
import requests
from ansible.errors import AnsibleActionFail
from ansible_collections.otc.gaussdb.plugins.action import wait_for
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import UnreachableError
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.waiter import Ending, Rules
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB_EXAMPLE,
    JOB,
    JOB_URL,
    PASSWORD_AUTH,
    TAURUSDB,
    TAURUSDB_EXAMPLE,
    Call,
    sign_in,
)

pytestmark = pytest.mark.usefixtures("bare")

KEYS = {"changed", "jobs", "job", "elapsed", "polls", "pending", "missing"}
OF_FAILURE = {"failed", "reason", "msg"}

CLOUD = {"auth": PASSWORD_AUTH, "region_name": "eu-de"}

COMPLETED = json.loads(GAUSSDB_EXAMPLE)
FAILED = {
    "job": {
        "id": JOB,
        "name": "ResizeGaussDBV5Flavor",
        "status": "Failed",
        "instance": {"id": "b34f", "name": "gauss-c1a3"},
        "fail_reason": "Insufficient quota.",
    }
}
RUNNING = {"job": {"id": JOB, "name": "ResizeGaussDBV5Flavor", "status": "Running", "progress": "60%"}}
UNKNOWN = {"error_code": "DBS.200543", "error_msg": "The job does not exist."}


class Screen:
    """Ansible's display, as far as lines are put on it."""

    def __init__(self):
        self.verbosity = 0
        self.lines = []

    def display(self, line, stderr=False):
        assert stderr, "standard output belongs to the callbacks"
        self.lines.append(line)


@pytest.fixture
def screen(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(wait_for, "_DISPLAY", screen)
    return screen


@pytest.fixture
def run(screen):
    """Runs the action with options, as a task with these keywords would."""

    def run(options, check_mode=False, no_log=False, environment=(), async_val=0):
        task = SimpleNamespace(
            action="otc.gaussdb.wait_for",
            args=options,
            check_mode=check_mode,
            no_log=no_log,
            environment=list(environment),
            async_val=async_val,
        )
        shell = SimpleNamespace(env_prefix=lambda **variables: "", tmpdir=None)
        action = wait_for.ActionModule(
            task=task,
            connection=SimpleNamespace(_shell=shell),
            play_context=None,
            loader=None,
            templar=SimpleNamespace(template=lambda value: value),
            shared_loader_obj=None,
        )
        # What the plugin loader does.
        action._load_name = task.action
        return action.run(task_vars={"inventory_hostname": "db1"})

    return run


@pytest.fixture
def rules(run, monkeypatch):
    """The rules that options make, without any waiting."""

    def rules(options, check_mode=False):
        found = []

        def waiter(looks, rules, observer, clock):
            found.append(rules)
            return SimpleNamespace(wait=lambda job_ids: Ending([]))

        monkeypatch.setattr(wait_for, "Waiter", waiter)
        run({**CLOUD, "job_id": JOB, **options}, check_mode)
        return found[0]

    return rules


def look(answer, status=200, **arguments):
    return Call("GET", JOB_URL, answer, status, **arguments)


# Results


def test_a_completed_job_of_the_gaussdb_reference(run, wire):
    wire.expect(sign_in(), look(GAUSSDB_EXAMPLE))
    result = run({**CLOUD, "job_id": JOB})
    assert result.keys() == KEYS
    assert result["job"] == result["jobs"][0]
    assert (result["job"]["status"], result["job"]["duration"], result["job"]["progress"]) == ("Completed", 2889, 100)
    assert (result["changed"], result["polls"], result["pending"], result["missing"]) == (False, 1, [], [])


def test_a_completed_job_of_the_taurusdb_reference(run, wire):
    job_id = "a9767ede-fe0f-4888-9003-e843a4c90514"
    wire.expect(
        sign_in(), Call("GET", JOB_URL.replace(JOB, job_id).replace("gaussdb.", "gaussdb-mysql."), TAURUSDB_EXAMPLE)
    )
    assert TAURUSDB in wire._calls[1].url
    result = run({**CLOUD, "engine": "taurusdb", "job_id": job_id})
    assert result["job"]["entities"]["instance"]["endpoint"] == "192.168.1.203:3306"
    assert result["job"]["duration"] == 50400


FAILURES = {
    "job_failed": look(FAILED),
    "timeout": look(RUNNING),
    "not_found": look(UNKNOWN, 400),
    "forbidden": look({"error_code": "DBS.200010", "error_msg": "No."}, 403),
    "unreachable": look({"error_code": "DBS.108000", "error_msg": "Trouble."}, 500),
    "bad_response": look("<html>"),
}


@pytest.mark.parametrize("reason", FAILURES)
def test_every_failure_has_the_same_keys(run, wire, reason):
    wire.expect(sign_in(), FAILURES[reason])
    result = run({**CLOUD, "job_id": JOB, "timeout": 0})
    assert result.keys() == KEYS | OF_FAILURE
    assert (result["failed"], result["reason"], result["changed"]) == (True, reason, False)


def test_a_refused_sign_in_has_the_same_keys(run, wire):
    wire.expect(sign_in(answer={"error": {"code": 401, "message": "Wrong.", "title": "Unauthorized"}}, status=401))
    result = run({**CLOUD, "job_id": JOB})
    assert result.keys() == KEYS | OF_FAILURE
    assert (result["reason"], result["pending"], result["polls"]) == ("unauthorized", [JOB], 0)


def test_a_failed_job_is_told_with_task_instance_and_reason(run, wire):
    wire.expect(sign_in(), look(FAILED))
    result = run({**CLOUD, "job_id": JOB})
    assert result["msg"] == (
        f"1 of 1 job failed: ResizeGaussDBV5Flavor of instance gauss-c1a3 ({JOB}), Failed: Insufficient quota."
    )


def test_a_failed_job_is_fine_where_either_end_is(run, wire):
    wire.expect(sign_in(), look(FAILED))
    assert "failed" not in run({**CLOUD, "job_id": JOB, "state": "ended"})


def test_a_message_of_the_user_comes_first(run, wire):
    wire.expect(sign_in(), look(FAILED))
    assert run({**CLOUD, "job_id": JOB, "msg": "No new node:"})["msg"].startswith("No new node: 1 of 1 job failed")


def test_the_message_of_the_user_is_for_failures_only(run, wire):
    wire.expect(sign_in(), look(COMPLETED))
    assert "msg" not in run({**CLOUD, "job_id": JOB, "msg": "No new node:"})


def test_an_unknown_status_is_a_warning(run, wire):
    wire.expect(sign_in(), look({"job": {"id": JOB, "status": "Rebooting"}}))
    (warning,) = run({**CLOUD, "job_id": JOB, "timeout": 0})["warnings"]
    assert "'Rebooting'" in warning


def test_no_jobs_are_no_work(run, wire):
    result = run({**CLOUD, "job_id": []})
    assert (result["jobs"], result["pending"], result["polls"]) == ([], [], 0)
    assert "failed" not in result


def test_secrets_that_the_api_echoes_do_not_show(run, wire, screen):
    password = PASSWORD_AUTH["password"]
    echo = {"job": {"id": JOB, "status": "Failed", "name": password, "fail_reason": f"Wrong password {password}."}}
    wire.expect(sign_in(), look(echo))
    result = run({**CLOUD, "job_id": JOB})
    assert password not in json.dumps(result)
    assert password not in "\n".join(screen.lines)


# Check mode


@pytest.mark.parametrize("reason", ["job_failed", "timeout", "not_found"])
def test_check_mode_looks_once_and_does_not_fail_for_jobs(run, wire, reason):
    wire.expect(sign_in(), FAILURES[reason])
    assert run({**CLOUD, "job_id": JOB, "delay": 600}, check_mode=True).keys() == KEYS


@pytest.mark.parametrize("reason", ["forbidden", "unreachable", "bad_response"])
def test_check_mode_fails_where_nobody_could_look(run, wire, reason):
    wire.expect(sign_in(), FAILURES[reason])
    assert run({**CLOUD, "job_id": JOB}, check_mode=True)["reason"] == reason


# Options


def test_options_left_out_have_their_documented_values(rules):
    assert rules({}) == Rules(
        timeout=7200, delay=0, sleep=None, not_found_timeout=60, error_timeout=300, api_timeout=30, once=False
    )


def test_every_option_about_time_arrives(rules):
    given = {"timeout": 100, "delay": 1, "sleep": 2, "not_found_timeout": 3, "error_timeout": 4, "api_timeout": 5}
    assert rules(given) == Rules(**given, once=False)


def test_check_mode_and_a_timeout_of_zero_look_once(rules):
    assert rules({"delay": 50}, check_mode=True).once
    assert rules({"delay": 50}, check_mode=True).delay == 0
    assert rules({"timeout": 0}).once


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"job_id": ""}, "job_id: an ID is empty"),
        ({"job_id": ["a", ""]}, "job_id: an ID is empty"),
        ({"job_id": "a b"}, "job_id: expected the ID of a job, got a text of 3 characters"),
        ({"job_id": "{{ job_id"}, "It holds '{{': was a template not resolved?"),
        ({"timeout": -1}, "timeout: -1 is not a number of seconds"),
        ({"delay": -1}, "delay: -1 is not"),
        ({"not_found_timeout": -1}, "not_found_timeout: -1 is not"),
        ({"error_timeout": -1}, "error_timeout: -1 is not"),
        ({"sleep": 0}, "sleep: 0 s is too short"),
        ({"api_timeout": 0}, "api_timeout: 0 s is too short"),
        ({"timeout": 10, "delay": 20}, "timeout: 10 s for the whole task is shorter than delay"),
        ({"region_name": "eu-de", "auth": {}}, "auth"),
        ({"endpoint": "no URL"}, "endpoint"),
    ],
)
def test_bad_input_is_told_before_any_request(run, wire, options, says):
    result = run({**CLOUD, "job_id": JOB, **options})
    assert result["reason"] == "configuration"
    assert says in result["msg"]
    assert result.keys() - {"job"} == (KEYS | OF_FAILURE) - {"job"}
    assert wire.seen == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "missing required arguments: job_id"),
        ({"job_id": JOB, "engine": "oracle"}, "engine"),
        ({"job_id": JOB, "timeout": "soon"}, "timeout"),
        ({"job_id": JOB, "wait": True}, "wait"),
    ],
)
def test_arguments_are_checked_as_those_of_a_module(run, wire, options, says):
    result = run(options)
    assert (result["failed"], result["reason"]) == (True, "configuration")
    assert says in result["msg"]
    assert wire.seen == []


def test_async_is_refused(run, wire):
    with pytest.raises(AnsibleActionFail, match="async"):
        run({**CLOUD, "job_id": JOB}, async_val=60)


# Environment


def test_variables_of_the_process_count(run, wire, monkeypatch):
    monkeypatch.setenv("OS_PASSWORD", PASSWORD_AUTH["password"])
    wire.expect(sign_in(), look(COMPLETED))
    auth = {key: value for key, value in PASSWORD_AUTH.items() if key != "password"}
    assert run({**CLOUD, "auth": auth, "job_id": JOB})["polls"] == 1


def test_variables_of_the_keyword_environment_count_and_come_first(run, wire, monkeypatch):
    monkeypatch.setenv("OS_PASSWORD", "another password")
    wire.expect(sign_in(), look(COMPLETED))
    play = {"OS_PASSWORD": "yet another", "OS_REGION_NAME": "eu-de", "OS_USERNAME": PASSWORD_AUTH["username"]}
    task = {
        "OS_PASSWORD": PASSWORD_AUTH["password"],
        "OS_PROJECT_NAME": PASSWORD_AUTH["project_name"],
        "OS_USER_DOMAIN_NAME": PASSWORD_AUTH["user_domain_name"],
    }
    assert run({"job_id": JOB}, environment=[play, task])["polls"] == 1


def test_a_proxy_of_the_keyword_environment_is_used(run, wire):
    wire.expect(sign_in(), look(COMPLETED))
    run({**CLOUD, "job_id": JOB}, environment=[{"HTTPS_PROXY": "http://proxy.example.com:3128"}])
    assert [seen.proxies["https"] for seen in wire.seen] == ["http://proxy.example.com:3128"] * 2


# Progress


def test_a_line_goes_to_standard_error(run, wire, screen):
    wire.expect(sign_in(), look(COMPLETED))
    run({**CLOUD, "job_id": JOB})
    assert screen.lines == ["[db1] gauss-c1a3 CreateGaussDBV5Instance: Completed, 0s elapsed"]


def test_a_look_that_warns_writes_nothing(run, monkeypatch):
    def warn(self, job_id, limit):
        warnings.warn("The certificate is not verified.", stacklevel=2)
        raise UnreachableError("nobody there")

    monkeypatch.setattr(wait_for.Jobs, "get", warn)
    with warnings.catch_warnings(record=True) as written:
        warnings.simplefilter("always")
        result = run({**CLOUD, "job_id": JOB, "error_timeout": 0})
    assert "nobody there" in result["msg"]
    assert written == []


@pytest.mark.parametrize(("options", "no_log"), [({"progress": False}, False), ({}, True)])
def test_no_progress_is_told_where_none_is_wanted(run, wire, screen, options, no_log):
    screen.verbosity = 4
    wire.expect(sign_in(), look(FAILED))
    run({**CLOUD, "job_id": JOB, **options}, no_log=no_log)
    assert screen.lines == []


@pytest.mark.parametrize(("verbosity", "lines"), [(0, 0), (1, 1)])
def test_each_look_is_told_at_v(run, wire, screen, verbosity, lines):
    screen.verbosity = verbosity
    wire.expect(sign_in(), look({"error_code": "APIGW.0308", "error_msg": "Slower."}, 429))
    run({**CLOUD, "job_id": JOB, "timeout": 0})
    assert len([line for line in screen.lines if "look failed" in line]) == lines


# First contact


def test_a_wrong_address_is_told_without_waiting_where_looking_once(run, wire):
    wire.expect(sign_in(answer=requests.exceptions.ConnectionError(ConnectionRefusedError())))
    result = run({**CLOUD, "job_id": JOB, "timeout": 0})
    assert (result["reason"], result["pending"]) == ("unreachable", [JOB])
    assert "the connection was refused" in result["msg"]
