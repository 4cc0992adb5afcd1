# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""IAM: the part of Keystone v3 that clients of the database services use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import account
from .account import Project, project_by
from .callers import is_signed, project_by_signature
from .catalog import catalog
from .responses import GatewayError, IdentityError, refuse
from .tokens import DOMAIN, PROJECT, UNSCOPED, Token
from .world import World

UNAUTHORIZED = "The request you have made requires authentication."


def iam_app(world: World) -> Starlette:
    """The IAM service as an ASGI application."""
    iam = Iam(world)
    routes = [
        Route("/v3", iam.version, methods=["GET"]),
        Route("/v3/", iam.version, methods=["GET"]),
        Route("/v3/auth/tokens", iam.sign_in, methods=["POST"]),
        Route("/v3/auth/tokens", iam.show_token, methods=["GET"]),
        Route("/v3/auth/projects", iam.projects, methods=["GET"]),
        Route("/v3/auth/catalog", iam.show_catalog, methods=["GET"]),
        Route("/v3/projects", iam.projects, methods=["GET"]),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={IdentityError: refuse, GatewayError: refuse, HTTPException: _http_error},
    )
    app.router.redirect_slashes = False
    return app


class Iam:
    """The requests that IAM supports."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def version(self, request: Request) -> Response:
        version = {
            "id": "v3.14",
            "status": "stable",
            "updated": "2020-04-07T00:00:00Z",
            "links": [{"rel": "self", "href": str(request.url).rstrip("/") + "/"}],
            "media-types": [{"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}],
        }
        return JSONResponse({"version": version})

    async def sign_in(self, request: Request) -> Response:
        now = self._world.clock()
        auth = _auth_of(await request.body())
        methods, parent = self._identify(_mapping(auth, "identity"))
        expires = now + self._world.settings.token_lifetime
        if parent is not None:
            # A token that was bought with a token does not outlive it.
            expires = min(expires, parent.expires)
        scope, project = _scope_of(auth)
        if "application_credential" in methods:
            if scope != UNSCOPED:
                raise IdentityError(401, "Application credentials cannot request a scope.")
            scope, project = PROJECT, account.PROJECT
        token = self._world.tokens.issue(methods, now, expires, scope, project)
        body = self._body(token, with_catalog="nocatalog" not in request.query_params)
        return JSONResponse(body, 201, headers={"X-Subject-Token": token.id, "Vary": "X-Auth-Token"})

    async def show_token(self, request: Request) -> Response:
        self._token_of(request)
        subject = self._world.tokens.find(request.headers.get("x-subject-token", ""))
        if subject is None or not subject.is_valid(self._world.clock()):
            raise IdentityError(404, "Could not find token.")
        body = self._body(subject, with_catalog="nocatalog" not in request.query_params)
        return JSONResponse(body, headers={"X-Subject-Token": subject.id, "Vary": "X-Auth-Token"})

    async def projects(self, request: Request) -> Response:
        await self._project_of_caller(request)
        wanted = request.query_params.get("name")
        found = [project for project in account.PROJECTS if wanted in (None, project.name)]
        links = {"next": None, "previous": None, "self": str(request.url)}
        return JSONResponse({"projects": [_project_in_full(project) for project in found], "links": links})

    async def show_catalog(self, request: Request) -> Response:
        project_id = await self._project_of_caller(request)
        if project_id is None:
            raise IdentityError(403, "A project-scoped token is required to produce a service catalog.")
        return JSONResponse({"catalog": catalog(self._world, project_id), "links": {"self": str(request.url)}})

    async def _project_of_caller(self, request: Request) -> str | None:
        if is_signed(request):
            return await project_by_signature(request, self._world)
        token = self._token_of(request)
        return token.project.id if token.project else None

    def _token_of(self, request: Request) -> Token:
        return self._valid(request.headers.get("x-auth-token"))

    def _valid(self, token_id: Any) -> Token:
        token = self._world.tokens.find(token_id) if isinstance(token_id, str) else None
        if token is None or not token.is_valid(self._world.clock()):
            raise IdentityError(401, UNAUTHORIZED)
        return token

    def _identify(self, identity: Mapping[str, Any]) -> tuple[tuple[str, ...], Token | None]:
        """The methods by which someone signs in, and the token that is signed in with, if one is."""
        methods = identity.get("methods")
        if not isinstance(methods, list) or not methods:
            raise _malformed("Expecting to find methods in identity.")
        parent = None
        for method in methods:
            details = _mapping(identity, method)
            if method == "password":
                self._check_password(_mapping(details, "user"))
            elif method == "totp":
                self._check_passcode(_mapping(details, "user"))
            elif method == "application_credential":
                _check_application_credential(details)
            elif method == "token":
                parent = self._valid(details.get("id"))
                if parent.is_of_application_credential:
                    raise IdentityError(403, "Application credentials cannot be rescoped.")
            else:
                raise IdentityError(401, UNAUTHORIZED)
        if methods == ["totp"]:
            raise IdentityError(401, UNAUTHORIZED)
        return tuple(methods), parent

    def _check_password(self, user: Mapping[str, Any]) -> None:
        if not _is_the_user(user) or user.get("password") != self._world.settings.password:
            raise IdentityError(401, UNAUTHORIZED)

    def _check_passcode(self, user: Mapping[str, Any]) -> None:
        """Any six digits but 000000 will do, once."""
        passcode = str(user.get("passcode", ""))
        is_good = passcode.isascii() and passcode.isdigit() and len(passcode) == 6 and passcode != "000000"
        if not _is_the_user(user) or not is_good or passcode in self._world.used_passcodes:
            raise IdentityError(401, UNAUTHORIZED)
        self._world.used_passcodes.add(passcode)

    def _body(self, token: Token, with_catalog: bool) -> dict[str, Any]:
        user = {
            "domain": _domain(),
            "id": account.USER_ID,
            "name": account.USERNAME,
            "password_expires_at": None,
        }
        body: dict[str, Any] = {
            "methods": list(token.methods),
            "user": user,
            "audit_ids": [token.audit_id],
            "expires_at": _time(token.expires),
            "issued_at": _time(token.issued),
        }
        if token.scope == UNSCOPED:
            return {"token": body}
        if token.project is not None:
            body["project"] = {"domain": _domain(), "id": token.project.id, "name": token.project.name}
            body["is_domain"] = False
        else:
            body["domain"] = _domain()
        body["roles"] = [{"id": "b5e8d1f0a3c64729", "name": "member"}]
        if with_catalog:
            body["catalog"] = catalog(self._world, token.project.id if token.project else None)
        return {"token": body}


def _auth_of(raw: bytes) -> Mapping[str, Any]:
    try:
        return _mapping(json.loads(raw), "auth")
    except ValueError as error:
        raise _malformed("Malformed JSON in request body.") from error


def _mapping(parent: Any, key: Any) -> Mapping[str, Any]:
    value = parent.get(key) if isinstance(parent, Mapping) and isinstance(key, str) else None
    if not isinstance(value, Mapping):
        raise _malformed(f"Expecting to find {key} in the request body.")
    return value


def _malformed(message: str) -> IdentityError:
    reason = "The server could not comply with the request since it is either malformed or otherwise incorrect."
    return IdentityError(400, f"{message} {reason} The client is assumed to be in error.")


def _scope_of(auth: Mapping[str, Any]) -> tuple[str, Project | None]:
    scope = auth.get("scope")
    if scope is None or scope == "unscoped" or (isinstance(scope, Mapping) and "unscoped" in scope):
        return UNSCOPED, None
    if isinstance(scope, Mapping) and "domain" in scope:
        if not _is_the_domain(_mapping(scope, "domain")):
            raise IdentityError(401, UNAUTHORIZED)
        return DOMAIN, None
    wanted = _mapping(scope, "project")
    if "id" in wanted:
        project = project_by(project_id=wanted["id"])
    else:
        if "name" not in wanted:
            raise _malformed("Expecting to find name in project.")
        is_here = _is_the_domain(_mapping(wanted, "domain"))
        project = project_by(name=wanted["name"]) if is_here else None
    if project is None:
        raise IdentityError(401, UNAUTHORIZED)
    return PROJECT, project


def _is_the_domain(domain: Mapping[str, Any]) -> bool:
    if "id" in domain:
        return bool(domain["id"] == account.DOMAIN_ID)
    return domain.get("name") == account.DOMAIN_NAME


def _is_the_user(user: Mapping[str, Any]) -> bool:
    if "id" in user:
        return bool(user["id"] == account.USER_ID)
    return user.get("name") == account.USERNAME and _is_the_domain(_mapping(user, "domain"))


def _check_application_credential(details: Mapping[str, Any]) -> None:
    if "id" in details:
        is_known = details["id"] == account.APPLICATION_CREDENTIAL_ID
    else:
        is_the_users = _is_the_user(_mapping(details, "user"))
        is_known = is_the_users and details.get("name") == account.APPLICATION_CREDENTIAL_NAME
    if not is_known or details.get("secret") != account.APPLICATION_CREDENTIAL_SECRET:
        raise IdentityError(401, UNAUTHORIZED)


def _domain() -> dict[str, str]:
    return {"id": account.DOMAIN_ID, "name": account.DOMAIN_NAME}


def _project_in_full(project: Project) -> dict[str, Any]:
    return {
        "is_domain": False,
        "description": "",
        "domain_id": account.DOMAIN_ID,
        "parent_id": account.DOMAIN_ID,
        "enabled": True,
        "id": project.id,
        "name": project.name,
        "links": {},
    }


def _time(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse(IdentityError(error.status_code, error.detail).body(), error.status_code)
