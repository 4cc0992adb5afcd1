# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Linters: each is a check of its own, at one site."""

from __future__ import annotations

from .commands import Log
from .counts import ONE_FAILED, ONE_PASSED, Counts
from .runner import Check
from .sites import Site

COMMANDS: dict[str, tuple[str, ...]] = {
    "yamllint": ("yamllint", "--strict", "."),
    "ruff": ("ruff", "check", "."),
    "ruff-format": ("ruff", "format", "--check", "."),
}


def _linter(command: tuple[str, ...]) -> Check:
    def lint(site: Site, log: Log) -> Counts:
        ran = log.run([site.environment.bin / command[0], *command[1:]], cwd=site.collection, environment=site.variables())
        return ONE_FAILED if ran.code else ONE_PASSED

    return lint


LINTERS: dict[str, Check] = {name: _linter(command) for name, command in COMMANDS.items()}
