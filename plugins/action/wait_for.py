# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import wait_for_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import DEFAULT_API_TIMEOUT
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError, GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Jobs
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.refs import JobRef, parse_job_refs
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import BackgroundCalls
from ansible_collections.otc.gaussdb.plugins.module_utils._support.ranges import check_range
from ansible_collections.otc.gaussdb.plugins.plugin_utils._action import GaussDBAction, Outcome
from ansible_collections.otc.gaussdb.plugins.plugin_utils._sessions import session_for_each
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.driver import Driver, WaitOutcome
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.requests import requests_to
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.result import (
    OF_JOBS,
    build_failure,
    build_result,
    result_without_wait,
    undocumented_statuses,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.schedule import Policy


class ActionModule(GaussDBAction):
    """Waits for jobs."""

    spec = staticmethod(wait_for_spec)
    nothing = build_result(WaitOutcome([]), 0)

    def work(self, options: dict[str, Any]) -> Outcome:
        """Wait, and return the documented values, ``failed`` among them."""
        refs: list[JobRef] = []
        try:
            refs = parse_job_refs(options["job_id"], options["engine"], check_mode=self._task.check_mode)
            result = self._waited(options, refs)
        except GaussDBError as error:
            result = result_without_wait(error, refs)
        if result.get("failed") and options["msg"]:
            result["msg"] = f"{options['msg']} {result['msg']}"
        return result, None

    def _waited(self, options: Mapping[str, Any], refs: Sequence[JobRef]) -> dict[str, Any]:
        sessions = self._sessions(options, refs)
        api_timeout = min((session.api_timeout for session in sessions.values()), default=DEFAULT_API_TIMEOUT)
        policy = _policy(options, api_timeout, self._task.check_mode)
        before = sum(session.request_count for session in sessions.values())
        jobs = {engine: Jobs(session, ENGINES[engine]) for engine, session in sessions.items()}
        calls = BackgroundCalls(requests_to(jobs))
        outcome = Driver(policy, calls, self.reporter(options), time.monotonic).run(refs)
        return self._result(outcome, options, sum(session.request_count for session in sessions.values()) - before)

    def _result(self, outcome: WaitOutcome, options: Mapping[str, Any], polls: int) -> dict[str, Any]:
        result = build_result(outcome, polls)
        if undocumented := undocumented_statuses(outcome.watches):
            result["warnings"] = undocumented
        failure = build_failure(outcome, options["timeout"], options["state"] == "ended")
        if failure and not (self._task.check_mode and failure["reason"] in OF_JOBS):
            result.update(failure)
        return result

    def _sessions(self, options: Mapping[str, Any], refs: Sequence[JobRef]) -> dict[str, Session]:
        """A session for each engine that has a job, by the engine's name. They share one sign-in."""
        return session_for_each(
            (ref.engine for ref in refs),
            options["endpoint"],
            lambda engine: self.cloud(options, engine),
            lambda engine: self.session(options, engine),
        )


def _policy(options: Mapping[str, Any], api_timeout: float, check_mode: bool) -> Policy:
    for option in ("timeout", "delay", "not_found_timeout", "error_timeout"):
        check_range(option, options[option], 0)
    check_range("sleep", options["sleep"], 1)
    if options["timeout"] < options["delay"]:
        raise ConfigurationError(
            f"timeout: {options['timeout']} s is shorter than the delay of {options['delay']} s before the first poll."
            " Raise timeout."
        )
    return Policy(
        timeout=options["timeout"],
        delay=0 if check_mode else options["delay"],
        sleep=options["sleep"],
        not_found_timeout=options["not_found_timeout"],
        error_timeout=options["error_timeout"],
        api_timeout=api_timeout,
        once=check_mode or options["timeout"] == 0,
    )
