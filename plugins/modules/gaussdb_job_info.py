#!/usr/bin/python
# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gaussdb_job_info
short_description: Get details of GaussDB and TaurusDB tasks
version_added: 1.0.0
author: otc.gaussdb contributors (!UNKNOWN)
description:
  - Looks tasks of the GaussDB or TaurusDB API up by their IDs, or lists those of GaussDB. The API calls a task a job.
  - Creating, backing up, restoring, deleting, scaling and resizing an instance are such tasks; the request that starts
    one returns its ID as C(job_id).
  - The API knows the tasks of the last month. One that it does not know is no failure of this module, but named in
    RV(missing).
  - To wait for tasks, use M(otc.gaussdb.wait_for).
extends_documentation_fragment:
  - otc.gaussdb.cloud
  - otc.gaussdb.attributes
  - otc.gaussdb.attributes.read_only
attributes:
  check_mode:
    support: full
    details: It looks and changes nothing, in check mode as well.
options:
  engine:
    description: The database engine whose API knows the tasks. TaurusDB was formerly called GaussDB for MySQL.
    type: str
    choices: [gaussdb, taurusdb]
    default: gaussdb
  job_id:
    description:
      - The IDs of the tasks; a list, or a text with IDs separated by commas. IDs that occur twice are asked for once.
      - An empty list is no work. The module then returns an empty list and asks nobody.
      - If left out, GaussDB's tasks are listed. TaurusDB has no list.
    type: list
    elements: str
    aliases: [id]
  status:
    description: List only the tasks with this status. Not together with O(job_id).
    type: str
    choices: [Running, Completed, Failed]
  name:
    description: List only tasks of this kind, for instance V(CreateGaussDBV5Instance). Not together with O(job_id).
    type: str
  start_time:
    description:
      - List only the tasks created at this time or later. ISO 8601, in UTC unless it has an offset, or seconds since
        1970. Not together with O(job_id).
    type: str
  end_time:
    description: List only the tasks created at this time or earlier, written like O(start_time). Not together with
      O(job_id).
    type: str
  instance_id:
    description:
      - List only the tasks of the instance with this ID. Not together with O(job_id).
      - The API cannot filter by instance, so the whole list is read. Give O(start_time) as well to keep that short.
    type: str
  limit:
    description: List at most this many tasks. Not together with O(job_id).
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
- name: Snapshot a task up
  otc.gaussdb.gaussdb_job_info:
    cloud: otc
    job_id: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5
  register: created

- name: Show how far it is
  ansible.builtin.debug:
    msg: "{{ created.job.name }} is {{ created.job.status }} on {{ created.job.instance.name }}"

- name: Snapshot several TaurusDB tasks up
  otc.gaussdb.gaussdb_job_info:
    cloud: otc
    engine: taurusdb
    job_id:
      - a9767ede-fe0f-4888-9003-e843a4c90514
      - b0878fef-0f1a-4999-a114-f954b5da1625

- name: List what failed since yesterday
  otc.gaussdb.gaussdb_job_info:
    cloud: otc
    status: Failed
    start_time: "{{ now().timestamp() - 86400 }}"
  register: failures

- name: Wait from a host that alone can reach the API
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
    - The tasks that were found, in the order in which they were asked for, or in which the API lists them.
    - What the API adds to a task one day passes through under its own name.
  returned: always
  type: list
  elements: dict
  contains: &job
    id:
      description: ID of the task.
      type: str
      returned: always
      sample: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5
    engine:
      description: V(gaussdb) or V(taurusdb).
      type: str
      returned: always
      sample: gaussdb
    name:
      description: Kind of the task.
      type: str
      returned: always
      sample: CreateGaussDBV5Instance
    status:
      description: V(Running), V(Completed) or V(Failed), or another status that the API may have.
      type: str
      returned: always
      sample: Completed
    created:
      description: When the task was created, as the API wrote it. Null when empty.
      type: str
      returned: always
      sample: 2021-07-12T09:22:04+0800
    ended:
      description: When the task ended, as the API wrote it. Null when empty.
      type: str
      returned: always
      sample: 2021-07-12T10:10:13+0800
    duration:
      description: Whole seconds from RV(jobs[].created) to RV(jobs[].ended). Null until both are known.
      type: int
      returned: always
      sample: 2889
    progress:
      description: Percent of the task that is done. 100 once it has completed, null when unknown.
      type: int
      returned: always
      sample: 100
    instance:
      description: The instance that the task works on, with its C(id) and C(name). Both are null when unknown.
      type: dict
      returned: always
      sample:
        id: b34f8c791f2643578510c093aa2351a8in14
        name: gauss-c1a3
    entities:
      description: Details that depend on the kind of the task. Empty for GaussDB.
      type: dict
      returned: always
      sample: {}
    fail_reason:
      description: Why the task failed. Null when there is no reason.
      type: str
      returned: always
      sample:
job:
  description: The same for a single task. Null if the API does not know it.
  returned: when one distinct ID was asked for
  type: dict
  contains: *job
missing:
  description: The IDs that the API does not know, in the order in which they were asked for.
  returned: always
  type: list
  elements: str
  sample: []
reason:
  description:
    - What went wrong, as a word that does not change between releases.
    - V(unauthorized), the sign-in was refused; V(forbidden), the user lacks a permission that the message may name;
      V(unreachable), no connection, no answer in time, or trouble on the server; V(bad_response), an answer that makes
      no sense; V(refused), the API refuses the request; V(throttled), it wants fewer requests; V(conflict), another
      operation is in the way; V(configuration), options that are missing or contradict each other.
  returned: failure
  type: str
  sample: unreachable
"""

import os
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import FILTERS, job_info_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES, Engine
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError, GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.job import parse_job_ids
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Filters, Jobs
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.lookup import Found, list_jobs, look_up
from ansible_collections.otc.gaussdb.plugins.module_utils._module import leave
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session
from ansible_collections.otc.gaussdb.plugins.module_utils._support.times import parse_time


def main() -> None:
    """Run as a module: options from Ansible, result to Ansible."""
    module = AnsibleModule(argument_spec=job_info_spec(), supports_check_mode=True)
    job_ids: list[str] | None = None
    try:
        job_ids = None if module.params["job_id"] is None else parse_job_ids(module.params["job_id"])
        found = find(module.params, job_ids)
    except GaussDBError as error:
        found = Found(error=error)
    result: dict[str, Any] = {"jobs": [job.as_dict() for job in found.jobs], "missing": found.missing}
    if job_ids is not None and len(job_ids) == 1:
        result["job"] = result["jobs"][0] if result["jobs"] else None
    leave(module, result, found.error)


def find(params: dict[str, Any], job_ids: list[str] | None) -> Found:
    """Look the jobs up, or list them where no IDs are given.

    Raises:
        ConfigurationError: the options do not say who asks, where, or for what
    """
    engine = ENGINES[params["engine"]]
    filters = _filters(params, engine) if job_ids is None else _no_filters(params)
    if job_ids == []:
        return Found()
    session = Session(Cloud.from_options(params, os.environ, engine), engine)
    jobs = Jobs(session, engine)
    if job_ids is None:
        return list_jobs(jobs, filters, session.api_timeout)
    return look_up(jobs, job_ids, session.api_timeout)


def _filters(params: dict[str, Any], engine: Engine) -> Filters:
    if not engine.lists_jobs:
        raise ConfigurationError(f"job_id: {engine.title} has no task list, so give the IDs of the tasks to look up.")
    if params["limit"] is not None and params["limit"] < 1:
        raise ConfigurationError(f"limit: {params['limit']} is not a number of tasks. Give 1 or more, or leave it out.")
    bounds = {}
    for option in ("start_time", "end_time"):
        bounds[option] = parse_time(params[option])
        if params[option] is not None and bounds[option] is None:
            raise ConfigurationError(
                f"{option}: {params[option]!r} is not a time. Write it as 2026-11-22T09:00:00Z, with another offset, or"
                " in seconds since 1970."
            )
    if bounds["start_time"] and bounds["end_time"] and bounds["start_time"] > bounds["end_time"]:
        raise ConfigurationError("start_time is later than end_time, so that no task can match.")
    return Filters(
        status=params["status"],
        name=params["name"] or None,
        start=bounds["start_time"],
        end=bounds["end_time"],
        instance_id=params["instance_id"] or None,
        limit=params["limit"],
    )


def _no_filters(params: dict[str, Any]) -> Filters:
    given = [option for option in FILTERS if params[option] is not None]
    if given:
        raise ConfigurationError(
            f"job_id: the filters {', '.join(given)} are for listing tasks. Give either job_id or filters."
        )
    return Filters()


if __name__ == "__main__":
    main()
