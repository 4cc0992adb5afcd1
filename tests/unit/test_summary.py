# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests import summary
from ansible_collections.otc.gaussdb.tests.summary import Counts, count, count_session, write_case

CASES = """<?xml version="1.0"?>
<testsuites><testsuite>
  <testcase name="good"/>
  <testcase name="captured"><system-out>text</system-out></testcase>
  <testcase name="wrong"><failure message="assert 1 == 2"/></testcase>
  <testcase name="broken"><error message="failed on setup"/></testcase>
  <testcase name="other core"><skipped message="only on ansible-core 2.19 or later"/></testcase>
  <testcase name="no tool"><skipped message="needs chromium"/></testcase>
  <testcase name="no package"><skipped message="could not import 'requests': No module named 'requests'"/></testcase>
  <testcase name="not for us"><skipped>No tests applicable.</skipped></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where sessions leave their results."""
    monkeypatch.setattr(summary, "NOX", tmp_path)
    folder = tmp_path / "results"
    (folder / "units(2.19)").mkdir(parents=True)
    (folder / "units(2.19)" / "units.xml").write_text(CASES)
    return folder


def session(name: str, result: str = "success", reason: str | None = None) -> dict[str, Any]:
    """A session as nox reports it."""
    return {"name": name.partition("(")[0], "signatures": [name], "result": result, "reason": reason, "duration": 1.5}


def test_each_test_case_counts(results: Path) -> None:
    files = [results / "units(2.19)" / "units.xml"]
    assert count(files) == Counts(passed=2, failed=2, skipped=3, lacking=2)
    assert count(files * 2) == Counts(passed=4, failed=4, skipped=6, lacking=4)
    assert count([]) == Counts()


def test_what_lacks_a_tool_fails_if_everything_is_required(results: Path) -> None:
    required = count([results / "units(2.19)" / "units.xml"]).requiring_all()
    assert required == Counts(passed=2, failed=4, skipped=1)


def test_a_case_that_a_session_writes_is_counted(tmp_path: Path) -> None:
    write_case(tmp_path / "1.xml", "wait_for")
    write_case(tmp_path / "2.xml", "tls", failure="did not end within 900 s")
    write_case(tmp_path / "3.xml", "keystone", skipped="needs Keystone")
    assert count(tmp_path.glob("*.xml")) == Counts(passed=1, failed=1, skipped=1, lacking=1)


def test_a_session_without_test_cases_counts_as_one() -> None:
    assert count_session(session("types"), []) == Counts(passed=1)
    assert count_session(session("types", "failed"), []) == Counts(failed=1)
    assert count_session(session("integration(2.16)", "aborted"), []) == Counts(failed=1)
    assert count_session(session("shellcheck", "skipped"), []) == Counts(skipped=1, lacking=1)
    assert count_session(session("keystone"), []) == Counts()


def test_a_session_that_fails_although_its_tests_passed_is_a_failure(tmp_path: Path) -> None:
    write_case(tmp_path / "1.xml", "wait_for")
    assert count_session(session("coverage(2.19)", "failed"), tmp_path.glob("*.xml")) == Counts(passed=1, failed=1)


def test_the_last_line_sums_up(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = {"sessions": [session("units(2.19)", "failed"), session("sanity(2.21)", "skipped", "needs Python 3.13")]}
    assert summary.show(report, 1, require_all=False) == 1
    *rows, empty, last = capsys.readouterr().out.splitlines()
    assert rows[0] == "units(2.19)      1.5 s  FAILED: 2 passed, 2 failed, 3 skipped"
    assert rows[1].endswith("skipped: 0 passed, 0 failed, 1 skipped (needs Python 3.13)")
    assert (empty, last) == ("", "2 passed, 2 failed, 4 skipped")


def test_what_passes_passes_unless_something_required_is_missing(results: Path) -> None:
    report = {"sessions": [session("types"), session("shellcheck", "skipped", "needs shellcheck")]}
    assert summary.show(report, 0, require_all=False) == 0
    assert summary.show(report, 0, require_all=True) == 1


@pytest.mark.parametrize(("sessions", "nox_code"), [([], 0), ([], 3), ([session("types")], 130)])
def test_a_run_that_tests_nothing_or_breaks_off_fails(
    sessions: list[dict[str, Any]], nox_code: int, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert summary.show({"sessions": sessions}, nox_code, require_all=False) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith(" skipped")
