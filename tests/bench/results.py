# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results of all parts, kept so that one part can be measured again without the others, and what is made of them.

A checkout has them in three files: `results.json` holds all of them, a line for each part; `results.rst`, the page, and
`measured.json`, the numbers behind the plots, are written from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .findings import Findings, Table, Target, as_rst, table_of

Json = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What a part has measured, on which machine, and how many seconds that took."""

    findings: Findings
    machine: str
    seconds: float

    @classmethod
    def from_json(cls, data: Json) -> Result:
        """The result that `asdict` has turned into this."""
        findings = Findings(
            [Table(**table) for table in data["findings"]["tables"]],
            [Target(**target) for target in data["findings"]["targets"]],
            data["findings"]["figures"],
        )
        return cls(findings, data["machine"], data["seconds"])


class Checkout:
    """The files with the results in a checkout, given its folder and all parts in the order of the page."""

    def __init__(self, folder: Path, parts: Sequence[str]) -> None:
        """Raises FileNotFoundError if that folder is not a checkout."""
        self._kept = folder / "tests" / "bench" / "results.json"
        self._page = folder / "tests" / "bench" / "results.rst"
        self._figures = folder / "docs" / "performance" / "measured.json"
        self._introduction = (folder / "tests" / "bench" / "introduction.rst").read_text(encoding="utf-8")
        self._parts = parts

    def merge(self, new: Mapping[str, Result]) -> None:
        """Replace the results of these parts, and keep those of the others."""
        kept = json.loads(self._kept.read_text(encoding="utf-8")) if self._kept.exists() else {}
        every = {name: Result.from_json(data) for name, data in kept.items()} | dict(new)
        results = {name: every[name] for name in self._parts if name in every}
        lines = (f"{json.dumps(name)}: {json.dumps(asdict(result))}" for name, result in results.items())
        _write(self._kept, ["{", ",\n".join(lines), "}"])
        _write(self._page, page(self._introduction, results))
        figures = json.loads(self._figures.read_text(encoding="utf-8"))
        _write(self._figures, [json.dumps(measured(figures, results), indent=2)])


def page(introduction: str, results: Mapping[str, Result]) -> Iterator[str]:
    """The lines of a page of documentation with all results, those of the targets first."""
    machines = _machines(results)
    yield introduction.rstrip()
    yield ""
    yield f"Measured on {machines[0]}." if len(machines) == 1 else "Measured on several machines: see each table."
    yield ""
    yield from as_rst(table_of([target for result in results.values() for target in result.findings.targets]))
    for result in results.values():
        for table in result.findings.tables:
            yield ""
            yield from as_rst(table)
            if len(machines) > 1:
                yield ""
                yield f"Measured on {result.machine}."
    yield ""
    yield from as_rst(durations(results))


def durations(results: Mapping[str, Result]) -> Table:
    """How long each part takes."""
    rows = [(name, f"{result.seconds:.0f}") for name, result in results.items()]
    return Table("Duration of each part", ("part", "s"), [*rows, ("all", f"{_seconds(results):.0f}")])


def measured(figures: Json, results: Mapping[str, Result]) -> Json:
    """The numbers for the documentation: those so far, with those of these results in place of their own."""
    new = {name: rows for result in results.values() for name, rows in result.findings.figures.items()}
    return {**figures, "machine": " and ".join(_machines(results)), **new}


def _machines(results: Mapping[str, Result]) -> list[str]:
    return list(dict.fromkeys(result.machine for result in results.values()))


def _seconds(results: Mapping[str, Result]) -> float:
    return sum(result.seconds for result in results.values())


def _write(path: Path, lines: Iterator[str] | Sequence[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
