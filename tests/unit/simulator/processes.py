# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator as people start it: a process of its own, with real connections."""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.otc.gaussdb.tests.simulator import server

TESTS = Path(server.__file__).parents[1]
PATIENCE = 10.0  # seconds until a test gives up


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Running:
    """A simulator that runs, and its ready file."""

    process: subprocess.Popen[str]
    ready: dict[str, Any]

    def connect(self, service: str, timeout: float = PATIENCE) -> http.client.HTTPConnection:
        """A connection of its own for each request, or for several."""
        url = urlsplit(self.ready[service])
        if url.scheme == "https":
            trusting = ssl._create_unverified_context()  # noqa: S323 - the certificate is not what is tested
            return http.client.HTTPSConnection(url.netloc, timeout=timeout, context=trusting)
        return http.client.HTTPConnection(url.netloc, timeout=timeout)

    def call(
        self,
        service: str,
        method: str,
        path: str,
        data: Any = None,
        headers: dict[str, str] | None = None,
        timeout: float = PATIENCE,
    ) -> Answer:
        connection = self.connect(service, timeout)
        try:
            connection.request(method, path, None if data is None else json.dumps(data), headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.read(), {k.lower(): v for k, v in response.getheaders()})
        finally:
            connection.close()

    def control(self, method: str, path: str, data: Any = None) -> Any:
        answer = self.call("control", method, f"/simulator{path}", data)
        assert answer.status < 300, answer.body
        return answer.json() if answer.body else None

    def token(self) -> str:
        user = {"id": self.ready["user_id"], "password": self.ready["password"]}
        identity = {"methods": ["password"], "password": {"user": user}}
        auth = {"identity": identity, "scope": {"project": {"id": self.ready["project_id"]}}}
        return self.call("iam", "POST", "/v3/auth/tokens", {"auth": auth}).headers["x-subject-token"]

    def port(self, service: str) -> int:
        return int(urlsplit(self.ready[service]).netloc.rpartition(":")[2])

    def listens(self, service: str) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port(service)), timeout=PATIENCE).close()
        except ConnectionRefusedError:
            return False
        return True


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Running]:
    """A simulator that ends with the test, at the latest."""
    ready = folder / "ready.json"
    command = [sys.executable, "-m", "simulator", "--ready-file", str(ready), "--until-exit-of", str(os.getpid())]
    with subprocess.Popen([*command, *options], cwd=TESTS, text=True, stdout=-1, stderr=-1) as process:
        try:
            wait_until(lambda: ready.exists() or process.poll() is not None)
            assert process.poll() is None, process.communicate()
            yield Running(process, json.loads(ready.read_text(encoding="utf-8")))
        finally:
            process.kill()


def run(*options: str) -> subprocess.CompletedProcess[str]:
    """A simulator that is expected to end by itself."""
    command = [sys.executable, "-m", "simulator", *options]
    return subprocess.run(command, cwd=TESTS, text=True, capture_output=True, timeout=PATIENCE, check=False)


def wait_until(condition: Any, patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.01)
