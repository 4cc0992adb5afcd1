# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.simulator.courses import (
    SHAPES,
    Course,
    CourseError,
    State,
    final_since,
    parse_course,
    percent_at,
    state_after,
)


def state_at(course: Course, lived: float) -> State:
    return state_after([step for step in course.steps() if step.at <= lived], percent_at(course, lived))


def statuses(course: Any, *moments: float) -> list[str]:
    return [state_at(parse_course(course), moment).status for moment in moments]


def percents(shape: str) -> list[int | None]:
    """What a job of 100 seconds reports every ten seconds."""
    course = parse_course({"duration": 100, "progress": shape})
    return [percent_at(course, float(moment), "a job") for moment in range(0, 101, 10)]


def test_a_job_runs_for_its_duration_and_then_has_its_outcome() -> None:
    assert statuses({"duration": 10}, 0, 9.9, 10, 1000) == ["Running", "Running", "Completed", "Completed"]
    assert statuses({"duration": 10, "outcome": "Canceled"}, 9.9, 10) == ["Running", "Canceled"]


def test_a_failure_has_its_reason_only_once_it_has_happened() -> None:
    course = parse_course({"duration": 10, "outcome": "Failed", "fail_reason": "no more disks"})
    assert "fail_reason" not in state_at(course, 9).fields
    assert state_at(course, 10).fields["fail_reason"] == "no more disks"


def test_the_end_is_when_the_final_status_began() -> None:
    state = state_at(parse_course({"duration": 10}), 500)
    assert (state.has_ended, state.since, state.percent) == (True, 10, None)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("none", [None] * 11),
        ("linear", [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99]),
        ("steps", [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99]),
        ("fast", [0, 27, 48, 65, 78, 87, 93, 97, 99, 99, 99]),
        ("slow", [0, 0, 0, 2, 6, 12, 21, 34, 51, 72, 99]),
        ("stuck", [0, 15, 30, 45, 60, 60, 60, 60, 60, 60, 60]),
        ("backwards", [0, 16, 32, 48, 64, 80, 68, 56, 44, 32, 20]),
    ],
)
def test_the_shapes_of_progress(shape: str, expected: list[int | None]) -> None:
    assert percents(shape) == expected


def test_steps_move_in_tens() -> None:
    course = parse_course({"duration": 100, "progress": "steps"})
    assert [percent_at(course, moment) for moment in (9, 10, 19, 20)] == [0, 10, 10, 20]


def test_random_progress_is_the_same_each_time_it_is_asked_for() -> None:
    assert percents("random") == percents("random")
    assert len(set(percents("random"))) > 5
    course = parse_course({"progress": "random"})
    assert [percent_at(course, 5, str(job)) for job in range(9)] != [percent_at(course, 5, "0")] * 9


def test_a_script_replaces_fields_as_time_goes_by() -> None:
    course = parse_course(
        {
            "script": [
                {"at": 0, "progress": "10%"},
                {"at": 5, "status": "Pending"},
                {"at": 8, "status": "Failed", "progress": ""},
            ]
        }
    )
    assert [state_at(course, moment).status for moment in (0, 5, 8)] == ["Running", "Pending", "Failed"]
    assert [state_at(course, moment).fields["progress"] for moment in (0, 5, 8)] == ["10%", "10%", ""]
    assert state_at(course, 9).since == 8


def test_a_script_without_a_duration_has_no_other_end() -> None:
    course = parse_course({"script": [{"at": 3, "status": "Stranger"}]})
    assert state_at(course, 1e9).status == "Stranger"
    assert final_since(course.steps()) is None


def test_a_script_that_sets_no_status_leaves_the_end_as_it_is() -> None:
    assert statuses({"duration": 5, "script": [{"at": 1, "instance": None}]}, 4, 5) == ["Running", "Completed"]
    assert statuses({"duration": 5, "script": [{"at": 1, "status": "Pending"}]}, 4, 9) == ["Pending", "Pending"]


def test_completed_may_turn_back_into_running() -> None:
    script = [{"at": 1, "status": "Completed"}, {"at": 2, "status": "Running"}, {"at": 3, "status": "Failed"}]
    assert statuses({"script": script}, 0, 1, 2, 3) == ["Running", "Completed", "Running", "Failed"]
    assert final_since(parse_course({"script": script}).steps()) == 3


def test_a_job_that_is_held_does_not_end_by_itself() -> None:
    course = parse_course({"held": True, "duration": 10, "outcome": "Failed", "fail_reason": "no more disks"})
    assert (state_at(course, 1e9).status, state_at(course, 5).percent) == ("Running", 50)
    assert course.end() == {"status": "Failed", "fail_reason": "no more disks"}


def test_speed_is_for_seconds_and_not_for_polls() -> None:
    course = parse_course({"clock": "polls", "visible_after": 4, "duration": 6})
    assert course.faster(10) == course


def test_a_faster_course_is_shorter_in_every_respect() -> None:
    course = parse_course(
        {
            "visible_after": 4,
            "duration": 100,
            "age": 20,
            "gone_after": 200,
            "script": [{"at": 40, "status": "Pending"}],
        }
    ).faster(10)
    assert (course.visible_after, course.duration, course.age, course.gone_after) == (0.4, 10, 2, 20)
    assert course.script[0].at == 4


@pytest.mark.parametrize(
    ("course", "message"),
    [
        ([], "must be an object"),
        ({"durations": 3}, "unknown key of a course: durations"),
        ({"duration": -1}, "duration must be a number of seconds"),
        ({"duration": "3"}, "duration must be a number of seconds"),
        ({"age": True}, "age must be a number of seconds"),
        ({"progress": "sideways"}, f"progress must be one of {', '.join(SHAPES)}"),
        ({"outcome": 3}, "outcome must be a string"),
        ({"fail_reason": 3}, "fail_reason must be a string or null"),
        ({"script": [{"status": "Failed"}]}, 'each with "at"'),
        ({"script": [{"at": "noon"}]}, "at must be a number of seconds"),
        ({"clock": "sun"}, "clock must be one of seconds, polls"),
        ({"clock": "polls", "duration": 1.5}, "duration must be a whole number of polls"),
        ({"clock": "polls", "script": [{"at": 0.5}]}, "at must be a whole number of polls"),
        ({"held": 1}, "held must be true or false"),
    ],
)
def test_a_course_that_cannot_be_understood_is_refused(course: Any, message: str) -> None:
    with pytest.raises(CourseError, match=message):
        parse_course(course)
