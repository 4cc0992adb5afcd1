# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session with one service of one project: signed in, talking JSON."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .._cloud import endpoints
from .._cloud.cloud import Cloud
from .._engines import Engine
from .._errors import BadResponseError, ConfigurationError, GaussDBError, UnauthorizedError
from .._support.redaction import Secrets, without_user_info
from .._support.times import parse_http_date
from . import tls
from .http import Http, Response
from .identity import Access, identity_of
from .responses import error_of


@dataclass(frozen=True)
class Payload:
    """A successful answer.

    Attributes:
        content: the JSON object
        date: the server's own clock when it answered, None if it did not say
    """

    content: Mapping[str, Any]
    date: datetime | None


class Session:
    """Requests to one service, below the project. Signs in at the first one. Safe to use from several threads.

    Attributes:
        secrets: what must not be shown, growing with the tokens issued
        requests: how many requests were sent to the service; sign-ins are not counted
    """

    def __init__(self, cloud: Cloud, engine: Engine) -> None:
        """
        Raises:
            ConfigurationError: requests is not installed, or files for TLS cannot be used
        """
        tls.check_files(cloud)
        self.secrets = Secrets(cloud.secrets)
        self.requests = 0
        self._cloud = cloud
        self._engine = engine
        self._http = Http(cloud, self.secrets)
        self._identity = identity_of(cloud, self._http, self.secrets)
        self._answered = False
        self._lock = threading.Lock()

    @property
    def api_timeout(self) -> float:
        """Seconds that one request may take."""
        return self._cloud.api_timeout

    def get(self, path: str, params: Mapping[str, Any], limit: float | None = None) -> Payload:
        """GET ``path`` below the project. See :meth:`request`."""
        return self.request("GET", path, params=params, limit=limit)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        limit: float | None = None,
    ) -> Payload:
        """Send a request, with one renewal of the sign-in if it is refused.

        Args:
            path: begins with a slash
            limit: seconds for all of it, sign-in and renewal included; a request's own limit if left out

        Raises:
            GaussDBError: any kind
        """
        until = time.monotonic() + (self.api_timeout if limit is None else limit)

        def attempt(access: Access) -> Payload:
            return self._exchange(access, method, path, params, body, until - time.monotonic())

        access = _before_sending(lambda: self._identity.access(until - time.monotonic()))
        try:
            return attempt(access)
        except UnauthorizedError as error:
            refusal = error
        return attempt(_before_sending(lambda: self._identity.renewed(access, refusal, until - time.monotonic())))

    def _exchange(
        self, access: Access, method: str, path: str, params: Mapping[str, Any] | None, body: Any, limit: float
    ) -> Payload:
        url = self._base(access) + path
        headers = {"Accept": "application/json"}
        if self._cloud.language:
            headers["X-Language"] = self._cloud.language
        with self._lock:
            self.requests += 1
        response = self._http.send(
            method,
            url,
            title=f"the {self._engine.title} API",
            limit=limit,
            auth=access.auth,
            params=params,
            headers=headers,
            body=body,
        )
        try:
            content = self._object(response, method)
        except BadResponseError as error:
            # Whoever has given proper answers before is likelier to be in trouble than to be somebody else.
            error._set(first_contact=error.transient and not self._answered)
            raise
        self._answered = True
        return Payload(content, parse_http_date(response.headers.get("Date")))

    def _object(self, response: Response, method: str) -> Mapping[str, Any]:
        error = error_of(response, self.secrets)
        if error is not None:
            error._set(in_doubt=response.status >= 500)
            raise error
        try:
            return self._success(response, method)
        except BadResponseError as unusable:
            unusable._set(in_doubt=True)
            raise

    def _success(self, response: Response, method: str) -> Mapping[str, Any]:
        if method != "GET" and not response.body:
            # What was told to do something may have done it without a word.
            return {}
        content = response.json()
        if not isinstance(content, Mapping):
            raise BadResponseError(
                f"{response.server} answered with JSON that is no object (status {response.status})."
            )
        return content

    def _base(self, access: Access) -> str:
        cloud, engine = self._cloud, self._engine
        if cloud.endpoint:
            return endpoints.project_url(cloud.endpoint, access.project_id)
        url = endpoints.catalog_url(engine, access.catalog or [], cloud.region_name, cloud.interface)
        if url:
            return endpoints.project_url(url, access.project_id)
        # A token of somebody else's Keystone is not for Open Telekom Cloud's hosts.
        by_rule = cloud.region_name and (access.catalog is None or endpoints.is_otc(cloud.auth_url or ""))
        if not by_rule:
            known = ", ".join(endpoints.catalog_types(access.catalog or [])) or "nothing"
            raise ConfigurationError(
                f"The catalog of {without_user_info(cloud.auth_url or '')} has no {cloud.interface} endpoint of"
                f" {engine.title} ({' or '.join(engine.catalog_types)}) in region {cloud.region_name}; it has"
                f" {known}. Set endpoint, or check region_name and interface."
            )
        return endpoints.project_url(endpoints.service_url(engine, str(cloud.region_name)), access.project_id)


def _before_sending(sign_in: Callable[[], Access]) -> Access:
    """Sign in. Whatever goes wrong with that, the request itself was not sent, or was refused."""
    try:
        return sign_in()
    except GaussDBError as error:
        error._set(in_doubt=False)
        raise
