# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rulebooks that run under ansible-rulebook, and what they print."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.otc.gaussdb.tests.program import Program

Event = dict[str, Any]


class Rulebook(Program):
    """A rulebook that is running, or has run."""

    def __init__(
        self,
        folder: Path,
        rulebook: str | Sequence[Mapping[str, Any]],
        variables: Mapping[str, Any],
        environment: Mapping[str, str],
    ) -> None:
        """
        Args:
            folder: for its files
            rulebook: a name in a collection, or the rulesets
        """
        folder.mkdir()
        if not isinstance(rulebook, str):
            (folder / "rulebook.yml").write_text(yaml.safe_dump(list(rulebook), sort_keys=False), encoding="utf-8")
            rulebook = str(folder / "rulebook.yml")
        localhost = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        hosts = {"all": {"hosts": {"localhost": localhost}}}
        (folder / "inventory.yml").write_text(yaml.safe_dump(hosts), encoding="utf-8")
        (folder / "variables.json").write_text(json.dumps(dict(variables)), encoding="utf-8")
        files = ("--inventory", str(folder / "inventory.yml"), "--vars", str(folder / "variables.json"))
        super().__init__(["ansible-rulebook", "--rulebook", rulebook, *files], folder, environment)

    @property
    def events(self) -> list[Event]:
        """The jobs' events that the action `print_event` has printed so far."""
        # The last line may be incomplete.
        lines = self.printed.rpartition("\n")[0].splitlines()
        printed = [ast.literal_eval(line) for line in lines if line.startswith("{'")]
        return [event["gaussdb_job"] for event in printed if "gaussdb_job" in event]

    def messages(self, prefix: str) -> list[str]:
        """What the action `debug` has printed so far that begins with this, without it."""
        return [line.removeprefix(prefix) for line in self.printed.splitlines() if line.startswith(prefix)]
