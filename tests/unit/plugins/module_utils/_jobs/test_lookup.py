# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ForbiddenError,
    GaussDBError,
    JobNotFoundError,
    ThrottledError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs import lookup
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.job import Job
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import PAGE, Filters, Page, Snapshot
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.lookup import list_jobs, look_up
from ansible_collections.otc.gaussdb.plugins.module_utils._session.http import CONNECTIONS
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import Outcome

ANSWER_TIME = 0.5


class World:
    """Simulated time, in which a call takes half a second, or what `takes` says."""

    def __init__(self):
        self.now = 0.0
        self.takes = {}
        self.most_at_once = 0

    def monotonic(self):
        return self.now

    def calls(self, ask):
        return SimulatedCalls(self, ask)


class SimulatedCalls:
    def __init__(self, world, ask):
        self.world = world
        self.ask = ask
        self.open = []

    def __len__(self):
        return len(self.open)

    def start(self, key, limit):
        self.open.append((self.world.now + self.world.takes.get(key, ANSWER_TIME), key, limit))
        self.open.sort()
        self.world.most_at_once = max(self.world.most_at_once, len(self.open))

    def wait(self, seconds):
        until = self.world.now + max(0.0, seconds)
        if not self.open or self.open[0][0] > until:
            assert until > self.world.now, "waits without letting time pass"
            self.world.now = until
            return []
        self.world.now = self.open[0][0]
        ended = [call for call in self.open if call[0] <= self.world.now]
        self.open = [call for call in self.open if call not in ended]
        return [self.outcome(key, limit) for _due, key, limit in ended]

    def outcome(self, key, limit):
        try:
            return Outcome(key, value=self.ask(key, limit))
        except GaussDBError as error:
            return Outcome(key, error=error)


class Api:
    """Answers each look at a job with the next of its answers: a job, or an error. Notes when it was asked."""

    def __init__(self, world, **answers):
        self.world = world
        self.answers = {job_id: list(given) for job_id, given in answers.items()}
        self.asked = []

    def get(self, job_id, limit):
        self.asked.append((self.world.now - ANSWER_TIME, job_id))
        answer = self.answers[job_id].pop(0) if self.answers.get(job_id) else "Running"
        if isinstance(answer, GaussDBError):
            raise answer
        return Snapshot(Job(job_id, "gaussdb", status=answer))


@pytest.fixture
def world(monkeypatch):
    simulated = World()
    monkeypatch.setattr(lookup, "time", simulated)
    monkeypatch.setattr(lookup, "BackgroundCalls", simulated.calls)
    return simulated


def ids(found):
    return [job.id for job in found.jobs]


class TestLookUp:
    def test_jobs_come_in_the_order_asked_for(self, world):
        found = look_up(Api(world, b=["Completed"], a=["Failed"]), ["b", "a", "c"], 30)
        assert [(job.id, job.status) for job in found.jobs] == [("b", "Completed"), ("a", "Failed"), ("c", "Running")]
        assert (found.missing, found.error) == ([], None)

    def test_a_few_at_a_time(self, world):
        wanted = [f"j{number}" for number in range(100)]
        assert ids(look_up(Api(world), wanted, 30)) == wanted
        assert world.most_at_once == CONNECTIONS
        assert world.now == 100 / CONNECTIONS * ANSWER_TIME

    def test_nothing_to_look_up(self, world):
        found = look_up(Api(world), [], 30)
        assert (found.jobs, found.missing, found.error) == ([], [], None)

    def test_an_unknown_job_is_missing_and_stops_nobody(self, world):
        found = look_up(Api(world, b=[JobNotFoundError("gone")], d=[JobNotFoundError("gone")]), list("abcde"), 30)
        assert (ids(found), found.missing, found.error) == (["a", "c", "e"], ["b", "d"], None)

    def test_trouble_is_tried_again_later_and_later(self, world):
        api = Api(world, a=[UnreachableError("503"), BadResponseError("html"), UnreachableError("503"), "Completed"])
        assert look_up(api, ["a"], 30).jobs[0].status == "Completed"
        assert [when for when, _job in api.asked] == [0.0, 1.5, 4.0, 8.5]

    def test_trouble_that_lasts_is_an_error_and_what_was_found_is_kept(self, world):
        last = UnreachableError("still 503")
        found = look_up(Api(world, b=[*[UnreachableError("503")] * 3, last]), ["a", "b", "c"], 30)
        assert (ids(found), found.missing, found.error) == (["a", "c"], [], last)

    def test_after_a_final_error_it_only_waits_for_what_is_under_way(self, world):
        world.takes = {"slow": 10.0}
        refused = ForbiddenError("no")
        api = Api(world, again=[UnreachableError("503")], refused=[refused], slow=["Completed"])
        found = look_up(api, ["again", "refused", "slow"], 30)
        assert (ids(found), found.error) == (["slow"], refused)
        assert len(api.asked) == 3

    def test_a_server_never_heard_from_gets_one_more_try(self, world):
        api = Api(world, a=[UnreachableError("refused", first_contact=True)] * 5)
        assert look_up(api, ["a"], 30).error.first_contact
        assert [when for when, _job in api.asked] == [0.0, 1.5]

    def test_the_first_error_that_time_does_not_cure_ends_it(self, world):
        refusal = ForbiddenError("no")
        api = Api(world, j0=[refusal])
        found = look_up(api, [f"j{number}" for number in range(100)], 30)
        assert found.error is refusal
        assert len(api.asked) == CONNECTIONS
        assert ids(found) == ["j1", "j2", "j3"]

    def test_throttling_holds_everybody_back(self, world):
        api = Api(world, j0=[ThrottledError("429", retry_after=20)])
        found = look_up(api, [f"j{number}" for number in range(8)], 30)
        assert len(found.jobs) == 8
        assert [when for when, _job in api.asked] == [0.0] * 4 + [20.5] * 4 + [21.0]

    @pytest.mark.parametrize(
        ("error", "again"),
        [
            (ThrottledError("429", retry_after=7), 7.5),
            (ThrottledError("429", retry_after=0), 1.5),
            (ThrottledError("429", retry_after=86400), 30.5),
            (ThrottledError("429"), 1.5),
            (UnreachableError("503", retry_after=7), 7.5),
        ],
    )
    def test_what_the_server_asks_for_is_done_within_reason(self, world, error, again):
        api = Api(world, a=[error])
        assert ids(look_up(api, ["a"], 30)) == ["a"]
        assert [when for when, _job in api.asked] == [0.0, again]


class TaskList:
    """A task list that can grow between two pages."""

    def __init__(self, *job_ids, instances=(None,), growth=0):
        self.entries = [
            Job(job_id, "gaussdb", instance={"id": instances[number % len(instances)], "name": None})
            for number, job_id in enumerate(job_ids)
        ]
        self.growth = growth
        self.offsets = []
        self.errors = []

    def page(self, filters, offset, limit):
        self.offsets.append(offset)
        if self.errors:
            raise self.errors.pop(0)
        part = self.entries[offset : offset + PAGE]
        self.entries = [
            Job(f"new{len(self.offsets)}-{number}", "gaussdb") for number in range(self.growth)
        ] + self.entries
        return Page(part, is_last=len(part) < PAGE)


def names(count):
    return [f"j{number}" for number in range(count)]


class TestList:
    def test_page_by_page(self, world):
        tasks = TaskList(*names(250))
        assert ids(list_jobs(tasks, Filters(), 30)) == names(250)
        assert tasks.offsets == [0, 100, 200]

    def test_an_end_on_a_page_boundary(self, world):
        tasks = TaskList(*names(200))
        assert ids(list_jobs(tasks, Filters(), 30)) == names(200)
        assert tasks.offsets == [0, 100, 200]

    def test_pages_that_shift_bring_no_job_twice_and_lose_none(self, world):
        tasks = TaskList(*names(250), growth=3)
        assert ids(list_jobs(tasks, Filters(), 30)) == names(250)

    @pytest.mark.parametrize(("limit", "offsets"), [(1, [0]), (100, [0]), (101, [0, 100]), (1000, [0, 100, 200])])
    def test_a_limit_saves_pages(self, world, limit, offsets):
        tasks = TaskList(*names(250))
        assert ids(list_jobs(tasks, Filters(limit=limit), 30)) == names(250)[:limit]
        assert tasks.offsets == offsets

    def test_an_instance_is_sorted_out_here_and_the_limit_counts_what_is_left(self, world):
        tasks = TaskList(*names(250), instances=("i0", "i1"))
        assert ids(list_jobs(tasks, Filters(instance_id="i1"), 30)) == names(250)[1::2]
        assert ids(list_jobs(tasks, Filters(instance_id="i1", limit=60), 30)) == names(250)[1:120:2]
        assert ids(list_jobs(tasks, Filters(instance_id="i2"), 30)) == []

    def test_trouble_is_tried_again(self, world):
        tasks = TaskList(*names(5))
        tasks.errors = [UnreachableError("503"), ThrottledError("429", retry_after=3)]
        assert ids(list_jobs(tasks, Filters(), 30)) == names(5)
        assert tasks.offsets == [0, 0, 0]

    def test_an_error_leaves_what_was_read(self, world):
        tasks = TaskList(*names(250))
        first_page = tasks.page
        refusal = ForbiddenError("no")

        def refuse_after_first(filters, offset, limit):
            if offset:
                raise refusal
            return first_page(filters, offset, limit)

        tasks.page = refuse_after_first
        found = list_jobs(tasks, Filters(), 30)
        assert (ids(found), found.error) == (names(100), refusal)

    def test_a_server_that_repeats_its_first_page_for_ever(self, world):
        tasks = TaskList(*names(100))
        first_page = tasks.page(Filters(), 0, 30)
        tasks.page = lambda filters, offset, limit: first_page
        assert ids(list_jobs(tasks, Filters(), 30)) == names(100)
