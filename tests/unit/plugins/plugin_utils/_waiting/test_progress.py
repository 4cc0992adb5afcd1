# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from itertools import pairwise

from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    ForbiddenError,
    JobNotFoundError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import Progress
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import (
    always,
    broken_during,
    lasting,
    one_by_one,
    seen,
    wait,
)

INSTANCE = {"id": "b34f", "name": "gauss-c1a3"}
CREATION = {"name": "CreateGaussDBV5Instance", "instance": INSTANCE}


def lines_of(lives, every_look=False, **rules):
    """The lines that a person saw, each with its time."""
    lines = []
    jobs = 1 if callable(lives) else len(lives)

    def observer(service):
        def say(line):
            lines.append((service.now, line))

        return Progress(say, "db1", jobs, start=service.now, every_look=every_look)

    wait(lives, observer, **rules)
    return lines


def tenths(part):
    return 10 * int(10 * part)


def test_a_line_names_host_instance_task_status_percent_and_times():
    lines = lines_of(lasting(1000, lambda part: int(100 * part), **CREATION))
    assert lines[0] == (0, "[db1] gauss-c1a3 CreateGaussDBV5Instance: Running 0 %, 0s elapsed")
    at, half_way = next((at, line) for at, line in lines if at >= 500)
    told = r"\[db1\] gauss-c1a3 CreateGaussDBV5Instance: Running 5\d %, 8m \d\ds elapsed, about [78]m \d\ds left"
    assert re.fullmatch(told, half_way)
    assert at <= 530
    assert re.fullmatch(r"\[db1\] gauss-c1a3 CreateGaussDBV5Instance: Completed, 16m 4\ds elapsed", lines[-1][1])


def test_a_change_has_a_line_and_standing_still_has_none():
    told = [line for _at, line in lines_of(one_by_one(seen("Pending"), *[seen()] * 12, seen("Completed")))]
    assert [line.split(":")[1].split(",")[0] for line in told] == [" Pending", " Running", " Completed"]


def test_a_job_has_a_line_in_ten_seconds_at_the_most_and_its_end_is_told_at_once():
    lines = lines_of(lasting(35, lambda part: int(100 * part)), sleep=1)
    *changes, end = [at for at, _line in lines]
    assert changes == [0, 10, 20, 30]
    assert end == 35


def test_there_is_a_sign_of_life_every_minute():
    lines = lines_of(lasting(400))
    times = [at for at, _line in lines]
    assert max(later - sooner for sooner, later in pairwise(times)) <= 60


def test_there_is_a_sign_of_life_before_the_first_look_and_while_looks_fail():
    told = [line for _at, line in lines_of(always(UnreachableError("no answer")), delay=90, error_timeout=80)]
    assert told == [
        "[db1] job job: not seen yet, 1m 00s elapsed",
        "[db1] job job: not seen yet: no answer, 2m 00s elapsed",
        told[-1],
    ]
    assert told[-1].startswith("[db1] job job: given up: no answer, 2m 5")


def test_a_failure_is_told_with_its_reason():
    lines = lines_of(lasting(20, outcome="Failed", fail_reason="Insufficient quota.", **CREATION))
    assert lines[-1][1].startswith("[db1] gauss-c1a3 CreateGaussDBV5Instance: Failed: Insufficient quota., 20s")


def test_a_failure_without_a_reason_is_told_too():
    assert ": Canceled, 20s elapsed" in lines_of(lasting(20, outcome="Canceled"))[-1][1]


def test_what_is_not_found_or_given_up_is_told():
    assert "not found" in lines_of(always(JobNotFoundError("DBS.200543")))[-1][1]
    assert "given up: no permission" in lines_of(always(ForbiddenError("no permission")))[-1][1]


def test_looks_that_fail_now_and_then_are_not_told():
    lines = lines_of(broken_during(lasting(50), {(10, 20): UnreachableError("503")}))
    assert not [line for _at, line in lines if "503" in line]


def test_each_look_is_told_to_those_who_ask_for_more():
    life = broken_during(lasting(50), {(10, 20): UnreachableError("503")})
    lines = lines_of(life, every_look=True, sleep=5)
    assert [at for at, _line in lines] == list(range(0, 55, 5))
    assert len([line for _at, line in lines if "look failed: 503" in line]) == 2


def test_more_than_ten_jobs_have_a_summary_every_half_minute_and_each_failure():
    lives = {f"job-{number:02}": lasting(10 + 8 * number) for number in range(10)}
    lives |= {
        "failing-0": lasting(25, outcome="Failed", fail_reason="Disk full."),
        "failing-1": lasting(55, outcome="Failed"),
        "forbidden": always(ForbiddenError("no permission")),
    }
    lines = lines_of(lives)
    summaries = [(at, line) for at, line in lines if "jobs completed" in line]
    failures = [line for _at, line in lines if "jobs completed" not in line]
    assert summaries == [
        (30, "[db1] 3 of 13 jobs completed, 8 under way, 1 failed, 1 given up, 30s elapsed"),
        (60, "[db1] 7 of 13 jobs completed, 3 under way, 2 failed, 1 given up, 1m 00s elapsed"),
    ]
    assert len(failures) == 3
    assert any("failing-0: Failed: Disk full." in line for line in failures)


def test_ten_jobs_still_have_a_line_each():
    lines = lines_of({f"job-{number}": lasting(20) for number in range(10)})
    assert len([line for _at, line in lines if "Running" in line]) == 10
    assert len([line for _at, line in lines if "Completed" in line]) == 10


def test_no_line_moves_the_cursor_or_breaks():
    nasty = "\x1b[2J\x1b]0;owned\x07 {{ lookup('pipe', 'true') }}\r\n\u202e\x00"
    life = lasting(1, outcome="Failed", name=nasty, fail_reason=nasty * 100, instance={"id": "1", "name": nasty})
    for _at, line in lines_of(life):
        assert line.isprintable()
        assert len(line) <= 300
        assert "{{ lookup" in line


def test_steps_are_told_as_they_come():
    lines = lines_of(lasting(600, tenths))
    shown = [int(percent) for _at, line in lines for percent in re.findall(r"Running (\d+) %", line)]
    assert sorted(set(shown)) == list(range(0, 100, 10))


def test_a_long_name_does_not_push_off_what_happened():
    endless = {"name": "CreateGaussDBV5Instance", "instance": {"id": "i1", "name": "x" * 500}}
    _at, line = lines_of(lasting(5, outcome="Failed", **endless))[-1]
    assert ": Failed" in line
    assert len(line) <= 300
