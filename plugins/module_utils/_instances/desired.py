# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task wants an instance to be, and which of its options cannot be right whatever there is.

Source: "Creating a DB Instance" and the pages on changes of both references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .._engines import GAUSSDB, TAURUSDB, Engine
from .._errors import ConfigurationError
from .._support.text import is_empty

GB_PER_SHARD = 40
LARGEST_GB_PER_SHARD = 16 * 1024

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{3,63}", re.ASCII)
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}", re.ASCII)
# Those of the references have some 45 characters at most.
_FLAVOR = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,79}", re.ASCII)

_PORTS = {GAUSSDB.name: range(1024, 39999), TAURUSDB.name: range(1024, 65536)}
_OCCUPIED_PORTS = {
    GAUSSDB.name: frozenset(
        {2378, 2379, 2380, 4999, 5000, 5999, 6000, 6001, 8097, 8098, 12016, 12017, 20049, 20050, 21731, 21732}
        | {32122, 32123, 32124}
    ),
    TAURUSDB.name: frozenset({5342, 5343, 5344, 5345, 12017, 20000, 20201, 20202, 33062}),
}


@dataclass(frozen=True)
class Desired:
    """The options of a task, None where it leaves something as it is.

    Attributes:
        engine: the database engine
        name: of the instance; with ``instance_id``, the name that it shall have
        instance_id: chooses an instance, so that its name can change and need not be unique
        is_present: whether it shall exist
        flavor: specification code
        volume_size: GB, GaussDB only
        replicas: read replicas, TaurusDB only
        port: of the database
        creation: the rest of the creation's body, in the reference's names
        password: of the administrator, for the creation
        region: where to create it
    """

    engine: Engine
    name: str | None = None
    instance_id: str | None = None
    is_present: bool = True
    flavor: str | None = None
    volume_size: int | None = None
    replicas: int | None = None
    port: int | None = None
    creation: Mapping[str, Any] = field(default_factory=dict)
    password: str | None = field(default=None, repr=False)
    region: str | None = None

    @property
    def title(self) -> str:
        """What messages call the instance."""
        return self.name or self.instance_id or ""

    @property
    def refused_options(self) -> tuple[str, ...]:
        """Options that are for the other engine only."""
        return ("volume_size",) if self.engine is TAURUSDB else ("replicas",)

    @property
    def shards(self) -> int:
        """The number of shards that the storage is spread over, as far as the options say."""
        number = whole(self.creation.get("sharding_num"))
        return number if number and number > 0 else 1

    def check(self) -> None:
        """Raises ConfigurationError, naming everything that cannot be right whatever there is."""
        problems = list(self._problems())
        if problems:
            raise ConfigurationError(" ".join(problems))

    def _problems(self) -> Iterator[str]:
        has_id = self.instance_id is not None and not is_empty(self.instance_id)
        if not self.name and not has_id:
            yield "name: it is missing or empty, and so is instance_id. Set one of them."
        if self.name and not _NAME.fullmatch(self.name):
            yield (
                "name: the name of an instance has 4 to 64 characters, begins with a letter, and consists of letters,"
                " digits, hyphens and underscores. Choose another one."
            )
        if self.instance_id is not None and self.name and not has_id:
            yield (
                "instance_id: it is empty. Was the task that provides it skipped? To find the instance by name, leave"
                " it out."
            )
        elif has_id and not _ID.fullmatch(self.instance_id or ""):
            yield (
                "instance_id: it is not the ID of an instance, which consists of letters, digits, hyphens and"
                " underscores. Was the task that creates the instance skipped, or a template left unresolved?"
            )
        if not self.is_present:
            return
        if self.flavor is not None and not _FLAVOR.fullmatch(self.flavor):
            yield (
                "flavor: it is not a specification code, which consists of letters, digits, dots, hyphens and"
                " underscores. Give one, or leave it out."
            )
        if self.volume_size is not None:
            yield from self._volume_problems(self.volume_size)
        if self.replicas is not None:
            if "replicas" in self.refused_options:
                yield (
                    f"replicas: {self.engine.title} has no read replicas that can be added. Leave it out; the number of"
                    " replicas of each shard is replica_num in creation."
                )
            elif self.replicas < 0:
                yield f"replicas: {self.replicas} is not a number of read replicas. Set it to 0 or more."
        if self.port is not None:
            yield from self._port_problems(self.port)

    def _volume_problems(self, size: int) -> Iterator[str]:
        if "volume_size" in self.refused_options:
            yield f"volume_size: the storage of {self.engine.title} grows by itself. Leave it out."
            return
        step = GB_PER_SHARD * self.shards
        largest = LARGEST_GB_PER_SHARD * self.shards // step * step
        if size < step or size % step or size > largest:
            of_shards = f" ({GB_PER_SHARD} GB for each of {self.shards} shards)" if self.shards > 1 else ""
            yield (
                f"volume_size: it must be a multiple of {step} GB{of_shards}, from {step} to {largest}, not {size}."
                f" Choose another size, for instance {_nearest(size, step, largest)}."
            )

    def _port_problems(self, port: int) -> Iterator[str]:
        ports, occupied = _PORTS[self.engine.name], _OCCUPIED_PORTS[self.engine.name]
        if port not in ports:
            yield f"port: {port} is not between {ports[0]} and {ports[-1]}. Choose another port."
        elif port in occupied:
            yield (
                f"port: {port} is occupied by {self.engine.title} itself, as are"
                f" {', '.join(str(other) for other in sorted(occupied) if other != port)}. Choose another port."
            )


def whole(value: Any) -> int | None:
    """A whole number, also one that a template has made text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return int(value)
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value.strip(), re.ASCII) else None


def _nearest(size: int, step: int, largest: int) -> int:
    """The size that is likeliest meant: the next one up, within the bounds."""
    return min(max(-(-size // step) * step, step), largest)
