# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from itertools import pairwise

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
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import (
    HANGS,
    always,
    broken_during,
    lasting,
    one_by_one,
    seen,
    wait,
)

UNKNOWN = JobNotFoundError("DBS.200543")
DOWN = UnreachableError("503")
BROKEN = BadResponseError("HTML")
BUSY = ThrottledError("429")


def gaps(times):
    return [round(later - sooner, 3) for sooner, later in pairwise(times)]


# States


def test_a_completed_job_takes_one_look():
    story = wait(always(seen("Completed")))
    assert story.watch.job.has_completed
    assert story.service.times("job") == [0]
    assert story.ending.elapsed == 0


@pytest.mark.parametrize("status", ["Completed", "Failed", "Canceled"])
def test_a_job_is_followed_to_its_end_and_not_looked_at_again(status):
    story = wait(lasting(100, outcome=status))
    assert story.watch.job.status == status
    assert not story.watch.is_open
    *before, last = story.service.times("job")
    assert all(look < 100 for look in before)
    assert 100 <= last <= 105


def test_a_job_that_turns_back_to_running_has_ended_all_the_same():
    story = wait({"one": one_by_one(seen("Completed"), seen("Running")), "other": lasting(60)})
    assert [watch.job.status for watch in story.ending.watches] == ["Completed", "Completed"]
    assert len(story.service.times("one")) == 1


@pytest.mark.parametrize("status", ["Pending", "Unauthorized", "Rebooting", None])
def test_any_other_status_is_waited_for(status):
    story = wait(one_by_one(seen(status), seen(status), seen("Completed")))
    assert story.watch.job.has_completed
    assert story.watch.odd_statuses == (["Rebooting"] if status == "Rebooting" else [])


def test_nothing_to_wait_for_is_no_wait():
    story = wait({})
    assert (list(story.ending.watches), story.ending.elapsed) == ([], 0)


def test_a_job_that_fails_or_is_missing_or_cannot_be_looked_at_does_not_stop_the_others():
    story = wait(
        {
            "failed": lasting(10, outcome="Failed"),
            "missing": always(UNKNOWN),
            "forbidden": always(ForbiddenError("403")),
            "away": always(DOWN),
            "slow": lasting(1000),
        }
    )
    failed, missing, forbidden, away, slow = story.ending.watches
    assert failed.job.has_failed
    assert missing.missing
    assert isinstance(forbidden.lost, ForbiddenError)
    assert away.lost is DOWN
    assert slow.job.has_completed


# Not found


def test_a_job_may_take_a_minute_to_become_visible():
    story = wait(broken_during(lasting(100), {(0, 55): UNKNOWN}))
    assert story.watch.job.has_completed


def test_a_job_that_does_not_become_visible_is_missing():
    story = wait(always(UNKNOWN))
    assert story.watch.missing
    assert not story.watch.is_pending
    assert 60 <= story.ending.elapsed <= 65


def test_the_minute_counts_from_the_first_look_at_the_job():
    story = wait(always(UNKNOWN), delay=500)
    assert 560 <= story.ending.elapsed <= 565


def test_a_job_that_was_seen_and_is_gone_twice_in_a_row_is_missing():
    story = wait(one_by_one(seen(progress=40), UNKNOWN, UNKNOWN))
    assert story.watch.missing
    assert story.watch.job.progress == 40
    assert len(story.service.begun) == 3
    assert story.ending.elapsed < 10


def test_a_job_that_is_gone_for_one_look_only_is_not_missing():
    story = wait(one_by_one(seen(), UNKNOWN, seen(), UNKNOWN, seen("Completed")))
    assert story.watch.job.has_completed


def test_an_answer_that_the_job_is_unknown_ends_a_row_of_failures():
    story = wait(broken_during(always(DOWN), {(50, 60): UNKNOWN}), error_timeout=80, not_found_timeout=1000)
    assert story.watch.lost is DOWN
    assert story.ending.elapsed >= 60 + 80


# Failing looks


@pytest.mark.parametrize("error", [DOWN, BROKEN])
def test_an_outage_of_some_minutes_costs_nothing(error):
    story = wait(broken_during(lasting(1000), {(100, 390): error}))
    assert story.watch.job.has_completed
    assert story.watch.error is None
    assert 1000 <= story.ending.elapsed <= 1030


@pytest.mark.parametrize("error", [DOWN, BROKEN])
def test_a_longer_outage_is_an_error(error):
    story = wait(broken_during(lasting(5000), {(100, 5000): error}))
    assert story.watch.lost is error
    assert story.watch.is_pending
    assert 400 <= story.ending.elapsed <= 470


def test_patience_is_an_option():
    story = wait(broken_during(lasting(5000), {(100, 5000): DOWN}), error_timeout=0)
    assert 100 <= story.ending.elapsed <= 105


def test_failures_now_and_then_never_add_up():
    def flaky(now):
        return DOWN if int(now) % 3 else lasting(3000)(now)

    assert wait(flaky, error_timeout=30).watch.job.has_completed


@pytest.mark.parametrize("error", [ForbiddenError("403"), RefusedError("400", status=400)])
def test_what_asking_again_does_not_cure_is_not_asked_again(error):
    story = wait(always(error))
    assert story.watch.lost is error
    assert len(story.service.begun) == 1


@pytest.mark.parametrize("error", [UnauthorizedError("401"), ConfigurationError("no such service")])
def test_a_refused_sign_in_stops_all_at_once(error):
    story = wait({"one": lasting(1000), "other": broken_during(lasting(1000), {(100, 1000): error})})
    assert story.ending.stopped is error
    assert story.ending.elapsed < 110
    assert all(watch.is_pending for watch in story.ending.watches)


def test_a_look_that_hangs_is_given_up_and_repeated():
    story = wait(broken_during(lasting(300), {(50, 90): HANGS}), api_timeout=10)
    assert story.watch.job.has_completed
    assert story.ending.elapsed <= 320


# First contact


@pytest.mark.parametrize("error_class", [UnreachableError, BadResponseError])
def test_a_server_never_heard_from_is_given_up_within_seconds_for_all_jobs(error_class):
    wrong = error_class("the host name cannot be resolved", first_contact=True)
    story = wait({f"job-{number}": always(wrong) for number in range(1000)})
    assert story.ending.stopped is wrong
    assert 5 <= story.ending.elapsed < 10
    assert all(watch.is_pending for watch in story.ending.watches)


def test_a_server_that_starts_late_is_found_within_seconds():
    starting = UnreachableError("the connection was refused", first_contact=True)
    story = wait(broken_during(lasting(100), {(0, 3): starting}))
    assert story.watch.job.has_completed


def test_looking_once_gives_a_server_never_heard_from_no_second_chance():
    wrong = UnreachableError("the connection was refused", first_contact=True)
    story = wait({f"job-{number}": always(wrong) for number in range(1000)}, timeout=0, once=True)
    assert story.ending.stopped is wrong
    assert len(story.service.begun) == 1


def test_less_patience_than_seconds_is_respected():
    wrong = UnreachableError("the connection was refused", first_contact=True)
    assert wait(always(wrong), error_timeout=0).ending.elapsed == 0


# Throttling


def test_throttling_never_ends_a_wait():
    story = wait(broken_during(lasting(3000), {(10, 2900): BUSY}))
    assert story.watch.job.has_completed


def test_throttling_without_advice_slows_down_step_by_step():
    story = wait(broken_during(lasting(1000), {(10, 500): BUSY}))
    during = [look for look in story.service.times("job") if 10 <= look < 500]
    assert gaps(during)[:6] == [2, 2, 4, 8, 16, 32]


@pytest.mark.parametrize(("asked", "held"), [(0, 2), (20, 20), (86400, 60), (1e12, 60)])
def test_advice_is_followed_within_reason(asked, held):
    answers = [seen(), ThrottledError("429", retry_after=asked), seen("Completed")]
    story = wait(one_by_one(*answers))
    assert gaps(story.service.times("job"))[1] == pytest.approx(held, abs=0.2)


def test_advice_counts_for_all_jobs_together():
    lives = {f"job-{number}": lasting(200) for number in range(8)}
    throttled = broken_during(lives["job-3"], {(0, 1): ThrottledError("429", retry_after=40)})
    story = wait({**lives, "job-3": throttled}, latency=0.01)
    starts = [look.at for look in story.service.begun]
    asked = story.service.times("job-3")[0] + 0.01
    assert not [start for start in starts if asked < start < asked + 40]


def test_a_server_in_trouble_may_ask_for_patience_too():
    away = UnreachableError("503", retry_after=25)
    story = wait(one_by_one(seen(), away, seen("Completed")))
    assert gaps(story.service.times("job"))[1] == pytest.approx(25, abs=0.2)


def test_a_round_of_throttled_looks_counts_once():
    lives = {f"job-{number}": broken_during(lasting(100), {(0, 0.8): BUSY}) for number in range(4)}
    story = wait(lives, latency=0.45)
    starts = sorted(look.at for look in story.service.begun)
    # Four answers came within a third of a second, and asked for one second, not for eight.
    assert starts[4] < 3


# Deadline


def test_the_deadline_holds():
    story = wait(lasting(5000), timeout=100)
    assert story.ending.elapsed == 100
    assert story.watch.is_pending


@pytest.mark.parametrize("api_timeout", [10, 3600])
def test_the_deadline_holds_whatever_hangs(api_timeout):
    story = wait(broken_during(lasting(5000), {(30, 5000): HANGS}), timeout=100, api_timeout=api_timeout)
    assert story.ending.elapsed == 100
    assert story.watch.looking_since is not None


def test_no_look_may_take_longer_than_is_left():
    story = wait(lasting(5000), timeout=100, api_timeout=30)
    assert all(look.at + look.limit <= 100 for look in story.service.begun)
    assert story.service.begun[0].limit == 30


def test_a_last_look_comes_just_before_the_deadline():
    story = wait(lasting(95), timeout=100, sleep=60, latency=0.3)
    assert story.service.times("job") == pytest.approx([0, 60.3, 99])
    assert story.watch.job.has_completed


def test_the_deadline_counts_the_delay():
    story = wait(lasting(5000), timeout=100, delay=90)
    assert story.service.times("job")[0] == 90
    assert story.ending.elapsed == 100


def test_a_delay_as_long_as_the_timeout_leaves_no_time_for_a_look():
    assert wait(lasting(10), timeout=100, delay=100).service.begun == []


# Looking once


def test_looking_once_looks_at_each_job_once_and_leaves_it_at_that():
    story = wait(
        {
            "done": lasting(0),
            "running": lasting(100),
            "unknown": always(UNKNOWN),
            "away": always(DOWN),
            "busy": always(BUSY),
        },
        timeout=0,
        once=True,
        latency=0.5,
    )
    done, running, unknown, away, busy = story.ending.watches
    assert len(story.service.begun) == 5
    assert done.job.has_completed
    assert running.is_open
    assert unknown.missing
    assert away.lost is DOWN
    assert busy.is_open
    assert busy.error is BUSY


def test_looking_once_gives_up_a_look_that_hangs():
    story = wait(always(HANGS), timeout=0, once=True, api_timeout=10)
    assert 10 <= story.ending.elapsed <= 11
    assert isinstance(story.watch.lost, UnreachableError)


# Pace


def test_a_fixed_sleep_is_kept():
    story = wait(lasting(60), sleep=7)
    assert set(gaps(story.service.times("job"))) == {7}


def test_the_server_tells_the_age_of_a_job():
    old = wait(lasting(4000, born=-3600), timeout=7200)
    assert max(gaps(old.service.times("job"))) == 30
    assert 400 <= old.ending.elapsed <= 430


def test_a_job_of_unknown_age_is_as_old_as_the_wait():
    story = wait(one_by_one(*[seen()] * 30, seen("Completed")))
    assert gaps(story.service.times("job"))[:5] == [2] * 5
    assert gaps(story.service.times("job"))[-1] == pytest.approx(4, abs=1)


def test_an_age_that_is_told_late_counts_from_then_on():
    def told_late(now):
        look = lasting(2000, born=-1000)(now)
        return look if now > 20 else seen()

    story = wait(told_late)
    assert 1000 <= story.ending.elapsed <= 1030


def test_a_job_shorter_than_a_second_takes_two_looks_at_most():
    assert len(wait(lasting(0.4)).service.begun) <= 2


def test_a_creation_of_48_minutes_takes_some_115_looks_where_every_5_seconds_would_be_578():
    story = wait(lasting(2889, lambda part: int(100 * part)), latency=0.05)
    assert len(story.service.begun) <= 118
    assert story.ending.elapsed <= 2889 + 5


def test_progress_tells_how_much_time_is_left():
    story = wait(lasting(1000, lambda part: int(100 * part)), timeout=600)
    assert story.watch.time_left(600) == pytest.approx(400, abs=15)
    assert wait(lasting(1000), timeout=600).watch.time_left(600) is None


# Many


def test_looks_are_spread_over_time_and_a_few_connections():
    story = wait({f"job-{number}": lasting(30) for number in range(100)}, latency=0.7)
    starts = sorted(look.at for look in story.service.begun)
    assert story.service.most_at_once == 4
    assert min(gaps(starts)) >= 0.1
    assert all(watch.job.has_completed for watch in story.ending.watches)


def test_twenty_jobs_end_soon_after_the_last_one():
    story = wait({f"job-{number}": lasting(30 + 1.5 * number) for number in range(20)}, latency=0.05)
    assert 58.5 <= story.ending.elapsed <= 58.5 + 3.5


def test_ended_jobs_are_never_looked_at_again():
    lives = {f"job-{number}": lasting(10 * number) for number in range(40)}
    story = wait(lives, latency=0.2)
    for number, job_id in enumerate(lives):
        assert len([look for look in story.service.times(job_id) if look + 0.2 >= 10 * number]) <= 1


def test_a_thousand_jobs_have_their_turn_and_their_cost_is_linear():
    def cost(jobs):
        begun = time.process_time()
        story = wait({f"job-{number}": lasting(300, born=-number) for number in range(jobs)}, latency=0.05)
        assert all(watch.job.has_completed for watch in story.ending.watches)
        return (time.process_time() - begun) / len(story.service.begun)

    few, many = min(cost(50) for _turn in range(3)), min(cost(1000) for _turn in range(2))
    assert many < 4 * few
