# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs that tests start and watch."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
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


class Watched(ABC):
    """What is running, or has run, and prints."""

    name: str

    @property
    @abstractmethod
    def printed(self) -> str:
        """All that it has printed so far."""

    @property
    @abstractmethod
    def is_running(self) -> bool:
        """Whether it has not ended."""

    def wait_until(self, what: str, is_so: Callable[[], object]) -> None:
        """Wait until something is so, which never is if this has ended."""
        wait_until(what, lambda: is_so() or not self.is_running, self._end_of_output)
        assert is_so(), f"{self.name} has ended before: {what}\n{self._end_of_output()}"

    def wait_for_end(self) -> None:
        """Wait until it has ended."""
        wait_until(f"the end of {self.name}", lambda: not self.is_running, self._end_of_output)

    def _end_of_output(self) -> str:
        return self.printed[-5000:]


class Program(Watched):
    """A program. What it prints is in a file."""

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
        self.name = Path(command[0]).name
        self._output = folder / f"{self.name}.txt"
        with self._output.open("wb") as output, standard_input.open("rb") as given:
            self._process: subprocess.Popen[Any] = subprocess.Popen(
                command, cwd=folder, env=dict(environment), stdin=given, stdout=output, stderr=subprocess.STDOUT
            )

    @property
    def printed(self) -> str:
        """All that it has printed so far."""
        return self._output.read_text(encoding="utf-8", errors="replace")

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def wait(self) -> int:
        """Wait for its end; its exit code."""
        self.wait_for_end()
        return self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """Leave nothing behind."""
        self._process.kill()
        self._process.wait()
