# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How results are counted: each pytest test, integration target, sanity test and linter counts as one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Counts:
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    lacking: int = 0
    """How many of those skipped need something that is not on this machine."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.lacking + other.lacking,
        )

    @property
    def verdict(self) -> str:
        if self.failed:
            return "failed"
        return "passed" if self.passed else "skipped"

    def requiring_all(self) -> Counts:
        """The same where everything that tests need has to be there."""
        return Counts(self.passed, self.failed + self.lacking, self.skipped - self.lacking)


LACKING = ("needs ", "could not import ")
"""How the reason begins if a test of ours is skipped for lack of something; the latter is pytest.importorskip's."""

ONE_PASSED = Counts(passed=1)
ONE_FAILED = Counts(failed=1)
ONE_LACKING = Counts(skipped=1, lacking=1)


def total(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


def count_junit(files: Iterable[Path]) -> Counts:
    """Count the test cases of JUnit files, as pytest and `ansible-test sanity --junit` write them."""
    return total(_count_case(case) for file in files for case in ElementTree.parse(file).iter("testcase"))


def _count_case(case: ElementTree.Element) -> Counts:
    if case.find("failure") is not None or case.find("error") is not None:
        return ONE_FAILED
    skipped = case.find("skipped")
    if skipped is None:
        return ONE_PASSED
    reason = skipped.get("message") or skipped.text or ""
    if reason == "No tests applicable.":
        return Counts()  # such as the check of PowerShell in a collection that has none
    return ONE_LACKING if reason.startswith(LACKING) else Counts(skipped=1)


def count_sanity(files: Iterable[Path], output: str) -> Counts:
    """Count sanity tests. One that lacks its tool says so in a warning only."""
    lacking = len(re.findall("^WARNING: Required program .* not found", output, re.MULTILINE))
    return count_junit(files) + Counts(skipped=lacking, lacking=lacking)


def count_integration(files: Iterable[Path], output: str) -> Counts:
    """Count integration targets: ansible-test writes those that passed to data files, and prints those that failed.

    A target that ends early for lack of something has a task that says "SKIPPED: needs ...".
    """
    ended = sum(len(json.loads(file.read_text())["targets"]) for file in files)
    lacking = len(re.findall('"msg": "SKIPPED: needs ', output))
    failed = re.search(r"The (\d+) integration test\(s\) listed below", output)
    return Counts(ended - lacking, int(failed[1]) if failed else 0, lacking, lacking)


def with_exit_code(counts: Counts, code: int) -> Counts:
    """The same and one failure more for a command that fails without a failed test, such as one that finds no tests."""
    return counts + ONE_FAILED if code and not counts.failed else counts
