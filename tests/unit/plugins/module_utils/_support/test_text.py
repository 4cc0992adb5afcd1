# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._support.text import is_empty, printable, shortened, span
from hypothesis import given
from hypothesis import strategies as st


def test_text_that_prints_is_left_alone():
    assert printable("Größe 5 → 6, 数据库 😀") == "Größe 5 → 6, 数据库 😀"


def test_what_could_move_a_cursor_or_hide_text_is_made_visible():
    assert printable("red \x1b[31malert\x07") == "red \\x1b[31malert\\x07"
    assert printable("one\r\ntwo\tthree") == "one  two three"
    assert printable("a\u202eb\u200bc\ud800d") == "a\\u202eb\\u200bc\\ud800d"


@given(st.text(alphabet=st.characters(blacklist_categories=())))
def test_anything_becomes_printable(text):
    shown = printable(text)
    assert shown.isprintable()
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "empty"), [("", True), (" \n", True), ("None", True), (" None ", True), ("none", False), ("0", False)]
)
def test_a_null_that_became_text_is_empty(text, empty):
    assert is_empty(text) is empty


def test_long_text_ends_in_an_ellipsis():
    assert shortened("x" * 300) == "x" * 300
    assert shortened("x" * 301) == "x" * 299 + "…"
    assert shortened("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0s"),
        (0, "0s"),
        (9.9, "9s"),
        (60, "1m 00s"),
        (125, "2m 05s"),
        (3599.9, "59m 59s"),
        (3780, "1h 03m"),
        (90000, "25h 00m"),
    ],
)
def test_spans_of_time_read_as_people_say_them(seconds, text):
    assert span(seconds) == text
