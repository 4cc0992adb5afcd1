# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waits for jobs that the job list shows, in simulated time."""

from __future__ import annotations

import statistics
from dataclasses import replace
from itertools import pairwise

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ForbiddenError,
    JobNotFoundError,
    RefusedError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.listing import PageRef
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import NullReporter
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.schedule import Schedule
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import (
    HANGS,
    NO_LIST,
    ListedJobs,
    always,
    broken_during,
    dated,
    lasting,
    policy_of,
    ref,
    stamp,
    wait,
)

DOWN = UnreachableError("503")
BUSY = ThrottledError("429")
UNKNOWN = JobNotFoundError("DBS.200543")
INVALID_OFFSET = RefusedError("Invalid offset.", status=400, code="DBS.280440")


def linear(part):
    return int(100 * part)


def jobs(number, shortest=60, longest=120):
    """Jobs that begin at 0, and their ends are spread evenly."""
    step = (longest - shortest) / max(1, number - 1)
    return {
        f"job-{each}": dated(shortest + each * step, linear, "Failed" if each % 5 == 0 else "Completed")
        for each in range(number)
    }


def outcomes(story):
    return {watch.ref.id: watch.job and watch.job.status for watch in story.outcome.watches}


def ends(lives):
    return {job_id: life(1e9).job.status for job_id, life in lives.items()}


class Ends(NullReporter):
    """Notes when each job's end is taken in."""

    def __init__(self):
        self.at = {}

    def polled(self, watch, transitions, now):
        for transition in transitions:
            if transition.kind == "ended":
                assert watch.ref.id not in self.at
                self.at[watch.ref.id] = now


def single_polls_before_the_end(story):
    """Look-ups that found a job running, by its ID."""
    return [poll.job_id for poll in story.service.polls if not poll.answer.job.has_ended]


# When the list is read


@pytest.mark.parametrize("number", [1, 4])
def test_a_few_jobs_are_polled_singly(number):
    lives = jobs(number)
    story = wait(lives, listing=ListedJobs(lives))
    assert story.service.pages == []
    assert outcomes(story) == ends(lives)


def test_a_handful_is_watched_through_the_list_and_each_end_is_looked_up_once():
    lives = jobs(5)
    story = wait(lives, listing=ListedJobs(lives), latency=0.05)
    assert outcomes(story) == ends(lives)
    # Until there are too few of them: then each is polled singly.
    first_end = 60
    assert [poll for poll in story.service.polls if poll.at < first_end] == []
    assert 10 < len(story.service.pages) < 40


def test_twenty_jobs_take_few_requests_and_end_soon_after_the_last():
    lives = jobs(20, 30, 60)
    story = wait(lives, listing=ListedJobs(lives), latency=0.05)
    assert outcomes(story) == ends(lives)
    assert len(story.service.polls) + len(story.service.pages) <= 65
    assert story.outcome.elapsed <= 62


def test_jobs_of_an_engine_that_has_no_list_are_polled_singly():
    lives = jobs(20)
    story = wait(lives, listing=ListedJobs(lives), engines=dict.fromkeys(lives, "taurusdb"))
    assert story.service.pages == []
    assert outcomes(story) == ends(lives)


def test_of_two_engines_the_one_with_a_list_is_watched_through_it():
    lives = jobs(8)
    of_taurusdb = dict.fromkeys(["job-6", "job-7"], "taurusdb")
    listed = {job_id: life for job_id, life in lives.items() if job_id not in of_taurusdb}
    story = wait(lives, listing=ListedJobs(listed), engines=of_taurusdb)
    assert outcomes(story) == ends(lives)
    assert {page.engine for _at, page in story.service.pages} == {"gaussdb"}
    assert {poll.job_id for poll in story.service.polls if poll.at < 50} == set(of_taurusdb)


def test_a_wait_that_polls_once_looks_up_each_job():
    lives = jobs(20)
    story = wait(lives, listing=ListedJobs(lives), once=True)
    assert (len(story.service.polls), story.service.pages) == (20, [])


def test_no_page_is_read_before_the_delay():
    lives = jobs(6)
    story = wait(lives, listing=ListedJobs(lives), delay=30)
    assert min(at for at, _page in story.service.pages) == 30
    assert min(poll.at for poll in story.service.polls) >= 30


@pytest.mark.parametrize("delay", [50, 59, 60, 61])
def test_the_delay_counts_even_if_it_leaves_no_time_for_a_last_poll(delay):
    lives = jobs(6)
    story = wait(lives, listing=ListedJobs(lives), delay=delay, timeout=60)
    assert all(at >= delay for at, _page in story.service.pages)
    assert all(poll.at >= delay for poll in story.service.polls)
    assert bool(story.service.pages) == (delay < 60)


def test_sleep_is_the_pause_between_two_rounds():
    lives = jobs(6)
    story = wait(lives, listing=ListedJobs(lives), sleep=10)
    assert [at for at, _page in story.service.pages][:6] == [0, 10, 20, 30, 40, 50]


def test_old_jobs_are_listed_rarely():
    lives = {f"job-{number}": dated(9000, born=-3600) for number in range(10)}
    story = wait(lives, listing=ListedJobs(lives), timeout=1800)
    later = [at for at, _page in story.service.pages if at > 300]
    assert {round(after - before, 3) for before, after in pairwise(later[:-1])} == {30}


# Which part of it


def test_it_is_read_from_the_creation_of_the_oldest_job_on():
    lives = {f"job-{number}": dated(100 * number + 50, born=-60 * number) for number in range(6)}
    story = wait(lives, listing=ListedJobs(lives))
    (_start, first), (_second, second), *_rest = story.service.pages
    assert first == PageRef("gaussdb", None, 0)
    # With a minute to spare: the list may take its times from another clock.
    assert second.start.isoformat() == stamp(-360)


def test_a_zero_time_is_not_when_a_job_was_created():
    def zeroed(now):
        answer = lasting(1000)(now)
        return replace(answer, job=replace(answer.job, created="0001-01-01T00:00:00Z"))

    lives = {f"job-{number}": dated(1000, born=-60 * number) for number in range(6)}
    story = wait({**lives, "zeroed": zeroed}, listing=ListedJobs(lives))
    first, *others = [page.start for _at, page in story.service.pages]
    assert first is None
    assert min(others).isoformat() == stamp(-360)


@pytest.mark.parametrize(
    "order", [list, lambda records: records[::-1], lambda records: sorted(records, key=lambda job: job.id[::-1])]
)
def test_its_order_does_not_matter(order):
    lives = jobs(230, 60, 90)
    story = wait(lives, listing=ListedJobs(lives, order), latency=0.05)
    assert outcomes(story) == ends(lives)
    assert [page.offset for _at, page in story.service.pages][:4] == [0, 100, 200, 0]
    assert single_polls_before_the_end(story) == []


def test_a_list_that_never_shows_the_end_of_a_job_hides_it_for_half_an_hour_at_most():
    lives = {f"job-{number}": dated(100) for number in range(10)}
    stale = {job_id: dated(1e6) for job_id in lives}
    witness = Ends()
    story = wait(lives, witness, listing=ListedJobs(stale), latency=0.05)
    assert outcomes(story) == ends(lives)
    assert max(witness.at.values()) < 1900


def test_a_job_that_runs_long_is_looked_up_every_half_hour():
    lives = {f"job-{number}": dated(6000) for number in range(10)}
    story = wait(lives, listing=ListedJobs(lives), latency=0.05, timeout=9000.0)
    assert outcomes(story) == ends(lives)
    assert {len(story.service.times(job_id)) for job_id in lives} == {4}


def test_a_wait_that_begins_late_does_not_look_up_jobs_that_the_list_has_just_shown():
    lives = {f"job-{number}": dated(2100) for number in range(110)}
    story = wait(lives, listing=ListedJobs(lives), latency=0.5, delay=2000.0)
    assert outcomes(story) == ends(lives)
    assert {len(story.service.times(job_id)) for job_id in lives} == {1}


def test_a_round_ends_as_soon_as_all_jobs_were_shown():
    others = {f"other-{number}": dated(1e6) for number in range(150)}
    lives = jobs(10)
    story = wait(lives, listing=ListedJobs({**lives, **others}), latency=0.05)
    assert outcomes(story) == ends(lives)
    assert {page.offset for _at, page in story.service.pages} == {0}


def test_a_long_list_that_shows_none_of_the_jobs_is_not_read_on():
    others = {f"other-{number}": dated(1e6) for number in range(250)}
    lives = jobs(10)
    story = wait(lives, listing=ListedJobs({**others, **lives}), latency=0.05)
    assert outcomes(story) == ends(lives)
    assert {page.offset for _at, page in story.service.pages} == {0}
    # They are polled singly, as without a list.
    assert len(single_polls_before_the_end(story)) > 100


def test_jobs_that_are_spread_too_thinly_over_the_list_are_polled_singly():
    others = {f"other-{number}": dated(1e6) for number in range(250)}
    lives = jobs(21, 300, 400)
    every = {"job-0": lives["job-0"], **others, **lives}
    story = wait(lives, listing=ListedJobs(every), latency=0.05)
    assert outcomes(story) == ends(lives)


def test_what_the_list_does_not_show_is_polled_singly():
    lives = jobs(10)
    story = wait(lives, listing=ListedJobs({key: life for key, life in lives.items() if key != "job-9"}), latency=0.05)
    assert outcomes(story) == ends(lives)
    assert {poll.job_id for poll in story.service.polls if poll.at < 60} == {"job-9"}
    # Soon, and at its own pace.
    assert story.service.times("job-9")[0] < 1


def test_a_job_that_vanishes_from_the_list_is_polled_singly_after_two_rounds():
    lives = jobs(10, 600, 700)
    gone = {**lives, "job-3": broken_during(lives["job-3"], {(100, 1e9): UNKNOWN})}
    story = wait(lives, listing=ListedJobs(gone), latency=0.05)
    assert outcomes(story) == ends(lives)
    assert 100 < story.service.times("job-3")[0] < 140


def test_ids_are_the_same_with_and_without_dashes():
    lives = {f"aa-{number}": life for number, life in enumerate(jobs(6).values())}
    listed = ListedJobs({job_id.replace("-", "").upper(): life for job_id, life in lives.items()})
    story = wait(lives, listing=listed, latency=0.05)
    assert outcomes(story) == ends(lives)
    assert [poll for poll in story.service.polls if poll.at < 60] == []


# What it shows


def test_progress_comes_from_the_list():
    seen = []

    class Witness(NullReporter):
        def polled(self, watch, transitions, now):
            seen.extend((watch.ref.id, each.kind, watch.job.progress) for each in transitions if now < 40)

    lives = jobs(5)
    story = wait(lives, Witness(), listing=ListedJobs(lives))
    assert [poll for poll in story.service.polls if poll.at < 60] == []
    assert seen[:5] == [(job_id, "seen", 0) for job_id in lives]
    assert ("job-0", "changed") in {(job_id, kind) for job_id, kind, _progress in seen}


def test_an_end_counts_when_a_look_up_has_confirmed_it():
    lives = jobs(10)
    early = {**lives, "job-4": always(lives["job-4"](1e9))}
    story = wait(lives, listing=ListedJobs(early), latency=0.05)
    assert outcomes(story) == ends(lives)
    (watch,) = [watch for watch in story.outcome.watches if watch.ref.id == "job-4"]
    *before, last = story.service.times("job-4")
    assert before
    assert last >= 60 + 4 * 60 / 9
    assert watch.job.has_completed


def test_a_job_that_only_the_list_shows_has_its_time_to_become_visible():
    lives = {**jobs(5), "new": broken_during(dated(3), {(0, 20): UNKNOWN})}
    listed = {**lives, "new": dated(3)}
    story = wait(lives, listing=ListedJobs(listed), latency=0.05)
    assert outcomes(story) == ends(lives)


def test_a_job_that_the_list_shows_running_is_not_given_up_while_look_ups_fail():
    lives = {job_id: broken_during(life, {(0, 400): DOWN}) for job_id, life in jobs(10, 500, 600).items()}
    story = wait(lives, listing=ListedJobs(jobs(10, 500, 600)), latency=0.05, error_timeout=30)
    assert outcomes(story) == ends(lives)


def test_an_end_that_cannot_be_looked_up_is_lost_after_the_error_timeout():
    lives = dict.fromkeys(jobs(6), always(DOWN))
    story = wait(lives, listing=ListedJobs(jobs(6)), latency=0.05, error_timeout=30)
    assert [watch.lost for watch in story.outcome.watches] == [DOWN] * 6


# What can go wrong with it


@pytest.mark.parametrize("error", [DOWN, BadResponseError("HTML"), ForbiddenError("403"), HANGS], ids=str)
def test_single_polls_take_over_from_a_list_that_fails(error):
    lives = jobs(10)
    story = wait(lives, listing=lambda page, now: error, latency=0.05)
    assert outcomes(story) == ends(lives)
    assert min(poll.at for poll in story.service.polls) <= 5.1
    assert story.outcome.elapsed <= 130


@pytest.mark.parametrize("error", [DOWN, HANGS, NO_LIST], ids=str)
def test_a_list_that_fails_for_a_while_is_read_again(error):
    lives = jobs(10, 600, 700)
    whole = ListedJobs(lives)
    story = wait(lives, listing=lambda page, now: error if 50 < now < 200 else whole(page, now), latency=0.05)
    assert outcomes(story) == ends(lives)
    single = {poll.at for poll in story.service.polls if poll.at < 600}
    assert single
    assert min(single) > 50
    assert max(single) < 290


def test_a_list_whose_second_page_fails_is_read_ever_more_rarely():
    lives = jobs(150, 600, 700)
    whole = ListedJobs(lives)
    story = wait(lives, listing=lambda page, now: DOWN if page.offset else whole(page, now), latency=0.05)
    assert outcomes(story) == ends(lives)
    rounds = [at for at, page in story.service.pages if not page.offset]
    assert max(later - sooner for sooner, later in pairwise(rounds)) > 20


def test_a_list_that_fails_alone_is_read_ever_more_rarely():
    story = wait(jobs(10), listing=lambda page, now: DOWN, latency=0.05)
    pauses = [later - sooner for sooner, later in pairwise(at for at, _page in story.service.pages)]
    assert pauses[0] < 3
    assert pauses[-1] > 10


def test_after_an_outage_the_first_single_poll_that_succeeds_brings_the_list_forward():
    lives, back = jobs(100, 60, 300), 160
    listed = ListedJobs(lives)
    story = wait(
        {job_id: broken_during(life, {(100, back): DOWN}) for job_id, life in lives.items()},
        listing=lambda page, now: DOWN if 100 <= now < back else listed(page, now),
        latency=0.05,
    )
    assert outcomes(story) == ends(lives)
    first_success = next(poll.at for poll in story.service.polls if poll.at >= 100 and poll.answer is not DOWN)
    first_page = next(at for at, _page in story.service.pages if at >= first_success)
    assert back - 0.1 < first_success < back + 0.5
    assert first_page < first_success + 0.5


def test_a_confirmation_that_has_failed_does_not_wait_for_all_that_come_after_it():
    # 20 ends a second are more than can be looked up
    listed, witness = {"early": dated(50), **jobs(200, 60, 70)}, Ends()
    lives = {**listed, "early": broken_during(listed["early"], {(50, 65): DOWN})}
    story = wait(lives, witness, listing=ListedJobs(listed), latency=0.05)
    assert outcomes(story) == ends(listed)
    assert 65 <= witness.at["early"] < 75
    assert max(witness.at.values()) > 80


def test_look_ups_that_come_and_go_leave_a_list_that_fails_its_shortest_pause():
    flaky = {(second, second + 1): DOWN for second in range(10, 110, 2)}
    lives = {job_id: broken_during(life, flaky) for job_id, life in jobs(30, 100, 120).items()}
    story = wait(lives, listing=lambda page, now: DOWN, latency=0.05)
    pauses = [later - sooner for sooner, later in pairwise(at for at, _page in story.service.pages)]
    assert min(pauses) > 1.99


def test_a_list_that_may_not_be_read_is_asked_for_once():
    lives = jobs(10)
    story = wait(lives, listing=lambda page, now: ForbiddenError("403"))
    assert len(story.service.pages) == 1


def test_a_refused_sign_in_stops_the_wait():
    refused = UnauthorizedError("401")
    story = wait(dict.fromkeys(jobs(10), always(refused)), listing=lambda page, now: refused)
    assert story.outcome.stopped == {"gaussdb": refused}
    assert len(story.service.polls) + len(story.service.pages) <= 5


def test_a_wrong_address_fails_within_seconds():
    wrong = UnreachableError("refused", first_contact=True)
    story = wait(dict.fromkeys(jobs(10), always(wrong)), listing=lambda page, now: wrong, latency=0.05)
    assert story.outcome.elapsed < 8


def test_a_throttled_list_slows_all_requests_down():
    lives = jobs(10)
    whole = ListedJobs(lives)
    story = wait(lives, listing=lambda page, now: BUSY if 20 < now < 24 else whole(page, now), latency=0.05)
    assert outcomes(story) == ends(lives)


@pytest.mark.parametrize("counts", [True, False])
def test_a_server_that_does_not_understand_the_offset_shows_a_hundred_jobs_and_the_others_are_polled_singly(counts):
    lives = jobs(150)
    story = wait(lives, listing=ListedJobs(lives, understands_offset=False, counts=counts), latency=0.05)
    assert outcomes(story) == ends(lives)
    early = {poll.job_id for poll in story.service.polls if poll.at < 60}
    assert early == {f"job-{number}" for number in range(100, 150)}


def test_a_server_that_refuses_the_offset_shows_a_hundred_jobs_and_the_others_are_polled_singly():
    lives = jobs(150)
    whole = ListedJobs(lives)
    story = wait(lives, listing=lambda page, now: INVALID_OFFSET if page.offset else whole(page, now), latency=0.05)
    assert outcomes(story) == ends(lives)
    assert {poll.job_id for poll in story.service.polls if poll.at < 60} == {
        f"job-{number}" for number in range(100, 150)
    }


def test_a_page_that_no_one_waits_for_any_more_changes_nothing():
    refs = [ref(f"job-{number}") for number in range(5)]
    schedule = Schedule(policy_of())
    for each in refs:
        schedule.add(each, 0.0)
    (page,) = schedule.due(0.0)
    assert isinstance(page.ref, PageRef)
    schedule.forget(refs[0])
    assert len(schedule.due(6.0)) == 1


# Many


def test_jobs_that_end_eight_a_second_are_found_soon():
    lives, witness = jobs(250, 60, 90), Ends()
    story = wait(lives, witness, listing=ListedJobs(lives), latency=0.05)
    assert outcomes(story) == ends(lives)
    delays = [witness.at[job_id] - (60 + number * 30 / 249) for number, job_id in enumerate(lives)]
    assert statistics.median(delays) <= 5
    # Beside the look-up that confirms each end.
    assert single_polls_before_the_end(story) == []
    assert len(story.service.pages) <= 130


def test_hundreds_of_jobs_keep_to_the_rate():
    lives = jobs(300, 5, 10)
    story = wait(lives, listing=ListedJobs(lives), latency=0.05)
    assert outcomes(story) == ends(lives)
    starts = sorted([poll.at for poll in story.service.polls] + [at for at, _page in story.service.pages])
    assert all(later - sooner >= 0.1 - 1e-6 for sooner, later in pairwise(starts))
    assert story.service.most_at_once <= 4
