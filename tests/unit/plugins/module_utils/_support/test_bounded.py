# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    ForbiddenError,
    ThrottledError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._support.bounded import bounded, with_retries


class Time:
    def __init__(self):
        self.now = 0.0
        self.pauses = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds


def failing(*errors):
    """A call that fails with these errors, and then succeeds."""
    left = list(errors)

    def call():
        if left:
            raise left.pop(0)
        return "value"

    return call


def test_a_call_gets_its_timeout_and_gives_its_value():
    assert bounded(lambda seconds: seconds * 2, 30) == 60


def test_the_error_of_a_call_is_raised():
    def call(_seconds):
        raise ForbiddenError("No.")

    with pytest.raises(ForbiddenError):
        bounded(call, 30)


def test_what_may_pass_is_retried_a_few_times():
    time = Time()
    assert with_retries(failing(*[UnreachableError("Away.")] * 3), time.clock, time.sleep) == "value"
    assert time.pauses == [1.0, 2.0, 4.0]


def test_retries_come_to_an_end():
    time = Time()
    with pytest.raises(UnreachableError):
        with_retries(failing(*[UnreachableError("Away.")] * 4), time.clock, time.sleep)


def test_what_is_final_is_not_retried():
    time = Time()
    with pytest.raises(ForbiddenError):
        with_retries(failing(ForbiddenError("No.")), time.clock, time.sleep)
    assert time.pauses == []


def test_throttling_is_waited_out_for_a_minute():
    time = Time()
    assert with_retries(failing(*[ThrottledError("Slow.")] * 5), time.clock, time.sleep) == "value"
    time = Time()
    with pytest.raises(ThrottledError):
        with_retries(failing(*[ThrottledError("Slow.", retry_after=25.0)] * 9), time.clock, time.sleep)
    assert time.now == 60
