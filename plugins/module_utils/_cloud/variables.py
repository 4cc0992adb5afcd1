# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ``OS_*`` variables, which together are an entry like that of a cloud."""

from __future__ import annotations

from collections.abc import Mapping

from .auth_keys import AUTH_VARIABLES

_PREFIX = "OS_"

# Those of OpenStack's own tests and logs, which openstacksdk leaves out.
_OF_TESTS = tuple(f"{_PREFIX}{name}" for name in ("TEST", "STD", "LOG"))

# They choose where to read, and are not what is read.
_SELECTORS = ("OS_CLOUD", "OS_CLOUD_NAME", "OS_CLIENT_CONFIG_FILE", "OS_CLIENT_SECURE_FILE")

# Agencies, which are refused; and no variable of object storage, whose tools share the shell with others.
_AGENCY_VARIABLES = ("OS_AGENCY_NAME", "OS_AGENCY_DOMAIN_NAME", "OS_DELEGATED_PROJECT")
_ACCESS_KEY_VARIABLES = ("OS_ACCESS_KEY", "OS_SECRET_KEY", "OS_SECURITY_TOKEN")


def as_entry(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables as a cloud's entry: OS_USERNAME is its ``username``. An empty variable counts as unset."""
    entry = {
        name[len(_PREFIX) :].lower(): value
        for name, value in environ.items()
        if name.startswith(_PREFIX) and not name.startswith(_OF_TESTS) and name not in _SELECTORS and value
    }
    if "region_name" not in entry and environ.get("OS_REGION"):
        entry["region_name"] = environ["OS_REGION"]
    entry.pop("region", None)
    if "security_token" not in entry and _session_token_is_theirs(environ):
        entry["security_token"] = environ["AWS_SESSION_TOKEN"]
    return entry


def identity_in(environ: Mapping[str, str]) -> list[str]:
    """The variables that say who signs in, or where; access keys alone may be there for object storage."""
    names = [name for names in AUTH_VARIABLES.values() for name in names] + list(_AGENCY_VARIABLES)
    return [name for name in names if environ.get(name) and name not in _ACCESS_KEY_VARIABLES]


def leftover_in(environ: Mapping[str, str]) -> list[str]:
    """The variables of ``auth`` that are set, for a message about a cloud for which they do not count."""
    return [name for names in AUTH_VARIABLES.values() for name in names if environ.get(name)]


def name_of_variables(environ: Mapping[str, str]) -> str:
    """The name under which the variables themselves can be chosen as a cloud."""
    return environ.get("OS_CLOUD_NAME") or "envvars"


def _session_token_is_theirs(environ: Mapping[str, str]) -> bool:
    """Whether AWS_SESSION_TOKEN belongs to OS_ACCESS_KEY: tools that issue temporary keys set no OS_SECURITY_TOKEN.

    With an AWS_ACCESS_KEY_ID of its own, the token is another cloud's, and is not sent to this one.
    """
    key = environ.get("OS_ACCESS_KEY")
    return bool(key and environ.get("AWS_SESSION_TOKEN") and environ.get("AWS_ACCESS_KEY_ID") in (None, "", key))
