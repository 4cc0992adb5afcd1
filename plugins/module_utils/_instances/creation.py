# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body that creates an instance, checked against the table of the engine's reference before it is sent.

Source: "Creating a DB Instance" of both references, and "Restoring Data to a New DB Instance" of GaussDB's.

A message never holds a value of the body other than a number: what stands in the wrong place may be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .._engines import GAUSSDB, TAURUSDB, Engine
from .._errors import ConfigurationError
from .desired import Desired, whole

# The default of GaussDB, which its creation refuses to be told.
_DEFAULT_PORT = 8000
# A creation makes at most this many TaurusDB read replicas; more are added afterwards.
_REPLICAS_AT_CREATION = 9

_WORD = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)
_WINDOW = re.compile(r"([01]\d|2[0-3]):00-([01]\d|2[0-3]):00", re.ASCII)
_TIME_ZONE = re.compile(r"UTC(?:[+-](?:0\d|1[0-2]):00)?", re.ASCII)

# Of passwords: how long they may be, and which characters other than letters and digits they may have.
_LENGTH = range(8, 33)
_SYMBOLS = {GAUSSDB.name: "~!@#$%^&*()-_=+|[{}];:,<.>/?", TAURUSDB.name: "~!@#$%^*-_=+?,()&"}
_SYMBOLS_OF_RESTORE = "~!@#%^*-_=+?,"


@dataclass(frozen=True)
class Creation:
    """A request that creates an instance.

    Attributes:
        body: complete, with the password
        warnings: keys that the reference does not name
    """

    body: Mapping[str, Any] = field(repr=False)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Key:
    """A row of the reference's table.

    Attributes:
        name: dotted, for a key within a key
        kind: ``text``, ``zones``, ``number``, ``mapping``, ``list`` or ``any``
        mandatory: whether the reference demands it; within a key, only if that is given
        values: the only ones it may have, in the reference's case
        any_case: whether case does not matter
        numbers: the only numbers it may have
    """

    name: str
    kind: str = "text"
    mandatory: bool = False
    values: tuple[str, ...] = ()
    any_case: bool = False
    numbers: range | None = None


_NETWORK = (_Key("vpc_id", mandatory=True), _Key("subnet_id", mandatory=True))
_CHARGES = (
    _Key("charge_info", "mapping"),
    _Key("charge_info.charge_mode", mandatory=True, values=("postPaid",)),
)
_BACKUPS = (
    _Key("backup_strategy", "mapping"),
    _Key("backup_strategy.start_time", mandatory=True),
    _Key("backup_strategy.keep_days", "number", numbers=range(733)),
)
_ANY_GAUSSDB = (
    _Key("name", mandatory=True),
    _Key("flavor_ref", mandatory=True),
    _Key("volume", "mapping", mandatory=True),
    _Key("volume.type", mandatory=True, values=("ULTRAHIGH",)),
    _Key("volume.size", "number", mandatory=True),
    _Key("availability_zone", "zones", mandatory=True),
    *_NETWORK,
    _Key("security_group_id", mandatory=True),
    _Key("password", mandatory=True),
    _Key("port", "number"),
    _Key("configuration_id"),
    _Key("time_zone"),
    _Key("enable_force_switch", "any"),
    *_CHARGES,
    *_BACKUPS,
)
_GAUSSDB_KEYS = (
    *_ANY_GAUSSDB,
    _Key("region", mandatory=True),
    _Key("datastore", "mapping", mandatory=True),
    _Key("datastore.type", mandatory=True, values=("GaussDB",), any_case=True),
    _Key("datastore.version"),
    _Key("ha", "mapping", mandatory=True),
    _Key("ha.mode", mandatory=True, values=("enterprise", "centralization_standard"), any_case=True),
    _Key("ha.consistency", mandatory=True, values=("strong", "eventual"), any_case=True),
    _Key("ha.replication_mode", mandatory=True, values=("sync",)),
    _Key("ha.consistency_protocol", values=("quorum", "paxos")),
    _Key("disk_encryption_id"),
    _Key("sharding_num", "number", numbers=range(1, 257)),
    _Key("coordinator_num", "number", numbers=range(1, 257)),
    _Key("replica_num", "number", numbers=range(2, 4)),
)
_RESTORE_KEYS = (
    *_ANY_GAUSSDB,
    _Key("restore_point", "mapping", mandatory=True),
    _Key("restore_point.instance_id", mandatory=True),
    _Key("restore_point.backup_id"),
    _Key("restore_point.type", values=("backup", "timestamp")),
    _Key("restore_point.restore_time", "number"),
)
_TAURUSDB_KEYS = (
    _Key("name", mandatory=True),
    _Key("region", mandatory=True),
    _Key("datastore", "mapping", mandatory=True),
    _Key("datastore.type", mandatory=True, values=("gaussdb-mysql",)),
    _Key("datastore.version", mandatory=True),
    _Key("mode", mandatory=True, values=("Cluster",)),
    _Key("flavor_ref", mandatory=True),
    *_NETWORK,
    # Mandatory unless network ACLs are on, which only the API knows.
    _Key("security_group_id"),
    _Key("password", mandatory=True),
    _Key("availability_zone_mode", mandatory=True, values=("single", "multi")),
    _Key("master_availability_zone"),
    _Key("slave_count", "number", mandatory=True, numbers=range(_REPLICAS_AT_CREATION + 1)),
    _Key("configuration_id"),
    _Key("time_zone"),
    _Key("tags", "list"),
    _Key("enterprise_project_id", "any"),
    _Key("dedicated_resource_id"),
    *_CHARGES,
    *_BACKUPS,
)

# Keys of the body that are options of the task, and where those belong.
_OPTIONS = {
    "name": "name",
    "flavor_ref": "flavor",
    "volume.size": "volume_size",
    "slave_count": "replicas",
    "port": "port",
    "password": "password",
}


def plan_creation(desired: Desired) -> Creation:
    """The request that creates what is desired.

    Raises:
        ConfigurationError: the reference refuses it; everything that is wrong is named
    """
    engine = desired.engine
    given = _copied(desired.creation)
    doubled = [f"creation: {key} belongs in the option {option}. Move it there." for key, option in _doubled(desired)]
    if doubled:
        raise ConfigurationError(" ".join(doubled))
    is_restore = engine is GAUSSDB and given.get("restore_point") is not None
    keys = _TAURUSDB_KEYS if engine is TAURUSDB else _RESTORE_KEYS if is_restore else _GAUSSDB_KEYS
    body = _completed(desired, given, is_restore)
    warnings = tuple(_unknown(body, keys, engine))
    body = _numbered(body, keys)
    problems = [*_table_problems(body, keys), *_rules(engine, body, is_restore)]
    if body.get("password"):
        symbols = _SYMBOLS_OF_RESTORE if is_restore else _SYMBOLS[engine.name]
        problems += _password_problems(engine, body["password"], symbols)
    if problems:
        raise ConfigurationError(f"{desired.title} does not exist and cannot be created. {' '.join(problems)}")
    return Creation(body, warnings)


def _doubled(desired: Desired) -> Iterator[tuple[str, str]]:
    for key, option in _OPTIONS.items():
        if _value(desired.creation, key) is not None and option not in desired.refused_options:
            yield key, option


def _completed(desired: Desired, given: dict[str, Any], is_restore: bool) -> dict[str, Any]:
    """The body with what the options say, and with what can have one value only."""
    body = {"name": desired.name, **given, "flavor_ref": desired.flavor, "password": desired.password}
    if desired.engine is TAURUSDB:
        body.setdefault("mode", "Cluster")
        _fill(body, "datastore", "type", "gaussdb-mysql")
        if desired.replicas is not None:
            body["slave_count"] = min(desired.replicas, _REPLICAS_AT_CREATION)
    else:
        if isinstance(body.get("availability_zone"), str):
            # People write a blank after a comma, which the reference does not.
            body["availability_zone"] = ",".join(zone.strip() for zone in body["availability_zone"].split(","))
        _fill(body, "volume", "type", "ULTRAHIGH")
        if desired.volume_size is not None:
            _fill(body, "volume", "size", desired.volume_size)
        if desired.port not in (None, _DEFAULT_PORT):
            body["port"] = desired.port
        if not is_restore:
            _fill(body, "datastore", "type", "GaussDB")
            if isinstance(body.get("ha"), Mapping):
                _fill(body, "ha", "replication_mode", "sync")
    if desired.region and not is_restore:
        body.setdefault("region", desired.region)
    return {key: value for key, value in body.items() if value is not None}


def _fill(body: dict[str, Any], key: str, inner: str, value: Any) -> None:
    outer = body.get(key)
    if outer is None or isinstance(outer, Mapping):
        body[key] = {inner: value, **(outer or {})}


def _table_problems(body: Mapping[str, Any], keys: Iterable[_Key]) -> Iterator[str]:
    missing = [key.name for key in keys if key.mandatory and _is_missing(body, key.name)]
    if missing:
        plural = "are mandatory and missing" if len(missing) > 1 else "is mandatory and missing"
        yield f"{_listed(_place(name) for name in missing)} {plural}."
    for key in keys:
        value = _value(body, key.name)
        if value is not None:
            yield from _value_problems(key, value)


def _is_missing(body: Mapping[str, Any], name: str) -> bool:
    outer, _dot, _inner = name.rpartition(".")
    if outer and not isinstance(body.get(outer), Mapping):
        # Either the outer key is missing itself, or it is of the wrong kind, or it is optional and not given.
        return False
    return _value(body, name) in (None, "")


def _value_problems(key: _Key, value: Any) -> Iterator[str]:
    place = _place(key.name)
    if key.kind in _KINDS and not isinstance(value, _KINDS[key.kind][0]):
        is_number = key.kind == "text" and isinstance(value, (int, float)) and not isinstance(value, bool)
        yield f"{place}: it must be {_KINDS[key.kind][1]}{', not a number. Put it in quotes' if is_number else ''}."
        return
    if key.kind == "number" and (whole(value) is None):
        yield f"{place}: it must be a whole number."
        return
    if key.values:
        text = value.lower() if key.any_case else value
        if text not in [known.lower() if key.any_case else known for known in key.values]:
            yield f"{place}: it must be {_listed(key.values, 'or')}."
    if key.numbers is not None and value not in key.numbers:
        yield f"{place}: {value} is not between {key.numbers[0]} and {key.numbers[-1]}."


_KINDS: Mapping[str, tuple[Any, str]] = {
    "text": (str, "a string"),
    "zones": (str, "one string with three availability zones, separated by commas"),
    "mapping": (Mapping, "a mapping"),
    "list": (list, "a list"),
}


def _rules(engine: Engine, body: Mapping[str, Any], is_restore: bool) -> Iterator[str]:
    """What a table with one key a row cannot say."""
    zone = body.get("time_zone")
    if isinstance(zone, str) and engine is GAUSSDB and not _TIME_ZONE.fullmatch(zone):
        yield "creation.time_zone: it must be UTC-12:00 to UTC+12:00, at a full hour."
    start = _value(body, "backup_strategy.start_time")
    if isinstance(start, str) and start and not _is_window(start):
        yield "creation.backup_strategy.start_time: it must be an hour in UTC, written as 02:00-03:00."
    rules: Callable[[Mapping[str, Any]], Iterator[str]]
    rules = _taurusdb_rules if engine is TAURUSDB else _restore_rules if is_restore else _gaussdb_rules
    yield from rules(body)


def _gaussdb_rules(body: Mapping[str, Any]) -> Iterator[str]:
    yield from _zone_rule(body)
    mode = _value(body, "ha.mode")
    if isinstance(mode, str) and mode.lower() == "centralization_standard":
        for key in ("sharding_num", "coordinator_num"):
            if key in body:
                yield f"creation.{key}: it goes with ha.mode enterprise only, not with centralization_standard."
    shards, coordinators = whole(body.get("sharding_num")), whole(body.get("coordinator_num"))
    if shards and coordinators and coordinators > 2 * shards:
        yield f"creation.coordinator_num: {coordinators} is more than twice the number of shards, {shards}."


def _restore_rules(body: Mapping[str, Any]) -> Iterator[str]:
    yield from _zone_rule(body)
    point = body.get("restore_point")
    if not isinstance(point, Mapping):
        return
    if point.get("type") == "timestamp":
        if point.get("restore_time") is None:
            yield "creation.restore_point.restore_time is mandatory with type timestamp, and missing."
    elif not point.get("backup_id"):
        yield "creation.restore_point.backup_id is mandatory unless type is timestamp, and missing."


def _taurusdb_rules(body: Mapping[str, Any]) -> Iterator[str]:
    mode, primary = body.get("availability_zone_mode"), body.get("master_availability_zone")
    if mode == "multi" and not primary:
        yield "creation.master_availability_zone is mandatory with availability_zone_mode multi, and missing."
    if mode == "single" and primary is not None:
        yield "creation.master_availability_zone: it must be left out with availability_zone_mode single."


def _zone_rule(body: Mapping[str, Any]) -> Iterator[str]:
    zones = body.get("availability_zone")
    if isinstance(zones, str) and zones:
        each = [zone.strip() for zone in zones.split(",")]
        if len(each) != 3 or not all(each) or len(set(each)) == 2:
            yield (
                "creation.availability_zone: it must be three availability zones separated by commas, all alike or all"
                " different."
            )


def _password_problems(engine: Engine, password: str, symbols: str) -> Iterator[str]:
    if len(password) not in _LENGTH:
        yield f"password: {engine.title} requires {_LENGTH[0]} to {_LENGTH[-1]} characters."
    kinds = [re.search(kind, password) for kind in (r"[A-Z]", r"[a-z]", r"[0-9]", f"[{re.escape(symbols)}]")]
    if re.search(f"[^A-Za-z0-9{re.escape(symbols)}]", password):
        yield (
            f"password: it contains a character that {engine.title} refuses. Use only letters, digits and {symbols} in"
            " it."
        )
    if sum(1 for kind in kinds if kind) < 3:
        yield (
            f"password: {engine.title} requires at least three of uppercase letters, lowercase letters, digits and"
            " special characters."
        )


def _is_window(text: str) -> bool:
    match = _WINDOW.fullmatch(text)
    return match is not None and int(match.group(2)) == (int(match.group(1)) + 1) % 24


def _unknown(body: Mapping[str, Any], keys: Iterable[_Key], engine: Engine) -> Iterator[str]:
    known = {key.name for key in keys}
    outer = {name.partition(".")[0] for name in known if "." in name}
    for key, value in body.items():
        # A dot within a key is no way into a mapping.
        names = [key] if key not in known or "." in key else []
        if key in outer and isinstance(value, Mapping):
            names = [f"{key}.{inner}" for inner in value if f"{key}.{inner}" not in known]
        for name in names:
            title = name if all(_WORD.fullmatch(part) for part in str(name).split(".")) else "a key"
            yield f"creation: the {engine.title} reference does not name {title}; it was passed on as it is."


def _numbered(body: Mapping[str, Any], keys: Iterable[_Key]) -> dict[str, Any]:
    """The body with numbers where a template has made text of them, as it does before ansible-core 2.19."""
    result = {key: dict(value) if isinstance(value, Mapping) else value for key, value in body.items()}
    for key in keys:
        number = whole(_value(result, key.name)) if key.kind == "number" else None
        if number is not None:
            outer, _dot, inner = key.name.rpartition(".")
            (result[outer] if outer else result)[inner] = number
    return result


def _value(body: Mapping[str, Any], name: str) -> Any:
    outer, _dot, inner = name.rpartition(".")
    place = body.get(outer) if outer else body
    return place.get(inner) if isinstance(place, Mapping) else None


def _place(name: str) -> str:
    return _OPTIONS.get(name, f"creation.{name}")


def _listed(words: Iterable[str], last: str = "and") -> str:
    every = list(words)
    return f" {last} ".join(part for part in (", ".join(every[:-1]), every[-1]) if part)


def _copied(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The same without nulls, at any depth: they are what a template makes of a variable that is not set."""
    return {
        key: _copied(value) if isinstance(value, Mapping) else value
        for key, value in mapping.items()
        if value is not None
    }
