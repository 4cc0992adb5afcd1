# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``auth`` can hold, and what each authentication type needs of it. No network, no files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .._errors import ConfigurationError
from .._support.quoting import ID, quoted
from .auth_keys import AUTH_VARIABLES
from .endpoints import is_otc
from .unsupported import unsupported_auth_type

_ACCESS_KEYS = ("access_key", "secret_key", "security_token")

# Sent in headers, which hold printable ASCII without blanks.
_SENT_AS_HEADER = ("token", "access_key", "security_token")
HEADER_VALUE = re.compile(r"[!-~]+")

_PROJECT_ID = re.compile(r"[0-9A-Za-z_-]+")

_AUTH_TYPES = {
    "password": "password",
    "v3password": "password",
    "token": "token",
    "v3token": "token",
    "v3applicationcredential": "v3applicationcredential",
    "v3multifactor": "v3multifactor",
    "aksk": "aksk",
}

# What each type cannot do without; of several names, one.
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
        searched: where they were searched for, for error messages
    """

    auth: Mapping[str, str] = field(repr=False)
    searched: str

    def choose(
        self, option: str | None, setting: str | None, task_auth: Mapping[str, str], hints: Sequence[str]
    ) -> str:
        """The authentication type: the one that is asked for, or the only one that there is a secret for.

        Access keys count only if nothing else can sign in: files of this cloud carry them for object storage.

        Args:
            option: ``auth_type`` of the task
            setting: ``auth_type`` of the cloud or the variables
            task_auth: ``auth`` of the task, whose secrets come before those of a file or variable
            hints: sentences that explain values that seem to be missing

        Raises:
            ConfigurationError: it is not known; there is none, or more than one
        """
        chosen = option or (None if types_in(task_auth) else setting)
        if chosen:
            if chosen not in _AUTH_TYPES:
                raise unsupported_auth_type(chosen, ", ".join(AUTH_TYPES), self.searched)
            return _AUTH_TYPES[chosen]
        types = types_in(task_auth) or types_in(self.auth)
        if len(types) > 1:
            raise ConfigurationError(
                f"auth contains credentials for several authentication types ({', '.join(types)}): set auth_type to one"
                f" of them. Searched: {self.searched}."
            )
        if not types:
            after = " ".join(["", *hints, f"Searched: {self.searched}."])
            raise ConfigurationError(
                "No credentials: set auth (with username and password, token, application_credential_id and"
                " application_credential_secret, or access_key and secret_key), choose a cloud of clouds.yaml, or set"
                f" OS_* variables.{after}"
            )
        return types[0]

    def check(
        self,
        auth_type: str,
        auth_url: str | None,
        region: str | None,
        endpoint: str | None,
        hints: Sequence[str],
    ) -> None:
        """Raise ConfigurationError unless all that ``auth_type`` needs is there, and can be what it should be.

        Args:
            auth_type: as :meth:`choose` returns it
            auth_url: given or derived
            region: given or derived
            endpoint: URL of the engine's service, if it was given
            hints: sentences that explain values that seem to be missing
        """
        after = " ".join(["", *hints, f"Searched: {self.searched}."])
        if not region and not endpoint:
            raise ConfigurationError(
                "No region and no endpoint: set region_name (OS_REGION_NAME), for instance to eu-de, or"
                f" endpoint.{after}"
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
            raise ConfigurationError(f"Signing in with {auth_type} lacks {wanted}.{after}")
        if auth_type == "aksk" and auth_url and not endpoint and not is_otc(auth_url):
            raise ConfigurationError(
                "Access keys come with an auth_url that is not on Open Telekom Cloud, so the address of the service is"
                f" not known. Set endpoint.{after}"
            )
        if not auth_url and not self._manages_without_iam(auth_type, endpoint):
            raise ConfigurationError(
                f"Signing in with {auth_type} lacks auth.auth_url (OS_AUTH_URL) or a region_name of Open Telekom Cloud"
                f" to derive it from.{after}"
            )

        for name in _SENT_AS_HEADER:
            if not HEADER_VALUE.fullmatch(self.auth.get(name, "-")):
                raise ConfigurationError(
                    f"auth.{name} contains a space, a line break or another character that it cannot have.{after}"
                )
        if not _PROJECT_ID.fullmatch(self.auth.get("project_id", "-")):
            raise ConfigurationError(
                f"auth.project_id is {quoted(self.auth['project_id'], ID)}, not the ID of a project.{after}"
            )

    def used_by(self, auth_type: str) -> dict[str, str]:
        """``auth`` without its URL, and without access keys unless they sign the requests."""
        unused = ("auth_url",) if auth_type == "aksk" else ("auth_url", *_ACCESS_KEYS)
        return {name: value for name, value in self.auth.items() if name not in unused}

    def _has(self, *names: str) -> bool:
        return any(name in self.auth for name in names)

    def _manages_without_iam(self, auth_type: str, endpoint: str | None) -> bool:
        return auth_type in ("token", "aksk") and self._has("project_id") and endpoint is not None


def types_in(auth: Mapping[str, str]) -> list[str]:
    """The authentication types that ``auth`` has a secret for; access keys only if there is no other."""
    types = {
        "v3applicationcredential": any(key.startswith("application_credential") for key in auth),
        "token": "token" in auth,
        "v3multifactor": "passcode" in auth,
        "password": "password" in auth and "passcode" not in auth,
    }
    found = [name for name, there in types.items() if there]
    return found or (["aksk"] if "access_key" in auth or "secret_key" in auth else [])
