# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rulebooks that run under ansible-rulebook, and what they print."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

PATIENCE = 600.0
"""Seconds after which something counts as hung, on a machine that has a lot of other work."""

Event = dict[str, Any]


def wait_until(what: str, is_so: Callable[[], object], more: Callable[[], str] = lambda: "") -> None:
    """Wait until something is so. Fails with `what`, and `more`, if it never is."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}\n{more()}"
        time.sleep(0.1)


class Rulebook:
    """A rulebook that is running, or has run. What it prints is in a file."""

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
        self._output = folder / "output.txt"
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                ["ansible-rulebook", "--rulebook", rulebook, *files],
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def printed(self) -> str:
        """All that it has printed so far."""
        return self._output.read_text(encoding="utf-8", errors="replace")

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

    def wait_until(self, what: str, is_so: Callable[[], object]) -> None:
        """Wait until something is so, which never is if the rulebook has ended."""

        def is_so_or_over() -> bool:
            return bool(is_so()) or self._process.poll() is not None

        wait_until(what, is_so_or_over, lambda: self.printed[-5000:])
        assert is_so(), f"the rulebook has ended before: {what}\n{self.printed[-5000:]}"

    def wait(self) -> int:
        """Wait for its end; its exit code."""
        wait_until("the end of the rulebook", lambda: self._process.poll() is not None, lambda: self.printed[-5000:])
        return self._process.wait()

    def kill(self) -> None:
        """Leave nothing behind."""
        self._process.kill()
        self._process.wait()
