# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When to look at a job again: pure functions of its age and of the progress seen so far.

Two promises pull in opposite directions: find the end soon, ask rarely. Without progress to go by, a pause is a twentieth of the job's
age, so that the end is found within 5 % of the job's duration. Progress that runs along a straight line tells when the end is due: looks
are rare until then, and close together around it. Where progress leaves its line, the line begins anew, and the first rule holds meanwhile.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

SHORTEST = 2.0
LONGEST = 30.0

# Without a line: a twentieth of the age.
_SHARE_OF_AGE = 1 / 20
# With one: a job that ends out of line is still found before it is half as old again.
_SHARE_OF_AGE_ON_LINE = 1 / 2
# Around the end that the line promises.
_NEAR_END = 4.0


@dataclass(frozen=True)
class Observation:
    """Progress at one look.

    Attributes:
        age: seconds since the job's creation
        percent: 0 to 100
    """

    age: float
    percent: int


@dataclass(frozen=True)
class Forecast:
    """The ages between which a job ends, if it goes on as it has."""

    earliest: float
    latest: float


def pause(age: float, observations: Sequence[Observation]) -> float:
    """Seconds until the next look at a job, within 2 and 30.

    Args:
        age: seconds since the job's creation, as of now
        observations: what the looks so far have shown, oldest first; empty where the API reports no progress
    """
    careful = _within(age * _SHARE_OF_AGE, SHORTEST, LONGEST)
    expected = forecast(observations)
    if expected is None:
        return careful
    if age < expected.earliest:
        return _within(expected.earliest - age, SHORTEST, max(careful, min(LONGEST, age * _SHARE_OF_AGE_ON_LINE)))
    return _within(age - expected.latest, min(_NEAR_END, careful), careful)


def forecast(observations: Sequence[Observation]) -> Forecast | None:
    """When the job ends, if its progress has been running along a straight line, else None."""
    if not observations:
        return None
    grain = _grain(observations)
    line = _Line(Observation(0.0, 0), 0)
    for before, now in zip([line.start, *observations], observations):
        extended = line.extended(before, now, grain)
        line = _Line(now, grain) if extended is None else extended
    return line.forecast()


@dataclass(frozen=True)
class _Line:
    """A straight line through what was seen, known within bounds: a percentage is rounded down to its grain.

    Attributes:
        start: where it begins
        slack: how much further the job may have been at the start than the percentage said
        slowest, fastest: percent per second
        steps: how often the percentage has changed since the start
    """

    start: Observation
    slack: int
    slowest: float = 0.0
    fastest: float = math.inf
    steps: int = 0

    def extended(self, before: Observation, now: Observation, grain: int) -> _Line | None:
        """The line that goes through ``now`` too, or None if no straight one does."""
        elapsed = now.age - self.start.age
        if now.percent < before.percent:
            return None
        if elapsed <= 0:
            return self
        done = now.percent - self.start.percent
        slowest = max(self.slowest, (done - self.slack) / elapsed)
        fastest = min(self.fastest, (done + grain) / elapsed)
        steps = self.steps + (now.percent > before.percent)
        return _Line(self.start, self.slack, slowest, fastest, steps) if slowest <= fastest else None

    def forecast(self) -> Forecast | None:
        """The end, None before the line has shown a slope."""
        # A line from the creation on is held by its start, any other one needs two steps to have a slope.
        if self.steps < (2 if self.slack else 1) or self.slowest <= 0:
            return None
        left = 100 - self.start.percent
        return Forecast(self.start.age + (left - self.slack) / self.fastest, self.start.age + left / self.slowest)


def _grain(observations: Sequence[Observation]) -> int:
    """The steps in which an API reports: 10, 5 or 1 percent."""
    return next(grain for grain in (10, 5, 1) if all(seen.percent % grain == 0 for seen in observations))


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
