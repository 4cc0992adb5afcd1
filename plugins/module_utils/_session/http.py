# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One request, one answer, over one pool of connections: TLS, proxies, limits, and what a broken exchange is called."""

from __future__ import annotations

import json
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed leaves it out

from .._cloud.cloud import Cloud
from .._errors import BadResponseError, ConfigurationError, UnreachableError
from .._support.poll_queue import CONNECTIONS
from .._support.redaction import Secrets
from .._support.text import printable, shortened

try:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import HTTPError, NewConnectionError
except ImportError:
    HAS_REQUESTS = False
else:
    HAS_REQUESTS = True

# A full page of the task list is some 40 KB.
MAX_ANSWER = 8 * 1024 * 1024

# Small, since compression can make a thousand times as much of it.
_CHUNK = 16 * 1024

# What a prepared request is signed with: anything that requests takes for auth=.
Auth = Callable[[Any], Any]


@dataclass(frozen=True)
class Response:
    """An answer, whatever its status.

    Attributes:
        status: HTTP status
        headers: without regard to case
        body: the bytes as sent, decompressed
        server: title and URL of who answered, for messages
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    server: str

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            BadResponseError: it is HTML, empty or broken
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise BadResponseError(
                f"{self.server} answered with {self.kind} instead of JSON (status {self.status})."
            ) from None

    @property
    def kind(self) -> str:
        """What the body looks like, for a message."""
        start = self.body.lstrip()[:200].lower()
        if not start:
            return "an empty body"
        if start.startswith(b"<") or "html" in self.headers.get("Content-Type", ""):
            return "an HTML page"
        return "broken JSON" if start[:1] in (b"{", b"[") else "text"


class Http:
    """Sends requests for one task. Safe to use from several threads.

    Redirects are not followed, ``.netrc`` is not read, cookies are not kept, and nothing comes from the process's
    environment but what :class:`Cloud` took from it.
    """

    def __init__(self, cloud: Cloud, secrets: Secrets) -> None:
        """
        Raises:
            ConfigurationError: requests is not installed for this Python
        """
        if not HAS_REQUESTS:
            raise ConfigurationError(
                f"The Python library requests is missing for {sys.executable}. Install it there (python -m pip install"
                " requests), or point ansible_python_interpreter at a Python that has it."
            )
        self._cloud = cloud
        self._secrets = secrets
        self._heard: set[str] = set()
        self._lock = threading.Lock()
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = cloud.verify
        self._session.cert = cloud.cert
        # A load balancer's cookie would tie all looks to one of its servers.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = HTTPAdapter(pool_connections=CONNECTIONS, pool_maxsize=CONNECTIONS, max_retries=0)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, adapter)

    def send(
        self,
        method: str,
        url: str,
        *,
        title: str,
        limit: float,
        auth: Auth | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> Response:
        """Send one request and read the whole answer.

        Args:
            title: who is asked, for messages: ``IAM``, ``the GaussDB API``
            limit: seconds for all of it; each connect and each read has the cloud's ``api_timeout`` at the most
            body: sent as JSON, None for none

        Raises:
            UnreachableError: no connection, or no whole answer in time
            BadResponseError: an answer of over 8 MiB, or one that cannot be decoded
        """
        server = self._secrets.clean_text(f"{title} at {_origin(url)}")
        until = time.monotonic() + limit
        step = max(0.1, min(limit, self._cloud.api_timeout))
        try:
            with self._session.request(
                method,
                url,
                params=params,
                headers=dict(headers or {}),
                auth=auth,
                json=body,
                timeout=(step, step),
                allow_redirects=False,
                stream=True,
                proxies=self._proxies(url),
            ) as response:
                self._note_contact(url)
                return Response(response.status_code, response.headers, _read(response, until, server), server)
        except requests.exceptions.ContentDecodingError:
            raise _unusable(f"{server} sent an answer that cannot be decompressed.") from None
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            # requests wraps what urllib3 wraps what the socket said; only the core of it helps a person.
            raise UnreachableError(
                f"{server}: {self._why(error, step)}",
                first_contact=_origin(url) not in self._heard,
                in_doubt=not _is_unsent(error),
            ) from None

    def _why(self, error: BaseException, step: float) -> str:
        chain = list(_causes(error))
        for cause in chain:
            if isinstance(cause, socket.gaierror):
                return f"the host name cannot be resolved ({cause.strerror or cause})"
            if isinstance(cause, ssl.SSLCertVerificationError):
                return (
                    f"the certificate is not trusted ({cause.verify_message}). Set ca_cert to the authority's"
                    " certificate if it is a private one"
                )
            if isinstance(cause, ConnectionRefusedError):
                return "the connection was refused"
            if isinstance(cause, (ConnectionError, EOFError)) and not isinstance(cause, requests.RequestException):
                return "the connection was closed before the whole answer arrived"
        if any(isinstance(cause, requests.exceptions.ConnectTimeout) for cause in chain):
            return f"no connection within {step:.3g} s"
        if (
            any(isinstance(cause, (requests.Timeout, TimeoutError)) for cause in chain)
            or "timed out" in str(chain[-1]).lower()
        ):
            return f"no answer within {step:.3g} s"
        if isinstance(error, requests.exceptions.ChunkedEncodingError) or "IncompleteRead" in str(error):
            return "the connection was closed before the whole answer arrived"
        return shortened(printable(self._secrets.clean_text(str(chain[-1]) or type(chain[-1]).__name__)))

    def _note_contact(self, url: str) -> None:
        with self._lock:
            self._heard.add(_origin(url))

    def _proxies(self, url: str) -> dict[str, str]:
        proxies = dict(self._cloud.proxies)
        exceptions = proxies.pop("no", "")
        if exceptions and proxy_bypass_environment(urlsplit(url).netloc.rpartition("@")[2], {"no": exceptions}):
            return {}
        return proxies


def _read(response: Any, until: float, server: str) -> bytes:
    """The body, whole, bounded in size, and in time between two pieces of it."""
    content = bytearray()
    for chunk in response.iter_content(_CHUNK):
        content += chunk
        if len(content) > MAX_ANSWER:
            raise _unusable(f"{server} sent an answer of over {MAX_ANSWER // 1024 // 1024} MiB; the rest was not read.")
        if time.monotonic() > until:
            raise TimeoutError("timed out")
    return bytes(content)


def _causes(error: BaseException) -> Any:
    """The error, and each error below it, outermost first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        inner = [arg for arg in (getattr(current, "reason", None), *current.args) if isinstance(arg, BaseException)]
        current = inner[0] if inner else current.__cause__ or current.__context__


def _is_unsent(error: BaseException) -> bool:
    """Whether an exchange broke before the request left: no address, connection or trust, no way through a proxy."""
    kinds = (
        socket.gaierror,
        ConnectionRefusedError,
        ssl.SSLCertVerificationError,
        requests.exceptions.ConnectTimeout,
        NewConnectionError,
    )
    return any(isinstance(cause, kinds) or "Tunnel connection failed" in str(cause) for cause in _causes(error))


def _unusable(message: str) -> BadResponseError:
    return BadResponseError(message, in_doubt=True)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
