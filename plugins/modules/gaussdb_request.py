#!/usr/bin/python
# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gaussdb_request
short_description: Start a GaussDB or TaurusDB job
version_added: 1.0.0
author: otc.gaussdb contributors (!UNKNOWN)
description:
  - Sends one request that starts a job to the GaussDB or TaurusDB API, and returns the IDs of the jobs that it started.
    To wait for them, use M(otc.gaussdb.wait_for). The API references call a job a task.
  - This module is not idempotent. Every run sends its request, so a second run creates a second instance, or fails
    because there is nothing left to delete.
  - A request that may have reached the API is never sent twice. If the connection breaks after the request was sent, or
    the server returns an error of its own, the module fails. The message says that it is unknown whether the job was
    started, and how to find out. The module retries only what was certainly not carried out, for example if there is no
    connection, the API is throttling requests, or another job is in the way.
extends_documentation_fragment:
  - otc.gaussdb.cloud
  - otc.gaussdb.attributes
attributes:
  check_mode:
    support: full
    details: Checks the options. Sends nothing, and does not sign in.
  diff_mode:
    support: none
options:
  path:
    description:
      - The path below the project, for example V(/instances). The module adds what the API reference has before it,
        C(/v3/{project_id}).
    type: str
    required: true
  method:
    description: The HTTP method, as given in the API reference.
    type: str
    choices: [POST, PUT, DELETE]
    default: POST
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
      - Its values are removed from everything that this module returns. So is what O(body) has under keys such as
        C(password), C(secret) or C(token).
    type: dict
  conflict_timeout:
    description: Seconds for which to retry while another job is in the way. With V(0), the request is sent only once.
    type: int
    default: 600
  engine:
    description: The database engine whose API receives the request. TaurusDB was formerly called GaussDB for MySQL.
    type: str
    choices: [gaussdb, taurusdb]
    default: gaussdb
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

- name: Back up an instance
  otc.gaussdb.gaussdb_request:
    cloud: otc
    path: /backups
    body:
      instance_id: "{{ instance_id }}"
      name: before-upgrade

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
    - V(configuration), an option is missing, has a wrong value or contradicts another one.
    - V(unreachable), there was no connection, no response in time, or a server error.
    - V(throttled), the API was still throttling requests after O(conflict_timeout).
    - V(bad_response), the response made no sense.
    - V(refused), the API understood the request and refused it.
    - V(conflict), another job was still in the way after O(conflict_timeout).
  returned: failure
  type: str
  sample: refused
"""

from ansible_collections.otc.gaussdb.plugins.module_utils._python import require_python

require_python()

import os
import re
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any, Optional

from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import request_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES, Engine
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.job import VERBATIM
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.submission import (
    checked_path,
    job_ids_of,
    merged,
    start,
    texts_in,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._module import Module
from ansible_collections.otc.gaussdb.plugins.module_utils._options import check_range
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Payload, Session
from ansible_collections.otc.gaussdb.plugins.module_utils._support.background import BackgroundCalls

# A password that stands in body although it belongs in secrets.
_SOUNDS_SECRET = re.compile("passw|secret|token|credential", re.IGNORECASE)


def main() -> None:
    """Run as a module."""
    Module(argument_spec=request_spec()).run(request, {"in_doubt": False})


def request(options: dict[str, Any], check_mode: bool) -> tuple[dict[str, Any], Optional[GaussDBError]]:
    """Send the request; the documented result, and why it failed if it did. In check mode, check the options only.

    Raises:
        ConfigurationError: the options do not say who asks, where, or for what
    """
    engine = ENGINES[options["engine"]]
    path = checked_path(options["path"])
    body, secrets = options["body"], options["secrets"]
    content = body if secrets is None else merged(body or {}, secrets)
    check_range("conflict_timeout", options["conflict_timeout"], 0)
    session = Session(Cloud.from_options(options, os.environ, engine), engine, _secrets_in(content, secrets))
    if check_mode:
        return _result({}), None

    def send() -> Payload:
        return _within_timeout(session, options["method"], path, content)

    begin = datetime.now(timezone.utc)
    try:
        answer = start(send, options["conflict_timeout"], time.monotonic, time.sleep)
    except GaussDBError as error:
        return {"in_doubt": error.in_doubt}, _explained(error, engine, begin) if error.in_doubt else error
    return _result(dict(answer.content)), None


def _result(response: dict[str, Any]) -> dict[str, Any]:
    job_ids = job_ids_of(response)
    return {
        "changed": True,
        "job_ids": job_ids,
        "job_id": job_ids[0] if len(job_ids) == 1 else None,
        "response": response,
    }


def _secrets_in(content: Any, secrets: Any) -> Iterator[str]:
    """The secrets of the request: those that were given as such, and what a key of the body calls one."""
    yield from texts_in(secrets)
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _secrets_in(value, value if _SOUNDS_SECRET.search(str(key)) else None)
    elif isinstance(content, list):
        for element in content:
            yield from _secrets_in(element, None)


def _within_timeout(session: Session, method: str, path: str, content: Any) -> Payload:
    calls: BackgroundCalls[str, Payload] = BackgroundCalls(
        lambda key, timeout: session.request(method, key, body=content, verbatim=VERBATIM, timeout=timeout)
    )
    calls.start(path, session.api_timeout)
    outcome = calls.wait(threading.TIMEOUT_MAX)[0]
    if outcome.error is not None:
        raise outcome.error
    return outcome.value  # type: ignore[return-value]  # an outcome without error has a value


def _explained(error: GaussDBError, engine: Engine, begin: datetime) -> GaussDBError:
    since = begin.strftime("%Y-%m-%dT%H:%M:%SZ")
    where = (
        f"list GaussDB's jobs with otc.gaussdb.gaussdb_job_info and start_time {since}"
        if engine.lists_jobs
        else f"check the console's task center for jobs started since {since}"
    )
    return error.with_message(
        f"{str(error).rstrip('.')}. It is unknown whether the job was started, so the request was not sent"
        f" again. Before you send it again, {where}."
    )


if __name__ == "__main__":
    main()
