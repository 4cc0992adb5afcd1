# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two doors on 127.0.0.1: `python doors.py --help`.

A forward proxy that lets in those who know a password, and notes whom they ask for; and a TLS door that lets in those
with a certificate, and leads to one server.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import psutil

PROXY_USER = "porter:open sesame"


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--folder", type=Path, required=True, help="what certificates.py has written; ready.json and asked go there"
    )
    parser.add_argument("--leads-to", required=True, metavar="PORT", type=int, help="the server behind the TLS door")
    parser.add_argument("--until-exit-of", required=True, metavar="PID", type=int)
    options = parser.parse_args()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(options.folder / "authority.pem"))
    context.load_cert_chain(options.folder / "server.pem", options.folder / "server.key")
    context.verify_mode = ssl.CERT_REQUIRED

    async def serve_certified(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await connect(reader, writer, "127.0.0.1", options.leads_to)

    async def serve_proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await forward(reader, writer, options.folder / "asked")

    certified = await asyncio.start_server(serve_certified, "127.0.0.1", ssl=context)
    proxy = await asyncio.start_server(serve_proxy, "127.0.0.1")
    ready = {"certified": port(certified), "proxy": port(proxy)}
    (options.folder / "ready.part").write_text(json.dumps(ready))
    (options.folder / "ready.part").rename(options.folder / "ready.json")
    while psutil.pid_exists(options.until_exit_of):
        await asyncio.sleep(0.25)


def port(server: asyncio.Server) -> int:
    number: int = server.sockets[0].getsockname()[1]
    return number


async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, notes: Path) -> None:
    """Read one request to the proxy, and join both ends."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        writer.close()
        return
    first, *lines = head.rstrip().split("\r\n")
    method, target, version = first.split(" ")
    headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines}
    if headers.get("proxy-authorization") != f"Basic {base64.b64encode(PROXY_USER.encode()).decode()}":
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        return
    parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
    with notes.open("a") as file:
        file.write(f"{method} {parts.port}\n")
    if method == "CONNECT":
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await connect(reader, writer, parts.hostname, parts.port)
        return
    # One request for each connection, so that what follows on it need not be taken apart.
    kept = [line for line in lines if line.partition(":")[0].lower() not in ("proxy-authorization", "connection")]
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    start = "\r\n".join([f"{method} {path} {version}", *kept, "Connection: close", "", ""])
    await connect(reader, writer, parts.hostname, parts.port, start.encode("latin-1"))


async def connect(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str | None, port: int | None, start: bytes = b""
) -> None:
    """Join a connection with a new one to a server, until either ends."""
    there_reader, there_writer = await asyncio.open_connection(host, port)
    there_writer.write(start)
    await asyncio.gather(pump(reader, there_writer), pump(there_reader, writer), return_exceptions=True)


async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    finally:
        sink.close()


if __name__ == "__main__":
    asyncio.run(main())
