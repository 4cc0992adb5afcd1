# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Watches jobs of GaussDB and TaurusDB, and sends an event for each change."""

from __future__ import annotations

import asyncio
import importlib
import logging
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

DOCUMENTATION = r"""
---
short_description: Send an event when a GaussDB or TaurusDB job changes
version_added: 1.0.0
author: otc.gaussdb contributors
description:
  - Watches jobs of the GaussDB or TaurusDB API, and sends an event when the status of a job changes. No playbook runs
    meanwhile.
  - The jobs are those of O(job_id), or all jobs of GaussDB, O(watch=all).
  - An event is C(event.gaussdb_job). It has the fields of a job that RV(otc.gaussdb.wait_for#module:jobs) describes,
    and C(event), C(previous_status) and, if it is C(missing) or C(lost), C(reason) and C(msg).
  - C(event.gaussdb_job.event) is C(seen), when a running job is first seen; C(changed), when its status (or progress,
    see O(events)) has changed; C(ended), when its status is final, C(Completed), C(Failed) or C(Canceled); C(missing),
    when the API does not know the job; or C(lost), when the API does not permit it to be queried.
  - C(previous_status) is the status before the event. It is null if the job was not seen before.
  - When all jobs of O(job_id) have ended, C(event.gaussdb_jobs) follows, whose C(event) is C(ended), with the lists of
    IDs C(completed), C(failed), C(missing) and C(lost). The source then stays idle, since a source that returns would
    end the rulebook. With O(watch=all), there is no such event.
  - While the source runs, each change is sent once. After a restart, a job that has ended is sent again, so that no end
    is lost. If a rule must not run twice, throttle it by ID and status, as in the example, or check first what it is
    about to do. Throttling does not outlast a restart either, unless the rulebook engine is persistent.
  - If the API cannot be reached, fails, or throttles requests, the source logs a warning and keeps polling. It ends
    with an error only if the sign-in is refused or the configuration is wrong.
options:
  engine:
    description: The database engine whose API knows the jobs.
    type: str
    choices: [gaussdb, taurusdb]
    default: gaussdb
  job_id:
    description:
      - The jobs to watch. A list of job IDs, or a single string with IDs separated by commas.
      - An element may also be a mapping with C(id) and C(engine), so that one source can watch jobs of both engines.
      - Either O(job_id) or O(watch) is required.
    type: list
    elements: raw
  watch:
    description:
      - With V(all), watches every job of GaussDB, also those that start later. Excludes O(job_id).
      - A new job is first seen within about 10 seconds, or O(interval).
      - TaurusDB's API cannot list jobs, so its jobs can only be watched by O(job_id).
    type: str
    choices: [all]
  name:
    description: With O(watch=all), watches only jobs of this name, such as V(CreateGaussDBV5Instance).
    type: str
  instance_id:
    description: With O(watch=all), watches only the jobs of this instance.
    type: str
  since:
    description:
      - With O(watch=all), watches only jobs that were created since then.
      - A time as in O(otc.gaussdb.gaussdb_job_info#module:start_time), in quotes, because ansible-rulebook does not
        accept it otherwise; or a number of minutes, hours or days before the start of the source, such as V(90m),
        V(12h) or V(7d).
      - If not set, the source watches jobs created within a day before its start, and all that follow. Choose a longer
        time if the rulebook may be down for longer, or if jobs take longer.
    type: str
  events:
    description:
      - Which changes to send. V(status) stands for everything but changes of the progress alone, V(progress) for those.
    type: list
    elements: str
    choices: [status, progress]
    default: [status]
  interval:
    description:
      - Number of seconds between two polls of a job, at least 1.
      - If not set, it depends on the job's age and progress, between 2 and 30 seconds.
      - Many jobs are watched through the job list. It is then the number of seconds between two readings of the list.
    type: int
  not_found_timeout:
    description: Number of seconds, from the first poll of a job, during which the API may not know the job.
    type: int
    default: 60
  replay:
    description:
      - Whether to send an event for a job that ended before the source was started.
      - With V(false), a job that ends while the rulebook is not running is named only in C(event.gaussdb_jobs).
    type: bool
    default: true
extends_documentation_fragment:
  - otc.gaussdb.cloud
notes:
  - Options for signing in are those of the modules. Without them, the environment (C(OS_*)) and C(clouds.yaml) decide,
    which is searched for in the working directory and in the usual folders.
  - ansible-rulebook makes a number of a template's result if it consists of digits. Set a user name or a password of
    digits in the environment or in C(clouds.yaml), not by a template.
"""

EXAMPLES = r"""
- name: React to the end of jobs
  hosts: localhost
  sources:
    - otc.gaussdb.jobs:
        cloud: otc
        job_id: "{{ job_ids }}"
  rules:
    - name: A job has completed
      condition: event.gaussdb_job.event == "ended" and event.gaussdb_job.status == "Completed"
      throttle:
        once_within: 1 day
        group_by_attributes:
          - event.gaussdb_job.id
          - event.gaussdb_job.status
      action:
        debug:
          msg: "{{ event.gaussdb_job.name }} completed after {{ event.gaussdb_job.duration }} s"

- name: React to every failed backup
  hosts: localhost
  sources:
    - otc.gaussdb.jobs:
        cloud: otc
        watch: all
        name: BackupSnapshotGaussDBV5InInstance
        since: 7d
  rules:
    - name: A backup has failed
      condition: event.gaussdb_job.event == "ended" and event.gaussdb_job.status != "Completed"
      action:
        debug:
          msg: "The backup of {{ event.gaussdb_job.instance.name }} failed: {{ event.gaussdb_job.fail_reason }}"
"""


def _make_importable() -> None:
    """Let this collection be imported: sources are loaded by their path, without Ansible's loader of collections."""
    # Not resolved: a collection may be a link to a folder of another name.
    root = Path(__file__).absolute().parents[7]
    if str(root) not in sys.path:
        sys.path.append(str(root))
    package = importlib.import_module("ansible_collections")
    if str(root / "ansible_collections") not in package.__path__:
        package.__path__.append(str(root / "ansible_collections"))


_make_importable()

from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import jobs_source_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import DEFAULT_API_TIMEOUT, Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES, Engine
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    ConfigurationError,
    GaussDBError,
    JobNotFoundError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Jobs
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.refs import JobRef, parse_job_refs
from ansible_collections.otc.gaussdb.plugins.module_utils._options import validated
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session
from ansible_collections.otc.gaussdb.plugins.module_utils._session.transport import HAS_REQUESTS
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import BackgroundCalls
from ansible_collections.otc.gaussdb.plugins.module_utils._support.ranges import check_range
from ansible_collections.otc.gaussdb.plugins.module_utils._support.text import printable, shortened
from ansible_collections.otc.gaussdb.plugins.plugin_utils._events import (
    events_of,
    is_final,
    parse_kinds,
    parse_scope,
    summary_of,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._sessions import session_for_each, shared_session
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.discovery import Discovery
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.driver import Calls, Driver, WaitOutcome
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.progress import NullReporter
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.requests import Request, requests_to
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.schedule import Policy
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.watch import Transition, Watch

logger = logging.getLogger("otc.gaussdb.jobs")

# Seconds between two warnings that polls fail.
_WARN_EVERY = 60.0


async def main(queue: asyncio.Queue[Any], args: Mapping[str, Any]) -> None:
    """Send events until cancelled.

    Raises:
        ConfigurationError: options, files or variables do not say who signs in or where
        UnauthorizedError: the sign-in was refused
    """
    options = validated(args, jobs_source_spec())
    kinds = parse_kinds(options["events"])
    scope = parse_scope(options, datetime.now(timezone.utc))
    refs = [] if scope else parse_job_refs(options["job_id"], options["engine"])
    sessions = _sessions(options, [scope.engine] if scope else [ref.engine for ref in refs])
    policy = _policy(options, min((each.api_timeout for each in sessions.values()), default=DEFAULT_API_TIMEOUT))
    send = requests_to({engine: Jobs(session, ENGINES[engine]) for engine, session in sessions.items()})

    since = None if options["replay"] else time.monotonic()

    def to_events(transitions: Sequence[Transition]) -> list[dict[str, Any]]:
        return events_of(transitions, kinds, since)

    discovery = Discovery(scope) if scope else None
    await follow(queue, refs, policy, BackgroundCalls(patient(send)), to_events, discovery)


async def follow(
    queue: asyncio.Queue[Any],
    refs: Sequence[JobRef],
    policy: Policy,
    calls: Calls,
    to_events: Callable[[Sequence[Transition]], list[dict[str, Any]]],
    discovery: Discovery | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Follow jobs to their ends in a thread, put their events into the queue, and stay until cancelled.

    The thread is a daemon, and nothing here waits for it: a request under way does not hold up the end of the rulebook.

    Args:
        discovery: finds further jobs to follow
    """
    inbox: asyncio.Queue[dict[str, Any] | WaitOutcome | Exception] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def post(item: dict[str, Any] | WaitOutcome | Exception) -> None:
        # The loop may be closed already.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(inbox.put_nowait, item)

    driver = Driver(policy, calls, _Messenger(post, to_events, discovery is not None), clock)

    def drive() -> None:
        try:
            post(driver.run(refs, discovery))
        except Exception as error:  # handed to the loop, which raises it
            post(error)

    threading.Thread(target=drive, name="otc.gaussdb.jobs", daemon=True).start()
    try:
        while True:
            item = await inbox.get()
            if isinstance(item, Exception):
                raise item
            if not isinstance(item, WaitOutcome):
                await queue.put(item)
                continue
            for error in item.stopped.values():
                raise error
            await queue.put(summary_of(item.watches))
    finally:
        driver.stop()


def patient(send: Request) -> Request:
    """The same requests, but a server that has never responded is waited for like one that has: a rulebook may start
    before the network does.
    """

    def send_patiently(key: Any, timeout: float) -> Any:
        try:
            return send(key, timeout)
        except GaussDBError as error:
            if error.first_contact and not is_final(error):
                raise UnreachableError(str(error), retry_after=error.retry_after) from None
            raise

    return send_patiently


class _Messenger(NullReporter):
    """Posts an event for each change, and logs when polls fail."""

    def __init__(
        self,
        post: Callable[[dict[str, Any] | Exception], None],
        to_events: Callable[[Sequence[Transition]], list[dict[str, Any]]],
        needs_list: bool,
    ) -> None:
        self._post = post
        self._to_events = to_events
        self._needs_list = needs_list
        self._warned_at = -math.inf

    def polled(self, watch: Watch, transitions: Sequence[Transition], now: float) -> None:
        """Post what has changed."""
        for event in self._to_events(transitions):
            self._post(event)
        if watch.lost is not None and is_final(watch.lost):
            # Also if the API of the other engine can still be polled.
            self._post(watch.lost)
        if watch.error is not None and not isinstance(watch.error, JobNotFoundError) and watch.is_open:
            self._warn(watch.error, now)

    def listing_failed(self, error: GaussDBError, now: float) -> None:
        """Log it if jobs are found by the list alone."""
        if self._needs_list:
            self._warn(error, now)

    def _warn(self, error: GaussDBError, now: float) -> None:
        if now >= self._warned_at + _WARN_EVERY:
            self._warned_at = now
            logger.warning("Requests fail, and will be retried: %s", shortened(printable(str(error))))


def _sessions(options: Mapping[str, Any], engines: Sequence[str]) -> dict[str, Session]:
    if not HAS_REQUESTS:
        raise ConfigurationError(
            "The Python library requests is missing. Install it for the Python that runs ansible-rulebook:"
            f" {sys.executable} -m pip install requests."
        )

    def cloud(engine: Engine) -> Cloud:
        return Cloud.from_options(options, dict(os.environ), engine, [os.getcwd()])

    # Sources of one rulebook that sign in alike share a sign-in: a refused one is not repeated, since accounts lock.
    return session_for_each(engines, options["endpoint"], cloud, lambda engine: shared_session(cloud(engine), engine))


def _policy(options: Mapping[str, Any], api_timeout: float) -> Policy:
    check_range("interval", options["interval"], 1)
    check_range("not_found_timeout", options["not_found_timeout"], 0)
    return Policy(
        timeout=math.inf,
        delay=0.0,
        sleep=options["interval"],
        not_found_timeout=options["not_found_timeout"],
        error_timeout=math.inf,
        api_timeout=api_timeout,
        once=False,
    )
