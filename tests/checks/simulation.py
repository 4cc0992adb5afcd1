# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playbooks and programs that run against the simulator."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .commands import Log, stop
from .counts import ONE_FAILED, ONE_PASSED, Counts
from .errors import CheckError
from .places import COLLECTION
from .sites import Site

PROGRAMS = ("bench", "simulator", "soak")
"""The programs in tests/ that are for people to run."""

DEMO_SPEED = 75
"""How much faster than real ones the simulator's tasks live: a creation of 48 minutes ends after 38 seconds."""

START_LIMIT = 20.0
"""Seconds for the simulator to listen."""


def demo(site: Site, log: Log) -> int:
    """Run the demo's playbook for a person who watches; its exit code."""
    with simulator(site, log) as access:
        return subprocess.call(_playbook(site), cwd=site.root, env=_variables(site, access, site.root))


def demo_of(site: Site, log: Log, collections: Path) -> Counts:
    """Run the playbook of the demo from a folder of collections."""
    with simulator(site, log) as access:
        ran = log.run(*_playbook(site), cwd=collections, environment=_variables(site, access, collections))
    return ONE_FAILED if ran.code else ONE_PASSED


def run_program(site: Site, name: str, arguments: Sequence[str]) -> int:
    """Run one of the programs for a person who watches; its exit code."""
    command = [str(site.environment.bin / "python"), "-m", name, *arguments]
    return subprocess.call(command, cwd=site.collection / "tests", env=site.offline_variables())


@contextmanager
def simulator(site: Site, log: Log) -> Iterator[dict[str, str]]:
    """A running simulator; the variables that lead a playbook to it. Raises CheckError."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        options = ("--ready-file", ready, "--until-exit-of", str(os.getpid()), "--speed", str(DEMO_SPEED))
        process = log.start(
            *(site.environment.bin / "python", "-m", "simulator", *options),
            cwd=site.collection / "tests",
            environment=site.offline_variables(),
        )
        try:
            yield access_variables(_await_ready(ready, process, log))
        finally:
            stop(process)


def access_variables(ready: Mapping[str, str]) -> dict[str, str]:
    """What the simulator's ready file says, as the variables that the collection reads."""
    return {
        "OS_AUTH_URL": ready["iam"],
        "OS_USERNAME": ready["username"],
        "OS_PASSWORD": ready["password"],
        "OS_USER_DOMAIN_NAME": ready["domain_name"],
        "OS_PROJECT_NAME": ready["project_name"],
        "OS_PROJECT_DOMAIN_NAME": ready["domain_name"],
        "OS_REGION_NAME": ready["region"],
    }


def _await_ready(ready: Path, process: subprocess.Popen[bytes], log: Log) -> dict[str, str]:
    deadline = time.monotonic() + START_LIMIT
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise CheckError(f"the simulator did not start: see {log.path}")
        time.sleep(0.05)
    access: dict[str, str] = json.loads(ready.read_text())
    return access


def _playbook(site: Site) -> list[str | Path]:
    return [site.environment.bin / "ansible-playbook", f"{COLLECTION}.demo"]


def _variables(site: Site, access: Mapping[str, str], collections: Path) -> dict[str, str]:
    return {
        **site.offline_variables(),
        **access,
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        # the demo means to run on localhost, without an inventory
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
    }
