# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later


from __future__ import annotations

import math
from dataclasses import replace

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    ForbiddenError,
    JobNotFoundError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import Outcome
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.schedule import Poll, Schedule
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import policy_of, ref, seen

ONE, OTHER = ref("one"), ref("other")
UNKNOWN = JobNotFoundError("DBS.200543")
DOWN = UnreachableError("503")


def schedule_of(*refs, deadline=math.inf, **policy):
    schedule = Schedule(policy_of(**policy), deadline)
    for each in refs:
        schedule.add(each, 0.0)
    return schedule


def found(job, answer):
    """The outcome of a poll: a snapshot or an error."""
    if isinstance(answer, Exception):
        return Outcome(job, error=answer)
    return Outcome(job, value=replace(answer, job=replace(answer.job, id=job.id, engine=job.engine)))


def turn(schedule, job, answer, now):
    """Start the poll of a job and take in its outcome; the kinds of transitions, and seconds until the next poll."""
    assert [poll.ref for poll in schedule.due(now)] == [job]
    transitions = schedule.take(found(job, answer), now)
    return [transition.kind for transition in transitions], schedule.next(now)


def test_a_schedule_without_jobs_is_over():
    schedule = schedule_of()
    assert (schedule.is_over, schedule.watches, schedule.due(0.0), schedule.next(0.0)) == (True, [], [], math.inf)


def test_a_job_is_polled_after_the_delay():
    schedule = schedule_of(ONE, delay=20)
    assert (schedule.is_over, schedule.next(5.0), schedule.due(5.0)) == (False, 15.0, [])
    assert schedule.due(20.0) == [Poll(ONE, 30.0)]
    assert schedule.next(20.0) == math.inf


def test_what_is_overdue_starts_without_waiting():
    assert schedule_of(ONE).next(7.0) == 0.0


def test_a_poll_has_the_time_until_the_deadline_at_the_most():
    assert schedule_of(ONE, deadline=12.0).due(0.0) == [Poll(ONE, 12.0)]
    assert schedule_of(ONE, deadline=12.0, api_timeout=5).due(0.0) == [Poll(ONE, 5.0)]


def test_a_job_s_life_as_transitions():
    schedule = schedule_of(ONE)
    assert turn(schedule, ONE, seen("Pending"), 0.0) == (["seen"], 2.0)
    assert turn(schedule, ONE, seen("Pending"), 2.0) == ([], 2.0)
    assert turn(schedule, ONE, seen("Running", 10), 4.0) == (["changed"], 2.0)
    assert turn(schedule, ONE, seen("Running", 20), 6.0) == (["changed"], 2.0)
    assert turn(schedule, ONE, seen("Completed", 100), 8.0) == (["ended"], math.inf)
    assert schedule.is_over


def test_a_transition_has_the_state_before_and_after():
    schedule = schedule_of(ONE)
    turn(schedule, ONE, seen("Pending"), 0.0)
    schedule.due(2.0)
    (transition,) = schedule.take(found(ONE, seen("Running")), 2.0)
    assert (transition.previous.status, transition.watch.job.status) == ("Pending", "Running")


def test_a_job_that_had_ended_before_is_seen_and_has_ended():
    assert turn(schedule_of(ONE), ONE, seen("Failed"), 0.0)[0] == ["seen", "ended"]


def test_a_job_that_does_not_become_visible_is_missing():
    schedule = schedule_of(ONE, not_found_timeout=3)
    assert turn(schedule, ONE, UNKNOWN, 0.0) == ([], 2.0)
    assert turn(schedule, ONE, UNKNOWN, 2.0)[0] == []
    assert turn(schedule, ONE, UNKNOWN, 4.0) == (["missing"], math.inf)


def test_a_job_that_has_vanished_is_polled_again_soon_however_old_it_is():
    schedule = schedule_of(ONE)
    assert turn(schedule, ONE, seen(age=5000.0), 0.0)[1] == 2.0
    assert turn(schedule, ONE, seen(age=5600.0), 600.0)[1] == 30.0
    assert turn(schedule, ONE, UNKNOWN, 630.0) == ([], 2.0)
    assert turn(schedule, ONE, UNKNOWN, 632.0) == (["missing"], math.inf)


def test_a_job_that_is_not_visible_yet_is_polled_by_its_age():
    schedule = schedule_of(ONE, not_found_timeout=1000)
    assert turn(schedule, ONE, UNKNOWN, 0.0)[1] == 2.0
    assert turn(schedule, ONE, UNKNOWN, 201.0)[1] == pytest.approx(10.0)


def test_a_job_whose_polls_fail_is_lost_after_the_error_timeout():
    schedule = schedule_of(ONE, error_timeout=100)
    assert turn(schedule, ONE, DOWN, 0.0) == ([], 2.0)
    assert turn(schedule, ONE, DOWN, 50.0) == ([], 10.0)
    assert turn(schedule, ONE, DOWN, 99.9)[0] == []
    assert turn(schedule, ONE, DOWN, 150.0) == (["lost"], math.inf)
    assert schedule.watches[0].lost is DOWN


def test_the_error_timeout_begins_anew_after_a_success_or_throttling():
    for between in (seen(), ThrottledError("429"), UNKNOWN):
        schedule = schedule_of(ONE, error_timeout=100, not_found_timeout=1000)
        turn(schedule, ONE, DOWN, 0.0)
        turn(schedule, ONE, between, 90.0)
        assert turn(schedule, ONE, DOWN, 150.0)[0] == []
        assert turn(schedule, ONE, DOWN, 249.0)[0] == []
        assert turn(schedule, ONE, DOWN, 300.0)[0] == ["lost"]


def test_a_final_error_loses_the_job_immediately():
    assert turn(schedule_of(ONE), ONE, ForbiddenError("403"), 0.0) == (["lost"], math.inf)


def test_a_fixed_sleep_counts_whatever_a_poll_has_brought():
    for answer in (seen(), DOWN, UNKNOWN):
        assert turn(schedule_of(ONE, sleep=70), ONE, answer, 0.0)[1] == 70.0


def test_the_last_poll_comes_a_second_before_the_deadline():
    assert turn(schedule_of(ONE, deadline=5.0, sleep=70), ONE, seen(), 0.0)[1] == 4.0
    assert turn(schedule_of(ONE, deadline=5.0, sleep=70), ONE, seen(), 3.0)[1] == 1.0
    assert turn(schedule_of(ONE, deadline=5.0, sleep=70), ONE, seen(), 3.1)[1] == 70.0
    assert turn(schedule_of(ONE, deadline=5.0, sleep=3), ONE, seen(), 0.0)[1] == 3.0
    assert turn(schedule_of(ONE, deadline=5.0, sleep=4), ONE, seen(), 0.0)[1] == 4.0


def test_polling_once_settles_a_job_whatever_the_poll_has_brought():
    for answer, kinds in ((seen(), ["seen"]), (UNKNOWN, ["missing"]), (DOWN, ["lost"]), (ThrottledError("429"), [])):
        schedule = schedule_of(ONE, once=True)
        assert turn(schedule, ONE, answer, 0.0)[0] == kinds
        assert schedule.is_over


def test_when_a_failing_poll_gives_up():
    schedule = schedule_of(ONE, error_timeout=100)
    (watch,) = schedule.watches
    turn(schedule, ONE, DOWN, 10.0)
    assert (watch.failing_since, watch.gives_up_at) == (10.0, 110.0)
    turn(schedule, ONE, ThrottledError("429"), 20.0)
    assert (watch.failing_since, watch.gives_up_at) == (10.0, None)
    turn(schedule, ONE, UNKNOWN, 30.0)
    assert (watch.failing_since, watch.gives_up_at) == (10.0, 70.0)
    turn(schedule, ONE, seen(), 40.0)
    assert (watch.failing_since, watch.gives_up_at, watch.error) == (None, None, None)


@pytest.mark.parametrize(("policy", "seconds"), [({}, 5.0), ({"error_timeout": 3}, 3.0)])
def test_when_a_server_that_has_never_answered_is_given_up(policy, seconds):
    schedule = schedule_of(ONE, **policy)
    wrong = UnreachableError("refused", first_contact=True)
    turn(schedule, ONE, wrong, 10.0)
    assert schedule.watches[0].gives_up_at == 10.0 + seconds
    assert turn(schedule, ONE, wrong, 10.0 + seconds - 0.1)[0] == []
    assert turn(schedule, ONE, wrong, 12.0 + seconds)[0] == ["lost"]
    assert schedule.stopped == {"gaussdb": wrong}


def test_a_server_that_has_answered_is_not_given_up_at_first_contact_s_pace():
    schedule = schedule_of(ONE)
    wrong = UnreachableError("refused", first_contact=True)
    turn(schedule, ONE, wrong, 0.0)
    turn(schedule, ONE, DOWN, 3.0)
    assert turn(schedule, ONE, wrong, 10.0)[0] == []
    assert turn(schedule, ONE, wrong, 14.0)[0] == []
    assert turn(schedule, ONE, wrong, 17.0)[0] == ["lost"]


# Adding and forgetting, while it runs


def test_jobs_can_be_added_at_any_time():
    schedule = schedule_of(ONE)
    turn(schedule, ONE, seen("Completed"), 0.0)
    schedule.add(OTHER, 50.0)
    assert not schedule.is_over
    assert turn(schedule, OTHER, seen(), 50.0) == (["seen"], 2.0)
    assert [watch.ref for watch in schedule.watches] == [ONE, OTHER]


def test_a_job_that_is_added_twice_is_watched_once():
    schedule = schedule_of(ONE)
    turn(schedule, ONE, seen("Completed"), 0.0)
    schedule.add(ONE, 10.0)
    assert schedule.is_over
    assert len(schedule.watches) == 1


def test_a_job_that_is_forgotten_is_not_polled():
    schedule = schedule_of(ONE, OTHER)
    schedule.forget(ONE)
    schedule.forget(ref("never heard of"))
    assert [poll.ref for poll in schedule.due(0.0)] == [OTHER]
    assert [watch.ref for watch in schedule.watches] == [OTHER]


def test_a_job_that_is_forgotten_in_flight_frees_its_place_and_says_nothing():
    refs = [ref(f"job-{number}", "taurusdb") for number in range(5)]
    schedule = schedule_of(*refs)
    for now in range(5):
        schedule.due(float(now))
    assert schedule.next(5.0) == math.inf
    schedule.forget(refs[0])
    assert schedule.take(found(refs[0], seen("Completed")), 5.0) == []
    assert [poll.ref for poll in schedule.due(5.0)] == [refs[4]]


def test_what_comes_in_late_for_a_job_that_was_given_up_changes_nothing():
    schedule = schedule_of(ONE, OTHER)
    schedule.due(0.0)
    schedule.due(0.1)
    assert len(schedule.take(found(ONE, UnauthorizedError("401")), 1.0)) == 2
    assert schedule.take(found(OTHER, seen("Completed")), 2.0) == []
    assert schedule.watches[1].job is None


def test_ages_count_from_the_creation_that_the_server_knows():
    schedule = schedule_of(ONE)
    turn(schedule, ONE, seen(age=1000.0), 10.0)
    watch = schedule.watches[0]
    assert (watch.age(10.0), watch.age(60.0), watch.watched(60.0)) == (1000.0, 1050.0, 50.0)
