# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ForbiddenError,
    GaussDBError,
    JobNotFoundError,
    ThrottledError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.job import Job
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Filters, Page, Snapshot
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.lookup import list_jobs, look_up
from ansible_collections.otc.gaussdb.plugins.module_utils._support.paging import PAGE
from ansible_collections.otc.gaussdb.plugins.module_utils._support.poll_queue import CONNECTIONS
from ansible_collections.otc.gaussdb.tests.unit.plugins.simulated_time import Clock, SimulatedCalls

RESPONSE_TIME = 0.5


class World:
    """Simulated time, in which a request takes half a second, or what `takes` says."""

    def __init__(self):
        self.clock = Clock()
        self.takes = {}
        self.most_at_once = 0
        self.runners = []

    @property
    def now(self):
        return self.clock.now

    def runner(self, poll, clock):
        assert clock is self.clock
        self.runners.append(SimulatedCalls(clock, poll, lambda key, timeout: self.takes.get(key, RESPONSE_TIME)))
        return self.runners[-1]

    def look_up(self, jobs, job_ids):
        return look_up(jobs, job_ids, 30, self.runner, self.clock)

    def list_jobs(self, jobs, filters):
        return list_jobs(jobs, filters, 30, self.runner, self.clock)


class Api:
    """Answers each poll of a job with the next of its answers: a status, or an error. Notes when it was polled."""

    def __init__(self, world, **answers):
        self.world = world
        self.answers = {job_id: list(given) for job_id, given in answers.items()}
        self.polled = []

    def get(self, job_id, timeout):
        self.polled.append((round(self.world.now - RESPONSE_TIME, 3), job_id))
        answer = self.answers[job_id].pop(0) if self.answers.get(job_id) else "Running"
        if isinstance(answer, GaussDBError):
            raise answer
        return Snapshot(Job(job_id, "gaussdb", status=answer))

    @property
    def times(self):
        return [when for when, _job in self.polled]


@pytest.fixture
def world():
    return World()


def ids(found):
    return [job.id for job in found.jobs]


class TestLookUp:
    def test_jobs_come_in_the_order_asked_for(self, world):
        found = world.look_up(Api(world, b=["Completed"], a=["Failed"]), ["b", "a", "c"])
        assert [(job.id, job.status) for job in found.jobs] == [("b", "Completed"), ("a", "Failed"), ("c", "Running")]
        assert (found.missing, found.error) == ([], None)

    def test_a_few_at_a_time_and_ten_in_a_second_at_most(self, world):
        wanted = [f"j{number}" for number in range(100)]
        api = Api(world)
        assert ids(world.look_up(api, wanted)) == wanted
        assert world.runners[0].most_at_once == CONNECTIONS
        assert min(later - sooner for sooner, later in zip(api.times, api.times[1:])) == pytest.approx(0.1)

    def test_nothing_to_look_up(self, world):
        found = world.look_up(Api(world), [])
        assert (found.jobs, found.missing, found.error) == ([], [], None)

    def test_an_unknown_job_is_missing_and_stops_nobody(self, world):
        found = world.look_up(Api(world, b=[JobNotFoundError("gone")], d=[JobNotFoundError("gone")]), list("abcde"))
        assert (ids(found), found.missing, found.error) == (["a", "c", "e"], ["b", "d"], None)

    def test_trouble_is_tried_again_later_and_later(self, world):
        api = Api(world, a=[UnreachableError("503"), BadResponseError("html"), UnreachableError("503"), "Completed"])
        assert world.look_up(api, ["a"]).jobs[0].status == "Completed"
        assert api.times == [0.0, 1.5, 4.0, 8.5]

    def test_trouble_that_lasts_is_an_error_and_what_was_found_is_kept(self, world):
        last = UnreachableError("still 503")
        found = world.look_up(Api(world, b=[*[UnreachableError("503")] * 3, last]), ["a", "b", "c"])
        assert (ids(found), found.missing, found.error) == (["a", "c"], [], last)

    def test_after_a_final_error_it_only_waits_for_what_is_under_way(self, world):
        world.takes = {"slow": 10.0}
        refused = ForbiddenError("no")
        api = Api(world, again=[UnreachableError("503")], refused=[refused], slow=["Completed"])
        found = world.look_up(api, ["again", "refused", "slow"])
        assert (ids(found), found.error) == (["slow"], refused)
        assert len(api.polled) == 3

    def test_a_server_never_heard_from_gets_one_more_try(self, world):
        api = Api(world, a=[UnreachableError("refused", first_contact=True)] * 5)
        assert world.look_up(api, ["a"]).error.first_contact
        assert api.times == [0.0, 1.5]

    def test_the_first_error_that_time_does_not_cure_ends_it(self, world):
        refusal = ForbiddenError("no")
        api = Api(world, j0=[refusal])
        found = world.look_up(api, [f"j{number}" for number in range(100)])
        assert found.error is refusal
        assert len(api.polled) == CONNECTIONS
        assert ids(found) == ["j1", "j2", "j3"]

    def test_throttling_holds_all_requests_back(self, world):
        api = Api(world, j0=[ThrottledError("429", retry_after=20)])
        found = world.look_up(api, [f"j{number}" for number in range(8)])
        assert len(found.jobs) == 8
        assert api.times[:4] == [0.0, 0.1, 0.2, 0.3]
        assert min(api.times[4:]) == 20.5

    def test_throttling_is_ridden_out_for_a_minute(self, world):
        api = Api(world, a=[ThrottledError("429")] * 6)
        assert ids(world.look_up(api, ["a"])) == ["a"]
        assert 31 < api.times[-1] < 70

    def test_throttling_for_longer_is_an_error(self, world):
        last = ThrottledError("429", retry_after=15)
        api = Api(world, a=[ThrottledError("429", retry_after=15)] * 4 + [last])
        found = world.look_up(api, ["a", "b"])
        assert found.error is last
        assert [when for when, job_id in api.polled if job_id == "a"] == [0.0, 15.5, 31.0, 46.5, 62.0]
        assert ids(found) == ["b"]

    def test_an_outage_after_throttling_has_its_own_retries(self, world):
        api = Api(world, a=[ThrottledError("429"), *[UnreachableError("503")] * 3, "Completed"])
        assert world.look_up(api, ["a"]).jobs[0].status == "Completed"

    @pytest.mark.parametrize(
        ("error", "again"),
        [
            (ThrottledError("429", retry_after=7), 7.5),
            (ThrottledError("429", retry_after=0), 0.5),
            (ThrottledError("429", retry_after=86400), 60.5),
            (ThrottledError("429"), 1.5),
            (UnreachableError("503", retry_after=7), 7.5),
            (UnreachableError("503", retry_after=86400), 60.5),
        ],
    )
    def test_what_the_server_asks_for_is_done_within_reason(self, world, error, again):
        api = Api(world, a=[error])
        assert ids(world.look_up(api, ["a"])) == ["a"]
        assert api.times == [0.0, again]


class TaskList:
    """A job list that can grow between two pages, and that a job can leave."""

    def __init__(self, *job_ids, instances=(None,), growth=0, total=None, leaves=None):
        self.entries = [
            Job(job_id, "gaussdb", instance={"id": instances[number % len(instances)], "name": None})
            for number, job_id in enumerate(job_ids)
        ]
        self.growth = growth
        self.total = total
        self.leaves = leaves
        self.offsets = []
        self.errors = []

    def page(self, filters, offset, timeout):
        self.offsets.append(offset)
        if self.errors:
            raise self.errors.pop(0)
        if offset and self.leaves:
            self.entries = [job for job in self.entries if job.id != self.leaves]
        part = self.entries[offset : offset + PAGE]
        self.entries = [
            Job(f"new{len(self.offsets)}-{number}", "gaussdb") for number in range(self.growth)
        ] + self.entries
        return Page(part, records=len(part), total=self.total)


def names(count):
    return [f"j{number}" for number in range(count)]


class TestList:
    def test_page_by_page(self, world):
        tasks = TaskList(*names(250))
        assert ids(world.list_jobs(tasks, Filters())) == names(250)
        assert tasks.offsets == [0, 99, 198]

    def test_an_end_on_a_page_boundary(self, world):
        tasks = TaskList(*names(199))
        assert ids(world.list_jobs(tasks, Filters())) == names(199)
        assert tasks.offsets == [0, 99, 198]

    def test_a_job_that_leaves_the_list_between_two_pages_hides_no_other(self, world):
        tasks = TaskList(*names(250), leaves="j20")
        found = world.list_jobs(tasks, Filters(status="Running"))
        assert (ids(found), found.warnings) == (names(250), [])
        assert tasks.offsets == [0, 99, 0, 99, 198]

    def test_a_job_that_leaves_the_list_before_it_is_read_is_not_missed(self, world):
        tasks = TaskList(*names(150), leaves="j120")
        whole = tasks.page

        def page(filters, offset, timeout):
            part = whole(filters, offset, timeout)
            return Page(part.jobs, part.records, len(tasks.entries))

        tasks.page = page
        found = world.list_jobs(tasks, Filters())
        assert (len(found.jobs), found.warnings) == (149, [])

    def test_a_list_in_another_order_each_time_is_read_as_far_as_it_can_be(self, world):
        tasks = TaskList(*names(250), total=250)
        order = Random(5)
        whole = tasks.page

        def page(filters, offset, timeout):
            order.shuffle(tasks.entries)
            return whole(filters, offset, timeout)

        tasks.page = page
        found = world.list_jobs(tasks, Filters())
        assert found.error is None
        assert found.warnings == [
            f"The API counts 250 jobs but listed only {len(found.jobs)}: the list may be incomplete."
        ]
        assert len(set(ids(found))) == len(found.jobs) < 250

    @pytest.mark.parametrize(("limit", "offsets"), [(1, [0]), (100, [0]), (101, [0, 99]), (1000, [0, 99, 198])])
    def test_a_limit_saves_pages(self, world, limit, offsets):
        tasks = TaskList(*names(250))
        assert ids(world.list_jobs(tasks, Filters(limit=limit))) == names(250)[:limit]
        assert tasks.offsets == offsets

    def test_an_instance_is_sorted_out_here_and_the_limit_counts_what_is_left(self, world):
        tasks = TaskList(*names(250), instances=("i0", "i1"))
        for written in ("i1", "I-1"):
            assert ids(world.list_jobs(tasks, Filters(instance_id=written))) == names(250)[1::2]
        assert ids(world.list_jobs(tasks, Filters(instance_id="i1", limit=60))) == names(250)[1:120:2]
        assert ids(world.list_jobs(tasks, Filters(instance_id="i2"))) == []

    def test_an_instance_is_the_same_in_capitals(self, world):
        tasks = TaskList(*names(4), instances=("i0", "i1"))
        assert ids(world.list_jobs(tasks, Filters(instance_id="I1"))) == names(4)[1::2]

    def test_a_name_that_begins_alike_is_another_and_does_not_count(self, world):
        tasks = TaskList(*names(4))
        kinds = ("RestoreGaussDBV5InInstanceToExistedInst", "RestoreGaussDBV5InInstance")
        tasks.entries = [replace(job, name=kinds[number % 2]) for number, job in enumerate(tasks.entries)]
        assert ids(world.list_jobs(tasks, Filters(name="RestoreGaussDBV5InInstance", limit=2))) == names(4)[1::2]

    def test_trouble_is_tried_again(self, world):
        tasks = TaskList(*names(5))
        tasks.errors = [UnreachableError("503"), ThrottledError("429", retry_after=3)]
        assert ids(world.list_jobs(tasks, Filters())) == names(5)
        assert tasks.offsets == [0, 0, 0]

    def test_an_error_leaves_what_was_read(self, world):
        tasks = TaskList(*names(250))
        first_page = tasks.page
        refusal = ForbiddenError("no")

        def refuse_after_first(filters, offset, timeout):
            if offset:
                raise refusal
            return first_page(filters, offset, timeout)

        tasks.page = refuse_after_first
        found = world.list_jobs(tasks, Filters())
        assert (ids(found), found.error) == (names(100), refusal)

    def test_a_server_that_repeats_its_first_page_for_ever(self, world):
        tasks = TaskList(*names(100))
        first_page = tasks.page(Filters(), 0, 30)
        tasks.page = lambda filters, offset, timeout: first_page
        found = world.list_jobs(tasks, Filters())
        assert ids(found) == names(100)
        assert found.warnings == ["After 100 jobs, the API listed the same ones again: the list may be incomplete."]

    def test_the_count_of_the_whole_list_saves_the_page_after_the_last(self, world):
        tasks = TaskList(*names(199), total=199)
        assert ids(world.list_jobs(tasks, Filters())) == names(199)
        assert tasks.offsets == [0, 99]

    def test_a_short_page_is_not_the_last_if_the_api_counts_more(self, world):
        tasks = TaskList(*names(120), total=120)
        whole = tasks.page
        tasks.page = lambda filters, offset, timeout: Page(
            (part := whole(filters, offset, timeout).jobs[:50]), len(part), 120
        )
        found = world.list_jobs(tasks, Filters())
        assert (ids(found), tasks.offsets, found.warnings) == (names(120), [0, 49, 98], [])

    def test_fewer_jobs_than_the_api_counts_are_a_warning(self, world):
        found = world.list_jobs(TaskList(*names(100), total=120), Filters())
        assert found.warnings == ["The API counts 120 jobs but listed only 100: the list may be incomplete."]
        assert len(found.jobs) == 100

    def test_what_starts_meanwhile_is_not_missed(self, world):
        tasks = TaskList(*names(150), growth=1)
        whole = tasks.page

        def page(filters, offset, timeout):
            tasks.total = len(tasks.entries)
            return whole(filters, offset, timeout)

        tasks.page = page
        assert world.list_jobs(tasks, Filters()).warnings == []

    def test_a_limit_leaves_the_rest_without_a_warning(self, world):
        assert world.list_jobs(TaskList(*names(100), total=120), Filters(limit=5)).warnings == []
