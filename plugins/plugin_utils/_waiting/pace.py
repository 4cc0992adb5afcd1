# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When to look at a job again: pure functions of its age and of the progress seen so far. Times are in seconds.

Two promises pull in opposite directions: find the end soon, ask rarely. Without progress to go by, a pause is a
twentieth of the job's age, so that the end is found within 5 % of the job's duration. Progress that runs along a
straight line tells that duration in advance: looks are rare until the end is due, and close together around it. Where
progress leaves its line, the first rule holds until there is another. ``tests/bench/courses.py`` measures what this
costs and brings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

SHORTEST = 2.0
LONGEST = 30.0

# Of a job's duration that its end may be found late.
_LATE = 1 / 20
# Of the time watched so far that nothing is left alone for longer: a line may break off, and a server's clock may be
# wrong by hours.
TRUST = 1 / 4
# Of the time that looks have failed.
_FAILING = 1 / 5
# Around the end that a line foretells.
_NEAR_END = 4.0

# Ages are differences between clocks that show whole seconds, and an answer takes its time.
_BLUR = 1.0
# Any two points lie on a line; it takes more looks to tell one from chance.
_LOOKS_OF_A_LINE = 8
# The coarsest steps in which an API reports percent, as long as nothing finer was seen.
_COARSEST = 10


@dataclass(frozen=True)
class Line:
    """Progress at an even speed, and the ages between which it reaches its end.

    Attributes:
        level: percent at which it begins
        after, before: ages between which it begins
        earliest, latest: ages between which it ends
        stepped: whether progress was seen to move along it
        looks: how many it has held for
    """

    level: int
    after: float
    before: float
    earliest: float = 0.0
    latest: float = math.inf
    stepped: bool = False
    looks: int = 0

    def through(self, age: float, percent: int, grain: int, stepped: bool) -> Line:
        """The line, held by one more look.

        Args:
            age: at the look
            percent: what it has shown, rounded down to a multiple of ``grain``
            grain: the steps in percent that progress comes in
            stepped: whether that is more than the look before has shown
        """
        whole = 100 - self.level
        done = percent - self.level
        # The job is between ``percent`` and the next step. The end is sooner the further it is, and the later it began.
        earliest = self.before + (age - _BLUR - self.before) * whole / (done + grain)
        latest = self.after + (age + _BLUR - self.after) * whole / done if done > 0 else math.inf
        return replace(
            self,
            earliest=max(self.earliest, earliest),
            latest=min(self.latest, latest),
            stepped=self.stepped or stepped,
            looks=self.looks + 1,
        )

    @property
    def is_straight(self) -> bool:
        """Whether there is an even speed at which all looks could have shown what they did."""
        return self.earliest <= self.latest


_FROM_CREATION = Line(level=0, after=-_BLUR, before=_BLUR)


@dataclass(frozen=True)
class Trend:
    """What the looks at one job tell of its progress. Begins empty and grows by a look at a time.

    Attributes:
        line: the line that progress runs along, None where it has left the last one and not begun another
        age, percent: the last look that has shown progress, None before that
        grain: the steps in percent that progress comes in
    """

    line: Line | None = None
    age: float | None = None
    percent: int | None = None
    grain: int = _COARSEST

    @classmethod
    def from_creation(cls) -> Trend:
        """The beginning where ages count from the job's creation: at 0 percent, most likely."""
        return cls(_FROM_CREATION)

    def seen(self, age: float, percent: int) -> Trend:
        """The trend with one more look."""
        grain = math.gcd(self.grain, percent)
        return Trend(self._line_through(age, percent, grain), age, percent, grain)

    def _line_through(self, age: float, percent: int, grain: int) -> Line | None:
        if self.percent is not None and percent < self.percent:
            return None
        stepped = self.percent is not None and percent > self.percent
        line = self.line and self.line.through(age, percent, grain, stepped)
        if line and line.is_straight:
            return line
        # A step is a point where progress is known to the percent: another line can begin there.
        return Line(percent, self.age or 0.0, age) if stepped and percent < 100 else None

    @property
    def forecast(self) -> tuple[float, float] | None:
        """The ages between which the job ends if it goes on as it has, None where that cannot be told."""
        line = self.line
        if line is None or not line.stepped or line.looks < _LOOKS_OF_A_LINE:
            return None
        return line.earliest, line.latest


def pause(age: float, watched: float, trend: Trend, trust: float = TRUST) -> float:
    """The time until the next look at a job, from 2 to 30.

    Args:
        age: since its creation
        watched: since the first look
        trend: its progress so far
        trust: the part of the time watched that it may be left alone for
    """

    def share_of(duration: float) -> float:
        return _within(SHORTEST, min((duration - _BLUR) * _LATE, watched * trust), LONGEST)

    careful = share_of(age)
    forecast = trend.forecast
    if forecast is None:
        return careful
    earliest, latest = forecast
    close = min(_NEAR_END, careful)
    # Half a close pause into the time in which the end is due, so that half of the ends are found by the first look.
    due = min(earliest + close / 2, (earliest + latest) / 2)
    if age < due:
        return _within(SHORTEST, due - age, share_of(earliest))
    return _within(close, age - latest, careful)


def retry_pause(failing: float) -> float:
    """The time until the next look at a job whose looks have failed for ``failing``, from 2 to 30."""
    return _within(SHORTEST, failing * _FAILING, LONGEST)


def _within(low: float, value: float, high: float) -> float:
    return min(max(value, low), high)
