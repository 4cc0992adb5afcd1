# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import os
import threading

import pytest
from ansible_collections.otc.gaussdb.plugins.plugin_utils import _parent
from ansible_collections.otc.gaussdb.plugins.plugin_utils._parent import ending_with_parent

SOON = 5.0  # seconds; nothing here takes that long unless it is broken


@pytest.fixture
def exits(monkeypatch):
    """The codes with which the process would have exited, and whether it would have."""
    codes = []
    ended = threading.Event()

    def leave(code):
        codes.append(code)
        ended.set()

    monkeypatch.setattr(_parent, "_EVERY", 0.001)
    monkeypatch.setattr(os, "_exit", leave)
    return codes, ended


def test_a_process_whose_parent_is_gone_ends(monkeypatch, exits):
    codes, ended = exits
    parents = itertools.chain([41, 41], itertools.repeat(1))
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    with ending_with_parent():
        assert ended.wait(SOON)
    assert set(codes) == {1}


def test_a_process_whose_parent_lives_goes_on(monkeypatch, exits):
    codes, _ended = exits
    asked = threading.Semaphore(0)

    def parent():
        asked.release()
        return 41

    monkeypatch.setattr(os, "getppid", parent)
    with ending_with_parent():
        for _turn in range(3):
            assert asked.acquire(timeout=SOON)
    assert codes == []


def test_once_the_wait_is_over_nobody_looks_any_more(exits):
    with ending_with_parent():
        watch = next(thread for thread in threading.enumerate() if thread.name == "otc.gaussdb parent")
    watch.join(SOON)
    assert not watch.is_alive()
