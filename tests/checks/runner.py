# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a plan: lanes side by side, the checks of a lane one after another, since they share a site."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from .commands import Log, stop_all
from .counts import ONE_FAILED, ONE_LACKING, ONE_PASSED, Counts
from .errors import CheckError, LackingError
from .locks import locked
from .places import LOGS
from .report import Outcome
from .sites import Site

LANES_AT_ONCE = 2 * (os.cpu_count() or 1) + 1
"""More than twice as many as there are processors, since integration tests mostly wait."""

Check = Callable[[Site, Log], Counts]
"""Raises CheckError if it cannot come to a result."""


@dataclass(frozen=True)
class Job:
    """One check at one site."""

    check: str
    run: Check


@dataclass(frozen=True)
class Lane:
    """A site and what runs there."""

    site: Site
    jobs: tuple[Job, ...]


def run_lanes(lanes: Sequence[Lane], report: Callable[[Outcome], None], *, require_all: bool) -> list[Outcome]:
    """Run all lanes; every outcome is reported as soon as it is known."""

    def run_lane(lane: Lane) -> list[Outcome]:
        outcomes = []
        for outcome in _run_lane(lane):
            known = outcome.requiring_all() if require_all else outcome
            report(known)
            outcomes.append(known)
        return outcomes

    with ThreadPoolExecutor(LANES_AT_ONCE) as executor:
        running = [executor.submit(run_lane, lane) for lane in lanes]
        try:
            return [outcome for lane in running for outcome in lane.result()]
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            stop_all()
            raise


def _run_lane(lane: Lane) -> Iterator[Outcome]:
    site = lane.site
    with locked(site.lock):
        prepared = _run(site, Job("preparation", _prepare))
        for job in lane.jobs:
            yield replace(prepared, check=job.check) if prepared.failed else _run(site, job)


def _prepare(site: Site, log: Log) -> Counts:
    site.prepare(log)
    return ONE_PASSED


def _run(site: Site, job: Job) -> Outcome:
    start = time.monotonic()
    lacking = ""
    with Log(LOGS / f"{job.check} {site.name}.log".replace(" ", "-")) as log:
        try:
            counts = job.run(site, log)
            if counts == Counts():
                raise CheckError("nothing was tested")
        except LackingError as error:
            lacking = str(error)
            counts = ONE_LACKING
        except CheckError as error:
            log.write(f"error: {error}")
            counts = ONE_FAILED
    return Outcome(job.check, site.core, counts, time.monotonic() - start, log.path, lacking)
