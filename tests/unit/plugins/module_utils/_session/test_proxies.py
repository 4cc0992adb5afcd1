# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._session.proxies import proxies_for
from requests.utils import should_bypass_proxies

PROXY = {"https": "http://proxy:3128"}
IP_HOSTS = ["https://10.1.2.3", "https://10.1.2.3:8443/v3", "https://[fd00::1]:443", "https://[::1]"]


@pytest.mark.parametrize(
    ("url", "exceptions"),
    [
        ("https://host:8443/v3", "host"),
        ("https://host:8443/v3", "host:8443"),
        ("https://host", "*"),
        ("https://host", ".x,host"),
        ("https://a.b.org", ".b.org"),
        ("https://a.b.org", "b.org"),
        ("https://user:pass@host", "host"),
        ("https://10.1.2.3", "10.1.2.3"),
        ("https://10.1.2.3:8443", "other, 10.0.0.0/8"),
        ("https://10.1.2.3", "10.1.2.3/8"),
        ("https://[fd00::1]", "fd00::1"),
        ("https://[fd00::1]:8443", "fd00:0:0::1"),
        ("https://[fd00::1]:8443", "[fd00::1]"),
        ("https://[fd00::1]", "fd00::/8"),
        ("https://[::1]:443", "localhost,::1"),
    ],
)
def test_hosts_that_need_no_proxy(url, exceptions):
    assert proxies_for(url, {**PROXY, "no": exceptions}) == {}


@pytest.mark.parametrize(
    ("url", "exceptions"),
    [
        ("https://host", ""),
        ("https://host", "other"),
        ("https://notb.org", "b.org"),
        ("https://11.1.2.3", "10.0.0.0/8"),
        ("https://10.1.2.3", "fd00::/8"),
        ("https://[fe80::1]", "fd00::/8,10.0.0.0/8"),
        ("https://10.1.2.3", "10.0.0.0/99,/8,,[,10.1.2"),
        ("https://ten.example", "0.0.0.0/0"),
    ],
)
def test_hosts_that_need_one(url, exceptions):
    assert proxies_for(url, {**PROXY, "no": exceptions}) == PROXY


@pytest.mark.parametrize("url", IP_HOSTS)
@pytest.mark.parametrize("exceptions", ["10.0.0.0/8", "10.1.2.3", "fd00::1", "10.1.2.0/24,x", "*", "other"])
def test_what_requests_lets_pass_for_addresses_passes_here(url, exceptions):
    if should_bypass_proxies(url, exceptions):
        assert proxies_for(url, {**PROXY, "no": exceptions}) == {}
