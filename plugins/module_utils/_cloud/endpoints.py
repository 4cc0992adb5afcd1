# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the services are: the user's endpoint, a Keystone catalog, or the naming rule of Open Telekom Cloud.

Source: the "Regions and endpoints" page of Open Telekom Cloud and the endpoint sections of the two API references.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .._engines import Engine
from .._errors import ConfigurationError
from .._support.redaction import without_user_info

_DOMAIN = "otc.t-systems.com"

# The Swiss cloud has a name of its own below the domain, and its IAM another host name.
_SWISS_DOMAIN = "sc.otc.t-systems.com"

# Project names begin with their region: eu-de, eu-nl_team, eu-ch2_team.
_REGION = re.compile(r"([a-z]{2}-[a-z]{2,}\d*)(?:_.*)?")

# iam.eu-de.otc.t-systems.com, iam-pub.eu-ch2.sc.otc.t-systems.com
_HOST = re.compile(r"[a-z0-9-]+\.([a-z]{2}-[a-z]{2,}\d*)\.(?:sc\.)?otc\.t-systems\.com")

# What a catalog or an endpoint may have where the project's ID belongs.
_PLACEHOLDER = re.compile(r"[$%]\((?:tenant|project)_id\)s")


@dataclass(frozen=True)
class _Place:
    """An endpoint in a catalog."""

    catalog_type: str
    interface: str
    region: str
    url: str


def region_of_project(project_name: str | None) -> str | None:
    """The region that a project's name begins with, or None."""
    match = _REGION.fullmatch(project_name or "")
    return match.group(1) if match else None


def region_of_url(url: str) -> str | None:
    """The region in the name of one of Open Telekom Cloud's hosts, or None."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    match = _HOST.fullmatch(host)
    return match.group(1) if match else None


def iam_url(region: str) -> str:
    """IAM of a region, with ``/v3``."""
    host = f"iam-pub.{region}.{_SWISS_DOMAIN}" if _is_swiss(region) else f"iam.{region}.{_DOMAIN}"
    return f"https://{host}/v3"


def service_url(engine: Engine, region: str) -> str:
    """A service of a region by the cloud's naming rule, without path."""
    return f"https://{engine.host}.{region}.{_SWISS_DOMAIN if _is_swiss(region) else _DOMAIN}"


def is_otc(url: str) -> bool:
    """Whether the naming rule of :func:`service_url` holds where ``url`` points."""
    host = urlsplit(url).hostname or ""
    return host.endswith(f".{_DOMAIN}")


def base_url(
    engine: Engine,
    project_id: str,
    *,
    endpoint: str | None,
    catalog: Sequence[Any] | None,
    region: str | None,
    interface: str,
    auth_url: str | None,
) -> str:
    """What all requests to a service begin with, ``https://host/v3/{project_id}``: the endpoint that the user has set,
    or else the one in the catalog, or else the one by the naming rule of Open Telekom Cloud, if that is the cloud.

    Args:
        catalog: of a Keystone token, None if there is none

    Raises:
        ConfigurationError: none of the three leads anywhere
    """
    if endpoint:
        return project_url(with_project(endpoint, project_id), project_id)
    url = catalog_url(engine, catalog or [], project_id, region, interface)
    if url:
        return project_url(url, project_id)
    places = _places(engine, catalog or [], project_id)
    is_elsewhere = any(place.interface == interface for place in places)
    # A token of another Keystone is not for Open Telekom Cloud's hosts.
    if region and not is_elsewhere and (catalog is None or is_otc(auth_url or "")):
        return project_url(service_url(engine, region), project_id)
    raise ConfigurationError(_not_in_catalog(engine, places, catalog or [], region, interface, auth_url))


def catalog_url(
    engine: Engine, catalog: Iterable[Any], project_id: str, region: str | None, interface: str
) -> str | None:
    """The service's URL in a Keystone catalog (``[{type, endpoints: [{interface, region_id, region, url}]}]``), or
    None.

    Raises:
        ConfigurationError: the catalog has the service in several regions and none was chosen
    """
    found = [place for place in _places(engine, catalog, project_id) if place.interface == interface]
    # Services for every region have "*" or nothing for a region.
    here = [place for place in found if region is None or place.region in (region, "*", "")]
    if not here:
        return None
    likeliest = [place for place in here if place.catalog_type == here[0].catalog_type]
    if region is None and len({place.url for place in likeliest}) > 1:
        raise ConfigurationError(
            f"The catalog has {engine.title} in several regions ({_regions(likeliest)}). Set region_name to one of"
            " them."
        )
    return here[0].url


def _not_in_catalog(
    engine: Engine,
    places: Sequence[_Place],
    catalog: Sequence[Any],
    region: str | None,
    interface: str,
    auth_url: str | None,
) -> str:
    whose = f"The catalog of {without_user_info(auth_url or '')} has"
    listed = catalog_types(catalog)
    own = [kind for kind in engine.catalog_types if kind in listed]
    if not places and own:
        # Such as the catalog of a token without a project, which has services without endpoints.
        return f"{whose} the type {' and '.join(own)}, but without a URL of {engine.title}. Set endpoint."
    if not places:
        return (
            f"{whose} no {engine.title} (type {' or '.join(engine.catalog_types)}); it has"
            f" {', '.join(listed) or 'nothing'}. Set endpoint."
        )
    regions = _regions([place for place in places if place.interface == interface])
    if regions:
        return f"{whose} {engine.title} in {regions}, but not in {region}. Correct region_name, or set endpoint."
    interfaces = ", ".join(sorted({place.interface for place in places}))
    return (
        f"{whose} {engine.title} with the interface {interfaces}, but not {interface}. Correct interface, or set"
        " endpoint."
    )


def catalog_types(catalog: Iterable[Any]) -> list[str]:
    """The types of a catalog's entries, sorted, for a message that one is missing."""
    return sorted({str(entry.get("type")) for entry in catalog if isinstance(entry, Mapping) and entry.get("type")})


def project_url(url: str, project_id: str) -> str:
    """The base of all requests, ``.../v3/{project_id}``, from an endpoint with or without either.

    Raises:
        ConfigurationError: the endpoint names another project
    """
    base = url.rstrip("/").removesuffix(f"/{project_id}").removesuffix("/v3")
    above, _slash, project = base.rpartition("/")
    if above.endswith("/v3"):
        raise ConfigurationError(
            f"The endpoint {without_user_info(url)} names project {project}, but the sign-in is for project"
            f" {project_id}. Leave the project out of endpoint, or sign in to that project."
        )
    return f"{base}/v3/{project_id}"


def with_project(url: str, project_id: str) -> str:
    """The URL with the project's ID in place of its placeholder, if it has one."""
    return _PLACEHOLDER.sub(project_id, url)


def is_url(text: str) -> bool:
    """Whether ``text`` is an absolute http or https URL that paths can be appended to."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        # Encoding finds labels that are empty or too long.
        has_host = bool(host.encode("idna")) and not host.startswith("*")
        usable = parts.scheme in ("http", "https") and has_host and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    # Even an empty query or fragment would swallow what is appended.
    return usable and text.isascii() and text.isprintable() and not any(char in text for char in " ?#\\")


def _places(engine: Engine, catalog: Iterable[Any], project_id: str) -> list[_Place]:
    """Where a catalog has the service, the likeliest type first."""
    entries = [entry for entry in catalog if isinstance(entry, Mapping)]
    places = [
        _Place(
            catalog_type,
            str(endpoint.get("interface") or ""),
            str(endpoint.get("region_id") or endpoint.get("region") or ""),
            with_project(str(endpoint.get("url")), project_id),
        )
        for catalog_type in engine.catalog_types
        for entry in entries
        if entry.get("type") == catalog_type
        for endpoint in _endpoints(entry)
    ]
    return [place for place in places if is_url(place.url) and not _is_older_taurusdb(place)]


def _is_older_taurusdb(place: _Place) -> bool:
    # Until it had a type of its own, TaurusDB was a path on GaussDB's.
    return place.catalog_type == "gaussdb" and "mysql" in urlsplit(place.url).path.split("/")


def _regions(places: Iterable[_Place]) -> str:
    return ", ".join(sorted({place.region for place in places if place.region}))


def _endpoints(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    endpoints = entry.get("endpoints")
    return [endpoint for endpoint in endpoints if isinstance(endpoint, Mapping)] if isinstance(endpoints, list) else []


def _is_swiss(region: str) -> bool:
    return region.startswith("eu-ch")
