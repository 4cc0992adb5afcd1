# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playbooks with a wait run under `ansible-navigator run --execution-environment false --mode stdout`."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ansible_collections.otc.gaussdb.tests.ee.runs import (
    OF_TESTS,
    assert_nothing_polls,
    end_all_in,
    polls,
    wait_for,
    write_playbook,
)
from ansible_collections.otc.gaussdb.tests.program import Program
from ansible_collections.otc.gaussdb.tests.simulator.client import Simulator

Navigate = Callable[..., Program]

# By default, ansible-navigator keeps the output as an artifact, and runs the playbook another way than without
WITH_ARTIFACT = "--playbook-artifact-enable=true"
WITHOUT_ARTIFACT = "--playbook-artifact-enable=false"

# With the artifact, it prints by way of Python, which holds back what does not go to a terminal
UNBUFFERED = {"PYTHONUNBUFFERED": "1"}


@pytest.fixture
def navigate(running: Simulator, tmp_path: Path) -> Iterator[Navigate]:
    """Starts a wait for a job under ansible-navigator."""
    started = []

    def begin(job: str, *options: str) -> Program:
        folder = tmp_path / "work"
        playbook = write_playbook(folder, [wait_for(job, sleep=1)])
        command = [OF_TESTS / "ansible-navigator", "run", playbook, "--execution-environment=false", "--mode=stdout"]
        started.append(Program([*command, *options], folder, {**os.environ, **running.variables, **UNBUFFERED}))
        return started[-1]

    yield begin
    for each in started:
        each.kill()
    end_all_in(tmp_path)


@pytest.mark.parametrize("artifact", [WITH_ARTIFACT, WITHOUT_ARTIFACT])
def test_progress_is_printed_while_the_job_runs(running: Simulator, navigate: Navigate, artifact: str) -> None:
    (job,) = running.add_jobs([{"course": {"held": True}}])
    run = navigate(job, artifact)
    run.wait_until("the wait is reported", lambda: f"[localhost] Waiting for GaussDB job {job}" in run.printed)
    running.release(job)
    assert run.wait() == 0, run.printed


def test_a_job_that_fails_gives_an_exit_code_other_than_0(running: Simulator, navigate: Navigate) -> None:
    course = {"clock": "polls", "outcome": "Failed", "fail_reason": "no more disks"}
    (job,) = running.add_jobs([{"course": course}])
    run = navigate(job)
    assert run.wait() != 0
    assert "no more disks" in run.printed


def test_ctrl_c_leaves_nothing_that_polls(running: Simulator, navigate: Navigate, tmp_path: Path) -> None:
    (job,) = running.add_jobs([{"course": {"held": True}}])
    # Whatever runs in the background of a shell ignores SIGINT, and what it starts does so, too
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run = navigate(job)
    run.wait_until("the job is polled", lambda: polls(running, job) > 1)
    run.signal(signal.SIGINT)
    assert run.wait() != 0
    assert_nothing_polls(running, job, tmp_path)
