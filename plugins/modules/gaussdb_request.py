#!/usr/bin/python
# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gaussdb_request
short_description: Start a GaussDB or TaurusDB task
version_added: 1.0.0
author: otc.gaussdb contributors (!UNKNOWN)
description:
  - This module is not idempotent. Each run sends its request, so that a second run creates a second instance, or fails
    because there is nothing left to delete. The first of the examples shows how to guard it.
  - Sends one request that starts a task, to the GaussDB or TaurusDB API, and returns the IDs of the tasks that it has
    started. To wait for them, use M(otc.gaussdb.wait_for).
  - A request that may have arrived is never sent twice. Where the connection breaks after sending, or the server
    answers with an error of its own, the module fails, says that it is unknown whether the task was started, and how to
    find out. It tries again only what the API has certainly not carried out; no connection, throttling, and a conflict
    with another task are such cases.
extends_documentation_fragment:
  - otc.gaussdb.cloud
  - otc.gaussdb.attributes
attributes:
  check_mode:
    support: full
    details: Checks the options and sends nothing, not even a sign-in.
  diff_mode:
    support: none
options:
  engine:
    description: The database engine whose API to ask. TaurusDB was formerly called GaussDB for MySQL.
    type: str
    choices: [gaussdb, taurusdb]
    default: gaussdb
  method:
    description: The HTTP method, as the API reference has it.
    type: str
    choices: [POST, PUT, DELETE]
    default: POST
  path:
    description:
      - The path below the project, for instance V(/instances). What the API reference has before it,
        C(/v3/{project_id}), is added.
    type: str
    required: true
  body:
    description:
      - The body of the request, sent as JSON.
      - Before ansible-core 2.19, a template gives text, which the API refuses where it wants a number. The examples
        show how to write those.
    type: dict
  secrets:
    description:
      - What belongs in the body as well and must not be shown, such as passwords. It is merged into O(body), mappings
        within mappings too; a key in both is an error.
      - Its values are taken out of all that this module returns.
    type: dict
  conflict_timeout:
    description: Seconds for which to try again while another task is in the way. With V(0), it is tried once.
    type: int
    default: 600
seealso:
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
- name: Create an instance unless that was done before
  block:
    - name: List the creations of the last month
      otc.gaussdb.gaussdb_job_info:
        cloud: otc
        name: CreateGaussDBV5Instance
      register: creations

    - name: Create the instance
      otc.gaussdb.gaussdb_request:
        cloud: otc
        path: /instances
        body:
          name: orders
          region: eu-de
          datastore: {type: GaussDB, version: "8.103"}
          ha: {mode: enterprise, consistency: strong, replication: sync}
          flavor_ref: gaussdb.opengauss.ee.dn.m6.2xlarge.8.in
          volume: {type: ULTRAHIGH, size: 160}
          sharding_num: 1
          coordinator_num: 1
          availability_zone: eu-de-01,eu-de-02,eu-de-03
          vpc_id: 490a4a08-ef4b-44c5-94be-3051ef9e4fce
          subnet_id: 0e2eda62-1d42-4d64-a9d1-4e9aa9cd994f
          security_group_id: 2a1f7fc8-3307-42a7-aa6f-42c8b9b8f8c5
        secrets:
          password: "{{ gaussdb_root_password }}"
      register: creation
      when: >-
        creations.jobs
        | selectattr('instance.name', 'equalto', 'orders')
        | rejectattr('status', 'equalto', 'Failed')
        | length == 0

- name: Wait until it is there
  otc.gaussdb.wait_for:
    cloud: otc
    job_id: "{{ creation.job_ids }}"
  when: creation is not skipped

- name: Scale storage up, with a number that comes from a variable
  otc.gaussdb.gaussdb_request:
    cloud: otc
    path: /instances/{{ instance_id }}/action
    body: "{{ {'enlarge_volume': {'size': volume_size | int}} }}"

- name: Delete an instance
  otc.gaussdb.gaussdb_request:
    cloud: otc
    method: DELETE
    path: /instances/{{ instance_id }}
"""

RETURN = r"""
job_ids:
  description: The IDs of the tasks that were started. Empty where the API returns none, as for prepaid instances.
  returned: success
  type: list
  elements: str
  sample: [5cbb8a90-2253-4cff-8a13-49aa8f31dfb5]
job_id:
  description: The ID if it is one, else null.
  returned: success
  type: str
  sample: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5
response:
  description: What the API has answered, without secrets. Empty in check mode.
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
    - Whether the task may have been started all the same.
    - If so, find out before the request is sent again. The message says how.
  returned: failure
  type: bool
  sample: false
reason:
  description:
    - What went wrong, as a word that does not change between releases.
    - V(refused), the API understood the request and does not do it; V(conflict), another task was in the way for longer
      than O(conflict_timeout); V(unauthorized), the sign-in was refused; V(forbidden), the user lacks a permission
      that the message may name; V(unreachable), no connection, no answer in time, or trouble on the server;
      V(throttled), too many requests; V(bad_response), an answer that makes no sense; V(configuration), options that are missing or contradict each
      other.
  returned: failure
  type: str
  sample: refused
"""

import os
import threading
import time
from datetime import datetime, timezone
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import request_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES, Engine
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError, GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.submission import (
    checked_path,
    job_ids_of,
    merged,
    start,
    texts_in,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._module import leave
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Payload, Session
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import BackgroundCalls


def main() -> None:
    """Run as a module: options from Ansible, result to Ansible."""
    module = AnsibleModule(argument_spec=request_spec(), supports_check_mode=True)
    engine = ENGINES[module.params["engine"]]
    begin = datetime.now(timezone.utc)
    try:
        response = request(module.params, engine, module.check_mode)
    except GaussDBError as error:
        leave(module, {"in_doubt": error.in_doubt}, _explained(error, engine, begin) if error.in_doubt else error)
    job_ids = job_ids_of(response)
    job_id = job_ids[0] if len(job_ids) == 1 else None
    leave(module, {"changed": True, "job_ids": job_ids, "job_id": job_id, "response": response})


def request(params: dict[str, Any], engine: Engine, check_mode: bool) -> dict[str, Any]:
    """Send the request; the answer without secrets. In check mode, only look whether it could be sent.

    Raises:
        GaussDBError: any kind
    """
    path = checked_path(params["path"])
    body, secrets = params["body"], params["secrets"]
    content = body if secrets is None else merged(body or {}, secrets)
    patience = params["conflict_timeout"]
    if patience < 0:
        raise ConfigurationError(f"conflict_timeout: {patience} is not a number of seconds. Give 0 or more.")
    session = Session(Cloud.from_options(params, os.environ, engine), engine)
    for text in texts_in(secrets):
        session.secrets.add(text)
    if check_mode:
        return {}

    def send() -> Payload:
        return _within_limit(session, params["method"], path, content)

    answer = start(send, patience, time.monotonic, time.sleep)
    # What identifies the task cannot echo a secret, and must stay whole.
    return {key: value if key == "job_id" else session.secrets.clean(value) for key, value in answer.content.items()}


def _within_limit(session: Session, method: str, path: str, content: Any) -> Payload:
    calls: BackgroundCalls[str, Payload] = BackgroundCalls(
        lambda key, limit: session.request(method, key, body=content, limit=limit)
    )
    calls.start(path, session.api_timeout)
    outcome = calls.wait(threading.TIMEOUT_MAX)[0]
    if outcome.error is not None:
        raise outcome.error
    return outcome.value  # type: ignore[return-value]  # an outcome without error has a value


def _explained(error: GaussDBError, engine: Engine, begin: datetime) -> GaussDBError:
    since = begin.strftime("%Y-%m-%dT%H:%M:%SZ")
    where = (
        f"list GaussDB's tasks with otc.gaussdb.gaussdb_job_info and start_time {since}"
        if engine.lists_jobs
        else f"look in the console's task center for what has begun since {since}"
    )
    return error.with_message(
        f"{str(error).rstrip('.')}. It is unknown whether the task was started, so the request was not sent again."
        f" Before you do, {where}."
    )


if __name__ == "__main__":
    main()
