# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be set from outside, through `--settings` and the control API."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .account import PASSWORD
from .courses import parse_course
from .jobs import ENGINES, GAUSSDB, TAURUSDB

ENDPOINT_FORMS = ("bare", "v3", "project", "mysql", "tenant_placeholder", "project_placeholder")
INTERFACES = ("public", "internal", "admin")
LIST_ORDERS = ("oldest", "newest", "random")
JOB_ID_FORMS = ("uuid", "hex", "list", "none")


class SettingsError(ValueError):
    """A setting that cannot be understood; the text names it."""


@dataclass(frozen=True)
class Settings:
    """All settings with their defaults; durations are in seconds."""

    speed: float = 1.0
    latency: float = 0.0
    token_lifetime: float = 86400.0
    password: str = PASSWORD
    endpoint_form: Mapping[str, str] = field(default_factory=lambda: {GAUSSDB: "project", TAURUSDB: "bare"})
    catalog_types: Mapping[str, str] = field(default_factory=lambda: {GAUSSDB: "gaussdb", TAURUSDB: "gaussdb-mysql"})
    interfaces: Mapping[str, str] = field(
        default_factory=lambda: {"public": "127.0.0.1", "internal": "localhost", "admin": "127.0.0.1"}
    )
    defaults: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    prepaid: bool = False
    job_id_form: str = "uuid"
    fail_word: str = "fail"
    conflicts: bool = True
    known_instances_only: bool = False
    new_instances_hidden: int = 0
    deleted_instances_in_lists: int = 0
    missing_records: int = 0
    list_order: str = "oldest"
    list_knows_offset: bool = True
    list_gaps: float = 0.0
    seed: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def merged(settings: Settings, patch: Any) -> Settings:
    """`settings` with `patch` merged in, as a JSON merge patch: objects merge, null takes a key out of them."""
    if not isinstance(patch, Mapping):
        raise SettingsError("settings must be an object")
    unknown = sorted(set(patch) - {item.name for item in fields(Settings)})
    if unknown:
        raise SettingsError(f"unknown setting: {', '.join(unknown)}")
    values = {**settings.__dict__}
    for key, value in patch.items():
        values[key] = _merge(values[key], value)
        _CHECKS[key](key, values[key])
    return Settings(**values)


def _merge(old: Any, new: Any) -> Any:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return new
    result = {key: value for key, value in old.items() if key not in new}
    for key, value in new.items():
        if value is not None:
            result[key] = _merge(old.get(key), value)
    return result


def _number(least: float, above: bool = False) -> Callable[[str, Any], None]:
    def check(key: str, value: Any) -> None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or value < least or (above and value == least):
            raise SettingsError(f"{key} must be a number {'above' if above else 'not below'} {least:g}")

    return check


def _of_type(kind: type, text: str) -> Callable[[str, Any], None]:
    def check(key: str, value: Any) -> None:
        if not isinstance(value, kind):
            raise SettingsError(f"{key} must be {text}")

    return check


def _one_of(choices: tuple[str, ...]) -> Callable[[str, Any], None]:
    def check(key: str, value: Any) -> None:
        if value not in choices:
            raise SettingsError(f"{key} must be one of {', '.join(choices)}")

    return check


def _mapping(keys: tuple[str, ...], check_value: Callable[[str, Any], None]) -> Callable[[str, Any], None]:
    def check(key: str, value: Any) -> None:
        if not isinstance(value, Mapping) or not set(value) <= set(keys):
            raise SettingsError(f"{key} must be an object with keys of {', '.join(keys)}")
        for name, item in value.items():
            check_value(f"{key}.{name}", item)

    return check


def _courses(key: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise SettingsError(f"{key} must be an object of courses by task name")
    for name, course in value.items():
        try:
            parse_course(course)
        except ValueError as error:
            raise SettingsError(f"{key}.{name}: {error}") from error


_string = _of_type(str, "a string")

_CHECKS: dict[str, Callable[[str, Any], None]] = {
    "speed": _number(0, above=True),
    "latency": _number(0),
    "token_lifetime": _number(0, above=True),
    "password": _string,
    "endpoint_form": _mapping(ENGINES, _one_of(ENDPOINT_FORMS)),
    "catalog_types": _mapping(ENGINES, _string),
    "interfaces": _mapping(INTERFACES, _string),
    "defaults": _courses,
    "prepaid": _of_type(bool, "true or false"),
    "job_id_form": _one_of(JOB_ID_FORMS),
    "fail_word": _string,
    "conflicts": _of_type(bool, "true or false"),
    "missing_records": _of_type(int, "an integer"),
    "list_order": _one_of(LIST_ORDERS),
    "list_knows_offset": _of_type(bool, "true or false"),
    "list_gaps": _number(0),
    "known_instances_only": _of_type(bool, "true or false"),
    "new_instances_hidden": _of_type(int, "an integer"),
    "deleted_instances_in_lists": _of_type(int, "an integer"),
    "seed": _of_type(int, "an integer"),
}
