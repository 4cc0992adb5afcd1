# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._session.signature import (
    authorization,
    canonical_request,
)

# The published example, with the keys that it is published with.
ACCESS_KEY = "QTWAOYTTINDUT2QVKYUC"
SECRET_KEY = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"
URL = (
    "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs"
    "?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0"
)
HEADERS = {"Content-Type": "application/json", "Host": "service.region.example.com", "X-Sdk-Date": "20191115T033655Z"}


def test_the_published_example():
    canonical = canonical_request("GET", URL, HEADERS, b"")
    assert canonical == (
        "GET\n/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs/\nlimit=2&marker=13551d6b-755d-4757-b956-536f674975c0\n"
        "content-type:application/json\nhost:service.region.example.com\nx-sdk-date:20191115T033655Z\n\n"
        f"content-type;host;x-sdk-date\n{hashlib.sha256(b'').hexdigest()}"
    )
    assert (
        hashlib.sha256(canonical.encode()).hexdigest()
        == "b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a"
    )
    assert authorization(ACCESS_KEY, SECRET_KEY, "GET", URL, HEADERS, b"") == (
        f"SDK-HMAC-SHA256 Access={ACCESS_KEY}, SignedHeaders=content-type;host;x-sdk-date,"
        " Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
    )


@pytest.mark.parametrize(
    ("url", "path", "query"),
    [
        ("https://host", "/", ""),
        ("https://host/a/", "/a/", ""),
        ("https://host/a~b/c%20d/%E2%82%AC", "/a~b/c%20d/%E2%82%AC/", ""),
        ("https://host/a b/€", "/a%20b/%E2%82%AC/", ""),
        ("https://host/?b=2&a=1&b=1", "/", "a=1&b=1&b=2"),
        ("https://host/?empty=&x=a+b%2Fc~", "/", "empty=&x=a%20b%2Fc~"),
    ],
)
def test_path_and_query_in_their_canonical_form(url, path, query):
    assert canonical_request("get", url, {}, b"").split("\n")[:3] == ["GET", path, query]


def test_header_names_are_lowered_and_sorted_and_values_trimmed():
    lines = canonical_request("GET", "https://host/", {"X-Sdk-Date": " now ", "Host": "host"}, b"").split("\n")
    assert lines[3:7] == ["host:host", "x-sdk-date:now", "", "host;x-sdk-date"]


def test_a_body_is_signed():
    assert canonical_request("POST", "https://host/", {}, b"{}").endswith(hashlib.sha256(b"{}").hexdigest())
