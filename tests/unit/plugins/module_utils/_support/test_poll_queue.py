# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import math

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ThrottledError
from ansible_collections.otc.gaussdb.plugins.module_utils._support.poll_queue import CONNECTIONS, PollQueue


def queue_of(**dues):
    queue = PollQueue()
    for key, due in dues.items():
        queue.put(key, due)
    return queue


def started(queue, *moments):
    return [key for moment in moments for key in queue.start(moment)]


def test_an_empty_queue_has_nothing_to_start():
    queue = PollQueue()
    assert (queue.is_empty, queue.start(1e9), queue.next_start()) == (True, [], math.inf)


def test_polls_start_when_they_are_due_earliest_first():
    queue = queue_of(late=20, early=5, later=30)
    assert queue.next_start() == 5
    assert started(queue, 4.9) == []
    assert started(queue, 25, 25.05, 25.1, 29.9, 30) == ["early", "late", "later"]


def test_those_due_at_the_same_moment_start_in_the_order_they_were_put_in():
    assert started(queue_of(c=0, a=0, b=0), 0, 1, 2) == ["c", "a", "b"]


def test_one_starts_at_a_time_and_the_next_after_a_tenth_of_a_second():
    queue = queue_of(a=0, b=0)
    assert queue.start(0) == ["a"]
    assert queue.next_start() == pytest.approx(0.1)
    assert queue.start(0.05) == []
    assert queue.start(0.1) == ["b"]


def test_a_few_are_in_flight_at_once():
    queue = queue_of(**{f"j{number}": 0 for number in range(10)})
    assert len(started(queue, *range(10))) == CONNECTIONS == 4
    assert queue.next_start() == math.inf
    queue.finished("j1", None, 10)
    assert queue.next_start() <= 10
    assert queue.start(10) == ["j4"]


def test_a_poll_can_be_brought_forward():
    queue = queue_of(a=5, b=6)
    queue.advance("b", 4)
    assert started(queue, 4, 5, 6) == ["b", "a"]


def test_a_poll_that_is_due_sooner_is_not_put_off():
    queue = queue_of(a=5)
    queue.advance("a", 7)
    assert started(queue, 5) == ["a"]


def test_what_is_not_planned_cannot_be_brought_forward():
    queue = queue_of(a=5)
    assert started(queue, 5) == ["a"]
    queue.advance("a", 6)
    queue.advance("b", 6)
    assert started(queue, 6, 7) == []


def test_a_key_is_in_it_once_with_its_latest_moment():
    queue = queue_of(a=5, b=6)
    queue.put("a", 7)
    assert started(queue, 6.9) == ["b"]
    assert started(queue, 7) == ["a"]
    assert started(queue, 100) == []
    queue.put("a", 200)
    queue.put("a", 150)
    assert started(queue, 150, 250) == ["a"]


def test_what_is_discarded_does_not_start():
    queue = queue_of(a=5, b=6)
    queue.discard("a")
    queue.discard("unknown")
    assert queue.next_start() == 6
    assert started(queue, 10, 20) == ["b"]


def test_what_is_discarded_in_flight_keeps_its_place_until_it_is_finished():
    queue = queue_of(a=0)
    queue.start(0)
    queue.discard("a")
    assert not queue.is_empty
    assert queue.finished("a", None, 3) == 0
    assert queue.is_empty


def test_a_cleared_queue_waits_only_for_what_is_in_flight():
    queue = queue_of(a=0, b=0)
    queue.start(0)
    queue.clear()
    assert (started(queue, 5), queue.is_empty) == ([], False)
    queue.finished("a", None, 6)
    assert queue.is_empty


def test_it_is_not_empty_while_something_is_due_later():
    assert not queue_of(a=100).is_empty


def test_throttling_holds_all_back():
    queue = queue_of(a=0, b=0)
    queue.start(0)
    queue.finished("a", ThrottledError("429", retry_after=30), 1)
    assert queue.next_start() == 31
    assert started(queue, 30.9) == []
    assert started(queue, 31) == ["b"]
