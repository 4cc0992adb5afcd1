# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was measured, as tables for a terminal and for a page of documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Table:
    """Rows of cells below a title and heads."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True)
class Target:
    """Something to reach: what it is about, the target, what was measured, and whether that meets it."""

    what: str
    target: str
    measured: str
    is_met: bool


@dataclass(frozen=True)
class Findings:
    """What a part of the benchmark has measured.

    Attributes:
        figures: numbers for the documentation and its plots, by the name that they have in measured.json
    """

    tables: Sequence[Table]
    targets: Sequence[Target] = ()
    figures: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


def table_of(targets: Sequence[Target]) -> Table:
    """All targets, met or not."""
    rows = [(one.what, one.target, one.measured, "met" if one.is_met else "not met") for one in targets]
    return Table("Targets", ("what", "target", "measured", "result"), rows)


def beside(value: float, base: float, digits: int = 1) -> str:
    """A number, with its ratio to that of this collection."""
    return f"{value:.{digits}f} ({value / base:.1f}x)" if base > 0 else f"{value:.{digits}f}"


def as_text(table: Table) -> Iterator[str]:
    """The lines for a terminal."""
    widths = _widths(table)
    yield table.title
    yield "-" * len(table.title)
    yield from (_line(row, widths) for row in [table.heads, *table.rows])
    if table.note:
        yield ""
        yield table.note


def as_rst(table: Table) -> Iterator[str]:
    """The lines for a page in reStructuredText: a section with a table."""
    widths = _widths(table)
    rule = "  ".join("=" * width for width in widths)
    yield table.title
    yield "-" * len(table.title)
    yield ""
    yield rule
    yield _line(table.heads, widths)
    yield rule
    yield from (_line(row, widths) for row in table.rows)
    yield rule
    if table.note:
        yield ""
        yield table.note


def _widths(table: Table) -> list[int]:
    """Of the columns, in characters."""
    return [max(map(len, column)) for column in zip(table.heads, *table.rows, strict=True)]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
