# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._support.times import iso_utc, parse_http_date, parse_time
from hypothesis import given
from hypothesis import strategies as st

UTC = timezone(timedelta(0))
MOMENT = datetime(2021, 7, 12, 1, 22, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2021-07-12T09:22:04+0800",
        "2021-07-12T09:22:04+08:00",
        "2021-07-12T09:22:04_0800",
        "2021-07-12T09:22:04+08",
        "2021-07-11 22:52:04-0230",
        "2021-07-12T01:22:04Z",
        "2021-07-12t01:22:04z",
        "2021-07-12 01:22:04 UTC",
        "2021-07-12T01:22:04.987654Z",
        "2021-07-12T01:22:04",
        " 2021-07-12 01:22:04 ",
        "1626052924",
        1626052924,
        1626052924.0,
        "1626052924000",
        1626052924000,
    ],
)
def test_one_moment_in_all_its_spellings(value):
    assert parse_time(value) == MOMENT


def test_a_day_begins_at_midnight_utc():
    assert parse_time("2021-07-12") == datetime(2021, 7, 12, tzinfo=UTC)
    assert parse_time("2021-07-12T01:22").minute == 22


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        "",
        "  ",
        "soon",
        "-5",
        "1e9",
        "2021-13-01",
        "2021-02-30T00:00:00Z",
        "2021-07-12T24:00:00Z",
        "2021-07-12T09:22:04+9900",
        "2021-07-12T09:22:04+08:0",
        "12.07.2021",
        "0000-00-00T00:00:00Z",
        10**15,
        float("inf"),
        float("nan"),
        [],
        {},
        "2021-07-12T09:22:04Z trailing",
    ],
)
def test_what_is_no_time(value):
    assert parse_time(value) is None


@given(st.one_of(st.text(), st.floats(), st.integers()))
def test_whatever_is_given_the_answer_is_a_time_with_offset_or_none(value):
    moment = parse_time(value)
    assert moment is None or moment.utcoffset() is not None


@given(st.datetimes(), st.integers(-23 * 60, 23 * 60))
def test_what_python_writes_is_read(naive, offset):
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=offset)))
    parsed = parse_time(moment.isoformat())
    assert parsed is not None
    assert abs((parsed - moment).total_seconds()) < 1


def test_dates_of_http():
    assert parse_http_date("Mon, 12 Jul 2021 01:22:04 GMT") == MOMENT
    assert parse_http_date("Mon, 12 Jul 2021 01:22:04 -0000") == MOMENT


@pytest.mark.parametrize(
    "value", [None, "", "120", "garbage", "Mon, 99 Jul 2021 01:22:04 GMT", "Mon, 12 Jul 99999 01:22:04 GMT"]
)
def test_what_is_no_date_of_http(value):
    assert parse_http_date(value) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2021-07-12T09:22:04+0800", "2021-07-12T01:22:04Z"),
        ("2021-07-12T09:22:04.7Z", "2021-07-12T09:22:04Z"),
        ("0999-07-12", "0999-07-12T00:00:00Z"),
        ("0001-01-01T00:00:00+0800", None),
        ("soon", None),
    ],
)
def test_a_moment_is_written_in_utc(text, iso):
    assert iso_utc(parse_time(text)) == iso
