# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ForbiddenError,
    JobNotFoundError,
    ThrottledError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._support.rate_limit import (
    SPACING,
    WIDEST_SPACING,
    RateLimiter,
)


def spacing_of(limiter, now):
    """How far apart the next two requests are."""
    limiter.started(now)
    return limiter.next_start - now


def throttled(times):
    """A limiter after so many throttled requests, each begun after the one before had failed, and the time then."""
    limiter, now = RateLimiter(), 0.0
    for _turn in range(times):
        limiter.started(now)
        limiter.finished(ThrottledError("429"), now, now + 0.1)
        now = max(now + 0.1, limiter.next_start)
    return limiter, now


def test_the_first_request_may_start_at_any_time():
    assert RateLimiter().next_start < -1e9


def test_ten_requests_a_second():
    assert spacing_of(RateLimiter(), 5.0) == pytest.approx(0.1)
    assert SPACING == 0.1


def test_throttling_holds_back_and_widens_the_spacing():
    limiter = RateLimiter()
    limiter.started(0.0)
    limiter.finished(ThrottledError("429", retry_after=20), 0.0, 0.5)
    assert limiter.next_start == 20.5
    assert spacing_of(limiter, 20.5) == pytest.approx(0.2)


def test_throttling_in_a_row_holds_back_for_longer_each_time():
    limiter, now, held = RateLimiter(), 0.0, []
    for _turn in range(7):
        limiter.started(now)
        limiter.finished(ThrottledError("429"), now, now)
        held.append(limiter.next_start - now)
        now = limiter.next_start
    assert held == [1, 2, 4, 8, 16, 32, 32]


def test_a_response_ends_a_row():
    limiter, now = throttled(4)
    limiter.finished(None, now, now + 0.1)
    limiter.started(now + 1)
    limiter.finished(ThrottledError("429"), now + 1, now + 2)
    assert limiter.next_start == now + 3


def test_the_spacing_has_a_bound():
    limiter, now = throttled(30)
    assert spacing_of(limiter, now) == WIDEST_SPACING == 5.0


def test_responses_narrow_the_spacing_until_all_is_as_before():
    limiter, now = throttled(30)
    spacings = []
    for _turn in range(25):
        limiter.finished(None, now, now)
        spacings.append(spacing_of(limiter, now))
        now += 10
    assert spacings[0] == pytest.approx(4.0)
    assert spacings[1] == pytest.approx(3.2)
    assert spacings[-1] == pytest.approx(SPACING)
    assert spacings == sorted(spacings, reverse=True)


def test_an_unknown_job_is_a_response():
    limiter, now = throttled(2)
    wide = spacing_of(limiter, now)
    limiter.finished(JobNotFoundError("DBS.200543"), now, now)
    assert spacing_of(limiter, now + 10) == pytest.approx(wide * 0.8)


@pytest.mark.parametrize("error", [UnreachableError("500"), BadResponseError("HTML"), ForbiddenError("403")])
def test_other_failures_change_nothing(error):
    limiter, now = throttled(2)
    wide = spacing_of(limiter, now)
    limiter.finished(error, now, now)
    assert limiter.next_start == pytest.approx(now + wide)
    assert spacing_of(limiter, now + 10) == pytest.approx(wide)


def test_an_outage_with_advice_holds_back_too():
    limiter = RateLimiter()
    limiter.finished(UnreachableError("503", retry_after=25), 0.0, 1.0)
    assert limiter.next_start == 26.0


def test_what_was_in_flight_when_throttling_began_counts_once():
    limiter = RateLimiter()
    for number in range(4):
        limiter.started(number / 10)
    for number in range(4):
        limiter.finished(ThrottledError("429"), number / 10, 1 + number / 10)
    assert limiter.next_start == pytest.approx(2.3)
    assert spacing_of(limiter, 3.0) == pytest.approx(0.2)


def test_what_starts_as_throttling_is_noticed_counts_again():
    limiter = RateLimiter()
    limiter.finished(ThrottledError("429"), 0.0, 1.0)
    limiter.finished(ThrottledError("429"), 1.0, 1.5)
    assert limiter.next_start == 3.5


def test_shorter_advice_does_not_cut_a_longer_pause():
    limiter = RateLimiter()
    limiter.finished(ThrottledError("429", retry_after=40), 0.0, 1.0)
    limiter.finished(ThrottledError("429", retry_after=5), 0.0, 1.1)
    assert limiter.next_start == 41.0
