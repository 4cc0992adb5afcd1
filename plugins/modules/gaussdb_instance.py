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
  - Makes an instance what the options say, and returns when it is ready. If it is that already, nothing is sent but one
    or two requests that read.
  - Every run looks at what there is before it sends anything. A run that was interrupted at any moment can be repeated;
    it continues where the other one ended and does not create a second instance. A request whose response was lost is
    not sent again; the task looks for its effect.
  - If the instance is being created or changed, by another run or another person, the task waits for that first.
  - What differs is changed one request after the other, each of which is awaited, in this order - storage, name,
    flavor, read replicas, port. If something differs that cannot be changed, the task fails before it sends anything.
  - An instance in the status C(FAILED) or C(FROZEN) is an error. So is C(STORAGE FULL), unless O(volume_size) adds
    storage. Nothing is tried a second time by itself.
extends_documentation_fragment:
  - otc.gaussdb.cloud
  - otc.gaussdb.attributes.waiting
  - otc.gaussdb.attributes
attributes:
  check_mode:
    support: full
    details: Looks once, checks what would be sent, and returns it in RV(changes) and RV(diff). Sends nothing and does
      not wait.
  diff_mode:
    support: full
    details: Shows the values of the options before and after.
  action:
    description: Where it runs.
    support: full
    details: It is an action plugin. It asks from the controller, wherever the task is delegated to, and needs no
      connection to the host.
  async:
    description: Whether it works with the C(async) keyword.
    support: none
    details: With O(wait=false), it returns what M(otc.gaussdb.wait_for) needs to wait later.
options:
  engine:
    description: The database engine. TaurusDB was formerly called GaussDB for MySQL.
    type: str
    choices: [gaussdb, taurusdb]
    default: gaussdb
  name:
    description:
      - Name of the instance, 4 to 64 letters, digits, hyphens and underscores, beginning with a letter. Required unless
        O(instance_id) is given.
      - Names need not be unique. If there are several instances of that name, the task fails with their IDs.
      - With O(instance_id), the name that the instance shall have.
    type: str
  instance_id:
    description: ID of an existing instance. The task fails if there is no such instance, unless it is to be absent.
    type: str
  state:
    description:
      - With V(present), the instance exists, is ready and has the values of the other options.
      - With V(absent), it does not exist. Its deletion is awaited until it has left the list of instances.
    type: str
    choices: [present, absent]
    default: present
  flavor:
    description: Specification code. GaussDB instances only grow; whether a flavor is larger is left to the API.
    type: str
  volume_size:
    description: Storage of a GaussDB instance in GB, a multiple of 40 for each shard. It only grows.
    type: int
  replicas:
    description:
      - Number of read replicas of a TaurusDB instance.
      - Missing ones are added. If there are more, the task fails, as which one to remove is for a person to decide; the
        message has the request that removes one.
    type: int
  port:
    description: Port of the database. A new TaurusDB instance gets it in a second step, as its creation cannot set it.
    type: int
  creation:
    description:
      - The rest of the body that creates the instance, in the words of the API reference. It is used only if the
        instance does not exist, and is not compared with one that does.
      - It is checked against the reference before anything is sent. A key that the reference does not name is passed on
        with a warning.
      - C(region) is taken from the cloud if it is left out. C(datastore.type), C(volume.type), C(mode) and
        C(ha.replication_mode), which can have one value only, are filled in.
      - With C(restore_point), a new GaussDB instance is created from a backup.
    type: dict
  password:
    description: Password of the database's administrator, for the creation. That of an existing instance is not
      changed.
    type: str
  wait:
    description:
      - Whether to wait until everything is done.
      - With V(false), at most one request is sent, and none while others are at work on the instance. RV(jobs) has what
        is under way, to be passed to M(otc.gaussdb.wait_for). Run the task again to send the next request.
    type: bool
    default: true
  timeout:
    description: Seconds that the task may take, all waiting included.
    type: int
    default: 7200
  error_timeout:
    description: Seconds for which requests that only read may fail for a reason that may pass, such as an outage.
    type: int
    default: 300
  progress:
    description: Whether to report progress on standard error. Under C(no_log), a line a minute that names nothing.
    type: bool
    default: true
notes:
  - Values of O(password) are removed from everything that this module returns or prints.
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
- name: Provide a database for orders
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

- name: Provide a TaurusDB instance with two read replicas
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

- name: Enlarge the storage of an instance
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
  description: The instance as it was last seen; null if it does not exist. Fields that the API adds are passed through.
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
      description: The status, in the API's words.
      type: str
      sample: ACTIVE
    ready:
      description: Whether the instance can be used, and changed.
      type: bool
      sample: true
    failed:
      description: Whether the instance is in a status that it does not leave by itself, C(FAILED), C(FROZEN) or
        C(STORAGE FULL).
      type: bool
      sample: false
    created:
      description: When it was created, as the API wrote it; null while that is unknown.
      type: str
      sample: "2020-12-23 03:21:41 UTC"
    created_at:
      description: The same in ISO 8601, in UTC.
      type: str
      sample: "2020-12-23T03:21:41Z"
    updated:
      description: When it was changed, as the API wrote it; null while that is unknown.
      type: str
      sample: "2021-01-15 02:32:13 UTC"
    updated_at:
      description: The same in ISO 8601, in UTC.
      type: str
      sample: "2021-01-15T02:32:13Z"
    port:
      description: Port of the database.
      type: int
      sample: 8000
    flavor_ref:
      description: Specification code.
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
      description: C(type) and C(size) of the storage. The size is in GB; for TaurusDB, it is what is in use.
      type: dict
      sample: {type: ULTRAHIGH, size: 80}
    replicas:
      description: Number of read replicas of a TaurusDB instance; null for GaussDB, and in a list of all instances.
      type: int
      sample: null
    nodes:
      description: The nodes, in the API's words; null for TaurusDB in a list of all instances.
      type: list
      elements: dict
      sample: [{id: 25b7no14, name: orders_dn1_2, role: master, status: ACTIVE}]
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
      description: Name of the administrator of the database.
      type: str
      sample: root
    region:
      description: The region.
      type: str
      sample: eu-de
    vpc_id:
      description: ID of the VPC.
      type: str
      sample: 5f84a5c4
    subnet_id:
      description: ID of the network.
      type: str
      sample: 300036af
    security_group_id:
      description: ID of the security group.
      type: str
      sample: 2dcfd40a
changes:
  description: What was done, in order. In check mode, what would be done. Also after a failure.
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
      description: V(done); V(started), its job is under way or has failed; V(planned), it was not sent.
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
  description: The jobs that were started or awaited. Each has C(id) and C(engine); those that were awaited also have
    the other fields that M(otc.gaussdb.wait_for) returns.
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
  description: The IDs of the jobs that the API does not know. That is not an error; the instance shows what became of
    them.
  returned: always
  type: list
  elements: str
  sample: []
elapsed:
  description: Seconds that the task took.
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
  description: Whether a request may have been carried out whose effect could not be seen. Run the task again later; it
    looks before it sends anything.
  returned: failure
  type: bool
  sample: false
reason:
  description:
    - Why the task failed, as a word that does not change between releases. Errors that Ansible itself raises have none.
    - V(unauthorized), the sign-in was refused.
    - V(forbidden), the user lacks a permission, which the message may name.
    - V(configuration), an option is missing, has a wrong value, contradicts another one, asks for what cannot be
      changed, or does not choose one of several instances.
    - V(unreachable), there was no connection, no response in time, or a server error.
    - V(throttled), the API was still throttling requests after O(error_timeout).
    - V(bad_response), a response made no sense, or the API does not show what it has accepted.
    - V(refused), the API understood a request and refused it.
    - V(conflict), another operation was in the way, with O(wait=false).
    - V(job_failed), a job has failed; RV(jobs) has its C(fail_reason).
    - V(instance_failed), the instance is in a status that it does not leave by itself.
    - V(not_found), there is no instance with O(instance_id), or it was deleted meanwhile.
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
