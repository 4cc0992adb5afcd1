# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one client of the simulator: starts it, signs in to it, and controls it.

It needs nothing but the standard library, so that every program can use it.
"""

from __future__ import annotations

import http.client
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TESTS = Path(__file__).parents[1]
START_TIMEOUT = 300.0  # seconds, generous for a busy machine
API_TIMEOUT = 60.0


class ControlError(RuntimeError):
    """The control API refused a request, or the simulator did not start; the text says why."""


@dataclass(frozen=True)
class Response:
    """A response; the names of its headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Simulator:
    """A running simulator, as its ready file describes it: URLs, account, `variables` and `options`."""

    ready: Mapping[str, Any]

    @classmethod
    def from_file(cls, path: Path) -> Simulator:
        """The simulator that has written this ready file."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that sign in to it."""
        return dict(self.ready["variables"])

    @property
    def options(self) -> dict[str, Any]:
        """The same as options of the collection's modules, which are also an entry of clouds.yaml."""
        return dict(self.ready["options"])

    def environment(self) -> dict[str, str]:
        """This process's environment with `variables` in place of all other OS_* variables."""
        return environment(self.variables)

    def connect(self, service: str, timeout: float = API_TIMEOUT) -> http.client.HTTPConnection:
        """A new connection to `iam`, `gaussdb`, `taurusdb` or `control`."""
        url = urlsplit(self.ready[service])
        if url.scheme == "https":
            trusting = ssl._create_unverified_context()  # noqa: S323 - the simulator, on this machine
            return http.client.HTTPSConnection(url.netloc, timeout=timeout, context=trusting)
        return http.client.HTTPConnection(url.netloc, timeout=timeout)

    def call(
        self,
        service: str,
        method: str,
        path: str,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = API_TIMEOUT,
    ) -> Response:
        """Send one request on a connection of its own."""
        connection = self.connect(service, timeout)
        body = None if data is None else json.dumps(data)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json", **(headers or {})})
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Response(response.status, headers, response.read())
        finally:
            connection.close()

    def control(self, method: str, path: str, data: Any = None) -> Any:
        """A request to the control API, below /simulator; its payload, or None. Raises ControlError if refused."""
        response = self.call("control", method, f"/simulator{path}", data)
        if response.status >= 300:
            raise ControlError(f"{method} /simulator{path}: HTTP {response.status}: {response.body.decode()}")
        return response.json() if response.body else None

    def reset(self, **settings: Any) -> None:
        """Return to the start, but for these settings."""
        self.control("DELETE", "")
        if settings:
            self.control("PUT", "/settings", settings)

    def add_jobs(self, jobs: Sequence[Mapping[str, Any]]) -> list[str]:
        """Add jobs, on GaussDB unless they say otherwise; their IDs, in the same order."""
        return [job["id"] for job in self.control("POST", "/jobs", [{"engine": "gaussdb", **job} for job in jobs])]

    def release(self, *job_ids: str) -> None:
        """Let these jobs, or all that are held, end with their outcome."""
        self.control("POST", "/jobs/release", {"ids": job_ids} if job_ids else None)

    def add_fault(self, **fault: Any) -> None:
        """Spoil responses from now on."""
        self.control("POST", "/faults", fault)

    def token(self) -> str:
        """A new token for the project."""
        user = {"id": self.ready["user_id"], "password": self.ready["password"]}
        identity = {"methods": ["password"], "password": {"user": user}}
        auth = {"identity": identity, "scope": {"project": {"id": self.ready["project_id"]}}}
        response = self.call("iam", "POST", "/v3/auth/tokens", {"auth": auth})
        if response.status != 201:
            raise ControlError(f"sign-in: HTTP {response.status}: {response.body.decode()}")
        return response.headers["x-subject-token"]


@contextmanager
def simulator(*options: str) -> Iterator[Simulator]:
    """A simulator in a process of its own, which ends with this block, or with this process. Raises ControlError."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = command_of("--ready-file", str(ready), "--until-exit-of", str(os.getpid()), *options)
        process = subprocess.Popen(command, cwd=TESTS, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            await_ready(ready, process)
            yield Simulator.from_file(ready)
        finally:
            process.terminate()
            process.wait()


def command_of(*options: str) -> list[str]:
    """The command that starts a simulator, in the folder TESTS."""
    return [sys.executable, "-m", "simulator", *options]


def await_ready(ready: Path, process: subprocess.Popen[Any]) -> None:
    """Wait until the simulator listens. Raises ControlError if it does not."""
    deadline = time.monotonic() + START_TIMEOUT
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise ControlError("the simulator did not start")
        time.sleep(0.02)


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with `variables` in place of all other OS_* variables."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("OS_")}, **variables}
