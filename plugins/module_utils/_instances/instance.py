# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A database instance of either engine, in one shape.

Source: "Querying DB Instances" of both references and "Querying Details of a DB Instance" of TaurusDB's. Their tables
and their examples disagree on types and on how times are written, so each form that either of them shows is understood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .._engines import TAURUSDB
from .._support.redaction import sounds_secret
from .._support.times import iso_utc, parse_time

READY = "ACTIVE"
STORAGE_FULL = "STORAGE FULL"
# An instance in one of these does not leave it by itself: a person has to look at it.
FAILURES = ("FAILED", "FROZEN", STORAGE_FULL)

# Numbers in the tables of either reference, wherever they stand; some come as text.
_NUMBERS = frozenset(
    {
        "backup_used_space",
        "keep_days",
        "max_connections",
        "mem",
        "node_count",
        "port",
        "priority",
        "ram",
        "replica_num",
        "size",
        "used",
        "vcpu",
        "vcpus",
    }
)
# IDs that come as numbers.
_TEXTS = frozenset({"enterprise_project_id"})

# What decides whether an instance is there and alike. It stays as it is, even if a secret is the same by chance: an
# instance that is not recognised would be created a second time.
VERBATIM = frozenset(
    {"created", "flavor_ref", "id", "job_id", "name", "port", "role", "size", "status", "type", "updated"}
)

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_SLAVE = "slave"
_MASTER = "master"
_ROLES = (_MASTER, _SLAVE)


@dataclass(frozen=True)
class Instance:
    """An instance, as it was at the last look.

    Attributes:
        id: its ID
        engine: ``gaussdb`` or ``taurusdb``
        name: not necessarily unique
        status: as the API wrote it, None if it wrote nothing
        flavor: the specification code
        volume_size: GB; what it is for TaurusDB, whose storage grows by itself, the API leaves open
        port: of the database
        nodes: None where the API does not show them
        lacks_details: whether the list has it, but TaurusDB's page of its details does not exist
        fields: everything, as it is returned to playbooks
    """

    id: str
    engine: str
    name: str | None = None
    status: str | None = None
    flavor: str | None = None
    volume_size: int | None = None
    port: int | None = None
    nodes: tuple[Mapping[str, Any], ...] | None = None
    lacks_details: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_ready(self) -> bool:
        """Whether it can be used, and changed."""
        return self.status == READY and not self.lacks_details

    @property
    def has_failed(self) -> bool:
        """Whether it needs a person."""
        return self.status in FAILURES

    @property
    def replicas(self) -> int | None:
        """The number of TaurusDB read replicas; None where that is unknown, and for GaussDB, which has none."""
        if self.engine != TAURUSDB.name or self.nodes is None:
            return None
        types = [node.get("type") for node in self.nodes]
        if _MASTER not in types or any(kind not in _ROLES for kind in types):
            # The API does not show all nodes for what they are. A read replica not counted would be added once more.
            return None
        return sum(1 for node in self.nodes if node.get("type") == _SLAVE)

    def as_dict(self) -> dict[str, Any]:
        """The documented return value."""
        return {
            **self.fields,
            "ready": self.is_ready,
            "failed": self.has_failed,
            "replicas": self.replicas,
        }

    def with_details(self, details: Instance) -> Instance:
        """The instance with what another page of the API adds. If both say something, that page counts."""
        said = {key: value for key, value in details.fields.items() if _says_something(value)}
        return replace(
            self,
            name=details.name or self.name,
            status=details.status or self.status,
            flavor=details.flavor or self.flavor,
            volume_size=self.volume_size if details.volume_size is None else details.volume_size,
            port=self.port if details.port is None else details.port,
            nodes=self.nodes if details.nodes is None else details.nodes,
            fields={**self.fields, **said},
        )

    @classmethod
    def from_api(cls, engine: str, raw: Mapping[str, Any]) -> Instance:
        """An instance from an entry of either engine's list, or from TaurusDB's details. What is missing or of a wrong
        type counts as unknown; what is in no table passes through.
        """
        entry = _typed(raw)
        nodes = entry.get("nodes")
        nodes = [node for node in nodes if isinstance(node, Mapping)] if isinstance(nodes, list) else None
        # TaurusDB's details have no flavor of the instance, but one for each node. The primary's is what it was given.
        primary: Mapping[str, Any] = next((node for node in nodes or () if node.get("type") == _MASTER), {})
        flavor = _text(entry.get("flavor_ref")) or _text(primary.get("flavor_ref"))
        volume, flavor_info = _mapping(entry.get("volume")), _mapping(entry.get("flavor_info"))
        common: dict[str, Any] = {
            "id": _text(entry.get("id")) or "",
            "engine": engine,
            "name": _text(entry.get("name")),
            "status": _text(entry.get("status")),
            "created": _text(entry.get("created")),
            "updated": _text(entry.get("updated")),
            "created_at": _utc(entry.get("created")),
            "updated_at": _utc(entry.get("updated")),
            "port": _number(entry.get("port")),
            "flavor_ref": flavor,
            "vcpus": _first_number(flavor_info.get("vcpus"), flavor_info.get("vcpu"), primary.get("vcpus")),
            "memory": _first_number(flavor_info.get("ram"), flavor_info.get("mem"), primary.get("ram")),
            "volume": {**volume, "type": _text(volume.get("type")), "size": _number(volume.get("size"))},
            "region": _text(entry.get("region")) or _text(primary.get("region_code")),
            "datastore": _mapping(entry.get("datastore")),
            "private_ips": _addresses(entry.get("private_ips")) or _addresses(entry.get("private_write_ips")),
            "public_ips": _addresses(entry.get("public_ips")),
            "db_user_name": _text(entry.get("db_user_name")),
            "vpc_id": _text(entry.get("vpc_id")),
            "subnet_id": _text(entry.get("subnet_id")),
            "security_group_id": _text(entry.get("security_group_id")),
            "nodes": nodes,
        }
        return cls(
            id=common["id"],
            engine=engine,
            name=common["name"],
            status=common["status"],
            flavor=flavor,
            volume_size=_whole(common["volume"]["size"]),
            port=_whole(common["port"]),
            nodes=None if nodes is None else tuple(nodes),
            fields={**entry, **common},
        )


def _says_something(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_says_something, value.values()))
    return value not in (None, "", [])


def _utc(value: Any) -> str | None:
    return iso_utc(parse_time(value)) if isinstance(value, str) else None


def _typed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The same with numbers as numbers and IDs as text, and without anything that must not be shown."""
    return {key: _typed_value(key, value) for key, value in raw.items() if not sounds_secret(key)}


def _typed_value(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return _typed(value)
    if isinstance(value, list):
        return [_typed_value(key, element) for element in value]
    if key in _NUMBERS:
        return _number(value) if isinstance(value, str) else value
    return str(value) if key in _TEXTS and isinstance(value, int) else value


def _number(value: Any) -> int | float | None:
    """Text as a number if it is one; None for what is empty or not a number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return value
    match = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    return float(match.group()) if match.group(1) else int(match.group())


def _first_number(*values: Any) -> int | float | None:
    return next((number for number in map(_number, values) if number is not None), None)


def _whole(value: Any) -> int | None:
    number = _number(value)
    if isinstance(number, float):
        return int(number) if number.is_integer() else None
    return number


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _addresses(value: Any) -> list[str]:
    """Addresses from a list of texts, of which each may hold several, or from a single text."""
    texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [part.strip() for text in texts if isinstance(text, str) for part in re.split(r"[/,]", text) if part.strip()]


def _text(value: Any) -> str | None:
    """Text without blanks around it, numbers as text; None for what is blank or is neither."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value).strip() or None
