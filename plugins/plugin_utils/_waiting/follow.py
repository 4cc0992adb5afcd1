# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Following jobs to their ends as one step among others, and keeping what was seen of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...module_utils._engines import Engine
from ...module_utils._errors import GaussDBError, JobFailedError, JobNotFoundError, TimedOutError
from ...module_utils._jobs.jobs import Jobs
from ...module_utils._jobs.refs import JobRef
from ...module_utils._session.session import Session
from ...module_utils._support.background import BackgroundCalls
from .driver import Driver, Reporter, WaitOutcome
from .requests import requests_to
from .result import build_failure, build_result
from .schedule import Policy

# A new job "takes several seconds" to become visible, say the references.
_NOT_FOUND_TIMEOUT = 60.0

_OF_JOBS: dict[str, type[GaussDBError]] = {
    error.reason: error for error in (JobFailedError, JobNotFoundError, TimedOutError)
}


class Follower:
    """Follows jobs of one engine.

    Attributes:
        jobs: what was last seen of each job, by its ID
        result: what wait_for would return for the last wait
    """

    def __init__(
        self,
        session: Session,
        engine: Engine,
        error_timeout: float,
        reporter: Callable[[], Reporter],
        clock: Callable[[], float],
    ) -> None:
        """
        Args:
            error_timeout: seconds for which the polls of a job may fail
            reporter: makes one for each wait
            clock: seconds, monotonic
        """
        self.jobs: dict[str, dict[str, Any]] = {}
        self.result = build_result(WaitOutcome([]), 0)
        self._session = session
        self._jobs = Jobs(session, engine)
        self._engine = engine
        self._api_timeout = session.api_timeout
        self._error_timeout = error_timeout
        self._reporter = reporter
        self._clock = clock

    def __call__(self, job_ids: Sequence[str], seconds: float) -> GaussDBError | None:
        """Follow these jobs for some seconds at most; what kept them from completing, None if they have."""
        before = self._session.request_count
        policy = Policy(
            timeout=seconds,
            delay=0.0,
            sleep=None,
            not_found_timeout=_NOT_FOUND_TIMEOUT,
            error_timeout=self._error_timeout,
            api_timeout=self._api_timeout,
            once=False,
        )
        driver = Driver(
            policy, BackgroundCalls(requests_to({self._engine.name: self._jobs})), self._reporter(), self._clock
        )
        outcome = driver.run([JobRef(job_id, self._engine.name) for job_id in job_ids])
        for watch in outcome.watches:
            if watch.job is not None:
                self.jobs[watch.ref.id] = watch.job.as_dict()
        self.result = build_result(outcome, self._session.request_count - before)
        failure = build_failure(outcome, seconds, failures_are_fine=False)
        return None if failure is None else _error(outcome, failure["reason"], failure["msg"])


def _error(outcome: WaitOutcome, reason: str, message: str) -> GaussDBError:
    if reason in _OF_JOBS:
        return _OF_JOBS[reason](message)
    errors = [*outcome.stopped.values(), *(watch.lost for watch in outcome.watches if watch.lost is not None)]
    return next(error for error in errors if error.reason == reason).with_message(message)
