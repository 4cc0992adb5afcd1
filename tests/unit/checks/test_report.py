# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.otc.gaussdb.tests.checks.counts import ONE_LACKING, Counts
from ansible_collections.otc.gaussdb.tests.checks.report import (
    Outcome,
    covered_cores,
    excerpt,
    succeeded,
    summary,
    table,
)

UNITS = Outcome("units", "2.19", Counts(passed=120, skipped=2), 4.04)
SANITY = Outcome("sanity", "2.16", Counts(passed=23, failed=1), 80.0)
ABSENT = Outcome("units", "2.21", ONE_LACKING, lacking="needs Python 3.13 or 3.12")
LINTER = Outcome("ruff", "", Counts(passed=1), 0.3)


def test_the_table_is_by_core() -> None:
    assert table([UNITS, SANITY, ABSENT, LINTER]).splitlines() == [
        "check   core  result                              seconds",
        "ruff          passed: 1 passed                        0.3",
        "sanity  2.16  FAILED: 23 passed, 1 failed            80.0",
        "units   2.19  passed: 120 passed, 2 skipped           4.0",
        "units   2.21  skipped: needs Python 3.13 or 3.12      0.0",
    ]


def test_the_last_line_sums_all_suites_up() -> None:
    assert summary([UNITS, SANITY, ABSENT, LINTER]) == "144 passed, 1 failed, 3 skipped"


def test_cores_that_were_not_tested_are_named_with_the_reason() -> None:
    assert covered_cores([UNITS, SANITY, ABSENT, LINTER]).splitlines() == [
        "Covered: ansible-core 2.16, 2.19",
        "Not covered: ansible-core 2.21, which needs Python 3.13 or 3.12",
    ]


def test_linters_alone_cover_no_core() -> None:
    assert covered_cores([LINTER]) == ""


def test_success_takes_a_passed_test_and_no_failed_one() -> None:
    assert succeeded([UNITS, ABSENT])
    assert not succeeded([UNITS, SANITY])
    assert not succeeded([ABSENT])
    assert not succeeded([])


def test_where_everything_is_required_what_is_lacking_fails() -> None:
    absent = ABSENT.requiring_all()
    assert not succeeded([UNITS, absent])
    assert summary([UNITS, absent]) == "120 passed, 1 failed, 2 skipped"
    assert "FAILED: needs Python 3.13 or 3.12" in table([absent])


def test_of_a_log_its_errors_and_its_end_are_shown() -> None:
    early = [f"early {number}" for number in range(100)]
    late = [f"late {number}" for number in range(100)]
    log = "\n".join([*early, "ERROR: it broke", *late, "  Downloading pip", "FATAL: 1 test failed"])
    shown = excerpt(log).splitlines()
    assert shown == [*early[-25:], "ERROR: it broke", *late[-59:], "FATAL: 1 test failed"]
    assert excerpt(log, whole=True) == log
