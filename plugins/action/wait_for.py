# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import wait_for_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError, GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Jobs, Snapshot
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.refs import JobRef, parse_job_refs
from ansible_collections.otc.gaussdb.plugins.module_utils._options import check_range, validated
from ansible_collections.otc.gaussdb.plugins.module_utils._session.http import HAS_REQUESTS
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import BackgroundCalls
from ansible_collections.otc.gaussdb.plugins.plugin_utils._parent import exiting_with_parent
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.driver import Driver, Reporter, WaitOutcome
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import (
    HeartbeatReporter,
    NullReporter,
    ProgressReporter,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.result import (
    OF_JOBS,
    failure_of,
    result_of,
    result_without_wait,
    undocumented_statuses,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.schedule import Policy

_DISPLAY = Display()


class ActionModule(ActionBase):
    """Options from Ansible, result to Ansible; what lies between knows nothing of it."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Wait, and return the documented values, ``failed`` among them."""
        super().run(tmp, task_vars)
        options: dict[str, Any] = {}
        refs: list[JobRef] = []
        try:
            options = validated(self._task.args, wait_for_spec())
            refs = parse_job_refs(options["job_id"], options["engine"], check_mode=self._task.check_mode)
            policy = _policy(options, self._task.check_mode)
            result = self._waited(options, refs, policy, (task_vars or {}).get("inventory_hostname", "localhost"))
        except GaussDBError as error:
            result = result_without_wait(error, refs)
        if result.get("failed") and options.get("msg"):
            result["msg"] = f"{options['msg']} {result['msg']}"
        return result

    def _waited(self, options: Mapping[str, Any], refs: Sequence[JobRef], policy: Policy, host: str) -> dict[str, Any]:
        sessions = self._sessions(options, refs)
        jobs = {engine: Jobs(session, ENGINES[engine]) for engine, session in sessions.items()}

        def poll(ref: JobRef, timeout: float) -> Snapshot:
            return jobs[ref.engine].get(ref.id, timeout)

        with exiting_with_parent(), warnings.catch_warnings():
            # They go to standard error, whose lock the main thread of a worker holds before ansible-core 2.19: a poll
            # that warns, say of a certificate that is not verified, would hang.
            warnings.simplefilter("ignore")
            driver = Driver(policy, BackgroundCalls(poll), self._reporter(options, policy, host), time.monotonic)
            outcome = driver.run(refs)
        return self._result(outcome, options, sum(session.request_count for session in sessions.values()))

    def _result(self, outcome: WaitOutcome, options: Mapping[str, Any], polls: int) -> dict[str, Any]:
        result = result_of(outcome, polls)
        if undocumented := undocumented_statuses(outcome.watches):
            result["warnings"] = undocumented
        failure = failure_of(outcome, options["timeout"], options["state"] == "ended")
        if failure and not (self._task.check_mode and failure["reason"] in OF_JOBS):
            result.update(failure)
        return result

    def _sessions(self, options: Mapping[str, Any], refs: Sequence[JobRef]) -> dict[str, Session]:
        """A session for each engine that has a job, by the engine's name. They share one sign-in."""
        if not refs:
            return {}
        if not HAS_REQUESTS:
            raise ConfigurationError(
                f"The Python library requests is missing. wait_for runs on the controller, so install it for the Python"
                f" that runs Ansible: {sys.executable} -m pip install requests."
            )
        engines = dict.fromkeys(ref.engine for ref in refs)
        if len(engines) > 1 and options["endpoint"]:
            raise ConfigurationError(
                "endpoint: it is the URL of one engine's API, but job_id has jobs of both engines. Leave it out, or use"
                " a task for each engine."
            )
        environ = self._environ()
        # Users keep files where they start ansible-playbook, or beside the playbook, where a local module finds them.
        folders = [os.getcwd(), self._loader.get_basedir()]
        clouds = {name: Cloud.from_options(options, environ, ENGINES[name], folders) for name in engines}
        (first, cloud), *others = clouds.items()
        session = Session(cloud, ENGINES[first])
        return {first: session, **{name: session.with_engine(other, ENGINES[name]) for name, other in others}}

    def _reporter(self, options: Mapping[str, Any], policy: Policy, host: str) -> Reporter:
        if not options["progress"]:
            return NullReporter()
        if self._task.no_log:
            return HeartbeatReporter(_print)
        return ProgressReporter(_print, host, every_poll=_DISPLAY.verbosity > 0)

    def _environ(self) -> dict[str, str]:
        """Variables of the process, and those of ``environment:``, which do not reach an action by themselves."""
        declared: dict[str, Any] = {}
        self._compute_environment_string(declared)
        return {**os.environ, **{key: str(value) for key, value in declared.items()}}


def _print(line: str) -> None:
    # Standard output belongs to the callback, which may print JSON there.
    _DISPLAY.display(line, stderr=True)


def _policy(options: Mapping[str, Any], check_mode: bool) -> Policy:
    for option in ("timeout", "delay", "not_found_timeout", "error_timeout"):
        check_range(option, options[option], 0)
    for option in ("sleep", "api_timeout"):
        check_range(option, options[option], 1)
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
        api_timeout=options["api_timeout"],
        once=check_mode or options["timeout"] == 0,
    )
