# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session with one service of one project: signed in, speaking JSON, and handing out nothing secret."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .._cloud import endpoints
from .._cloud.cloud import Cloud
from .._engines import Engine
from .._errors import JobNotFoundError, UnauthorizedError
from .._support.redaction import Secrets
from .._support.times import parse_http_date
from . import tls
from .access_keys import AccessKeyIdentity
from .identity import Identity, SignIn
from .keystone import KeystoneIdentity
from .responses import parse_error, parse_object
from .transport import Http, Response


@dataclass(frozen=True)
class Payload:
    """What a successful response holds.

    Attributes:
        content: the JSON object, without secrets
        date: the server's own clock when it responded, None if it did not say
    """

    content: Mapping[str, Any]
    date: datetime | None


class Session:
    """Requests to one service, below the project. Signs in at the first one. Safe to use from several threads.

    Attributes:
        request_count: how many requests were sent to the service; sign-ins are not counted
    """

    def __init__(
        self,
        cloud: Cloud,
        engine: Engine,
        secrets: Iterable[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            secrets: what must not be shown, besides the secrets of the cloud
            clock: seconds, monotonic

        Raises:
            ConfigurationError: requests is not installed, or files for TLS cannot be used
        """
        tls.check_files(cloud)
        self.request_count = 0
        self._cloud = cloud
        self._engine = engine
        self._clock = clock
        self._secrets = Secrets([*cloud.secrets, *secrets])
        self._http = Http(cloud, self._secrets)
        identity = AccessKeyIdentity if cloud.auth_type == "aksk" else KeystoneIdentity
        self._identity: Identity = identity(cloud, self._http, self._secrets)
        self._has_worked = False
        self._lock = threading.Lock()

    def with_engine(self, cloud: Cloud, engine: Engine) -> Session:
        """A session with another engine's API that shares this one's sign-in and connections.

        Args:
            cloud: made from the same options for that engine
        """
        for secret in cloud.secrets:
            self._secrets.add(secret)
        other = copy.copy(self)
        other.request_count = 0
        other._cloud = cloud
        other._engine = engine
        other._has_worked = False
        other._lock = threading.Lock()
        return other

    @property
    def api_timeout(self) -> float:
        """Seconds that one request may take."""
        return self._cloud.api_timeout

    def sends_from_now(self) -> Callable[[], bool]:
        """Says, when called, whether a request has gone to the service since now. A sign-in does not count."""
        before = self.request_count
        return lambda: self.request_count > before

    def get(
        self,
        path: str,
        params: Mapping[str, Any],
        *,
        key: str,
        verbatim: Container[str] = (),
        timeout: float | None = None,
    ) -> Payload:
        """GET ``path`` below the project. See :meth:`request`."""
        return self.request("GET", path, params=params, key=key, verbatim=verbatim, timeout=timeout)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        key: str | None = None,
        verbatim: Container[str] = (),
        timeout: float | None = None,
    ) -> Payload:
        """Send a request, with one renewal of the sign-in if that is refused.

        Args:
            path: begins with a slash
            key: what the payload has to have, an object or a list; nothing in particular if left out
            verbatim: fields that identify something, and so stay whole even if they hold a secret
            timeout: seconds for all of it, sign-in and renewal included; ``api_timeout`` if left out

        Raises:
            GaussDBError: any kind; ``in_doubt`` says whether the request may have been carried out
        """
        deadline = self._clock() + (self.api_timeout if timeout is None else timeout)

        def left() -> float:
            return deadline - self._clock()

        def attempt(sign_in: SignIn) -> Payload:
            response = self._exchange(sign_in, method, path, params, body, left())
            content = self._secrets.clean(_content(response, key), verbatim)
            return Payload(content, parse_http_date(response.headers.get("Date")))

        sign_in = self._identity.sign_in(left())
        try:
            return attempt(sign_in)
        except UnauthorizedError as error:
            refusal = error
        return attempt(self._identity.renew(sign_in, refusal, self._has_worked, left()))

    def _exchange(
        self, sign_in: SignIn, method: str, path: str, params: Mapping[str, Any] | None, body: Any, timeout: float
    ) -> Response:
        url = self._base_url(sign_in) + path
        with self._lock:
            self.request_count += 1
        response = self._http.send(
            method,
            url,
            title=f"the {self._engine.title} API",
            option="endpoint",
            timeout=timeout,
            changes=method != "GET",
            auth=sign_in.auth,
            params=params,
            headers={"X-Language": self._cloud.language} if self._cloud.language else None,
            body=body,
        )
        error = parse_error(response, self._secrets)
        if error is None or isinstance(error, JobNotFoundError):
            self._has_worked = True
        if error is not None:
            raise error
        return response

    def _base_url(self, sign_in: SignIn) -> str:
        cloud = self._cloud
        return endpoints.base_url(
            self._engine,
            sign_in.project_id,
            endpoint=cloud.endpoint,
            catalog=sign_in.catalog,
            region=cloud.region_name,
            interface=cloud.interface,
            auth_url=cloud.auth_url,
        )


def _content(response: Response, key: str | None) -> Mapping[str, Any]:
    if response.request.changes and not response.body:
        # A request that changes something may succeed without a word.
        return {}
    return parse_object(response, key)
