# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that the simulator knows, in one place, so that it can be reset in one place."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .examples import example_jobs
from .faults import Faults
from .instances import Instances
from .jobs import Jobs
from .journal import Journal
from .settings import Settings
from .tokens import Tokens
from .wire import Connection

if TYPE_CHECKING:
    # Its HTTP client takes longer to import than all the rest, and few need it.
    from .keystone import Keystone

Clock = Callable[[], float]


class Door(Protocol):
    """The listening socket of a service."""

    def shut(self, seconds: float | None, spared: Connection | None = None) -> None:
        """Refuse connections for so long, None is until it is opened; end the present ones, `spared` excepted."""

    async def open(self) -> None:
        """Accept connections again; nothing happens if the door is open."""


@dataclass(frozen=True)
class Places:
    """Where the services listen: the scheme, and the port of each."""

    ports: Mapping[str, int]
    scheme: str = "http"

    def url(self, service: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.ports[service]}"


class World:
    """The state behind all services. `clock` gives epoch seconds; `settings` are those to start with and return to."""

    def __init__(
        self,
        places: Places,
        clock: Clock = time.time,
        settings: Settings | None = None,
        keystone: Keystone | None = None,
    ) -> None:
        self.places = places
        self.clock = clock
        self.keystone = keystone
        self.doors: dict[str, Door] = {}
        self._first_settings = settings or Settings()
        self.reset()

    def reset(self) -> None:
        """Back to the start: jobs, settings, faults, log, tokens and one-time passcodes."""
        self.settings = self._first_settings
        self.jobs = Jobs()
        for job in example_jobs(self.clock()):
            self.jobs.add(job)
        self.instances = Instances(self.jobs)
        self.faults = Faults(self.settings.seed)
        self.journal = Journal()
        self.tokens = Tokens()
        self.used_passcodes: set[str] = set()

    async def open_doors(self) -> None:
        """End the absence of all services."""
        for door in self.doors.values():
            await door.open()
