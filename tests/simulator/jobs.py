# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The jobs of both engines, and which of them are visible when."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from .courses import ABSENT, POLLS, Course, State, Step, final_since, percent_at, state_after

GAUSSDB = "gaussdb"
TAURUSDB = "taurusdb"
ENGINES = (GAUSSDB, TAURUSDB)

_INSTANCE_ID_ENDS = {GAUSSDB: "in14", TAURUSDB: "in07"}

MONTH = 30 * 86400.0  # both APIs know the tasks of the last month


@dataclass(frozen=True)
class Instance:
    """The database instance that a job works on."""

    id: str
    name: str


@dataclass(frozen=True)
class Job:
    """A job. `started` is when it was put into the world, in epoch seconds; it was created `course.age` before that.

    `polled` holds the moments of its polls, if its clock counts them; `changes` come from the control API, in epoch
    seconds. A job without a `project_id` is visible in every project.
    """

    id: str
    engine: str
    name: str
    instance: Instance
    started: float
    course: Course = field(default_factory=Course)
    entities: Mapping[str, Any] = field(default_factory=dict)
    project_id: str | None = None
    polled: tuple[float, ...] = ()
    changes: tuple[Step, ...] = ()

    @property
    def created(self) -> float:
        return self.started - self.course.age

    @property
    def ends(self) -> float | None:
        """Epoch seconds at which its status becomes final for good; None if that is unknown, or never."""
        return final_since(self._timeline())

    @property
    def is_verbatim(self) -> bool:
        return self.course.verbatim is not ABSENT

    def lived(self, now: float) -> float:
        """How long it has lived, on its clock."""
        return len(self.polled) if self.course.clock == POLLS else now - self.created

    def state(self, now: float) -> State:
        """What it looks like; `since` is in epoch seconds."""
        percent = percent_at(self.course, self.lived(now), self.id)
        return state_after((step for step in self._timeline() if step.at <= now), percent, self.created)

    def is_visible(self, now: float, project_id: str) -> bool:
        lived, gone_after = self.lived(now), self.course.gone_after
        is_there = self.course.visible_after <= lived and (gone_after is None or lived < gone_after)
        return is_there and self.project_id in (None, project_id) and now < self.created + MONTH

    def _timeline(self) -> list[Step]:
        """Its steps in epoch seconds, as far as these are known, then its changes."""
        if self.course.clock == POLLS:
            moments = (self.started, *self.polled)
            steps = [Step(moments[int(s.at)], s.fields) for s in self.course.steps() if s.at < len(moments)]
        else:
            steps = [Step(self.created + step.at, step.fields) for step in self.course.steps()]
        return [*steps, *self.changes]


def new_instance_id(engine: str) -> str:
    """An ID for an instance, in the form that the engine's references show."""
    return uuid.uuid4().hex + _INSTANCE_ID_ENDS[engine]


class Jobs:
    """All jobs, by engine and ID, in the order in which they were started."""

    def __init__(self) -> None:
        self._jobs: dict[str, dict[str, Job]] = {engine: {} for engine in ENGINES}

    def __iter__(self) -> Iterator[Job]:
        for jobs in self._jobs.values():
            yield from jobs.values()

    def add(self, job: Job) -> None:
        """Put a job into the world, in place of one with the same ID."""
        self._jobs[job.engine][job.id] = job

    def find(self, engine: str, job_id: str, now: float, project_id: str) -> Job | None:
        job = self._jobs[engine].get(job_id)
        return job if job is not None and job.is_visible(now, project_id) else None

    def poll(self, engine: str, job_id: str, now: float, project_id: str) -> Job | None:
        """What a look-up finds. The poll counts, also that of a job which is not visible yet."""
        job = self._jobs[engine].get(job_id)
        if job is None:
            return None
        self.count_poll(job, now)
        return job if job.is_visible(now, project_id) else None

    def count_poll(self, job: Job, now: float) -> None:
        """Let the job live on, if its clock counts polls."""
        if job.course.clock == POLLS:
            self.add(replace(job, polled=(*job.polled, now)))

    def change(self, job: Job, fields: Mapping[str, Any], now: float) -> None:
        """From now on, let these fields replace those of the job."""
        self.add(replace(job, changes=(*job.changes, Step(now, fields))))

    def remove(self, job: Job) -> None:
        del self._jobs[job.engine][job.id]

    def poll_all(self, engine: str, now: float, project_id: str) -> list[Job]:
        """What a list finds: the same as look-ups of all jobs, which it counts as."""
        jobs = self.visible(engine, now, project_id)
        for job in list(self._jobs[engine].values()):
            self.count_poll(job, now)
        return jobs

    def visible(self, engine: str, now: float, project_id: str) -> list[Job]:
        return [job for job in self._jobs[engine].values() if job.is_visible(now, project_id)]

    def working_on(self, engine: str, instance_id: str, now: float) -> Job | None:
        """A job that has not ended on that instance, visible or not yet."""
        for job in self._jobs[engine].values():
            if job.instance.id == instance_id and not job.state(now).has_ended:
                return job
        return None

    def has_completed(self, engine: str, job_id: str, now: float) -> bool:
        """Whether a job has completed, visible or not. One whose record was deleted counts as completed."""
        job = self._jobs[engine].get(job_id)
        return job is None or job.state(now).status == "Completed"

    def name_of(self, engine: str, instance_id: str) -> str:
        """The name under which an instance was last known; its ID if it never was."""
        names = [job.instance.name for job in self._jobs[engine].values() if job.instance.id == instance_id]
        return names[-1] if names else instance_id


def stamp(epoch: float, offset_hours: int) -> str:
    """A time as both pages write it: 2021-07-12T09:22:04+0800."""
    return datetime.fromtimestamp(int(epoch), timezone(timedelta(hours=offset_hours))).strftime("%Y-%m-%dT%H:%M:%S%z")
