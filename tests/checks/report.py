# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the checks found, for a person and, in the last line, for a machine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .counts import Counts, total

TAIL = 60
"""Lines at the end of a failed check's log that are shown."""
BEFORE_ERROR = 25
"""Lines before each error further up that are shown as well: other tests went on after it."""

ERROR = re.compile("ERROR: |FATAL: |FAILED ")
PIP = re.compile(r"\s*(Collecting|Downloading|Installing|Successfully installed|Using cached|━)")


@dataclass(frozen=True)
class Outcome:
    """What came of one check."""

    check: str
    core: str
    counts: Counts
    seconds: float = 0.0
    log: Path | None = None
    lacking: str = ""
    """Why it could not run here."""

    @property
    def failed(self) -> bool:
        return self.counts.verdict == "failed"

    def requiring_all(self) -> Outcome:
        """The same where everything that tests need has to be there."""
        return replace(self, counts=self.counts.requiring_all())


def line(outcome: Outcome) -> str:
    """One outcome, as soon as it is known."""
    return f"{outcome.check:18} {outcome.core:6} {_result(outcome)} in {outcome.seconds:.1f} s"


def table(outcomes: Sequence[Outcome]) -> str:
    """All outcomes, a row each, by core."""
    rows = [("check", "core", "result", "seconds")]
    for outcome in sorted(outcomes, key=lambda outcome: outcome.core):
        rows.append((outcome.check, outcome.core, _result(outcome), f"{outcome.seconds:.1f}"))
    check, core, result, seconds = (max(map(len, column)) for column in zip(*rows, strict=True))
    return "\n".join(f"{row[0]:{check}}  {row[1]:{core}}  {row[2]:{result}}  {row[3]:>{seconds}}" for row in rows)


def covered_cores(outcomes: Sequence[Outcome]) -> str:
    """Which cores were tested, and which not for lack of a Python."""
    covered = {outcome.core for outcome in outcomes if outcome.core and not outcome.lacking}
    missed = {outcome.core: outcome.lacking for outcome in outcomes if outcome.core not in {"", *covered}}
    lines = [f"Covered: ansible-core {', '.join(sorted(covered))}"] if covered else []
    return "\n".join(lines + [f"Not covered: ansible-core {core}, which {reason}" for core, reason in missed.items()])


def summary(outcomes: Sequence[Outcome]) -> str:
    """The last line: all suites together."""
    counts = total(outcome.counts for outcome in outcomes)
    return f"{counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped"


def succeeded(outcomes: Sequence[Outcome]) -> bool:
    """Whether something was tested, and nothing failed."""
    return any(outcome.counts.passed for outcome in outcomes) and not any(outcome.failed for outcome in outcomes)


def excerpt(log: str, *, whole: bool = False) -> str:
    """What to show of a log: its errors and its end, without what pip says; or all of it."""
    if whole:
        return log
    lines = [line for line in log.splitlines() if not PIP.match(line)]
    shown = set(range(len(lines) - TAIL, len(lines)))
    for number, text in enumerate(lines):
        if ERROR.match(text):
            shown.update(range(number - BEFORE_ERROR, number + 1))
    return "\n".join(text for number, text in enumerate(lines) if number in shown)


def _result(outcome: Outcome) -> str:
    counts = outcome.counts
    numbers = ((counts.passed, "passed"), (counts.failed, "failed"), (counts.skipped, "skipped"))
    details = ", ".join(f"{number} {word}" for number, word in numbers if number)
    verdict = "FAILED" if outcome.failed else counts.verdict
    return f"{verdict}: {outcome.lacking or details}"
