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
  - otc.gaussdb.attributes.twin
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
  - ref: ansible_collections.otc.gaussdb.docsite.getting_started
    description: From nothing to the first wait.
  - ref: ansible_collections.otc.gaussdb.docsite.many_jobs
    description: Waiting for many jobs.
  - ref: ansible_collections.otc.gaussdb.docsite.authentication
    description: A recipe for each way to sign in.
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
from collections.abc import Mapping
from typing import Any, Optional

from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import job_info_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import Engine
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.info import NOTHING, job_info
from ansible_collections.otc.gaussdb.plugins.module_utils._module import Module
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session


def main() -> None:
    """Run as a module."""
    Module(job_info_spec()).run(work, NOTHING)


def work(options: dict[str, Any], check_mode: bool) -> tuple[Mapping[str, Any], Optional[GaussDBError]]:
    """Look up the jobs with a session of this process."""

    def session(engine: Engine) -> Session:
        return Session(Cloud.from_options(options, os.environ, engine), engine)

    return job_info(options, check_mode, session)


if __name__ == "__main__":
    main()
