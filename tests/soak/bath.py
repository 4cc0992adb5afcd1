# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The soak itself: real waits over real connections to the simulator, watched from within."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import psutil
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Jobs, Page, Snapshot
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.refs import JobRef
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import BackgroundCalls
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.driver import Driver, WaitOutcome
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.listing import PageRef
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import NullReporter
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.requests import requests_to
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.schedule import Policy
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.watch import ENDED, Transition, Watch
from ansible_collections.otc.gaussdb.tests.simulator.client import Simulator

from .plans import API_TIMEOUT, GAPS, TOKEN_LIFETIME, Plan, evenly_spread, random_courses

# Bytes by which the most memory of the last third of the polls may exceed that of the first third. In three thousand
# polls, a leak of five kilobytes each comes to more.
_GROWTH = 6_000_000

_POLICY = Policy(
    timeout=3600, delay=0, sleep=1, not_found_timeout=60, error_timeout=300, api_timeout=API_TIMEOUT, once=False
)

_ENGINE = ENGINES["gaussdb"]


@dataclass(frozen=True)
class Report:
    """What a soak has shown.

    Attributes:
        lines: for a person
        complaints: what is not as it should be; empty if all is well
    """

    lines: Sequence[str]
    complaints: Sequence[str]


@dataclass(frozen=True)
class _Sample:
    """Bytes that the process takes after a number of polls."""

    polls: int
    memory: int


class _Witness(NullReporter):
    """Sees what one wait does: each poll that begins, and how it ends."""

    def __init__(self, jobs: Jobs) -> None:
        self.polls = self.pages = 0
        self.failures: Counter[str] = Counter()
        self.polled_after_end: list[str] = []
        self._send = requests_to({_ENGINE.name: jobs})
        self._ended: set[str] = set()
        self._lock = threading.Lock()

    def poll(self, key: JobRef | PageRef, timeout: float) -> Snapshot | Page:
        """Poll a job or read a page of the list, in one of the wait's threads."""
        with self._lock:
            self.polls += 1
            self.pages += isinstance(key, PageRef)
        if isinstance(key, JobRef) and key.id in self._ended:
            self.polled_after_end.append(key.id)
        return self._send(key, timeout)

    def polled(self, watch: Watch, transitions: Sequence[Transition], now: float) -> None:
        """Note an end, or count a failure by its kind."""
        if any(transition.kind == ENDED for transition in transitions):
            self._ended.add(watch.ref.id)
        if watch.error is not None:
            self.failures[type(watch.error).__name__] += 1


def soak(simulator: Simulator, plan: Plan, seed: int) -> Report:
    """Wait for all jobs of the plan, and check whether all was well."""
    draw = random.Random(seed)
    simulator.reset(token_lifetime=TOKEN_LIFETIME, seed=seed, list_order="random", list_gaps=GAPS)
    courses = random_courses(plan, draw)
    job_ids = simulator.add_jobs([{"course": course} for course in courses])
    faults = evenly_spread(draw)
    for fault in faults.values():
        simulator.add_fault(**fault)
    wanted = {job_id: course["outcome"] for job_id, course in zip(job_ids, courses, strict=True)}
    witnesses = [_Witness(Jobs(_session(simulator), _ENGINE)) for _turn in range(plan.waits)]
    start = time.monotonic()
    with ThreadPoolExecutor(plan.waits) as pool:
        waits = [
            pool.submit(
                Driver(_POLICY, BackgroundCalls(witness.poll), witness, time.monotonic).run,
                [JobRef(job_id, _ENGINE.name) for job_id in job_ids[number :: plan.waits]],
            )
            for number, witness in enumerate(witnesses)
        ]
        samples = list(_samples(waits, witnesses))
    endings = [wait.result() for wait in waits]
    growth = _growth(samples)
    polls = sum(witness.polls for witness in witnesses)
    pages = sum(witness.pages for witness in witnesses)
    struck = Counter(
        {name: fault["struck"] for name, fault in zip(faults, simulator.control("GET", "/faults"), strict=True)}
    )
    lines = [
        f"{len(job_ids)} jobs, {plan.waits} waits at once, {time.monotonic() - start:.0f} s",
        f"{polls} polls, {pages} of them pages of the list",
        f"{struck.total()} of them answered by a fault: {_counted(struck)}",
        f"failed polls: {_counted(sum((witness.failures for witness in witnesses), Counter()))}",
        f"outcomes: {_counted(Counter(wanted.values()))}",
        f"sign-ins: {simulator.control('GET', '/stats')['iam']['sign_ins']}",
        f"memory grew by {growth / 1e6:.1f} MB from the first to the last third of the polls (at most"
        f" {_GROWTH / 1e6:.0f} MB)",
    ]
    complaints = [
        *(complaint for ending in endings for complaint in _wrong_in(ending, wanted)),
        *(f"{job_id} was polled after its end" for witness in witnesses for job_id in witness.polled_after_end),
        *([f"{polls} polls are fewer than {plan.polls}"] if polls < plan.polls else []),
        *([f"only {struck.total()} of {polls} responses were faulty"] if struck.total() < polls / 5 else []),
        *(["the list was never read"] if not pages else []),
        *(["memory grows"] if growth > _GROWTH else []),
    ]
    return Report(lines, complaints)


def _session(simulator: Simulator) -> Session:
    cloud = Cloud.from_options({"api_timeout": API_TIMEOUT}, simulator.variables, _ENGINE)
    return Session(cloud, _ENGINE)


def _samples(waits: Sequence[Future[WaitOutcome]], witnesses: Sequence[_Witness]) -> Iterator[_Sample]:
    """The memory in use, ten times a second, and once all waits have ended."""
    is_over = False
    while not is_over:
        time.sleep(0.1)
        is_over = all(wait.done() for wait in waits)
        yield _Sample(sum(witness.polls for witness in witnesses), psutil.Process().memory_info().rss)


def _growth(samples: Sequence[_Sample]) -> int:
    """How much more memory was in use at the most in the last third of the polls than in the first."""
    third = samples[-1].polls / 3
    # On a machine that is too busy for a sample in the first third, the first sample counts for it.
    first = max((sample.memory for sample in samples if sample.polls <= third), default=samples[0].memory)
    last = max(sample.memory for sample in samples if sample.polls >= 2 * third)
    return last - first


def _wrong_in(ending: WaitOutcome, wanted: Mapping[str, str]) -> Iterator[str]:
    for error in ending.stopped.values():
        yield f"a wait was stopped: {error}"
    for watch in ending.watches:
        status = watch.job.status if watch.job else None
        if status != wanted[watch.ref.id]:
            lost = "missing" if watch.missing else f"lost: {watch.lost}" if watch.lost else "neither missing nor lost"
            yield f"{watch.ref.id} ended as {status} instead of {wanted[watch.ref.id]} ({lost})"
        elif status == "Failed" and watch.job and not watch.job.fail_reason:
            yield f"{watch.ref.id} failed without a reason"


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common())
