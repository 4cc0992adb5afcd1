# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When to poll a job again: pure functions of its age and of the progress seen so far. Times are in seconds.

A creation that takes 2400 s, its progress even, first polled at the age of 10 s, goes like this::

      age   percent   next poll after   why
     10.0      0             2.0        the shortest pause
     24.0      1             3.5        a quarter of the 14 s watched so far
     76.8      3            16.7        the same; polls so far: 15
    290.4     12            30.0        the end is forecast for the age of 2350 to 2436 s: the longest pause
   2390.4     99             6.8        it is now forecast for 2395 to 2404 s; polls so far: 93
   2397.2     99             2.0        the end is due
   2401.2   Completed                   found 1.2 s late, with 96 polls

Without progress, the pause at the age of 300 s is (300 - 1) / 20 = 15 s.

Two promises pull in opposite directions: find the end soon, poll rarely. Without progress, a pause is a twentieth of
the job's age, so that the end is found within 5 % of the job's duration. Progress along a straight line gives that
duration away: polls are rare until the end is due, and close together around it. If progress leaves its line, the first
rule holds until there is another. ``tests/bench/courses.py`` measures what this costs and brings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from ...module_utils._support.backoff import LONGEST, SHORTEST

# The part of a job's duration by which its end may be found late.
_LATE = 1 / 20
# The part of the time watched so far that is the longest pause: a line may break off, and a server's clock may be wrong
# by hours.
TRUST = 1 / 4
# The pause around the end that a line forecasts.
_NEAR_END = 4.0

# Ages are differences between clocks that show whole seconds, and a response takes its time.
_BLUR = 1.0
# Any two points lie on a line; it takes more polls to tell one from chance.
_POLLS_OF_A_LINE = 8
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
        polls: how many it has held for
    """

    level: int
    after: float
    before: float
    earliest: float = 0.0
    latest: float = math.inf
    stepped: bool = False
    polls: int = 0

    def through(self, age: float, percent: int, grain: int, stepped: bool) -> Line:
        """The line after one more poll.

        Args:
            age: at the poll
            percent: what it has shown, rounded down to a multiple of ``grain``
            grain: the steps in percent that progress comes in
            stepped: whether that is more than at the poll before
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
            polls=self.polls + 1,
        )

    @property
    def is_straight(self) -> bool:
        """Whether there is an even speed that explains all polls."""
        return self.earliest <= self.latest


_FROM_CREATION = Line(level=0, after=-_BLUR, before=_BLUR)


@dataclass(frozen=True)
class Trend:
    """What polls have shown of one job's progress. Begins empty and grows by a poll at a time.

    Attributes:
        line: the line that progress runs along, None if it has left the last one and not begun another
        age, percent: at the last poll that has shown progress, None before that
        grain: the steps in percent that progress comes in
    """

    line: Line | None = None
    age: float | None = None
    percent: int | None = None
    grain: int = _COARSEST

    @classmethod
    def from_creation(cls) -> Trend:
        """The beginning if ages count from the job's creation: at 0 percent, most likely."""
        return cls(_FROM_CREATION)

    def seen(self, age: float, percent: int) -> Trend:
        """The trend with one more poll."""
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
        """The ages between which the job ends if it goes on as it has, None if there is no telling."""
        line = self.line
        if line is None or not line.stepped or line.polls < _POLLS_OF_A_LINE:
            return None
        return line.earliest, line.latest


def pause(age: float, watched: float, trend: Trend, trust: float = TRUST) -> float:
    """Seconds until the next poll of a job, from 2 to 30.

    Args:
        age: since its creation
        watched: since the first poll
        trend: its progress so far
        trust: the part of the time watched that is the longest pause
    """

    def share_of(duration: float) -> float:
        return _within(SHORTEST, min((duration - _BLUR) * _LATE, watched * trust), LONGEST)

    careful = share_of(age)
    forecast = trend.forecast
    if forecast is None:
        return careful
    earliest, latest = forecast
    close = min(_NEAR_END, careful)
    # Half a close pause into the time in which the end is due, so that the first poll finds half of the ends.
    due = min(earliest + close / 2, (earliest + latest) / 2)
    if age < due:
        return _within(SHORTEST, due - age, share_of(earliest))
    return _within(close, age - latest, careful)


def _within(low: float, value: float, high: float) -> float:
    return min(max(value, low), high)
