# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Responses in the words of the APIs: errors of the services, of the gateway before them, and of IAM."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute


class ServiceError(Exception):
    """Refused by a database service: HTTP status, code and text of its error list."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def body(self) -> dict[str, Any]:
        return {"error_code": self.code, "error_msg": self.message}


class GatewayError(ServiceError):
    """Refused by the API gateway, before any service saw the request."""

    def body(self) -> dict[str, Any]:
        return {**super().body(), "request_id": uuid.uuid4().hex}


class IdentityError(Exception):
    """Refused by IAM, as Keystone says it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def body(self) -> dict[str, Any]:
        return {"error": {"code": self.status, "message": self.message, "title": HTTPStatus(self.status).phrase}}


def parameter_error(message: str = "Parameter error.", code: str = "DBS.280001") -> ServiceError:
    return ServiceError(400, code, message)


async def refuse(_request: Request, error: Exception) -> Response:
    """The exception handler for all errors above."""
    assert isinstance(error, ServiceError | IdentityError)
    return JSONResponse(error.body(), error.status)


async def _no_such_api(request: Request, _error: Exception) -> Response:
    message = "The API does not exist or has not been published in the environment."
    return await refuse(request, GatewayError(404, "APIGW.0101", message))


def service_app(routes: Sequence[BaseRoute]) -> Starlette:
    """The application of a database service: what it does not have, the gateway before it refuses."""
    app = Starlette(routes=routes, exception_handlers={ServiceError: refuse, HTTPException: _no_such_api})
    app.router.redirect_slashes = False
    return app


async def json_object(request: Request) -> dict[str, Any]:
    """The body of a request that starts a job; raises ServiceError unless it is a JSON object."""
    try:
        body = json.loads(await request.body() or b"null")
    except ValueError as error:
        raise parameter_error() from error
    if body is None:
        raise parameter_error("The request is null. Enter a request parameter.", "DBS.200006")
    if not isinstance(body, dict):
        raise parameter_error()
    return body
