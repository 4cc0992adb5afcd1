# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gzip
import socket
import ssl
import sys
import zlib
from http.client import RemoteDisconnected

import pytest
import requests
import urllib3
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._session import http as http_module
from ansible_collections.otc.gaussdb.plugins.module_utils._session.http import MAX_ANSWER, Http, Response
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import Secrets
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import Call

URL = "https://user:pass@host:8443/v3"
SERVER = "IAM at https://host:8443"


def http(**settings):
    cloud = Cloud("token", {"token": "secret-token-01"}, None, None, "https://host", **settings)
    return Http(cloud, Secrets(cloud.secrets))


def send(client, **arguments):
    return client.send("GET", URL, title="IAM", **{"limit": 9.0, **arguments})


def test_a_request_as_it_goes_out(wire, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine host login x password y")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/process/ca")
    monkeypatch.setenv("HTTPS_PROXY", "http://process-proxy:1")

    def sign(request):
        request.headers["X-Auth-Token"] = "signed"
        return request

    wire.expect(
        Call(
            "POST",
            f"{URL}?a=1&b=x+y",
            {"ok": True},
            body={"c": 2},
            sent={
                "X-Auth-Token": "signed",
                "Authorization": None,
                "Accept": "application/json",
                "Content-Type": "application/json",
            },
        )
    )
    answer = http().send(
        "POST",
        URL,
        title="IAM",
        limit=9.0,
        auth=sign,
        params={"a": 1, "b": "x y"},
        headers={"Accept": "application/json"},
        body={"c": 2},
    )
    assert answer.json() == {"ok": True}
    assert answer.server == SERVER
    (seen,) = wire.seen
    assert (seen.verify, seen.cert, dict(seen.proxies), seen.timeout) == (True, None, {}, (9.0, 9.0))


def test_the_clouds_own_settings_of_the_connection(wire):
    wire.expect(Call("GET", URL))
    send(http(verify="/own/ca", cert=("/cert", "/key"), api_timeout=5, proxies={"https": "http://p:1", "no": "other"}))
    (seen,) = wire.seen
    assert (seen.verify, seen.cert, seen.timeout) == ("/own/ca", ("/cert", "/key"), (5, 5))
    assert seen.proxies["https"] == "http://p:1"


@pytest.mark.parametrize("exceptions", ["host", "host:8443", "*", ".x,host"])
def test_hosts_that_need_no_proxy(wire, exceptions):
    wire.expect(Call("GET", URL))
    send(http(proxies={"https": "http://p:1", "no": exceptions}))
    assert dict(wire.seen[0].proxies) == {}


def test_redirects_are_not_followed_and_cookies_not_kept(wire):
    wire.expect(
        Call("GET", URL, b"", 302, {"Location": "https://elsewhere/", "Set-Cookie": "tied=1; Path=/"}),
        Call("GET", URL, b"", 200, sent={"Cookie": None}),
    )
    client = http()
    assert send(client).status == 302
    assert send(client).status == 200


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            requests.ConnectionError(socket.gaierror(-2, "Name or service not known")),
            "cannot be resolved (Name or service not known)",
        ),
        (requests.ConnectionError(ConnectionRefusedError(111, "refused")), "the connection was refused"),
        (
            requests.ConnectionError(urllib3.exceptions.ProtocolError("aborted", ConnectionResetError(104, "reset"))),
            "closed before the whole",
        ),
        (requests.ConnectionError(RemoteDisconnected("closed")), "closed before the whole answer arrived"),
        (
            requests.exceptions.ChunkedEncodingError("IncompleteRead(5 bytes read)"),
            "closed before the whole answer arrived",
        ),
        (requests.ConnectTimeout("slow"), "no connection within 9 s"),
        (requests.ReadTimeout("slow"), "no answer within 9 s"),
        (TimeoutError("timed out"), "no answer within 9 s"),
        (OSError("Could not find a suitable TLS CA certificate bundle, invalid path: /x"), "invalid path: /x"),
        (urllib3.exceptions.HTTPError("odd\x1b"), "odd\\x1b"),
        (ValueError("got secret-token-01 wrong"), "got ******** wrong"),
        (requests.RequestException(), "RequestException"),
    ],
)
def test_what_breaks_an_exchange_is_called_by_its_name(wire, error, said):
    wire.expect(Call("GET", URL, error))
    with pytest.raises(UnreachableError) as caught:
        send(http())
    assert str(caught.value).startswith(f"{SERVER}: ")
    assert said in str(caught.value)
    assert caught.value.first_contact
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_certificate_of_an_unknown_authority(wire):
    reason = ssl.SSLCertVerificationError(1, "failed")
    reason.verify_message = "self-signed certificate"
    wire.expect(Call("GET", URL, requests.exceptions.SSLError(urllib3.exceptions.MaxRetryError(None, URL, reason))))
    with pytest.raises(UnreachableError, match=r"certificate is not trusted \(self-signed certificate\). Set ca_cert"):
        send(http())


def test_whoever_has_answered_once_is_no_first_contact(wire):
    wire.expect(Call("GET", URL, b"", 503), Call("GET", URL, requests.ConnectionError("gone")))
    client = http()
    assert send(client).status == 503
    with pytest.raises(UnreachableError) as caught:
        send(client)
    assert not caught.value.first_contact


def test_an_answer_has_a_bounded_size(wire):
    wire.expect(Call("GET", URL, b" " * (MAX_ANSWER + 1)))
    with pytest.raises(BadResponseError, match="over 8 MiB; the rest was not read"):
        send(http())


def test_compression_does_not_get_around_that(wire):
    wire.expect(Call("GET", URL, gzip.compress(b" " * (2 * MAX_ANSWER), 9), headers={"Content-Encoding": "gzip"}))
    with pytest.raises(BadResponseError, match="over 8 MiB"):
        send(http())


def test_a_compressed_answer(wire):
    wire.expect(Call("GET", URL, zlib.compress(b'{"a": 1}'), headers={"Content-Encoding": "deflate"}))
    assert send(http()).json() == {"a": 1}


def test_an_answer_that_is_not_compressed_as_it_says(wire):
    wire.expect(Call("GET", URL, b"plain", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(BadResponseError, match="cannot be decompressed"):
        send(http())


def test_a_body_that_drips_is_given_up_between_two_pieces(wire, monkeypatch):
    moments = iter([100.0, 104.0, 110.0])
    monkeypatch.setattr(http_module.time, "monotonic", lambda: next(moments))
    wire.expect(Call("GET", URL, b"x" * (2 * http_module._CHUNK)))
    with pytest.raises(UnreachableError, match="no answer within 9 s"):
        send(http())


def test_a_deadline_that_is_near_bounds_each_step(wire):
    wire.expect(Call("GET", URL), Call("GET", URL))
    send(http(api_timeout=30), limit=2.5)
    send(http(api_timeout=30), limit=0.5)
    assert [seen.timeout for seen in wire.seen] == [(2.5, 2.5), (0.5, 0.5)]


def test_without_requests_the_interpreter_is_named(monkeypatch):
    monkeypatch.setattr(http_module, "HAS_REQUESTS", False)
    with pytest.raises(ConfigurationError) as caught:
        http()
    assert f"library requests is missing for {sys.executable}" in str(caught.value)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "an empty body"),
        (b"  \n", "an empty body"),
        (b"<html>", "an HTML page"),
        (b"\n <!DOCTYPE", "an HTML page"),
        (b'{"a"', "broken JSON"),
        (b"[1,", "broken JSON"),
        (b"Service unavailable", "text"),
        (b"[" * 100000, "broken JSON"),
    ],
)
def test_what_is_no_json_is_named(body, kind):
    with pytest.raises(BadResponseError, match=f"answered with {kind} instead of JSON \\(status 200\\)"):
        Response(200, {}, body, SERVER).json()


def test_html_may_say_so_in_a_header():
    assert Response(200, {"Content-Type": "text/html; charset=utf-8"}, b"Sorry", SERVER).kind == "an HTML page"


@pytest.mark.parametrize(
    "body", ['{"a": "é"}'.encode(), '{"a": "é"}'.encode("utf-16"), b'\xef\xbb\xbf{"a": "\xc3\xa9"}']
)
def test_json_in_any_encoding_that_json_has(body):
    assert Response(200, {}, body, SERVER).json() == {"a": "é"}
