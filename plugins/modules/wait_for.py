#!/usr/bin/python
# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: wait_for
short_description: Wait until GaussDB and TaurusDB jobs have ended
version_added: 1.0.0
author: otc.gaussdb contributors (!UNKNOWN)
description:
  - Blocks until jobs of GaussDB and TaurusDB have completed, and fails if one of them fails. The API references call a
    job a task; in this collection, a task is always Ansible's.
  - One Ansible task follows any number of jobs to their ends. A job that fails, or that the API does not know, does not
    stop the wait for the others.
  - Jobs are polled often while they are young and rarely later, and closely when a job's progress indicates that its
    end is near. From five GaussDB jobs on, they are polled through the API's list of jobs, a hundred in one request.
  - Failed polls, an expired token, throttling, and an API that is unavailable for some minutes do not end the wait.
  - While waiting, it reports progress on standard error. If the wait ends before the jobs do, RV(pending) has what
    another wait needs to resume.
extends_documentation_fragment:
  - otc.gaussdb.cloud
  - otc.gaussdb.attributes.waiting
  - otc.gaussdb.attributes
  - otc.gaussdb.attributes.read_only
attributes:
  check_mode:
    support: full
    details: Polls each job once and does not wait. Does not fail if a job has not ended, has failed or is unknown. An
      empty job ID is ignored, since the task that would have started the job has not run.
  action:
    description: Where the work is done.
    support: full
    details: It is an action plugin. It polls from the controller, wherever the task is delegated, needs no connection
      to the host, and requires the Python library requests on the controller.
  async:
    description: Whether it works with the C(async) keyword.
    support: none
    details: Pass several jobs to one task instead.
options:
  engine:
    description: The database engine whose API knows the jobs. TaurusDB was formerly called GaussDB for MySQL.
    type: str
    choices: [gaussdb, taurusdb]
    default: gaussdb
  job_id:
    description:
      - The jobs to wait for. A list of job IDs, or a single string with IDs separated by commas. Nested lists are
        flattened, and a job that is listed twice is polled once.
      - An element may also be a mapping with C(id) and C(engine), such as the elements of RV(jobs). One task can thus
        wait for jobs of both engines. O(engine) applies to all other elements.
      - If the list is empty, the task succeeds without contacting the API.
    type: list
    elements: raw
    required: true
    aliases: [id]
  state:
    description:
      - With V(completed), the Ansible task fails if a job fails.
      - With V(ended), a job may complete or fail; see RV(jobs) for the outcome.
    type: str
    choices: [completed, ended]
    default: completed
  timeout:
    description:
      - Maximum number of seconds to wait, including O(delay).
      - With V(0), each job is polled once.
    type: int
    default: 7200
  delay:
    description: Number of seconds to wait before the first poll.
    type: int
    default: 0
  sleep:
    description:
      - Number of seconds between two polls of a job, at least 1.
      - If not set, it depends on the job's age and progress, between 2 and 30 seconds.
    type: int
  not_found_timeout:
    description: Number of seconds, from the first poll of a job, during which the API may not know the job. New jobs
      take some seconds to become visible.
    type: int
    default: 60
  error_timeout:
    description: Number of seconds for which polls of a job may keep failing before the job is given up. Throttling does
      not count.
    type: int
    default: 300
  progress:
    description:
      - Whether to report progress on standard error.
      - The first line has the IDs of all jobs, so that an interrupted wait can be resumed. Up to ten jobs have a line
        each when something changes, more jobs have a summary every 30 seconds. With C(-v), each poll has a line.
      - Under C(no_log), one line a minute says that the task is still waiting, and nothing else.
    type: bool
    default: true
  msg:
    description: Text to put in front of the error message.
    type: str
notes:
  - If only another host can reach the API, set that host as a proxy with the C(environment) keyword, or run
    M(otc.gaussdb.gaussdb_job_info) with C(until) there.
  - In a play with C(collections) set to C([otc.gaussdb]), and in the roles of this collection, a bare C(wait_for) means
    this action, not M(ansible.builtin.wait_for). Use fully qualified names.
  - In errors that Ansible itself raises, such as the C(timeout) keyword's, the result has none of these return values.
seealso:
  - ref: ansible_collections.otc.gaussdb.docsite.many_jobs
    description: Waiting for many jobs.
  - ref: ansible_collections.otc.gaussdb.docsite.troubleshooting
    description: When a job fails or a wait times out.
  - ref: ansible_collections.otc.gaussdb.docsite.migrating_from_uri
    description: From C(uri) and C(until) to C(wait_for).
  - ref: ansible_collections.otc.gaussdb.docsite.authentication
    description: A recipe for each way to sign in.
  - module: otc.gaussdb.gaussdb_request
  - module: otc.gaussdb.gaussdb_job_info
  - module: ansible.builtin.wait_for
"""

EXAMPLES = r"""
- name: Wait for a job
  otc.gaussdb.wait_for:
    cloud: otc
    job_id: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5

- name: Add a read replica to several TaurusDB instances
  otc.gaussdb.gaussdb_request:
    cloud: otc
    engine: taurusdb
    path: /instances/{{ item }}/nodes/enlarge
    body:
      priorities: [1]
  loop: "{{ instance_ids }}"
  register: enlargements

- name: Wait up to an hour for all of these jobs
  otc.gaussdb.wait_for:
    cloud: otc
    engine: taurusdb
    job_id: "{{ enlargements.results | map(attribute='job_ids') | flatten }}"
    timeout: 3600

- name: Wait for jobs of both engines
  otc.gaussdb.wait_for:
    cloud: otc
    job_id:
      - id: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5
        engine: gaussdb
      - id: a9767ede-fe0f-4888-9003-e843a4c90514
        engine: taurusdb

- name: Delete an instance
  otc.gaussdb.gaussdb_request:
    cloud: otc
    method: DELETE
    path: /instances/{{ instance_id }}
  register: deletion

- name: Wait, and report why it failed
  block:
    - name: Wait until the instance is gone
      otc.gaussdb.wait_for:
        cloud: otc
        job_id: "{{ deletion.job_id }}"
  rescue:
    - name: Report the reason
      ansible.builtin.debug:
        msg: >-
          {{ ansible_failed_result.reason | default('error') }}:
          {{ ansible_failed_result.jobs | default([]) | map(attribute='fail_reason') }}

- name: Resume an earlier wait that timed out
  otc.gaussdb.wait_for:
    cloud: otc
    job_id: "{{ earlier.pending }}"
    state: ended
"""

RETURN = r"""
jobs:
  description:
    - The jobs as they were last seen, in the order of O(job_id). Jobs that were never seen are left out.
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
  description: The job if O(job_id) has exactly one, with the same fields as an element of RV(jobs). Null if it was
    never seen.
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
elapsed:
  description: Number of seconds waited, as a whole number.
  returned: always
  type: int
  sample: 2892
polls:
  description: Number of requests that the wait has sent. Requests for signing in do not count.
  returned: always
  type: int
  sample: 104
pending:
  description: The elements of O(job_id) whose jobs have not ended, as given. To resume, pass them to another wait_for
    task.
  returned: always
  type: list
  elements: raw
  sample: [5cbb8a90-2253-4cff-8a13-49aa8f31dfb5]
missing:
  description: The elements of O(job_id) that the API does not know, as given.
  returned: always
  type: list
  elements: raw
  sample: [{id: b0878fef-0f1a-4999-a114-f954b5da1625, engine: taurusdb}]
reason:
  description:
    - What went wrong, as a word that does not change between releases. If there are several reasons, the first of this
      list.
    - V(unauthorized), the sign-in was refused, or a token has expired and cannot be renewed.
    - V(forbidden), the user lacks a permission.
    - V(configuration), an option is missing, invalid, or contradicts another one.
    - V(unreachable), there was no connection, no response in time, or a server error for longer than O(error_timeout).
      A server that has never responded is given up within seconds.
    - V(bad_response), for longer than O(error_timeout), responses were not what the API documents.
    - V(refused), the API refused a poll.
    - V(conflict), the API reported a conflict for longer than O(error_timeout).
    - V(job_failed), a job has failed; see C(fail_reason) in RV(jobs).
    - V(not_found), the API does not know a job; see RV(missing).
    - V(timeout), a job has not ended within O(timeout); see RV(pending).
  returned: failure
  type: str
  sample: job_failed
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import wait_for_spec


def main() -> None:
    """Say that this is the wrong end: the action plugin of the same name does the work."""
    module = AnsibleModule(argument_spec=wait_for_spec(), supports_check_mode=True)
    module.fail_json(
        msg="otc.gaussdb.wait_for runs as an action plugin on the controller; it cannot run as a module.",
        reason="configuration",
    )


if __name__ == "__main__":
    main()
