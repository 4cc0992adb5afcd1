# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which ansible-core releases the collection is checked with, on which Python, and what runs on each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Core:
    """A release of ansible-core, with what belongs to it."""

    series: str
    release: str
    pythons: tuple[str, ...]
    """What its controller runs on, the best choice first."""
    coverage: str
    """The only release of coverage that its ansible-test accepts."""

    def choose_python(self, at_hand: Collection[str]) -> str | None:
        return next((python for python in self.pythons if python in at_hand), None)


CORES = (
    Core("2.16", "2.16.19", ("3.11", "3.12"), "7.3.2"),
    Core("2.17", "2.17.14", ("3.11", "3.12"), "7.3.2"),
    Core("2.18", "2.18.19", ("3.11", "3.12", "3.13"), "7.6.1"),
    Core("2.19", "2.19.14", ("3.11", "3.12", "3.13"), "7.6.1"),
    Core("2.20", "2.20.10", ("3.13", "3.12", "3.14"), "7.10.7"),
    Core("2.21", "2.21.5", ("3.13", "3.12", "3.14"), "7.10.7"),
)
BY_SERIES = {core.series: core for core in CORES}

ENDS = ("2.16", "2.21")
"""For what takes minutes: the oldest core and the newest."""

ENDS_AND_MIDDLE = ("2.16", "2.19", "2.21")
"""For what takes longest: the oldest core, the newest, and the first with today's templating."""


def newest_core(python: str) -> Core | None:
    """The newest core that this Python runs: what a developer's single check takes."""
    return next((core for core in reversed(CORES) if python in core.pythons), None)
