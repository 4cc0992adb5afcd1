# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import sys
import threading
import warnings
from types import SimpleNamespace

import pytest
import requests
from ansible.errors import AnsibleActionFail
from ansible_collections.otc.gaussdb.plugins.action import wait_for
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import JobNotFoundError, UnreachableError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.job import Job
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Snapshot
from ansible_collections.otc.gaussdb.plugins.plugin_utils import _action, _sessions
from ansible_collections.otc.gaussdb.plugins.plugin_utils._parent import THREAD
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.driver import WaitOutcome
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.schedule import Policy
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
from ansible_collections.otc.gaussdb.tests.unit.plugins.simulated_time import Clock, SimulatedCalls

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
    monkeypatch.setattr(_action, "_DISPLAY", screen)
    monkeypatch.setattr(_sessions, "_SHARED", [])
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
            loader=SimpleNamespace(get_basedir=os.getcwd),
            templar=SimpleNamespace(template=lambda value: value),
            shared_loader_obj=None,
        )
        # What the plugin loader does.
        action._load_name = task.action
        return action.run(task_vars={"inventory_hostname": "db1"})

    return run


@pytest.fixture
def policy(run, monkeypatch):
    """The policy that options make, without any waiting."""

    def policy(options, check_mode=False):
        found = []

        def driver(policy, calls, reporter, clock):
            found.append(policy)
            return SimpleNamespace(run=lambda refs: WaitOutcome([]))

        monkeypatch.setattr(wait_for, "Driver", driver)
        run({**CLOUD, "job_id": JOB, **options}, check_mode)
        return found[0]

    return policy


def poll(answer, status=200, **arguments):
    return Call("GET", JOB_URL, answer, status, **arguments)


# Results


def test_a_completed_job_of_the_gaussdb_reference(run, wire):
    wire.expect(sign_in(), poll(GAUSSDB_EXAMPLE))
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
    "job_failed": poll(FAILED),
    "timeout": poll(RUNNING),
    "not_found": poll(UNKNOWN, 400),
    "forbidden": poll({"error_code": "DBS.200010", "error_msg": "No."}, 403),
    "unreachable": poll({"error_code": "DBS.108000", "error_msg": "Trouble."}, 500),
    "bad_response": poll("<html>"),
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


def test_a_failed_job_is_named_with_instance_and_reason(run, wire):
    wire.expect(sign_in(), poll(FAILED))
    result = run({**CLOUD, "job_id": JOB})
    assert result["msg"] == (
        f"1 of 1 job failed: ResizeGaussDBV5Flavor of instance gauss-c1a3 ({JOB}), Failed: Insufficient quota."
    )


def test_a_failed_job_is_fine_if_either_end_is(run, wire):
    wire.expect(sign_in(), poll(FAILED))
    assert "failed" not in run({**CLOUD, "job_id": JOB, "state": "ended"})


def test_a_message_of_the_user_comes_first(run, wire):
    wire.expect(sign_in(), poll(FAILED))
    assert run({**CLOUD, "job_id": JOB, "msg": "No new node:"})["msg"].startswith("No new node: 1 of 1 job failed")


def test_the_message_of_the_user_is_for_failures_only(run, wire):
    wire.expect(sign_in(), poll(COMPLETED))
    assert "msg" not in run({**CLOUD, "job_id": JOB, "msg": "No new node:"})


def test_an_undocumented_status_is_a_warning(run, wire):
    wire.expect(sign_in(), poll({"job": {"id": JOB, "status": "Rebooting"}}))
    (warning,) = run({**CLOUD, "job_id": JOB, "timeout": 0})["warnings"]
    assert warning == "The API returned the undocumented status 'Rebooting'; treated as still running."


def test_no_jobs_are_no_work(run, wire):
    result = run({**CLOUD, "job_id": []})
    assert (result["jobs"], result["pending"], result["polls"]) == ([], [], 0)
    assert "failed" not in result


def test_secrets_that_the_api_echoes_do_not_show(run, wire, screen):
    password = PASSWORD_AUTH["password"]
    echo = {"job": {"id": JOB, "status": "Failed", "name": password, "fail_reason": f"Wrong password {password}."}}
    wire.expect(sign_in(), poll(echo))
    result = run({**CLOUD, "job_id": JOB})
    assert password not in json.dumps(result)
    assert password not in "\n".join(screen.lines)


# Check mode


@pytest.mark.parametrize("reason", ["job_failed", "timeout", "not_found"])
def test_check_mode_polls_once_and_does_not_fail_for_jobs(run, wire, reason):
    wire.expect(sign_in(), FAILURES[reason])
    assert run({**CLOUD, "job_id": JOB, "delay": 600}, check_mode=True).keys() == KEYS


@pytest.mark.parametrize("reason", ["forbidden", "unreachable", "bad_response"])
def test_check_mode_fails_if_no_poll_could_succeed(run, wire, reason):
    wire.expect(sign_in(), FAILURES[reason])
    assert run({**CLOUD, "job_id": JOB}, check_mode=True)["reason"] == reason


# Options


def test_options_left_out_have_their_documented_values(policy):
    assert policy({}) == Policy(
        timeout=7200, delay=0, sleep=None, not_found_timeout=60, error_timeout=300, api_timeout=30, once=False
    )


def test_every_option_about_time_arrives(policy):
    given = {"timeout": 100, "delay": 1, "sleep": 2, "not_found_timeout": 3, "error_timeout": 4, "api_timeout": 5}
    assert policy(given) == Policy(**given, once=False)


def test_check_mode_and_a_timeout_of_zero_poll_once(policy):
    assert policy({"delay": 50}, check_mode=True).once
    assert policy({"delay": 50}, check_mode=True).delay == 0
    assert policy({"timeout": 0}).once


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"job_id": ""}, "job_id: an ID is empty"),
        ({"job_id": ["a", ""]}, "job_id: an ID is empty"),
        ({"job_id": "a b"}, "job_id: expected the ID of a job"),
        ({"job_id": "{{ job_id"}, "was a template not resolved?"),
        ({"job_id": {"changed": True, "job_id": JOB}}, "Pass its .job_id instead"),
        ({"timeout": -1}, "timeout: expected 0 or more, got -1"),
        ({"delay": -1}, "delay: expected 0 or more"),
        ({"not_found_timeout": -1}, "not_found_timeout: expected 0 or more"),
        ({"error_timeout": -1}, "error_timeout: expected 0 or more"),
        ({"sleep": 0}, "sleep: expected 1 or more, got 0"),
        ({"api_timeout": 0}, "api_timeout: expected 1 or more"),
        ({"timeout": 10, "delay": 20}, "timeout: 10 s is shorter than the delay of 20 s"),
        (
            {"job_id": [JOB, {"id": "x", "engine": "taurusdb"}], "endpoint": "https://gaussdb.example.com"},
            "endpoint: it is the URL of one engine's API",
        ),
        ({"region_name": "eu-de", "auth": {}}, "auth"),
        ({"endpoint": "no URL"}, "endpoint"),
    ],
)
def test_bad_input_is_an_error_before_any_request(run, wire, options, says):
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
    wire.expect(sign_in(), poll(COMPLETED))
    auth = {key: value for key, value in PASSWORD_AUTH.items() if key != "password"}
    assert run({**CLOUD, "auth": auth, "job_id": JOB})["polls"] == 1


def test_variables_of_the_keyword_environment_count_and_come_first(run, wire, monkeypatch):
    monkeypatch.setenv("OS_PASSWORD", "another password")
    wire.expect(sign_in(), poll(COMPLETED))
    play = {"OS_PASSWORD": "yet another", "OS_REGION_NAME": "eu-de", "OS_USERNAME": PASSWORD_AUTH["username"]}
    task = {
        "OS_PASSWORD": PASSWORD_AUTH["password"],
        "OS_PROJECT_NAME": PASSWORD_AUTH["project_name"],
        "OS_USER_DOMAIN_NAME": PASSWORD_AUTH["user_domain_name"],
    }
    assert run({"job_id": JOB}, environment=[play, task])["polls"] == 1


def test_a_proxy_of_the_keyword_environment_is_used(run, wire):
    wire.expect(sign_in(), poll(COMPLETED))
    run({**CLOUD, "job_id": JOB}, environment=[{"HTTPS_PROXY": "http://proxy.example.com:3128"}])
    assert [seen.proxies["https"] for seen in wire.seen] == ["http://proxy.example.com:3128"] * 2


# Progress


def test_a_line_goes_to_standard_error(run, wire, screen):
    wire.expect(sign_in(), poll(COMPLETED))
    run({**CLOUD, "job_id": JOB})
    assert screen.lines == [
        f"[db1] Waiting for GaussDB job {JOB}",
        "[db1] gauss-c1a3 CreateGaussDBV5Instance: Completed. Waited 0s.",
    ]


def test_a_poll_that_warns_writes_nothing(run, monkeypatch):
    def warn(self, job_id, timeout):
        warnings.warn("The certificate is not verified.", stacklevel=2)
        raise UnreachableError("no response")

    monkeypatch.setattr(wait_for.Jobs, "get", warn)
    with warnings.catch_warnings(record=True) as written:
        warnings.simplefilter("always")
        result = run({**CLOUD, "job_id": JOB, "error_timeout": 0})
    assert "no response" in result["msg"]
    assert written == []


@pytest.mark.parametrize(("options", "no_log"), [({"progress": False}, False), ({"progress": False}, True), ({}, True)])
def test_no_progress_is_reported_if_none_is_wanted(run, wire, screen, options, no_log):
    screen.verbosity = 4
    wire.expect(sign_in(), poll(FAILED))
    run({**CLOUD, "job_id": JOB, **options}, no_log=no_log)
    assert screen.lines == []


def test_under_no_log_a_line_a_minute_names_nothing(run, monkeypatch, screen):
    def driver(policy, calls, reporter, clock):
        reporter.started([], 0.0)
        reporter.tick([], 60.0)
        return SimpleNamespace(run=lambda refs: WaitOutcome([]))

    monkeypatch.setattr(wait_for, "Driver", driver)
    screen.verbosity = 4
    run({**CLOUD, "job_id": JOB}, no_log=True)
    assert screen.lines == ["Still waiting after 1m 00s."]


@pytest.mark.parametrize(("verbosity", "lines"), [(0, 1), (1, 2)])
def test_each_poll_is_reported_at_v(run, monkeypatch, screen, verbosity, lines):
    answers = iter(["Running", "Running", "Completed"])
    monkeypatch.setattr(
        wait_for.Jobs, "get", lambda self, job_id, timeout: Snapshot(Job(job_id, "gaussdb", status=next(answers)))
    )
    clock = Clock()
    monkeypatch.setattr(wait_for, "time", SimpleNamespace(monotonic=clock))
    monkeypatch.setattr(wait_for, "BackgroundCalls", lambda poll: SimulatedCalls(clock, poll, lambda *_: 0))
    screen.verbosity = verbosity
    run({**CLOUD, "job_id": JOB})
    assert len([line for line in screen.lines if ": Running." in line]) == lines


# First contact


def test_a_wrong_address_is_an_error_immediately_if_polling_once(run, wire):
    wire.expect(sign_in(answer=requests.exceptions.ConnectionError(ConnectionRefusedError())))
    result = run({**CLOUD, "job_id": JOB, "timeout": 0})
    assert (result["reason"], result["pending"]) == ("unreachable", [JOB])
    assert "refused the connection" in result["msg"]


# Both engines


def test_jobs_of_both_engines_are_awaited_in_one_task_with_one_sign_in(run, wire):
    other = "a9767ede-fe0f-4888-9003-e843a4c90514"
    taurusdb_url = JOB_URL.replace(JOB, other).replace("gaussdb.", "gaussdb-mysql.")
    wire.expect(sign_in(), poll(COMPLETED), Call("GET", taurusdb_url, TAURUSDB_EXAMPLE))
    result = run({**CLOUD, "job_id": [JOB, {"id": other, "engine": "taurusdb"}]})
    assert [(job["id"], job["engine"], job["status"]) for job in result["jobs"]] == [
        (JOB, "gaussdb", "Completed"),
        (other, "taurusdb", "Completed"),
    ]
    assert (result["polls"], result["pending"]) == (2, [])


def test_what_is_pending_and_missing_comes_as_given(run, monkeypatch):
    def get(self, job_id, timeout):
        if job_id == "gone":
            raise JobNotFoundError("DBS.200543")
        return Snapshot(Job(job_id, "gaussdb", status="Running"))

    monkeypatch.setattr(wait_for.Jobs, "get", get)
    given = ["a", {"id": "b", "engine": "taurusdb", "status": "Running"}, {"id": "gone"}]
    result = run({**CLOUD, "job_id": given, "timeout": 0})
    assert result["pending"] == ["a", {"id": "b", "engine": "taurusdb"}]
    assert result["missing"] == [{"id": "gone", "engine": "gaussdb"}]


# The process


def test_requests_missing_on_the_controller_names_its_python(run, monkeypatch):
    monkeypatch.setattr(_action, "HAS_REQUESTS", False)
    result = run({**CLOUD, "job_id": JOB})
    assert result["reason"] == "configuration"
    assert f"{sys.executable} -m pip install requests" in result["msg"]
    assert "ansible_python_interpreter" not in result["msg"]


def test_the_parent_process_is_watched_for_as_long_as_the_wait_lasts(run, monkeypatch):
    threads = []

    def get(self, job_id, timeout):
        threads.extend(thread.name for thread in threading.enumerate())
        return Snapshot(Job(job_id, "gaussdb", status="Completed"))

    monkeypatch.setattr(wait_for.Jobs, "get", get)
    run({**CLOUD, "job_id": JOB})
    assert THREAD in threads
    assert THREAD not in [thread.name for thread in threading.enumerate()]
