# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Access key and secret key: every request is signed. IAM is asked only for the ID of a project known by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from .._errors import ConfigurationError, ForbiddenError, UnauthorizedError
from .._support.quoting import NAME, quoted
from .._support.text import sentences
from . import signature
from .identity import SharedIdentity, SignIn
from .responses import parse_error, parse_object


class AccessKeyIdentity(SharedIdentity):
    """Signatures with an access key. They are not renewed: each request has its own."""

    def renew(self, refused: SignIn, why: UnauthorizedError, has_worked: bool, timeout: float) -> SignIn:
        """Never. What has worked before and is refused now is an outage; what never worked is a wrong key or clock."""
        raise _refused(why, has_worked)

    def _signed_in(self, timeout: float) -> SignIn:
        project_id = self._cloud.auth.get("project_id") or self._project_id(timeout)
        return SignIn(project_id, None, SignatureAuth(self._cloud.auth, project_id))

    def _project_id(self, timeout: float) -> str:
        try:
            return self._found(timeout, "/projects", {"name": self._cloud.auth["project_name"]})
        except ForbiddenError:
            # Plain members may not search all projects, but may list their own.
            return self._found(timeout, "/auth/projects", None)

    def _found(self, timeout: float, path: str, params: Mapping[str, str] | None) -> str:
        name = self._cloud.auth["project_name"]
        response = self._http.send(
            "GET",
            f"{self._cloud.auth_url}{path}",
            title="IAM",
            option="auth_url",
            timeout=timeout,
            params=params,
            auth=SignatureAuth(self._cloud.auth, None),
        )
        error = parse_error(response, self._secrets)
        if error is not None:
            raise _refused(error, False) if isinstance(error, UnauthorizedError) else error
        for project in parse_object(response, "projects")["projects"]:
            if isinstance(project, Mapping) and project.get("name") == name and project.get("id"):
                return str(project["id"])
        raise ConfigurationError(
            f"{response.server} has no project {quoted(name, NAME)} that these access keys may use. Correct"
            " auth.project_name, or set auth.project_id."
        )


def _refused(why: UnauthorizedError, has_worked: bool) -> UnauthorizedError:
    advice = (
        "Signatures with this key were accepted before."
        if has_worked
        else "Check auth.access_key and auth.secret_key, auth.security_token for temporary keys, and this machine's"
        " clock, which may be off by 15 minutes at most."
    )
    return UnauthorizedError(sentences(str(why), advice), transient=has_worked)


class SignatureAuth:
    """Signs a request, whatever is in it. Called by requests just before it is sent."""

    def __init__(self, auth: Mapping[str, str], project_id: str | None) -> None:
        """
        Args:
            auth: with ``access_key`` and ``secret_key``, and ``security_token`` for temporary ones
            project_id: None for requests that are not a project's
        """
        self._auth = auth
        self._project_id = project_id

    def __call__(self, request: Any) -> Any:
        """Put the signature and what it covers on the request."""
        parts = urlsplit(request.url)
        signed = {
            "Host": parts.netloc.rpartition("@")[2],
            signature.DATE_HEADER: datetime.now(timezone.utc).strftime(signature.DATE_FORMAT),
        }
        if self._project_id:
            signed["X-Project-Id"] = self._project_id
        if "security_token" in self._auth:
            signed["X-Security-Token"] = self._auth["security_token"]
        if "Content-Type" in request.headers:
            signed["Content-Type"] = request.headers["Content-Type"]
        request.headers.update(signed)
        request.headers["Authorization"] = signature.authorization(
            self._auth["access_key"],
            self._auth["secret_key"],
            request.method,
            request.url,
            signed,
            _bytes(request.body),
        )
        return request


def _bytes(body: bytes | str | None) -> bytes:
    return body.encode("utf-8") if isinstance(body, str) else body or b""
