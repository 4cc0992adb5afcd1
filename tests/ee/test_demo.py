# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demo needs nothing but what an execution environment has."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.otc.gaussdb.tests.program import Program
from ansible_collections.otc.gaussdb.tests.simulator.client import simulator


def test_the_demo_runs_under_ansible_runner(execution_environment: Path, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    # As fast as `make demo`
    with simulator("--speed", "75") as running:
        command = [execution_environment / "bin" / "ansible-runner", "run", tmp_path, "--playbook=otc.gaussdb.demo"]
        run = Program(command, tmp_path, running.environment())
        try:
            assert run.wait() == 0, run.printed
        finally:
            run.kill()
    assert "gauss-demo: Completed after" in run.printed
    assert "taurus-demo: Completed after" in run.printed
    assert "gauss-demo-fail: Failed after" in run.printed
