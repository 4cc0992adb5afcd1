# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""clouds.yaml, with secure.yaml beside it: where it lies, and what a cloud of it says."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._engines import Engine
from .._errors import ConfigurationError
from .._support.text import first_text
from .credentials import is_suboption, suboptions

_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class CloudsFile:
    """A clouds.yaml.

    Attributes:
        path: where it lies
        clouds: its entries by name, secure.yaml's values merged in
    """

    path: str
    clouds: Mapping[str, Mapping[str, Any]]


def searched(environ: Mapping[str, str]) -> list[str]:
    """The files that count as clouds.yaml; the first that exists wins.

    They are the one that OS_CLIENT_CONFIG_FILE names, or else those in the working directory, the user's and the
    system's configuration.
    """
    named = environ.get("OS_CLIENT_CONFIG_FILE")
    if named:
        return [named]
    home = environ.get("HOME") or os.path.expanduser("~")
    config = environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    folders = (os.getcwd(), os.path.join(config, "openstack"), "/etc/openstack")
    return [os.path.join(folder, f"clouds{suffix}") for folder in folders for suffix in _SUFFIXES]


def read(environ: Mapping[str, str]) -> CloudsFile | None:
    """The clouds.yaml that counts, or None if there is none.

    Raises:
        ConfigurationError: OS_CLIENT_CONFIG_FILE names a file that is not there; the file cannot be read, is no YAML or
            has another shape; PyYAML is missing
    """
    path = next((path for path in searched(environ) if os.path.exists(path)), None)
    if path is None:
        if environ.get("OS_CLIENT_CONFIG_FILE"):
            raise ConfigurationError(
                f"OS_CLIENT_CONFIG_FILE names {environ['OS_CLIENT_CONFIG_FILE']}, which does not exist."
            )
        return None
    clouds = _clouds(path)
    for suffix in _SUFFIXES:
        secure = os.path.join(os.path.dirname(path), f"secure{suffix}")
        if os.path.exists(secure):
            return CloudsFile(path, _merged(clouds, _clouds(secure)))
    return CloudsFile(path, clouds)


def settings_of(
    file: CloudsFile, name: str, region_option: str | None, environ: Mapping[str, str], engine: Engine
) -> dict[str, Any]:
    """What a cloud of the file says, under the names of the collection's options.

    Args:
        region_option: the region that the task asks for
        engine: whose ``*_endpoint_override`` counts

    Raises:
        ConfigurationError: the cloud has no such region, or several to choose from; its profile is not known
    """
    entry = dict(file.clouds[name])
    region = first_text(region_option, entry.get("region_name"))
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
    auth = suboptions({key: value for key, value in entry.items() if is_suboption(key)})
    auth.update(suboptions(_mapping(entry.get("auth"))))
    # The region goes into auth_url where it stands as %(region_name)s, as in the vendor profiles of OpenStack's own
    # tools.
    if region and "auth_url" in auth:
        auth["auth_url"] = auth["auth_url"].replace("%(region_name)s", region).replace("{region_name}", region)
    return {
        "auth": auth,
        "auth_type": first_text(entry.get("auth_type")),
        "region_name": region,
        "interface": first_text(entry.get("interface"), entry.get("endpoint_type")),
        "endpoint": first_text(
            *(entry.get(f"{kind.replace('-', '_')}_endpoint_override") for kind in engine.catalog_types)
        ),
        "verify": entry.get("verify"),
        "ca_cert": first_text(entry.get("cacert"), environ.get("REQUESTS_CA_BUNDLE"), environ.get("CURL_CA_BUNDLE")),
        "client_cert": first_text(entry.get("cert")),
        "client_key": first_text(entry.get("key")),
    }


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _clouds(path: str) -> Mapping[str, Any]:
    try:
        # Slow to import, and most tasks read no file.
        import yaml
    except ImportError:
        raise ConfigurationError(
            f"Reading {path} needs PyYAML, which {sys.executable} lacks. Install it there (python -m pip install"
            " PyYAML), or set OS_AUTH_URL and give the options of auth directly."
        ) from None
    try:
        with open(path, encoding="utf-8") as file:
            content = yaml.safe_load(file)
    except OSError as error:
        raise ConfigurationError(f"Cannot read {path}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"Cannot read {path}: it is not UTF-8 text.") from None
    except (yaml.YAMLError, ValueError) as error:
        # The parser's own message quotes the line, which may hold a password. A ValueError is a date that none is.
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ConfigurationError(f"{path} is not valid YAML{place}.") from None
    clouds = content.get("clouds") if isinstance(content, Mapping) else None
    if not isinstance(clouds, Mapping) or not all(isinstance(entry, Mapping) for entry in clouds.values()):
        raise ConfigurationError(f"{path} has no mapping 'clouds' with a mapping for each cloud.")
    return {str(name): entry for name, entry in clouds.items()}


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged
