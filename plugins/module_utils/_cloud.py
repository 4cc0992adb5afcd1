# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who asks, and where: options over a cloud of clouds.yaml or the OS_* variables. No network."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from . import _clouds_yaml
from ._endpoints import Service, iam_url, is_url, region_of_project
from ._errors import ConfigurationError

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
_HEADER_VALUE = re.compile(r"[!-~]+")

_PROJECT_ID = re.compile(r"[0-9A-Za-z_-]+")

# Other names that files use for the same things.
_SYNONYMS = {
    "ak": "access_key",
    "sk": "secret_key",
    "user_name": "username",
    "tenant_name": "project_name",
    "tenant_id": "project_id",
}

_SETTING_VARIABLES: dict[str, tuple[str, ...]] = {
    "auth_type": ("OS_AUTH_TYPE",),
    "region_name": ("OS_REGION_NAME", "OS_REGION"),
    "interface": ("OS_INTERFACE", "OS_ENDPOINT_TYPE"),
    "ca_cert": ("OS_CACERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    "client_cert": ("OS_CERT",),
    "client_key": ("OS_KEY",),
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
INTERFACES = ("public", "internal", "admin")
DEFAULT_API_TIMEOUT = 30


@dataclass(frozen=True)
class Cloud:
    """Everything that signing in and asking needs to know.

    Attributes:
        auth_type: ``password``, ``token``, ``v3applicationcredential``, ``v3multifactor`` or ``aksk``
        auth: the suboptions of ``auth`` that have a value, complete for ``auth_type``
        auth_url: IAM with ``/v3``, None only where it is not needed
        region_name: None where ``endpoint`` makes it unnecessary
        endpoint: the service's URL as the user gave it, or None
        interface: ``public``, ``internal`` or ``admin``
        verify: as requests takes it: whether to verify TLS, or the path of a CA bundle
        cert: as requests takes it: client certificate, with its key if that is a file of its own
        api_timeout: seconds for one request
        language: value of X-Language, or None
        proxies: URL by scheme, and the exceptions as ``no``, as :mod:`urllib.request` has them
    """

    auth_type: str
    auth: Mapping[str, str] = field(repr=False)
    auth_url: str | None
    region_name: str | None
    endpoint: str | None
    interface: str = "public"
    verify: bool | str = True
    cert: str | tuple[str, str] | None = None
    api_timeout: float = DEFAULT_API_TIMEOUT
    language: str | None = None
    proxies: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def secrets(self) -> list[str]:
        """What must never be shown, the passwords of proxies among it."""
        urls = [value for scheme, value in self.proxies.items() if scheme != "no"] + [
            self.auth_url or "",
            self.endpoint or "",
        ]
        return [self.auth[key] for key in SECRET_AUTH if key in self.auth] + [
            secret for url in urls for secret in _secrets_in(url)
        ]

    @classmethod
    def from_options(cls, options: Mapping[str, Any], environ: Mapping[str, str], service: Service) -> Cloud:
        """Options first, key by key; below them a cloud of clouds.yaml if one is chosen, or else the OS_* variables.

        Args:
            options: the options of the ``cloud`` documentation fragment, None for what was left out
            environ: variables of the process and of ``environment:``

        Raises:
            ConfigurationError: what is missing, contradictory or malformed, and where it was looked for
        """
        base, places = _base(options, environ, service)
        own = _texts(options.get("auth") or {})
        auth = {**_without_rivals(base["auth"], own), **own}
        found = _Found(auth, places)

        region = _first(options.get("region_name"), base.get("region_name")) or region_of_project(
            auth.get("project_name")
        )
        endpoint = _first(options.get("endpoint"), base.get("endpoint"))
        if endpoint and not is_url(endpoint):
            raise ConfigurationError(
                f"endpoint is not a URL that requests can go to{_quoted(endpoint)}. Give it as https://host or"
                " https://host/v3, without query."
            )
        auth_type = _auth_type(
            _first(options.get("auth_type"), None if _kinds(own) else base.get("auth_type")), own, found
        )
        auth_url = auth.get("auth_url")
        if auth_url and not is_url(auth_url):
            raise ConfigurationError(
                f"auth_url is not a URL that requests can go to{_quoted(auth_url)}. Give it as https://iam.../v3,"
                " without query."
            )
        if not auth_url and region:
            auth_url = iam_url(region)
        found.check(auth_type, auth_url, region, endpoint)
        api_timeout = options.get("api_timeout")
        if api_timeout is not None and api_timeout < 1:
            raise ConfigurationError(f"api_timeout: {api_timeout} s is too short. Give 1 or more, or leave it out.")
        language = options.get("language") or None
        if language and not _HEADER_VALUE.fullmatch(language):
            raise ConfigurationError(f"language: {language!r} is none. Give it as en-us or zh-cn, or leave it out.")

        return cls(
            auth_type=auth_type,
            auth=auth,
            auth_url=_with_v3(auth_url) if auth_url else None,
            region_name=region,
            endpoint=endpoint,
            interface=_interface(_first(options.get("interface"), base.get("interface"))),
            verify=_verify(options, base),
            cert=_client_certificate(options, base),
            api_timeout=DEFAULT_API_TIMEOUT if api_timeout is None else api_timeout,
            language=language,
            proxies=_proxies(environ),
        )


@dataclass(frozen=True)
class _Found:
    """What there is to sign in with, and where it was looked for."""

    auth: Mapping[str, str]
    places: str

    def check(self, auth_type: str, auth_url: str | None, region: str | None, endpoint: str | None) -> None:
        """Raise unless all pieces of ``auth_type`` are there, and can be what they should be."""
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
            if not _HEADER_VALUE.fullmatch(self.auth.get(name, "-")):
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


def _base(options: Mapping[str, Any], environ: Mapping[str, str], service: Service) -> tuple[dict[str, Any], str]:
    """What lies below the options, and a description of all places for error messages."""
    name = _first(options.get("cloud"), environ.get("OS_CLOUD"))
    file = _clouds_yaml.read(environ) if name or not environ.get("OS_AUTH_URL") else None
    if file is not None and not name and len(file.clouds) == 1:
        name = next(iter(file.clouds))
    if name is None:
        variables = _from_variables(environ)
        names = ", ".join(sorted(key for key in environ if key.startswith("OS_"))) or "none"
        files = "not read, since OS_AUTH_URL is set" if environ.get("OS_AUTH_URL") else _files_looked_at(file, environ)
        return variables, f"the options; the OS_* variables ({names} set); clouds.yaml ({files})"
    if file is None:
        raise ConfigurationError(
            f"Cloud {name!r} is chosen, but there is no clouds.yaml. Looked at"
            f" {', '.join(_clouds_yaml.searched(environ))}."
        )
    if name not in file.clouds:
        known = ", ".join(sorted(map(str, file.clouds))) or "none"
        raise ConfigurationError(f"{file.path} has no cloud {name!r}. It has: {known}.")
    where = f"the options; cloud {name!r} of {file.path}"
    leftovers = ", ".join(key for keys in AUTH_VARIABLES.values() for key in keys if environ.get(key))
    if leftovers:
        where += f" (with a cloud chosen, the variables {leftovers} do not count)"
    return _from_cloud(name, file, options.get("region_name"), environ, service), where


def _files_looked_at(file: _clouds_yaml.CloudsFile | None, environ: Mapping[str, str]) -> str:
    if file is not None:
        return f"{file.path} has {len(file.clouds)} clouds, and neither cloud nor OS_CLOUD chooses one"
    return f"none of {', '.join(_clouds_yaml.searched(environ))}"


def _from_variables(environ: Mapping[str, str]) -> dict[str, Any]:
    base: dict[str, Any] = {
        key: _first(*(environ.get(name) for name in names)) for key, names in _SETTING_VARIABLES.items()
    }
    base["auth"] = _texts(
        {key: _first(*(environ.get(name) for name in names)) for key, names in AUTH_VARIABLES.items()}
    )
    if (environ.get("OS_INSECURE") or "").strip().lower() in ("1", "true", "yes", "on"):
        base["verify"] = False
    return base


def _from_cloud(
    name: str, file: _clouds_yaml.CloudsFile, region_option: str | None, environ: Mapping[str, str], service: Service
) -> dict[str, Any]:
    entry = dict(file.clouds[name])
    region = _first(region_option, entry.get("region_name"))
    regions = entry.get("regions") or []
    if not isinstance(regions, list):
        raise ConfigurationError(f"Cloud {name!r} of {file.path} has regions that are no list.")
    if regions:
        names = [str(item.get("name")) if isinstance(item, Mapping) else str(item) for item in regions]
        if region is None and len(names) > 1:
            raise ConfigurationError(
                f"Cloud {name!r} of {file.path} has several regions ({', '.join(names)}): set region_name to one of"
                " them."
            )
        if region is None:
            region = names[0]
        if region not in names:
            raise ConfigurationError(
                f"Cloud {name!r} of {file.path} has no region {region!r}. It has: {', '.join(names)}."
            )
        values = next(
            (item.get("values") for item in regions if isinstance(item, Mapping) and str(item.get("name")) == region),
            None,
        )
        if isinstance(values, Mapping):
            entry = {**entry, **values, "auth": {**_mapping(entry.get("auth")), **_mapping(values.get("auth"))}}
    profile = entry.get("profile")
    if profile not in (None, "otc"):
        raise ConfigurationError(
            f"Cloud {name!r} of {file.path} has profile {profile!r}. Known here is otc; leave it out and set"
            " auth.auth_url."
        )
    auth = _texts({key: value for key, value in entry.items() if _SYNONYMS.get(key, key) in AUTH_VARIABLES})
    auth.update(_texts(_mapping(entry.get("auth"))))
    # The region goes into auth_url where it stands as %(region_name)s, as in the vendor profiles of OpenStack's own
    # tools.
    if region and "auth_url" in auth:
        auth["auth_url"] = auth["auth_url"].replace("%(region_name)s", region).replace("{region_name}", region)
    return {
        "auth": auth,
        "auth_type": _first(entry.get("auth_type")),
        "region_name": region,
        "interface": _first(entry.get("interface"), entry.get("endpoint_type")),
        "endpoint": _first(
            *(entry.get(f"{kind.replace('-', '_')}_endpoint_override") for kind in service.catalog_types)
        ),
        "verify": entry.get("verify"),
        "ca_cert": _first(entry.get("cacert"), environ.get("REQUESTS_CA_BUNDLE"), environ.get("CURL_CA_BUNDLE")),
        "client_cert": _first(entry.get("cert")),
        "client_key": _first(entry.get("key")),
    }


def _kinds(auth: Mapping[str, str]) -> list[str]:
    """The ways to sign in that ``auth`` has a secret for."""
    ways = {
        "aksk": "access_key" in auth or "secret_key" in auth,
        "v3applicationcredential": any(key.startswith("application_credential") for key in auth),
        "token": "token" in auth,
        "v3multifactor": "passcode" in auth,
        "password": "password" in auth and "passcode" not in auth,
    }
    return [way for way, there in ways.items() if there]


def _auth_type(chosen: str | None, own: Mapping[str, str], found: _Found) -> str:
    if chosen:
        if chosen not in _AUTH_TYPES:
            raise ConfigurationError(f"auth_type {chosen!r} is not known here. Known are {', '.join(AUTH_TYPES)}.")
        return _AUTH_TYPES[chosen]
    # What the task itself says outweighs what a file or variable would have offered.
    kinds = _kinds(own) or _kinds(found.auth)
    if len(kinds) > 1:
        raise ConfigurationError(
            f"auth has what it takes for several ways to sign in ({', '.join(kinds)}): set auth_type to the one that is"
            f" meant. Looked at {found.places}."
        )
    if not kinds:
        raise ConfigurationError(
            "No credentials: set auth (with username and password, token, application_credential_id and"
            " application_credential_secret, or access_key and secret_key), choose a cloud of clouds.yaml, or set OS_*"
            f" variables. Looked at {found.places}."
        )
    return kinds[0]


def _interface(value: str | None) -> str:
    interface = (value or "public").removesuffix("URL")
    if interface not in INTERFACES:
        raise ConfigurationError(f"interface {value!r} is not known. Known are {', '.join(INTERFACES)}.")
    return interface


def _verify(options: Mapping[str, Any], base: Mapping[str, Any]) -> bool | str:
    verify = options.get("validate_certs")
    if verify is None:
        verify = base.get("verify")
    if verify is False:
        return False
    bundle = _first(options.get("ca_cert"), base.get("ca_cert"))
    return _existing(bundle, "ca_cert") if bundle else True


def _client_certificate(options: Mapping[str, Any], base: Mapping[str, Any]) -> str | tuple[str, str] | None:
    cert = _first(options.get("client_cert"), base.get("client_cert"))
    key = _first(options.get("client_key"), base.get("client_key"))
    if cert is None:
        if key is not None:
            raise ConfigurationError("client_key is set without client_cert: set both, or neither.")
        return None
    cert = _existing(cert, "client_cert")
    return (cert, _existing(key, "client_key")) if key else cert


def _existing(path: str, option: str) -> str:
    expanded = os.path.expanduser(path)
    if not os.path.exists(expanded):
        raise ConfigurationError(f"{option}: there is no file {expanded}.")
    return expanded


def _proxies(environ: Mapping[str, str]) -> dict[str, str]:
    proxies = {}
    for scheme in ("http", "https", "all", "no"):
        value = environ.get(f"{scheme}_proxy") or environ.get(f"{scheme.upper()}_PROXY")
        if value:
            proxies[scheme] = value
    return proxies


def _with_v3(url: str) -> str:
    base = url.rstrip("/")
    return base if base.endswith("/v3") else f"{base}/v3"


def _without_rivals(base: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    outdone = {rival for pair in _RIVALS if any(name in own for name in pair) for rival in pair}
    return {name: value for name, value in base.items() if name not in outdone}


def _quoted(url: str) -> str:
    """What is no URL, for a message, unless it may hold a password."""
    return "" if "@" in url else f": {url!r}"


def _secrets_in(url: str) -> list[str]:
    """The password in a URL, and user and password in the form that Basic authentication encodes."""
    user_info, _at, _host = (url.partition("://")[2] or url).rpartition("@")
    user, _colon, password = map(unquote, user_info.partition(":"))
    return [password, f"{user}:{password}"] if password else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    """The entries with a value, under their own names, as text (a file may hold a password that reads as a number)."""
    return {_SYNONYMS.get(key, key): str(value) for key, value in values.items() if value not in (None, "")}


def _first(*values: Any) -> str | None:
    """The first value that is not empty, as text."""
    return next((str(value) for value in values if value not in (None, "")), None)
