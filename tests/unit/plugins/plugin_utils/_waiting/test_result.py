# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    ForbiddenError,
    JobNotFoundError,
    RefusedError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.result import (
    build_failure,
    build_result,
    result_without_wait,
    undocumented_statuses,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import (
    HANGS,
    always,
    broken_during,
    lasting,
    one_by_one,
    ref,
    seen,
    wait,
)

CREATION = {"name": "CreateGaussDBV5Instance", "instance": {"id": "b34f", "name": "gauss-c1a3"}}

UNAUTHORIZED = always(UnauthorizedError("IAM refused the sign-in"))
FORBIDDEN = always(ForbiddenError("no permission"))
UNREACHABLE = always(UnreachableError("503"))
BAD_RESPONSE = always(BadResponseError("HTML"))
REFUSED = always(RefusedError("400", status=400))
JOB_FAILED = always(seen("Failed"))
NOT_FOUND = always(JobNotFoundError("DBS.200543"))
RUNNING = always(seen("Running"))
COMPLETED = always(seen("Completed"))


def failure(lives, failures_are_fine=False, **rules):
    rules = {"timeout": 1000, "error_timeout": 100, **rules}
    outcome = wait(lives, **rules).outcome
    return build_failure(outcome, rules["timeout"], failures_are_fine)


def test_success_is_not_a_failure():
    assert failure(COMPLETED) is None
    assert failure({}) is None


def test_a_failed_job_is_named_with_task_instance_and_reason():
    life = always(
        seen(
            "Failed",
            fail_reason="Insufficient quota.",
            created="2021-07-12T09:22:04+0800",
            ended="2021-07-12T10:10:13+0800",
            **CREATION,
        )
    )
    assert failure(life) == {
        "failed": True,
        "reason": "job_failed",
        "msg": "1 of 1 job failed: CreateGaussDBV5Instance of instance gauss-c1a3 (job), Failed after 48m 09s:"
        " Insufficient quota.",
    }


def test_a_failure_without_a_reason_says_so():
    assert failure(JOB_FAILED)["msg"] == "1 of 1 job failed: job, Failed: the API gave no reason."


def test_either_end_is_fine_where_that_is_asked_for():
    assert failure(JOB_FAILED, failures_are_fine=True) is None
    assert failure({"one": JOB_FAILED, "other": NOT_FOUND}, failures_are_fine=True)["reason"] == "not_found"


def test_what_is_not_found_comes_with_possible_causes():
    text = failure({"a": NOT_FOUND, "b": COMPLETED})["msg"]
    assert text.startswith("1 of 2 jobs could not be found: a.")
    for cause in ("more than a month old", "engine", "project", "region", "kind of job"):
        assert cause in text


@pytest.mark.parametrize(
    ("life", "reason"),
    [(FORBIDDEN, "forbidden"), (UNREACHABLE, "unreachable"), (BAD_RESPONSE, "bad_response"), (REFUSED, "refused")],
)
def test_what_could_not_be_queried_says_why(life, reason):
    found = failure(life)
    assert found["reason"] == reason
    assert found["msg"].startswith("1 of 1 job could not be queried: job: ")


def test_a_refused_sign_in_is_said_once():
    found = failure({f"job-{number}": UNAUTHORIZED for number in range(5)})
    assert found == {"failed": True, "reason": "unauthorized", "msg": "IAM refused the sign-in."}


def test_a_wrong_address_is_said_once():
    nobody = always(UnreachableError("the host name cannot be resolved", first_contact=True))
    found = failure({f"job-{number}": nobody for number in range(5)})
    assert (found["reason"], found["msg"]) == ("unreachable", "the host name cannot be resolved.")


def test_the_deadline_says_what_each_job_was_last_and_how_to_resume():
    text = failure(lasting(5000, lambda part: int(100 * part), **CREATION), timeout=1000)["msg"]
    assert text == (
        "1 of 1 job did not end within 1000 s: CreateGaussDBV5Instance of instance gauss-c1a3 (job), Running, 19% done."
        " It is still running; to resume, pass `pending` to another wait_for task."
    )


def test_the_deadline_says_since_when_polls_have_failed_and_why():
    text = failure(broken_during(RUNNING, {(700, 1000): UnreachableError("503")}), error_timeout=5000)["msg"]
    assert re.search(r"Running \(polls have failed for 4m \d\ds: 503\)\. It is still running;", text)


def test_the_deadline_says_that_the_api_was_throttling():
    text = failure(always(ThrottledError("429")))["msg"]
    assert "job, not seen (polls have failed for 16m 40s: 429). It may still be running; to resume, pass" in text


def test_the_deadline_says_that_a_poll_hangs():
    text = failure(always(HANGS), timeout=20)["msg"]
    assert "job, not seen (no response to the last poll for 20s)" in text


def test_polling_once_says_what_has_not_ended_yet():
    assert failure(RUNNING, timeout=0, once=True)["msg"].startswith("1 of 1 job has not ended yet: job, Running.")


def test_every_group_has_its_sentence():
    text = failure({"a": JOB_FAILED, "b": UNREACHABLE, "c": NOT_FOUND, "d": RUNNING, "e": COMPLETED})["msg"]
    for group in ("1 of 5 jobs failed", "could not be queried", "could not be found", "did not end within 1000 s"):
        assert group in text


PRECEDENCE = [
    ("unauthorized", broken_during(RUNNING, {(990, 1000): UnauthorizedError("401")})),
    ("forbidden", FORBIDDEN),
    ("configuration", broken_during(RUNNING, {(990, 1000): ConfigurationError("no such service")})),
    ("unreachable", UNREACHABLE),
    ("bad_response", BAD_RESPONSE),
    ("job_failed", JOB_FAILED),
    ("not_found", NOT_FOUND),
    ("timeout", RUNNING),
]


@pytest.mark.parametrize("first", range(len(PRECEDENCE)), ids=[reason for reason, _life in PRECEDENCE])
def test_the_first_reason_of_the_list_is_the_one(first):
    # Two errors that each stop all polls cannot meet.
    lives = {reason: life for reason, life in PRECEDENCE[first:] if reason != "configuration" or first > 0}
    assert failure(lives)["reason"] == PRECEDENCE[first][0]


def test_a_message_names_twenty_jobs_of_a_group():
    text = failure({f"job-{number}": JOB_FAILED for number in range(50)})["msg"]
    assert text.startswith("50 of 50 jobs failed")
    assert text.count("job-") == 20
    assert "and 30 more, see the return values" in text


def test_a_message_is_one_line_without_control_characters():
    text = failure(always(seen("Failed", fail_reason="\x1b[2J\nline two\x00" * 100, name="\x1b[1m")))["msg"]
    assert text.isprintable()
    assert len(text) < 700


# Return values


def test_the_return_values_are_in_the_order_asked_for():
    outcome = wait({"z": COMPLETED, "a": NOT_FOUND, "m": RUNNING, "b": UNREACHABLE}, timeout=500).outcome
    result = build_result(outcome, polls=7)
    assert [job["id"] for job in result["jobs"]] == ["z", "m"]
    assert result["pending"] == ["m", "b"]
    assert result["missing"] == ["a"]
    assert (result["elapsed"], result["polls"], result["changed"]) == (500, 7, False)
    assert "job" not in result


def test_a_single_job_comes_by_itself_too():
    seen_job = build_result(wait(COMPLETED).outcome, 1)
    assert seen_job["job"] == seen_job["jobs"][0]
    assert build_result(wait(NOT_FOUND).outcome, 1)["job"] is None


def test_keys_that_ansible_reads_itself_are_not_used():
    result = {**build_result(wait(JOB_FAILED).outcome, 1), **failure(JOB_FAILED)}
    assert not result.keys() & {"finished", "attempts", "retries", "results", "item", "rc", "exception"}


@pytest.mark.parametrize("job_ids", [[], ["one"], ["one", "other"]])
def test_an_error_before_the_first_poll_has_the_same_keys(job_ids):
    early = result_without_wait(ConfigurationError("no region"), [ref(job_id) for job_id in job_ids])
    late = build_result(wait(dict.fromkeys(job_ids, RUNNING), timeout=5).outcome, 1)
    assert early.keys() == {*late, "failed", "reason", "msg"}
    assert (early["pending"], early["polls"], early["reason"]) == (job_ids, 0, "configuration")


def test_each_undocumented_status_has_one_warning():
    odd = one_by_one(seen("Rebooting"), seen("Running"), seen("Rebooting"), seen("\x1b[2J"), seen("Completed"))
    warnings = undocumented_statuses(
        wait({"a": odd, "b": one_by_one(seen("Rebooting"), seen("Completed"))}).outcome.watches
    )
    assert len(warnings) == 2
    assert warnings[0] == "The API returned the undocumented status 'Rebooting'; treated as still running."
    assert all(warning.isprintable() for warning in warnings)
