# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A wait under ansible-runner, by its Python API, and by its commands as an automation controller uses them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.ee.runs import (
    PLAYBOOK,
    Run,
    Start,
    assert_nothing_polls,
    end_all_in,
    polls,
    processes_in,
    wait_for,
    write_playbook,
)
from ansible_collections.otc.gaussdb.tests.simulator.client import Simulator

HELD = {"course": {"held": True}}


def test_progress_arrives_as_events_while_the_job_runs(running: Simulator, start: Start) -> None:
    (job,) = running.add_jobs([HELD])
    run = start(wait_for(job))
    run.wait_until("the wait is reported", lambda: f"[localhost] Waiting for GaussDB job {job}" in run.output)
    running.control("POST", "/jobs/change", {"ids": [job], "progress": 40})
    run.wait_until("the progress is reported", lambda: "40% done" in run.output)
    assert not run.results("runner_on_ok")
    running.release(job)
    assert run.wait() == 0
    assert run.status == "successful"
    (result,) = run.results("runner_on_ok")
    assert result["job"]["status"] == "Completed"


def test_a_job_that_fails_fails_the_run(running: Simulator, start: Start) -> None:
    course = {"clock": "polls", "outcome": "Failed", "fail_reason": "no more disks"}
    (job,) = running.add_jobs([{"course": course}])
    run = start(wait_for(job))
    assert run.wait() != 0
    assert run.status == "failed"
    (result,) = run.results("runner_on_failed")
    assert (result["reason"], result["job"]["fail_reason"]) == ("job_failed", "no more disks")


def test_a_run_that_is_canceled_leaves_nothing_that_polls(running: Simulator, start: Start) -> None:
    (job,) = running.add_jobs([HELD])
    run = start(wait_for(job, sleep=1))
    run.wait_until("the job is polled", lambda: polls(running, job) > 1)
    assert processes_in(run.folder)
    run.cancel()
    assert run.wait() != 0
    assert run.status == "canceled"
    assert_nothing_polls(running, job, run.folder)


Work = Callable[[dict[str, Any]], Run]


@pytest.fixture
def work(running: Simulator, execution_environment: Path, tmp_path: Path) -> Iterator[Work]:
    """Starts a task as an automation controller does: one command packs it, another runs it from the package.

    The package is in tmp_path/controller, and it runs in tmp_path/node.
    """
    runner = execution_environment / "bin" / "ansible-runner"
    started = []

    def begin(task: dict[str, Any]) -> Run:
        controller, node = tmp_path / "controller", tmp_path / "node"
        controller.mkdir()
        node.mkdir()
        write_playbook(controller / "project", [task])
        (controller / "env").mkdir()
        (controller / "env" / "envvars").write_text(json.dumps(running.variables), encoding="utf-8")
        package = tmp_path / "package"
        with package.open("wb") as packed:
            subprocess.run([runner, "transmit", controller, f"--playbook={PLAYBOOK}"], stdout=packed, check=True)
        command = [runner, "worker", f"--private-data-dir={node}"]
        started.append(Run(command, node, os.environ, standard_input=package))
        return started[-1]

    yield begin
    for each in started:
        each.kill()
    end_all_in(tmp_path)


def test_the_commands_transmit_worker_and_process_pass_progress_on(
    running: Simulator, execution_environment: Path, work: Work, tmp_path: Path
) -> None:
    (job,) = running.add_jobs([HELD])
    worker = work(wait_for(job))
    worker.wait_until("the wait is reported", lambda: f"Waiting for GaussDB job {job}" in worker.output)
    running.release(job)
    assert worker.wait() == 0
    assert worker.status == "successful"
    process = [execution_environment / "bin" / "ansible-runner", "process", tmp_path / "controller"]
    with worker.file.open("rb") as stream:
        shown = subprocess.run(process, stdin=stream, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert f"[localhost] Waiting for GaussDB job {job}" in shown


def test_a_worker_that_is_terminated_leaves_nothing_that_polls(running: Simulator, work: Work, tmp_path: Path) -> None:
    (job,) = running.add_jobs([HELD])
    worker = work(wait_for(job, sleep=1))
    worker.wait_until("the job is polled", lambda: polls(running, job) > 1)
    worker.signal(signal.SIGTERM)
    worker.wait()
    assert worker.status == "canceled"
    assert_nothing_polls(running, job, tmp_path)
