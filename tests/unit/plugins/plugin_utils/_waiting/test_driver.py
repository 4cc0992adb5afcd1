# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

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
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.driver import Driver
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import NullReporter
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.schedule import Schedule
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import (
    HANGS,
    Service,
    always,
    broken_during,
    lasting,
    one_by_one,
    policy_of,
    ref,
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


def test_a_completed_job_takes_one_poll():
    story = wait(always(seen("Completed")))
    assert story.watch.job.has_completed
    assert story.service.times("job") == [0]
    assert story.outcome.elapsed == 0


@pytest.mark.parametrize("status", ["Completed", "Failed", "Canceled"])
def test_a_job_is_followed_to_its_end_and_not_polled_again(status):
    story = wait(lasting(100, outcome=status))
    assert story.watch.job.status == status
    assert not story.watch.is_open
    *before, last = story.service.times("job")
    assert all(poll < 100 for poll in before)
    assert 100 <= last <= 105


def test_a_job_that_turns_back_to_running_has_ended_all_the_same():
    story = wait({"one": one_by_one(seen("Completed"), seen("Running")), "other": lasting(60)})
    assert [watch.job.status for watch in story.outcome.watches] == ["Completed", "Completed"]
    assert len(story.service.times("one")) == 1


@pytest.mark.parametrize("status", ["Pending", "Unauthorized", "Rebooting", None])
def test_any_other_status_is_waited_for(status):
    story = wait(one_by_one(seen(status), seen(status), seen("Completed")))
    assert story.watch.job.has_completed
    assert story.watch.undocumented_statuses == (["Rebooting"] if status == "Rebooting" else [])


def test_nothing_to_wait_for_is_no_wait():
    story = wait({})
    assert (list(story.outcome.watches), story.outcome.elapsed) == ([], 0)


def test_a_job_that_fails_or_is_missing_or_cannot_be_polled_does_not_stop_the_others():
    story = wait(
        {
            "failed": lasting(10, outcome="Failed"),
            "missing": always(UNKNOWN),
            "forbidden": always(ForbiddenError("403")),
            "away": always(DOWN),
            "slow": lasting(1000),
        }
    )
    failed, missing, forbidden, away, slow = story.outcome.watches
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
    assert 60 <= story.outcome.elapsed <= 65


def test_the_minute_counts_from_the_first_poll_of_the_job():
    story = wait(always(UNKNOWN), delay=500)
    assert 560 <= story.outcome.elapsed <= 565


def test_a_job_that_was_seen_and_is_gone_twice_in_a_row_is_missing():
    story = wait(one_by_one(seen(progress=40), UNKNOWN, UNKNOWN))
    assert story.watch.missing
    assert story.watch.job.progress == 40
    assert len(story.service.polls) == 3
    assert story.outcome.elapsed < 10


def test_a_job_that_is_gone_for_one_poll_only_is_not_missing():
    story = wait(one_by_one(seen(), UNKNOWN, seen(), UNKNOWN, seen("Completed")))
    assert story.watch.job.has_completed


def test_an_answer_that_the_job_is_unknown_ends_a_row_of_failures():
    story = wait(broken_during(always(DOWN), {(50, 60): UNKNOWN}), error_timeout=80, not_found_timeout=1000)
    assert story.watch.lost is DOWN
    assert story.outcome.elapsed >= 60 + 80


# Failing polls


@pytest.mark.parametrize("error", [DOWN, BROKEN])
def test_an_outage_of_some_minutes_costs_nothing(error):
    story = wait(broken_during(lasting(1000), {(100, 390): error}))
    assert story.watch.job.has_completed
    assert story.watch.error is None
    assert 1000 <= story.outcome.elapsed <= 1030


@pytest.mark.parametrize("error", [DOWN, BROKEN])
def test_a_longer_outage_is_an_error(error):
    story = wait(broken_during(lasting(5000), {(100, 5000): error}))
    assert story.watch.lost is error
    assert story.watch.is_pending
    assert 400 <= story.outcome.elapsed <= 470


def test_how_long_polls_may_fail_is_an_option():
    story = wait(broken_during(lasting(5000), {(100, 5000): DOWN}), error_timeout=0)
    assert 100 <= story.outcome.elapsed <= 105


def test_failures_now_and_then_never_add_up():
    def flaky(now):
        return DOWN if int(now) % 3 else lasting(3000)(now)

    assert wait(flaky, error_timeout=30).watch.job.has_completed


@pytest.mark.parametrize("error", [ForbiddenError("403"), RefusedError("400", status=400)])
def test_what_retrying_does_not_cure_is_not_retried(error):
    story = wait(always(error))
    assert story.watch.lost is error
    assert len(story.service.polls) == 1


@pytest.mark.parametrize("error", [UnauthorizedError("401"), ConfigurationError("no such service")])
def test_a_refused_sign_in_stops_all_immediately(error):
    story = wait({"one": lasting(1000), "other": broken_during(lasting(1000), {(100, 1000): error})})
    assert story.outcome.stopped == {"gaussdb": error}
    assert story.outcome.elapsed < 110
    assert all(watch.is_pending for watch in story.outcome.watches)


def test_a_poll_that_hangs_is_abandoned_and_repeated():
    story = wait(broken_during(lasting(300), {(50, 90): HANGS}), api_timeout=10)
    assert story.watch.job.has_completed
    assert story.outcome.elapsed <= 320


# First contact


@pytest.mark.parametrize("error_class", [UnreachableError, BadResponseError])
def test_a_server_that_has_never_answered_is_given_up_within_seconds_for_all_jobs(error_class):
    wrong = error_class("the host name cannot be resolved", first_contact=True)
    story = wait({f"job-{number}": always(wrong) for number in range(1000)})
    assert story.outcome.stopped == {"gaussdb": wrong}
    assert 5 <= story.outcome.elapsed < 10
    assert all(watch.is_pending for watch in story.outcome.watches)


def test_a_server_that_starts_late_is_found_within_seconds():
    starting = UnreachableError("the connection was refused", first_contact=True)
    story = wait(broken_during(lasting(100), {(0, 3): starting}))
    assert story.watch.job.has_completed


def test_polling_once_gives_a_server_that_has_never_answered_no_second_chance():
    wrong = UnreachableError("the connection was refused", first_contact=True)
    story = wait({f"job-{number}": always(wrong) for number in range(1000)}, timeout=0, once=True)
    assert story.outcome.stopped == {"gaussdb": wrong}
    assert len(story.service.polls) == 1


def test_an_error_timeout_shorter_than_that_is_respected():
    wrong = UnreachableError("the connection was refused", first_contact=True)
    assert wait(always(wrong), error_timeout=0).outcome.elapsed == 0


# Throttling


def test_throttling_never_ends_a_wait():
    story = wait(broken_during(lasting(3000), {(10, 2900): BUSY}))
    assert story.watch.job.has_completed


def test_throttling_without_advice_slows_down_step_by_step():
    story = wait(broken_during(lasting(1000), {(10, 500): BUSY}))
    during = [poll for poll in story.service.times("job") if 10 <= poll < 500]
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
    starts = [poll.at for poll in story.service.polls]
    asked = story.service.times("job-3")[0] + 0.01
    assert not [start for start in starts if asked < start < asked + 40]


def test_a_server_error_may_come_with_advice_too():
    away = UnreachableError("503", retry_after=25)
    story = wait(one_by_one(seen(), away, seen("Completed")))
    assert gaps(story.service.times("job"))[1] == pytest.approx(25, abs=0.2)


def test_a_round_of_throttled_polls_counts_once():
    lives = {f"job-{number}": broken_during(lasting(100), {(0, 0.8): BUSY}) for number in range(4)}
    story = wait(lives, latency=0.45)
    starts = sorted(poll.at for poll in story.service.polls)
    # Four answers came within a third of a second, and asked for one second, not for eight.
    assert starts[4] < 3


# Deadline


def test_the_deadline_holds():
    story = wait(lasting(5000), timeout=100)
    assert story.outcome.elapsed == 100
    assert story.watch.is_pending


@pytest.mark.parametrize("api_timeout", [10, 3600])
def test_the_deadline_holds_whatever_hangs(api_timeout):
    story = wait(broken_during(lasting(5000), {(30, 5000): HANGS}), timeout=100, api_timeout=api_timeout)
    assert story.outcome.elapsed == 100
    assert story.watch.polling_since is not None


def test_no_poll_may_take_longer_than_is_left():
    story = wait(lasting(5000), timeout=100, api_timeout=30)
    assert all(poll.at + poll.timeout <= 100 for poll in story.service.polls)
    assert story.service.polls[0].timeout == 30


def test_a_last_poll_comes_just_before_the_deadline():
    story = wait(lasting(95), timeout=100, sleep=60, latency=0.3)
    assert story.service.times("job") == pytest.approx([0, 60.3, 99])
    assert story.watch.job.has_completed


def test_the_deadline_counts_the_delay():
    story = wait(lasting(5000), timeout=100, delay=90)
    assert story.service.times("job")[0] == 90
    assert story.outcome.elapsed == 100


def test_a_delay_as_long_as_the_timeout_leaves_no_time_for_a_poll():
    assert wait(lasting(10), timeout=100, delay=100).service.polls == []


# Polling once


def test_polling_once_polls_each_job_once():
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
    done, running, unknown, away, busy = story.outcome.watches
    assert len(story.service.polls) == 5
    assert done.job.has_completed
    assert running.is_open
    assert unknown.missing
    assert away.lost is DOWN
    assert busy.is_open
    assert busy.error is BUSY


def test_polling_once_abandons_a_poll_that_hangs():
    story = wait(always(HANGS), timeout=0, once=True, api_timeout=10)
    assert 10 <= story.outcome.elapsed <= 11
    assert isinstance(story.watch.lost, UnreachableError)


# Pace


def test_a_fixed_sleep_is_kept():
    story = wait(lasting(60), sleep=7)
    assert set(gaps(story.service.times("job"))) == {7}


def test_a_job_is_as_old_as_its_server_says():
    old = wait(lasting(4000, born=-3600), timeout=7200)
    assert max(gaps(old.service.times("job"))) == 30
    assert 400 <= old.outcome.elapsed <= 430


def test_a_job_of_unknown_age_is_as_old_as_the_wait():
    story = wait(one_by_one(*[seen()] * 30, seen("Completed")))
    assert gaps(story.service.times("job"))[:5] == [2] * 5
    assert gaps(story.service.times("job"))[-1] == pytest.approx(4, abs=1)


def test_an_age_that_comes_late_counts_from_then_on():
    def late(now):
        snapshot = lasting(2000, born=-1000)(now)
        return snapshot if now > 20 else seen()

    story = wait(late)
    assert 1000 <= story.outcome.elapsed <= 1030


def test_a_job_shorter_than_a_second_takes_two_polls_at_most():
    assert len(wait(lasting(0.4)).service.polls) <= 2


def test_a_creation_of_48_minutes_takes_some_115_polls_where_every_5_seconds_would_be_578():
    story = wait(lasting(2889, lambda part: int(100 * part)), latency=0.05)
    assert len(story.service.polls) <= 118
    assert story.outcome.elapsed <= 2889 + 5


def test_progress_shows_how_much_time_is_left():
    story = wait(lasting(1000, lambda part: int(100 * part)), timeout=600)
    assert story.watch.time_left(600) == pytest.approx(400, abs=15)
    assert wait(lasting(1000), timeout=600).watch.time_left(600) is None


# Many


def test_polls_are_spread_over_time_and_a_few_connections():
    story = wait({f"job-{number}": lasting(30) for number in range(100)}, latency=0.7)
    starts = sorted(poll.at for poll in story.service.polls)
    assert story.service.most_at_once == 4
    assert min(gaps(starts)) >= 0.1
    assert all(watch.job.has_completed for watch in story.outcome.watches)


def test_twenty_jobs_end_soon_after_the_last_one():
    story = wait({f"job-{number}": lasting(30 + 1.5 * number) for number in range(20)}, latency=0.05)
    assert 58.5 <= story.outcome.elapsed <= 58.5 + 3.5


def test_ended_jobs_are_never_polled_again():
    lives = {f"job-{number}": lasting(10 * number) for number in range(40)}
    story = wait(lives, latency=0.2)
    for number, job_id in enumerate(lives):
        assert len([poll for poll in story.service.times(job_id) if poll + 0.2 >= 10 * number]) <= 1


def test_a_thousand_jobs_have_their_turn():
    story = wait({f"job-{number}": lasting(300, born=-number) for number in range(1000)}, latency=0.05)
    assert all(watch.job.has_completed for watch in story.outcome.watches)


# Both engines


def test_one_wait_follows_jobs_of_both_engines():
    story = wait({"one": lasting(60), "other": lasting(100)}, engines={"other": "taurusdb"})
    assert [(watch.job.engine, watch.job.status) for watch in story.outcome.watches] == [
        ("gaussdb", "Completed"),
        ("taurusdb", "Completed"),
    ]


def test_the_same_id_may_mean_a_job_of_each_engine():
    schedule = Schedule(policy_of())
    for engine in ("gaussdb", "taurusdb"):
        schedule.add(ref("same", engine), 0.0)
    assert len(schedule.watches) == 2


@pytest.mark.parametrize(
    "error",
    [UnreachableError("no such host", first_contact=True), ConfigurationError("the catalog has no TaurusDB")],
)
def test_an_engine_that_cannot_be_polled_does_not_stop_the_other(error):
    lives = {"one": lasting(60), "two": always(error), "three": always(error)}
    story = wait(lives, engines={"two": "taurusdb", "three": "taurusdb"})
    one, two, three = story.outcome.watches
    assert one.job.has_completed
    assert two.lost is three.lost is error
    assert story.outcome.stopped == {"taurusdb": error}


def test_a_refused_sign_in_stops_both_engines():
    error = UnauthorizedError("401")
    story = wait({"one": lasting(60), "other": always(error)}, engines={"other": "taurusdb"})
    assert story.outcome.stopped == {"gaussdb": error, "taurusdb": error}
    assert all(watch.lost is error for watch in story.outcome.watches)


# Signatures


def test_a_signature_refused_once_after_good_polls_is_retried():
    skewed = UnauthorizedError("the signature was refused", transient=True)
    story = wait(broken_during(lasting(100), {(20, 40): skewed}))
    assert story.watch.job.has_completed
    assert story.outcome.stopped == {}


# Permanent errors


def test_a_permanent_error_at_first_contact_is_not_retried():
    untrusted = UnreachableError("the certificate is not trusted", first_contact=True, transient=False)
    story = wait({"one": always(untrusted), "other": always(untrusted)})
    assert story.outcome.stopped == {"gaussdb": untrusted}
    assert len(story.service.polls) == 1


# Stopping


class Stopping(NullReporter):
    """Stops the wait at the third poll."""

    def __init__(self):
        self.polls = 0
        self.driver = None

    def polled(self, watch, transitions, now):
        self.polls += 1
        if self.polls == 3:
            self.driver.stop()


def test_a_wait_can_be_stopped_at_any_moment():
    service = Service({"job": lasting(1000)})
    reporter = Stopping()
    reporter.driver = Driver(policy_of(), service, reporter, service.clock)
    outcome = reporter.driver.run([ref("job")])
    assert len(service.polls) == 3
    assert outcome.elapsed == 4
    assert outcome.watches[0].is_pending


def test_a_wait_that_is_stopped_while_nothing_happens_returns_immediately():
    service = Service({"job": lasting(1000)})

    class Impatient(NullReporter):
        def tick(self, watches, now):
            driver.stop()

    driver = Driver(policy_of(delay=500), service, Impatient(), service.clock)
    assert driver.run([ref("job")]).elapsed <= 500
    assert len(service.polls) == 0
