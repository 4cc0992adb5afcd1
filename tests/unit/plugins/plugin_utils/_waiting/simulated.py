# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs that live in simulated time, and looks at them. Time passes only while somebody waits."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.otc.gaussdb.plugins.module_utils._errors import GaussDBError, UnreachableError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.job import Job
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Snapshot
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import Outcome
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import Silence
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.waiter import Ending, Observer, Rules, Waiter, Watch

# What the API says at a moment: a job, an error, or nothing for ever.
HANGS = None
Payload = Snapshot | GaussDBError | None
Life = Callable[[float], Payload]

# Waking up so often without any time going by is no waiting.
_SPINNING = 100


def seen(status: str = "Running", progress: int | None = None, age: float | None = None, **fields: Any) -> Snapshot:
    """A look that has gone well."""
    return Snapshot(Job("", "gaussdb", status=status, progress=progress, **fields), age)


def always(answer: Payload) -> Life:
    """The same answer each time."""
    return lambda now: answer


def one_by_one(*answers: Payload) -> Life:
    """An answer for each look; the last one for all that follow."""
    left = list(answers)
    return lambda now: left.pop(0) if len(left) > 1 else left[0]


def lasting(
    duration: float,
    percent: Callable[[float], int | None] = lambda part: None,
    outcome: str = "Completed",
    born: float = 0.0,
    **fields: Any,
) -> Life:
    """A job that takes ``duration`` seconds from ``born`` on, its progress a function of the part that is over."""

    def at(now: float) -> Payload:
        age = now - born
        if age >= duration:
            return seen(outcome, 100 if outcome == "Completed" else None, age, **fields)
        return seen("Running", percent(age / duration), age, **fields)

    return at


def broken_during(life: Life, spans: Mapping[tuple[float, float], Payload]) -> Life:
    """The same life, but other answers between two moments."""

    def at(now: float) -> Payload:
        return next((answer for (start, end), answer in spans.items() if start <= now < end), life(now))

    return at


@dataclass(frozen=True)
class Begun:
    """A look, when it began, and what comes of it."""

    at: float
    job_id: str
    limit: float
    answer: Payload


class Service:
    """The API, and the clock that goes with it."""

    def __init__(self, lives: Mapping[str, Life], latency: float = 0.0) -> None:
        self.now = 0.0
        self.begun: list[Begun] = []
        self.most_at_once = 0
        self._lives = lives
        self._latency = latency
        self._under_way: list[tuple[float, int, Outcome[Snapshot]]] = []
        self._order = itertools.count()
        self._idle = 0

    def clock(self) -> float:
        return self.now

    def times(self, job_id: str) -> list[float]:
        """When looks at the job began."""
        return [look.at for look in self.begun if look.job_id == job_id]

    def __len__(self) -> int:
        return len(self._under_way)

    def start(self, key: str, limit: float) -> None:
        end = self.now + min(self._latency, limit)
        answer = self._lives[key](end)
        self.begun.append(Begun(self.now, key, limit, answer))
        if answer is HANGS:
            end, answer = self.now + limit + 0.5, UnreachableError("the request hangs")
        if isinstance(answer, Snapshot):
            outcome = Outcome(key, value=replace(answer, job=replace(answer.job, id=key)))
        else:
            outcome = Outcome(key, error=answer)
        heapq.heappush(self._under_way, (end, next(self._order), outcome))
        self.most_at_once = max(self.most_at_once, len(self))

    def wait(self, seconds: float) -> list[Outcome[Snapshot]]:
        until = self.now + max(0.0, seconds)
        assert until < math.inf or self._under_way, "waits for ever"
        if self._under_way:
            until = max(self.now, min(until, self._under_way[0][0]))
        self._idle = self._idle + 1 if until == self.now else 0
        assert self._idle < _SPINNING, "spins"
        self.now = until
        ended = []
        while self._under_way and self._under_way[0][0] <= self.now:
            ended.append(heapq.heappop(self._under_way)[2])
        return ended


@dataclass(frozen=True)
class Story:
    """A wait that is over."""

    ending: Ending
    service: Service

    @property
    def watch(self) -> Watch:
        """The only job's."""
        (watch,) = self.ending.watches
        return watch


def wait(
    lives: Mapping[str, Life] | Life,
    observer: Observer | Callable[[Service], Observer] | None = None,
    latency: float = 0.0,
    **rules: Any,
) -> Story:
    """Wait for jobs, or for a single one, ``job``. An hour at the most unless ``timeout`` says otherwise."""
    service = Service(lives if isinstance(lives, Mapping) else {"job": lives}, latency)
    observer = observer(service) if callable(observer) else observer or Silence()
    waiter = Waiter(service, Rules(**{"timeout": 3600, **rules}), observer, service.clock)
    return Story(waiter.wait(service._lives), service)
