# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens of Keystone v3: by password, TOTP, application credential, or given as such.

Source: "Authentication and authorization" of the IAM reference, and a real Keystone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._cloud.cloud import Cloud
from .._errors import BadResponseError, ConfigurationError, ForbiddenError, RefusedError, UnauthorizedError
from .._support.quoting import NAME, quoted
from .._support.redaction import Secrets
from .._support.text import sentences
from .identity import SharedIdentity, SignIn
from .responses import parse_error, parse_object, said_by
from .transport import Response


class KeystoneIdentity(SharedIdentity):
    """Tokens of Keystone v3. One sign-in and one renewal serve all requests in flight."""

    def renew(self, refused: SignIn, why: UnauthorizedError, has_worked: bool, timeout: float) -> SignIn:
        """A newer token: one that another request has fetched meanwhile, or that of a new sign-in."""
        if self._shared.current is refused and self._cloud.auth_type in ("token", "v3multifactor"):
            what = (
                "A token that was given as auth.token"
                if self._cloud.auth_type == "token"
                else "A TOTP code works once, so this token"
            )
            raise UnauthorizedError(
                f"{why} {what} cannot be renewed: get a new one and start again. For long waits, sign in with a"
                " password, an application credential or access keys."
            )
        return self._shared.get(refused, timeout)

    def _signed_in(self, timeout: float) -> SignIn:
        if self._cloud.auth_type == "token":
            return self._with_given_token(timeout)
        # The catalog is some 20 KB, and does not change while a task runs.
        known = self._shared.current
        return self._issued(_request_body(self._cloud), timeout, catalog=known.catalog if known else None)

    def _with_given_token(self, timeout: float) -> SignIn:
        token, auth = self._cloud.auth["token"], self._cloud.auth
        if "project_id" in auth and self._cloud.endpoint:
            return SignIn(auth["project_id"], None, _TokenAuth(token))
        response = self._send("GET", timeout, headers={"X-Auth-Token": token, "X-Subject-Token": token})
        # Keystone says 404 of a token that it does not know; a page that says so is another server's.
        if response.status in (401, 403) or (response.status == 404 and said_by(response, self._secrets)):
            raise UnauthorizedError(
                sentences(
                    f"{response.server} did not accept auth.token (HTTP {response.status})"
                    + said_by(response, self._secrets),
                    "It has expired, was revoked, or belongs to another cloud. Get a new one.",
                )
            )
        content = _parse_token(response, self._secrets)
        scope = content.get("project")
        project: Mapping[str, Any] = scope if isinstance(scope, Mapping) else {}
        wanted_id, wanted_name = auth.get("project_id"), auth.get("project_name")
        fits = wanted_id == project.get("id") if wanted_id else wanted_name in (None, project.get("name"))
        if project.get("id") and fits:
            return SignIn(str(project["id"]), _parse_catalog(content), _TokenAuth(token))
        if not wanted_id and not wanted_name:
            raise ConfigurationError(
                "auth.token is not scoped to a project. Set auth.project_id or auth.project_name (OS_PROJECT_NAME)."
            )
        return self._issued(_request_body(self._cloud), timeout, catalog=None)

    def _issued(self, body: dict[str, Any], timeout: float, catalog: list[Any] | None) -> SignIn:
        response = self._send("POST", timeout, body=body, params={"nocatalog": "1"} if catalog is not None else None)
        error = parse_error(response, self._secrets)
        if isinstance(error, (UnauthorizedError, ForbiddenError)) or (
            isinstance(error, RefusedError) and response.status == 400
        ):
            raise UnauthorizedError(
                sentences(
                    f"{response.server} refused the sign-in {_as_whom(self._cloud)} (HTTP {response.status})"
                    + said_by(response, self._secrets),
                    _ADVICE[self._cloud.auth_type],
                )
            )
        content = _parse_token(response, self._secrets)
        token = response.headers.get("X-Subject-Token")
        project = content.get("project")
        if not token:
            raise BadResponseError(
                f"{response.server} issued a token without X-Subject-Token. Check that auth_url is that of a Keystone"
                " v3.",
                first_contact=response.is_first_contact,
            )
        self._secrets.add_token(token)
        if not isinstance(project, Mapping) or not project.get("id"):
            raise ConfigurationError(
                f"{response.server} issued a token without a project. Set auth.project_name or auth.project_id"
                " (OS_PROJECT_NAME)."
            )
        return SignIn(str(project["id"]), _parse_catalog(content) if catalog is None else catalog, _TokenAuth(token))

    def _send(self, method: str, timeout: float, **arguments: Any) -> Response:
        url = f"{self._cloud.auth_url}/auth/tokens"
        return self._http.send(method, url, title="IAM", option="auth_url", timeout=timeout, **arguments)


class _TokenAuth:
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: Any) -> Any:
        request.headers["X-Auth-Token"] = self._token
        return request


def _parse_token(response: Response, secrets: Secrets) -> Mapping[str, Any]:
    if response.status == 404:
        raise BadResponseError(
            f"{response.server} has no {response.request.path} (HTTP 404). auth_url has to lead to a Keystone v3, and"
            " usually ends in /v3.",
            first_contact=response.is_first_contact,
        )
    error = parse_error(response, secrets)
    if error is not None:
        raise error
    token: Mapping[str, Any] = parse_object(response, "token")["token"]
    return token


def _parse_catalog(content: Mapping[str, Any]) -> list[Any] | None:
    catalog = content.get("catalog")
    return catalog if isinstance(catalog, list) else None


# What a refused sign-in can mean: IAM gives the same response to all of it.
_LOCKING = "The sign-in is not retried, since accounts lock after repeated failures."
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
        "Check the project and its domain, and that the token may be scoped to it; tokens of application credentials"
        " may not."
    ),
}


def _as_whom(cloud: Cloud) -> str:
    auth = cloud.auth

    def first(*names: str) -> str:
        return next((quoted(auth[name], NAME) for name in names if name in auth), "")

    if cloud.auth_type == "v3applicationcredential":
        return f"with application credential {first('application_credential_id', 'application_credential_name')}"
    project, domain = (
        first("project_name", "project_id"),
        first("user_domain_name", "user_domain_id", "domain_name", "domain_id"),
    )
    user = "with auth.token" if cloud.auth_type == "token" else f"of user {first('username', 'user_id')}"
    if domain and cloud.auth_type != "token":
        user += f" of domain {domain}"
    return f"{user} to project {project}" if project else user


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
        "auth.project_name is not enough without its domain. Set auth.project_domain_name (OS_PROJECT_DOMAIN_NAME), or"
        " auth.project_id."
    )
