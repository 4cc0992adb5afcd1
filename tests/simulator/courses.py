# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The course of a job: what it looks like at each moment of its life. Pure functions of its clock.

A job's clock is seconds, or polls: with the latter, it moves only when the job is polled. A job that is
held does not end by itself.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

SECONDS = "seconds"
POLLS = "polls"
CLOCKS = (SECONDS, POLLS)

RUNNING = "Running"
FINAL = frozenset({"Completed", "Failed", "Canceled"})
PERCENT = "percent"  # the progress, under a name that is neither engine's
ABSENT: Any = object()  # stands for "not given" where null is a value

DURATIONS = {SECONDS: 60.0, POLLS: 1.0}
"""How long a job runs if nothing is said, by its clock."""


class CourseError(ValueError):
    """A course that cannot be understood; the text names the key."""


@dataclass(frozen=True)
class Step:
    """From `at` on, `fields` replace those of the job."""

    at: float
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Course:
    """How a job lives. `visible_after`, `duration`, `gone_after` and the steps of `script` are on its `clock`.

    `age` is in seconds: it was created so long ago, and has lived that long if its clock is in seconds.
    A `script` that says anything of the status says all of it: then `duration` is only what progress is measured by.
    So it is for a job that is `held`.
    """

    clock: str = SECONDS
    held: bool = False
    visible_after: float = 0.0
    duration: float = 60.0
    progress: str = "linear"
    outcome: str = "Completed"
    fail_reason: str | None = ABSENT
    age: float = 0.0
    gone_after: float | None = None
    script: tuple[Step, ...] = ()
    verbatim: Any = ABSENT

    def faster(self, speed: float) -> Course:
        """The same course, lived `speed` times as fast if it is lived in seconds."""
        if self.clock != SECONDS:
            return self
        return replace(
            self,
            visible_after=self.visible_after / speed,
            duration=self.duration / speed,
            age=self.age / speed,
            gone_after=None if self.gone_after is None else self.gone_after / speed,
            script=tuple(Step(step.at / speed, step.fields) for step in self.script),
        )

    def end(self) -> dict[str, Any]:
        """The fields of its outcome."""
        reason = {} if self.fail_reason is ABSENT else {"fail_reason": self.fail_reason}
        return {"status": self.outcome, **reason}

    def steps(self) -> list[Step]:
        """Everything that happens to the job by itself, in order: its script, and its end."""
        steps = list(self.script)
        is_scripted = any("status" in step.fields for step in steps)
        if math.isfinite(self.duration) and not is_scripted and not self.held:
            steps.append(Step(self.duration, self.end()))
        return sorted(steps, key=lambda step: step.at)


@dataclass(frozen=True)
class State:
    """A job at one moment. `since` is when `status` began, as its steps say it; `percent` is None if unknown."""

    status: str
    since: float
    percent: int | None
    fields: Mapping[str, Any]

    @property
    def has_ended(self) -> bool:
        return self.status in FINAL


def state_after(steps: Iterable[Step], percent: int | None, start: float = 0.0) -> State:
    """The state of a job after these steps; `percent` is what it reports while running, unless a step has PERCENT."""
    fields: dict[str, Any] = {"status": RUNNING}
    since = start
    for step in steps:
        if step.fields.get("status", fields["status"]) != fields["status"]:
            since = step.at
        fields.update(step.fields)
    status = fields.pop("status")
    percent = fields.pop(PERCENT, percent)
    return State(status, since, percent if status == RUNNING else None, fields)


def final_since(steps: Iterable[Step]) -> float | None:
    """When the status becomes final and stays so; None if these steps do not bring that."""
    since = None
    for step in steps:
        if "status" in step.fields:
            is_final = step.fields["status"] in FINAL
            since = (step.at if since is None else since) if is_final else None
    return since


def percent_at(course: Course, lived: float, seed: str = "") -> int | None:
    """The progress that the job reports after `lived` on its clock, 0 to 99, or None if it reports none."""
    part = min(1.0, lived / course.duration) if math.isfinite(course.duration) and course.duration > 0 else 0.0
    percent = SHAPES[course.progress](part, seed)
    return None if percent is None else max(0, min(99, int(percent)))


def _stuck(part: float, _seed: str) -> float:
    return min(60.0, 150.0 * part)


def _backwards(part: float, _seed: str) -> float:
    return 160.0 * part if part < 0.5 else 140.0 - 120.0 * part


def _random(part: float, seed: str) -> float:
    return random.Random(f"{seed}:{int(part * 20)}").randrange(100)


# Each takes the part of the course that is over (0 to 1) and gives percent.
SHAPES: dict[str, Callable[[float, str], float | None]] = {
    "none": lambda part, seed: None,
    "linear": lambda part, seed: 100.0 * part,
    "steps": lambda part, seed: 10.0 * math.floor(10.0 * part),
    "fast": lambda part, seed: 100.0 * (1.0 - (1.0 - part) ** 3),
    "slow": lambda part, seed: 100.0 * part**3,
    "stuck": _stuck,
    "backwards": _backwards,
    "random": _random,
}


def parse_course(data: Any) -> Course:
    """A course from JSON; raises CourseError. A script without a `duration` runs until the script ends it."""
    if not isinstance(data, Mapping):
        raise CourseError("a course must be an object")
    unknown = sorted(set(data) - set(Course.__dataclass_fields__))
    if unknown:
        raise CourseError(f"unknown key of a course: {', '.join(unknown)}")
    values = dict(data)
    clock = values.get("clock", SECONDS)
    if clock not in CLOCKS:
        raise CourseError(f"clock must be one of {', '.join(CLOCKS)}")
    if not isinstance(values.get("held", False), bool):
        raise CourseError("held must be true or false")
    for key in ("visible_after", "duration", "age", "gone_after"):
        if key in values and not (key == "gone_after" and values[key] is None):
            values[key] = _moment(key, values[key], SECONDS if key == "age" else clock)
    if values.get("progress", "none") not in SHAPES:
        raise CourseError(f"progress must be one of {', '.join(SHAPES)}")
    if not isinstance(values.get("outcome", ""), str):
        raise CourseError("outcome must be a string")
    if not isinstance(values.get("fail_reason"), str | None):
        raise CourseError("fail_reason must be a string or null")
    if "script" in values:
        values["script"] = _parse_script(values["script"], clock)
        values.setdefault("duration", math.inf)
    values.setdefault("duration", DURATIONS[clock])
    return Course(**values)


def _parse_script(data: Any, clock: str) -> tuple[Step, ...]:
    if not isinstance(data, list) or not all(isinstance(step, Mapping) and "at" in step for step in data):
        raise CourseError('script must be a list of objects, each with "at"')
    return tuple(
        Step(_moment("at", step["at"], clock), {key: value for key, value in step.items() if key != "at"})
        for step in data
    )


def _moment(key: str, value: Any, clock: str) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    if not is_number or (clock == POLLS and value != int(value)):
        raise CourseError(f"{key} must be a {'whole ' if clock == POLLS else ''}number of {clock}, 0 or more")
    return float(value)
