# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import signal
import threading
from queue import Empty

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._support.inbox import Inbox


def test_items_come_in_order():
    inbox = Inbox()
    for item in ("a", None, "b"):
        inbox.put(item)
    assert [inbox.get(0.0) for _item in range(3)] == ["a", None, "b"]
    with pytest.raises(Empty):
        inbox.get(0.0)


@pytest.mark.parametrize("timeout", [0.0, 1e-9, 1e-7, 1e-6])
def test_a_wait_ends_however_short_it_is(timeout):
    # Each of these hung SimpleQueue, on one version of Python or another, within some thousand turns.
    for turn in range(20_000):
        inbox = Inbox()
        if turn % 2:
            inbox.put(turn)
            assert inbox.get(timeout) == turn
        with pytest.raises(Empty):
            inbox.get(timeout)


def test_an_item_wakes_the_one_that_waits():
    inbox, echo = Inbox(), Inbox()

    def answer():
        for _turn in range(2_000):
            echo.put(inbox.get(60))

    threading.Thread(target=answer, daemon=True).start()
    for turn in range(2_000):
        inbox.put(turn)
        assert echo.get(60) == turn


def test_nothing_is_lost_when_many_put_at_once():
    inbox = Inbox()

    def put(start):
        for number in range(start, start + 5_000):
            inbox.put(number)

    threads = [threading.Thread(target=put, args=(start,), daemon=True) for start in (0, 5_000, 10_000)]
    for thread in threads:
        thread.start()
    taken = set()
    while len(taken) < 15_000:
        taken.add(inbox.get(60))
    assert taken == set(range(15_000))


def test_a_signal_handler_may_put_while_its_thread_gets():
    inbox, put, taken = Inbox(), [], []

    def handle(_number, _frame):
        signal.setitimer(signal.ITIMER_REAL, 0)
        item = object()
        put.append(item)
        inbox.put(item)

    before = signal.signal(signal.SIGALRM, handle)
    try:
        for turn in range(200):
            # The second one, should it be needed: Python does not notice a signal that comes just before it waits.
            signal.setitimer(signal.ITIMER_REAL, 1e-6 + turn % 50 * 1e-5, 0.5)
            taken.append(inbox.get(60))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    # On a slow machine, a second signal may have put an item of its own.
    while len(taken) < len(put):
        taken.append(inbox.get(0.0))
    assert set(taken) == set(put)
