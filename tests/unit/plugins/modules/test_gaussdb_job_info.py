# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
import requests
from ansible.module_utils import basic
from ansible.module_utils.common.parameters import PASS_VARS
from ansible_collections.otc.gaussdb.plugins.module_utils._support import backoff
from ansible_collections.otc.gaussdb.plugins.modules import gaussdb_job_info
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB,
    GAUSSDB_EXAMPLE,
    JOB,
    JOB_URL,
    PASSWORD_AUTH,
    PROJECT,
    TAURUSDB,
    TAURUSDB_EXAMPLE,
    Call,
    sign_in,
)

try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:  # ansible-core 2.16
    patch_module_args = None

pytestmark = pytest.mark.usefixtures("bare")

TASKS = f"{GAUSSDB}/v3/{PROJECT}/tasks"
TAURUSDB_JOB = "a9767ede-fe0f-4888-9003-e843a4c90514"
UNKNOWN = {"error_code": "DBS.200543", "error_msg": "The job does not exist."}
INTERNAL = {"_ansible_remote_tmp": ".", "_ansible_keep_remote_files": False, "_ansible_verbosity": 5}
if "inject_invocation" in PASS_VARS:  # ansible-core 2.21 shows the options only where that is set
    INTERNAL["_ansible_inject_invocation"] = True
SIGNED_IN = {"auth": {"token": "given-token-1", "project_id": PROJECT}, "endpoint": GAUSSDB}


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the module with options, as Ansible does; its result."""

    def run_module(**options):
        arguments = {**INTERNAL, **options}
        if patch_module_args is None:
            monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
        with (
            nullcontext() if patch_module_args is None else patch_module_args(arguments),
            pytest.raises(SystemExit) as left,
        ):
            gaussdb_job_info.main()
        result = json.loads(capsys.readouterr().out)
        assert bool(result.get("failed")) is (left.value.code != 0)
        return result

    return run_module


def test_gaussdbs_example(wire, run):
    wire.expect(sign_in(), Call("GET", JOB_URL, GAUSSDB_EXAMPLE, sent={"X-Auth-Token": "issued-token"}))
    result = run(auth=PASSWORD_AUTH, job_id=JOB)
    assert result["job"] == {
        "id": JOB,
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
    assert result["jobs"] == [result["job"]]
    assert result["missing"] == []


def test_taurusdbs_example(wire, run):
    wire.expect(sign_in(), Call("GET", f"{TAURUSDB}/v3/{PROJECT}/jobs?id={TAURUSDB_JOB}", TAURUSDB_EXAMPLE))
    job = run(auth=PASSWORD_AUTH, engine="taurusdb", id=TAURUSDB_JOB)["job"]
    assert (job["engine"], job["duration"], job["progress"]) == ("taurusdb", 50400, 100)
    assert job["entities"]["resource_ids"][1] == "a48e43ff268f4c0e879652d65e63d0fbin07.volume"


def test_several_in_the_order_asked_for_and_each_once(wire, run):
    wire.expect(*(Call("GET", f"{GAUSSDB}/v3/{PROJECT}/jobs?id={each}", {"job": {"id": each}}) for each in "bc"))
    wire.expect(Call("GET", f"{GAUSSDB}/v3/{PROJECT}/jobs?id=a", UNKNOWN, 400))
    result = run(job_id="b, a,c ,b", **SIGNED_IN)
    assert [job["id"] for job in result["jobs"]] == ["b", "c"]
    assert result["missing"] == ["a"]
    assert "job" not in result


def test_an_unknown_job_is_null_and_no_failure(wire, run):
    wire.expect(Call("GET", JOB_URL, UNKNOWN, 400))
    result = run(job_id=[JOB, JOB], **SIGNED_IN)
    assert (result["job"], result["jobs"], result["missing"]) == (None, [], [JOB])


def test_an_empty_list_is_no_work_and_needs_no_credentials(wire, run):
    result = run(job_id=[])
    assert (result["jobs"], result["missing"]) == ([], [])
    assert wire.seen == []


def test_check_mode_looks_as_well(wire, run):
    wire.expect(Call("GET", JOB_URL, GAUSSDB_EXAMPLE))
    assert run(job_id=JOB, _ansible_check_mode=True, **SIGNED_IN)["job"]["status"] == "Completed"


def test_the_task_list_with_all_filters(wire, run):
    query = (
        "status=Running&name=DeleteGaussDBV5Instance&start_time=1795339800000&end_time=1795343400500&offset=0&limit=100"
    )
    entries = [
        {"job_id": "j1", "status": "Running", "instance_info": {"instance_id": "i1", "instance_name": "db"}},
        {"job_id": "j2", "status": "Running", "instance_info": {"instance_id": "i2", "instance_name": "other"}},
        {"job_id": "j3", "status": "Running", "instance_info": {"instance_id": "i1", "instance_name": "db"}},
    ]
    wire.expect(Call("GET", f"{TASKS}?{query}", {"tasks": entries, "total_count": 3}))
    result = run(status="Running", name="DeleteGaussDBV5Instance\n", start_time="2026-11-22T10:30:00+01:00",
                 end_time="1795343400.5", instance_id="i1", limit=1, **SIGNED_IN)  # fmt: skip
    assert [(job["id"], job["instance"]) for job in result["jobs"]] == [("j1", {"id": "i1", "name": "db"})]
    assert "job" not in result


def test_a_refusal_keeps_what_was_found(wire, run):
    wire.expect(*(Call("GET", f"{GAUSSDB}/v3/{PROJECT}/jobs?id={each}", {"job": {"id": each}}) for each in "ac"))
    wire.expect(
        Call("GET", f"{GAUSSDB}/v3/{PROJECT}/jobs?id=b", {"error_code": "DBS.200010", "error_msg": "No rights."}, 403)
    )
    result = run(job_id="a,c,b", **SIGNED_IN)
    assert (result["reason"], [job["id"] for job in result["jobs"]]) == ("forbidden", ["a", "c"])
    assert "(HTTP 403): DBS.200010: No rights. Ask for" in result["msg"]


def test_a_server_that_cannot_be_reached(wire, run, monkeypatch):
    monkeypatch.setattr(backoff, "_RETRY_PAUSES_AT_FIRST_CONTACT", (0.0,))
    wire.expect(*[Call("GET", JOB_URL, requests.ConnectionError(ConnectionRefusedError(111, "refused")))] * 2)
    result = run(job_id=JOB, **SIGNED_IN)
    assert (result["reason"], result["jobs"], result["job"]) == ("unreachable", [], None)
    assert result["msg"] == f"The GaussDB API at {GAUSSDB} refused the connection."


def test_results_are_not_blotted_out_and_secrets_are_not_shown(wire, run):
    """With a password that is the word for success, and a code that is a part of everything."""
    auth = {**PASSWORD_AUTH, "password": "Completed", "passcode": "0"}
    body = {
        "auth": {
            "identity": {
                "methods": ["password", "totp"],
                "password": {
                    "user": {
                        "name": "operator",
                        "domain": {"name": "OTC-EU-DE-00000000001000000000"},
                        "password": "Completed",
                    }
                },
                "totp": {
                    "user": {"name": "operator", "domain": {"name": "OTC-EU-DE-00000000001000000000"}, "passcode": "0"}
                },
            },
            "scope": {"project": {"name": "eu-de_team", "domain": {"name": "OTC-EU-DE-00000000001000000000"}}},
        }
    }
    wire.expect(sign_in(body=body), Call("GET", JOB_URL, GAUSSDB_EXAMPLE))
    result = run(auth=auth, job_id=JOB)
    assert (result["job"]["status"], result["job"]["duration"], result["job"]["created"]) == (
        "Completed",
        2889,
        "2021-07-12T09:22:04+0800",
    )
    shown = result["invocation"]["module_args"]["auth"]
    assert shown["project_name"] == "eu-de_team"
    assert "Completed" not in shown.values()
    assert "0" not in shown.values()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"job_id": ""}, "job_id: an ID is empty"),
        ({"job_id": None}, "job_id: an ID is empty. Was the task that started the job skipped"),
        ({"id": None}, "job_id: an ID is empty"),
        ({"job_id": ["a", None]}, "job_id: an ID is empty"),
        ({"job_id": "None"}, "job_id: an ID is empty"),
        ({"job_id": {"changed": True, "job_id": "a"}}, "got the whole result of a task. Pass its .job_id instead"),
        ({"instance_id": None}, "instance_id: the ID is empty. Was the task that provides it skipped?"),
        ({"instance_id": ""}, "instance_id: the ID is empty"),
        ({"instance_id": " "}, "instance_id: the ID is empty"),
        ({"instance_id": "None"}, "instance_id: the ID is empty"),
        (
            {"job_id": "a", "instance_id": None},
            "job_id and the filters for listing jobs are mutually exclusive (instance_id)",
        ),
        ({"engine": "oracle"}, "engine: expected one of gaussdb, taurusdb; got 'oracle'."),
        ({"limit": "all"}, "limit: expected a whole number, got a string of 3 characters."),
        ({"name": {"a": "open-Sesame-4711"}}, "name: expected a string, got a mapping."),
        ({"auth": {"password": 4711}}, "auth.password: expected a string, got a number, which YAML may have changed."),
        ({"wait": True}, "wait is not an option. The options are api_timeout, auth, "),
        ({"job_id": "a b"}, "job_id: expected the ID of a job, got a string of 3 characters"),
        ({"job_id": ["{{ x }}"]}, "It contains '{{': was a template not resolved?"),
        (
            {"job_id": "a", "status": "Failed", "limit": 5},
            "job_id and the filters for listing jobs are mutually exclusive (status, limit)",
        ),
        ({"job_id": [], "name": "x"}, "job_id and the filters for listing jobs are mutually exclusive (name)"),
        ({"engine": "taurusdb"}, "job_id: TaurusDB cannot list jobs. Pass the IDs"),
        ({"engine": "taurusdb", "status": "Failed"}, "job_id: TaurusDB cannot list jobs"),
        ({"limit": 0}, "limit: expected 1 or more, got 0."),
        ({"start_time": "-5"}, "start_time: expected a time, got '-5'. Write it as"),
        ({"end_time": "tomorrow"}, "end_time: expected a time, got 'tomorrow'."),
        ({"start_time": "2026-11-23", "end_time": "2026-11-22"}, "start_time is later than end_time"),
        ({"job_id": "a"}, "No credentials"),
        ({"job_id": "a", "auth": {"token": "t"}}, "No region and no endpoint"),
        ({"job_id": "a", "auth": {"token": "t"}, "endpoint": "x"}, "endpoint is not a URL"),
        ({"job_id": "a", "cloud": "nowhere"}, "There is no clouds.yaml for cloud 'nowhere'"),
    ],
)
def test_bad_input_fails_before_any_request(wire, run, options, said):
    result = run(**options)
    assert said in result["msg"]
    assert result["reason"] == "configuration"
    assert (result["jobs"], result["missing"]) == ([], [])
    assert wire.seen == []


@pytest.mark.parametrize(
    "options",
    [{"job_id": None}, {"job_id": ""}, {"job_id": [None, ""]}, {"instance_id": None}, {"instance_id": "", "limit": 5}],
)
def test_in_check_mode_a_lost_id_is_no_work(wire, run, options):
    result = run(**options, **SIGNED_IN, _ansible_check_mode=True)
    assert (result["jobs"], result["missing"], "failed" in result) == ([], [], False)
    assert wire.seen == []


def test_jobs_of_both_engines(wire, run):
    wire.expect(
        sign_in(),
        Call("GET", JOB_URL, GAUSSDB_EXAMPLE),
        sign_in(),
        Call("GET", f"{TAURUSDB}/v3/{PROJECT}/jobs?id={TAURUSDB_JOB}", TAURUSDB_EXAMPLE),
        Call("GET", f"{TAURUSDB}/v3/{PROJECT}/jobs?id=gone", UNKNOWN, 400),
    )
    gone = {"id": "gone", "engine": "taurusdb"}
    result = run(job_id=[[JOB], {"id": TAURUSDB_JOB, "engine": "taurusdb"}, gone], auth=PASSWORD_AUTH)
    assert [(job["engine"], job["id"]) for job in result["jobs"]] == [("gaussdb", JOB), ("taurusdb", TAURUSDB_JOB)]
    assert (result["missing"], "job" in result) == ([gone], False)


def test_fewer_jobs_than_the_api_counts_are_a_warning(wire, run):
    jobs = [{"job_id": "j1"}, {"job_id": "j2"}]
    page = Call("GET", f"{TASKS}?offset=0&limit=100", {"tasks": jobs, "total_count": 3})
    wire.expect(page, Call("GET", f"{TASKS}?offset=1&limit=100", {"tasks": jobs[1:], "total_count": 3}))
    result = run(**SIGNED_IN)
    assert "The API counts 3 jobs but listed only 2: the list may be incomplete." in str(result["warnings"])
    assert [job["id"] for job in result["jobs"]] == ["j1", "j2"]


def test_nothing_secret_goes_to_the_log_of_the_system(wire, run, monkeypatch):
    logged = []
    monkeypatch.setattr(
        basic.AnsibleModule, "log", lambda _module, message, log_args=None: logged.append((message, log_args))
    )
    wire.expect(sign_in(answer={"error": {"message": "no correct horse battery"}}, status=401))
    result = run(auth=PASSWORD_AUTH, job_id=JOB)
    assert result["reason"] == "unauthorized"
    assert "eu-de_team" in str(logged)
    assert "horse" not in str(logged)
    assert "horse" not in str(result)


def test_variables_of_the_process_count(wire, run, monkeypatch):
    for name, value in {"OS_TOKEN": "given-token-1", "OS_PROJECT_ID": PROJECT, "OS_REGION_NAME": "eu-de"}.items():
        monkeypatch.setenv(name, value)
    wire.expect(Call("GET", JOB_URL, GAUSSDB_EXAMPLE, sent={"X-Auth-Token": "given-token-1"}))
    assert run(job_id=JOB, endpoint=GAUSSDB)["job"]["id"] == JOB
