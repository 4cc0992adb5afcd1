# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gzip
import socket
import ssl
import sys
import zlib
from http.client import BadStatusLine, RemoteDisconnected

import pytest
import requests
import urllib3
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    GaussDBError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._session import transport
from ansible_collections.otc.gaussdb.plugins.module_utils._session.transport import MAX_BODY, Http, Request, Response
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import Secrets
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import Call

URL = "https://user:pass@host:8443/v3"
SERVER = "IAM at https://host:8443"


CLOSED = f"{SERVER} closed the connection before the whole response arrived."
RESET = ConnectionResetError(104, "reset")
REQUEST = Request("IAM", "https://host:8443", "auth_url", "GET", "/v3", changes=False)


def gaierror(code):
    texts = {socket.EAI_NONAME: "Name or service not known", socket.EAI_AGAIN: "Temporary failure in name resolution"}
    return requests.ConnectionError(socket.gaierror(code, texts[code]))


def tls_error(reason):
    error = ssl.SSLError(1, f"[SSL: {reason}]")
    error.reason = reason
    return requests.exceptions.SSLError(urllib3.exceptions.MaxRetryError(None, URL, error))


def certificate_error(code, why):
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, why
    return requests.exceptions.SSLError(urllib3.exceptions.MaxRetryError(None, URL, error))


def tunnel_error(said):
    return requests.exceptions.ProxyError(OSError(f"Tunnel connection failed: {said}"))


def http(**settings):
    cloud = Cloud("token", {"token": "secret-token-01"}, None, None, "https://host", **settings)
    return Http(cloud, Secrets(cloud.secrets))


def send(client, **arguments):
    return client.send("GET", URL, title="IAM", **{"option": "auth_url", "timeout": 9.0, **arguments})


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
        timeout=9.0,
        option="auth_url",
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


def test_hosts_that_need_no_proxy(wire):
    wire.expect(Call("GET", URL))
    send(http(proxies={"https": "http://p:1", "no": "host"}))
    assert dict(wire.seen[0].proxies) == {}


@pytest.mark.parametrize("method", ["GET", "DELETE", "POST"])
def test_every_request_has_a_content_type(wire, method):
    wire.expect(Call(method, URL, sent={"Content-Type": "application/json", "Accept": "application/json"}))
    http().send(method, URL, title="IAM", option="auth_url", timeout=9.0)


def test_redirects_are_not_followed_and_cookies_not_kept(wire):
    wire.expect(
        Call("GET", URL, b"", 302, {"Location": "https://elsewhere/", "Set-Cookie": "tied=1; Path=/"}),
        Call("GET", URL, b"", 200, sent={"Cookie": None}),
    )
    client = http()
    assert send(client).status == 302
    assert send(client).status == 200


def failure(wire, error, method="GET", **settings):
    """What becomes of an error that breaks an exchange."""
    wire.expect(Call(method, URL, error))
    with pytest.raises(GaussDBError) as caught:
        http(**settings).send(method, URL, title="IAM", option="auth_url", timeout=9.0, changes=method != "GET")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    return caught.value


@pytest.mark.parametrize(
    ("error", "message", "transient"),
    [
        (gaierror(socket.EAI_NONAME), f"{SERVER}: the host name does not exist. Check auth_url.", False),
        (
            gaierror(socket.EAI_AGAIN),
            f"{SERVER}: the host name could not be resolved (Temporary failure in name resolution).",
            True,
        ),
        (requests.ConnectionError(ConnectionRefusedError(111, "refused")), f"{SERVER} refused the connection.", True),
        (requests.ConnectionError(urllib3.exceptions.ProtocolError("aborted", RESET)), CLOSED, True),
        (requests.ConnectionError(RemoteDisconnected("closed")), CLOSED, True),
        (requests.exceptions.SSLError(ssl.SSLEOFError(8, "EOF occurred")), CLOSED, True),
        (requests.exceptions.ChunkedEncodingError("IncompleteRead(5 bytes read)"), CLOSED, True),
        (requests.ConnectTimeout("slow"), f"{SERVER}: no connection within 9 s.", True),
        (requests.ReadTimeout("slow"), f"{SERVER} did not respond within 9 s.", True),
        (TimeoutError("timed out"), f"{SERVER} did not respond within 9 s.", True),
        (urllib3.exceptions.HTTPError("odd\x1b.."), f"{SERVER}: odd\\x1b.", True),
        (ValueError("got secret-token-01 wrong"), f"{SERVER}: got ******** wrong.", True),
        (requests.RequestException(), f"{SERVER}: RequestException.", True),
        (
            tls_error("WRONG_VERSION_NUMBER"),
            f"{SERVER} does not speak TLS on this port. Correct the port in auth_url, or write http:// if its API has"
            " no TLS.",
            False,
        ),
        (
            tls_error("TLSV13_ALERT_CERTIFICATE_REQUIRED"),
            f"{SERVER} refused the TLS connection (TLSV13_ALERT_CERTIFICATE_REQUIRED). If it asks for client"
            " certificates, set client_cert and client_key.",
            False,
        ),
        (
            tls_error("TLSV1_ALERT_UNKNOWN_CA"),
            f"{SERVER} did not accept the client certificate (TLSV1_ALERT_UNKNOWN_CA). Check client_cert and"
            " client_key.",
            False,
        ),
        (
            tls_error("TLSV1_ALERT_PROTOCOL_VERSION"),
            f"{SERVER}: the TLS connection failed (TLSV1_ALERT_PROTOCOL_VERSION).",
            True,
        ),
        (
            requests.ConnectionError(urllib3.exceptions.ProtocolError("aborted", BadStatusLine("\x15\x03\x01"))),
            f"{SERVER} speaks TLS on this port. Write https:// in auth_url.",
            False,
        ),
    ],
)
def test_what_breaks_an_exchange_is_called_by_its_name(wire, error, message, transient):
    found = failure(wire, error)
    assert found.__class__ is UnreachableError
    assert str(found) == message
    assert found.first_contact
    assert found.transient is transient


@pytest.mark.parametrize(
    ("code", "why", "said"),
    [
        (18, "self-signed certificate", "comes from an authority that is not trusted (self-signed certificate). If it"),
        (20, "unable to get local issuer certificate", "set ca_cert to the file with its certificate."),
        (10, "certificate has expired", "its certificate has expired. Renew it, or correct this machine's clock."),
        (9, "certificate is not yet valid", "its certificate is not valid yet. Renew it, or correct"),
        (
            62,
            "Hostname mismatch, certificate is not valid for 'host'.",
            "its certificate is valid for other host names only (Hostname mismatch, certificate is not valid for"
            " 'host'). Use one of those in auth_url.",
        ),
        (64, "IP address mismatch, certificate is not valid for '::1'.", "Use one of those in auth_url."),
        (
            85,
            "Missing Authority Key Identifier",
            "enforces (Missing Authority Key Identifier). Have its authority issue certificates that follow RFC 5280,"
            " or use Python 3.12 or older; another ca_cert does not help.",
        ),
        (89, "Basic Constraints of CA cert not marked critical", "breaks a rule that Python 3."),
    ],
)
def test_a_certificate_that_is_refused(wire, code, why, said):
    found = failure(wire, certificate_error(code, why))
    assert said in str(found)
    assert not found.transient


def test_a_certificate_checked_by_an_older_urllib3(wire):
    found = failure(wire, requests.exceptions.SSLError(ssl.CertificateError("hostname 'a' doesn't match 'b'")))
    assert "valid for other host names only (" in str(found)


def test_an_authority_that_the_given_file_lacks(wire):
    found = failure(wire, certificate_error(20, "unable to get local issuer certificate"), verify="/own/ca.pem")
    assert "Check that /own/ca.pem (ca_cert) holds the certificate of that authority." in str(found)


PROXY = {"https": "http://me:hush@proxy:3128"}
SHOWN = "http://********@proxy:3128"


@pytest.mark.parametrize(
    ("error", "message", "transient"),
    [
        (
            gaierror(socket.EAI_NONAME),
            f"The proxy {SHOWN}: the host name does not exist. Check https_proxy or http_proxy.",
            False,
        ),
        (
            requests.exceptions.ProxyError(ConnectionRefusedError(111, "refused")),
            f"The proxy {SHOWN} refused the connection.",
            True,
        ),
        (requests.ConnectTimeout("slow"), f"The proxy {SHOWN}: no connection within 9 s.", True),
        (
            tunnel_error("407 Proxy Authentication Required"),
            f"The proxy {SHOWN} refused its credentials (HTTP 407). Check user and password in the proxy's URL.",
            False,
        ),
        (
            tunnel_error("502 Bad Gateway"),
            f"The proxy {SHOWN} opened no connection to {SERVER} (HTTP 502 Bad Gateway).",
            True,
        ),
        (requests.ReadTimeout("slow"), f"{SERVER} through the proxy {SHOWN} did not respond within 9 s.", True),
        (
            requests.ConnectionError(RESET),
            f"{SERVER} through the proxy {SHOWN} closed the connection before the whole response arrived.",
            True,
        ),
    ],
)
def test_a_proxy_that_fails_is_named(wire, error, message, transient):
    found = failure(wire, error, "POST", proxies=PROXY)
    assert str(found) == message
    assert found.transient is transient
    assert found.in_doubt is ("through" in message)


def test_a_proxy_on_the_way_is_not_blamed_for_the_servers_certificate(wire):
    found = failure(wire, certificate_error(18, "self-signed certificate"), proxies=PROXY)
    assert str(found).startswith(f"{SERVER}: its certificate")


def test_a_proxy_without_a_scheme_is_shown_without_its_password(wire):
    found = failure(wire, requests.ConnectionError(ConnectionRefusedError(111, "no")), proxies={"https": "me:hush@p:1"})
    assert str(found) == "The proxy http://********@p:1 refused the connection."


def test_a_proxy_of_plain_http_that_is_written_with_https(wire):
    found = failure(wire, tls_error("WRONG_VERSION_NUMBER"), proxies={"https": "https://p:1"})
    assert str(found) == "The proxy https://p:1 does not speak TLS. Write its URL with http:// instead of https://."


def test_a_name_behind_socks_may_be_either(wire):
    found = failure(wire, gaierror(socket.EAI_NONAME), proxies={"https": "socks5://p:1"})
    assert str(found).startswith(f"{SERVER} through the proxy socks5://p:1: the host name does not exist.")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support."),
            f"A SOCKS proxy needs a Python library that is missing. Install it for {sys.executable} (python -m pip"
            " install 'requests[socks]'), or use an HTTP proxy.",
        ),
        (
            requests.exceptions.InvalidProxyURL("Please check proxy URL."),
            f"The proxy {SHOWN} is not a URL that requests can go through. Write it as http://host:port in https_proxy"
            " or http_proxy.",
        ),
        (
            requests.exceptions.InvalidURL("Proxy URL had unsupported scheme ftp"),
            f"The proxy {SHOWN} is not a URL that requests can go through. Write it as http://host:port in https_proxy"
            " or http_proxy.",
        ),
    ],
)
def test_a_proxy_that_cannot_be_used_is_a_matter_of_configuration(wire, error, message):
    found = failure(wire, error, proxies=PROXY)
    assert found.__class__ is ConfigurationError
    assert str(found) == message


@pytest.mark.parametrize("proxy", ["http://me:hush@", "http://a..b:1", "http://me:hu[sh@p:1", "me:hush@:1"])
def test_a_proxy_whose_host_cannot_exist(proxy):
    # Of requests itself, which raises a TypeError for the first.
    with pytest.raises(ConfigurationError, match=r"^The proxy http://\S* is not a URL that requests can go") as caught:
        http(proxies={"https": proxy}).send("GET", URL, title="IAM", option="auth_url", timeout=9.0)
    assert "hush" not in str(caught.value)
    assert "hu[sh" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "in_doubt"),
    [
        (requests.ReadTimeout("slow"), True),
        (requests.ConnectionError(RESET), True),
        (requests.ConnectionError(ConnectionRefusedError()), False),
        (certificate_error(18, "self-signed"), False),
    ],
)
def test_a_broken_exchange_leaves_a_doubt_if_the_request_was_sent_and_changes_something(wire, error, in_doubt):
    assert failure(wire, error, "POST").in_doubt is in_doubt
    assert failure(wire, error, "GET").in_doubt is False


def test_a_server_that_has_worked_and_fails_is_an_outage_whatever_it_looks_like(wire):
    broken = certificate_error(18, "self-signed certificate")
    wire.expect(Call("GET", URL), Call("GET", URL, broken))
    client = http()
    send(client)
    with pytest.raises(UnreachableError) as caught:
        send(client)
    assert (caught.value.first_contact, caught.value.transient) == (False, True)


def test_a_server_that_has_responded_once_is_not_met_for_the_first_time(wire):
    wire.expect(Call("GET", URL, b"", 503), Call("GET", URL, requests.ConnectionError("gone")))
    client = http()
    assert send(client).status == 503
    with pytest.raises(UnreachableError) as caught:
        send(client)
    assert not caught.value.first_contact


def test_an_answer_has_a_bounded_size(wire):
    wire.expect(Call("GET", URL, b" " * (MAX_BODY + 1)))
    with pytest.raises(BadResponseError, match="over 8 MiB; the rest was not read"):
        send(http())


def test_compression_does_not_get_around_that(wire):
    wire.expect(Call("GET", URL, gzip.compress(b" " * (2 * MAX_BODY), 9), headers={"Content-Encoding": "gzip"}))
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
    monkeypatch.setattr(transport.time, "monotonic", lambda: next(moments))
    wire.expect(Call("GET", URL, b"x" * (2 * transport._CHUNK)))
    with pytest.raises(UnreachableError, match="did not respond within 9 s"):
        send(http())


def test_no_step_is_longer_than_a_socket_can_take(wire):
    wire.expect(Call("GET", URL, {}))
    send(http(api_timeout=1e30), timeout=1e30)
    assert wire.seen[0].timeout == (86400, 86400)


def test_a_deadline_that_is_near_bounds_each_step(wire):
    wire.expect(Call("GET", URL), Call("GET", URL))
    send(http(api_timeout=30), timeout=2.5)
    send(http(api_timeout=30), timeout=0.5)
    assert [seen.timeout for seen in wire.seen] == [(2.5, 2.5), (0.5, 0.5)]


def test_without_requests_the_interpreter_is_named(monkeypatch):
    monkeypatch.setattr(transport, "HAS_REQUESTS", False)
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
        (b"[" * 100000, "broken JSON"),
        (b'{"a": 1}', "JSON"),
        (b"5", "JSON"),
        (b"Service unavailable", "text"),
    ],
)
def test_what_a_body_looks_like(body, kind):
    assert Response(200, {}, body, REQUEST).kind == kind


def test_html_may_say_so_in_a_header():
    assert Response(200, {"Content-Type": "text/html; charset=utf-8"}, b"Sorry", REQUEST).kind == "an HTML page"
