# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who signs in, and where: options over a cloud of clouds.yaml or the OS_* variables. No network."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from .._engines import Engine
from .._errors import ConfigurationError
from .._support.quoting import NAME, REGION, described, quoted
from .._support.ranges import check_range
from .._support.text import first_text
from .auth_keys import SECRET_AUTH, combined, suboptions
from .credentials import HEADER_VALUE, Credentials
from .endpoints import iam_url, is_url, region_of_project, region_of_url, with_project
from .entry import Settings, not_a_text
from .paths import Folders
from .profiles import REGIONS
from .proxies import proxies_from
from .source import settings_for

INTERFACES = ("public", "internal", "admin")
DEFAULT_API_TIMEOUT = 30

# The templates that stand for the region in a URL: openstacksdk's, and that of its predecessor.
_REGION_TEMPLATES = ("{region_name}", "%(region_name)s")
_PLACEHOLDER = re.compile(r"\{[^}]*\}|[$%]\([^)]*\)s")

# Of requests: they count last.
_BUNDLE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z]{1,8})*", re.ASCII)


@dataclass(frozen=True)
class Cloud:
    """Everything that signing in and asking needs to know.

    Attributes:
        auth_type: ``password``, ``token``, ``v3applicationcredential``, ``v3multifactor`` or ``aksk``
        auth: the suboptions of ``auth`` that have a value, complete for ``auth_type``, without ``auth_url``
        auth_url: IAM with ``/v3``, None only where it is not needed
        region_name: of the service; None where ``endpoint`` makes it unnecessary
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
    def from_options(
        cls,
        options: Mapping[str, Any],
        environ: Mapping[str, str],
        engine: Engine,
        folders: Sequence[str] | None = None,
    ) -> Cloud:
        """Options first, key by key; below them a cloud if one is chosen, or else the OS_* variables.

        Args:
            options: the options of the ``cloud`` documentation fragment, None for those that are not given
            environ: variables of the process and of ``environment:``
            engine: the engine whose endpoint is wanted
            folders: where clouds.yaml and files given by a relative path are searched for, in this order; the working
                directory if left out

        Raises:
            ConfigurationError: what is missing, contradictory or malformed, and where it was searched for
        """
        places = Folders(environ, [os.getcwd()] if folders is None else list(dict.fromkeys(folders)))
        task_auth = _checked_texts(options.get("auth") or {})
        settings = settings_for(options, task_auth, places, engine)
        searched = settings.origin.searched
        credentials = Credentials(combined(settings.auth, task_auth), searched)
        auth_type = credentials.choose(options.get("auth_type"), settings.auth_type, task_auth, settings.hints)
        region = _region(options, settings, credentials.auth, searched)
        service_region = _checked_region(first_text(options.get("region_name"), settings.service_region_name)) or region
        auth_url = _auth_url(credentials.auth.get("auth_url"), region, searched)
        endpoint = _endpoint(first_text(options.get("endpoint"), settings.endpoint), region, searched)
        if endpoint and not is_url(endpoint):
            raise ConfigurationError(
                "endpoint is not a URL of the form https://host or https://host/v3, without query. Searched:"
                f" {searched}."
            )
        credentials.check(auth_type, auth_url, service_region, endpoint, settings.hints)
        api_timeout = settings.api_timeout if options.get("api_timeout") is None else options["api_timeout"]
        check_range("api_timeout", api_timeout, 1)
        language = options.get("language") or None
        if language and not HEADER_VALUE.fullmatch(language):
            raise ConfigurationError(
                f"language is {quoted(language, _LANGUAGE)}. Set it to en-us or zh-cn, or leave it out."
            )

        return cls(
            auth_type=auth_type,
            auth=credentials.used_by(auth_type),
            auth_url=_with_v3(auth_url) if auth_url else None,
            region_name=service_region,
            endpoint=endpoint,
            interface=_interface(first_text(options.get("interface"), settings.interface)),
            verify=_verify(options, settings, places),
            cert=_client_certificate(options, settings, places),
            api_timeout=DEFAULT_API_TIMEOUT if api_timeout is None else api_timeout,
            language=language,
            proxies=proxies_from(environ),
        )


def _checked_texts(auth: Mapping[str, Any]) -> dict[str, str]:
    for name, value in auth.items():
        if value is not None and not isinstance(value, str):
            raise not_a_text(f"auth.{name}", value)
    return suboptions(auth)


def _region(options: Mapping[str, Any], settings: Settings, auth: Mapping[str, str], searched: str) -> str | None:
    """The region that is named, or else the one that the rest implies.

    Raises:
        ConfigurationError: it cannot be the name of a region, or the rest implies several
    """
    named = _checked_region(first_text(options.get("region_name"), settings.region_name))
    if named:
        return named
    of_project = region_of_project(auth.get("project_name"))
    implied = {
        settings.first_region_of: settings.first_region,
        "the host of auth_url": region_of_url(auth.get("auth_url") or ""),
        "the name of the project": of_project if of_project in REGIONS else None,
    }
    regions = {region: source for source, region in implied.items() if region}
    if len(regions) > 1:
        contradiction = ", ".join(
            f"{quoted(region, REGION)} according to {source}" for region, source in regions.items()
        )
        raise ConfigurationError(
            f"No region_name is set, and the region is ambiguous: {contradiction}. Set region_name."
            f" Searched: {searched}."
        )
    return next(iter(regions), of_project)


def _checked_region(name: str | None) -> str | None:
    # It becomes a part of host names and of messages.
    if name and quoted(name, NAME) == described(name):
        raise ConfigurationError(f"region_name: expected the name of a region, such as eu-de, got {described(name)}.")
    return name


def _auth_url(given: str | None, region: str | None, searched: str) -> str | None:
    """IAM as it was given, with the region in its place, or the IAM of a region of Open Telekom Cloud."""
    if not given:
        return iam_url(region) if region and REGION.fullmatch(region) else None
    url = _with_region(given, "auth_url", region, searched)
    if _PLACEHOLDER.search(url):
        raise ConfigurationError(
            f"auth_url has a placeholder other than {{region_name}}: write it out. Searched: {searched}."
        )
    if not is_url(url):
        raise ConfigurationError(
            f"auth_url is not a URL of the form https://iam.../v3, without query. Searched: {searched}."
        )
    if re.search(r"/v2(?:\.\d)?/?$", url):
        raise ConfigurationError(
            "auth_url ends in version 2 of the identity API, which is not supported. Let it end in /v3. Searched:"
            f" {searched}."
        )
    return url


def _endpoint(given: str | None, region: str | None, searched: str) -> str | None:
    """The service as it was given, with the region in its place; the project's ID is known once signed in."""
    if not given:
        return None
    url = _with_region(given, "endpoint", region, searched)
    if _PLACEHOLDER.search(with_project(url, "")):
        raise ConfigurationError(
            f"endpoint has a placeholder other than {{region_name}} and %(project_id)s: write it out. Searched:"
            f" {searched}."
        )
    return url


def _with_region(url: str, option: str, region: str | None, searched: str) -> str:
    if not any(template in url for template in _REGION_TEMPLATES):
        return url
    if not region:
        raise ConfigurationError(
            f"{option} has a placeholder for the region, but no region is set: set region_name. Searched: {searched}."
        )
    for template in _REGION_TEMPLATES:
        url = url.replace(template, region)
    return url


def _interface(value: str | None) -> str:
    interface = (value or "public").removesuffix("URL")
    if interface not in INTERFACES:
        raise ConfigurationError(f"interface is {quoted(value)}. Supported: {', '.join(INTERFACES)}.")
    return interface


def _verify(options: Mapping[str, Any], settings: Settings, places: Folders) -> bool | str:
    verify = options.get("validate_certs")
    if verify is None:
        verify = settings.verify
    if verify is False:
        return False
    bundle = settings.ca_cert or (settings.verify if isinstance(settings.verify, str) else None)
    if options.get("ca_cert") or bundle:
        return _file(options, "ca_cert", bundle, "cacert", settings, places)
    variable = next((name for name in _BUNDLE_VARIABLES if places.environ.get(name)), None)
    return places.existing(places.environ[variable], variable) if variable else True


def _client_certificate(
    options: Mapping[str, Any], settings: Settings, places: Folders
) -> str | tuple[str, str] | None:
    if not (options.get("client_cert") or settings.client_cert):
        if options.get("client_key"):
            raise ConfigurationError("client_key is set without client_cert: set both, or neither.")
        return None
    cert = _file(options, "client_cert", settings.client_cert, "cert", settings, places)
    if not (options.get("client_key") or settings.client_key):
        return cert
    return cert, _file(options, "client_key", settings.client_key, "key", settings, places)


def _file(
    options: Mapping[str, Any], option: str, setting: str | None, key: str, settings: Settings, places: Folders
) -> str:
    """The file that an option names, or else the cloud or a variable, which a message then names."""
    given = options.get(option)
    is_variable = not given and settings.origin.variables
    return places.existing(given or setting or "", settings.origin.key(key) if is_variable else option)


def _with_v3(url: str) -> str:
    base = url.rstrip("/")
    return base if base.endswith("/v3") else f"{base}/v3"


def _secrets_in(url: str) -> list[str]:
    """The password in a URL, and user and password in the form that Basic authentication encodes."""
    user_info, _at, _host = (url.partition("://")[2] or url).rpartition("@")
    user, _colon, password = map(unquote, user_info.partition(":"))
    return [password, f"{user}:{password}"] if password else []
