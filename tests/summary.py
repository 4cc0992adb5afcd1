# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adds up what the sessions of nox came to: `python tests/summary.py EXIT_CODE_OF_NOX`.

Sessions that run tests leave JUnit files; any other session counts as one test. The last line is for machines:
`N passed, N failed, N skipped`. The exit code is 1 if something failed, or if nothing passed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

NOX = Path(__file__).resolve().parents[1] / ".nox"

NOT_TESTS = ("keystone", "lint")
"""Sessions that only bring others along, or make what they need."""

LACKING = ("needs ", "could not import ")
"""How the reason begins if a test is skipped for lack of something; the latter is pytest.importorskip's."""


class Counts(NamedTuple):
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    lacking: int = 0
    """How many of those skipped need something that is not on this machine."""

    @property
    def tests(self) -> int:
        return self.passed + self.failed + self.skipped

    def requiring_all(self) -> Counts:
        """The same if everything that tests need has to be there."""
        return Counts(self.passed, self.failed + self.lacking, self.skipped - self.lacking)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def total(counts: Iterable[Counts]) -> Counts:
    return Counts(*map(sum, zip(Counts(), *counts, strict=True)))


def count(files: Iterable[Path]) -> Counts:
    """Count the test cases of JUnit files, as pytest, `ansible-test sanity --junit` and write_case write them."""
    return total(_count_case(case) for file in files for case in ElementTree.parse(file).iter("testcase"))


def _count_case(case: ElementTree.Element) -> Counts:
    if case.find("failure") is not None or case.find("error") is not None:
        return Counts(failed=1)
    skipped = case.find("skipped")
    if skipped is None:
        return Counts(passed=1)
    reason = skipped.get("message") or skipped.text or ""
    if reason == "No tests applicable.":
        return Counts()  # such as the check of PowerShell in a collection that has none
    return Counts(skipped=1, lacking=int(reason.startswith(LACKING)))


def write_case(file: Path, name: str, failure: str = "", skipped: str = "") -> None:
    """Write a JUnit file with one test case."""
    suite = ElementTree.Element("testsuite")
    case = ElementTree.SubElement(suite, "testcase", name=name)
    if failure or skipped:
        ElementTree.SubElement(case, "failure" if failure else "skipped", message=failure or skipped)
    ElementTree.ElementTree(suite).write(file)


def count_session(session: Mapping[str, Any], files: Iterable[Path]) -> Counts:
    """Count what a session of nox's report came to. One that fails without a failed test is a failure of its own."""
    if session["result"] == "skipped":
        return Counts(skipped=1, lacking=1)
    counts = count(files)
    if session["result"] != "success":
        return counts if counts.failed else total([counts, Counts(failed=1)])
    return counts if counts.tests or session["name"] in NOT_TESTS else Counts(passed=1)


def show(report: Mapping[str, Any], nox_code: int, *, require_all: bool) -> int:
    """Print the table and the last line; an exit code."""
    rows = []
    for session in report["sessions"]:
        name = session["signatures"][0]
        counts = count_session(session, (NOX / "results" / name).glob("*.xml"))
        rows.append((name, counts.requiring_all() if require_all else counts, session))
    width = max([len(row[0]) for row in rows], default=0)
    for name, counts, session in rows:
        verdict = "FAILED" if counts.failed else "passed" if counts.passed else "skipped"
        reason = f" ({session['reason']})" if session["reason"] else ""
        print(f"{name:{width}}  {session['duration']:6.1f} s  {verdict}: {counts}{reason}")
    counts = total(row[1] for row in rows)
    if nox_code and not counts.failed:
        counts = total([counts, Counts(failed=1)])
        print(f"nox failed with exit code {nox_code}")
    print(f"\n{counts}")
    return 1 if counts.failed or not counts.passed else 0


if __name__ == "__main__":
    path = NOX / "report.json"
    written = json.loads(path.read_text()) if path.exists() else {"sessions": []}
    sys.exit(show(written, int(sys.argv[1]), require_all=bool(os.environ.get("REQUIRE_ALL"))))
