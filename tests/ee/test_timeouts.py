# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-runner's idle timeout ends a wait that prints nothing, and no other.

This takes two minutes of real time, since it is ansible-runner that measures them. The waits begin before all other
tests, and are checked here, after them.
"""

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.tests.ee.runs import LongWait, assert_nothing_polls
from ansible_collections.otc.gaussdb.tests.simulator.client import Simulator


@pytest.mark.parametrize(("name", "line"), [("plain", "Waited 2m"), ("no_log", "Still waiting after 2m")])
def test_a_wait_outlasts_the_idle_timeout(
    running: Simulator, long_waits: dict[str, LongWait], name: str, line: str
) -> None:
    wait = long_waits[name]
    # Two minutes are longer than the idle timeout, and than the seconds that ansible-runner takes to notice
    wait.run.wait_until("a line after two minutes", lambda: line in wait.run.output)
    running.release(wait.job)
    assert wait.run.wait() == 0
    assert wait.run.status == "successful"


def test_under_no_log_the_lines_name_nothing(long_waits: dict[str, LongWait]) -> None:
    wait = long_waits["no_log"]
    wait.run.wait_until("a first line", lambda: "Still waiting after" in wait.run.output)
    assert wait.job not in wait.run.output


def test_a_wait_without_progress_does_not(running: Simulator, long_waits: dict[str, LongWait]) -> None:
    wait = long_waits["silent"]
    assert wait.run.wait() != 0
    assert wait.run.status == "timeout"
    assert_nothing_polls(running, wait.job, wait.run.folder)
