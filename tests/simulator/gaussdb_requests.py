# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""GaussDB's requests that start a job, and what the reference demands of each."""

from __future__ import annotations

from typing import Any

from .account import REGION
from .rules import (
    PARAMETER,
    Body,
    Check,
    Refusal,
    Rules,
    a_list_of,
    name,
    one_of,
    password,
    port,
    text,
    value_of,
    whole,
)
from .starters import Starter

GB_PER_SHARD = 40
FLAVORS = tuple(f"gaussdb.opengauss.ee.dn.m4.{size}.8.in" for size in ("2xlarge", "4xlarge", "8xlarge", "16xlarge"))
OCCUPIED_PORTS = frozenset(
    {2378, 2379, 2380, 4999, 5000, 5999, 6000, 6001, 8000, 8097, 8098}
    | {12016, 12017, 20049, 20050, 21731, 21732, 32122, 32123, 32124}
)
PORT = port(1024, 39998, OCCUPIED_PORTS)

DISTRIBUTED = "enterprise"
CENTRALIZED = "centralization_standard"


def _zones(value: Any) -> str | None:
    zones = value.split(",") if isinstance(value, str) else []
    is_right = len(zones) == 3 and len(set(zones)) in (1, 3) and all(zone.startswith(f"{REGION}-") for zone in zones)
    return None if is_right else f"three zones of {REGION} with commas between, all alike or all different"


def _size_fits_shards(body: Body, _instance: Body) -> Refusal | None:
    return _multiple(value_of(body, "volume.size"), body.get("sharding_num") or 1)


def _only_distributed(body: Body, _instance: Body) -> Refusal | None:
    keys = [key for key in ("sharding_num", "coordinator_num") if body.get(key) is not None]
    if keys and value_of(body, "ha.mode") == CENTRALIZED:
        return Refusal("DBS.200063", f"Parameter error: {keys[0]} is for the mode {DISTRIBUTED} only.")
    return None


def _storage_grows(body: Body, instance: Body) -> Refusal | None:
    size, present = value_of(body, "enlarge_volume.size"), value_of(instance, "volume.size")
    if present is not None and size <= present:
        return Refusal("DBS.200023", f"Storage space is out of range: {size} GB is not more than {present} GB.")
    return _multiple(size, instance.get("sharding_num") or 1)


def _flavor_grows(body: Body, instance: Body) -> Refusal | None:
    present = instance.get("flavor_ref")
    if present in FLAVORS and FLAVORS.index(body["flavor_ref"]) <= FLAVORS.index(present):
        return Refusal("DBS.200054", f"Invalid specifications: {body['flavor_ref']} is not larger than {present}.")
    return None


def _multiple(size: int, shards: int) -> Refusal | None:
    unit = GB_PER_SHARD * shards
    return Refusal("DBS.200027", f"Storage space must be a multiple of {unit} GB.") if size % unit else None


_SIZE: tuple[Check, str] = (whole(GB_PER_SHARD, 16_384 * 9), "DBS.200023")

_NEW_INSTANCE: dict[str, tuple[Check, str]] = {
    "name": (name, "DBS.200021"),
    "flavor_ref": (one_of(*FLAVORS), "DBS.200053"),
    "volume.type": (one_of("ULTRAHIGH"), "DBS.200026"),
    "volume.size": _SIZE,
    "region": (one_of(REGION), "DBS.200024"),
    "availability_zone": (_zones, "DBS.200025"),
    "vpc_id": (text, "DBS.200048"),
    "subnet_id": (text, PARAMETER),
    "security_group_id": (text, PARAMETER),
    "password": (password(), "DBS.200052"),
    "port": (PORT, PARAMETER),
    "replica_num": (one_of(2, 3), PARAMETER),
    "sharding_num": (whole(1, 9), PARAMETER),
    "coordinator_num": (whole(1, 9), PARAMETER),
    "charge_info.charge_mode": (one_of("postPaid"), PARAMETER),
}

_ALWAYS = (
    "name",
    "flavor_ref",
    "volume.type",
    "volume.size",
    "availability_zone",
    "vpc_id",
    "subnet_id",
    "security_group_id",
    "password",
)

CREATION = Rules(
    mandatory=(*_ALWAYS, "datastore.type", "ha.mode", "ha.consistency", "ha.replication_mode", "region"),
    values={
        **_NEW_INSTANCE,
        "datastore.type": (one_of("GaussDB"), "DBS.200042"),
        "ha.mode": (one_of(DISTRIBUTED, CENTRALIZED), "DBS.200051"),
        "ha.consistency": (one_of("strong", "eventual"), PARAMETER),
        "ha.replication_mode": (one_of("sync"), "DBS.200043"),
    },
    conditions=(_only_distributed, _size_fits_shards),
)

RESTORATION = Rules(
    mandatory=(*_ALWAYS, "restore_point.instance_id"), values=_NEW_INSTANCE, conditions=(_size_fits_shards,)
)

BACKUP = Rules(mandatory=("instance_id", "name"), values={"name": (name, PARAMETER), "instance_id": (text, PARAMETER)})

_ONE = "/instances/{instance_id}"

# The reference does not name the jobs of the requests below the shards'; their names are the simulator's own.
STARTERS = (
    Starter(
        "POST",
        "/instances",
        "CloneGaussDBV5NewInstance",
        202,
        RESTORATION,
        when="restore_point",
        creates="instance",
    ),
    Starter("POST", "/instances", "CreateGaussDBV5Instance", 202, CREATION, creates="instance"),
    Starter(
        "POST", "/backups", "BackupSnapshotGaussDBV5InInstance", 202, BACKUP, instance="instance_id", creates="backup"
    ),
    # Not in the public reference of Open Telekom Cloud; this is the request of Huawei Cloud's edition of the API.
    Starter(
        "POST",
        "/instances/recovery",
        "RestoreGaussDBV5InInstance",
        202,
        Rules(("source.instance_id", "target.instance_id")),
        instance="target.instance_id",
    ),
    Starter("DELETE", _ONE, "DeleteGaussDBV5Instance", 202, deletes=True),
    Starter(
        "PUT",
        f"{_ONE}/flavor",
        "ResizeGaussDBV5Flavor",
        202,
        Rules(("flavor_ref",), {"flavor_ref": _NEW_INSTANCE["flavor_ref"]}, (_flavor_grows,)),
        changes={"flavor_ref": "flavor_ref"},
    ),
    Starter(
        "POST",
        f"{_ONE}/action",
        "EnlargeGaussDBV5Volume",
        202,
        Rules(("enlarge_volume.size",), {"enlarge_volume.size": _SIZE}, (_storage_grows,)),
        when="enlarge_volume",
        changes={"volume.size": "enlarge_volume.size"},
        takes_full=True,
    ),
    Starter(
        "POST",
        f"{_ONE}/action",
        "GaussDBV5ExpandClusterCN",
        202,
        Rules(values={"expand_cluster.coordinators": (a_list_of(lambda item: None, 1, 9), PARAMETER)}),
        when="expand_cluster.coordinators",
    ),
    Starter(
        "POST",
        f"{_ONE}/action",
        "GaussDBV5ExpandClusterDN",
        202,
        Rules(("expand_cluster.shard.count",), {"expand_cluster.shard.count": (whole(1, 9), PARAMETER)}),
        when="expand_cluster.shard",
    ),
    Starter("POST", f"{_ONE}/restart", "RestartGaussDBV5Instance", 202),
    Starter(
        "PUT",
        f"{_ONE}/port",
        "ModifyGaussDBV5Port",
        202,
        Rules(("port",), {"port": (PORT, PARAMETER)}),
        changes={"port": "port"},
    ),
    Starter(
        "PUT",
        f"{_ONE}/name",
        "ModifyGaussDBV5InstanceName",
        202,
        Rules(("name",), {"name": (name, "DBS.200021")}),
        changes={"name": "name"},
    ),
    Starter("POST", f"{_ONE}/switch-shard", "SwitchGaussDBV5Shard", 202, Rules(("shards",))),
)
