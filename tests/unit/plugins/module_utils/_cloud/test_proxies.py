# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.proxies import proxies_from


@pytest.mark.parametrize(
    ("environ", "proxies"),
    [
        ({}, {}),
        ({"HTTP_PROXY": "http://p:1", "https_proxy": "http://p:2"}, {"http": "http://p:1", "https": "http://p:2"}),
        ({"HTTP_PROXY": "http://p:1", "http_proxy": ""}, {}),
        ({"HTTP_PROXY": "http://p:1", "http_proxy": "http://p:2"}, {"http": "http://p:2"}),
        ({"HTTPS_PROXY": "http://p:1", "http_proxy": ""}, {"https": "http://p:1"}),
        ({"ALL_PROXY": "socks5://p:1", "all_proxy": ""}, {}),
        ({"NO_PROXY": "10.0.0.0/8, ::1,.example.org"}, {"no": "10.0.0.0/8, ::1,.example.org"}),
        ({"NO_PROXY": "a", "no_proxy": ""}, {}),
        ({"FTP_PROXY": "http://p:1"}, {}),
    ],
)
def test_lower_case_wins_and_resets(environ, proxies):
    assert proxies_from(environ) == proxies
