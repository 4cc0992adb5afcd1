# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What adaptive polls cost and bring, on simulated courses, in simulated time: no server, no clock.

`python -m bench --only courses` prints it.
"""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ansible_collections.otc.gaussdb.plugins.module_utils._support import backoff
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting import pace

DURATIONS = (20, 60, 120, 300, 600, 1200, 2880, 7200, 14400)
"""Seconds. The reference's own example of a creation ran 48 minutes."""

FIXED = 5.0
"""Seconds between two polls of the recipe to compare with."""

PHASES = 1000

# A play gets to the wait within seconds of the request that has started the job.
_LATEST_START = 10.0

Percent = Callable[[float], "float | None"]
Pause = Callable[[float, float, pace.Trend], float]


def _none(_draw: random.Random) -> Percent:
    return lambda part: None


def _linear(_draw: random.Random) -> Percent:
    return lambda part: 100 * part


def _steps_of_ten(_draw: random.Random) -> Percent:
    return lambda part: 10 * math.floor(10 * part)


def _fast_start(_draw: random.Random) -> Percent:
    return lambda part: 100 * (1 - (1 - part) ** 3)


def _slow_start(_draw: random.Random) -> Percent:
    return lambda part: 100 * part**3


def _late_start(draw: random.Random) -> Percent:
    """Nothing, then linear."""
    idle = draw.uniform(0.05, 0.5)
    return lambda part: 100 * max(0.0, part - idle) / (1 - idle)


def _stuck(draw: random.Random) -> Percent:
    """Linear, then nothing until the end."""
    level, speed = draw.uniform(10, 99), draw.uniform(1, 3)
    return lambda part: min(level, 100 * speed * part)


def _random(draw: random.Random) -> Percent:
    levels = [draw.uniform(0, 100) for _turn in range(20)]
    return lambda part: levels[min(19, int(20 * part))]


def _backwards(draw: random.Random) -> Percent:
    peak = draw.uniform(0.2, 0.8)
    return lambda part: 90 * (part / peak if part < peak else 2 - part / peak)


def _jump(draw: random.Random) -> Percent:
    """Linear towards an end far away, then a sudden end: what a failure looks like."""
    speed = draw.uniform(0.05, 0.9)
    return lambda part: 100 * speed * part


SHAPES: dict[str, Callable[[random.Random], Percent]] = {
    "no progress": _none,
    "linear": _linear,
    "steps of ten": _steps_of_ten,
    "fast start": _fast_start,
    "slow start": _slow_start,
    "late start": _late_start,
    "stuck": _stuck,
    "random": _random,
    "backwards": _backwards,
    "jump": _jump,
}
"""Kinds of courses. Each draws a course: percent by the part of the job's duration that is over."""


@dataclass(frozen=True)
class Run:
    """One job, watched to its end.

    Attributes:
        polls: how many it took, the one that has found the end among them
        delay: seconds from the job's end to that poll
    """

    polls: int
    delay: float


@dataclass(frozen=True)
class Course:
    """A job's life, and the wait for it.

    Attributes:
        percent: by the part of the duration that is over, None where the API reports nothing
        duration: seconds from creation to end
        start: age at the first poll
        error: how far the age that is known is off the true one
    """

    percent: Percent
    duration: float
    start: float
    error: float = 0.0

    def percent_at(self, age: float) -> int | None:
        """What the API reports at that age: 99 at the most, as long as the job is not over."""
        percent = self.percent(age / self.duration)
        return None if percent is None else max(0, min(99, int(percent)))

    def run(self, pause: Pause = pace.pause) -> Run:
        """Watch it, with the pauses that ``pause`` wants."""
        age, polls, trend = self.start, 1, pace.Trend.from_creation()
        while age < self.duration:
            known = max(0.0, age + self.error)
            percent = self.percent_at(age)
            if percent is not None:
                trend = trend.seen(known, percent)
            age += pause(known, age - self.start, trend)
            polls += 1
        return Run(polls, age - self.duration)

    def run_every(self, seconds: float) -> Run:
        """Watch it, with a poll every so many seconds."""
        pauses = math.ceil((self.duration - self.start) / seconds)
        return Run(1 + pauses, self.start + pauses * seconds - self.duration)


def courses(shape: str, duration: float, phases: int) -> Iterator[Course]:
    """``phases`` courses of one kind, each begun, and its age known, as chance has it. The same each time."""
    draw = random.Random(f"{shape} {duration}")
    for _turn in range(phases):
        start = draw.uniform(0, min(_LATEST_START, duration / 2))
        # Two clocks that show whole seconds.
        error = draw.random() - draw.random()
        yield Course(SHAPES[shape](draw), duration, start, error)


@dataclass(frozen=True)
class Summary:
    """Many runs.

    Attributes:
        polls: on average
        median, worst: seconds from the job's end to the poll that has found it
    """

    polls: float
    median: float
    worst: float

    @classmethod
    def of(cls, runs: Iterable[Run]) -> Summary:
        """The summary of at least one run."""
        every = list(runs)
        delays = [run.delay for run in every]
        return cls(statistics.mean(run.polls for run in every), statistics.median(delays), max(delays))


def adaptive(shape: str, duration: float, phases: int, trust: float = pace.TRUST) -> Summary:
    """With the collection's own pauses."""
    return Summary.of(
        course.run(lambda age, watched, trend: pace.pause(age, watched, trend, trust))
        for course in courses(shape, duration, phases)
    )


def fixed(shape: str, duration: float, phases: int) -> Summary:
    """With a poll every five seconds."""
    return Summary.of(course.run_every(FIXED) for course in courses(shape, duration, phases))


def promise(duration: float) -> float:
    """How late the end of a job may be found, in seconds."""
    return min(backoff.LONGEST, max(backoff.SHORTEST, duration / 20))
