# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who sends a request: by token, by a token of a real Keystone, or by signature."""

from __future__ import annotations

from starlette.requests import Request

from .account import ACCESS_KEY, TEMPORARY_KEY
from .responses import GatewayError, ServiceError, parameter_error
from .signature import ALGORITHM, SignatureRefused, Signed, verify
from .world import World

JSON = "application/json"


def is_signed(request: Request) -> bool:
    return request.headers.get("authorization", "").startswith(ALGORITHM)


async def project_by_signature(request: Request, world: World) -> str | None:
    """The project for which the request is signed, if for one; raises GatewayError."""
    signed = Signed(
        method=request.method,
        path=request.scope["raw_path"].decode("ascii"),
        query=request.scope["query_string"].decode("ascii"),
        headers=dict(request.headers),
        body=await request.body(),
    )
    try:
        names = verify(signed, (ACCESS_KEY, TEMPORARY_KEY), world.clock())
    except SignatureRefused as refused:
        raise GatewayError(401, refused.code, f"Incorrect IAM authentication information: {refused}") from refused
    return request.headers["x-project-id"] if "x-project-id" in names else None


async def check_caller(request: Request, world: World) -> str:
    """The project that the path names, if the caller may work in it; raises GatewayError or ServiceError.

    The references want the type of the content in every request, also in those that have none.
    """
    wanted: str = request.path_params["project_id"]
    by_caller = project_by_signature if is_signed(request) else _project_by_token
    if await by_caller(request, world) != wanted:
        raise ServiceError(403, "DBS.280015", "Resource not found or permission denied.")
    if request.headers.get("content-type", "").partition(";")[0].strip() != JSON:
        raise parameter_error(f"Parameter error. The header Content-Type must be {JSON}.")
    return wanted


async def _project_by_token(request: Request, world: World) -> str | None:
    token_id = request.headers.get("x-auth-token", "")
    if not token_id:
        raise _bad_token("x-auth-token not found")
    if world.keystone is not None:
        verdict = await world.keystone.judge(token_id)
        is_known, is_expired = verdict.expires is not None, verdict.is_expired(world.clock())
        project_id = verdict.project_id
    else:
        token = world.tokens.find(token_id)
        is_known = token is not None and not token.is_revoked
        is_expired = token is not None and world.clock() >= token.expires
        project_id = token.project.id if token and token.project else None
    if not is_known:
        raise _bad_token("decrypt token fail")
    if is_expired:
        raise GatewayError(401, "APIGW.0307", "The token must be updated.")
    return project_id


def _bad_token(why: str) -> GatewayError:
    return GatewayError(401, "APIGW.0301", f"Incorrect IAM authentication information: {why}")
