# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.otc.gaussdb.tests.checks.counts import (
    Counts,
    count_integration,
    count_junit,
    count_sanity,
    with_exit_code,
)


@pytest.fixture
def junit(tmp_path: Path) -> Path:
    """A JUnit file as pytest writes it."""
    path = tmp_path / "python3.11-controller-units.xml"
    path.write_text(
        """<?xml version="1.0"?>
<testsuites><testsuite tests="6">
  <testcase name="good"/>
  <testcase name="captured"><system-out>text</system-out></testcase>
  <testcase name="wrong"><failure message="assert 1 == 2"/></testcase>
  <testcase name="broken"><error message="failed on setup"/></testcase>
  <testcase name="other core"><skipped message="only on ansible-core 2.19 or later"/></testcase>
  <testcase name="no tool"><skipped message="needs chromium"/></testcase>
  <testcase name="no package"><skipped message="could not import 'requests': No module named 'requests'"/></testcase>
</testsuite></testsuites>"""
    )
    return path


def test_every_case_of_pytest_counts_as_one(junit: Path) -> None:
    assert count_junit([junit]) == Counts(passed=2, failed=2, skipped=3, lacking=2)


def test_files_add_up(junit: Path) -> None:
    assert count_junit([junit, junit]) == Counts(passed=4, failed=4, skipped=6, lacking=4)


def test_where_everything_is_required_what_lacks_a_tool_fails(junit: Path) -> None:
    assert count_junit([junit]).requiring_all() == Counts(passed=2, failed=4, skipped=1)


def test_a_sanity_test_that_does_not_apply_does_not_count_and_one_that_lacks_its_tool_does(tmp_path: Path) -> None:
    case = '<testsuites><testsuite><testcase name="{}">{}</testcase></testsuite></testsuites>'
    for name, result in (
        ("pep8", ""),
        ("pslint", "<skipped>No tests applicable.</skipped>"),
        ("shellcheck", "<skipped>No tests applicable.</skipped>"),
        ("compile", "<skipped>Skipping sanity test on Python 3.14 because it could not be found.</skipped>"),
    ):
        (tmp_path / f"ansible-test-sanity-{name}.xml").write_text(case.format(name, result))
    output = 'Running sanity test "shellcheck"\nWARNING: Required program "shellcheck" not found.\n'
    assert count_sanity(tmp_path.glob("*.xml"), output) == Counts(passed=1, skipped=2, lacking=1)


def test_integration_targets_count_as_one_each(tmp_path: Path) -> None:
    data = tmp_path / "integration-2026-11-22-08-00-00.json"
    data.write_text(json.dumps({"targets": {"jobs": {}, "keystone": {}, "wait_for": {}}}))
    output = (
        'ok: [testhost] => {\n    "msg": "SKIPPED: needs Keystone"\n}\n'
        "FATAL: The 2 integration test(s) listed below (out of 5) failed. See error output above for details:\n"
        "demo\nrequests\n"
    )
    assert count_integration([data], output) == Counts(passed=2, failed=2, skipped=1, lacking=1)


def test_a_command_that_fails_without_a_failed_test_is_a_failure() -> None:
    assert with_exit_code(Counts(passed=3), 1) == Counts(passed=3, failed=1)
    assert with_exit_code(Counts(passed=3, failed=2), 1) == Counts(passed=3, failed=2)
    assert with_exit_code(Counts(passed=3), 0) == Counts(passed=3)


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        (Counts(passed=1), "passed"),
        (Counts(passed=1, skipped=1), "passed"),
        (Counts(skipped=1), "skipped"),
        (Counts(passed=9, failed=1, skipped=1), "failed"),
    ],
)
def test_one_failure_is_enough(counts: Counts, verdict: str) -> None:
    assert counts.verdict == verdict
