# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ForbiddenError, UnreachableError
from ansible_collections.otc.gaussdb.plugins.module_utils._support import background
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import BackgroundCalls


def drain(calls, count):
    ended = []
    while len(ended) < count:
        ended += calls.wait(10)
    return {outcome.key: outcome for outcome in ended}


def test_calls_run_at_the_same_time_and_bring_values():
    together = threading.Barrier(3, timeout=10)

    def meet(key, limit):
        together.wait()
        return f"{key} {limit}"

    calls = BackgroundCalls(meet)
    for key in "abc":
        calls.start(key, 5)
    ended = drain(calls, 3)
    assert {key: outcome.value for key, outcome in ended.items()} == {"a": "a 5", "b": "b 5", "c": "c 5"}
    assert len(calls) == 0


def test_a_typed_error_is_an_outcome():
    def refuse(key, limit):
        raise ForbiddenError(key)

    calls = BackgroundCalls(refuse)
    calls.start("a", 5)
    (outcome,) = calls.wait(10)
    assert (outcome.key, outcome.value, str(outcome.error)) == ("a", None, "a")


def test_any_other_error_is_a_defect_and_raised():
    calls = BackgroundCalls(lambda key, limit: 1 // 0)
    calls.start("a", 5)
    with pytest.raises(ZeroDivisionError):
        calls.wait(10)
    assert len(calls) == 0


def test_nothing_to_wait_for_takes_as_long_as_it_was_told():
    assert BackgroundCalls(lambda key, limit: None).wait(0) == []
    assert BackgroundCalls(lambda key, limit: None).wait(-1) == []


def test_a_call_that_hangs_is_given_up_and_its_late_answer_ignored(monkeypatch):
    monkeypatch.setattr(background, "_GRACE", 0.0)
    release, returned = threading.Event(), threading.Event()

    def hang(key, limit):
        if key == "hangs":
            release.wait(10)
            returned.set()
        return key

    calls = BackgroundCalls(hang)
    calls.start("hangs", 0.01)
    (outcome,) = calls.wait(10)
    assert isinstance(outcome.error, UnreachableError)
    assert str(outcome.error) == "No answer within 0 s, the request hangs."
    assert len(calls) == 0

    release.set()
    assert returned.wait(10)
    calls.start("next", 5)
    assert list(drain(calls, 1)) == ["next"]


def test_the_same_key_can_be_called_again_while_the_first_call_hangs(monkeypatch):
    monkeypatch.setattr(background, "_GRACE", 0.0)
    release, answers = threading.Event(), iter(["late", "prompt"])

    def answer(key, limit):
        mine = next(answers)
        if mine == "late":
            release.wait(10)
        return mine

    calls = BackgroundCalls(answer)
    calls.start("job", 0.01)
    assert calls.wait(10)[0].error is not None
    calls.start("job", 5)
    assert calls.wait(10)[0].value == "prompt"
    release.set()


def test_threads_hold_up_nothing():
    here = []

    def note(key, limit):
        here.append((threading.current_thread().daemon, threading.current_thread().name))

    calls = BackgroundCalls(note)
    calls.start("job-1", 5)
    calls.wait(10)
    assert here == [(True, "otc.gaussdb job-1")]
