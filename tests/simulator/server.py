# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator as a server: a port for each service, whose listening sockets can be closed and opened again."""

from __future__ import annotations

import asyncio
import socket

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from .control import PREFIX, control_app
from .front import Front
from .gaussdb import gaussdb_app
from .iam import iam_app
from .taurusdb import taurusdb_app
from .wire import Connection, NumberedProtocol
from .world import World

HOST = "127.0.0.1"
CLOSING_TIMEOUT = 0.5  # seconds
KEEP_ALIVE = 75  # seconds for which an idle connection is kept, as common gateways do


def apps(world: World) -> dict[str, ASGIApp]:
    """The ASGI application of each service."""
    return {
        "iam": _with_control(Front("iam", iam_app(world), world), control_app(world)),
        "gaussdb": Front("gaussdb", gaussdb_app(world), world),
        "taurusdb": Front("taurusdb", taurusdb_app(world), world),
    }


def _with_control(app: ASGIApp, control: ASGIApp) -> ASGIApp:
    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        is_control = scope["type"] == "http" and f"{scope['path']}/".startswith(f"{PREFIX}/")
        await (control if is_control else app)(scope, receive, send)

    return choose


class Listener:
    """A service on its port of 127.0.0.1: the `Door` of that service. Port 0 is a free one.

    The port is held from the beginning, but connections are refused until `start`, and while the door is shut.
    Raises OSError if the port is taken or the certificate cannot be read.
    """

    def __init__(self, service: str, port: int, cert: str | None = None, key: str | None = None) -> None:
        self._config = uvicorn.Config(
            app="",
            http=NumberedProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            date_header=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE,
            ssl_certfile=cert,
            ssl_keyfile=key,
        )
        self._state = ServerState()
        self._server: asyncio.Server | None = None
        self._opening: asyncio.Task[None] | None = None
        try:
            self._socket = _bound(port)
        except OSError as error:
            raise OSError(f"port {port} of {service}: {error.strerror}") from error
        self.port: int = self._socket.getsockname()[1]

    async def start(self, app: ASGIApp) -> None:
        """Accept connections for `app`."""
        self._config.app = app
        self._config.load()
        await self._listen()

    async def _listen(self) -> None:
        self._server = await asyncio.get_running_loop().create_server(
            lambda: NumberedProtocol(config=self._config, server_state=self._state, app_state={}),
            sock=self._socket,
            ssl=self._config.ssl,
            backlog=self._config.backlog,
        )

    def _stop(self, spared: Connection | None = None) -> None:
        """Refuse new connections and reset the present ones, `spared` excepted."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._socket.close()
        for protocol in list(self._state.connections):
            if isinstance(protocol, NumberedProtocol) and protocol.connection is not spared:
                protocol.transport.abort()

    async def finish(self) -> None:
        """Stop for good, once the responses under way have noticed that their connections are gone."""
        self._stop()
        self._cancel_opening()
        if self._state.tasks:
            await asyncio.wait(self._state.tasks, timeout=CLOSING_TIMEOUT)

    def shut(self, seconds: float | None, spared: Connection | None = None) -> None:
        self._stop(spared)
        # Bound again at once, without listening, so that no other process gets the port meanwhile.
        self._socket = _bound(self.port)
        self._cancel_opening()
        if seconds is not None:
            self._opening = asyncio.create_task(self._open_after(seconds))

    async def open(self) -> None:
        self._cancel_opening()
        if self._server is None:
            await self._listen()

    async def _open_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._listen()

    def _cancel_opening(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None


def _bound(port: int) -> socket.socket:
    # asyncio turns Nagle's algorithm off only if it knows that the protocol is TCP; with it, responses wait 40 ms.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        raise
    return bound
