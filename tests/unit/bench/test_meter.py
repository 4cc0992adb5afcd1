# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys

import pytest
from ansible_collections.otc.gaussdb.tests.bench import meter
from ansible_collections.otc.gaussdb.tests.bench.meter import measure

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")

WORK = 0.2  # seconds of processor time
BURN = f"import time; end = time.process_time() + {WORK}\nwhile time.process_time() < end: pass"
# A child that outlives its parent, as a background task does.
ORPHAN = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURN!r}])"
MEMORY = 50_000_000
# Keeps its memory until the file named by its argument exists.
HUNGRY = f"""
import pathlib, sys, time
memory = b'x' * {MEMORY}
while not pathlib.Path(sys.argv[1]).exists():
    time.sleep(0.01)
"""


@pytest.fixture
def run(tmp_path):
    return lambda code: measure([sys.executable, "-c", code], {}, tmp_path / "output.txt")


def test_processor_time_is_that_of_the_process(run):
    usage = run(BURN)
    assert usage.code == 0
    assert usage.cpu >= WORK
    assert usage.first == pytest.approx(usage.cpu, abs=0.05)


def test_processor_time_is_that_of_what_it_leaves_behind_too(run):
    usage = run(ORPHAN)
    assert usage.cpu - usage.first > WORK - 0.05


def test_memory_is_that_of_the_highest_moment(monkeypatch, tmp_path):
    seen = tmp_path / "seen"
    sample = meter.memory_of_offspring

    def sample_and_note(others):
        memory = sample(others)
        if memory > MEMORY:
            seen.touch()
        return memory

    monkeypatch.setattr(meter, "memory_of_offspring", sample_and_note)
    usage = measure([sys.executable, "-c", HUNGRY, str(seen)], {}, tmp_path / "output.txt")
    assert MEMORY < usage.memory < 2 * MEMORY


def test_output_and_exit_code_are_kept(run, tmp_path):
    assert run("import sys; print('told'); sys.exit(3)").code == 3
    assert (tmp_path / "output.txt").read_text() == "told\n"
