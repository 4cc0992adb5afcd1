# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TCP connections that misbehave on demand, below HTTP, and the uvicorn protocol that numbers them."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import struct
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

SCOPE_KEY = "simulator.connection"
_numbers = itertools.count(1)


class Connection:
    """One TCP connection to the simulator. Without a transport (in a test in one process) it can only wait."""

    def __init__(self, transport: asyncio.Transport | None = None) -> None:
        self.number = next(_numbers)
        self.closed = asyncio.Event()
        self._transport = transport

    async def pause(self, seconds: float | None) -> None:
        """Wait so long, or for ever, but no longer than the connection lives."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.closed.wait(), seconds)

    async def close(self) -> None:
        """Send what was written, then end the connection."""
        self._real_transport().close()
        await self.closed.wait()

    async def reset(self) -> None:
        """End the connection with a RST: with a linger time of 0, nothing is sent any more."""
        transport = self._real_transport()
        connected: socket.socket = transport.get_extra_info("socket")
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
        await self.closed.wait()

    async def drip(self, data: bytes, pause: float) -> None:
        """Write `data` a byte at a time, past all buffers of HTTP."""
        transport = self._real_transport()
        for byte in data:
            if self.closed.is_set():
                return
            transport.write(bytes((byte,)))
            await self.pause(pause)

    def option(self, level: int, name: int) -> int:
        """An option of the socket."""
        connected: socket.socket = self._real_transport().get_extra_info("socket")
        return connected.getsockopt(level, name)

    def _real_transport(self) -> asyncio.Transport:
        if self._transport is None:
            raise RuntimeError("this fault needs a real connection")
        return self._transport


class NumberedProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with the connection handed to the application in the scope."""

    connection: Connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as narrow as uvicorn's own
        super().connection_made(transport)
        self.connection = connection = Connection(transport)
        app = self.app

        async def with_connection(scope: Scope, receive: Receive, send: Send) -> None:
            scope[SCOPE_KEY] = connection
            await app(scope, receive, send)

        self.app = with_connection

    def connection_lost(self, exc: Exception | None) -> None:
        self.connection.closed.set()
        super().connection_lost(exc)


def connection_of(scope: Any) -> Connection:
    """The connection that a request came by."""
    return scope.get(SCOPE_KEY) or Connection()
