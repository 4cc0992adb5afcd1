# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vendor profiles of this cloud, as openstacksdk has them, and those of the user's clouds-public.yaml.

Source: ``openstack/config/vendors/otc.json`` and ``otc-swiss.json`` of openstacksdk, whose second auth_url lacks the
scheme.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._errors import ConfigurationError
from .._support.quoting import NAME, quoted

_PROFILES: dict[str, dict[str, Any]] = {
    "otc": {
        "auth": {"auth_url": "https://iam.{region_name}.otc.t-systems.com/v3"},
        "regions": ["eu-de", "eu-nl"],
    },
    "otc-swiss": {
        "auth": {"auth_url": "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3"},
        "regions": ["eu-ch2"],
    },
}

# The regions of Open Telekom Cloud, as its profiles list them.
REGIONS = tuple(region for profile in _PROFILES.values() for region in profile["regions"])


def profile_named(
    name: str, public: Mapping[str, Mapping[str, Any]], where: str, has_auth_url: bool
) -> Mapping[str, Any]:
    """What a profile adds to an entry of clouds.yaml. As in openstacksdk, an unknown profile adds nothing.

    Args:
        name: the profile's name
        public: the profiles of clouds-public.yaml, which come before the built-in ones
        where: the entry, for error messages
        has_auth_url: whether the entry manages without the profile's auth_url

    Raises:
        ConfigurationError: the profile would have to be downloaded, or is unknown and needed for its auth_url
    """
    if name in public:
        return public[name]
    if name in _PROFILES:
        return _PROFILES[name]
    if "://" in name:
        raise ConfigurationError(
            f"{where} has a profile that is a URL. Profiles are not downloaded here: set profile to"
            f" {' or '.join(_PROFILES)}, or replace it by auth.auth_url and region_name."
        )
    if not has_auth_url:
        raise ConfigurationError(
            f"{where} has the unknown profile {quoted(name, NAME)} and no auth.auth_url. Set auth.auth_url, or one of"
            f" the profiles {', '.join([*_PROFILES, *sorted(map(str, public))])}."
        )
    return {}
