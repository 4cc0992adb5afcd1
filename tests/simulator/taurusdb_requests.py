# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TaurusDB's requests that start a job, and what the reference demands of each."""

from __future__ import annotations

from typing import Any

from .account import REGION
from .jobs import TAURUSDB, Instance
from .rules import PARAMETER, Body, Refusal, Rules, a_list_of, name, one_of, password, port, text, whole
from .starters import Nodes, Starter, new_node

FLAVOR = "gaussdb.mysql."  # what every specification of this engine begins with
SPECIAL = "~!@#$%^*-_=+?,()&"
OCCUPIED_PORTS = frozenset((5342, 5343, 5344, 5345, 12017, 20000, 20201, 20202, 33062))
REPLICAS = 9
PRIORITIES = 16


def _flavor(value: Any) -> str | None:
    return None if isinstance(value, str) and value.startswith(FLAVOR) else f"a specification of TaurusDB, {FLAVOR}*"


def _zone(value: Any) -> str | None:
    return None if isinstance(value, str) and value.startswith(f"{REGION}-") else f"a zone of {REGION}"


def _master_zone_only_with_multi(body: Body, _instance: Body) -> Refusal | None:
    mode, is_given = body["availability_zone_mode"], body.get("master_availability_zone") is not None
    if (mode == "multi") == is_given:
        return None
    rule = "is mandatory" if mode == "multi" else "is not allowed"
    return Refusal("DBS.200025", f"Parameter error: master_availability_zone {rule} with the mode {mode}.")


def _cluster(instance: Instance) -> dict[str, Any]:
    """What the page's example shows of a new instance."""
    return {
        "instance": {
            "endpoint": "192.168.1.203:3306",
            "type": "Cluster",
            "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
        },
        "resource_ids": [f"{instance.id}.vm", f"{instance.id}.volume"],
    }


def _with_replicas(nodes: Nodes, body: Body, _last: str) -> Nodes:
    name = nodes[0]["name"].rpartition("_")[0] if nodes else "taurusdb"
    new = [
        {**new_node(TAURUSDB, name, number), "priority": priority}
        for number, priority in enumerate(body["priorities"], start=len(nodes) + 1)
    ]
    return [*nodes, *new]


def _without_replica(nodes: Nodes, _body: Body, node_id: str) -> Nodes:
    return [node for node in nodes if node["id"] != node_id]


# The network ACLs that would make a security group unnecessary are off.
CREATION = Rules(
    mandatory=(
        "region",
        "name",
        "datastore.type",
        "datastore.version",
        "mode",
        "flavor_ref",
        "vpc_id",
        "subnet_id",
        "security_group_id",
        "password",
        "availability_zone_mode",
        "slave_count",
    ),
    values={
        "region": (one_of(REGION), "DBS.200024"),
        "name": (name, "DBS.200021"),
        "datastore.type": (one_of("gaussdb-mysql"), "DBS.200042"),
        "datastore.version": (text, "DBS.200041"),
        "mode": (one_of("Cluster"), "DBS.200063"),
        "flavor_ref": (_flavor, "DBS.200053"),
        "vpc_id": (text, "DBS.200048"),
        "subnet_id": (text, PARAMETER),
        "security_group_id": (text, PARAMETER),
        "password": (password(SPECIAL), "DBS.200052"),
        "availability_zone_mode": (one_of("single", "multi"), "DBS.200025"),
        "master_availability_zone": (_zone, "DBS.200025"),
        "slave_count": (whole(0, REPLICAS), "DBS.200056"),
        "charge_info.charge_mode": (one_of("postPaid"), PARAMETER),
    },
    conditions=(_master_zone_only_with_multi,),
)

BACKUP = Rules(mandatory=("instance_id", "name"), values={"name": (name, PARAMETER), "instance_id": (text, PARAMETER)})
PORT = Rules(("port",), {"port": (port(1024, 65535, OCCUPIED_PORTS), PARAMETER)})
NAME = Rules(("name",), {"name": (name, "DBS.200021")})
RESIZING = Rules(("resize_flavor.spec_code",), {"resize_flavor.spec_code": (_flavor, "DBS.200053")})
REPLICA = Rules(("priorities",), {"priorities": (a_list_of(whole(1, PRIORITIES), 1, REPLICAS), PARAMETER)})
SWITCH = Rules(("switch_status",), {"switch_status": (one_of("ON", "OFF"), PARAMETER)})

_ONE = "/instances/{instance_id}"

# The reference names one job, CreateMysqlInstance; the names of the others are the simulator's own.
STARTERS = (
    Starter("POST", "/instances", "CreateMysqlInstance", 201, CREATION, creates="instance", entities=_cluster),
    Starter("DELETE", _ONE, "DeleteMysqlInstance", 200, deletes=True),
    Starter(
        "POST", f"{_ONE}/action", "ResizeMysqlFlavor", 200, RESIZING, changes={"flavor_ref": "resize_flavor.spec_code"}
    ),
    Starter("POST", f"{_ONE}/nodes/enlarge", "CreateMysqlReadReplica", 201, REPLICA, nodes=_with_replicas),
    Starter("DELETE", f"{_ONE}/nodes/{{node_id}}", "DeleteMysqlReadReplica", 200, nodes=_without_replica),
    Starter("PUT", f"{_ONE}/port", "ModifyMysqlPort", 200, PORT, changes={"port": "port"}),
    Starter("PUT", f"{_ONE}/name", "ModifyMysqlInstanceName", 200, NAME, changes={"name": "name"}),
    Starter("POST", f"{_ONE}/proxy", "OpenMysqlProxy", 201, Rules(("flavor_ref", "node_num"))),
    Starter("DELETE", f"{_ONE}/proxy", "CloseMysqlProxy", 200),
    Starter("POST", f"{_ONE}/proxy/enlarge", "EnlargeMysqlProxy", 201, Rules(("node_num",))),
    Starter("PUT", f"{_ONE}/proxy/{{proxy_id}}/weight", "SetMysqlProxyWeight", 200),
    Starter("PUT", f"{_ONE}/proxy/{{proxy_id}}/flavor", "ResizeMysqlProxyFlavor", 200, Rules(("flavor_ref",))),
    Starter("PUT", f"{_ONE}/sql-filter/rules", "SetMysqlSqlFilterRules", 200, Rules(("sql_filter_rules",))),
    Starter("DELETE", f"{_ONE}/sql-filter/rules", "DeleteMysqlSqlFilterRules", 200, Rules(("sql_filter_rules",))),
    Starter("POST", f"{_ONE}/sql-filter/switch", "SwitchMysqlSqlFilter", 200, SWITCH),
    Starter(
        "POST", "/backups/create", "CreateMysqlManualBackup", 201, BACKUP, instance="instance_id", creates="backup"
    ),
    Starter("PUT", f"{_ONE}/configurations", "ModifyMysqlConfigurations", 200, Rules(("parameter_values",))),
    Starter("PUT", f"{_ONE}/monitor-policy", "ModifyMysqlMonitorPolicy", 200, Rules(("monitor_switch",))),
)
