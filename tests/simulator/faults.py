# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults on demand: which request each strikes. What it does to the request is the business of `front`."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .jobs import ENGINES

SERVICES = ("iam", *ENGINES)
KINDS = (
    "response",
    "html",
    "refuse",
    "reset",
    "drop",
    "truncate",
    "drip",
    "drip_body",
    "hang",
    "delay",
    "after",
)


class FaultError(ValueError):
    """A fault that cannot be understood; the text names the key."""


@dataclass(frozen=True)
class Facts:
    """What a fault can be chosen by."""

    service: str
    method: str
    path: str
    job_id: str | None


@dataclass
class Fault:
    """One fault: the conditions under which it strikes, what it is, and how often it has matched and struck."""

    kind: str
    service: str | None = None
    job_id: str | None = None
    method: str | None = None
    path: str | None = None
    skip: int = 0
    times: int | None = None
    every: int = 1
    probability: float = 1.0
    seconds: float | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = ""
    pause: float = 0.1
    id: int = 0
    since: float = 0.0
    matched: int = 0
    struck: int = 0

    @property
    def strikes_at_once(self) -> bool:
        """A service goes away now, unless the fault names requests to wait for."""
        named = self.job_id or self.method or self.path or self.skip or self.every > 1 or self.probability < 1
        return self.kind == "refuse" and not named

    def strikes(self, facts: Facts, now: float, chance: random.Random) -> bool:
        """Whether this request is struck; counts it."""
        if not self._matches(facts) or self._is_over(now):
            return False
        self.matched += 1
        if self.matched <= self.skip or (self.matched - self.skip) % self.every:
            return False
        if self.probability < 1 and chance.random() >= self.probability:
            return False
        self.struck += 1
        return True

    def _is_over(self, now: float) -> bool:
        # For a service that goes away, `seconds` is how long it stays away, not how long the fault waits for its turn.
        is_late = self.kind != "refuse" and self.seconds is not None and now >= self.since + self.seconds
        return is_late or (self.times is not None and self.struck >= self.times)

    def _matches(self, facts: Facts) -> bool:
        return (
            self.service in (None, facts.service)
            and self.job_id in (None, facts.job_id)
            and self.method in (None, facts.method)
            and (self.path is None or re.search(self.path, facts.path) is not None)
        )


class Faults:
    """The faults in force, oldest first; the first that strikes a request decides what happens to it."""

    def __init__(self, seed: int = 0) -> None:
        self._faults: list[Fault] = []
        self._numbers = itertools.count(1)
        self._chance = random.Random(seed)

    def __iter__(self) -> Any:
        return iter(self._faults)

    def reseed(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def add(self, fault: Fault, now: float) -> Fault:
        fault.id, fault.since = next(self._numbers), now
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        self._faults.clear()

    def striking(self, facts: Facts, now: float) -> Fault | None:
        return next((fault for fault in self._faults if fault.strikes(facts, now, self._chance)), None)


def parse_fault(data: Any) -> Fault:
    """A fault from JSON; raises FaultError."""
    if not isinstance(data, Mapping):
        raise FaultError("a fault must be an object")
    unknown = sorted(set(data) - set(_TYPES))
    if unknown:
        raise FaultError(f"unknown key of a fault: {', '.join(unknown)}")
    values = {key: value for key, value in data.items() if value is not None or key == "body"}
    for key, value in values.items():
        if key != "body" and (isinstance(value, bool) or not isinstance(value, _TYPES[key])):
            raise FaultError(f"{key} has the wrong type")
        if key in _LEAST and value < _LEAST[key]:
            raise FaultError(f"{key} must be a number not below {_LEAST[key]}")
    _check_one_of("kind", values.get("kind"), KINDS)
    _check_one_of("service", values.get("service", "iam"), SERVICES)
    if not all(isinstance(text, str) for pair in values.get("headers", {}).items() for text in pair):
        raise FaultError("headers must be strings")
    try:
        re.compile(values.get("path", ""))
    except re.error as error:
        raise FaultError(f"path is no regular expression: {error}") from error
    if values["kind"] == "refuse":
        if "service" not in values:
            raise FaultError("refuse needs a service")
        if values["service"] == "iam" and "seconds" not in values:
            raise FaultError("refuse of iam needs seconds: the control API goes away with it")
        values.setdefault("times", 1)
    if values["kind"] == "html":
        values.setdefault("status", 502)
    return Fault(**values)


def _check_one_of(key: str, value: Any, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise FaultError(f"{key} must be one of {', '.join(choices)}")


_TYPES: dict[str, Any] = {
    "kind": str,
    "service": str,
    "job_id": str,
    "method": str,
    "path": str,
    "skip": int,
    "times": int,
    "every": int,
    "probability": int | float,
    "seconds": int | float,
    "status": int,
    "headers": Mapping,
    "body": object,
    "pause": int | float,
}

_LEAST = {"skip": 0, "times": 1, "every": 1, "probability": 0, "seconds": 0, "status": 100, "pause": 0}
