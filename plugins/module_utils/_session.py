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

from . import _endpoints, _tls
from ._auth import Access, identity_of
from ._cloud import Cloud
from ._endpoints import Service
from ._errors import BadResponseError, ConfigurationError, GaussDBError, UnauthorizedError
from ._http import Http, Reply
from ._redact import Secrets, without_user_info
from ._replies import error_of
from ._times import parse_http_date


@dataclass(frozen=True)
class Answer:
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

    def __init__(self, cloud: Cloud, service: Service) -> None:
        """
        Raises:
            ConfigurationError: requests is not installed, or files for TLS cannot be used
        """
        _tls.check_files(cloud)
        self.secrets = Secrets(cloud.secrets)
        self.requests = 0
        self._cloud = cloud
        self._service = service
        self._http = Http(cloud, self.secrets)
        self._identity = identity_of(cloud, self._http, self.secrets)
        self._answered = False
        self._lock = threading.Lock()

    @property
    def api_timeout(self) -> float:
        """Seconds that one request may take."""
        return self._cloud.api_timeout

    def get(self, path: str, params: Mapping[str, Any], limit: float | None = None) -> Answer:
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
    ) -> Answer:
        """Send a request, with one renewal of the sign-in if it is refused.

        Args:
            path: begins with a slash
            limit: seconds for all of it, sign-in and renewal included; a request's own limit if left out

        Raises:
            GaussDBError: any kind but JobNotFoundError
        """
        until = time.monotonic() + (self.api_timeout if limit is None else limit)

        def attempt(access: Access) -> Answer:
            return self._exchange(access, method, path, params, body, until - time.monotonic())

        access = _before_sending(lambda: self._identity.access(until - time.monotonic()))
        try:
            return attempt(access)
        except UnauthorizedError as error:
            refusal = error
        return attempt(_before_sending(lambda: self._identity.renewed(access, refusal, until - time.monotonic())))

    def _exchange(
        self, access: Access, method: str, path: str, params: Mapping[str, Any] | None, body: Any, limit: float
    ) -> Answer:
        url = self._base(access) + path
        headers = {"Accept": "application/json"}
        if self._cloud.language:
            headers["X-Language"] = self._cloud.language
        with self._lock:
            self.requests += 1
        reply = self._http.send(
            method,
            url,
            title=f"the {self._service.title} API",
            limit=limit,
            auth=access.auth,
            params=params,
            headers=headers,
            body=body,
        )
        try:
            content = self._object(reply, method)
        except BadResponseError as error:
            # Whoever has given proper answers before is likelier to be in trouble than to be somebody else.
            error.first_contact = error.transient and not self._answered
            raise
        self._answered = True
        return Answer(content, parse_http_date(reply.headers.get("Date")))

    def _object(self, reply: Reply, method: str) -> Mapping[str, Any]:
        error = error_of(reply, self.secrets)
        if error is not None:
            error.in_doubt = reply.status >= 500
            raise error
        try:
            return self._success(reply, method)
        except BadResponseError as unusable:
            unusable.in_doubt = True
            raise

    def _success(self, reply: Reply, method: str) -> Mapping[str, Any]:
        if method != "GET" and not reply.body:
            # What was told to do something may have done it without a word.
            return {}
        content = reply.json()
        if not isinstance(content, Mapping):
            raise BadResponseError(f"{reply.server} answered with JSON that is no object (status {reply.status}).")
        return content

    def _base(self, access: Access) -> str:
        cloud, service = self._cloud, self._service
        if cloud.endpoint:
            return _endpoints.project_url(cloud.endpoint, access.project_id)
        url = _endpoints.catalog_url(service, access.catalog or [], cloud.region_name, cloud.interface)
        if url:
            return _endpoints.project_url(url, access.project_id)
        # A token of somebody else's Keystone is not for Open Telekom Cloud's hosts.
        by_rule = cloud.region_name and (access.catalog is None or _endpoints.is_otc(cloud.auth_url or ""))
        if not by_rule:
            known = ", ".join(_endpoints.catalog_types(access.catalog or [])) or "nothing"
            raise ConfigurationError(
                f"The catalog of {without_user_info(cloud.auth_url or '')} has no {cloud.interface} endpoint of"
                f" {service.title} ({' or '.join(service.catalog_types)}) in region {cloud.region_name}; it has"
                f" {known}. Set endpoint, or check region_name and interface."
            )
        return _endpoints.project_url(_endpoints.service_url(service, str(cloud.region_name)), access.project_id)


def _before_sending(sign_in: Callable[[], Access]) -> Access:
    """Sign in. Whatever goes wrong with that, the request itself was not sent, or was refused."""
    try:
        return sign_in()
    except GaussDBError as error:
        error.in_doubt = False
        raise
