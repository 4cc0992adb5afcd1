# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator as people start it: a process of its own, with real connections."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.otc.gaussdb.tests.simulator.client import TESTS, Simulator, await_ready, command_of

TIMEOUT = 60.0  # seconds until a test gives up, generous for a busy machine


@dataclass(frozen=True)
class Running(Simulator):
    """A simulator, with its process."""

    process: subprocess.Popen[str]

    def port(self, service: str) -> int:
        return int(urlsplit(self.ready[service]).netloc.rpartition(":")[2])

    def listens(self, service: str) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port(service)), timeout=TIMEOUT).close()
        except ConnectionRefusedError:
            return False
        return True


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Running]:
    """A simulator that ends with the test, at the latest."""
    ready = folder / "ready.json"
    command = command_of("--ready-file", str(ready), "--until-exit-of", str(os.getpid()), *options)
    with subprocess.Popen(command, cwd=TESTS, text=True, stdout=-1, stderr=-1) as process:
        try:
            await_ready(ready, process)
            yield Running(Simulator.from_file(ready).ready, process)
        finally:
            process.kill()


def run(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A simulator that is expected to end by itself."""
    return subprocess.run(
        command_of(*options),
        cwd=TESTS,
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
    )


def wait_until(condition: Any) -> None:
    """Wait until something outside this process has happened."""
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.01)
