# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which requests go through which proxy, from the variables that all tools of a system share."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed leaves it out


def proxies_for(url: str, proxies: Mapping[str, str]) -> dict[str, str]:
    """The proxies that a request to ``url`` may use, as requests takes them; empty if it goes straight to the server.

    Args:
        proxies: URL by scheme (``http``, ``https``, ``all``), and under ``no`` the hosts that need none, separated by
            commas: names with their subdomains, addresses, networks (``10.0.0.0/8``, ``fd00::/8``) or ``*``
    """
    chosen = {scheme: proxy for scheme, proxy in proxies.items() if scheme != "no"}
    return {} if _needs_none(url, proxies.get("no", "")) else chosen


def _needs_none(url: str, exceptions: str) -> bool:
    parts = urlsplit(url)
    if exceptions and proxy_bypass_environment(parts.netloc.rpartition("@")[2], {"no": exceptions}):
        return True
    try:
        address = ip_address(parts.hostname or "")
    except ValueError:
        return False
    return any(_holds(entry.strip(), address) for entry in exceptions.split(","))


def _holds(entry: str, address: object) -> bool:
    try:
        return address in ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return False
