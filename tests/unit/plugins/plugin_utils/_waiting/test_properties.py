# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for every wait: whatever jobs, the API and the network do."""

from __future__ import annotations

from itertools import pairwise

from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ForbiddenError,
    JobNotFoundError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Snapshot
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.pace import LONGEST, SHORTEST, Trend, pause
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import ProgressReporter
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.result import build_failure, build_result
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import (
    HANGS,
    broken_during,
    lasting,
    wait,
)
from hypothesis import given, settings
from hypothesis import strategies as st

# Rounding of floats, over hours.
TINY = 1e-6

REASONS = (
    "unauthorized",
    "forbidden",
    "configuration",
    "unreachable",
    "throttled",
    "bad_response",
    "refused",
    "job_failed",
    "not_found",
    "timeout",
)

seconds = st.one_of(st.floats(0, 60), st.floats(0, 1000), st.floats(0, 5000))
percents = st.one_of(st.none(), st.integers(0, 100))

CURABLE = st.one_of(
    st.just(HANGS),
    st.builds(UnreachableError, st.just("503"), retry_after=st.one_of(st.none(), st.floats(0, 1e9))),
    st.just(BadResponseError("HTML")),
    st.builds(ThrottledError, st.just("429"), retry_after=st.one_of(st.none(), st.floats(0, 1e9))),
)
FAULTS = st.one_of(
    CURABLE,
    st.just(UnreachableError("refused", first_contact=True)),
    st.just(JobNotFoundError("DBS.200543")),
    st.just(ForbiddenError("403")),
    st.just(UnauthorizedError("401")),
)


@st.composite
def lives(draw, faults=FAULTS, longest_fault=5000.0):
    """A job with any progress at all, and with faults in between."""
    levels = draw(st.lists(percents, min_size=1, max_size=12))
    life = lasting(
        draw(seconds),
        lambda part: levels[int(part * len(levels))],
        outcome=draw(st.sampled_from(["Completed", "Completed", "Failed", "Canceled"])),
        born=draw(st.sampled_from([0.0, 0.0, -100.0, -30000.0])),
        fail_reason=draw(st.one_of(st.none(), st.text(max_size=20))),
    )
    spans = {}
    for _turn in range(draw(st.integers(0, 4))):
        start = draw(seconds)
        spans[start, start + draw(st.floats(0, longest_fault))] = draw(faults)
    return broken_during(life, spans)


def jobs(**arguments):
    return st.lists(lives(**arguments), min_size=1, max_size=6).map(
        lambda drawn: {f"job-{number}": life for number, life in enumerate(drawn)}
    )


rules = st.fixed_dictionaries(
    {
        "timeout": st.one_of(st.floats(1, 100), st.floats(1, 10000)),
        "delay": st.one_of(st.just(0.0), st.floats(0, 50)),
        "sleep": st.one_of(st.none(), st.integers(1, 100)),
        "not_found_timeout": st.floats(0, 200),
        "error_timeout": st.floats(0, 1000),
        "api_timeout": st.floats(1, 60),
    }
)
latencies = st.sampled_from([0.0, 0.05, 3.0])


class Witness(ProgressReporter):
    """Reports, and keeps the transitions."""

    def __init__(self, lines, transitions):
        super().__init__(lines.append, "host")
        self.transitions = transitions

    def polled(self, watch, transitions, now):
        self.transitions += transitions
        super().polled(watch, transitions, now)


def reporter(lines):
    return lambda service: ProgressReporter(lambda line: lines.append((service.now, line)), "host")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(jobs=jobs(), rules=rules, latency=latencies)
def test_every_wait_keeps_to_the_rules(jobs, rules, latency):
    lines = []
    story = wait(jobs, reporter(lines), latency, **rules)
    outcome, polls = story.outcome, story.service.polls

    # The deadline is a deadline, for polls too.
    assert outcome.elapsed <= rules["timeout"] + TINY
    assert all(poll.at + poll.timeout <= rules["timeout"] + TINY for poll in polls)
    assert all(0 < poll.timeout <= rules["api_timeout"] for poll in polls)

    # Few at once, and spread.
    assert story.service.most_at_once <= 4
    starts = [poll.at for poll in polls]
    assert all(later - sooner >= 0.1 - TINY for sooner, later in pairwise(starts))
    assert not starts or starts[0] >= rules["delay"]

    # Each job has one end, and is not polled after it.
    for watch in outcome.watches:
        answers = [poll.answer for poll in polls if poll.job_id == watch.ref.id]
        assert not any(isinstance(answer, Snapshot) and answer.job.has_ended for answer in answers[:-1])
        ended = watch.job is not None and watch.job.has_ended
        assert [ended, watch.missing, watch.lost is not None, watch.is_open].count(True) == 1
        assert not isinstance(watch.lost, ThrottledError)

    # It ends only when there is nothing left to wait for, or no time, or no sense in it.
    over = not any(watch.is_open for watch in outcome.watches)
    assert over or outcome.elapsed >= rules["timeout"] - TINY

    # Success is that all have completed, and nothing else is.
    failure = build_failure(outcome, rules["timeout"], failures_are_fine=False)
    completed = all(watch.job is not None and watch.job.has_completed for watch in outcome.watches)
    assert (failure is None) == completed
    assert failure is None or (failure["reason"] in REASONS and failure["msg"].isprintable())
    result = build_result(outcome, polls=len(polls))
    assert not set(result["pending"]) & set(result["missing"])

    # A person who watches sees a line a minute, and no escape sequences.
    reported = [0.0, *(at for at, _line in lines), outcome.elapsed]
    assert all(later - sooner <= 60 + TINY for sooner, later in pairwise(reported))
    assert all(line.isprintable() for _at, line in lines)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(jobs=jobs(), rules=rules, latency=latencies)
def test_transitions_tell_each_job_s_story_once(jobs, rules, latency):
    transitions = []
    outcome = wait(jobs, Witness([], transitions), latency, **rules).outcome
    for watch in outcome.watches:
        kinds = [transition.kind for transition in transitions if transition.watch is watch]
        assert kinds.count("seen") == (watch.job is not None)
        assert "changed" not in kinds or kinds.index("seen") < kinds.index("changed")
        final = [kind for kind in kinds if kind in ("ended", "missing", "lost")]
        assert len(final) == (not watch.is_open)
        assert not final or kinds[-1] == final[0]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(jobs=jobs(faults=CURABLE, longest_fault=200.0), latency=latencies)
def test_what_passes_within_the_error_timeout_changes_no_outcome(jobs, latency):
    # Faults may follow upon each other: four of 200 s, and then the longest hold and pause.
    story = wait(jobs, latency=latency, timeout=20000, error_timeout=1000)
    for watch in story.outcome.watches:
        assert watch.job.status == jobs[watch.ref.id](1e9).job.status


@settings(max_examples=40, deadline=None, derandomize=True)
@given(jobs=jobs(faults=CURABLE, longest_fault=200.0), at=st.floats(1, 5000))
def test_a_wait_that_is_interrupted_and_resumed_ends_as_one_that_was_not(jobs, at):
    def later(life):
        return lambda now: life(now + at)

    first = wait(jobs, timeout=at, error_timeout=1000).outcome
    left = build_result(first, 0)["pending"]
    second = wait({job_id: later(jobs[job_id]) for job_id in left}, timeout=20000, error_timeout=1000).outcome
    status = {watch.ref.id: watch.job.status for watch in (*first.watches, *second.watches) if watch.job}
    assert status == {job_id: life(1e9).job.status for job_id, life in jobs.items()}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    polls=st.lists(st.tuples(st.floats(0, 100), st.integers(0, 100)), max_size=60),
    start=st.floats(0, 1e6),
    from_creation=st.booleans(),
)
def test_a_pause_is_within_its_bounds_whatever_progress_does(polls, start, from_creation):
    trend, watched = Trend.from_creation() if from_creation else Trend(), 0.0
    for gap, percent in polls:
        watched += gap
        trend = trend.seen(start + watched, percent)
        assert trend.forecast is None or trend.forecast[0] <= trend.forecast[1]
        assert SHORTEST <= pause(start + watched, watched, trend) <= LONGEST
