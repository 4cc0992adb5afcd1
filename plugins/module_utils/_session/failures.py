# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an exchange without a response has failed at, in words, and what can be done about it."""

from __future__ import annotations

import socket
import ssl
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from .._support.redaction import without_user_info

try:
    from requests.exceptions import (
        ChunkedEncodingError,
        ConnectTimeout,
        InvalidSchema,
        InvalidURL,
        RequestException,
        Timeout,
    )
    from urllib3.exceptions import ConnectTimeoutError
except ImportError:
    # Nothing fails here then: http says that requests is missing.
    pass

# A name that does not exist. EAI_AGAIN and the rest are failures of the name server.
_NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))

# OpenSSL's X509_V_ERR_*.
_NOT_YET_VALID, _EXPIRED = 9, 10
_OTHER_HOST = (62, 64)
# Rules of RFC 5280 that OpenSSL checks only if told to; Python 3.13 and later tell it to.
_STRICT = range(79, 95)

_NOT_TLS = ("WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE", "HTTP_REQUEST")
_CERTIFICATE_WANTED = (
    "TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "SSLV3_ALERT_HANDSHAKE_FAILURE",
    "SSLV3_ALERT_BAD_CERTIFICATE",
)
_CERTIFICATE_REFUSED = (
    "SSLV3_ALERT_CERTIFICATE_EXPIRED",
    "SSLV3_ALERT_CERTIFICATE_REVOKED",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
    "TLSV1_ALERT_ACCESS_DENIED",
    "TLSV1_ALERT_UNKNOWN_CA",
)

# How a TLS server responds to plain text: an alert, where a status line belongs.
_TLS_ALERT = "\x15\x03"


@dataclass(frozen=True)
class Attempt:
    """An exchange that has failed, as far as messages need it.

    Attributes:
        server: title and URL of the server
        option: the option that leads there: ``endpoint`` or ``auth_url``
        is_tls: whether the URL says https
        proxy: URL of the proxy on the way, None if there is none
        ca_cert: the file with certificates that are trusted, None for the system's
        timeout: seconds for each connect and each read
    """

    server: str
    option: str
    is_tls: bool
    proxy: str | None
    ca_cert: str | None
    timeout: float


@dataclass(frozen=True)
class Failure:
    """What happened.

    Attributes:
        what: the beginning of a sentence
        advice: one or two sentences, or empty
        is_permanent: unless the server has worked before, retrying will not help
        is_configuration: an option, a variable or a missing library is to blame, and no server
    """

    what: str
    advice: str = ""
    is_permanent: bool = False
    is_configuration: bool = False


def error_chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and each error below it, outermost first: requests wraps what urllib3 wraps what the socket said."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        inner = [arg for arg in (getattr(current, "reason", None), *current.args) if isinstance(arg, BaseException)]
        current = inner[0] if inner else current.__cause__ or current.__context__


def explain(causes: Sequence[BaseException], attempt: Attempt) -> Failure:
    """What the chain of errors comes to. Its texts may hold what the other side sent."""
    text = str(causes[0])
    if "SOCKS" in text and "dependencies" in text:
        return Failure(
            "A SOCKS proxy needs a Python library that is missing",
            f"Install it for {sys.executable} (python -m pip install 'requests[socks]'), or use an HTTP proxy.",
            is_configuration=True,
        )
    if attempt.proxy and (isinstance(causes[0], (InvalidURL, InvalidSchema)) or not _has_host(attempt.proxy)):
        return Failure(
            f"{_proxy(attempt)} is not a URL that requests can go through",
            "Write it as http://host:port in https_proxy or http_proxy.",
            is_configuration=True,
        )
    for cause in causes:
        failure = _of_cause(cause, attempt)
        if failure is not None:
            return failure
    return _of_chain(causes, attempt)


def _of_cause(cause: BaseException, attempt: Attempt) -> Failure | None:
    # Behind a proxy, the name and the connection are the proxy's.
    who, where = (_proxy(attempt), "https_proxy or http_proxy") if attempt.proxy else (attempt.server, attempt.option)
    if attempt.proxy and attempt.proxy.startswith("socks"):
        who = f"{attempt.server} through {who}"
    if isinstance(cause, socket.gaierror):
        if cause.errno in _NO_SUCH_NAME:
            return Failure(f"{who}: the host name does not exist", f"Check {where}.", is_permanent=True)
        return Failure(f"{who}: the host name could not be resolved ({cause.strerror or cause})")
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _of_certificate(cause, attempt)
    if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError) and getattr(cause, "reason", None):
        return _of_tls(str(cause.reason), attempt)
    if isinstance(cause, ConnectionRefusedError):
        return Failure(f"{who} refused the connection")
    if "Tunnel connection failed" in str(cause):
        said = str(cause).partition("Tunnel connection failed: ")[2] or "no reason given"
        if said.startswith("407"):
            return Failure(
                f"{_proxy(attempt)} refused its credentials (HTTP 407)",
                "Check user and password in the proxy's URL.",
                is_permanent=True,
            )
        return Failure(f"{_proxy(attempt)} opened no connection to {attempt.server} (HTTP {said})")
    return None


def _of_certificate(error: ssl.SSLCertVerificationError, attempt: Attempt) -> Failure:
    code, why = getattr(error, "verify_code", None), str(getattr(error, "verify_message", "") or error)
    if code in _OTHER_HOST or "doesn't match" in why:
        what = f"{attempt.server}: its certificate is valid for other host names only ({why.rstrip('.')})"
        advice = f"Use one of those in {attempt.option}."
    elif code in (_NOT_YET_VALID, _EXPIRED):
        state = "has expired" if code == _EXPIRED else "is not valid yet"
        what = f"{attempt.server}: its certificate {state}"
        advice = "Renew it, or correct this machine's clock."
    elif code in _STRICT:
        version = ".".join(str(part) for part in sys.version_info[:2])
        what = f"{attempt.server}: its certificate breaks a rule that Python {version} enforces ({why})"
        advice = (
            "Have its authority issue certificates that follow RFC 5280, or use Python 3.12 or older; another ca_cert"
            " does not help."
        )
    else:
        what = f"{attempt.server}: its certificate comes from an authority that is not trusted ({why})"
        advice = (
            f"Check that {attempt.ca_cert} (ca_cert) holds the certificate of that authority."
            if attempt.ca_cert
            else "If it is a private authority, set ca_cert to the file with its certificate."
        )
    return Failure(what, advice, is_permanent=True)


def _of_tls(reason: str, attempt: Attempt) -> Failure:
    if reason in _NOT_TLS:
        return _of_plain_text(attempt)
    if reason in _CERTIFICATE_WANTED:
        return Failure(
            f"{attempt.server} refused the TLS connection ({reason})",
            "If it asks for client certificates, set client_cert and client_key.",
            is_permanent=True,
        )
    if reason in _CERTIFICATE_REFUSED:
        return Failure(
            f"{attempt.server} did not accept the client certificate ({reason})",
            "Check client_cert and client_key.",
            is_permanent=True,
        )
    return Failure(f"{attempt.server}: the TLS connection failed ({reason})")


def _of_plain_text(attempt: Attempt) -> Failure:
    if attempt.proxy and attempt.proxy.startswith("https://"):
        return Failure(
            f"{_proxy(attempt)} does not speak TLS",
            "Write its URL with http:// instead of https://.",
            is_permanent=True,
        )
    return Failure(
        f"{attempt.server} does not speak TLS on this port",
        f"Correct the port in {attempt.option}, or write http:// if its API has no TLS.",
        is_permanent=True,
    )


def _of_chain(causes: Sequence[BaseException], attempt: Attempt) -> Failure:
    through = f" through {_proxy(attempt)}" if attempt.proxy else ""
    server, last = attempt.server + through, causes[-1]
    if _TLS_ALERT in str(last):
        return Failure(f"{server} speaks TLS on this port", f"Write https:// in {attempt.option}.", is_permanent=True)
    if any(isinstance(cause, (ConnectTimeout, ConnectTimeoutError)) for cause in causes):
        who = _proxy(attempt) if attempt.proxy else attempt.server
        return Failure(f"{who}: no connection within {attempt.timeout:.3g} s")
    if any(isinstance(cause, (Timeout, TimeoutError)) for cause in causes) or "timed out" in str(last).lower():
        return Failure(f"{server} did not respond within {attempt.timeout:.3g} s")
    if (
        any(_is_broken_connection(cause) for cause in causes)
        or isinstance(causes[0], ChunkedEncodingError)
        or "IncompleteRead" in str(causes[0])
    ):
        plain = "" if attempt.is_tls else f"If this port expects TLS, write https:// in {attempt.option}."
        return Failure(f"{server} closed the connection before the whole response arrived", plain)
    return Failure(f"{server}: {str(last) or type(last).__name__}")


def _is_broken_connection(cause: BaseException) -> bool:
    return isinstance(cause, (ConnectionError, EOFError, ssl.SSLEOFError)) and not isinstance(cause, RequestException)


def _has_host(proxy: str) -> bool:
    """Whether the URL names a host that can exist. requests fails with errors of all kinds if it does not."""
    try:
        return bool((urlsplit(_with_scheme(proxy)).hostname or "").encode("idna"))
    except ValueError:
        return False


def _with_scheme(proxy: str) -> str:
    return proxy if "://" in proxy else f"http://{proxy}"


def _proxy(attempt: Attempt) -> str:
    return f"the proxy {without_user_info(_with_scheme(attempt.proxy or ''))}"
