# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later


from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading

import pytest
from ansible_collections.otc.gaussdb.plugins.plugin_utils import _parent
from ansible_collections.otc.gaussdb.plugins.plugin_utils._parent import THREAD, exiting_with_parent

SOON = 30.0  # seconds; nothing here takes that long unless it is broken


class Exit:
    """Notes the codes with which the process would have exited."""

    def __init__(self):
        self.codes = []
        self.called = threading.Event()

    def __call__(self, code):
        self.codes.append(code)
        self.called.set()


def test_a_process_whose_parent_is_gone_exits_once():
    parents = itertools.chain([41, 41, 41], itertools.repeat(1))
    leave = Exit()
    with exiting_with_parent(lambda: next(parents), leave, interval=0):
        assert leave.called.wait(SOON)
    assert leave.codes == [1]


def test_a_process_whose_parent_lives_goes_on():
    asked, leave = threading.Semaphore(0), Exit()

    def parent():
        asked.release()
        return 41

    with exiting_with_parent(parent, leave, interval=0):
        for _turn in range(3):
            assert asked.acquire(timeout=SOON)
    assert leave.codes == []


@pytest.mark.parametrize("error", [None, KeyboardInterrupt])
def test_the_watch_is_over_when_the_context_is(error):
    try:
        with exiting_with_parent(exit_with=Exit()):
            assert THREAD in [thread.name for thread in threading.enumerate()]
            if error:
                raise error
    except KeyboardInterrupt:
        pass
    assert THREAD not in [thread.name for thread in threading.enumerate()]


# ansible-test has the collection on the path of its own processes only, so this takes the file.
CHILD = """
import runpy, sys, time
with runpy.run_path(sys.argv[1])["exiting_with_parent"]():
    print("waiting", flush=True)
    while True:
        time.sleep(60)
"""
PARENT = """
import subprocess, sys
sys.exit(subprocess.run([sys.executable, "-c", *sys.argv[1:]]).returncode)
"""


def test_a_child_exits_when_its_parent_is_killed():
    # Both write to one pipe, which is at its end once neither is left.
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD, _parent.__file__], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout.readline() == "waiting\n"
    os.kill(parent.pid, signal.SIGKILL)
    assert parent.communicate(timeout=60)[0] == ""
