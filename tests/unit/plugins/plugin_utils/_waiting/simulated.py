# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later


"""Jobs that live in simulated time, and polls of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    ForbiddenError,
    GaussDBError,
    JobNotFoundError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.job import Job
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Page, Snapshot
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.refs import JobRef
from ansible_collections.otc.gaussdb.plugins.module_utils._support.times import parse_time
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.driver import Driver, Reporter, WaitOutcome
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.listing import PageRef
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import NullReporter
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.schedule import Policy
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.watch import Watch
from ansible_collections.otc.gaussdb.tests.unit.plugins.simulated_time import Clock, SimulatedCalls

# What the API says at a moment: a job, an error, or nothing for ever.
HANGS = None
Answer = Snapshot | GaussDBError | None
Life = Callable[[float], Answer]
# What the job list shows from a page on, at a moment.
Listing = Callable[[PageRef, float], "Page | GaussDBError | None"]

NO_LIST = ForbiddenError("403: no permission to list jobs")


def ref(job_id: str, engine: str = "gaussdb") -> JobRef:
    """A job that a task asks for."""
    return JobRef(job_id, engine)


def seen(status: str = "Running", progress: int | None = None, age: float | None = None, **fields: Any) -> Snapshot:
    """What a poll that succeeds has shown."""
    return Snapshot(Job("", "gaussdb", status=status, progress=progress, **fields), age)


def appearing(life: Life, born: float) -> Life:
    """The same life, but nothing is known of the job before that."""
    return lambda now: life(now) if now >= born else JobNotFoundError("DBS.200543")


def always(answer: Answer) -> Life:
    """The same answer each time."""
    return lambda now: answer


def one_by_one(*answers: Answer) -> Life:
    """An answer for each poll; the last one for all that follow."""
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

    @cache
    def job(status: str, progress: int | None) -> Job:
        return seen(status, progress, **fields).job

    def at(now: float) -> Answer:
        age = now - born
        if age >= duration:
            return Snapshot(job(outcome, 100 if outcome == "Completed" else None), age)
        return Snapshot(job("Running", percent(age / duration)), age)

    return at


def dated(
    duration: float,
    percent: Callable[[float], int | None] = lambda part: None,
    outcome: str = "Completed",
    born: float = 0.0,
    clock: float = 0.0,
    **fields: Any,
) -> Life:
    """The same, and each answer says when the job was created, by a clock that is off by ``clock`` seconds."""
    return lasting(duration, percent, outcome, born, created=stamp(born + clock), **fields)


def broken_during(life: Life, spans: Mapping[tuple[float, float], Answer]) -> Life:
    """The same life, but other answers between two moments."""

    def at(now: float) -> Answer:
        return next((answer for (start, end), answer in spans.items() if start <= now < end), life(now))

    return at


@dataclass(frozen=True)
class Begun:
    """A poll, when it began, and what comes of it."""

    at: float
    job_id: str
    timeout: float
    answer: Answer


class Service:
    """The API, and the clock that goes with it."""

    def __init__(
        self,
        lives: Mapping[str, Life],
        latency: float = 0.0,
        listing: Listing = lambda page, now: NO_LIST,
    ) -> None:
        self.clock = Clock()
        self.polls: list[Begun] = []
        self.pages: list[tuple[float, PageRef]] = []
        self._listing = listing
        self._lives = lives
        self._latency = latency
        self._calls = SimulatedCalls(self.clock, self._respond, self._duration)

    @property
    def now(self) -> float:
        return self.clock.now

    @property
    def most_at_once(self) -> int:
        return self._calls.most_at_once

    def times(self, job_id: str) -> list[float]:
        """When polls of the job began."""
        return [poll.at for poll in self.polls if poll.job_id == job_id]

    def start(self, key: JobRef | PageRef, timeout: float) -> None:
        if isinstance(key, PageRef):
            self.pages.append((self.now, key))
            self._calls.start((key, self._listing(key, self.now + min(self._latency, timeout))), timeout)
            return
        answer = self._lives[key.id](self.now + min(self._latency, timeout))
        self.polls.append(Begun(self.now, key.id, timeout, answer))
        self._calls.start((key, answer), timeout)

    def wait(self, seconds: float) -> list[Any]:
        return [replace(outcome, key=outcome.key[0]) for outcome in self._calls.wait(seconds)]

    def interrupt(self) -> None:
        self._calls.interrupt()

    def _duration(self, key: tuple[JobRef | PageRef, Answer | Page], timeout: float) -> float:
        return timeout + 0.5 if key[1] is HANGS else min(self._latency, timeout)

    def _respond(self, key: tuple[JobRef | PageRef, Answer | Page], timeout: float) -> Snapshot | Page:
        ref, answer = key
        if answer is HANGS:
            raise UnreachableError("No response; the request was abandoned.")
        if isinstance(answer, GaussDBError):
            raise answer
        if isinstance(answer, Page):
            return answer
        return replace(answer, job=replace(answer.job, id=ref.id, engine=ref.engine))


@dataclass(frozen=True)
class Story:
    """A wait that is over."""

    outcome: WaitOutcome
    service: Service

    @property
    def watch(self) -> Watch:
        """The only job's."""
        (watch,) = self.outcome.watches
        return watch


def policy_of(**options: Any) -> Policy:
    """How to wait: an hour at the most and with the documented defaults, unless ``options`` say otherwise."""
    return Policy(
        **{
            "timeout": 3600.0,
            "delay": 0.0,
            "sleep": None,
            "not_found_timeout": 60.0,
            "error_timeout": 300.0,
            "api_timeout": 30.0,
            "once": False,
            **options,
        }
    )


def wait(
    lives: Mapping[str, Life] | Life,
    reporter: Reporter | Callable[[Service], Reporter] | None = None,
    latency: float = 0.0,
    engines: Mapping[str, str] | None = None,
    listing: Listing | None = None,
    **policy: Any,
) -> Story:
    """Wait for jobs, or for a single one, ``job``.

    Args:
        engines: of the jobs that are not GaussDB's
        listing: what the job list shows; without one, the API refuses to list jobs
    """
    jobs = lives if isinstance(lives, Mapping) else {"job": lives}
    service = Service(jobs, latency, listing) if listing else Service(jobs, latency)
    reporter = reporter(service) if callable(reporter) else reporter or NullReporter()
    driver = Driver(policy_of(**policy), service, reporter, service.clock)
    refs = [ref(job_id, (engines or {}).get(job_id, "gaussdb")) for job_id in service._lives]
    return Story(driver.run(refs), service)


EPOCH = datetime(2026, 11, 22, 9, tzinfo=UTC)
"""When the simulated clock shows 0, by the API's clock."""


def stamp(moment: float) -> str:
    """A moment of the simulated clock as the API writes it."""
    return (EPOCH + timedelta(seconds=int(moment))).isoformat()


def named(life: Life, job_id: str) -> Life:
    """The same life, and each answer has the job's ID. Most answers are about the same record, which is copied once."""
    before = after = Job("", "")

    def at(now: float) -> Answer:
        nonlocal before, after
        answer = life(now)
        if not isinstance(answer, Snapshot):
            return answer
        if answer.job is not before:
            before, after = answer.job, replace(answer.job, id=job_id)
        return Snapshot(after, answer.age)

    return at


class ListedJobs:
    """The API's job list, the oldest first. What cannot be looked up is not in it."""

    def __init__(
        self,
        lives: Mapping[str, Life],
        order: Callable[[list[Job]], list[Job]] = list,
        size: int = 100,
        understands_offset: bool = True,
        counts: bool = True,
    ) -> None:
        """
        Args:
            order: puts the records of the list into another order, or spoils them
            size: records a page
            understands_offset: whether further pages differ from the first
            counts: whether the API says how many records there are
        """
        self._lives = [named(life, job_id) for job_id, life in lives.items()]
        self._order = order
        self._size = size
        self._understands_offset = understands_offset
        self._counts = counts

    def __call__(self, page: PageRef, now: float) -> Page:
        listed = [answer.job for life in self._lives if isinstance(answer := life(now), Snapshot)]
        jobs = self._order([job for job in listed if is_within(page, job)])
        offset = page.offset if self._understands_offset else 0
        shown = jobs[offset:][: self._size]
        total = len(jobs) if self._counts else None
        return Page(shown, len(shown), total, EPOCH + timedelta(seconds=int(now)))


def is_within(page: PageRef, job: Job) -> bool:
    """Whether the list that the page is of holds the job; one whose time is not known is in each."""
    moment = parse_time(job.created)
    later = page.start is None or moment is None or moment >= page.start
    sooner = page.end is None or moment is None or moment <= page.end
    return later and sooner and page.name in (None, job.name)
