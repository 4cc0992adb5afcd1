# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import ssl

import pytest
import requests
import urllib3
from ansible_collections.otc.gaussdb.plugins.module_utils._session.delivery import (
    may_have_been_carried_out,
    was_sent,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._session.error_codes import Category


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(-2, "Name or service not known"),
        ConnectionRefusedError(111, "refused"),
        ssl.SSLCertVerificationError(1, "failed"),
        requests.ConnectTimeout("slow"),
        urllib3.exceptions.ConnectTimeoutError("slow"),
        OSError("Tunnel connection failed: 407 Proxy Authentication Required"),
    ],
)
def test_what_breaks_before_anything_is_sent(error):
    assert not was_sent([requests.ConnectionError("outer"), error])


@pytest.mark.parametrize(
    "error",
    [
        requests.ReadTimeout("slow"),
        TimeoutError("timed out"),
        ConnectionResetError(104, "reset"),
        requests.exceptions.ChunkedEncodingError("IncompleteRead"),
        requests.exceptions.ProxyError("Cannot connect to proxy."),
        ssl.SSLEOFError(8, "EOF occurred in violation of protocol"),
        ssl.SSLError(1, "wrong version number"),
        ValueError("anything"),
    ],
)
def test_what_may_break_afterwards(error):
    assert was_sent([requests.ConnectionError("outer"), error])


@pytest.mark.parametrize("error", [ssl.SSLEOFError(8, "EOF"), ConnectionResetError(104, "reset"), TimeoutError("slow")])
def test_a_handshake_comes_before_the_request(error):
    def do_handshake():
        raise error

    with pytest.raises(type(error)) as caught:
        do_handshake()
    assert not was_sent([requests.ConnectionError("outer"), caught.value])


@pytest.mark.parametrize("status", [200, 201, 202, 204, 302, 303, 304, 408, 460, 499, 500, 502, 503, 504, 599, 100])
def test_statuses_that_leave_a_doubt(status):
    assert may_have_been_carried_out(status, None)


@pytest.mark.parametrize("status", [301, 307, 308, 400, 401, 403, 404, 405, 407, 409, 413, 422, 425, 429])
def test_statuses_that_leave_none(status):
    assert not may_have_been_carried_out(status, None)


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("status", [200, 302, 400, 408, 429, 500, 503])
def test_a_code_decides_before_the_status(category, status):
    assert may_have_been_carried_out(status, category) is (category is Category.SERVER)
