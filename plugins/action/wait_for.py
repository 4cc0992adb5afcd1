# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Mapping
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import wait_for_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError, GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Jobs
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.refs import parse_job_refs
from ansible_collections.otc.gaussdb.plugins.module_utils._options import validated
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import BackgroundCalls
from ansible_collections.otc.gaussdb.plugins.plugin_utils._parent import ending_with_parent
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import Progress, Silence
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.result import (
    OF_JOBS,
    failure_of,
    result_of,
    result_without_wait,
    unknown_statuses,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.waiter import Observer, Rules, Waiter

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
        job_ids: list[str] = []
        try:
            options = validated(self._task.args, wait_for_spec())
            refs = parse_job_refs(options["job_id"], options["engine"], check_mode=self._task.check_mode)
            job_ids = [ref.id for ref in refs]
            rules = _rules(options, self._task.check_mode)
            result = self._waited(options, job_ids, rules, (task_vars or {}).get("inventory_hostname", "localhost"))
        except GaussDBError as error:
            result = result_without_wait(error, job_ids)
        if result.get("failed") and options.get("msg"):
            result["msg"] = f"{options['msg']} {result['msg']}"
        return result

    def _waited(self, options: Mapping[str, Any], job_ids: list[str], rules: Rules, host: str) -> dict[str, Any]:
        engine = ENGINES[options["engine"]]
        session = Session(Cloud.from_options(options, self._environ(), engine), engine)
        jobs = Jobs(session, engine)
        observer = self._observer(options, host, len(job_ids))
        with ending_with_parent(), warnings.catch_warnings():
            # They go to standard error, whose lock the main thread of a worker holds before ansible-core 2.19: a look
            # that warns, say of a certificate that is not verified, would hang.
            warnings.simplefilter("ignore")
            ending = Waiter(BackgroundCalls(jobs.get), rules, observer, time.monotonic).wait(job_ids)
        result = result_of(ending, session.requests)
        if odd := unknown_statuses(ending.watches):
            result["warnings"] = odd
        failure = failure_of(ending, rules.timeout, options["state"] == "ended")
        if failure and not (self._task.check_mode and failure["reason"] in OF_JOBS):
            result.update(failure)
        return result

    def _observer(self, options: Mapping[str, Any], host: str, jobs: int) -> Observer:
        if not options["progress"] or self._task.no_log:
            return Silence()
        return Progress(_say, host, jobs, start=time.monotonic(), every_look=_DISPLAY.verbosity > 0)

    def _environ(self) -> dict[str, str]:
        """Variables of the process, and those of ``environment:``, which do not reach an action by themselves."""
        declared: dict[str, Any] = {}
        self._compute_environment_string(declared)
        return {**os.environ, **{key: str(value) for key, value in declared.items()}}


def _say(line: str) -> None:
    # Standard output belongs to the callback, which may print JSON there.
    _DISPLAY.display(line, stderr=True)


def _rules(options: Mapping[str, Any], check_mode: bool) -> Rules:
    for option in ("timeout", "delay", "not_found_timeout", "error_timeout"):
        if options[option] < 0:
            raise ConfigurationError(f"{option}: {options[option]} is not a number of seconds to wait. Give 0 or more.")
    for option in ("sleep", "api_timeout"):
        if options[option] is not None and options[option] < 1:
            raise ConfigurationError(f"{option}: {options[option]} s is too short. Give 1 or more, or leave it out.")
    if options["timeout"] < options["delay"]:
        raise ConfigurationError(
            f"timeout: {options['timeout']} s for the whole task is shorter than delay, {options['delay']} s before the"
            " first look. Raise timeout."
        )
    return Rules(
        timeout=options["timeout"],
        delay=0 if check_mode else options["delay"],
        sleep=options["sleep"],
        not_found_timeout=options["not_found_timeout"],
        error_timeout=options["error_timeout"],
        api_timeout=options["api_timeout"],
        once=check_mode or options["timeout"] == 0,
    )
