# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Instances as the references show them, and options that create some."""

from __future__ import annotations

from typing import Any

GAUSSDB_ID = "706c65c3dd7d497ab16f5b3a113690abin14"
TAURUSDB_ID = "436aaafb689c4250a9a5bb33cb271e8cin07"
PASSWORD = "Quiet-Harbour-7"

# GaussDB's list writes times with UTC, and several addresses as one text.
GAUSSDB_ENTRY: dict[str, Any] = {
    "id": GAUSSDB_ID,
    "status": "ACTIVE",
    "name": "orders",
    "port": 8000,
    "type": "Enterprise",
    "ha": {"consistency": "strong", "replication_mode": "sync"},
    "region": "eu-de",
    "datastore": {"type": "GaussDB", "version": "1.4"},
    "created": "2020-12-23 03:21:41 UTC",
    "updated": "2021-01-15 02:32:13 UTC",
    "volume": {"type": "ULTRAHIGH", "size": 80},
    "nodes": [
        {"id": "25b7no14", "name": "orders_dn1_2", "role": "master", "status": "ACTIVE"},
        {"id": "b30cno14", "name": "orders_dn1_1", "role": "slave", "status": "ACTIVE"},
    ],
    "private_ips": ["192.168.16.253 / 192.168.28.81"],
    "replica_num": 3,
    "db_user_name": "root",
    "vpc_id": "490a4a08-ef4b-44c5-94be-3051ef9e4fce",
    "subnet_id": "0e2eda62-1d42-4d64-a9d1-4e9aa9cd994f",
    "security_group_id": "2a1f7fc8-3307-42a7-aa6f-42c8b9b8f8c5",
    "flavor_ref": "gaussdb.opengauss.ee.dn.m4.2xlarge.8.in",
    "flavor_info": {"vcpu": 8, "mem": 64},
    "backup_strategy": {"start_time": "16:00-17:00", "keep_days": 7},
    "enterprise_project_id": "0",
    "time_zone": "UTC+08:00",
    "instance_mode": "enterprise",
    "backup_used_space": "37846",
}

# TaurusDB's table says that numbers are text, its example has numbers, and its times have an underscore for the plus.
TAURUSDB_ENTRY: dict[str, Any] = {
    "id": TAURUSDB_ID,
    "name": "sessions",
    "status": "ACTIVE",
    "port": "3306",
    "type": "Cluster",
    "private_ips": ["192.168.0.142"],
    "region": "eu-de",
    "datastore": {"type": "gaussdb-mysql", "version": "8.0", "kernel_version": "2.0.28.7"},
    "created": "2018-08-20T02:33:49_0800",
    "updated": "2018-08-20T02:33:49_0800",
    "volume": {"type": "POOL", "size": "100"},
    "flavor_ref": "gaussdb.mysql.xlarge.x86.8",
    "flavor_info": {"vcpus": "4", "ram": "32"},
    "enterprise_project_id": 0,
    "tags": [{"key": "team", "value": "7"}],
}
TAURUSDB_DETAILS: dict[str, Any] = {
    "id": TAURUSDB_ID,
    "name": "sessions",
    "alias": "",
    "status": "ACTIVE",
    "port": 3306,
    "type": "Cluster",
    "node_count": 2,
    "created": "2022-07-14T16:26:58+0800",
    "private_write_ips": ["192.168.0.142"],
    "nodes": [
        {
            "id": "36no07",
            "name": "sessions_node01",
            "type": "master",
            "status": "ACTIVE",
            "flavor_ref": "gaussdb.mysql.xlarge.x86.8",
            "vcpus": "4",
            "ram": "32",
            "region_code": "eu-de",
            "max_connections": "10000",
            "priority": 1,
            "volume": {"type": "POOL", "used": "0.07"},
        },
        {"id": "35no07", "name": "sessions_node02", "type": "slave", "status": "ACTIVE", "priority": 1},
    ],
    "az_mode": "single",
    "master_az_code": "eu-de-01",
}

GAUSSDB_CREATION: dict[str, Any] = {
    "ha": {"mode": "centralization_standard", "consistency": "strong", "replication_mode": "sync"},
    "availability_zone": "eu-de-01,eu-de-02,eu-de-03",
    "vpc_id": "490a4a08",
    "subnet_id": "0e2eda62",
    "security_group_id": "2a1f7fc8",
}
GAUSSDB_OPTIONS: dict[str, Any] = {
    "name": "orders",
    "flavor": "gaussdb.opengauss.ee.dn.m4.2xlarge.8.in",
    "volume_size": 80,
    "port": 8635,
    "password": PASSWORD,
    "region": "eu-de",
    "creation": GAUSSDB_CREATION,
}
TAURUSDB_CREATION: dict[str, Any] = {
    "datastore": {"version": "8.0"},
    "availability_zone_mode": "single",
    "vpc_id": "3cedfc54",
    "subnet_id": "c1cfa53c",
    "security_group_id": "fc577a1a",
}
TAURUSDB_OPTIONS: dict[str, Any] = {
    "name": "sessions",
    "flavor": "gaussdb.mysql.xlarge.x86.8",
    "replicas": 1,
    "password": PASSWORD,
    "region": "eu-de",
    "creation": TAURUSDB_CREATION,
}
