# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulator of its own for a program, and its control API."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

# Seconds for the simulator to listen, and for a call of its control API.
_START_LIMIT = 20.0
_TIME_LIMIT = 60.0


class Simulator:
    """A running simulator.

    Attributes:
        ready: what its ready file says: URLs and account
    """

    def __init__(self, ready: Mapping[str, str]) -> None:
        self.ready = ready
        self._session = requests.Session()
        self._session.trust_env = False

    @property
    def jobs_url(self) -> str:
        """Where the jobs of GaussDB are, below the project."""
        return f"{self.ready['gaussdb']}/v3/{self.ready['project_id']}"

    def variables(self) -> dict[str, str]:
        """The variables that lead the collection, and everything else that reads OS_*, to it."""
        return {
            "OS_AUTH_URL": self.ready["iam"],
            "OS_USERNAME": self.ready["username"],
            "OS_PASSWORD": self.ready["password"],
            "OS_USER_DOMAIN_NAME": self.ready["domain_name"],
            "OS_PROJECT_NAME": self.ready["project_name"],
            "OS_PROJECT_DOMAIN_NAME": self.ready["domain_name"],
            "OS_REGION_NAME": self.ready["region"],
        }

    def reset(self, **settings: Any) -> None:
        """Back to the start, but for these settings."""
        self._call("DELETE", "")
        self._call("PUT", "/settings", settings)

    def add_jobs(self, courses: Sequence[Mapping[str, Any]]) -> list[str]:
        """Start a GaussDB job for each course; their IDs, in the same order."""
        return [
            job["id"]
            for job in self._call("POST", "/jobs", [{"engine": "gaussdb", "course": course} for course in courses])
        ]

    def add_fault(self, **fault: Any) -> None:
        """Spoil answers from now on."""
        self._call("POST", "/faults", fault)

    def faults(self) -> list[dict[str, Any]]:
        """The faults in force, with how often each has struck."""
        return list(self._call("GET", "/faults"))

    def last_end(self, job_ids: Sequence[str]) -> float:
        """Epoch seconds at which the last of these jobs ends."""
        return max(float(job["ends"]) for job in self._call("GET", "/jobs") if job["id"] in job_ids)

    def request_times(self) -> list[float]:
        """Epoch seconds of each request to GaussDB so far."""
        return [entry["time"] for entry in self._call("GET", "/requests?service=gaussdb")]

    def stats(self) -> dict[str, dict[str, int]]:
        """Per service: ``requests``, ``connections`` and ``sign_ins``."""
        return dict(self._call("GET", "/stats"))

    def token(self) -> str:
        """A new token for the project."""
        user = {
            "name": self.ready["username"],
            "password": self.ready["password"],
            "domain": {"name": self.ready["domain_name"]},
        }
        body = {
            "auth": {
                "identity": {"methods": ["password"], "password": {"user": user}},
                "scope": {"project": {"id": self.ready["project_id"]}},
            }
        }
        answer = self._session.post(f"{self.ready['iam']}/auth/tokens", json=body, timeout=_TIME_LIMIT)
        answer.raise_for_status()
        return answer.headers["X-Subject-Token"]

    def _call(self, method: str, path: str, data: Any = None) -> Any:
        answer = self._session.request(method, self.ready["control"] + path, json=data, timeout=_TIME_LIMIT)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@contextmanager
def simulator() -> Iterator[Simulator]:
    """A running simulator, which ends with this process at the latest. Raises RuntimeError if it does not start."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = [sys.executable, "-m", "simulator", "--ready-file", str(ready), "--until-exit-of", str(os.getpid())]
        process = subprocess.Popen(
            command, cwd=Path(__file__).parents[1], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        try:
            yield Simulator(_await_ready(ready, process))
        finally:
            process.terminate()
            process.wait()


def _await_ready(ready: Path, process: subprocess.Popen[bytes]) -> dict[str, str]:
    until = time.monotonic() + _START_LIMIT
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the simulator did not start")
        time.sleep(0.05)
    return dict(json.loads(ready.read_text(encoding="utf-8")))
