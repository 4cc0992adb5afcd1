#!/usr/bin/python
# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gaussdb_request
short_description: Send a request to the GaussDB or TaurusDB API
version_added: 1.0.0
author: otc.gaussdb contributors (!UNKNOWN)
description:
  - Sends one request to the GaussDB or TaurusDB API, and returns the IDs of the jobs that it started. To wait for them,
    use O(wait) or M(otc.gaussdb.wait_for). The API references call a job a task.
  - With O(method=GET), the request only reads.
  - No other request is idempotent. Every run sends it, so a second run creates a second instance, or fails because
    there is nothing left to delete. To create, change or delete instances, prefer M(otc.gaussdb.gaussdb_instance).
  - A request that may have reached the API is never sent twice. If the connection breaks after the request was sent, or
    the server returns an error of its own, the module fails. The message says that it is unknown whether the job was
    started, and how to find out. Only requests that were certainly not carried out are retried, for example because
    there was no connection, the API is throttling requests, or another job is in the way.
extends_documentation_fragment:
  - otc.gaussdb.cloud
  - otc.gaussdb.attributes.waiting
  - otc.gaussdb.attributes
  - otc.gaussdb.attributes.twin
attributes:
  check_mode:
    support: full
    details: Checks the options. Sends nothing and does not sign in, unless O(method=GET).
  diff_mode:
    support: full
    details: Shows the request, without O(secrets) and without values of keys that sound secret.
options:
  path:
    description:
      - The path below the project, for example V(/instances). Leave out what the API reference has before it,
        C(/v3/{project_id}); the module adds that.
    type: str
    required: true
  method:
    description: The HTTP method, as given in the API reference.
    type: str
    choices: [GET, POST, PUT, DELETE]
    default: POST
  query:
    description: The query parameters, such as C(limit).
    type: dict
  body:
    description:
      - The body of the request, sent as JSON.
      - Before ansible-core 2.19, a template produces text, which the API refuses if it expects a number. The examples
        show how to write numbers.
    type: dict
  secrets:
    description:
      - The parts of the body that must not be shown, such as passwords. They are merged into O(body), nested mappings
        included. A key that is in both is an error.
      - Their values are removed from everything that this module returns, as are values in O(body) and O(query) under
        keys such as C(password), C(secret) or C(token).
    type: dict
  conflict_timeout:
    description: Number of seconds for which to retry while another job is in the way or the API is throttling requests.
      With V(0), the request is sent once.
    type: int
    default: 600
  wait:
    description:
      - Whether to wait until the jobs have completed. The task fails if one of them fails.
      - The task has to run on the controller, with a local connection and without C(become) and C(async).
    type: bool
    default: false
  timeout:
    description: Maximum number of seconds to wait for the jobs, with O(wait=true).
    type: int
    default: 7200
  error_timeout:
    description: Number of seconds for which polls of a job may keep failing before the job is given up, with
      O(wait=true).
    type: int
    default: 300
  progress:
    description: Whether to report on standard error that the request is retried, and the progress of the wait. Under
      C(no_log), one line a minute says that the task is still waiting, and nothing else.
    type: bool
    default: true
  engine:
    description: The database engine whose API receives the request. TaurusDB was formerly called GaussDB for MySQL.
    type: str
    choices: [gaussdb, taurusdb]
    default: gaussdb
seealso:
  - ref: ansible_collections.otc.gaussdb.docsite.many_jobs
    description: Waiting for many jobs.
  - ref: ansible_collections.otc.gaussdb.docsite.troubleshooting
    description: When a job fails or a wait times out.
  - ref: ansible_collections.otc.gaussdb.docsite.authentication
    description: A recipe for each way to sign in.
  - module: otc.gaussdb.wait_for
  - module: otc.gaussdb.gaussdb_job_info
  - name: GaussDB API reference
    description: The requests and their bodies.
    link: https://docs.otc.t-systems.com/gaussdb/api-ref/
  - name: TaurusDB API reference
    description: The requests and their bodies.
    link: https://docs.otc.t-systems.com/taurusdb/api-ref/
"""

EXAMPLES = r"""
- name: Restart an instance, and wait until it has restarted
  otc.gaussdb.gaussdb_request:
    cloud: otc
    path: /instances/{{ instance_id }}/restart
    body: {}
    wait: true

- name: Back up an instance
  otc.gaussdb.gaussdb_request:
    cloud: otc
    path: /backups
    body:
      instance_id: "{{ instance_id }}"
      name: before-upgrade

- name: List the backups of an instance
  otc.gaussdb.gaussdb_request:
    cloud: otc
    method: GET
    path: /backups
    query:
      instance_id: "{{ instance_id }}"
  register: backups

- name: Delete an instance
  otc.gaussdb.gaussdb_request:
    cloud: otc
    path: /instances/{{ instance_id }}
    method: DELETE
  register: deletion

- name: Wait until the instance is deleted
  otc.gaussdb.wait_for:
    cloud: otc
    job_id: "{{ deletion.job_ids }}"

- name: Scale up storage to a size from a variable, as a number
  otc.gaussdb.gaussdb_request:
    cloud: otc
    path: /instances/{{ instance_id }}/action
    body: "{{ {'enlarge_volume': {'size': volume_size | int}} }}"

- name: Create an instance; every run creates another one
  otc.gaussdb.gaussdb_request:
    cloud: otc
    path: /instances
    body:
      name: orders
      region: eu-de
      datastore: {type: GaussDB}
      ha: {mode: enterprise, consistency: strong, replication_mode: sync}
      flavor_ref: gaussdb.opengauss.ee.dn.m4.2xlarge.8.in
      volume: {type: ULTRAHIGH, size: 160}
      sharding_num: 1
      coordinator_num: 1
      availability_zone: eu-de-01,eu-de-02,eu-de-03
      vpc_id: 490a4a08-ef4b-44c5-94be-3051ef9e4fce
      subnet_id: 0e2eda62-1d42-4d64-a9d1-4e9aa9cd994f
      security_group_id: 2a1f7fc8-3307-42a7-aa6f-42c8b9b8f8c5
    secrets:
      password: "{{ gaussdb_root_password }}"
"""

RETURN = r"""
sent:
  description: Whether the request was sent. In check mode, only those with O(method=GET) are.
  returned: success
  type: bool
  sample: true
job_ids:
  description: The IDs of the jobs that were started. Empty in check mode, and if the API returns none, as it does for
    requests that are carried out immediately.
  returned: success
  type: list
  elements: str
  sample: [5cbb8a90-2253-4cff-8a13-49aa8f31dfb5]
job_id:
  description: The ID of the job if exactly one was started, otherwise null.
  returned: success
  type: str
  sample: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5
jobs:
  description: The jobs that were started, in the form that M(otc.gaussdb.wait_for) takes. With O(wait=true), with all
    the fields that it returns.
  returned: success
  type: list
  elements: dict
  sample: [{id: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5, engine: gaussdb}]
job:
  description: The job if exactly one was started, as M(otc.gaussdb.wait_for) returns it.
  returned: with O(wait=true)
  type: dict
  sample:
    id: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5
    engine: gaussdb
    name: CreateGaussDBV5Instance
    status: Completed
    created: 2021-07-12T09:22:04+0800
    ended: 2021-07-12T10:10:13+0800
    created_at: '2021-07-12T01:22:04Z'
    ended_at: '2021-07-12T02:10:13Z'
    duration: 2889
    progress: 100
    instance: {id: b34f8c791f2643578510c093aa2351a8in14, name: gauss-c1a3}
    entities: {}
    fail_reason:
pending:
  description: The IDs of the jobs that have not ended.
  returned: with O(wait=true)
  type: list
  elements: str
  sample: []
missing:
  description: The IDs of the jobs that the API does not know.
  returned: with O(wait=true)
  type: list
  elements: str
  sample: []
elapsed:
  description: Number of seconds that the wait took, as a whole number.
  returned: with O(wait=true)
  type: int
  sample: 2903
polls:
  description: Number of requests that the wait has sent.
  returned: with O(wait=true)
  type: int
  sample: 104
diff:
  description: The request, without secrets.
  returned: success in diff mode, unless O(method=GET)
  type: dict
  sample:
    before: {}
    before_header: no request
    after: {method: POST, path: /backups, body: {instance_id: b34f8c791f2643578510c093aa2351a8in14, name: nightly}}
    after_header: request
response:
  description: The payload of the API's response, without secrets. Empty in check mode.
  returned: success
  type: dict
  sample:
    instance:
      id: b34f8c791f2643578510c093aa2351a8in14
      name: orders
      status: BUILD
    job_id: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5
in_doubt:
  description:
    - Whether the job may have been started despite the failure.
    - If so, find out before you send the request again. The message says how.
  returned: failure
  type: bool
  sample: false
reason:
  description:
    - Why the task failed, as a word that does not change between releases. Errors that Ansible itself raises have none.
    - V(unauthorized), the sign-in was refused.
    - V(forbidden), the user lacks a permission, which the message may name.
    - V(configuration), an option is missing, invalid, or contradicts another one.
    - V(unreachable), there was no connection, no response in time, or a server error.
    - V(throttled), the API was still throttling requests after O(conflict_timeout).
    - V(bad_response), the response is not what the API documents.
    - V(refused), the API understood the request and refused it.
    - V(conflict), another job was still in the way after O(conflict_timeout).
    - V(job_failed), a job has failed, with O(wait=true).
    - V(not_found), the API does not know a job that it has started, with O(wait=true).
    - V(timeout), a job has not ended within O(timeout), with O(wait=true).
  returned: failure
  type: str
  sample: refused
"""

from ansible_collections.otc.gaussdb.plugins.module_utils._python import require_python

require_python()

import os
import time
from collections.abc import Iterable, Mapping
from typing import Any, Optional

from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import request_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import Engine
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError, GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.request import NOTHING, request
from ansible_collections.otc.gaussdb.plugins.module_utils._module import Module
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session


def main() -> None:
    """Run as a module."""
    module = Module(argument_spec=request_spec())
    module.run(lambda options, check_mode: work(options, check_mode, module._diff), NOTHING)


def work(
    options: dict[str, Any], check_mode: bool, diff_mode: bool
) -> tuple[Mapping[str, Any], Optional[GaussDBError]]:
    """Send the request with a session of this process."""
    if options["wait"]:
        raise ConfigurationError(
            "wait: jobs are awaited on the controller, but this task runs on a host. Add delegate_to: localhost,"
            " without become and async; or leave out wait, and wait with otc.gaussdb.wait_for."
        )

    def session(engine: Engine, secrets: Iterable[str]) -> Session:
        return Session(Cloud.from_options(options, os.environ, engine), engine, secrets)

    return request(options, check_mode, diff_mode, session, _nowhere, time.monotonic, time.sleep)


def _nowhere(_line: str) -> None:
    """A module has no screen."""


if __name__ == "__main__":
    main()
