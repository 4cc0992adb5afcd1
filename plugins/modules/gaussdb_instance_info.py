#!/usr/bin/python
# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gaussdb_instance_info
short_description: Look up GaussDB and TaurusDB instances
version_added: 1.0.0
author: otc.gaussdb contributors (!UNKNOWN)
description:
  - Looks up instances by name or ID, or lists all instances of a project. They are returned in one shape for both
    engines.
  - An instance that does not exist is not an error; RV(instances) is then empty.
extends_documentation_fragment:
  - otc.gaussdb.cloud
  - otc.gaussdb.attributes
  - otc.gaussdb.attributes.read_only
  - otc.gaussdb.attributes.twin
attributes:
  check_mode:
    support: full
    details: It changes nothing, so it does the same in check mode.
options:
  engine:
    description: The database engine. TaurusDB was formerly called GaussDB for MySQL.
    type: str
    choices: [gaussdb, taurusdb]
    default: gaussdb
  name:
    description: The exact name of the instance. Names need not be unique, so several instances may be found.
    type: str
  instance_id:
    description: ID of the instance. Cannot be combined with O(name).
    type: str
seealso:
  - ref: ansible_collections.otc.gaussdb.docsite.provisioning
    description: Provisioning that can run every night.
  - ref: ansible_collections.otc.gaussdb.docsite.authentication
    description: A recipe for each way to sign in.
  - module: otc.gaussdb.gaussdb_instance
  - module: otc.gaussdb.gaussdb_job_info
"""

EXAMPLES = r"""
- name: Look up an instance by name
  otc.gaussdb.gaussdb_instance_info:
    cloud: otc
    name: orders
  register: orders

- name: Fail unless the instance can be used
  ansible.builtin.assert:
    that: orders.instance is not none and orders.instance.ready

- name: List all TaurusDB instances
  otc.gaussdb.gaussdb_instance_info:
    cloud: otc
    engine: taurusdb
  register: all_instances

- name: Show the names of those that need attention
  ansible.builtin.debug:
    msg: "{{ all_instances.instances | selectattr('failed') | map(attribute='name') }}"
"""

RETURN = r"""
instances:
  description: The instances. Fields that the API adds are passed through.
  returned: always
  type: list
  elements: dict
  contains:
    id:
      description: ID of the instance.
      type: str
      sample: 706c65c3dd7d497ab16f5b3a113690abin14
    engine:
      description: The database engine, V(gaussdb) or V(taurusdb).
      type: str
      sample: gaussdb
    name:
      description: Name of the instance, which need not be unique.
      type: str
      sample: orders
    status:
      description: The status, as the API wrote it.
      type: str
      sample: ACTIVE
    ready:
      description: Whether the instance can be used and changed. Its status is then C(ACTIVE). False for a TaurusDB
        instance that the API lists, but whose details it does not find.
      type: bool
      sample: true
    failed:
      description: Whether the status is one that the instance does not leave by itself, C(FAILED), C(FROZEN) or
        C(STORAGE FULL).
      type: bool
      sample: false
    created:
      description: When the instance was created, as the API wrote it. Null if the API gave no time.
      type: str
      sample: "2020-12-23 03:21:41 UTC"
    created_at:
      description: The time in C(created) as ISO 8601 in UTC. Null if it is not known.
      type: str
      sample: "2020-12-23T03:21:41Z"
    updated:
      description: When the instance was last changed, as the API wrote it. Null if the API gave no time.
      type: str
      sample: "2021-01-15 02:32:13 UTC"
    updated_at:
      description: The time in C(updated) as ISO 8601 in UTC. Null if it is not known.
      type: str
      sample: "2021-01-15T02:32:13Z"
    port:
      description: Port of the database.
      type: int
      sample: 8000
    flavor_ref:
      description: Specification code of the flavor.
      type: str
      sample: gaussdb.opengauss.ee.dn.m4.2xlarge.8.in
    vcpus:
      description: Number of vCPUs.
      type: int
      sample: 8
    memory:
      description: Memory in GB.
      type: int
      sample: 64
    volume:
      description: C(type) and C(size) of the storage, in GB. TaurusDB's storage grows by itself.
      type: dict
      sample: {type: ULTRAHIGH, size: 80}
    replicas:
      description: Number of read replicas of a TaurusDB instance. Null for GaussDB, in a list of all instances, and if
        the API does not find the details of the instance or does not show which nodes are read replicas.
      type: int
      sample: null
    nodes:
      description: The nodes, as the API describes them. Null for TaurusDB in a list of all instances, and if the API
        does not find the details of the instance.
      type: list
      elements: dict
      sample:
        - {id: 25b7no14, name: orders_dn1_2, role: master, status: ACTIVE}
        - {id: b30cno14, name: orders_dn1_1, role: slave, status: ACTIVE}
    datastore:
      description: C(type) and C(version) of the database.
      type: dict
      sample: {type: GaussDB, version: "1.4"}
    private_ips:
      description: Private addresses.
      type: list
      elements: str
      sample: [192.168.16.253, 192.168.28.81]
    public_ips:
      description: Public addresses.
      type: list
      elements: str
      sample: []
    db_user_name:
      description: Name of the database administrator.
      type: str
      sample: root
    region:
      description: The region.
      type: str
      sample: eu-de
    vpc_id:
      description: ID of the VPC.
      type: str
      sample: 490a4a08-ef4b-44c5-94be-3051ef9e4fce
    subnet_id:
      description: ID of the network.
      type: str
      sample: 0e2eda62-1d42-4d64-a9d1-4e9aa9cd994f
    security_group_id:
      description: ID of the security group.
      type: str
      sample: 2a1f7fc8-3307-42a7-aa6f-42c8b9b8f8c5
instance:
  description: The instance if exactly one was found, otherwise null. It has the same fields as an element of
    RV(instances).
  returned: success, with O(name) or O(instance_id)
  type: dict
  sample:
    id: 436aaafb689c4250a9a5bb33cb271e8cin07
    engine: taurusdb
    name: sessions
    status: ACTIVE
    ready: true
    failed: false
    created: 2022-07-14T16:26:58+0800
    created_at: '2022-07-14T08:26:58Z'
    port: 3306
    flavor_ref: gaussdb.mysql.xlarge.x86.8
    vcpus: 4
    memory: 32
    volume: {type: POOL, size: 100}
    replicas: 1
    datastore: {type: gaussdb-mysql, version: '8.0', kernel_version: 2.0.28.7}
    private_ips: [192.168.0.142]
    region: eu-de
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
from typing import Any, Optional

from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import instance_info_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import Engine
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.info import NOTHING, instance_info
from ansible_collections.otc.gaussdb.plugins.module_utils._module import Module
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session


def main() -> None:
    """Run as a module."""
    Module(instance_info_spec()).run(work, NOTHING)


def work(options: dict[str, Any], _check_mode: bool) -> tuple[dict[str, Any], Optional[GaussDBError]]:
    """Look up the instances with a session of this process."""

    def session(engine: Engine) -> Session:
        return Session(Cloud.from_options(options, os.environ, engine), engine)

    return instance_info(options, session), None


if __name__ == "__main__":
    main()
