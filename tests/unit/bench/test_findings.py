# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.otc.gaussdb.tests.bench.findings import Table, Target, as_rst, as_text, beside, table_of

TABLE = Table("Waits", ("way", "CPU, s"), [("ours", "1.0 (1.0x)"), ("theirs", "12.5 (12.5x)")], "One run.")


def test_a_number_stands_beside_its_ratio():
    assert beside(12.5, 2.5) == "12.5 (5.0x)"
    assert beside(381.6, 381.6, 0) == "382 (1.0x)"


def test_without_anything_to_compare_it_with_a_number_stands_alone():
    assert beside(12.5, 0) == "12.5"


def test_a_terminal_gets_columns():
    assert list(as_text(TABLE)) == [
        "Waits",
        "-----",
        "way     CPU, s",
        "ours    1.0 (1.0x)",
        "theirs  12.5 (12.5x)",
        "",
        "One run.",
    ]


def test_the_page_gets_a_section():
    assert list(as_rst(TABLE)) == [
        "Waits",
        "-----",
        "",
        "======  ============",
        "way     CPU, s",
        "======  ============",
        "ours    1.0 (1.0x)",
        "theirs  12.5 (12.5x)",
        "======  ============",
        "",
        "One run.",
    ]


def test_targets_say_whether_they_are_met():
    table = table_of([Target("look-ups", "30 times less", "37 times less", True), Target("polls", "5", "4", False)])
    assert [row[-1] for row in table.rows] == ["met", "not met"]
