# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty
from types import SimpleNamespace

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ForbiddenError, UnreachableError
from ansible_collections.otc.gaussdb.plugins.module_utils._support import background
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import BackgroundCalls
from ansible_collections.otc.gaussdb.tests.unit.plugins.simulated_time import Clock


def drain(calls, count):
    ended = []
    while len(ended) < count:
        ended += calls.wait(10)
    return {outcome.key: outcome for outcome in ended}


@pytest.fixture
def hanging():
    """A function that returns its key once it is released, and how to release it."""
    release, returned = threading.Event(), threading.Event()

    def hang(key, timeout):
        release.wait(10)
        returned.set()
        return key

    yield SimpleNamespace(call=hang, release=release, returned=returned)
    release.set()


def test_calls_run_at_the_same_time_and_bring_values():
    together = threading.Barrier(3, timeout=10)

    def meet(key, timeout):
        together.wait()
        return f"{key} {timeout}"

    calls = BackgroundCalls(meet)
    for key in "abc":
        calls.start(key, 5)
    ended = drain(calls, 3)
    assert {key: outcome.value for key, outcome in ended.items()} == {"a": "a 5", "b": "b 5", "c": "c 5"}


def test_a_typed_error_is_an_outcome():
    def refuse(key, timeout):
        raise ForbiddenError(key)

    calls = BackgroundCalls(refuse)
    calls.start("a", 5)
    (outcome,) = calls.wait(10)
    assert (outcome.key, outcome.value, str(outcome.error)) == ("a", None, "a")


def test_any_other_error_is_a_defect_and_raised():
    calls = BackgroundCalls(lambda key, timeout: 1 // 0)
    calls.start("a", 5)
    with pytest.raises(ZeroDivisionError):
        calls.wait(10)


def test_without_calls_there_is_nothing_to_wait_for():
    assert BackgroundCalls(lambda key, timeout: None).wait(0) == []
    assert BackgroundCalls(lambda key, timeout: None).wait(-1) == []


@pytest.mark.parametrize("in_doubt", [False, True])
def test_a_call_counts_as_hung_half_a_second_after_its_timeout(hanging, in_doubt):
    clock = Clock()
    calls = BackgroundCalls(hanging.call, clock, lambda: in_doubt)
    calls.start("hangs", 20)
    clock.now = 20.49
    assert calls.wait(0) == []
    clock.now = 20.5
    (outcome,) = calls.wait(0)
    assert isinstance(outcome.error, UnreachableError)
    assert outcome.error.in_doubt is in_doubt
    assert str(outcome.error) == "No response within 20 s; the request was abandoned."


def test_the_late_value_of_an_abandoned_call_is_ignored(hanging):
    clock = Clock()
    calls = BackgroundCalls(hanging.call, clock)
    calls.start("hangs", 20)
    clock.now = 21
    calls.wait(0)
    hanging.release.set()
    assert hanging.returned.wait(10)
    calls.start("next", 5)
    assert list(drain(calls, 1)) == ["next"]


def test_the_same_key_can_be_called_again_while_the_first_call_hangs():
    release, answers = threading.Event(), iter(["late", "prompt"])

    def answer(key, timeout):
        mine = next(answers)
        if mine == "late":
            release.wait(10)
        return mine

    clock = Clock()
    calls = BackgroundCalls(answer, clock)
    calls.start("job", 20)
    clock.now = 21
    assert calls.wait(0)[0].error is not None
    calls.start("job", 20)
    assert calls.wait(10)[0].value == "prompt"
    release.set()


def test_threads_hold_up_nothing():
    here = []

    def note(key, timeout):
        here.append((threading.current_thread().daemon, threading.current_thread().name))

    calls = BackgroundCalls(note)
    calls.start("job-1", 5)
    calls.wait(10)
    assert here == [(True, "otc.gaussdb job-1")]


# Signals


class SilentInbox:
    """A queue to which nothing ever comes; waiting for it moves the clock. Notes how long each wait was."""

    def __init__(self, clock):
        self.clock = clock
        self.waits = []

    def get(self, timeout):
        self.waits.append(timeout)
        self.clock.now += timeout
        raise Empty

    def put(self, item):
        pass


@pytest.mark.parametrize("seconds", [3.4, 1000, float("inf")])
def test_a_long_wait_is_made_of_short_ones(monkeypatch, seconds):
    clock = Clock()
    inbox = SilentInbox(clock)
    monkeypatch.setattr(background, "Inbox", lambda: inbox)
    calls = BackgroundCalls(lambda key, timeout: None, clock)
    calls.start("hangs", 30)
    ended = calls.wait(seconds)
    assert 0 < max(inbox.waits) <= 1
    assert clock.now == pytest.approx(min(seconds, 30.5))
    assert [outcome.key for outcome in ended] == (["hangs"] if seconds > 30 else [])


DEAF = """
import signal, threading, time
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import BackgroundCalls

def hang(key, timeout):
    # The kernel may choose any thread for a signal: here it is not the one that waits.
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)
    while True:
        time.sleep(60)

# A shell starts what runs in its background with SIGINT ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
calls = BackgroundCalls(hang)
calls.start("hangs", 3600)
calls.wait(3600)
"""


def test_a_signal_ends_the_process_although_the_call_never_does_and_another_thread_received_it():
    # ansible-test imports the collection by a hook of its own, which a child process does not have
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[8])}
    command = [sys.executable, "-c", DEAF]
    process = subprocess.run(command, check=False, capture_output=True, text=True, timeout=100, env=environment)
    assert "KeyboardInterrupt" in process.stderr
