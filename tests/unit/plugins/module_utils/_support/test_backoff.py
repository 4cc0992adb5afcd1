# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ForbiddenError,
    ThrottledError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._support.backoff import (
    growing_pause,
    retry_pause,
    throttling_pause,
    within_timeout,
)


@pytest.mark.parametrize(("failing", "pause"), [(0, 2), (10, 2), (11, 2.2), (50, 10), (100, 20), (150, 30), (1000, 30)])
def test_a_growing_pause_is_a_fifth_of_the_time_within_bounds(failing, pause):
    assert growing_pause(failing) == pytest.approx(pause)


@pytest.mark.parametrize("error", [UnreachableError("503"), BadResponseError("HTML")])
def test_what_may_pass_has_three_retries_ever_further_apart(error):
    assert [retry_pause(error, retries) for retries in range(5)] == [1, 2, 4, None, None]


def test_a_server_that_has_never_answered_has_one_retry():
    refused = UnreachableError("the connection was refused", first_contact=True)
    assert [retry_pause(refused, retries) for retries in range(3)] == [1, None, None]


def test_what_is_final_has_no_retry():
    assert retry_pause(ForbiddenError("403"), 0) is None


@pytest.mark.parametrize(("retry_after", "pause"), [(0, 2), (1.5, 2), (7, 7), (60, 60), (61, 60), (86400, 60)])
def test_a_retry_comes_no_sooner_than_the_server_asks_within_reason(retry_after, pause):
    assert retry_pause(UnreachableError("503", retry_after=retry_after), 1) == pause


def test_throttling_without_advice_doubles_the_pause_up_to_half_a_minute():
    assert [throttling_pause(times, None) for times in range(1, 9)] == [1, 2, 4, 8, 16, 32, 32, 32]


@pytest.mark.parametrize(("retry_after", "pause"), [(0, 0), (7, 7), (60, 60), (1e9, 60)])
@pytest.mark.parametrize("times", [1, 9])
def test_throttling_lasts_as_long_as_the_server_asks_within_reason(times, retry_after, pause):
    assert throttling_pause(times, retry_after) == pause


@pytest.mark.parametrize(("waited", "pause"), [(0, 30), (70, 30), (75, 25), (99, 1), (100, None), (101, None)])
def test_a_last_try_comes_when_the_timeout_is_over(waited, pause):
    assert within_timeout(30, waited, timeout=100) == pause


def test_a_timeout_of_zero_allows_no_retry():
    assert within_timeout(2, 0, timeout=0) is None


def test_throttling_counts_as_its_own_kind_whatever_its_advice():
    assert retry_pause(ThrottledError("429", retry_after=9), 0) == 9
