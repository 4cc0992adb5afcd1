# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a command, sends it a signal once it has told of progress, and prints as JSON what became of it.

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
from pathlib import Path
from typing import IO

PROGRESS = b"[localhost] "
LIMIT = 60.0  # seconds for the command to tell of progress, and to end
FAREWELL = 10.0  # seconds for what it has started to notice its end

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
        _await(lambda: PROGRESS in _written(errors) or process.poll() is not None, LIMIT)
        if process.poll() is not None:
            sys.exit(f"It ended before it told of progress:\n{_written(output).decode()}{_written(errors).decode()}")
        told = time.monotonic()
        if name == "SIGTERM":
            process.terminate()
        elif name != "none":
            os.killpg(process.pid, signal.Signals[name])
        code = process.wait(LIMIT)
        seconds = time.monotonic() - told
        _await(lambda: not _carrying(mark), FAREWELL)
        left = _carrying(mark)
        texts = {"stdout": _written(output).decode(), "stderr": _written(errors).decode()}
    print(json.dumps({"code": code, "seconds": seconds, "left": list(left.values()), **texts}))
    for pid in left:
        os.kill(pid, signal.SIGKILL)


def _await(condition: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)


def _written(file: IO[bytes]) -> bytes:
    return os.pread(file.fileno(), 1_000_000, 0)


def _carrying(mark: str) -> dict[int, str]:
    """The command lines of all processes that were started with the mark, by their IDs."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone by now, or somebody else's
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
