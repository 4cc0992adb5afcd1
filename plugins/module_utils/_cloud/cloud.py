# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who asks, and where: options over a cloud of clouds.yaml or the OS_* variables. No network."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from .._engines import Engine
from .._errors import ConfigurationError
from .._support.text import first_text
from . import clouds_yaml
from .credentials import AUTH_VARIABLES, HEADER_VALUE, SECRET_AUTH, Credentials, combined, suboptions
from .endpoints import iam_url, is_url, region_of_project

_SETTING_VARIABLES: dict[str, tuple[str, ...]] = {
    "auth_type": ("OS_AUTH_TYPE",),
    "region_name": ("OS_REGION_NAME", "OS_REGION"),
    "interface": ("OS_INTERFACE", "OS_ENDPOINT_TYPE"),
    "ca_cert": ("OS_CACERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    "client_cert": ("OS_CERT",),
    "client_key": ("OS_KEY",),
}

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
    def from_options(cls, options: Mapping[str, Any], environ: Mapping[str, str], engine: Engine) -> Cloud:
        """Options first, key by key; below them a cloud of clouds.yaml if one is chosen, or else the OS_* variables.

        Args:
            options: the options of the ``cloud`` documentation fragment, None for what was left out
            environ: variables of the process and of ``environment:``

        Raises:
            ConfigurationError: what is missing, contradictory or malformed, and where it was looked for
        """
        base, places = _base(options, environ, engine)
        own = suboptions(options.get("auth") or {})
        credentials = Credentials(combined(base["auth"], own), places)
        auth = credentials.auth

        region = first_text(options.get("region_name"), base.get("region_name")) or region_of_project(
            auth.get("project_name")
        )
        endpoint = first_text(options.get("endpoint"), base.get("endpoint"))
        if endpoint and not is_url(endpoint):
            raise ConfigurationError(
                f"endpoint is not a URL that requests can go to{_quoted(endpoint)}. Give it as https://host or"
                " https://host/v3, without query."
            )
        auth_type = credentials.choose(options.get("auth_type"), base.get("auth_type"), own)
        auth_url = auth.get("auth_url")
        if auth_url and not is_url(auth_url):
            raise ConfigurationError(
                f"auth_url is not a URL that requests can go to{_quoted(auth_url)}. Give it as https://iam.../v3,"
                " without query."
            )
        if not auth_url and region:
            auth_url = iam_url(region)
        credentials.check(auth_type, auth_url, region, endpoint)
        api_timeout = options.get("api_timeout")
        if api_timeout is not None and api_timeout < 1:
            raise ConfigurationError(f"api_timeout: {api_timeout} s is too short. Give 1 or more, or leave it out.")
        language = options.get("language") or None
        if language and not HEADER_VALUE.fullmatch(language):
            raise ConfigurationError(f"language: {language!r} is none. Give it as en-us or zh-cn, or leave it out.")

        return cls(
            auth_type=auth_type,
            auth=auth,
            auth_url=_with_v3(auth_url) if auth_url else None,
            region_name=region,
            endpoint=endpoint,
            interface=_interface(first_text(options.get("interface"), base.get("interface"))),
            verify=_verify(options, base),
            cert=_client_certificate(options, base),
            api_timeout=DEFAULT_API_TIMEOUT if api_timeout is None else api_timeout,
            language=language,
            proxies=_proxies(environ),
        )


def _base(options: Mapping[str, Any], environ: Mapping[str, str], engine: Engine) -> tuple[dict[str, Any], str]:
    """What lies below the options, and a description of all places for error messages."""
    name = first_text(options.get("cloud"), environ.get("OS_CLOUD"))
    file = clouds_yaml.read(environ) if name or not environ.get("OS_AUTH_URL") else None
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
            f" {', '.join(clouds_yaml.searched(environ))}."
        )
    if name not in file.clouds:
        known = ", ".join(sorted(map(str, file.clouds))) or "none"
        raise ConfigurationError(f"{file.path} has no cloud {name!r}. It has: {known}.")
    where = f"the options; cloud {name!r} of {file.path}"
    leftovers = ", ".join(key for keys in AUTH_VARIABLES.values() for key in keys if environ.get(key))
    if leftovers:
        where += f" (with a cloud chosen, the variables {leftovers} do not count)"
    return clouds_yaml.settings_of(file, name, options.get("region_name"), environ, engine), where


def _files_looked_at(file: clouds_yaml.CloudsFile | None, environ: Mapping[str, str]) -> str:
    if file is not None:
        return f"{file.path} has {len(file.clouds)} clouds, and neither cloud nor OS_CLOUD chooses one"
    return f"none of {', '.join(clouds_yaml.searched(environ))}"


def _from_variables(environ: Mapping[str, str]) -> dict[str, Any]:
    base: dict[str, Any] = {
        key: first_text(*(environ.get(name) for name in names)) for key, names in _SETTING_VARIABLES.items()
    }
    base["auth"] = suboptions(
        {key: first_text(*(environ.get(name) for name in names)) for key, names in AUTH_VARIABLES.items()}
    )
    if (environ.get("OS_INSECURE") or "").strip().lower() in ("1", "true", "yes", "on"):
        base["verify"] = False
    return base


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
    bundle = first_text(options.get("ca_cert"), base.get("ca_cert"))
    return _existing(bundle, "ca_cert") if bundle else True


def _client_certificate(options: Mapping[str, Any], base: Mapping[str, Any]) -> str | tuple[str, str] | None:
    cert = first_text(options.get("client_cert"), base.get("client_cert"))
    key = first_text(options.get("client_key"), base.get("client_key"))
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


def _quoted(url: str) -> str:
    """What is no URL, for a message, unless it may hold a password."""
    return "" if "@" in url else f": {url!r}"


def _secrets_in(url: str) -> list[str]:
    """The password in a URL, and user and password in the form that Basic authentication encodes."""
    user_info, _at, _host = (url.partition("://")[2] or url).rpartition("@")
    user, _colon, password = map(unquote, user_info.partition(":"))
    return [password, f"{user}:{password}"] if password else []
