# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later


from __future__ import annotations

import re
from itertools import pairwise

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ForbiddenError,
    JobNotFoundError,
    ThrottledError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import HeartbeatReporter, ProgressReporter
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import (
    HANGS,
    always,
    broken_during,
    lasting,
    one_by_one,
    seen,
    wait,
)

INSTANCE = {"id": "b34f", "name": "gauss-c1a3"}
CREATION = {"name": "CreateGaussDBV5Instance", "instance": INSTANCE}
JOB = "gauss-c1a3 CreateGaussDBV5Instance"
DOWN = UnreachableError("The GaussDB API returned a server error (HTTP 503): Try later.")


def report_of(lives, every_poll=False, no_log=False, engines=None, **policy):
    """The lines that a person sees, each with its time, the first one included."""
    lines = []

    def reporter(service):
        def display(line):
            lines.append((service.now, line))

        return HeartbeatReporter(display) if no_log else ProgressReporter(display, "db1", every_poll)

    wait(lives, reporter, engines=engines, **policy)
    return lines


def lines_of(lives, **arguments):
    """Those after the first line."""
    return report_of(lives, **arguments)[1:]


def percent(part):
    return int(100 * part)


def tenths(part):
    return 10 * int(10 * part)


# The first line


def test_the_first_line_has_the_id_of_the_job():
    assert report_of(lasting(5))[0] == (0, "[db1] Waiting for GaussDB job job")


def test_the_first_line_has_all_ids_as_another_wait_takes_them():
    ids = [f"5cbb8a90-2253-4cff-8a13-49aa8f31d{number:03}" for number in range(40)]
    line = report_of({job_id: lasting(5) for job_id in ids})[0][1]
    assert line == f"[db1] Waiting for 40 GaussDB jobs: {', '.join(ids)}"


def test_the_first_line_has_the_engine_of_each_job():
    lives = {job_id: lasting(5) for job_id in "abc"}
    line = report_of(lives, engines={"b": "taurusdb"})[0][1]
    assert line == "[db1] Waiting for 2 GaussDB jobs: a, c; TaurusDB job b"


def test_the_first_line_comes_before_the_delay():
    assert report_of(lasting(5), delay=500)[0][0] == 0


def test_a_wait_for_nothing_has_no_line():
    assert report_of({}) == []


# States


def test_a_line_names_host_instance_kind_and_status_and_says_what_each_number_is():
    lines = lines_of(lasting(1000, percent, **CREATION))
    assert lines[0] == (0, f"[db1] {JOB}: Running, 0% done. Waited 0s.")
    at, half_way = next((at, line) for at, line in lines if at >= 500)
    assert re.fullmatch(rf"\[db1\] {JOB}: Running, 5\d% done, about [78]m \d\ds left\. Waited 8m \d\ds\.", half_way)
    assert at <= 530
    assert re.fullmatch(rf"\[db1\] {JOB}: Completed\. Waited 16m 4\ds\.", lines[-1][1])


def test_a_change_has_a_line_and_standing_still_has_none():
    lines = lines_of(one_by_one(seen("Pending"), *[seen()] * 12, seen("Completed")))
    assert [re.split("[:.]", line)[1] for _at, line in lines] == [" Pending", " Running", " Completed"]


def test_a_job_has_a_line_in_ten_seconds_at_the_most_and_its_end_is_reported_immediately():
    lines = lines_of(lasting(35, percent), sleep=1)
    *changes, end = [at for at, _line in lines]
    assert changes == [0, 10, 20, 30]
    assert end == 35


def test_a_change_that_is_undone_within_ten_seconds_has_no_line():
    life = broken_during(lasting(59), {(2, 4): seen("Pending")})
    assert [at for at, _line in lines_of(life, sleep=1)] == [0, 59]


def test_there_is_a_line_every_minute():
    times = [at for at, _line in lines_of(lasting(400))]
    assert max(later - sooner for sooner, later in pairwise(times)) <= 60


def test_there_is_a_line_every_minute_before_the_first_poll():
    assert lines_of(lasting(0), delay=130)[:2] == [
        (60, "[db1] job job: not polled yet. Waited 1m 00s."),
        (120, "[db1] job job: not polled yet. Waited 2m 00s."),
    ]


def test_a_failure_is_reported_with_its_reason():
    lines = lines_of(lasting(20, outcome="Failed", fail_reason="Insufficient resources.", **CREATION))
    assert lines[-1] == (20, f"[db1] {JOB}: Failed: Insufficient resources. Waited 20s.")


def test_a_failure_without_a_reason_is_reported_too():
    assert lines_of(lasting(20, outcome="Canceled"))[-1] == (20, "[db1] job: Canceled. Waited 20s.")


def test_an_old_state_comes_with_its_age():
    lines = lines_of(lasting(400, percent, **CREATION), sleep=150)
    assert (60, f"[db1] {JOB}: Running, 0% done (1m 00s ago). Waited 1m 00s.") in lines
    assert (210, f"[db1] {JOB}: Running, 37% done (1m 00s ago). Waited 3m 30s.") in lines


def test_a_poll_that_hangs_is_reported():
    life = broken_during(lasting(400, **CREATION), {(50, 400): HANGS})
    text = [line for _at, line in lines_of(life, api_timeout=200, timeout=200)][-1]
    assert re.fullmatch(
        rf"\[db1\] {JOB}: Running \(\dm \d\ds ago\)\. No response to the current poll for \dm \d\ds\."
        r" Waited \dm \d\ds\.",
        text,
    )


def test_a_first_poll_that_hangs_is_reported():
    assert lines_of(always(HANGS), api_timeout=90, timeout=80) == [
        (60, "[db1] job job: not seen yet. No response to the current poll for 1m 00s. Waited 1m 00s.")
    ]


# Polls that fail


def test_failing_polls_are_reported_since_when_and_for_how_much_longer():
    life = broken_during(lasting(300, **CREATION), {(20, 200): DOWN})
    failing = [(at, line) for at, line in lines_of(life, sleep=5) if "503" in line]
    assert failing[0] == (
        20,
        f"[db1] {JOB}: polls failing, giving up in 5m 00s: {DOWN} Last seen Running (5s ago). Waited 20s.",
    )
    assert failing[1] == (
        80,
        f"[db1] {JOB}: polls failing for 1m 00s, giving up in 4m 00s: {DOWN}"
        " Last seen Running (1m 05s ago). Waited 1m 20s.",
    )
    assert len(failing) == 4


def test_polls_that_succeed_again_are_reported():
    life = broken_during(lasting(100), {(20, 40): DOWN})
    assert (40, "[db1] job: Running. Waited 40s.") in lines_of(life, sleep=5)


def test_a_failure_that_is_over_within_ten_seconds_of_the_last_line_has_none():
    assert [at for at, _line in lines_of(broken_during(lasting(50), {(2, 6): DOWN}), sleep=2)] == [0, 50]


def test_another_kind_of_failure_is_a_change():
    life = broken_during(lasting(300), {(20, 40): DOWN, (40, 60): BadResponseError("HTML.")})
    text = " ".join(line for _at, line in lines_of(life, sleep=5))
    assert "polls failing for 20s, giving up in 4m 40s: HTML. Last seen Running (25s ago)." in text


def test_an_old_state_is_never_shown_as_current_while_polls_fail():
    life = broken_during(lasting(300, percent), {(20, 200): DOWN})
    for at, line in lines_of(life, sleep=5):
        if 20 < at < 200:
            assert "polls failing" in line
            assert re.search(r"Last seen Running, \d+% done \(\S.* ago\)", line)
            assert "left" not in line


def test_throttling_is_reported_without_an_end():
    life = broken_during(lasting(200, **CREATION), {(20, 100): ThrottledError("Too many requests.")})
    lines = lines_of(life)
    assert (20, f"[db1] {JOB}: polls throttled: Too many requests. Last seen Running (2s ago). Waited 20s.") in lines
    assert any("polls throttled for 1m 00s: Too many requests." in line for _at, line in lines)


def test_a_job_that_is_not_visible_yet_is_reported():
    lines = lines_of(always(JobNotFoundError("DBS.200543")))
    assert lines[0] == (0, "[db1] job job: not visible yet, giving up in 1m 00s. Waited 0s.")
    assert re.fullmatch(r"\[db1\] job job: giving up, not found\. Waited 1m 0\ds\.", lines[-1][1])


def test_a_job_that_has_vanished_is_reported():
    lines = lines_of(one_by_one(seen(progress=40), *[JobNotFoundError("DBS.200543")] * 2), sleep=20)
    assert [line for _at, line in lines[1:]] == [
        "[db1] job: not found. Last seen Running, 40% done (20s ago). Waited 20s.",
        "[db1] job: giving up, not found. Waited 40s.",
    ]


def test_giving_up_is_reported_once_with_the_reason():
    lines = lines_of(always(ForbiddenError("The user lacks a permission.")))
    assert lines == [(0, "[db1] job job: giving up: The user lacks a permission. Waited 0s.")]


def test_a_wrong_address_is_given_up_within_seconds_and_says_so():
    wrong = UnreachableError("The host name cannot be resolved.", first_contact=True)
    lines = [line for _at, line in lines_of({job_id: always(wrong) for job_id in "abc"})]
    assert lines[0] == "[db1] job a: polls failing, giving up in 5s: The host name cannot be resolved. Waited 0s."
    assert lines[-1] == "[db1] Giving up on 3 jobs: The host name cannot be resolved. Waited 6s."


def test_what_was_given_up_is_not_reported_again():
    lives = {"a": always(ForbiddenError("No.")), "b": lasting(200)}
    assert len([line for _at, line in lines_of(lives) if "job a" in line]) == 1


# More and less


def test_each_poll_is_reported_to_those_who_ask_for_more():
    life = broken_during(lasting(50), {(10, 20): DOWN})
    lines = lines_of(life, every_poll=True, sleep=5)
    assert [at for at, _line in lines] == list(range(0, 55, 5))
    assert len([line for _at, line in lines if "polls failing" in line]) == 2


def test_no_log_names_nothing_and_is_not_silent():
    life = broken_during(lasting(200, **CREATION), {(50, 90): DOWN})
    assert report_of(life, no_log=True) == [
        (60, "Still waiting after 1m 00s."),
        (120, "Still waiting after 2m 00s."),
        (180, "Still waiting after 3m 00s."),
    ]


# Many jobs


def many():
    return {f"job-{number:02}": lasting(10 + 8 * number) for number in range(10)}


def test_more_than_ten_jobs_have_a_summary_every_half_minute_and_each_failure():
    lives = many() | {
        "failing-0": lasting(25, outcome="Failed", fail_reason="Disk full."),
        "failing-1": lasting(55, outcome="Failed"),
        "forbidden": always(ForbiddenError("no permission")),
    }
    lines = lines_of(lives)
    summaries = [(at, line) for at, line in lines if "jobs completed" in line]
    failures = [line for _at, line in lines if "jobs completed" not in line]
    assert summaries == [
        (30, "[db1] 3 of 13 jobs completed, 8 running, 1 failed, 1 given up. Waited 30s."),
        (60, "[db1] 7 of 13 jobs completed, 3 running, 2 failed, 1 given up. Waited 1m 00s."),
    ]
    assert len(failures) == 3
    assert any("failing-0: Failed: Disk full. Waited 25s." in line for line in failures)


def test_a_summary_does_not_count_as_running_what_cannot_be_polled():
    lives = {job_id: broken_during(life, {(15, 200): DOWN}) for job_id, life in many().items()}
    lives |= {"late-0": lasting(300), "late-1": lasting(300)}
    at, line = lines_of(lives)[1]
    assert at == 60
    assert re.fullmatch(
        r"\[db1\] 1 of 12 jobs completed, 2 running, 9 in an unknown state\."
        r" Polls failing for 4\ds, giving up in 4m 1\ds:"
        r" The GaussDB API returned a server error \(HTTP 503\): Try later\. Waited 1m 00s\.",
        line,
    )


def test_ten_jobs_still_have_a_line_each():
    lines = lines_of({f"job-{number}": lasting(20) for number in range(10)})
    assert len([line for _at, line in lines if "Running" in line]) == 10
    assert len([line for _at, line in lines if "Completed" in line]) == 10


# What a line looks like


@pytest.mark.parametrize("fail_reason", ["Insufficient resources.", "No space...", "Why? (See the log.)", "Oh!"])
def test_a_sentence_ends_once(fail_reason):
    line = lines_of(lasting(1, outcome="Failed", fail_reason=fail_reason))[-1][1]
    assert not re.search(r"\.\.|\.,|\)\.\)|[?!]\.|,\.", line)


def test_no_line_moves_the_cursor_or_breaks():
    nasty = "\x1b[2J\x1b]0;owned\x07 {{ lookup('pipe', 'true') }}\r\n\u202e\x00"
    life = lasting(1, outcome="Failed", name=nasty, fail_reason=nasty * 100, instance={"id": "1", "name": nasty})
    for _at, line in lines_of(life):
        assert line.isprintable()
        assert len(line) <= 300
        assert "{{ lookup" in line


def test_an_error_that_breaks_lines_does_not():
    for _at, line in lines_of({f"j{number}": always(ForbiddenError("\x1b[2J\nNo.")) for number in range(12)}):
        assert line.isprintable()


def test_two_jobs_of_one_kind_on_one_instance_can_be_told_apart():
    backup = {"name": "BackupSnapshotGaussDBV5InInstance", "instance": INSTANCE}
    lines = lines_of({"a": lasting(20, **backup), "b": lasting(5, **backup), "c": lasting(5, **CREATION)})
    ends = {line.split("] ")[1].split(": ")[0] for _at, line in lines if "Completed" in line}
    assert ends == {f"gauss-c1a3 {backup['name']} (a)", f"gauss-c1a3 {backup['name']} (b)", JOB}


def test_steps_are_reported_as_they_come():
    lines = lines_of(lasting(600, tenths))
    shown = [int(steps) for _at, line in lines for steps in re.findall(r"Running, (\d+)%", line)]
    assert sorted(set(shown)) == list(range(0, 100, 10))


def test_a_long_name_does_not_push_off_what_happened():
    endless = {"name": "CreateGaussDBV5Instance", "instance": {"id": "i1", "name": "x" * 500}}
    _at, line = lines_of(lasting(5, outcome="Failed", **endless))[-1]
    assert ": Failed" in line
    assert len(line) <= 300
