# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``auth`` can hold, and what each way to sign in needs of it. No network, no files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .._errors import ConfigurationError

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

# Two ways to say one thing. Whoever gives one of them does not mean what a file or variable says in the other.
_RIVALS = (
    ("username", "user_id"),
    ("project_name", "project_id"),
    ("user_domain_name", "user_domain_id"),
    ("project_domain_name", "project_domain_id"),
    ("domain_name", "domain_id"),
    ("application_credential_name", "application_credential_id"),
)

# What is sent as a header, and so can hold neither blanks nor line breaks nor anything but ASCII.
_SENT_AS_HEADER = ("token", "access_key", "security_token")
HEADER_VALUE = re.compile(r"[!-~]+")

_PROJECT_ID = re.compile(r"[0-9A-Za-z_-]+")

# Other names that files use for the same things.
_SYNONYMS = {
    "ak": "access_key",
    "sk": "secret_key",
    "user_name": "username",
    "tenant_name": "project_name",
    "tenant_id": "project_id",
}

_AUTH_TYPES = {
    "password": "password",
    "v3password": "password",
    "token": "token",
    "v3token": "token",
    "v3applicationcredential": "v3applicationcredential",
    "v3multifactor": "v3multifactor",
    "aksk": "aksk",
}

# What each way cannot do without; of several names, one.
_NEEDS: dict[str, list[tuple[str, ...]]] = {
    "password": [("username", "user_id"), ("password",)],
    "v3multifactor": [("username", "user_id"), ("password",), ("passcode",)],
    "token": [("token",)],
    "v3applicationcredential": [
        ("application_credential_id", "application_credential_name"),
        ("application_credential_secret",),
    ],
    "aksk": [("access_key",), ("secret_key",)],
}

AUTH_TYPES = tuple(_AUTH_TYPES)


@dataclass(frozen=True)
class Credentials:
    """What there is to sign in with.

    Attributes:
        auth: the suboptions of ``auth`` that have a value
        places: where they were looked for, for error messages
    """

    auth: Mapping[str, str] = field(repr=False)
    places: str

    def choose(self, option: str | None, base: str | None, own: Mapping[str, str]) -> str:
        """The way to sign in: the one that is asked for, or the only one that there is a secret for.

        Args:
            option: ``auth_type`` of the task
            base: ``auth_type`` of the cloud or the variables
            own: what the task itself gives, which outweighs what a file or variable would have offered

        Raises:
            ConfigurationError: it is not known; there is none, or more than one
        """
        chosen = option or (None if ways_of(own) else base)
        if chosen:
            if chosen not in _AUTH_TYPES:
                raise ConfigurationError(f"auth_type {chosen!r} is not known here. Known are {', '.join(AUTH_TYPES)}.")
            return _AUTH_TYPES[chosen]
        ways = ways_of(own) or ways_of(self.auth)
        if len(ways) > 1:
            raise ConfigurationError(
                f"auth has what it takes for several ways to sign in ({', '.join(ways)}): set auth_type to the one that"
                f" is meant. Looked at {self.places}."
            )
        if not ways:
            raise ConfigurationError(
                "No credentials: set auth (with username and password, token, application_credential_id and"
                " application_credential_secret, or access_key and secret_key), choose a cloud of clouds.yaml, or set"
                f" OS_* variables. Looked at {self.places}."
            )
        return ways[0]

    def check(self, auth_type: str, auth_url: str | None, region: str | None, endpoint: str | None) -> None:
        """Raise ConfigurationError unless all pieces of ``auth_type`` are there, and can be what they should be."""
        if not region and not endpoint:
            raise ConfigurationError(
                "No region and no endpoint: set region_name (variable OS_REGION_NAME), for instance eu-de, or"
                f" endpoint. Looked at {self.places}."
            )
        needs = list(_NEEDS[auth_type])
        if not self._has("user_id") and (
            auth_type in ("password", "v3multifactor")
            or (auth_type == "v3applicationcredential" and not self._has("application_credential_id"))
        ):
            needs += [("username", "user_id"), ("user_domain_name", "user_domain_id", "domain_name", "domain_id")]
        if auth_type in ("password", "v3multifactor", "aksk"):
            needs += [("project_id", "project_name")]
        missing = list(dict.fromkeys(names for names in needs if not self._has(*names)))
        if missing:
            wanted = "; ".join(
                " or ".join(f"auth.{name} ({AUTH_VARIABLES[name][0]})" for name in names) for names in missing
            )
            raise ConfigurationError(f"Signing in with {auth_type} lacks {wanted}. Looked at {self.places}.")
        if not auth_url and not self._manages_without_iam(auth_type, endpoint):
            raise ConfigurationError(
                f"Signing in with {auth_type} lacks auth.auth_url (OS_AUTH_URL) or a region_name to derive it from."
                f" Looked at {self.places}."
            )

        for name in _SENT_AS_HEADER:
            if not HEADER_VALUE.fullmatch(self.auth.get(name, "-")):
                raise ConfigurationError(
                    f"auth.{name} holds a blank, a line break or another character that none has. Looked at"
                    f" {self.places}."
                )
        if not _PROJECT_ID.fullmatch(self.auth.get("project_id", "-")):
            raise ConfigurationError(
                f"auth.project_id: {self.auth['project_id']!r} is not the ID of a project. Looked at {self.places}."
            )

    def _has(self, *names: str) -> bool:
        return any(name in self.auth for name in names)

    def _manages_without_iam(self, auth_type: str, endpoint: str | None) -> bool:
        return auth_type in ("token", "aksk") and self._has("project_id") and endpoint is not None


def ways_of(auth: Mapping[str, str]) -> list[str]:
    """The ways to sign in that ``auth`` has a secret for."""
    ways = {
        "aksk": "access_key" in auth or "secret_key" in auth,
        "v3applicationcredential": any(key.startswith("application_credential") for key in auth),
        "token": "token" in auth,
        "v3multifactor": "passcode" in auth,
        "password": "password" in auth and "passcode" not in auth,
    }
    return [way for way, there in ways.items() if there]


def is_suboption(name: str) -> bool:
    """Whether a key of a file is one of ``auth``'s suboptions, under one of its names."""
    return _SYNONYMS.get(name, name) in AUTH_VARIABLES


def suboptions(values: Mapping[str, Any]) -> dict[str, str]:
    """The entries with a value, under their own names, as text (a file may hold a password that reads as a number)."""
    return {_SYNONYMS.get(key, key): str(value) for key, value in values.items() if value not in (None, "")}


def combined(base: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Suboptions over others, of which none stays that says in another way what ``own`` says."""
    outdone = {rival for pair in _RIVALS if any(name in own for name in pair) for rival in pair}
    return {**{name: value for name, value in base.items() if name not in outdone}, **own}
