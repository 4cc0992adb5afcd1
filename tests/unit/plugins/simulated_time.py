# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Simulated time for unit tests: it passes only while something waits, and then at once."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Hashable
from typing import Any

from ansible_collections.otc.gaussdb.plugins.module_utils._errors import GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import Outcome

# Waking up so often while no time goes by means that the code under test spins.
_SPINNING = 100


class Clock:
    """A monotonic clock, and a sleep that moves it. `slept` holds what was asked of the latter."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class SimulatedCalls:
    """What `BackgroundCalls` does, in simulated time.

    The function is called when its time is over, with a key and a timeout. What it returns or raises is the outcome.
    """

    def __init__(
        self, clock: Clock, function: Callable[[Any, float], Any], duration: Callable[[Any, float], float]
    ) -> None:
        """
        Args:
            duration: the seconds that a call takes, of its key and timeout
        """
        self.most_at_once = 0
        self._clock = clock
        self._function = function
        self._duration = duration
        self._under_way: list[tuple[float, int, Hashable, float]] = []
        self._order = itertools.count()
        self._idle = 0
        self._interrupted = False

    def start(self, key: Hashable, timeout: float) -> None:
        end = self._clock() + self._duration(key, timeout)
        heapq.heappush(self._under_way, (end, next(self._order), key, timeout))
        self.most_at_once = max(self.most_at_once, len(self._under_way))

    def wait(self, seconds: float) -> list[Outcome[Any, Any]]:
        until = self._clock() + (0.0 if self._interrupted else max(0.0, seconds))
        self._interrupted = False
        if self._under_way:
            until = max(self._clock(), min(until, self._under_way[0][0]))
        assert until < math.inf, "waits for ever"
        self._idle = self._idle + 1 if until == self._clock() else 0
        assert self._idle < _SPINNING, "spins"
        self._clock.now = until
        ended = []
        while self._under_way and self._under_way[0][0] <= until:
            _end, _order, key, timeout = heapq.heappop(self._under_way)
            ended.append(self._outcome(key, timeout))
        return ended

    def interrupt(self) -> None:
        self._interrupted = True

    def _outcome(self, key: Hashable, timeout: float) -> Outcome[Any, Any]:
        try:
            return Outcome(key, value=self._function(key, timeout))
        except GaussDBError as error:
            return Outcome(key, error=error)
