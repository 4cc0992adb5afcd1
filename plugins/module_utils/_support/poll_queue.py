# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order in which many polls run: each when it is due, a few at a time, and at one common rate.

Pure, like the rate limiter: moments are passed in. A look-up turns it with :class:`BackgroundCalls`, and so do waits.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Hashable
from typing import Generic, TypeVar

from .._errors import GaussDBError
from .rate_limit import RateLimiter

Key = TypeVar("Key", bound=Hashable)

# Requests in flight at once, and with them connections to one server.
CONNECTIONS = 4


class PollQueue(Generic[Key]):
    """The polls to come and those in flight. A key is in it once at most."""

    def __init__(self) -> None:
        self._limiter = RateLimiter()
        # Of what is due, the first heap goes first.
        self._heaps: tuple[list[tuple[float, int, Key]], ...] = ([], [])
        # The valid entry of each key; others that the heaps still hold are outdated.
        self._entries: dict[Key, tuple[float, int, Key]] = {}
        self._in_flight: dict[Key, float] = {}
        self._order = itertools.count()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in flight or to come."""
        return not self._entries and not self._in_flight

    def put(self, key: Key, due: float, urgent: bool = False) -> None:
        """Poll ``key`` when ``due`` comes, and at no other moment that it was put in for.

        Args:
            urgent: go before all that is due and is not urgent
        """
        entry = (due, next(self._order), key)
        self._entries[key] = entry
        heapq.heappush(self._heaps[0 if urgent else 1], entry)

    def advance(self, key: Key, due: float, urgent: bool = False) -> None:
        """Poll ``key`` at ``due`` if that is sooner than planned. Changes nothing if it is in flight or not planned."""
        entry = self._entries.get(key)
        if entry is not None and entry[0] > due:
            self.put(key, due, urgent)

    def discard(self, key: Key) -> None:
        """Do not poll ``key``. If it is in flight, it stays so until it is finished."""
        self._entries.pop(key, None)

    def clear(self) -> None:
        """Do not poll anything more."""
        self._entries.clear()

    def start(self, now: float) -> list[Key]:
        """What to start now, the urgent first, then the earliest; each is in flight from here on."""
        started = []
        while self.next_start() <= now:
            heap = next(heap for heap in self._heaps if heap and heap[0][0] <= now)
            key = heapq.heappop(heap)[2]
            del self._entries[key]
            self._in_flight[key] = now
            self._limiter.started(now)
            started.append(key)
        return started

    def next_start(self) -> float:
        """When the next one can start if none in flight finishes before; inf if none can."""
        for heap in self._heaps:
            while heap and self._entries.get(heap[0][2]) is not heap[0]:
                heapq.heappop(heap)
        earliest = min((heap[0][0] for heap in self._heaps if heap), default=math.inf)
        return math.inf if len(self._in_flight) >= CONNECTIONS else max(earliest, self._limiter.next_start)

    def finished(self, key: Key, error: GaussDBError | None, now: float) -> float:
        """Note how a poll has ended; returns when it started."""
        started = self._in_flight.pop(key, now)
        self._limiter.finished(error, started, now)
        return started
