#!/usr/bin/python
# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: wait_for
short_description: Wait until GaussDB and TaurusDB tasks have ended
version_added: 1.0.0
author: otc.gaussdb contributors (!UNKNOWN)
description:
  - Blocks until tasks of the GaussDB or TaurusDB API have completed, and fails if one of them fails. The API calls a
    task a job.
  - All tasks are followed to their end in one Ansible task. One that fails, or that the API does not know, does not
    stop the others.
  - It looks often at first and rarely later, and closely where a task's progress says that its end is near. A look
    that fails is not the end of the wait, nor is a token that expires, or an API that is away for some minutes.
  - Meanwhile it tells on standard error how far the tasks are. Where the wait itself ends before the tasks do,
    RV(pending) says what is left for another run.
extends_documentation_fragment:
  - otc.gaussdb.cloud
  - otc.gaussdb.attributes
  - otc.gaussdb.attributes.read_only
attributes:
  check_mode:
    support: full
    details: Looks at each task once, does not wait, and does not fail for tasks that have not ended, have failed or
      are unknown.
  action:
    description: Where it runs.
    support: full
    details: It is an action plugin. It asks from the controller, wherever the task is delegated to, and needs no
      connection to the host.
  async:
    description: Whether it works with the C(async) keyword.
    support: none
    details: Waiting for many tasks in one Ansible task is what C(async) would be used for.
options:
  engine:
    description: The database engine whose API knows the tasks. TaurusDB was formerly called GaussDB for MySQL.
    type: str
    choices: [gaussdb, taurusdb]
    default: gaussdb
  job_id:
    description:
      - The IDs of the tasks; a list, or a text with IDs separated by commas. IDs that occur twice are watched once.
      - An empty list is no work, and success.
    type: list
    elements: raw
    required: true
    aliases: [id]
  state:
    description:
      - With V(completed), a task that fails fails the Ansible task.
      - With V(ended), either end is fine; see RV(jobs) for which it was.
    type: str
    choices: [completed, ended]
    default: completed
  timeout:
    description:
      - Seconds that the whole Ansible task may take, O(delay) included.
      - With V(0), it looks once at each task.
    type: int
    default: 7200
  delay:
    description: Seconds before the first look.
    type: int
    default: 0
  sleep:
    description:
      - Seconds between two looks at one task, at least 1.
      - If left out, it depends on the task's age and progress, and is between 2 and 30 seconds.
    type: int
  not_found_timeout:
    description: Seconds from the first look at a task in which it may be unknown to the API. New tasks take some
      seconds to become visible.
    type: int
    default: 60
  error_timeout:
    description: Seconds for which looks at a task may keep failing before it is given up.
    type: int
    default: 300
  progress:
    description:
      - Whether to tell on standard error how far the tasks are; never with C(no_log).
      - Up to ten tasks have a line each when something changes, more have a summary every 30 seconds. With C(-v),
        each look has a line.
    type: bool
    default: true
  msg:
    description: Text to put before the error message.
    type: str
notes:
  - Where only another host can reach the API, give that host as a proxy with C(environment), or use
    M(otc.gaussdb.gaussdb_job_info) with C(until) there.
seealso:
  - module: otc.gaussdb.gaussdb_job_info
  - module: ansible.builtin.wait_for
"""

EXAMPLES = r"""
- name: Wait until an instance is there
  otc.gaussdb.wait_for:
    cloud: otc
    job_id: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5

- name: Add a read replica to each of several TaurusDB instances
  otc.gaussdb.gaussdb_request:
    cloud: otc
    engine: taurusdb
    path: /instances/{{ item }}/nodes/enlarge
    body:
      priorities: [1]
  loop: "{{ instance_ids }}"
  register: enlargements

- name: Wait for all of these tasks at once, for an hour at the most
  otc.gaussdb.wait_for:
    cloud: otc
    engine: taurusdb
    job_id: "{{ enlargements.results | map(attribute='job_ids') | flatten }}"
    timeout: 3600

- name: Delete an instance
  otc.gaussdb.gaussdb_request:
    cloud: otc
    method: DELETE
    path: /instances/{{ instance_id }}
  register: deletion

- name: Wait, and tell why it failed
  block:
    - name: Wait until the instance is gone
      otc.gaussdb.wait_for:
        cloud: otc
        job_id: "{{ deletion.job_id }}"
  rescue:
    - name: Tell the reason
      ansible.builtin.debug:
        msg: "{{ ansible_failed_result.reason }}: {{ ansible_failed_result.jobs | map(attribute='fail_reason') }}"

- name: Wait on for what an earlier run has left
  otc.gaussdb.wait_for:
    cloud: otc
    job_id: "{{ earlier.pending }}"
    state: ended
"""

RETURN = r"""
jobs:
  description:
    - The tasks as they were last seen, in the order in which they were asked for. Those that were never seen are
      left out.
    - What the API adds to a task one day passes through under its own name.
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
  description: The same for a single task. Null if it was never seen.
  returned: when one distinct ID was given
  type: dict
  contains: *job
elapsed:
  description: Whole seconds that it took.
  returned: always
  type: int
  sample: 2892
polls:
  description: How many requests to the jobs API it took. Sign-ins do not count.
  returned: always
  type: int
  sample: 104
pending:
  description: The IDs of the tasks that had not ended when last seen, or were never seen and are not in RV(missing).
    Give them to another run to wait on.
  returned: always
  type: list
  elements: str
  sample: []
missing:
  description: The IDs that the API does not know.
  returned: always
  type: list
  elements: str
  sample: []
reason:
  description:
    - What went wrong, as a word that does not change between releases. Where there are several, the first of this
      list.
    - V(unauthorized), the sign-in was refused, or a token has expired that cannot be renewed.
    - V(forbidden), the user lacks a permission that the message may name.
    - V(configuration), options that are missing or contradict each other.
    - V(unreachable), no connection, no answer in time, or trouble on the server, for longer than O(error_timeout).
    - V(throttled), the API wants fewer requests.
    - V(bad_response), answers that make no sense, for longer than O(error_timeout).
    - V(refused), the API refuses a look.
    - V(conflict), another operation is in the way of looking, for longer than O(error_timeout).
    - V(job_failed), a task has failed; RV(jobs) has its C(fail_reason).
    - V(not_found), the API does not know a task; see RV(missing).
    - V(timeout), a task has not ended within O(timeout); see RV(pending).
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
