#!/usr/bin/python
# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gaussdb_job_info
short_description: Look up GaussDB and TaurusDB jobs
version_added: 1.0.0
author: otc.gaussdb contributors (!UNKNOWN)
description:
  - Looks up jobs of GaussDB and TaurusDB by their IDs, or lists GaussDB's jobs. The API references call a job a task.
  - Creating, backing up, restoring, deleting, scaling and resizing an instance are jobs. The request that starts a job
    returns its ID as C(job_id).
  - The API knows the jobs of the last month. A job that it does not know is not an error; its ID is returned in
    RV(missing).
  - To wait until jobs have ended, use M(otc.gaussdb.wait_for).
extends_documentation_fragment:
  - otc.gaussdb.cloud
  - otc.gaussdb.attributes
  - otc.gaussdb.attributes.read_only
  - otc.gaussdb.attributes.twin
attributes:
  check_mode:
    support: full
    details: It changes nothing, so it does the same in check mode, except that an empty O(job_id) or O(instance_id) is
      not an error, since the task that provides the ID has not run.
options:
  job_id:
    description:
      - The IDs of the jobs. A list, or a single string with IDs separated by commas. Nested lists are flattened, and a
        job that is listed twice is looked up once.
      - An element may also be a mapping with C(id) and C(engine), such as the elements of RV(jobs). O(engine) applies
        to all other elements.
      - If the list is empty, the module returns an empty list without contacting the API.
      - An empty ID or null is an error, because it usually means that the task which should have started the job was
        skipped.
      - If this option is left out, GaussDB's jobs are listed. TaurusDB cannot list jobs.
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
    description: Maximum number of jobs to list, at least 1. Cannot be combined with O(job_id).
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

- name: Wait where only another host can reach the API
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
  contains:
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
      description: Name of the job, which says what kind it is.
      type: str
      returned: always
      sample: CreateGaussDBV5Instance
    status:
      description: V(Running), V(Completed) or V(Failed), or another status that the API returns.
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
      description: Percentage of the job that is done. V(100) once it has completed. Null if it is not known.
      type: int
      returned: always
      sample: 100
    instance:
      description: C(id) and C(name) of the instance that the job works on. Each is null if it is not known.
      type: dict
      returned: always
      sample:
        id: b34f8c791f2643578510c093aa2351a8in14
        name: gauss-c1a3
    entities:
      description: Details that depend on the kind of job. Empty for GaussDB.
      type: dict
      returned: always
      sample: {}
    fail_reason:
      description: Why the job failed. Null if the API gave no reason.
      type: str
      returned: always
      sample:
job:
  description: The job if O(job_id) has exactly one, with the same fields as an element of RV(jobs). Null if the API
    does not know it.
  returned: when O(job_id) has exactly one job
  type: dict
  sample:
    id: a9767ede-fe0f-4888-9003-e843a4c90514
    engine: taurusdb
    name: CreateMysqlInstance
    status: Completed
    created: 2018-08-06T10:41:14+0800
    ended: 2018-08-06T16:41:14+0000
    created_at: '2018-08-06T02:41:14Z'
    ended_at: '2018-08-06T16:41:14Z'
    duration: 50400
    progress: 100
    instance:
      id: a48e43ff268f4c0e879652d65e63d0fbin07
      name: DO-NOT-TOUCH-mgr2-mysql-single
    entities:
      instance:
        endpoint: 192.168.1.203:3306
        type: Cluster
        datastore: {type: gaussdb-mysql, version: '8.0'}
      resource_ids: [a48e43ff268f4c0e879652d65e63d0fbin07.vm, a48e43ff268f4c0e879652d65e63d0fbin07.volume]
    fail_reason:
missing:
  description: The elements of O(job_id) that the API does not know, as given and in their order.
  returned: always
  type: list
  elements: raw
  sample: [b0878fef-0f1a-4999-a114-f954b5da1625]
reason:
  description:
    - Why the task failed, as a word that does not change between releases. Errors that Ansible itself raises have none.
    - V(unauthorized), the sign-in was refused.
    - V(forbidden), the user lacks a permission, which the message may name.
    - V(configuration), an option is missing, invalid, or contradicts another one.
    - V(unreachable), there was no connection, no response in time, or a server error.
    - V(throttled), the API kept throttling requests.
    - V(bad_response), the response is not what the API documents.
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
