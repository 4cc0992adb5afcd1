# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys

import pytest
from ansible_collections.otc.gaussdb.tests.bench.meter import measure

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")

BURN = "import time; end = time.process_time() + 0.2\nwhile time.process_time() < end: pass"
# A child that outlives its parent, as a background task does.
ORPHAN = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURN!r}])"
HUNGRY = "import time; memory = b'x' * 50_000_000; time.sleep(0.5)"


@pytest.fixture
def run(tmp_path):
    return lambda code: measure([sys.executable, "-c", code], {}, tmp_path / "output.txt")


def test_processor_time_is_that_of_the_process(run):
    usage = run(BURN)
    assert usage.code == 0
    assert usage.cpu >= 0.2
    assert 0.15 <= usage.first <= usage.cpu + 0.02


def test_processor_time_is_that_of_what_it_leaves_behind_too(run):
    usage = run(ORPHAN)
    assert usage.cpu >= 0.2
    assert usage.first < usage.cpu - 0.15


def test_memory_is_that_of_the_highest_moment(run):
    assert 50_000_000 < run(HUNGRY).memory < 100_000_000


def test_output_and_exit_code_are_kept(run, tmp_path):
    assert run("import sys; print('told'); sys.exit(3)").code == 3
    assert (tmp_path / "output.txt").read_text() == "told\n"
