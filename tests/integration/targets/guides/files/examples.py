# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the YAML examples of pages against the simulator: python examples.py READY_FILE FOLDER PAGE...

An example is a playbook, or a list of tasks that is made one. Before it, a comment may say what it needs:

    .. example: {vars: {job_id: failing}, ends: failed, says: insufficient resources}

vars: variables over those of every example; settings, fault: how to set up the simulator first; busy: whether a job is
at work on the TaurusDB instance; hosts: whether it needs hosts; ends: ``failed`` if it must fail; says: what it must
print.

The simulator's package must be on PYTHONPATH. Jobs live by polls, so that nothing depends on the speed of the machine.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ansible.cli import playbook
from simulator.client import Simulator

RST = re.compile(r"(?:^\.\. example: (.*)\n\n)?^\.\. code-block:: yaml\n\n((?:   .*\n|\n)+)", re.MULTILINE)
MARKDOWN = re.compile(r"(?:^<!-- example: ([^\n]*) -->\n\n)?^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)

CLIENTS = ("client-1", "client-2", "client-3")
INSTANCE = "b34f8c791f2643578510c093aa2351a8in"
REASON = "insufficient resources"


@dataclass(frozen=True)
class Example:
    """One example: what it needs, and its text."""

    needs: Mapping[str, Any]
    text: str

    def playbook(self) -> str:
        content = yaml.safe_load(self.text)
        if "hosts" in content[0]:
            return self.text
        tasks = "\n".join(f"    {line}" for line in self.text.splitlines())
        return f"- name: Run the example\n  hosts: localhost\n  gather_facts: false\n  tasks:\n{tasks}\n"


def examples_of(page: Path) -> Iterator[Example]:
    """The examples of a page, in order."""
    expression = MARKDOWN if page.suffix == ".md" else RST
    for match in expression.finditer(page.read_text(encoding="utf-8")):
        text = match[2] if page.suffix == ".md" else re.sub("^   ", "", match[2], flags=re.MULTILINE)
        yield Example(yaml.safe_load(match[1] or "{}"), text)


def prepare(example: Example, simulator: Simulator, folder: Path) -> None:
    """Set up the simulator for the example, and write the files that it needs."""
    ready = simulator.ready
    short = {"clock": "polls", "visible_after": 0, "duration": 1}
    simulator.reset(**{"defaults": {"*": short}, **example.needs.get("settings", {})})
    courses = {"slow": {**short, "duration": 2}, "failing": {**short, "outcome": "Failed", "fail_reason": REASON}}
    names = ["job-1", "job-2", *courses, *(f"job-of-{client}" for client in CLIENTS)]
    simulator.add_jobs([{"id": name, "course": courses.get(name, short)} for name in names])
    variables = {
        "auth_url": ready["iam"],
        "control_url": ready["control"],
        "creation": creation(ready["region"]),
        "domain_name": ready["domain_name"],
        "gaussdb_url": ready["gaussdb"],
        "instance_id": f"{INSTANCE}14",
        "instance_ids": [f"{INSTANCE}21", f"{INSTANCE}22"],
        "job_id": "job-1",
        "job_ids": ["job-1", "job-2"],
        "password": ready["password"],
        "project_name": ready["project_name"],
        "root_password": "open-Sesame-4712",
        "suffix": "test",
        "taurusdb_instance_id": "3f5a0d1e7c2b4a869d0e1f2a3b4c5d6ein07",
        "username": ready["username"],
        **example.needs.get("vars", {}),
    }
    if example.needs.get("busy"):
        instance = {"id": variables["taurusdb_instance_id"], "name": "sessions"}
        simulator.control("POST", "/instances", {"engine": "taurusdb", "status": None, **instance})
        simulator.add_jobs([{"engine": "taurusdb", "instance": instance, "course": {**short, "duration": 5}}])
    if "fault" in example.needs:
        simulator.add_fault(**example.needs["fault"])
    (folder / "vars.json").write_text(json.dumps(variables))
    (folder / "clouds.yaml").write_text(yaml.safe_dump({"clouds": {"otc": simulator.options}}))
    (folder / "inventory.json").write_text(json.dumps(inventory() if example.needs.get("hosts") else {}))
    (folder / "example.yml").write_text(example.playbook())


def creation(region: str) -> dict[str, Any]:
    """The body of a request that creates an instance, without its name."""
    return {
        "region": region,
        "datastore": {"type": "GaussDB"},
        "ha": {"mode": "enterprise", "consistency": "strong", "replication_mode": "sync"},
        "flavor_ref": "gaussdb.opengauss.ee.dn.m4.2xlarge.8.in",
        "volume": {"type": "ULTRAHIGH", "size": 160},
        "availability_zone": "eu-de-01,eu-de-02,eu-de-03",
        "sharding_num": 1,
        "coordinator_num": 1,
        "vpc_id": "490a4a08-ef4b-44c5-94be-3051ef9e4fce",
        "subnet_id": "0e2eda62-1d42-4d64-a9d1-4e9aa9cd994f",
        "security_group_id": "2a1f7fc8-3307-42a7-aa6f-42c8b9b8f8c5",
    }


def inventory() -> dict[str, Any]:
    """Hosts that are all this machine, each with an instance and a job of its own."""
    hosts = {
        client: {
            "ansible_connection": "local",
            "own_instance_id": f"{INSTANCE}0{number}",
            "own_job_id": f"job-of-{client}",
        }
        for number, client in enumerate(CLIENTS, 1)
    }
    return {"clients": {"hosts": hosts}}


def run(example: Example, folder: Path) -> int | None:
    """Run the example as ansible-playbook would, in a fork of this process, which has already imported Ansible."""
    inventory_file = ["-i", "inventory.json"] if example.needs.get("hosts") else []
    arguments = ["ansible-playbook", *inventory_file, "-e", "@vars.json", "example.yml"]
    process = multiprocessing.get_context("fork").Process(target=play, args=(arguments, folder))
    process.start()
    process.join()
    return process.exitcode


def play(arguments: list[str], folder: Path) -> None:
    """Be an ansible-playbook that was started in this folder, and whose output goes to files there."""
    os.chdir(folder)
    for stream in (sys.stdout, sys.stderr):
        with open(stream.name.strip("<>"), "wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    playbook.main(arguments)


def succeeded(example: Example, code: int | None, printed: str) -> bool:
    """Whether it ended, and printed, what it must."""
    expected = 2 if example.needs.get("ends") == "failed" else 0
    return code == expected and example.needs.get("says", "") in printed


def main(ready_file: str, folder: str, *pages: str) -> int:
    """Run all examples of the pages; the exit code."""
    simulator = Simulator.from_file(Path(ready_file))
    return 1 if [page for page in pages if not all_succeed(Path(page), simulator, Path(folder))] else 0


def all_succeed(page: Path, simulator: Simulator, folder: Path) -> bool:
    """Run all examples of a page; whether there are any, and all did what they must."""
    failures = 0
    examples = list(examples_of(page))
    for number, example in enumerate(examples, 1):
        prepare(example, simulator, folder)
        code = run(example, folder)
        stdout, stderr = ((folder / name).read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        if not succeeded(example, code, stdout):
            failures += 1
            print(f"Example {number} of {page} ended with {code}:\n{example.text}\n{stdout}\n{stderr}")
    print(f"{len(examples) - failures} of {len(examples)} examples of {page} passed.", flush=True)
    return bool(examples) and not failures


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
