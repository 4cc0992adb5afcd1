# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the services are: Open Telekom Cloud's regions, and the URLs of a Keystone catalog.

Source: the "Regions and endpoints" page of Open Telekom Cloud and the endpoint sections of the two API references.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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


def region_of_project(project_name: str | None) -> str | None:
    """The region that a project's name begins with, or None."""
    match = _REGION.fullmatch(project_name or "")
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


def catalog_url(engine: Engine, catalog: Iterable[Any], region: str | None, interface: str) -> str | None:
    """The service's URL in a Keystone catalog (``[{type, endpoints: [{interface, region_id, region, url}]}]``), or
    None.

    Raises:
        ConfigurationError: the catalog has the service in several regions and none was chosen
    """
    entries = [entry for entry in catalog if isinstance(entry, Mapping)]
    for catalog_type in engine.catalog_types:
        found = [
            (str(endpoint.get("region_id") or endpoint.get("region") or ""), str(endpoint["url"]))
            for entry in entries
            if entry.get("type") == catalog_type
            for endpoint in _endpoints(entry)
            if endpoint.get("interface") == interface and is_url(str(endpoint.get("url")))
        ]
        # A region of "*" or none at all is how catalogs write services that serve every region.
        here = [url for where, url in found if region is None or where in (region, "*", "")]
        if len(set(here)) > 1 and region is None:
            regions = ", ".join(sorted({where for where, url in found if where}))
            raise ConfigurationError(
                f"The catalog has {engine.title} in several regions ({regions}): set region_name to one of them."
            )
        if here:
            return here[0]
    return None


def catalog_types(catalog: Iterable[Any]) -> list[str]:
    """The types of a catalog's entries, sorted, for a person who looks for one that is not there."""
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
            f" {project_id}: leave the project out of endpoint, or sign in to that project."
        )
    return f"{base}/v3/{project_id}"


def is_url(text: str) -> bool:
    """Whether ``text`` is an absolute http or https URL that paths can be appended to."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return (
        usable and not parts.query and not parts.fragment and text.isascii() and text.isprintable() and " " not in text
    )


def _endpoints(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    endpoints = entry.get("endpoints")
    return [endpoint for endpoint in endpoints if isinstance(endpoint, Mapping)] if isinstance(endpoints, list) else []


def _is_swiss(region: str) -> bool:
    return region.startswith("eu-ch")
