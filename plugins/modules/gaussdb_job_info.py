#!/usr/bin/python
# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gaussdb_job_info
short_description: Get details of GaussDB and TaurusDB jobs
version_added: 1.0.0
author: otc.gaussdb contributors (!UNKNOWN)
description:
  - Looks up jobs of the GaussDB or TaurusDB API by their IDs, or lists those of GaussDB. The API references call a job
    a task.
  - Creating, backing up, restoring, deleting, scaling and resizing an instance are jobs. The request that starts a job
    returns its ID as C(job_id).
  - The API knows the jobs of the last month. A job that it does not know does not fail this module; its ID is returned
    in RV(missing).
  - To wait for jobs, use M(otc.gaussdb.wait_for).
extends_documentation_fragment:
  - otc.gaussdb.cloud
  - otc.gaussdb.attributes
  - otc.gaussdb.attributes.read_only
attributes:
  check_mode:
    support: full
    details: Reads and changes nothing, so it does the same in check mode, except that an empty O(job_id) or
      O(instance_id) is not an error; the task that would have provided the ID has not run.
options:
  job_id:
    description:
      - The IDs of the jobs. Either a list, or a text with IDs separated by commas. Duplicates are looked up once.
      - An element may also be a mapping with C(id) and C(engine), such as an element of RV(jobs); lists may be nested.
      - If the list is empty, the module returns an empty list without contacting the API.
      - An empty ID or null is an error, because it usually means that the task which should have started the job was
        skipped.
      - If left out, GaussDB's jobs are listed. TaurusDB cannot list jobs.
    type: list
    elements: raw
    aliases: [id]
  engine:
    description: The database engine whose API knows the jobs. TaurusDB was formerly called GaussDB for MySQL.
    type: str
    choices: [gaussdb, taurusdb]
    default: gaussdb
  status:
    description: List only jobs with this status. Cannot be combined with O(job_id).
    type: str
    choices: [Running, Completed, Failed]
  name:
    description: List only jobs of this kind, for example V(CreateGaussDBV5Instance). Cannot be combined with O(job_id).
    type: str
  start_time:
    description:
      - List only jobs created at this time or later. Either ISO 8601, in UTC unless it has an offset, or seconds since
        1970. Cannot be combined with O(job_id).
    type: str
  end_time:
    description: List only jobs created at this time or earlier, written like O(start_time). Cannot be combined with
      O(job_id).
    type: str
  instance_id:
    description:
      - List only jobs of the instance with this ID. Cannot be combined with O(job_id). An empty ID or null is an error.
      - The API cannot filter by instance, so the module reads the whole list. Add O(start_time) to keep that short.
    type: str
  limit:
    description: List at most this many jobs, at least 1. Cannot be combined with O(job_id).
    type: int
seealso:
  - module: otc.gaussdb.wait_for
  - name: Obtaining Task Information
    description: The page of the GaussDB API reference.
    link: https://docs.otc.t-systems.com/gaussdb/api-ref/
  - name: Obtaining Information About a Task with a Specified ID
    description: The page of the TaurusDB API reference.
    link: https://docs.otc.t-systems.com/taurusdb/api-ref/
"""

EXAMPLES = r"""
- name: Look up a job
  otc.gaussdb.gaussdb_job_info:
    cloud: otc
    job_id: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5
  register: creation

- name: Show its status
  ansible.builtin.debug:
    msg: "{{ creation.job.name }} is {{ creation.job.status }} on {{ creation.job.instance.name }}"

- name: Look up several TaurusDB jobs
  otc.gaussdb.gaussdb_job_info:
    cloud: otc
    job_id:
      - a9767ede-fe0f-4888-9003-e843a4c90514
      - b0878fef-0f1a-4999-a114-f954b5da1625
    engine: taurusdb

- name: List the jobs that failed since yesterday
  otc.gaussdb.gaussdb_job_info:
    cloud: otc
    status: Failed
    start_time: "{{ now().timestamp() - 86400 }}"
  register: failures

- name: Wait on the only host that can reach the API
  otc.gaussdb.gaussdb_job_info:
    cloud: otc
    job_id: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5
  register: looked_up
  until: looked_up.job.status | default('') in ['Completed', 'Failed', 'Canceled']
  retries: 240
  delay: 30
  delegate_to: jumphost.example.com
"""

RETURN = r"""
jobs:
  description:
    - The jobs that were found, in the order of O(job_id), or as the API lists them.
    - Fields that the API adds in the future are passed through.
  returned: always
  type: list
  elements: dict
  contains: &job
    id:
      description: ID of the job, as given in O(job_id).
      type: str
      returned: always
      sample: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5
    engine:
      description: V(gaussdb) or V(taurusdb).
      type: str
      returned: always
      sample: gaussdb
    name:
      description: Kind of the job.
      type: str
      returned: always
      sample: CreateGaussDBV5Instance
    status:
      description: V(Running), V(Completed) or V(Failed), or another status that the API may have.
      type: str
      returned: always
      sample: Completed
    created:
      description: When the job was created, as the API wrote it. Null if the API gave no time.
      type: str
      returned: always
      sample: 2021-07-12T09:22:04+0800
    ended:
      description: When the job ended, as the API wrote it. Null until the status is final.
      type: str
      returned: always
      sample: 2021-07-12T10:10:13+0800
    created_at:
      description: The time in C(created) as ISO 8601 in UTC. Null if it is not known.
      type: str
      returned: always
      sample: '2021-07-12T01:22:04Z'
    ended_at:
      description: The time in C(ended) as ISO 8601 in UTC. Null until the status is final.
      type: str
      returned: always
      sample: '2021-07-12T02:10:13Z'
    duration:
      description: Seconds from C(created) to C(ended), as a whole number. Null until the status is final.
      type: int
      returned: always
      sample: 2889
    progress:
      description: Percentage of the job that is done. V(100) once it has completed, null if it is not known.
      type: int
      returned: always
      sample: 100
    instance:
      description: The instance that the job works on, with its C(id) and C(name). Both are null if they are not known.
      type: dict
      returned: always
      sample:
        id: b34f8c791f2643578510c093aa2351a8in14
        name: gauss-c1a3
    entities:
      description: Details that depend on the kind of the job. Empty for GaussDB.
      type: dict
      returned: always
      sample: {}
    fail_reason:
      description: Why the job failed. Null if the API gave no reason.
      type: str
      returned: always
      sample:
job:
  description: The only job that was asked for, with the same fields. Null if the API does not know it.
  returned: when exactly one job was asked for
  type: dict
  contains: *job
missing:
  description: The elements of O(job_id) that the API does not know, in their order.
  returned: always
  type: list
  elements: raw
  sample: []
reason:
  description:
    - Why the task failed, as a word that does not change between releases. Errors that Ansible itself raises have none.
    - V(unauthorized), the sign-in was refused.
    - V(forbidden), the user lacks a permission, which the message may name.
    - V(configuration), an option is missing, has a wrong value or contradicts another one.
    - V(unreachable), there was no connection, no response in time, or a server error.
    - V(throttled), the API kept throttling requests.
    - V(bad_response), the response made no sense.
    - V(refused), the API understood the request and refused it.
  returned: failure
  type: str
  sample: unreachable
"""

from ansible_collections.otc.gaussdb.plugins.module_utils._python import require_python

require_python()

import os
from datetime import datetime
from typing import Any, Optional

from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import FILTERS, job_info_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES, Engine
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError, GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Filters, Jobs
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.lookup import Found, list_jobs, look_up
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.refs import JobRef, parse_job_refs
from ansible_collections.otc.gaussdb.plugins.module_utils._module import Module
from ansible_collections.otc.gaussdb.plugins.module_utils._options import check_range
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session
from ansible_collections.otc.gaussdb.plugins.module_utils._support import quoting
from ansible_collections.otc.gaussdb.plugins.module_utils._support.times import parse_time

_NOTHING: dict[str, Any] = {"jobs": [], "missing": []}


def main() -> None:
    """Run as a module."""
    Module(job_info_spec()).run(job_info, _NOTHING)


def job_info(options: dict[str, Any], check_mode: bool) -> tuple[dict[str, Any], Optional[GaussDBError]]:
    """Look up the jobs, or list them if no IDs are given. The documented result, and why it is incomplete if it is.

    Raises:
        ConfigurationError: the options do not say who asks, where, or for what
    """
    engine = ENGINES[options["engine"]]
    if options["job_id"] is None:
        filters = _filters(options, engine, check_mode)
        if filters is None:
            return _NOTHING, None
        session = _session(options, engine)
        return _result(list_jobs(Jobs(session, engine), filters, session.api_timeout))

    _check_no_filters(options)
    refs = parse_job_refs(options["job_id"], engine.name, check_mode=check_mode)
    found: dict[JobRef, Any] = {}
    missing: set[JobRef] = set()
    error = None
    for name in dict.fromkeys(ref.engine for ref in refs):
        session = _session(options, ENGINES[name])
        part = look_up(
            Jobs(session, ENGINES[name]), [ref.id for ref in refs if ref.engine == name], session.api_timeout
        )
        found.update((JobRef(job.id, name), job) for job in part.jobs)
        missing.update(JobRef(job_id, name) for job_id in part.missing)
        error = part.error
        if error is not None:
            break
    result, _none = _result(Found(jobs=[found[ref] for ref in refs if ref in found]))
    result["missing"] = [ref.as_given() for ref in refs if ref in missing]
    if len(refs) == 1:
        result["job"] = result["jobs"][0] if result["jobs"] else None
    return result, error


def _session(options: dict[str, Any], engine: Engine) -> Session:
    return Session(Cloud.from_options(options, os.environ, engine), engine)


def _result(found: Found) -> tuple[dict[str, Any], Optional[GaussDBError]]:
    result: dict[str, Any] = {"jobs": [job.as_dict() for job in found.jobs], "missing": found.missing}
    if found.warnings:
        result["warnings"] = found.warnings
    return result, found.error


def _filters(options: dict[str, Any], engine: Engine, check_mode: bool) -> Optional[Filters]:
    """What to list; None in check mode if the instance's ID is empty, since the task that would give it has not run."""
    if not engine.lists_jobs:
        raise ConfigurationError(f"job_id: {engine.title} cannot list jobs. Pass the IDs of the jobs to look up.")
    check_range("limit", options["limit"], 1)
    start, end = (_time(option, options[option]) for option in ("start_time", "end_time"))
    if start and end and start > end:
        raise ConfigurationError("start_time is later than end_time, so no job can match. Swap them.")
    instance_id = options["instance_id"]
    if instance_id is not None and instance_id.strip() in ("", "None"):
        if check_mode:
            return None
        raise ConfigurationError(
            "instance_id: the ID is empty. Was the task that gives it skipped? To list the jobs of all instances, leave"
            " out instance_id."
        )
    return Filters(
        status=options["status"],
        name=options["name"] or None,
        start=start,
        end=end,
        instance_id=instance_id and instance_id.strip(),
        limit=options["limit"],
    )


def _time(option: str, value: Optional[str]) -> Optional[datetime]:
    moment = parse_time(value)
    if value is not None and moment is None:
        raise ConfigurationError(
            f"{option}: expected a time, got {quoting.quoted(value, quoting.TIME)}. Write it as 2026-11-22T09:00:00Z,"
            " with another offset, or in seconds since 1970."
        )
    return moment


def _check_no_filters(options: dict[str, Any]) -> None:
    given = [option for option in FILTERS if options[option] is not None]
    if given:
        raise ConfigurationError(
            f"job_id excludes the filters for listing jobs ({', '.join(given)}). Pass either job_id or filters."
        )


if __name__ == "__main__":
    main()
