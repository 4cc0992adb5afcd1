# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from ansible_collections.otc.gaussdb.tests.checks import commands
from ansible_collections.otc.gaussdb.tests.checks.commands import Log
from ansible_collections.otc.gaussdb.tests.checks.errors import CheckError


def test_what_a_command_prints_is_logged_and_returned(tmp_path: Path) -> None:
    with Log(tmp_path / "it.log") as log:
        log.run(sys.executable, "-c", "print('before')", cwd=tmp_path, environment={})
        ran = log.run(
            sys.executable, "-c", "print('out', flush=True); raise SystemExit('err')", cwd=tmp_path, environment={}
        )
    assert (ran.code, ran.text) == (1, "out\nerr\n")
    assert "before" in (tmp_path / "it.log").read_text()


def test_a_command_has_no_input(tmp_path: Path) -> None:
    with Log(tmp_path / "it.log") as log:
        ran = log.run(sys.executable, "-c", "input()", cwd=tmp_path, environment={})
    assert "EOFError" in ran.text


def test_a_command_that_has_to_succeed_and_fails_is_an_error(tmp_path: Path) -> None:
    with Log(tmp_path / "it.log") as log, pytest.raises(CheckError, match="failed with exit code 3"):
        log.run_or_raise(sys.executable, "-c", "raise SystemExit(3)", cwd=tmp_path, environment={})


def test_an_unknown_command_is_an_error(tmp_path: Path) -> None:
    with Log(tmp_path / "it.log") as log, pytest.raises(CheckError, match="No such file"):
        log.run(tmp_path / "nothing", cwd=tmp_path, environment={})


def test_a_command_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "TIME_LIMIT", 0.2)
    with Log(tmp_path / "it.log") as log, pytest.raises(CheckError, match="did not end"):
        log.run(sys.executable, "-c", "import time; time.sleep(60)", cwd=tmp_path, environment={})


def test_no_process_of_a_command_outlives_it(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid)"
    )
    with Log(tmp_path / "it.log") as log:
        child = int(log.run(sys.executable, "-c", script, cwd=tmp_path, environment={}).text)
    deadline = time.monotonic() + 5
    while _is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _is_alive(process: int) -> bool:
    """Whether a process runs; a dead one that nobody has asked after yet does not."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
