# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What other tools sign in with and this collection does not: refused with advice, never ignored.

An identity key that is silently ignored signs in as another identity: without its agency, a cloud's user ends up in
the user's own project.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .._engines import Engine
from .._errors import ConfigurationError
from .._support.quoting import quoted
from .auth_keys import AUTH_KEYS
from .origin import Origin

_ADVICE = "Get a token with another tool and pass it as auth.token (OS_TOKEN)"

_AGENCY = re.compile(r"target_(?:agency|domain|project)_(?:id|name)|(?:.+_)?agency(?:_.+)?|delegated_project")

# Options of keystoneauth's other plugins. Without them, another identity would sign in, or to another scope.
_IDENTITY_KEYS = frozenset(
    {
        "access_token",
        "access_token_endpoint",
        "access_token_type",
        "client_id",
        "client_secret",
        "default_domain_id",
        "default_domain_name",
        "discovery_endpoint",
        "identity_provider",
        "identity_provider_url",
        "mutual_auth",
        "oauth2_client_id",
        "oauth2_client_secret",
        "oauth2_endpoint",
        "openid_scope",
        "protocol",
        "service_provider",
        "service_provider_endpoint",
        "service_provider_entity_id",
        "system_scope",
        "trust_id",
    }
)

# Names that this collection's options have, by the name that the same thing has in a cloud's entry.
_OPTION_NAMES = {
    "ca_cert": "cacert",
    "client_cert": "cert",
    "client_key": "key",
    "endpoint": "gaussdb_endpoint_override or gaussdb_mysql_endpoint_override",
    "region": "region_name",
    "validate_certs": "verify",
}

_AUTH_METHODS = {"password", "v3password", "totp", "v3totp"}

_AGENCY_TYPES = ("agency", "v3agency", "assume_role")
_NO_IAM_TYPES = ("none", "admin_token", "token_endpoint", "http_basic", "noauth")
_OLD_TYPES = ("v2password", "v2token")


def refuse_unsupported_keys(entry: Mapping[str, Any], origin: Origin) -> None:
    """Raise ConfigurationError if a cloud's entry holds identity keys that mean nothing here.

    Args:
        entry: with ``auth``, if it is there, as a mapping; keys have underscores
        origin: where it comes from
    """
    where = origin.title
    auth = entry.get("auth") or {}
    keys = {
        **{key: origin.key(key) for key in _with_value(entry)},
        **{key: f"auth.{key}" for key in _with_value(auth)},
    }
    agency = sorted(shown for key, shown in keys.items() if _AGENCY.fullmatch(key))
    if agency:
        raise ConfigurationError(
            f"{where} asks for an agency ({', '.join(agency)}), which this collection cannot assume."
            f" {_ADVICE}, or remove these keys to sign in to the user's own project."
        )
    identity = sorted(shown for key, shown in keys.items() if key in _IDENTITY_KEYS)
    if identity:
        raise ConfigurationError(
            f"{where} contains {', '.join(identity)}, which this collection does not support."
            f" {_ADVICE}, or remove what is not needed."
        )
    unknown = sorted(quoted(key) for key in _with_value(auth) if key not in AUTH_KEYS and key != "auth_methods")
    if unknown:
        raise ConfigurationError(
            f"{where} has an auth with unknown keys: {', '.join(unknown)}. Check the spelling, and move keys that have"
            " nothing to do with signing in out of auth."
        )
    version = entry.get("identity_api_version")
    if version not in (None, "") and str(version).lower().removeprefix("v").split(".")[0] != "3":
        raise ConfigurationError(
            f"{where} has {origin.key('identity_api_version')} other than 3. Set it to 3, or remove it: this collection"
            " signs in with version 3 of the identity API."
        )
    methods = entry.get("auth_methods", auth.get("auth_methods"))
    if methods and not set(_words(methods)) <= _AUTH_METHODS:
        raise ConfigurationError(
            f"{where} has {origin.key('auth_methods')} other than v3password and v3totp, which this collection does not"
            f" support. {_ADVICE}."
        )


def refuse_other_services(entry: Mapping[str, Any], origin: Origin, engine: Engine, kinds: Iterable[str]) -> None:
    """Raise ConfigurationError if a cloud's entry chooses the service in the catalog in a way that we do not.

    Args:
        kinds: the prefixes of the engine's keys
    """
    for kind in kinds:
        for key in (f"{kind}_service_type", f"{kind}_service_name"):
            # A type that is searched for anyway changes nothing.
            if entry.get(key) not in (None, "", *engine.catalog_types):
                raise ConfigurationError(
                    f"{origin.title} has {origin.key(key)}, which this collection does not support. Remove it, or"
                    f" replace it by {origin.key(f'{kind}_endpoint_override')} with the URL of the service."
                )


def refuse_option_names(entry: Mapping[str, Any], where: str) -> None:
    """Raise ConfigurationError if a cloud's entry uses the name of an option for something that it names otherwise."""
    for option, key in _OPTION_NAMES.items():
        if entry.get(option) not in (None, ""):
            raise ConfigurationError(
                f"{where} has the key {option}, which is the name of an option. In a cloud's entry, use {key}."
            )


def unsupported_auth_type(auth_type: str, known: str, searched: str) -> ConfigurationError:
    """The error for an ``auth_type`` that this collection does not have, with what to do instead."""
    if auth_type in _AGENCY_TYPES:
        advice = f"This collection cannot assume an agency. {_ADVICE}."
    elif auth_type in _NO_IAM_TYPES:
        advice = "The database services need a token or a signature."
    elif auth_type in _OLD_TYPES:
        advice = "This collection signs in with version 3 of the identity API: use password or token."
    elif auth_type.startswith("v3"):
        advice = f"{_ADVICE}."
    else:
        advice = ""
    return ConfigurationError(
        " ".join(
            filter(
                None,
                (
                    f"auth_type {quoted(auth_type)} is not supported. Supported: {known}.",
                    advice,
                    f"Searched: {searched}.",
                ),
            )
        )
    )


def _with_value(mapping: Mapping[str, Any]) -> list[str]:
    return [key for key, value in mapping.items() if value not in (None, "")]


def _words(value: Any) -> list[str]:
    return [str(word).strip() for word in (value if isinstance(value, (list, tuple)) else str(value).split(","))]
