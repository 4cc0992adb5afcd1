# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Polls a job every five seconds until it has ended: the script that script_async.yml runs in the background."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from typing import Any
from urllib.request import Request, urlopen

_PAUSE = 5.0


def _token() -> str:
    user = {
        "name": os.environ["OS_USERNAME"],
        "password": os.environ["OS_PASSWORD"],
        "domain": {"name": os.environ["OS_USER_DOMAIN_NAME"]},
    }
    project = {"name": os.environ["OS_PROJECT_NAME"], "domain": {"name": os.environ["OS_PROJECT_DOMAIN_NAME"]}}
    identity = {"methods": ["password"], "password": {"user": user}}
    body = json.dumps({"auth": {"identity": identity, "scope": {"project": project}}}).encode()
    with _sent(os.environ["OS_AUTH_URL"] + "/auth/tokens", {"Content-Type": "application/json"}, body) as response:
        return str(response.headers["X-Subject-Token"])


def _sent(url: str, headers: Mapping[str, str], body: bytes | None = None) -> Any:
    return urlopen(Request(url, body, dict(headers)))  # noqa: S310 - the playbook's URLs, not a stranger's


def main(jobs_url: str, job_id: str) -> int:
    """Poll; 0 if the job has completed, 1 if it has failed."""
    headers = {"Content-Type": "application/json", "X-Auth-Token": _token()}
    while True:
        with _sent(f"{jobs_url}/jobs?id={job_id}", headers) as response:
            status = json.load(response)["job"]["status"]
        if status in ("Completed", "Failed"):
            return int(status == "Failed")
        time.sleep(_PAUSE)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
