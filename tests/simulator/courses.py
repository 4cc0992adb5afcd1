# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The course of a job: what it looks like at each moment of its life. Pure functions of time, in seconds."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

RUNNING = "Running"
FINAL = frozenset({"Completed", "Failed", "Canceled"})
ABSENT: Any = object()  # stands for "not given" where null is a value


class CourseError(ValueError):
    """A course that cannot be understood; the text names the key."""


@dataclass(frozen=True)
class Step:
    """From `at` seconds of life on, `fields` replace those of the job."""

    at: float
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Course:
    """How a job lives. All times are in seconds of its life, which begins `age` seconds before it is started.

    A `script` that says anything of the status says all of it: then `duration` is only what progress is measured by.
    """

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
        """The same course, lived `speed` times as fast."""
        return replace(
            self,
            visible_after=self.visible_after / speed,
            duration=self.duration / speed,
            age=self.age / speed,
            gone_after=None if self.gone_after is None else self.gone_after / speed,
            script=tuple(Step(step.at / speed, step.fields) for step in self.script),
        )

    def steps(self) -> list[Step]:
        """Everything that happens to the job, in order: its script, and the end that it comes to by itself."""
        steps = list(self.script)
        if math.isfinite(self.duration) and not any("status" in step.fields for step in steps):
            end: dict[str, Any] = {"status": self.outcome}
            if self.fail_reason is not ABSENT:
                end["fail_reason"] = self.fail_reason
            steps.append(Step(self.duration, end))
        return sorted(steps, key=lambda step: step.at)

    def ends_at(self) -> float | None:
        """Seconds of life after which its status stays final; None if that never comes."""
        since = None
        for step in self.steps():
            if step.fields.get("status", ABSENT) is ABSENT:
                continue
            final = step.fields["status"] in FINAL
            since = (step.at if since is None else since) if final else None
        return since


@dataclass(frozen=True)
class State:
    """A job at one moment. `since` is the second of its life at which `status` began; `percent` is None if unknown."""

    status: str
    since: float
    percent: int | None
    fields: Mapping[str, Any]

    @property
    def has_ended(self) -> bool:
        return self.status in FINAL


def state_at(course: Course, lived: float, seed: str = "") -> State:
    """What `course` looks like after `lived` seconds; `seed` makes the random shape differ from job to job."""
    fields: dict[str, Any] = {"status": RUNNING}
    since = 0.0
    for step in course.steps():
        if step.at > lived:
            break
        if step.fields.get("status", fields["status"]) != fields["status"]:
            since = step.at
        fields.update(step.fields)
    status = fields.pop("status")
    return State(status, since, percent_at(course, lived, seed) if status == RUNNING else None, fields)


def percent_at(course: Course, lived: float, seed: str = "") -> int | None:
    """The progress that the job reports after `lived` seconds, 0 to 99, or None if it reports none."""
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
    for key in ("visible_after", "duration", "age", "gone_after"):
        if key in values and not (key == "gone_after" and values[key] is None):
            values[key] = _seconds(key, values[key])
    if values.get("progress", "none") not in SHAPES:
        raise CourseError(f"progress must be one of {', '.join(SHAPES)}")
    if not isinstance(values.get("outcome", ""), str):
        raise CourseError("outcome must be a string")
    if not isinstance(values.get("fail_reason"), str | None):
        raise CourseError("fail_reason must be a string or null")
    if "script" in values:
        values["script"] = _parse_script(values["script"])
        values.setdefault("duration", math.inf)
    return Course(**values)


def _parse_script(data: Any) -> tuple[Step, ...]:
    if not isinstance(data, list) or not all(isinstance(step, Mapping) and "at" in step for step in data):
        raise CourseError('script must be a list of objects, each with "at"')
    return tuple(
        Step(_seconds("at", step["at"]), {key: value for key, value in step.items() if key != "at"}) for step in data
    )


def _seconds(key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise CourseError(f"{key} must be a number of seconds, 0 or more")
    return float(value)
