# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Commands, run one at a time for a check, with all that they print in the check's log file."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from .errors import CheckError

TIME_LIMIT = 1800.0
"""Seconds after which a command counts as hung; the slowest takes half of it."""

_running: set[subprocess.Popen[bytes]] = set()
_lock = threading.Lock()
_stopping = threading.Event()


@dataclass(frozen=True)
class Ran:
    """A command that has ended: its exit code, and all that it printed."""

    code: int
    text: str


class Log:
    """The log file of one check. Commands have no input, and leave no process of their session behind."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = path.open("wb")

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, text: str) -> None:
        self._file.write(f"{text}\n".encode())
        self._file.flush()

    def run(self, *command: str | Path, cwd: Path, environment: Mapping[str, str]) -> Ran:
        """Run a command to its end. Raises CheckError if there is no such command, or if it hangs."""
        self.write(f"$ {shlex.join(map(str, command))}")
        start = self._file.tell()
        try:
            process = self.start(*command, cwd=cwd, environment=environment)
        except OSError as error:
            raise CheckError(f"{command[0]}: {error.strerror}") from None
        try:
            code = process.wait(TIME_LIMIT)
        except subprocess.TimeoutExpired:
            raise CheckError(f"{Path(command[0]).name} did not end within {TIME_LIMIT:.0f} s") from None
        finally:
            stop(process)
        with self.path.open("rb") as written:
            written.seek(start)
            return Ran(code, written.read().decode(errors="replace"))

    def run_or_raise(self, *command: str | Path, cwd: Path, environment: Mapping[str, str]) -> str:
        """Run a command that has to succeed; the output. Raises CheckError otherwise."""
        ran = self.run(*command, cwd=cwd, environment=environment)
        if ran.code:
            raise CheckError(f"{Path(command[0]).name} failed with exit code {ran.code}")
        return ran.text

    def start(self, *command: str | Path, cwd: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start a command that the caller has to stop."""
        with _lock:
            if _stopping.is_set():
                raise CheckError("interrupted")
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=self._file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            _running.add(process)
        return process


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a command that Log started, and whatever it left in its session."""
    with _lock:
        _running.discard(process)
    if process.poll() is None:
        _signal_group(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
    _signal_group(process, signal.SIGKILL)
    process.wait()


def stop_all() -> None:
    """End all commands of all checks, and let none start any more."""
    with _lock:
        _stopping.set()
        processes = list(_running)
    for process in processes:
        _signal_group(process, signal.SIGTERM)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # nothing of the session is left; macOS says the latter
        os.killpg(process.pid, number)
