# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What one cloud says, in the keys of a clouds.yaml entry, read as openstacksdk reads it.

An entry comes from clouds.yaml, from the mapping that the option ``cloud`` takes, or from the ``OS_*`` variables.
Source of the rules: ``openstack/config/loader.py`` of openstacksdk, with which a unit test compares them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .._engines import Engine
from .._errors import ConfigurationError
from .._support.quoting import NUMBER, REGION, described, quoted
from .._support.text import first_text
from .auth_keys import AUTH_KEYS, AUTH_VARIABLES
from .origin import Origin
from .profiles import profile_named
from .unsupported import refuse_other_services, refuse_unsupported_keys

# Keys beside those of ``auth`` whose value is a string.
_TEXT_KEYS = (
    "auth_type",
    "auth_plugin",
    "region_name",
    "interface",
    "endpoint_type",
    "cacert",
    "cert",
    "key",
    "profile",
    "cloud",
)
_TEXT_ENDINGS = ("_endpoint_override", "_interface", "_endpoint_type", "_region_name")

# Keys that openstacksdk lets win beside ``auth``; all others win inside it.
_OUTER_KEYS = (
    "domain_id",
    "domain_name",
    "user_domain_id",
    "user_domain_name",
    "project_domain_id",
    "project_domain_name",
    "token",
    "passcode",
    "project_id",
    "project_name",
)

_TRUE_WORDS = ("1", "true", "yes", "on", "y", "t")
_FALSE_WORDS = ("0", "false", "no", "off", "n", "f")


@dataclass(frozen=True)
class Settings:
    """What counts where the task's options say nothing.

    Attributes:
        origin: where it comes from, for error messages
        auth: suboptions of ``auth`` that have a value
        auth_type: the entry's own, or None
        region_name: the region that the entry or the task names, or None
        service_region_name: the region of the engine's service if it is another one, or None
        first_region: the first region of the entry's list or of its profile, or None
        first_region_of: what lists that region, for error messages
        endpoint: URL of the engine's service, or None
        interface: the entry's own, or None
        verify: whether to verify TLS, the path of a CA bundle, or None
        ca_cert: path of a CA bundle, or None
        client_cert: path of a client certificate, or None
        client_key: path of its key, or None
        api_timeout: seconds for one request, or None
        hints: sentences that explain values that seem to be missing
    """

    origin: Origin
    auth: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth_type: str | None = None
    region_name: str | None = None
    service_region_name: str | None = None
    first_region: str | None = None
    first_region_of: str = ""
    endpoint: str | None = None
    interface: str | None = None
    verify: bool | str | None = None
    ca_cert: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    api_timeout: float | None = None
    hints: tuple[str, ...] = ()


def read_entry(
    entry: Mapping[str, Any],
    origin: Origin,
    region_option: str | None,
    auth_url_option: str | None,
    engine: Engine,
    public_profiles: Mapping[str, Mapping[str, Any]],
) -> Settings:
    """What an entry says.

    Args:
        entry: as it was read; its texts were checked with :func:`refuse_other_than_text`
        origin: where it comes from
        region_option: the region that the task asks for
        auth_url_option: the ``auth_url`` that the task brings
        engine: whose ``*_endpoint_override`` counts
        public_profiles: the profiles of clouds-public.yaml

    Raises:
        ConfigurationError: the entry contradicts itself, or asks for something that this collection cannot do
    """
    where = origin.title
    own = normalized(entry)
    if not isinstance(own.get("auth") or {}, Mapping):
        raise ConfigurationError(f"{where} has an auth that is {described(own['auth'])}, not a mapping.")
    profile_name = first_text(own.get("profile"), own.get("cloud"))
    profile: Mapping[str, Any] = {}
    if profile_name:
        beside, inside = own.get("auth_url"), (own.get("auth") or {}).get("auth_url")
        profile = normalized(
            profile_named(profile_name, public_profiles, where, bool(auth_url_option or beside or inside))
        )
        if beside and not inside and not auth_url_option and (profile.get("auth") or {}).get("auth_url"):
            raise ConfigurationError(
                f"{where} has both {origin.key('auth_url')} and {origin.key('profile')}, and with openstacksdk the"
                " profile's auth_url counts. Remove one of the two, or move auth_url into auth."
            )
    region, first_region, first_region_of, values = _region(own, profile, origin, region_option)
    merged = _over(_over(profile, own), normalized(values))
    refuse_unsupported_keys(merged, origin)

    kinds = [kind.replace("-", "_") for kind in engine.catalog_types]
    refuse_other_services(merged, origin, engine, kinds)

    def of_service(*endings: str) -> str | None:
        return first_text(*(merged.get(f"{kind}_{ending}") for kind in kinds for ending in endings))

    return Settings(
        origin=origin,
        auth=_auth(merged),
        auth_type=first_text(merged.get("auth_type"), merged.get("auth_plugin")),
        region_name=region,
        service_region_name=of_service("region_name"),
        first_region=first_region,
        first_region_of=first_region_of,
        endpoint=of_service("endpoint_override", "endpoint"),
        interface=of_service("endpoint_type", "interface")
        or _interface(_over(own, values), origin)
        or _interface(profile, origin),
        verify=_verify(merged, origin),
        ca_cert=first_text(merged.get("cacert")),
        client_cert=first_text(merged.get("cert")),
        client_key=first_text(merged.get("key")),
        api_timeout=_api_timeout(merged, origin),
        hints=tuple(_null_hints(merged, where)),
    )


def normalized(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping and those inside it, with underscores for the dashes of keys."""
    return {
        str(key).replace("-", "_"): normalized(value) if isinstance(value, Mapping) else value
        for key, value in mapping.items()
    }


def refuse_other_than_text(entry: Mapping[str, Any], where: str) -> None:
    """Raise ConfigurationError if a value that should be a string is something else, or ``auth`` is not a mapping.

    YAML reads an unquoted ``0123`` as 83, ``1:30`` as 90 and ``yes`` as true, so a number where a string belongs is
    likely not what the user wrote. Null means that there is no value.
    """
    _refuse_in(normalized(entry), where, "")


def _refuse_in(entry: Mapping[str, Any], where: str, prefix: str) -> None:
    auth = entry.get("auth")
    if auth and not isinstance(auth, Mapping):
        raise ConfigurationError(f"{where}: {prefix}auth is {described(auth)}, not a mapping.")
    texts = {f"{prefix}{key}": value for key, value in entry.items() if _is_text_key(key)}
    if isinstance(auth, Mapping):
        texts.update({f"{prefix}auth.{key}": value for key, value in auth.items() if key in AUTH_KEYS})
    for key, value in texts.items():
        if value is not None and not isinstance(value, str) and key.rpartition(".")[2] != "region_name":
            raise not_a_text(f"{where}: {key}", value)
    regions = [(f"{prefix}region_name", item) for item in _listed(entry.get("region_name"))]
    for region in _listed(entry.get("regions")):
        if isinstance(region, Mapping):
            name = region.get("name")
            regions.append((f"{prefix}regions", name))
            if isinstance(region.get("values"), Mapping) and isinstance(name, str):
                _refuse_in(region["values"], where, f"{prefix}regions.{quoted(name, REGION)}.")
        else:
            regions.append((f"{prefix}regions", region))
    for key, value in regions:
        if value is not None and not isinstance(value, str):
            raise not_a_text(f"{where}: {key}", value)


def not_a_text(what: str, value: Any) -> ConfigurationError:
    """The error for a value that YAML has changed on the way from the file to here."""
    advice = (
        ""
        if isinstance(value, (Mapping, list, tuple))
        else (
            " Put it in quotes: YAML reads unquoted values such as 0123, 12_34, 1:30 or yes as numbers, dates or"
            " booleans, and changes them."
        )
    )
    return ConfigurationError(f"{what} is {described(value)}, not a string.{advice}")


def _is_text_key(key: str) -> bool:
    return key in AUTH_KEYS or key in _TEXT_KEYS or key.endswith(_TEXT_ENDINGS)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _over(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """One mapping over another, ``auth`` key by key; null is no value."""
    merged = {**lower, **{key: value for key, value in upper.items() if value is not None}}
    auth = {**(lower.get("auth") or {}), **(upper.get("auth") or {})}
    return {**merged, "auth": auth}


def _region(
    own: Mapping[str, Any], profile: Mapping[str, Any], origin: Origin, option: str | None
) -> tuple[str | None, str | None, str, Mapping[str, Any]]:
    """The region that is asked for, the first of a list, what has that list, and the region's own values."""
    where = origin.title
    lower = f"{where[0].lower()}{where[1:]}"
    regions, listed_by = own.get("regions"), lower
    named = _listed(own.get("region_name"))
    named = [name.strip() for item in named if item for name in item.split(",") if name.strip()]
    if not regions and not named:
        regions, listed_by = profile.get("regions"), f"the profile of {lower}"
        named = [profile["region_name"]] if profile.get("region_name") else []
    if regions and not isinstance(regions, (list, tuple)):
        raise ConfigurationError(f"{where} has {origin.key('regions')} that are {described(regions)}, not a list.")
    if not regions:
        region = option or (named[0] if len(named) == 1 else None)
        return region, named[0] if named else None, listed_by, {}
    values: dict[str, Mapping[str, Any]] = {}
    for item in regions:
        if isinstance(item, str):
            values[item] = {}
        elif isinstance(item, Mapping) and isinstance(item.get("name"), str) and set(item) <= {"name", "values"}:
            values[item["name"]] = item.get("values") or {}
        else:
            raise ConfigurationError(f"{where} has regions with an element that is not a name, or name and values.")
    names = list(values)
    if named and named[0] != names[0]:
        raise ConfigurationError(
            f"{where} has region_name {quoted(named[0], REGION)}, but its regions begin with"
            f" {quoted(names[0], REGION)}: openstacksdk takes the latter. Remove one of the two keys."
        )
    if option and option not in values:
        raise ConfigurationError(
            f"{where} has no region {quoted(option, REGION)}. The regions of {listed_by} are {', '.join(names)}."
        )
    region = option or (named[0] if named else None)
    chosen = values[region or names[0]]
    if not isinstance(chosen, Mapping):
        raise ConfigurationError(f"{where} has regions with values that are {described(chosen)}, not a mapping.")
    return region, names[0], listed_by, chosen


def _auth(entry: Mapping[str, Any]) -> dict[str, str]:
    """The suboptions of ``auth`` that an entry gives, inside its ``auth`` or beside it."""
    inside = entry["auth"]
    auth = {}
    for name in AUTH_VARIABLES:
        keys = [key for key, target in AUTH_KEYS.items() if target == name]
        if name in _OUTER_KEYS:
            # The key's own name before its older ones, and of each the value beside auth.
            value = first_text(*(place.get(key) for key in keys for place in (entry, inside)))
        else:
            value = first_text(*(place.get(key) for place in (inside, entry) for key in keys))
        if value is not None:
            auth[name] = value
    if "project_id" in auth or "project_name" in auth:
        # One domain for user and project. It is not what the token is scoped to then.
        for kind in ("id", "name"):
            domain = auth.pop(f"domain_{kind}", None)
            if domain is not None:
                auth.setdefault(f"user_domain_{kind}", domain)
                auth.setdefault(f"project_domain_{kind}", domain)
    return auth


def _interface(entry: Mapping[str, Any], origin: Origin) -> str | None:
    given = [entry[key] for key in ("interface", "endpoint_type") if entry.get(key)]
    if len({value.removesuffix("URL") for value in given}) > 1:
        raise ConfigurationError(
            f"{origin.title} has both {origin.key('interface')} and {origin.key('endpoint_type')}, with different"
            " values. Remove one."
        )
    return given[0] if given else None


def _verify(entry: Mapping[str, Any], origin: Origin) -> bool | str | None:
    if _switch(entry.get("insecure"), f"{origin.title}: {origin.key('insecure')}"):
        return False
    verify = entry.get("verify")
    if isinstance(verify, str) and verify and verify.lower() not in (*_TRUE_WORDS, *_FALSE_WORDS):
        # As requests takes it, a text is the path of a CA bundle.
        return verify
    return _switch(verify, f"{origin.title}: {origin.key('verify')}")


def _switch(value: Any, what: str) -> bool | None:
    if value is None or value == "" or isinstance(value, bool):
        return value if isinstance(value, bool) else None
    word = str(value).strip().lower() if isinstance(value, (str, int)) else ""
    if word in _TRUE_WORDS or word in _FALSE_WORDS:
        return word in _TRUE_WORDS
    raise ConfigurationError(f"{what} is {quoted(value)}. Set it to true or false.")


def _api_timeout(entry: Mapping[str, Any], origin: Origin) -> float | None:
    """Seconds for one request. As in openstacksdk, the timeout of a service counts for all; of several, the last."""
    keys = [key for key, value in entry.items() if _is_timeout_of_service(key) and value is not None]
    key = keys[-1] if keys else "api_timeout"
    return _seconds(entry.get(key), f"{origin.title}: {origin.key(key)}")


def _is_timeout_of_service(key: str) -> bool:
    return key.endswith("timeout") and key not in ("timeout", "api_timeout")


def _seconds(value: Any, what: str) -> float | None:
    """A number of seconds, which may be a text, as in a variable."""
    if value is None or value == "":
        return None
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        seconds = 0.0
    if isinstance(value, bool) or not 1 <= seconds < math.inf:
        raise ConfigurationError(f"{what} is {quoted(value, NUMBER)}. Set it to 1 or more seconds.")
    return seconds


def _null_hints(entry: Mapping[str, Any], where: str) -> list[str]:
    empty = sorted(key for key, value in entry["auth"].items() if value is None and key in AUTH_KEYS)
    return [f"{where} has no value for {', '.join(f'auth.{key}' for key in empty)}."] if empty else []
