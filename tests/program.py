# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programs that tests start and watch."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

PATIENCE = 600.0
"""Seconds after which something counts as hung, on a machine that has a lot of other work."""


def wait_until(what: str, is_so: Callable[[], object], more: Callable[[], str] = lambda: "") -> None:
    """Wait until something is so. Fails with `what`, and `more`, if it never is."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}\n{more()}"
        time.sleep(0.1)


class Program:
    """A program that is running, or has run. What it prints is in a file."""

    def __init__(
        self,
        command: Sequence[str | Path],
        folder: Path,
        environment: Mapping[str, str],
        standard_input: Path = Path(os.devnull),
    ) -> None:
        """
        Args:
            command: the program, and its arguments
            folder: where it runs, and where the file is
            environment: all of its variables
            standard_input: a file
        """
        self._name = Path(command[0]).name
        self.file = folder / f"{self._name}.txt"
        with self.file.open("wb") as output, standard_input.open("rb") as given:
            self._process: subprocess.Popen[Any] = subprocess.Popen(
                command, cwd=folder, env=dict(environment), stdin=given, stdout=output, stderr=subprocess.STDOUT
            )

    @property
    def printed(self) -> str:
        """All that it has printed so far."""
        return self.file.read_text(encoding="utf-8", errors="replace")

    def wait_until(self, what: str, is_so: Callable[[], object]) -> None:
        """Wait until something is so, which never is if the program has ended."""

        def is_so_or_over() -> bool:
            return bool(is_so()) or self._process.poll() is not None

        wait_until(what, is_so_or_over, self._end_of_output)
        assert is_so(), f"{self._name} has ended before: {what}\n{self._end_of_output()}"

    def wait(self) -> int:
        """Wait for its end; its exit code."""
        wait_until(f"the end of {self._name}", lambda: self._process.poll() is not None, self._end_of_output)
        return self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """Leave nothing behind."""
        self._process.kill()
        self._process.wait()

    def _end_of_output(self) -> str:
        return self.printed[-5000:]
