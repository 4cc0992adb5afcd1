# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a command, sends it a signal once it has reported progress, and prints as JSON what became of it.

    interrupt.py SIGNAL|none COMMAND...

SIGINT and SIGKILL go to all processes of the command's group, as from a terminal, and as from a machine that goes down;
SIGTERM to the command alone, as from a supervisor.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import IO

import psutil

PROGRESS = b"[localhost] "
TIMEOUT = 120.0  # seconds for each step; generous, since only a hang takes so long

MARK = "OTC_GAUSSDB_INTERRUPTED"


def main(name: str, *command: str) -> None:
    """Run, interrupt, print."""
    mark = uuid.uuid4().hex
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        # Whatever runs in the background of a shell ignores SIGINT, and what it starts does so, too.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env={**os.environ, MARK: mark},
            start_new_session=True,
        )
        if name != "none":
            _await(lambda: PROGRESS in _written(errors) or process.poll() is not None)
            if process.poll() is not None:
                texts = _written(output).decode() + _written(errors).decode()
                sys.exit(f"It ended before it reported progress:\n{texts}")
        if name == "SIGTERM":
            process.terminate()
        elif name != "none":
            os.killpg(process.pid, signal.Signals[name])
        code = process.wait(TIMEOUT)
        _await(lambda: not _carrying(mark))
        left = _carrying(mark)
        texts = {"stdout": _written(output).decode(), "stderr": _written(errors).decode()}
    print(json.dumps({"code": code, "left": list(left.values()), **texts}))
    for pid in left:
        os.kill(pid, signal.SIGKILL)


def _await(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)


def _written(file: IO[bytes]) -> bytes:
    return os.pread(file.fileno(), 1_000_000, 0)


def _carrying(mark: str) -> dict[int, str]:
    """The command lines of all processes that were started with the mark, by their IDs."""
    found = {}
    for process in psutil.process_iter():
        with suppress(psutil.Error):  # gone by now, or another user's
            if process.environ().get(MARK) == mark:
                found[process.pid] = " ".join(process.cmdline())
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
