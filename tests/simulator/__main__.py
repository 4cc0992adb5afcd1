# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command: `python -m simulator`, from the folder above this one."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import shlex
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from .client import environment
from .faults import SERVICES
from .ready import ready_facts
from .server import Listener, apps
from .settings import Settings, SettingsError, merged
from .world import Places, World

SIGNALS = (signal.SIGINT, signal.SIGTERM)
WATCH_EVERY = 0.25  # seconds between two checks of the process whose end is awaited


def main(arguments: list[str] | None = None) -> int:
    """Run the simulator until it is told to stop; returns the exit code."""
    parser = command_line()
    options = parser.parse_args(arguments)
    if options.run == []:
        parser.error("--run needs a command")
    try:
        settings = _settings(options)
        _log_to(options.log_file)
        return asyncio.run(_serve(options, settings))
    except (OSError, SettingsError) as error:
        print(f"simulator: {error}", file=sys.stderr)
        return 2


async def _serve(options: argparse.Namespace, settings: Settings) -> int:
    """Serve until told to stop, or until the command has ended; the exit code."""
    stop = asyncio.Event()
    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with contextlib.AsyncExitStack() as doors:
        listeners = {}
        for service in SERVICES:
            port = getattr(options, f"{service}_port")
            listeners[service] = Listener(service, port, options.tls_cert, options.tls_key)
            doors.push_async_callback(listeners[service].finish)
        world = _world(options, settings, {service: listener.port for service, listener in listeners.items()})
        world.doors = dict(listeners)
        for service, app in apps(world).items():
            await listeners[service].start(app)
        facts = ready_facts(world)
        if options.ready_file:
            _write_atomically(Path(options.ready_file), json.dumps(facts, indent=2) + "\n")
        if options.run:
            return await _run(options.run, facts["variables"])
        print(_greeting(facts), flush=True)
        await _wait(stop, options.until_exit_of)
        return 0


async def _run(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run the command with variables that sign in; its exit code, or 128 and the number of the signal that ended it."""
    process = await asyncio.create_subprocess_exec(*command, env=environment(variables))

    def forward(number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)

    # A terminal sends SIGINT to both processes, so only SIGTERM is for this one alone.
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: None)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, forward, signal.SIGTERM)
    code = await process.wait()
    return code if code >= 0 else 128 - code


def _world(options: argparse.Namespace, settings: Settings, ports: dict[str, int]) -> World:
    keystone = None
    if options.keystone:
        # Its HTTP client takes longer to import than all the rest, and few need it.
        from .keystone import Keystone

        keystone = Keystone(options.keystone, time.time)
    places = Places(ports, "https" if options.tls_cert else "http")
    return World(places, time.time, settings, keystone)


async def _wait(stop: asyncio.Event, until_exit_of: int | None) -> None:
    while not stop.is_set() and (until_exit_of is None or _is_alive(until_exit_of)):
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), None if until_exit_of is None else WATCH_EVERY)


def _is_alive(pid: int) -> bool:
    """Whether a process is running; a zombie, whose parent has not noticed its end yet, is not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _greeting(facts: Mapping[str, Any]) -> str:
    exports = "\n".join(f"  export {name}={shlex.quote(value)}" for name, value in facts["variables"].items())
    return f"""\
The simulator is listening:
  IAM       {facts["iam"]}
  GaussDB   {facts["gaussdb"]}
  TaurusDB  {facts["taurusdb"]}
  control   {facts["control"]}

Paste this into the shell that runs your playbook:
{exports}

Press Ctrl+C to stop it."""


def _settings(options: argparse.Namespace) -> Settings:
    """The settings of the file, with those of the command line over them; raises OSError or SettingsError."""
    settings = Settings()
    if options.settings:
        try:
            settings = merged(settings, json.loads(Path(options.settings).read_text(encoding="utf-8")))
        except ValueError as error:
            raise SettingsError(f"{options.settings}: {error}") from error
    given = {"speed": options.speed, "latency": options.latency}
    return merged(settings, {key: value for key, value in given.items() if value is not None})


def _log_to(path: str | None) -> None:
    """Errors go to stderr; each request and each error to the log file, if there is one."""
    errors = logging.StreamHandler()
    errors.setLevel(logging.ERROR)
    handlers: list[logging.Handler] = [errors]
    if path:
        handlers.append(logging.FileHandler(path, encoding="utf-8"))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", handlers=handlers)


def _write_atomically(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
    os.replace(file.name, path)


def command_line() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Simulates the APIs of GaussDB, TaurusDB and IAM on 127.0.0.1.",
    )
    for service, name in (("iam", "IAM"), ("gaussdb", "GaussDB"), ("taurusdb", "TaurusDB")):
        parser.add_argument(f"--{service}-port", type=int, default=0, metavar="PORT", help=f"{name}; 0 is a free port")
    parser.add_argument("--speed", type=float, metavar="N", help="let jobs run so many times faster than in real time")
    parser.add_argument("--latency", type=float, metavar="SECONDS", help="delay every response by that long")
    parser.add_argument("--settings", metavar="FILE", help="settings to start with, as JSON")
    parser.add_argument("--ready-file", metavar="FILE", help="written once all ports listen: where they are, as JSON")
    parser.add_argument("--until-exit-of", type=int, metavar="PID", help="end when that process has ended")
    parser.add_argument("--keystone", metavar="URL", help="accept the tokens of that Keystone instead of its own")
    parser.add_argument("--tls-cert", metavar="FILE", help="serve TLS with that certificate")
    parser.add_argument("--tls-key", metavar="FILE", help="the key of the certificate")
    parser.add_argument("--log-file", metavar="FILE", help="a line for each request")
    parser.add_argument(
        "--run",
        nargs=argparse.REMAINDER,
        metavar="COMMAND",
        help="run this command with OS_* variables that sign in to the simulator, and end with its exit code",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
