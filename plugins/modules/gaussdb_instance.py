#!/usr/bin/python
# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gaussdb_instance
short_description: Create, change and delete GaussDB and TaurusDB instances
version_added: 1.0.0
author: otc.gaussdb contributors (!UNKNOWN)
description:
  - Brings an instance into the state that the options describe, and returns when it is ready. If nothing differs, the
    task only sends one or two requests that read.
  - Every run looks up the instance before it changes anything. A run that was interrupted at any moment can be
    repeated. It continues where the other one ended, and does not create a second instance. A request whose response
    was lost is not sent again; the task looks for its effect.
  - If another run or another person is creating or changing the instance, the task waits for that first.
  - Differences are changed one after the other, in the order storage, name, flavor, read replicas, port. The task waits
    for each change. If something differs that cannot be changed, it fails before it changes anything.
  - An instance with the status C(FAILED) or C(FROZEN) is an error, and so is C(STORAGE FULL), unless O(volume_size)
    adds storage. A creation that failed is not tried again.
extends_documentation_fragment:
  - otc.gaussdb.cloud
  - otc.gaussdb.attributes.waiting
  - otc.gaussdb.attributes
attributes:
  check_mode:
    support: full
    details: Looks up the instance, checks what would be changed, and returns it in RV(changes) and RV(diff). Changes
      nothing and does not wait.
  diff_mode:
    support: full
    details: Shows the values of the options before and after.
  action:
    description: Where the work is done.
    support: full
    details: It is an action plugin. It sends its requests from the controller, wherever the task is delegated, needs no
      connection to the host, and requires the Python library requests on the controller.
  async:
    description: Whether it works with the C(async) keyword.
    support: none
    details: Set O(wait=false) instead. RV(jobs) is then what M(otc.gaussdb.wait_for) needs to wait later.
options:
  engine:
    description: The database engine. TaurusDB was formerly called GaussDB for MySQL.
    type: str
    choices: [gaussdb, taurusdb]
    default: gaussdb
  name:
    description:
      - Name of the instance. 4 to 64 letters, digits, hyphens and underscores, beginning with a letter. Required unless
        O(instance_id) is given.
      - Names need not be unique. If several instances have this name, the task fails and lists their IDs.
      - With O(instance_id), the instance is renamed if its name differs.
    type: str
  instance_id:
    description: ID of an existing instance. The task fails if there is no such instance, unless O(state=absent).
    type: str
  state:
    description:
      - With V(present), the instance is created if it does not exist, and changed if it differs from the other options.
      - With V(absent), it is deleted if it exists. The task waits until it has left the API's list of instances.
    type: str
    choices: [present, absent]
    default: present
  flavor:
    description: Specification code of the flavor. Required to create an instance. A GaussDB instance takes only larger
      flavors; the API decides which are.
    type: str
  volume_size:
    description: Storage of a GaussDB instance in GB, of all shards together; a multiple of 40 for each shard. Required
      to create a GaussDB instance. It can only grow.
    type: int
  replicas:
    description:
      - Number of read replicas of a TaurusDB instance. Required to create one.
      - Missing read replicas are added. If there are too many, the task fails, since a person has to decide which one
        to remove; the message has the request that removes one.
    type: int
  port:
    description: Port of the database. The creation of a TaurusDB instance cannot set it, so it is changed afterwards.
    type: int
  creation:
    description:
      - The rest of the request body that creates the instance, with the keys of the API reference. It is used only if
        the instance does not exist, and is not compared with one that does.
      - It is checked against the reference before anything is sent. A key that the reference does not name is sent,
        with a warning.
      - C(region) defaults to the region of the cloud. C(datastore.type), C(volume.type), C(mode) and
        C(ha.replication_mode), each of which has only one possible value, can be left out.
      - With C(restore_point), a new GaussDB instance is created from a backup.
    type: dict
  password:
    description: Password of the database administrator. Required to create an instance. The password of an existing
      instance is not changed.
    type: str
  wait:
    description:
      - Whether to wait until everything is done.
      - With V(false), the task starts at most one change, and none while another one is under way. RV(jobs) has the
        jobs that are under way, in the form that M(otc.gaussdb.wait_for) takes. Run the task again to start the next
        change.
    type: bool
    default: true
  timeout:
    description: Maximum number of seconds that the task may take, including all waiting.
    type: int
    default: 7200
  error_timeout:
    description: Number of seconds for which requests that only read may keep failing before the task fails, for example
      in an outage.
    type: int
    default: 300
  progress:
    description: Whether to report progress on standard error. Under C(no_log), one line a minute says that the task is
      still waiting, and nothing else.
    type: bool
    default: true
notes:
  - The value of O(password) is removed from everything that this module returns or prints.
seealso:
  - ref: ansible_collections.otc.gaussdb.docsite.provisioning
    description: Provisioning that can run every night.
  - ref: ansible_collections.otc.gaussdb.docsite.authentication
    description: A recipe for each way to sign in.
  - module: otc.gaussdb.gaussdb_instance_info
  - module: otc.gaussdb.wait_for
  - module: otc.gaussdb.gaussdb_request
  - name: GaussDB API reference
    description: The keys of O(creation).
    link: https://docs.otc.t-systems.com/gaussdb/api-ref/
  - name: TaurusDB API reference
    description: The keys of O(creation).
    link: https://docs.otc.t-systems.com/taurusdb/api-ref/
"""

EXAMPLES = r"""
- name: Provision a database for orders
  otc.gaussdb.gaussdb_instance:
    cloud: otc
    name: orders
    flavor: gaussdb.opengauss.ee.dn.m4.2xlarge.8.in
    volume_size: 160
    port: 8635
    password: "{{ vault_orders_password }}"
    creation:
      ha: {mode: centralization_standard, consistency: strong, replication_mode: sync}
      availability_zone: eu-de-01,eu-de-02,eu-de-03
      vpc_id: 490a4a08-ef4b-44c5-94be-3051ef9e4fce
      subnet_id: 0e2eda62-1d42-4d64-a9d1-4e9aa9cd994f
      security_group_id: 2a1f7fc8-3307-42a7-aa6f-42c8b9b8f8c5
  register: orders

- name: Provision a TaurusDB instance with two read replicas
  otc.gaussdb.gaussdb_instance:
    cloud: otc
    engine: taurusdb
    name: sessions
    flavor: gaussdb.mysql.xlarge.x86.8
    replicas: 2
    password: "{{ vault_sessions_password }}"
    creation:
      datastore: {version: "8.0"}
      availability_zone_mode: single
      vpc_id: 3cedfc54-b105-4652-a4e0-847b11576b58
      subnet_id: c1cfa53c-65d3-431e-8552-326bf310c7ad
      security_group_id: fc577a1a-f202-424a-977f-24faec3fdd55

- name: Scale up the storage of an instance
  otc.gaussdb.gaussdb_instance:
    cloud: otc
    name: orders
    volume_size: 320

- name: Rename an instance
  otc.gaussdb.gaussdb_instance:
    cloud: otc
    instance_id: "{{ orders.instance.id }}"
    name: orders-2026

- name: Start the deletion of an instance
  otc.gaussdb.gaussdb_instance:
    cloud: otc
    name: orders-2026
    state: absent
    wait: false
  register: deletion

- name: Wait for the deletion
  otc.gaussdb.wait_for:
    cloud: otc
    job_id: "{{ deletion.jobs }}"
"""

RETURN = r"""
instance:
  description: The instance as it was last seen. Null if it does not exist. Fields that the API adds are passed through.
  returned: always
  type: dict
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
      description: Number of read replicas of a TaurusDB instance. Null for GaussDB, and if the API does not find the
        details of the instance or does not show which nodes are read replicas.
      type: int
      sample: null
    nodes:
      description: The nodes, as the API describes them. Null if the API does not find the details of a TaurusDB
        instance.
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
changes:
  description: What was changed, in order. In check mode, what would be changed.
  returned: always
  type: list
  elements: dict
  contains:
    option:
      description: The option that differed.
      type: str
      sample: volume_size
    title:
      description: What the change does.
      type: str
      sample: enlarge the storage of orders from 80 to 160 GB
    before:
      description: The value before.
      type: raw
      sample: 80
    after:
      description: The value after.
      type: raw
      sample: 160
    state:
      description: V(done), V(started) if its job is under way or has failed, or V(planned) if it was not sent.
      type: str
      sample: done
    job_ids:
      description: The IDs of its jobs.
      type: list
      elements: str
      sample: [5cbb8a90-2253-4cff-8a13-49aa8f31dfb5]
    request:
      description: C(method), C(path) and C(body) of the request, without passwords.
      type: dict
      sample:
        method: POST
        path: /instances/706c65c3dd7d497ab16f5b3a113690abin14/action
        body: {enlarge_volume: {size: 160}}
jobs:
  description: The jobs that were started or waited for. Each has C(id) and C(engine); those that were waited for also
    have the other fields that M(otc.gaussdb.wait_for) returns.
  returned: always
  type: list
  elements: dict
  sample: [{id: 5cbb8a90-2253-4cff-8a13-49aa8f31dfb5, engine: gaussdb}]
pending:
  description: The IDs of the jobs that had not ended when the task ended.
  returned: always
  type: list
  elements: str
  sample: []
missing:
  description: The IDs of the jobs that the API does not know. That is not an error, since the instance shows their
    effect.
  returned: always
  type: list
  elements: str
  sample: []
elapsed:
  description: Number of seconds that the task took, as a whole number.
  returned: always
  type: int
  sample: 2903
diff:
  description: The values of the options before and after.
  returned: success
  type: dict
  sample:
    before: {name: orders, volume_size: 80}
    after: {name: orders, volume_size: 160}
in_doubt:
  description: Whether a request may have been carried out although its effect could not be seen. Run the task again
    later; it looks up the instance before it changes anything.
  returned: failure
  type: bool
  sample: false
reason:
  description:
    - Why the task failed, as a word that does not change between releases. Errors that Ansible itself raises have none.
    - V(unauthorized), the sign-in was refused.
    - V(forbidden), the user lacks a permission, which the message may name.
    - V(configuration), an option is missing, invalid, contradicts another one, or asks for what cannot be changed; or
      several instances have the name.
    - V(unreachable), there was no connection, no response in time, or a server error.
    - V(throttled), the API was still throttling requests after O(error_timeout).
    - V(bad_response), a response is not what the API documents, or the API does not show what it has accepted.
    - V(refused), the API understood a request and refused it.
    - V(conflict), another operation was in the way, with O(wait=false).
    - V(job_failed), a job has failed; RV(jobs) has its C(fail_reason).
    - V(instance_failed), the instance is in a status that it does not leave by itself.
    - V(not_found), there is no instance with this O(instance_id), or it was deleted in the meantime.
    - V(timeout), not everything was done within O(timeout).
  returned: failure
  type: str
  sample: job_failed
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import instance_spec


def main() -> None:
    """Say that this is the wrong end: the action plugin of the same name does the work."""
    module = AnsibleModule(argument_spec=instance_spec(), supports_check_mode=True)
    module.fail_json(
        msg="otc.gaussdb.gaussdb_instance runs as an action plugin on the controller; it cannot run as a module.",
        reason="configuration",
    )


if __name__ == "__main__":
    main()
