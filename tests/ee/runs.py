# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that run under ansible-runner, and the events that it makes of what they print."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import yaml
from ansible_collections.otc.gaussdb.tests.program import Program, wait_until
from ansible_collections.otc.gaussdb.tests.simulator.client import Simulator

COLLECTION = Path(__file__).resolve().parents[2]
OF_TESTS = Path(sys.executable).parent
"""Where the programs are that only the tests need."""

# As in the inventories of an automation controller
LOCALHOST = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
INVENTORY = {"all": {"hosts": {"localhost": LOCALHOST}}}

PLAYBOOK = "play.yml"


def wait_for(job: str, **more: Any) -> dict[str, Any]:
    """A task that waits for a job of GaussDB; `more` are options, and keywords of the task."""
    options = {name: more.pop(name) for name in ("progress", "sleep") if name in more}
    return {"name": "Wait for the job", "otc.gaussdb.wait_for": {"job_id": job, **options}, **more}


def write_playbook(folder: Path, tasks: Sequence[Mapping[str, Any]]) -> Path:
    """A playbook with these tasks, in a new folder."""
    folder.mkdir()
    play = {"name": "Work with jobs", "hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}
    (folder / PLAYBOOK).write_text(yaml.safe_dump([play], sort_keys=False), encoding="utf-8")
    return folder / PLAYBOOK


class Run(Program):
    """A playbook under ansible-runner. It prints JSON, a line for each event and each change of the status."""

    @property
    def messages(self) -> list[dict[str, Any]]:
        """All that was printed so far. The last line may be incomplete, and files at the end are no JSON."""
        lines = self.printed.rpartition("\n")[0].splitlines()
        return [json.loads(line) for line in lines if line.startswith('{"')]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events so far."""
        return [message for message in self.messages if "event" in message]

    @property
    def status(self) -> str:
        """The present status, in ansible-runner's words."""
        return [str(message["status"]) for message in self.messages if "status" in message][-1]

    @property
    def output(self) -> str:
        """What the events so far say that ansible-playbook has printed."""
        return "\n".join(event["stdout"] for event in self.events if event.get("stdout"))

    def results(self, event: str) -> list[dict[str, Any]]:
        """The results of the tasks for which there is this event, such as ``runner_on_ok``."""
        return [each["event_data"]["res"] for each in self.events if each["event"] == event]


class ApiRun(Run):
    """Tasks under ansible-runner's Python API.

    Attributes:
        folder: ansible-runner's private data directory
    """

    def __init__(
        self,
        python: Path,
        folder: Path,
        tasks: Sequence[Mapping[str, Any]],
        variables: Mapping[str, str],
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.folder = folder
        self._cancel = folder / "cancel"
        write_playbook(folder / "project", tasks)
        parameters = {
            "private_data_dir": str(folder),
            "playbook": PLAYBOOK,
            "inventory": INVENTORY,
            "envvars": dict(variables),
            "settings": dict(settings or {}),
        }
        file = folder / "parameters.json"
        file.write_text(json.dumps(parameters), encoding="utf-8")
        super().__init__([python, Path(__file__).with_name("api.py"), file, self._cancel], folder, os.environ)

    def cancel(self) -> None:
        """Cancel it, as soon as ansible-runner asks."""
        self._cancel.touch()


Start = Callable[..., ApiRun]


@dataclass(frozen=True)
class LongWait:
    """A wait for a job that is held, under an idle timeout."""

    job: str
    run: ApiRun


def processes_in(folder: Path) -> list[int]:
    """The processes that run in a folder, those whose parent has ended included."""
    found = []
    for process in psutil.process_iter():
        # A process that has ended, and waits for its parent to notice, has no folder
        with suppress(psutil.Error):
            if Path(process.cwd()).is_relative_to(folder):
                found.append(process.pid)
    return found


def end_all_in(folder: Path) -> None:
    """Leave nothing behind: if a program is killed, the ansible-playbook that it has started lives on."""
    for process in processes_in(folder):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def polls(running: Simulator, job: str) -> int:
    """How many requests for a job there were so far."""
    return len(running.control("GET", f"/requests?job_id={job}"))


def assert_nothing_polls(running: Simulator, job: str, folder: Path) -> None:
    """Check that no process is left in a folder, and that a job that is held is not polled for some seconds."""
    wait_until("no process is left", lambda: not processes_in(folder))
    before = polls(running, job)
    time.sleep(5)
    assert polls(running, job) == before
