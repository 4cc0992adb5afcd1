# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for every wait whose jobs are listed: whatever the list shows, and however often it fails."""

from __future__ import annotations

import random
from dataclasses import replace

from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ForbiddenError,
    JobNotFoundError,
    ThrottledError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Snapshot
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import NullReporter
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import (
    HANGS,
    ListedJobs,
    broken_during,
    dated,
    wait,
)
from hypothesis import given, settings
from hypothesis import strategies as st

LIST_FAULTS = st.sampled_from(
    [HANGS, UnreachableError("503"), BadResponseError("HTML"), ThrottledError("429"), ForbiddenError("403")]
)
FAULTS = st.sampled_from([UnreachableError("503"), BadResponseError("HTML"), ThrottledError("429")])
spans = st.tuples(st.floats(0, 300), st.floats(1, 60)).map(lambda span: (span[0], span[0] + span[1]))


class Spoilt(ListedJobs):
    """A list that is as wrong as it is asked to be: its records are in any order and move between pages, some come
    twice, some are left out, some are older than the look-ups, and its clock is off.
    """

    def __init__(self, lives, draw, *, gaps, copies, stale, faults, **arguments):
        super().__init__(lives, self._spoilt, **arguments)
        self._draw = draw
        self._gaps, self._copies, self._stale, self._faults = gaps, copies, stale, faults

    def __call__(self, page, now):
        for (start, end), fault in self._faults.items():
            if start <= now < end:
                return fault
        return super().__call__(page, max(0.0, now - self._draw.random() * self._stale))

    def _spoilt(self, records):
        kept = [record for record in records if self._draw.random() >= self._gaps]
        copies = [record for record in kept if self._draw.random() < self._copies]
        self._draw.shuffle(records := kept + copies)
        return records


class Witness(NullReporter):
    """Notes the ends that are taken in."""

    def __init__(self):
        self.ends = []

    def polled(self, watch, transitions, now):
        self.ends += [each.watch.ref.id for each in transitions if each.kind == "ended"]


@st.composite
def worlds(draw):
    """Jobs, strangers among them, and their list."""
    chance = random.Random(draw(st.integers(0, 10**6)))
    offset = draw(st.sampled_from([0, 0, 3600 * 8, -3600 * 8]))
    lives = {}
    for number in range(draw(st.integers(1, 25))):
        born = -chance.choice([0, 0, 50, 5000])
        outcome = chance.choice(["Completed", "Failed", "Canceled"])
        percent = chance.choice([lambda part: None, lambda part: int(100 * part)])
        life = dated(chance.uniform(0, 400) - born, percent, outcome, born, offset)
        faults = {draw(spans): draw(FAULTS)} if chance.random() < 0.1 else {}
        lives[f"job-{number}"] = broken_during(life, faults)
    strangers = {f"other-{number}": dated(300) for number in range(draw(st.sampled_from([0, 20, 150])))}
    listing = Spoilt(
        {**lives, **strangers},
        chance,
        gaps=draw(st.sampled_from([0, 0.1, 0.9])),
        copies=draw(st.sampled_from([0, 0.3])),
        stale=draw(st.sampled_from([0, 60])),
        faults=draw(st.dictionaries(spans, LIST_FAULTS, max_size=2)),
        size=draw(st.sampled_from([7, 100])),
        understands_offset=draw(st.booleans()),
        counts=draw(st.booleans()),
    )
    return lives, listing


@settings(max_examples=25, deadline=None, derandomize=True)
@given(world=worlds(), latency=st.sampled_from([0.0, 0.05, 2.0]))
def test_every_end_is_found_once_and_by_a_look_up(world, latency):
    lives, listing = world
    witness = Witness()
    story = wait(lives, witness, latency, listing=listing, timeout=20000, error_timeout=1000)
    assert {watch.ref.id: watch.job and watch.job.status for watch in story.outcome.watches} == {
        job_id: life(1e9).job.status for job_id, life in lives.items()
    }
    assert sorted(witness.ends) == sorted(lives)
    for job_id in lives:
        *before, last = [poll.answer for poll in story.service.polls if poll.job_id == job_id]
        assert isinstance(last, Snapshot)
        assert last.job.has_ended
        assert not any(isinstance(answer, Snapshot) and answer.job.has_ended for answer in before)
    assert story.service.most_at_once <= 4
    # 400 s, the faults, what a list that is a minute behind costs, and the queue for look-ups.
    assert story.outcome.elapsed <= 800


@settings(max_examples=6, deadline=None, derandomize=True)
@given(number=st.integers(5, 30), outcome=st.sampled_from(["Completed", "Failed"]), early=st.integers(0, 59))
def test_an_end_that_no_look_up_confirms_is_not_taken_in(number, outcome, early):
    lives = {f"job-{each}": dated(300 + each) for each in range(number)}
    liar = f"job-{early % number}"
    listed = {**lives, liar: lambda now: replace(lives[liar](now), job=replace(lives[liar](now).job, status=outcome))}
    story = wait(lives, listing=ListedJobs(listed), latency=0.05)
    assert {watch.job.status for watch in story.outcome.watches} == {"Completed"}
    assert story.service.times(liar)[-1] >= 300 + early % number


@settings(max_examples=6, deadline=None, derandomize=True)
@given(number=st.integers(5, 30))
def test_a_job_that_look_ups_do_not_know_is_missing_whatever_the_list_shows(number):
    lives = {f"job-{each}": dated(200) for each in range(number)}
    gone = {**lives, "job-0": lambda now: JobNotFoundError("DBS.200543")}
    story = wait(gone, listing=ListedJobs(lives), latency=0.05)
    assert [watch.ref.id for watch in story.outcome.watches if watch.missing] == ["job-0"]
