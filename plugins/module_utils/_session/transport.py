# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One request, one response, over one pool of connections: TLS, proxies, timeouts, and what each server has proved."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

from .._cloud.cloud import Cloud
from .._errors import BadResponseError, ConfigurationError, GaussDBError, UnreachableError
from .._support.poll_queue import CONNECTIONS
from .._support.redaction import Secrets
from .._support.text import capitalized, printable, sentences, shortened
from .delivery import was_sent
from .proxies import proxies_for

try:
    import requests
    from requests.adapters import HTTPAdapter
    from requests.utils import select_proxy
    from urllib3.exceptions import HTTPError

    from .failures import Attempt, error_chain, explain
except ImportError:
    HAS_REQUESTS = False
else:
    HAS_REQUESTS = True

# A full page of the job list is some 40 KB.
MAX_BODY = 8 * 1024 * 1024

# Sockets do not take any number of seconds. Nobody waits a day for one response.
_LONGEST_STEP = 24 * 60 * 60

# Small, since compression can make a thousand times as much of it.
_CHUNK = 16 * 1024

# What a prepared request is signed with: anything that requests takes for auth=.
Auth = Callable[[Any], Any]


@dataclass
class Origin:
    """What a server (scheme, host and port) has proved so far.

    Attributes:
        has_responded: it has sent a response of any kind: name, port, proxy and certificate are right
        has_made_sense: it has sent a payload that only the API itself sends
    """

    has_responded: bool = False
    has_made_sense: bool = False


@dataclass(frozen=True)
class Request:
    """A request, as far as responses are judged by it.

    Attributes:
        title: who is asked, for messages: ``the GaussDB API``
        origin: scheme, host and port of the server
        option: the option that leads to it: ``endpoint`` or ``auth_url``
        method: GET, POST, ...
        path: of the URL, without query
        changes: whether the request changes anything, so that sending it twice is not the same as sending it once
    """

    title: str
    origin: str
    option: str
    method: str
    path: str
    changes: bool

    @property
    def server(self) -> str:
        """Title and URL of the server, for messages."""
        return f"{self.title} at {self.origin}"


@dataclass(frozen=True)
class Response:
    """A response, whatever its status.

    Attributes:
        status: HTTP status
        headers: without regard to case
        body: the bytes as sent, decompressed
        request: what it responds to
        origin: what the server has proved; whoever understands the response as the API's notes that here
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    request: Request
    origin: Origin = field(default_factory=Origin)

    @property
    def server(self) -> str:
        """Title and URL of the server."""
        return self.request.server

    @property
    def is_first_contact(self) -> bool:
        """Whether this server has not yet made sense, so that it may be another one."""
        return not self.origin.has_made_sense

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: it is something else, or JSON that does not parse
        """
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("nested too deeply") from None

    @property
    def kind(self) -> str:
        """What the body looks like, for a message."""
        start = self.body.lstrip()[:200].lower()
        if not start:
            return "an empty body"
        if start.startswith(b"<") or "html" in self.headers.get("Content-Type", ""):
            return "an HTML page"
        if self.is_broken_json:
            return "broken JSON"
        return "JSON" if _parses(self) else "text"

    @property
    def is_broken_json(self) -> bool:
        """Whether it begins as JSON does, and does not parse."""
        return self.body.lstrip()[:1] in (b"{", b"[") and not _parses(self)


def _parses(response: Response) -> bool:
    try:
        response.json()
    except ValueError:
        return False
    return True


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
        self._origins: dict[str, Origin] = {}
        self._lock = threading.Lock()
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = cloud.verify
        self._session.cert = cloud.cert
        # A load balancer's cookie would tie all polls to one of its servers.
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
        option: str,
        timeout: float,
        changes: bool = False,
        auth: Auth | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> Response:
        """Send one request and read the whole response.

        Args:
            title: the server's, for messages: ``IAM``, ``the GaussDB API``
            option: the option that leads to it, for messages: ``auth_url``, ``endpoint``
            timeout: seconds for all of it; each connect and each read has the cloud's ``api_timeout`` at the most
            changes: whether the request changes anything, so that it must not be sent twice
            body: sent as JSON, None for none

        Raises:
            UnreachableError: no connection, or no whole response in time
            BadResponseError: a response of over 8 MiB, or one that cannot be decompressed
            ConfigurationError: the proxy's URL is unusable, or it needs a library that is missing
        """
        request = Request(title, self._secrets.clean_text(_origin(url)), option, method, urlsplit(url).path, changes)
        origin = self._origin_of(url)
        deadline = time.monotonic() + timeout
        step = max(0.1, min(timeout, self._cloud.api_timeout, _LONGEST_STEP))
        proxies = proxies_for(url, self._cloud.proxies)
        try:
            with self._session.request(
                method,
                url,
                params=params,
                # Both references want it on every request, with a body or without.
                headers={"Accept": "application/json", "Content-Type": "application/json", **(headers or {})},
                auth=auth,
                json=body,
                timeout=(step, step),
                allow_redirects=False,
                stream=True,
                proxies=proxies,
            ) as response:
                origin.has_responded = True
                content = _read(response, deadline, request, origin)
                return Response(response.status_code, response.headers, content, request, origin)
        except requests.exceptions.ContentDecodingError:
            raise _unusable("sent a response that cannot be decompressed", request, origin) from None
        # requests raises a TypeError for a proxy with a user and no host.
        except (requests.RequestException, HTTPError, OSError, ValueError, TypeError) as error:
            raise self._broken(error, request, origin, url, step, select_proxy(url, proxies)) from None

    def _broken(
        self, error: Exception, request: Request, origin: Origin, url: str, timeout: float, proxy: str | None
    ) -> GaussDBError:
        ca_cert = self._cloud.verify if isinstance(self._cloud.verify, str) else None
        attempt = Attempt(request.server, request.option, url.startswith("https:"), proxy, ca_cert, timeout)
        causes = list(error_chain(error))
        failure = explain(causes, attempt)
        what = capitalized(shortened(printable(self._secrets.clean_text(failure.what)), 400))
        message = sentences(what, failure.advice)
        if failure.is_configuration:
            return ConfigurationError(message)
        first_contact = not origin.has_responded
        return UnreachableError(
            message,
            first_contact=first_contact,
            in_doubt=request.changes and was_sent(causes),
            transient=not (failure.is_permanent and first_contact),
        )

    def _origin_of(self, url: str) -> Origin:
        with self._lock:
            return self._origins.setdefault(_origin(url), Origin())


def _read(response: Any, deadline: float, request: Request, origin: Origin) -> bytes:
    """The body, whole, bounded in size, and in time between two pieces of it."""
    content = bytearray()
    for chunk in response.iter_content(_CHUNK):
        content += chunk
        if len(content) > MAX_BODY:
            size = MAX_BODY // 1024 // 1024
            raise _unusable(f"sent a response of over {size} MiB; the rest was not read", request, origin)
        if time.monotonic() > deadline:
            raise TimeoutError("timed out")
    return bytes(content)


def _unusable(what: str, request: Request, origin: Origin) -> BadResponseError:
    return BadResponseError(
        sentences(capitalized(f"{request.server} {what}")),
        first_contact=not origin.has_made_sense,
        in_doubt=request.changes,
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
