# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signing in: Keystone v3 tokens and access keys.

Nothing is asked before the first request needs it, and a refused sign-in is never repeated: accounts lock after a few
failures.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Protocol
from urllib.parse import urlsplit

from .._cloud.cloud import Cloud
from .._errors import (
    BadResponseError,
    ConfigurationError,
    ForbiddenError,
    GaussDBError,
    UnauthorizedError,
    UnreachableError,
)
from .._support.redaction import Secrets, without_user_info
from . import signature
from .http import Auth, Http, Response
from .responses import detail_of, error_of

_IAM = "IAM"


@dataclass(frozen=True)
class Access:
    """What a sign-in gives.

    Attributes:
        project_id: the project that requests are for
        catalog: entries of the Keystone catalog, None where there is none
        auth: puts the proof of identity on a request
    """

    project_id: str
    catalog: list[Any] | None
    auth: Auth


class Identity(Protocol):
    """A way to sign in."""

    def access(self, limit: float) -> Access:
        """The access, signing in first where that has not happened; may take ``limit`` seconds."""

    def renewed(self, refused: Access, why: UnauthorizedError, limit: float) -> Access:
        """Another access in place of one that the service has refused.

        Raises ``why``, explained, where there can be none.
        """


def identity_of(cloud: Cloud, http: Http, secrets: Secrets) -> Identity:
    """The way to sign in that the cloud describes."""
    if cloud.auth_type == "aksk":
        return AccessKeyIdentity(cloud, http, secrets)
    return KeystoneIdentity(cloud, http, secrets)


class _Shared:
    """The one access of all requests in flight: whoever needs it first fetches it, the others wait for that."""

    def __init__(self, fetch: Callable[[float], Access], who: str) -> None:
        """
        Args:
            fetch: gets an access, and may take the seconds that it is given
            who: is asked by that, for messages
        """
        self.current: Access | None = None
        self._fetch = fetch
        self._who = who
        self._refusal: GaussDBError | None = None
        self._lock = threading.Lock()
        self._overdue = float("-inf")

    def other_than(self, refused: Access | None, limit: float) -> Access:
        """The current access, or a new one in place of ``refused``. A refusal is final, and nobody is asked again."""
        lock = self._lock
        if not lock.acquire(timeout=max(0.0, limit)):
            if time.monotonic() > self._overdue:
                # Its holder hangs. That may concern one connection only, so the next one tries anew.
                self._lock = threading.Lock()
            raise UnreachableError(f"{self._who}: no answer within {limit:.0f} s to the sign-in that is under way.")
        try:
            if self.current is not None and self.current is not refused:
                return self.current
            if self._refusal is not None:
                raise self._refusal
            self._overdue = time.monotonic() + limit
            self.current = self._fetched(limit)
            return self.current
        finally:
            lock.release()

    def _fetched(self, limit: float) -> Access:
        try:
            return self._fetch(limit)
        except GaussDBError as error:
            if not error.transient:
                self._refusal = error
            elif isinstance(error, BadResponseError):
                # Whoever has signed us in before is likelier to be in trouble than to be somebody else.
                error._set(first_contact=self.current is None)
            raise


class KeystoneIdentity:
    """Tokens of Keystone v3. One sign-in and one renewal serve all requests in flight."""

    def __init__(self, cloud: Cloud, http: Http, secrets: Secrets) -> None:
        self._cloud = cloud
        self._http = http
        self._secrets = secrets
        self._shared = _Shared(self._signed_in, f"{_IAM} at {without_user_info(cloud.auth_url or '')}")

    def access(self, limit: float) -> Access:
        """The current access."""
        return self._shared.other_than(None, limit)

    def renewed(self, refused: Access, why: UnauthorizedError, limit: float) -> Access:
        """A newer access than ``refused``: what somebody else has fetched meanwhile, or that of a new sign-in."""
        if self._shared.current is refused and self._cloud.auth_type in ("token", "v3multifactor"):
            what = (
                "A token given as such" if self._cloud.auth_type == "token" else "A TOTP code works once, so this token"
            )
            raise UnauthorizedError(
                f"{why} {what} cannot be renewed: get a new one and start again. For long waits, sign in with a"
                " password, an application credential or access keys."
            )
        return self._shared.other_than(refused, limit)

    def _signed_in(self, limit: float) -> Access:
        if self._cloud.auth_type == "token":
            return self._with_given_token(limit)
        # The catalog is some 20 KB, and does not change while a task runs.
        known = self._shared.current
        return self._issued(_request_body(self._cloud), limit, catalog=known.catalog if known else None)

    def _with_given_token(self, limit: float) -> Access:
        token, auth = self._cloud.auth["token"], self._cloud.auth
        if "project_id" in auth and self._cloud.endpoint:
            return Access(auth["project_id"], None, _TokenAuth(token))
        response = self._send("GET", limit, headers={"X-Auth-Token": token, "X-Subject-Token": token})
        # Keystone says 404 of a token that it does not know; a page that says so is somebody else's.
        if response.status in (401, 403) or (response.status == 404 and detail_of(response, self._secrets)):
            raise UnauthorizedError(
                f"{response.server} does not accept auth.token: it has expired, was revoked, or belongs to another"
                f" cloud.{detail_of(response, self._secrets)}"
            )
        content = _token_of(response, self._secrets)
        scope = content.get("project")
        project: Mapping[str, Any] = scope if isinstance(scope, Mapping) else {}
        wanted_id, wanted_name = auth.get("project_id"), auth.get("project_name")
        fits = wanted_id == project.get("id") if wanted_id else wanted_name in (None, project.get("name"))
        if project.get("id") and fits:
            return Access(str(project["id"]), _catalog_of(content), _TokenAuth(token))
        if not wanted_id and not wanted_name:
            raise ConfigurationError(
                "auth.token is not scoped to a project: set auth.project_id or auth.project_name (OS_PROJECT_NAME)."
            )
        return self._issued(_request_body(self._cloud), limit, catalog=None)

    def _issued(self, body: dict[str, Any], limit: float, catalog: list[Any] | None) -> Access:
        response = self._send("POST", limit, body=body, params={"nocatalog": "1"} if catalog is not None else None)
        if response.status in (400, 401, 403):
            raise UnauthorizedError(
                f"{response.server} refused the sign-in {_who(self._cloud)}.{detail_of(response, self._secrets)}"
                f" {_ADVICE[self._cloud.auth_type]}"
            )
        content = _token_of(response, self._secrets)
        token = response.headers.get("X-Subject-Token")
        project = content.get("project")
        if not token:
            raise BadResponseError(
                f"{response.server} issued a token without X-Subject-Token. Is auth_url a Keystone v3?"
            )
        self._secrets.add_token(token)
        if not isinstance(project, Mapping) or not project.get("id"):
            raise ConfigurationError(
                f"{response.server} issued a token for no project: set auth.project_name or auth.project_id"
                " (OS_PROJECT_NAME)."
            )
        return Access(str(project["id"]), _catalog_of(content) if catalog is None else catalog, _TokenAuth(token))

    def _send(self, method: str, limit: float, **arguments: Any) -> Response:
        return self._http.send(method, f"{self._cloud.auth_url}/auth/tokens", title=_IAM, limit=limit, **arguments)


class AccessKeyIdentity:
    """Access key and secret key: every request is signed, nobody is asked, except for the ID of a project known by
    name.
    """

    def __init__(self, cloud: Cloud, http: Http, secrets: Secrets) -> None:
        self._cloud = cloud
        self._http = http
        self._secrets = secrets
        self._shared = _Shared(self._signing, f"{_IAM} at {without_user_info(cloud.auth_url or '')}")

    def access(self, limit: float) -> Access:
        """The access."""
        return self._shared.other_than(None, limit)

    def renewed(self, refused: Access, why: UnauthorizedError, limit: float) -> Access:
        """Never: a signature that is refused once is refused again."""
        raise _signature_refused(why)

    def _signing(self, limit: float) -> Access:
        project_id = self._cloud.auth.get("project_id") or self._looked_up(limit)
        return Access(project_id, None, _SignatureAuth(self._cloud.auth, project_id))

    def _looked_up(self, limit: float) -> str:
        try:
            return self._found(limit, "/projects", {"name": self._cloud.auth["project_name"]})
        except ForbiddenError:
            # Not everybody may search all projects; their own ones anybody may list.
            return self._found(limit, "/auth/projects", None)

    def _found(self, limit: float, path: str, params: Mapping[str, str] | None) -> str:
        name = self._cloud.auth["project_name"]
        response = self._http.send(
            "GET",
            f"{self._cloud.auth_url}{path}",
            title=_IAM,
            limit=limit,
            params=params,
            auth=_SignatureAuth(self._cloud.auth, None),
        )
        error = error_of(response, self._secrets)
        if error is not None:
            raise _signature_refused(error) if isinstance(error, UnauthorizedError) else error
        content = response.json()
        projects = content.get("projects") if isinstance(content, Mapping) else None
        for project in projects if isinstance(projects, list) else []:
            if isinstance(project, Mapping) and project.get("name") == name and project.get("id"):
                return str(project["id"])
        raise ConfigurationError(
            f"{response.server} knows no project {name!r} that these access keys may use. Set auth.project_id, or correct"
            " auth.project_name."
        )


def _signature_refused(why: UnauthorizedError) -> UnauthorizedError:
    return UnauthorizedError(
        f"{why} Check auth.access_key and auth.secret_key, auth.security_token for temporary keys, and this machine's"
        " clock."
    )


class _TokenAuth:
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: Any) -> Any:
        request.headers["X-Auth-Token"] = self._token
        return request


class _SignatureAuth:
    def __init__(self, auth: Mapping[str, str], project_id: str | None) -> None:
        self._auth = auth
        self._project_id = project_id

    def __call__(self, request: Any) -> Any:
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


# What a refused sign-in can mean: IAM gives the same answer to all of it.
_LOCKING = "It was not tried again, since accounts lock after repeated failures."
_ADVICE = {
    "password": (
        "Check username, password, user domain and project; the user may be locked, disabled or without a role in the"
        f" project. {_LOCKING}"
    ),
    "v3multifactor": f"Check username, password, passcode (each works once), user domain and project. {_LOCKING}",
    "v3applicationcredential": (
        f"Check the application credential's ID (or name and user) and secret, and that it has not expired. {_LOCKING}"
    ),
    "token": (
        "Check the project and its domain, and that the token may be scoped to it (those of application credentials"
        " may not)."
    ),
}


def _who(cloud: Cloud) -> str:
    auth = cloud.auth
    project = auth.get("project_name") or auth.get("project_id")
    target = f" to project {project!r}" if project and cloud.auth_type != "v3applicationcredential" else ""
    if cloud.auth_type == "v3applicationcredential":
        return (
            "with application credential"
            f" {auth.get('application_credential_id') or auth.get('application_credential_name')!r}"
        )
    if cloud.auth_type == "token":
        return f"with auth.token{target}"
    domain = (
        auth.get("user_domain_name") or auth.get("user_domain_id") or auth.get("domain_name") or auth.get("domain_id")
    )
    return (
        f"of user {auth.get('username') or auth.get('user_id')!r}"
        + (f" of domain {domain!r}" if domain else "")
        + target
    )


def _request_body(cloud: Cloud) -> dict[str, Any]:
    auth = cloud.auth
    if cloud.auth_type == "v3applicationcredential":
        credential: dict[str, Any] = {"secret": auth["application_credential_secret"]}
        if "application_credential_id" in auth:
            credential["id"] = auth["application_credential_id"]
        else:
            credential.update(name=auth["application_credential_name"], user=_user(auth))
        # An application credential belongs to a project; naming one is refused.
        return {"auth": {"identity": {"methods": ["application_credential"], "application_credential": credential}}}
    if cloud.auth_type == "token":
        identity: dict[str, Any] = {"methods": ["token"], "token": {"id": auth["token"]}}
    else:
        identity = {"methods": ["password"], "password": {"user": {**_user(auth), "password": auth["password"]}}}
        if cloud.auth_type == "v3multifactor":
            identity["methods"].append("totp")
            identity["totp"] = {"user": {**_user(auth), "passcode": auth["passcode"]}}
    return {"auth": {"identity": identity, "scope": {"project": _project(auth)}}}


def _user(auth: Mapping[str, str]) -> dict[str, Any]:
    if "user_id" in auth:
        return {"id": auth["user_id"]}
    return {"name": auth["username"], "domain": _domain(auth, "user_domain")}


def _project(auth: Mapping[str, str]) -> dict[str, Any]:
    if "project_id" in auth:
        return {"id": auth["project_id"]}
    return {"name": auth["project_name"], "domain": _domain(auth, "project_domain", "user_domain")}


def _domain(auth: Mapping[str, str], *kinds: str) -> dict[str, str]:
    for kind in (*kinds, "domain"):
        for key in ("id", "name"):
            if f"{kind}_{key}" in auth:
                return {key: auth[f"{kind}_{key}"]}
    raise ConfigurationError(
        "A project's name says too little without its domain: set auth.project_domain_name (OS_PROJECT_DOMAIN_NAME), or"
        " auth.project_id."
    )


def _token_of(response: Response, secrets: Secrets) -> Mapping[str, Any]:
    if response.status == 404:
        raise BadResponseError(
            f"{response.server} answered 404: auth_url does not lead to a Keystone v3. It ends in /v3.",
            first_contact=True,
        )
    error = error_of(response, secrets)
    if error is not None:
        raise error
    content = response.json()
    token = content.get("token") if isinstance(content, Mapping) else None
    if not isinstance(token, Mapping):
        raise BadResponseError(f"{response.server} answered with JSON that holds no token. Is auth_url a Keystone v3?")
    return token


def _catalog_of(content: Mapping[str, Any]) -> list[Any] | None:
    catalog = content.get("catalog")
    return catalog if isinstance(catalog, list) else None
