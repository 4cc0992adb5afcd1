# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.pace import (
    LONGEST,
    SHORTEST,
    Line,
    Trend,
    pause,
)
from ansible_collections.otc.gaussdb.tests.bench import courses

PHASES = 25

# What comes to an end without a sign of it: found in time only where progress has not been trusted before.
UNFORESEEABLE = ("jump",)


def trend_of(percent_at, ages, known_from_creation=True):
    trend = Trend.from_creation() if known_from_creation else Trend()
    for age in ages:
        trend = trend.seen(age, percent_at(age))
    return trend


def linear(duration, start=0.0):
    return lambda age: int(max(0.0, age - start) * 100 / duration)


def every(step, until, start=0.0):
    return [start + step * number for number in range(int((until - start) / step) + 1)]


@pytest.mark.parametrize(
    ("age", "seconds"), [(0, 2), (10, 2), (40, 2), (101, 5), (401, 20), (601, 30), (3600, 30), (1e9, 30)]
)
def test_without_progress_a_pause_is_a_twentieth_of_the_age(age, seconds):
    assert pause(age, watched=age, trend=Trend()) == pytest.approx(seconds, abs=0.05)


def test_an_age_that_only_the_server_vouches_for_is_believed_bit_by_bit():
    eight_hours = 8 * 3600
    pauses = [pause(eight_hours + watched, watched, Trend()) for watched in (0, 8, 40, 120, 3600)]
    assert pauses == [2, 2, 10, 30, 30]


def test_progress_along_a_line_forecasts_the_end():
    trend = trend_of(linear(1000), every(10, 500))
    earliest, latest = trend.forecast
    assert earliest <= 1000 <= latest
    assert latest - earliest < 30


def test_a_line_gets_narrower_with_every_poll():
    def width(until):
        earliest, latest = trend_of(linear(1000), every(7, until)).forecast
        return latest - earliest

    assert width(100) > width(300) > width(900)


def test_polls_are_rare_before_the_end_is_due_and_close_together_around_it():
    trend = trend_of(linear(1000), every(10, 960))
    earliest, latest = trend.forecast
    assert pause(earliest - 100, 900, trend) == 30
    assert 12 < pause(earliest - 12, 990, trend) <= 14
    assert pause(latest, 1000, trend) == 4
    assert 4 < pause(latest + 10, 1000, trend) <= 10
    assert pause(latest + 600, 1600, trend) == 30


def test_it_takes_more_than_a_few_polls_to_believe_in_a_line():
    assert trend_of(linear(100), [1, 2, 3, 4]).forecast is None


def test_standing_still_is_not_a_line():
    assert trend_of(lambda age: 0, every(2, 60)).forecast is None
    assert trend_of(lambda age: 40, every(2, 60, start=30)).forecast is None


def test_a_line_begins_where_progress_steps_and_nowhere_else():
    trend = Trend().seen(10, 40)
    assert trend.line is None
    assert trend.seen(12, 40).line is None
    stepped = trend.seen(12, 40).seen(15, 50)
    assert (stepped.line.level, stepped.line.after, stepped.line.before) == (50, 12, 15)


def test_the_first_step_of_all_may_be_anywhere_before():
    assert Trend(percent=0).seen(15, 50).line.after == 0.0


def test_no_line_begins_at_the_end_of_progress():
    assert Trend().seen(10, 40).seen(20, 100).line is None


def test_the_ages_between_which_a_line_ends():
    # It began at the age of 12 to 15 s with 50 percent; 20 s later it is at 60 to 69 percent, give or take a second.
    line = Trend().seen(12, 40).seen(15, 50).seen(35, 60).line
    assert line.earliest == 15 + (35 - 1 - 15) * 50 / (10 + 10)
    assert line.latest == 12 + (35 + 1 - 12) * 50 / 10
    assert (line.stepped, line.polls) == (True, 1)


def test_each_poll_narrows_a_line_and_none_widens_it():
    line = Trend().seen(12, 40).seen(15, 50).seen(35, 60).line
    later = line.through(36, 60, 10, stepped=False)
    assert later.earliest == 15 + (36 - 1 - 15) * 50 / 20
    assert later.latest == line.latest
    assert (later.stepped, later.polls) == (True, 2)


def test_progress_that_has_not_moved_leaves_the_end_open():
    line = Trend().seen(12, 40).seen(15, 50).seen(17, 50).line
    assert line.latest == float("inf")
    assert not line.stepped


def test_one_percent_of_progress_bounds_the_end():
    assert Trend.from_creation().seen(10, 0).seen(20, 1).line.latest == -1 + (20 + 1 + 1) * 100 / 1


def test_a_line_can_begin_at_99_percent():
    assert Trend().seen(10, 40).seen(20, 99).line.level == 99


@pytest.mark.parametrize(("latest", "due"), [(1100, 1002), (1001, 1000.5)])
def test_the_poll_around_the_end_comes_half_a_pause_into_the_forecast_or_in_its_middle(latest, due):
    line = Line(0, after=-1, before=1, earliest=1000, latest=latest, stepped=True, polls=8)
    assert pause(990, 980, Trend(line)) == due - 990


def test_progress_comes_in_the_coarsest_steps_that_explain_it():
    trend = Trend()
    assert trend.grain == 10
    assert trend.seen(1, 20).grain == 10
    assert trend.seen(1, 20).seen(2, 25).grain == 5
    assert trend.seen(1, 20).seen(2, 25).seen(3, 27).grain == 1


def test_it_takes_eight_polls_and_a_step_to_believe_in_a_line():
    ages = [10 * number for number in range(1, 20)]
    seen_from = next(number for number in range(20) if trend_of(linear(1000), ages[:number]).forecast)
    assert seen_from == 8


def test_a_stall_ends_the_line_and_the_careful_pace_returns():
    moving = linear(1000)
    stalled = trend_of(lambda age: min(20, moving(age)), every(5, 400))
    assert stalled.forecast is None
    assert pause(400, 400, stalled) == pytest.approx(20, abs=0.1)


def test_a_new_line_begins_where_progress_goes_on():
    queued = trend_of(linear(1000, start=200), every(5, 700))
    earliest, latest = queued.forecast
    assert earliest <= 1200 <= latest


def test_progress_that_runs_backwards_is_not_a_line():
    trend = trend_of(linear(1000), every(10, 500)).seen(510, 20)
    assert trend.forecast is None


def test_a_wait_that_is_resumed_learns_the_line_within_some_polls():
    resumed = trend_of(linear(3000), every(2, 2040, start=2000))
    earliest, latest = resumed.forecast
    assert earliest <= 3000 <= latest


def test_steps_of_ten_are_a_line_too():
    trend = trend_of(lambda age: int(age / 100) * 10, every(5, 600))
    earliest, latest = trend.forecast
    assert earliest <= 1000 <= latest
    assert latest - earliest < 20


def test_where_the_age_is_unknown_the_line_begins_at_a_step():
    trend = trend_of(linear(1000, start=-500), every(2, 60), known_from_creation=False)
    earliest, latest = trend.forecast
    assert earliest <= 500 <= latest


def test_a_creation_time_that_is_hours_off_does_not_mislead_for_long():
    job = linear(300)
    off = 8 * 3600
    trend, watched = Trend.from_creation(), 0.0
    while watched < 300:
        trend = trend.seen(off + watched, job(watched))
        watched += pause(off + watched, watched, trend)
    # Found as late as a quarter of the time watched, and no later.
    assert watched - 300 <= 300 / 4


def test_a_percentage_of_100_before_the_end_is_harmless():
    trend = trend_of(lambda age: min(100, int(age)), every(2, 150))
    assert SHORTEST <= pause(150, 150, trend) <= LONGEST


@pytest.mark.parametrize("duration", [20, 60, 130, 300, 600, 2880, 14400])
@pytest.mark.parametrize("shape", [shape for shape in courses.SHAPES if shape not in UNFORESEEABLE])
def test_the_end_is_found_within_5_percent_of_the_duration(shape, duration):
    found = courses.adaptive(shape, duration, PHASES)
    assert found.worst <= courses.promise(duration)


@pytest.mark.parametrize("duration", [20, 60, 300, 600, 2880])
def test_an_end_that_nothing_announced_is_found_within_30_seconds_and_a_quarter_of_the_duration(duration):
    found = courses.adaptive("jump", duration, PHASES)
    assert found.worst <= max(SHORTEST, min(LONGEST, duration / 4))


@pytest.mark.parametrize(("shape", "fewer"), [("linear", 5), ("steps of ten", 3)])
@pytest.mark.parametrize("duration", [2880, 7200])
def test_progress_saves_polls_and_finds_the_end_no_later_than_a_poll_every_5_seconds(shape, duration, fewer):
    ours, theirs = courses.adaptive(shape, duration, 100), courses.fixed(shape, duration, 100)
    assert theirs.polls / ours.polls >= fewer
    assert ours.median <= theirs.median
