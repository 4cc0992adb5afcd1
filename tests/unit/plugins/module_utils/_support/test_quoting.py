# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._support import quoting
from ansible_collections.otc.gaussdb.plugins.module_utils._support.quoting import described, quoted
from hypothesis import given
from hypothesis import strategies as st

KINDS = [quoting.WORD, quoting.NAME, quoting.ID, quoting.REGION, quoting.NUMBER, quoting.TIME]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("oracle", quoting.WORD),
        ("v3password", quoting.WORD),
        ("not_found", quoting.WORD),
        ("eu-de_team", quoting.NAME),
        ("müller.db-1", quoting.NAME),
        ("5cbb8a90-2253-4cff-8a13-49aa8f31dfb5", quoting.ID),
        ("eu-ch2", quoting.REGION),
        (-5, quoting.NUMBER),
        (2.5, quoting.NUMBER),
        ("tomorrow", quoting.TIME),
        ("2026-11-31T09:00:00+0100", quoting.TIME),
    ],
)
def test_a_plain_word_of_the_kind_is_quoted(value, kind):
    assert quoted(value, kind) == f"'{value}'"


@pytest.mark.parametrize(
    ("value", "description"),
    [
        (None, "null"),
        (True, "a boolean"),
        (4711, "a number"),
        ({"password": "open-Sesame-4711"}, "a mapping"),
        (["open-Sesame-4711"], "a list"),
        ({"open-Sesame-4711"}, "a list"),
        (b"open-Sesame-4711", "a value of another type"),
        (datetime.date(2026, 1, 31), "a date"),
        ("", "an empty string"),
        (" \n", "a blank string"),
        ("?", "a string of 1 character"),
        ("open-Sesame-4711", "a string of 16 characters"),
        ("open sesame", "a string of 11 characters"),
        ("open\nsesame", "a string of 11 characters with line breaks"),
        ("sesame\n", "a string of 7 characters"),
        ("user:sesame@host", "a string of 16 characters"),
        ("x" * 65, "a string of 65 characters"),
    ],
)
def test_anything_else_is_described(value, description):
    assert quoted(value) == described(value) == description


@given(st.text(), st.sampled_from(KINDS))
def test_nothing_of_what_is_not_plain_gets_into_a_message(value, kind):
    message = quoted(value, kind)
    assert message.isprintable()
    assert message in (described(value), f"'{value}'")
    assert message == described(value) or not set(value) & set(" @'\"{}[]<>/%&=\\")
