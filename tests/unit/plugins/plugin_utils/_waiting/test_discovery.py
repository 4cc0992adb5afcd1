# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Watching all jobs that the job list shows, in simulated time."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from operator import attrgetter

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    ConfigurationError,
    ForbiddenError,
    JobNotFoundError,
    RefusedError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Page, Snapshot
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.discovery import Discovery, Scope
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.driver import Driver
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import NullReporter
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import (
    EPOCH,
    HANGS,
    ListedJobs,
    Service,
    appearing,
    broken_during,
    dated,
    lasting,
    policy_of,
    stamp,
)
from hypothesis import given, settings
from hypothesis import strategies as st

DOWN = UnreachableError("503")
BACKUP, CREATION = "BackupSnapshotGaussDBV5InInstance", "CreateGaussDBV5Instance"
HOUR, DAY = 3600.0, 86400.0


def job(duration, born=0.0, outcome="Completed", clock=0.0, **fields):
    """A job that the API knows from ``born`` on; the times that it shows are off by ``clock`` seconds."""
    return appearing(dated(duration, outcome=outcome, born=born, clock=clock, **fields), born)


class Story(NullReporter):
    """All jobs are watched until a moment. Notes what happened to each, and when."""

    def __init__(self, lives, until, *, listing=None, since=DAY, latency=0.05, sleep=None, **scope):
        self.kinds = {}
        self.at = {}
        self.complaints = []
        self.most = 0
        self._until = until
        self.service = Service(lives, latency, listing or ListedJobs(lives))
        policy = policy_of(timeout=math.inf, error_timeout=math.inf, sleep=sleep)
        self._driver = Driver(policy, self.service, self, self.service.clock)
        discovery = Discovery(Scope("gaussdb", EPOCH - timedelta(seconds=since), **scope))
        self.outcome = self._driver.run([], discovery)

    def polled(self, watch, transitions, now):
        for each in transitions:
            self.kinds.setdefault(each.watch.ref.id, []).append(each.kind)
            self.at[each.watch.ref.id, each.kind] = now

    def listing_failed(self, error, now):
        self.complaints.append(str(error))

    def tick(self, watches, now):
        self.most = max(self.most, len(watches))
        if now >= self._until:
            self._driver.stop()

    def next(self, now):
        return max(0.0, self._until - now)

    @property
    def rounds(self):
        """When each round began, and from when on it read the list, in seconds."""
        pages = [(at, page) for at, page in self.service.pages if not page.offset]
        return [(at, (page.start - EPOCH).total_seconds()) for at, page in pages]


def test_jobs_that_run_and_jobs_that_start_later_are_followed_to_their_ends():
    lives = {"old": job(300, born=-100), "new": job(100, born=200, outcome="Failed")}
    story = Story(lives, 600)
    assert story.kinds == {"old": ["seen", "ended"], "new": ["seen", "ended"]}
    assert story.at["old", "seen"] < 1
    assert story.at["new", "seen"] < 200 + 11
    assert story.at["new", "ended"] < 300 + 11


def test_each_end_is_confirmed_by_one_look_up():
    lives = {f"job-{number}": job(100 + number, born=10 * number) for number in range(20)}
    story = Story(lives, 600)
    assert all(kinds == ["seen", "ended"] for kinds in story.kinds.values())
    assert sorted(poll.job_id for poll in story.service.polls) == sorted(lives)


def test_a_job_that_had_ended_before_is_seen_and_ended_at_once_and_only_once():
    story = Story({"done": job(100, born=-500)}, 2000)
    assert story.kinds == {"done": ["seen", "ended"]}
    assert story.at["done", "seen"] == story.at["done", "ended"] < 2


def test_a_job_that_starts_and_ends_between_two_rounds_is_found():
    assert Story({"short": job(1, born=103)}, 200).kinds == {"short": ["seen", "ended"]}


def test_without_jobs_the_list_is_read_every_ten_seconds():
    story = Story({}, 99)
    assert [at for at, _start in story.rounds] == pytest.approx([10 * number for number in range(10)], abs=1)


def test_the_interval_is_the_pause_between_two_rounds():
    story = Story({"one": job(1000)}, 100, sleep=30, latency=0.0)
    assert [at for at, _start in story.rounds] == [0, 30, 60, 90]


def test_a_round_reads_all_pages():
    lives = {f"job-{number}": job(50, born=-1000) for number in range(250)}
    story = Story(lives, 100)
    assert len(story.kinds) == 250
    assert [page.offset for _at, page in story.service.pages][:4] == [0, 100, 200, 0]


# Which jobs


def test_jobs_created_before_are_left_out():
    lives = {"before": job(HOUR, born=-101), "after": job(HOUR, born=-99)}
    assert list(Story(lives, 20, since=100).kinds) == ["after"]


def test_an_api_that_does_not_understand_the_start_changes_nothing():
    lives = {"before": job(HOUR, born=-101), "after": job(HOUR, born=-99)}
    whole = ListedJobs(lives)
    story = Story(lives, 20, since=100, listing=lambda page, now: whole(replace(page, start=None), now))
    assert list(story.kinds) == ["after"]


def test_the_name_is_for_the_api_to_filter():
    lives = {"backup": job(HOUR, name=BACKUP), "creation": job(HOUR, name=CREATION)}
    story = Story(lives, 20, name=BACKUP)
    assert list(story.kinds) == ["backup"]
    assert {page.name for _at, page in story.service.pages} == {BACKUP}


def test_the_instance_is_filtered_here():
    lives = {
        "its": job(HOUR, instance={"id": "ab-12", "name": "orders"}),
        "other": job(HOUR, instance={"id": "cd-34", "name": "orders"}),
        "none": job(HOUR),
    }
    assert list(Story(lives, 20, instance_id="AB12").kinds) == ["its"]


def test_a_job_in_two_ways_of_writing_its_id_is_one():
    lives = {"ab-cd": job(100, born=-50)}
    listed = ListedJobs(lives)
    undashed = ListedJobs({"ABCD": lives["ab-cd"]})
    story = Story(lives, 300, listing=lambda page, now: (listed if now < 20 else undashed)(page, now))
    assert story.kinds == {"ab-cd": ["seen", "ended"]}


def test_a_record_without_an_id_is_no_job():
    assert Story({}, 30, listing=ListedJobs({"": job(100)})).kinds == {}


# For how long


def test_what_has_ended_is_forgotten():
    lives = {f"job-{number}": job(50, born=100 * number) for number in range(20)}
    story = Story(lives, 2100)
    assert len(story.kinds) == 20
    assert story.most <= 2
    assert story.outcome.watches == []


def test_a_long_list_is_read_in_full_every_ten_minutes_and_one_hour_of_it_in_between():
    lives = {f"job-{number}": job(50, born=-7000) for number in range(15)}
    lives |= {f"new-{number}": job(50, born=100 * number) for number in range(24)}
    story = Story(lives, 2400, listing=ListedJobs(lives, size=10))
    assert {kinds[-1] for kinds in story.kinds.values()} == {"ended"}
    full = [at for at, start in story.rounds if start < -HOUR * 2]
    assert all(600 <= later - sooner < 640 for sooner, later in pairwise(full))
    assert len(full) == 4
    in_between = [(at, start) for at, start in story.rounds if at not in full]
    assert all(start >= at - HOUR - 200 for at, start in in_between)


def test_a_short_round_reaches_back_to_the_oldest_job_that_runs():
    lives = {f"job-{number}": job(50, born=-20000) for number in range(15)}
    lives |= {"slow": job(20000, born=-7000), "new": job(20000)}
    story = Story(lives, 200, listing=ListedJobs(lives, size=10))
    assert {start for at, start in story.rounds if at > 60} == {-7060}


@pytest.mark.parametrize("clock", [-8 * HOUR, 8 * HOUR])
def test_jobs_whose_times_are_off_by_hours_are_found_soon(clock):
    lives = {f"job-{number}": job(50, born=-5000, clock=clock) for number in range(15)}
    lives |= {f"new-{number}": job(50, born=100 * number, clock=clock) for number in range(5)}
    story = Story(lives, 550, listing=ListedJobs(lives, size=10))
    assert all(story.at[f"new-{number}", "seen"] < 100 * number + 30 for number in range(5))


def test_days_do_not_pile_up():
    lives = {f"job-{number}": job(50, born=600 * number) for number in range(100)}
    story = Story(lives, 60500, since=HOUR, sleep=300)
    assert {tuple(kinds) for kinds in story.kinds.values()} == {("seen", "ended")}
    assert len(story.kinds) == 100
    assert story.rounds[-1][1] > 60500 - 2 * HOUR


@pytest.mark.parametrize("ahead", [300, -300])
def test_a_job_that_starts_after_the_source_is_found_whatever_this_machines_clock_shows(ahead):
    lives = {"old": job(10, born=-400), "new": job(100, born=30), "newer": job(100, born=200)}
    present = EPOCH + timedelta(seconds=ahead)
    story = Story(lives, 600, since=60 - ahead, counted_from=present)
    assert story.kinds == {"new": ["seen", "ended"], "newer": ["seen", "ended"]}


def test_clocks_are_compared_by_the_first_response_however_late_it_comes():
    lives = {"old": job(10, born=-400), "new": job(HOUR, born=30)}
    listed = ListedJobs(lives)
    story = Story(
        lives,
        HOUR,
        listing=lambda page, now: DOWN if now < 1000 else listed(page, now),
        since=60 - 300,
        counted_from=EPOCH + timedelta(seconds=300),
    )
    assert story.kinds == {"new": ["seen"]}


def test_a_moment_is_not_shifted_by_clocks():
    lives = {"old": job(10, born=-30), "new": job(100, born=30)}
    assert Story(lives, 600, since=0).kinds == {"new": ["seen", "ended"]}


def test_a_job_that_the_list_shows_later_than_one_created_after_it_is_found():
    late = appearing(dated(100, born=2900), 3010)
    lives = {"first": job(100, born=10), "other": job(100, born=3000), "late": late}
    assert sorted(Story(lives, 4000, since=0).kinds) == ["first", "late", "other"]


@pytest.mark.parametrize("number", [3, 150])
def test_a_job_with_a_zero_time_is_found(number):
    zeroed = lasting(1000, created="0001-01-01T00:00:00Z")
    lives = {f"job-{index}": lambda now: Snapshot(zeroed(now).job) for index in range(number)}
    listed = ListedJobs(lives)
    story = Story(lives, 900, listing=lambda page, now: listed(replace(page, start=None), now))
    assert story.kinds == {job_id: ["seen"] for job_id in lives}


# When things go wrong


@pytest.mark.parametrize(
    "error", [DOWN, ThrottledError("429"), ForbiddenError("403: no permission to list jobs"), HANGS]
)
def test_a_list_that_fails_is_read_again(error):
    lives = {"old": job(100), "new": job(100, born=150)}
    listed = ListedJobs(lives)
    story = Story(lives, 600, listing=lambda page, now: error if 50 <= now < 300 else listed(page, now))
    assert story.kinds == {"old": ["seen", "ended"], "new": ["seen", "ended"]}
    assert story.complaints
    # Jobs that were found before are looked up meanwhile, unless the API asks for patience.
    assert isinstance(error, ThrottledError) or story.at["old", "ended"] < 115


def test_an_outage_of_an_hour_costs_no_end_and_brings_none_twice():
    lives = {f"job-{number}": job(60 + number, born=10.0 * number) for number in range(30)}
    down = {(100.0, 100.0 + HOUR): DOWN}
    listed = ListedJobs(lives)
    story = Story(
        {job_id: broken_during(life, down) for job_id, life in lives.items()},
        HOUR + 300,
        listing=lambda page, now: DOWN if 100 <= now < 100 + HOUR else listed(page, now),
    )
    assert sorted(story.kinds) == sorted(lives)
    assert {tuple(kinds) for kinds in story.kinds.values()} == {("seen", "ended")}


@pytest.mark.parametrize("error", [UnauthorizedError("401"), ConfigurationError("no service")])
def test_a_refused_sign_in_and_a_wrong_configuration_end_it(error):
    story = Story({}, 100, listing=lambda page, now: error)
    assert story.outcome.stopped == {"gaussdb": error}
    assert len(story.service.pages) == 1


def test_a_job_that_vanishes_is_missing_and_not_found_again():
    lives = {"one": job(1000)}
    gone = {"one": lambda now: JobNotFoundError("DBS.200543")}
    story = Story(gone, 600, listing=lambda page, now: ListedJobs(lives if now < 50 or now > 300 else {})(page, now))
    assert story.kinds == {"one": ["seen", "missing"]}


def test_a_job_that_may_not_be_looked_up_is_lost_once():
    lives = {"one": job(100)}
    story = Story({"one": lambda now: ForbiddenError("403")}, 600, listing=ListedJobs(lives))
    assert story.kinds == {"one": ["seen", "lost"]}


def refusing(listing):
    """The list of an API that has only a first page."""
    return lambda page, now: RefusedError("400", status=400, code="DBS.280440") if page.offset else listing(page, now)


@pytest.mark.parametrize("refuses", [False, True])
@pytest.mark.parametrize("order", ["oldest", "newest", "by ID"])
def test_a_server_that_does_not_understand_the_offset_hides_no_job(order, refuses):
    lives = {f"old-{number}": job(50, born=-DAY + 4000 * number) for number in range(21)}
    lives |= {f"burst-{number}": job(300, born=-200 + number // 5) for number in range(30)}
    lives |= {f"new-{number}": job(50, born=30 * number) for number in range(20)}
    orders = {
        "oldest": list,
        "newest": lambda jobs: jobs[::-1],
        "by ID": lambda jobs: sorted(jobs, key=attrgetter("id")),
    }
    listing = ListedJobs(lives, orders[order], size=10, understands_offset=False)
    story = Story(lives, 800, listing=refusing(listing) if refuses else listing, since=DAY + 100, sleep=40)
    assert story.kinds == {job_id: ["seen", "ended"] for job_id in lives}
    # It is found out once.
    assert [page.offset for _at, page in story.service.pages if page.offset] == [10]


def test_a_server_that_neither_counts_nor_understands_the_offset_hides_no_job():
    lives = {f"job-{number}": job(20, born=-100 * number) for number in range(250)}
    story = Story(lives, 40, listing=ListedJobs(lives, understands_offset=False, counts=False))
    assert story.kinds == {job_id: ["seen", "ended"] for job_id in lives}


def test_a_server_that_has_nothing_after_the_first_page_and_counts_more_hides_no_job():
    lives = {f"job-{number}": job(20, born=-100 * number) for number in range(250)}
    listed = ListedJobs(lives)

    def listing(page, now):
        whole = listed(page, now)
        return replace(whole, jobs=[], records=0) if page.offset else whole

    story = Story(lives, 60, listing=listing)
    assert story.kinds == {job_id: ["seen", "ended"] for job_id in lives}


@pytest.mark.parametrize("number", [150, 200])
def test_a_server_that_counts_more_than_it_has_is_not_asked_forever(number):
    lives = {f"job-{index}": job(20, born=-100 * index) for index in range(number)}
    listed = ListedJobs(lives)
    story = Story(lives, 60, listing=lambda page, now: replace(listed(page, now), total=number + 1))
    assert story.kinds == {job_id: ["seen", "ended"] for job_id in lives}
    # Ten rounds in a minute, of a few pages each.
    assert len(story.service.pages) < 80


def test_spans_have_no_gap_even_if_the_api_takes_their_bounds_for_exclusive():
    lives = {f"job-{number}": job(20, born=-100 + number) for number in range(80)}
    whole = ListedJobs(lives, size=10, understands_offset=False)
    second = timedelta(seconds=1)

    def within(page, now):
        return whole(replace(page, start=page.start + second, end=page.end and page.end - second), now)

    # One round: the next one would have its middles elsewhere.
    assert Story(lives, 40, listing=within, sleep=100).kinds == {job_id: ["seen", "ended"] for job_id in lives}


def test_more_jobs_than_a_page_shows_of_one_second_stop_nothing():
    lives = {f"job-{number}": job(5000, born=-500) for number in range(150)} | {"new": job(100, born=100)}
    story = Story(lives, 300, listing=ListedJobs(lives, understands_offset=False), sleep=40)
    assert (len(story.kinds), story.kinds["new"]) == (101, ["seen", "ended"])


def test_a_server_that_understands_neither_the_offset_nor_the_bounds_is_not_asked_forever():
    lives = {f"job-{number}": job(5000, born=-5000 - 10 * number) for number in range(150)}
    whole = ListedJobs(lives, understands_offset=False)
    story = Story(lives, 100, listing=lambda page, now: whole(replace(page, start=None, end=None), now), sleep=100)
    assert len(story.kinds) == 100
    assert len(story.service.pages) < 30


@settings(max_examples=5, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    gaps=st.sampled_from([0, 0.3]),
    order=st.sampled_from(["oldest", "newest", "random"]),
    size=st.sampled_from([7, 100]),
)
def test_every_job_is_found_and_ends_once(seed, gaps, order, size):
    chance = random.Random(seed)
    lives = {
        f"job-{number}": job(chance.uniform(0, 200), round(chance.uniform(-500, 500)), clock=chance.choice([0, -20]))
        for number in range(25)
    }

    def disturbed(records):
        kept = [record for record in records if chance.random() >= gaps]
        if order == "random":
            chance.shuffle(kept)
        return kept[::-1] if order == "newest" else kept

    story = Story(lives, 1200, listing=ListedJobs(lives, disturbed, size=size))
    assert sorted(story.kinds) == sorted(lives)
    assert {tuple(kinds) for kinds in story.kinds.values()} == {("seen", "ended")}


def test_a_page_has_the_name_that_was_asked_for_and_the_moment():
    discovery = Discovery(Scope("gaussdb", EPOCH, name=BACKUP))
    page = discovery.first_page("gaussdb", [])
    assert (page.start.isoformat(), page.offset, page.name) == (stamp(0), 0, BACKUP)
    discovery.begin(page, 0.0)
    discovery.read(Page([], 0, 0), [])
    assert discovery.following(page, Page([], 0, 0), 0, 0, 0) is None
