# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The suboptions of ``auth``: their variables, their names in files, and how two sets of them combine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# The suboptions of auth, each with the variables that give it, in the order in which they count.
AUTH_VARIABLES: dict[str, tuple[str, ...]] = {
    "auth_url": ("OS_AUTH_URL",),
    "username": ("OS_USERNAME",),
    "user_id": ("OS_USER_ID",),
    "password": ("OS_PASSWORD",),
    "user_domain_name": ("OS_USER_DOMAIN_NAME",),
    "user_domain_id": ("OS_USER_DOMAIN_ID",),
    "domain_name": ("OS_DOMAIN_NAME",),
    "domain_id": ("OS_DOMAIN_ID",),
    "project_name": ("OS_PROJECT_NAME", "OS_TENANT_NAME"),
    "project_id": ("OS_PROJECT_ID", "OS_TENANT_ID"),
    "project_domain_name": ("OS_PROJECT_DOMAIN_NAME",),
    "project_domain_id": ("OS_PROJECT_DOMAIN_ID",),
    "token": ("OS_TOKEN", "OS_AUTH_TOKEN"),
    "passcode": ("OS_PASSCODE",),
    "application_credential_id": ("OS_APPLICATION_CREDENTIAL_ID",),
    "application_credential_name": ("OS_APPLICATION_CREDENTIAL_NAME",),
    "application_credential_secret": ("OS_APPLICATION_CREDENTIAL_SECRET",),
    "access_key": ("OS_ACCESS_KEY",),
    "secret_key": ("OS_SECRET_KEY",),
    "security_token": ("OS_SECURITY_TOKEN",),
}

SECRET_AUTH = ("password", "token", "passcode", "application_credential_secret", "secret_key", "security_token")

# Two ways to say one thing: a task that gives one does not mean what a file or variable says in the other.
_ALTERNATIVES = (
    ("username", "user_id"),
    ("project_name", "project_id"),
    ("user_domain_name", "user_domain_id"),
    ("project_domain_name", "project_domain_id"),
    ("domain_name", "domain_id"),
    ("application_credential_name", "application_credential_id"),
)

# The suboption that each key of a file, a mapping or a variable gives: own names first, then those of older tools.
AUTH_KEYS: dict[str, str] = {
    **{name: name for name in AUTH_VARIABLES},
    "ak": "access_key",
    "sk": "secret_key",
    "user_name": "username",
    "tenant_name": "project_name",
    "tenant_id": "project_id",
    "auth_token": "token",
}


def suboptions(values: Mapping[str, Any]) -> dict[str, str]:
    """The entries that have a value, under the suboptions' own names."""
    given = {key: value for key, value in values.items() if value not in (None, "")}
    return {name: str(given[key]) for key, name in reversed(AUTH_KEYS.items()) if key in given}


def combined(lower: Mapping[str, str], task_auth: Mapping[str, str]) -> dict[str, str]:
    """``auth`` of the task over other suboptions, without those that say differently what the task says."""
    replaced = {name for pair in _ALTERNATIVES if any(key in task_auth for key in pair) for name in pair}
    if "domain_name" in task_auth or "domain_id" in task_auth:
        # One domain for user and project.
        replaced.update(f"{whose}_domain_{kind}" for whose in ("user", "project") for kind in ("name", "id"))
    if "access_key" in task_auth or "secret_key" in task_auth:
        # A security token belongs to its keys.
        replaced.add("security_token")
    return {**{name: value for name, value in lower.items() if name not in replaced}, **task_auth}
