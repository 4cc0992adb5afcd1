# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which proxy variables count."""

from __future__ import annotations

from collections.abc import Mapping

_SCHEMES = ("http", "https", "all", "no")


def proxies_from(environ: Mapping[str, str]) -> dict[str, str]:
    """Proxies by scheme (``http``, ``https``, ``all``), and the exceptions as ``no``, exactly as they were given.

    A variable in lower case wins over the one in upper case. If it is empty, no proxy is used for that scheme:

    >>> proxies_from({"HTTP_PROXY": "http://proxy:3128", "http_proxy": "", "NO_PROXY": "10.0.0.0/8"})
    {'no': '10.0.0.0/8'}
    """
    given = {scheme: environ.get(f"{scheme}_proxy", environ.get(f"{scheme.upper()}_PROXY")) for scheme in _SCHEMES}
    return {scheme: value for scheme, value in given.items() if value}
