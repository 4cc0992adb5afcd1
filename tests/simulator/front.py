# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands before each service: the log of requests, the latency, and the faults."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .faults import Facts, Fault
from .journal import Entry
from .wire import Connection, connection_of
from .world import World

LOGGER = logging.getLogger("simulator")

_RECORD = re.compile(r"/jobs/([^/]+)$")


@dataclass(frozen=True)
class Response:
    """A response that is ready to be sent."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def as_bytes(self) -> bytes:
        """The response as HTTP/1.1 puts it on the wire, for a connection that ends with it."""
        lines = [f"HTTP/1.1 {self.status} {_phrase(self.status)}".encode()]
        lines += [name + b": " + value for name, value in self.headers]
        lines.append(b"connection: close")
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


class Front:
    """An ASGI application around the one of a service."""

    def __init__(self, service: str, app: ASGIApp, world: World) -> None:
        self._service = service
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        world = self._world
        body = await _read(receive)
        connection = connection_of(scope)
        entry = self._entry(scope, body, connection)
        world.journal.note(entry)
        facts = Facts(self._service, entry.method, entry.path, entry.job_id)
        fault = world.faults.striking(facts, world.clock())
        if world.settings.latency:
            await connection.pause(world.settings.latency)

        async def right_response() -> Response:
            return self._dated(await _collect(self._app, scope, body))

        async def respond(response: Response) -> None:
            entry.status = response.status
            await _send(response, send)

        if fault is None:
            await respond(await right_response())
        elif fault.kind in ("response", "html"):
            await respond(self._dated(_wrong_response(fault)))
        elif fault.kind == "after" and fault.status >= 400:
            await right_response()
            await respond(self._dated(_wrong_response(fault)))
        elif fault.kind == "delay":
            await connection.pause(fault.pause)
            await respond(await right_response())
        else:
            await self._strike(fault, connection, right_response, send)
        LOGGER.info(
            "%s %s %s%s %s", self._service, entry.method, entry.path, entry.query and f"?{entry.query}", entry.status
        )

    async def _strike(
        self, fault: Fault, connection: Connection, right_response: Callable[[], Awaitable[Response]], send: Send
    ) -> None:
        """The faults after which the connection is over."""
        if fault.kind == "refuse":
            self._world.doors[self._service].shut(fault.seconds)
            await connection.pause(None)
        elif fault.kind == "reset":
            await connection.reset()
        elif fault.kind == "drop":
            await connection.close()
        elif fault.kind == "hang":
            await connection.pause(None)
        elif fault.kind == "after":
            await right_response()
            await connection.close()
        elif fault.kind == "truncate":
            response = await right_response()
            await send(_start_of(response))
            half = response.body[: len(response.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            await connection.close()
        elif fault.kind == "drip":
            await connection.drip((await right_response()).as_bytes(), fault.pause)
            await connection.close()
        elif fault.kind == "drip_body":
            response = await right_response()
            await send(_start_of(response))
            await connection.drip(response.body, fault.pause)
            await connection.close()

    def _entry(self, scope: Scope, body: bytes, connection: Connection) -> Entry:
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        record = _RECORD.search(path)
        ids = parse_qs(query).get("id", [None]) if path.endswith("/jobs") else [None]
        return Entry(
            time=self._world.clock(),
            service=self._service,
            method=scope["method"],
            path=path,
            query=query,
            job_id=record[1] if record else ids[0],
            connection=connection.number,
            headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
            body=body.decode("utf-8", "replace"),
        )

    def _dated(self, response: Response) -> Response:
        """The response with the simulator's own clock in its Date, unless a fault says something else."""
        if any(name == b"date" for name, _value in response.headers):
            return response
        date = formatdate(self._world.clock(), usegmt=True).encode()
        return Response(response.status, (*response.headers, (b"date", date)), response.body)


def _wrong_response(fault: Fault) -> Response:
    if fault.kind == "html":
        text = f"{fault.status} {_phrase(fault.status)}"
        page = (
            f"<html>\n<head><title>{text}</title></head>\n<body>\n<center><h1>{text}</h1></center>\n</body>\n</html>\n"
        )
        content_type, body = "text/html; charset=utf-8", page.encode()
    elif isinstance(fault.body, str):
        content_type, body = "application/json", fault.body.encode()
    else:
        content_type, body = "application/json", json.dumps(fault.body).encode()
    headers = {"content-type": content_type, "content-length": str(len(body))}
    headers.update({name.lower(): value for name, value in fault.headers.items()})
    return Response(fault.status, tuple((name.encode(), value.encode()) for name, value in headers.items()), body)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body", False):
            return body


async def _collect(app: ASGIApp, scope: Scope, body: bytes) -> Response:
    """The whole response of `app`; an error in it is logged, and returned as the services return their own."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    try:
        await app(scope, receive, send)
    except Exception:
        LOGGER.exception("error in the simulator")
        failure = json.dumps({"error_code": "DBS.108000", "error_msg": "Server failure."}).encode()
        return Response(500, ((b"content-type", b"application/json"), _length(failure)), failure)
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return Response(sent[0]["status"], tuple(sent[0]["headers"]), content)


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()


def _start_of(response: Response) -> Message:
    return {"type": "http.response.start", "status": response.status, "headers": list(response.headers)}


async def _send(response: Response, send: Send) -> None:
    await send(_start_of(response))
    await send({"type": "http.response.body", "body": response.body})
