# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playbooks and the event source, run against a simulator, and what each run takes."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.otc.gaussdb.tests.simulator.client import Simulator

from .meter import Usage, measure

PLAYBOOKS = Path(__file__).parent / "playbooks"

ON_A_HOST = ("--extra-vars", "ansible_connection=elsewhere")
"""Options of ansible-playbook with which this machine counts as another one, so that modules run on it."""

_SOURCE = Path(__file__).parent / "run_source.py"

_CONNECTIONS = Path(__file__).parents[1] / "integration" / "targets" / "setup_elsewhere" / "connection_plugins"

DEFAULT_POLL = 0.001
"""Seconds after which ansible-core's main process checks again whether a task is done, by default."""

RARE_POLL = 0.05
"""The same, as our documentation recommends it for long waits."""

_ENDED = re.compile(r"ended (\d+\.\d+)")


@dataclass(frozen=True)
class Run:
    """A playbook, or the event source, that has been run.

    Attributes:
        usage: what that took
        output: what it has printed
        ended: epoch seconds that the play has noted at its end, 0.0 if it does not
        requests: to the jobs API
        sign_ins, connections: to IAM, and to both
    """

    usage: Usage
    output: str
    ended: float
    requests: int
    sign_ins: int
    connections: int


class Arena:
    """A simulator, and a folder for files that last as long as the benchmark."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator = simulator
        self._folder = folder
        self._jobs_url = f"{simulator.ready['gaussdb']}/v3/{simulator.ready['project_id']}"

    def add_jobs(self, courses: Sequence[Mapping[str, Any]]) -> list[str]:
        """Start a GaussDB job for each course; their IDs, in the same order."""
        return self.simulator.add_jobs([{"course": course} for course in courses])

    def ends(self, job_ids: Sequence[str]) -> dict[str, float]:
        """Epoch seconds at which each of these jobs ends."""
        ends = {job["id"]: float(job["ends"]) for job in self.simulator.control("GET", "/jobs")}
        return {job_id: ends[job_id] for job_id in job_ids}

    def requests(self) -> list[dict[str, Any]]:
        """The requests to GaussDB since the simulator was reset, as its log has them."""
        log: list[dict[str, Any]] = self.simulator.control("GET", "/requests?service=gaussdb")
        return log

    def _stats(self) -> dict[str, dict[str, int]]:
        stats: dict[str, dict[str, int]] = self.simulator.control("GET", "/stats")
        return stats

    def play(
        self,
        name: str,
        *options: str,
        job_ids: Sequence[str] = (),
        pause: float | None = None,
        token: str = "",
        poll: float = DEFAULT_POLL,
    ) -> Run:
        """Run one of the playbooks. Raises RuntimeError if it fails.

        Args:
            options: of ansible-playbook
            job_ids: of the jobs that it is about
            pause: seconds between two polls of a job, where the playbook leaves that open
            token: for a playbook that does not sign in itself
            poll: ansible-core's internal_poll_interval, in seconds
        """
        values: dict[str, Any] = {"jobs_url": self._jobs_url, "job_ids": list(job_ids)}
        if pause is not None:
            values["pause"] = pause
        variables = self._folder / "variables.json"
        variables.write_text(json.dumps(values), encoding="utf-8")
        program = Path(sys.executable).parent / "ansible-playbook"
        command = [str(program), f"--extra-vars=@{variables}", *options, str(PLAYBOOKS / f"{name}.yml")]
        return self._run(name, command, self._environment(token, poll))

    def watch(self, job_ids: Sequence[str]) -> Run:
        """Run the event source alone until these jobs have ended. Raises RuntimeError if it fails."""
        options = self._folder / "options.json"
        options.write_text(json.dumps({"job_id": list(job_ids)}), encoding="utf-8")
        return self._run("event_source", [sys.executable, str(_SOURCE), str(options)], self.simulator.environment())

    def _run(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Run:
        output = self._folder / f"{name}.txt"
        before = self._stats()
        usage = measure(command, environment, output)
        text = output.read_text(encoding="utf-8", errors="replace")
        if usage.code:
            raise RuntimeError(f"{name} failed:\n{text[-3000:]}")
        noted = _ENDED.search(text)
        after = self._stats()

        def more(key: str, *services: str) -> int:
            return sum(after[service][key] - before[service][key] for service in services)

        return Run(
            usage,
            text,
            float(noted[1]) if noted else 0.0,
            more("requests", "gaussdb"),
            more("sign_ins", "iam"),
            more("connections", "iam", "gaussdb"),
        )

    def inventory(self, job_ids: Sequence[str]) -> Path:
        """An inventory with a host for each job."""
        hosts = {f"host{number}": {"job_id": job_id} for number, job_id in enumerate(job_ids)}
        common = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        path = self._folder / "inventory.json"
        path.write_text(json.dumps({"all": {"hosts": hosts, "vars": common}}), encoding="utf-8")
        return path

    def _environment(self, token: str, poll: float) -> dict[str, str]:
        # There is no variable for it.
        configuration = self._folder / "ansible.cfg"
        configuration.write_text(f"[defaults]\ninternal_poll_interval = {poll}\n", encoding="utf-8")
        return {
            **self.simulator.environment(),
            **({"OS_TOKEN": token} if token else {}),
            "ANSIBLE_CONFIG": str(configuration),
            "ANSIBLE_CONNECTION_PLUGINS": str(_CONNECTIONS),
            # Else ansible-core searches for the results in the home of /etc/passwd, and leaves them in HOME.
            "ANSIBLE_ASYNC_DIR": str(self._folder / "async"),
            # Playbooks for localhost alone, without an inventory, as is meant.
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_LOCALHOST_WARNING": "false",
        }


def yaml_lines(name: str) -> int:
    """How many lines the tasks of a playbook have: no blank lines, no comments, not what the benchmark adds."""
    tasks = (PLAYBOOKS / f"{name}.yml").read_text(encoding="utf-8").partition("  tasks:\n")[2]
    lines = tasks.partition("    # For the benchmark")[0].splitlines()
    return sum(1 for line in lines if line.strip() and not line.lstrip().startswith("#"))
