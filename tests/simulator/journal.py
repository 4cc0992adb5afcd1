# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The log of requests and their status, for tests and for `--log-file`."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

KEPT = 50_000  # a soak of days must not eat the memory of its own simulator


@dataclass
class Entry:
    """One request. `status` is None until the response is sent, and after a fault of the connection."""

    time: float
    service: str
    method: str
    path: str
    query: str
    job_id: str | None
    connection: int
    headers: dict[str, str]
    body: str
    status: int | None = None


class Journal:
    """The latest requests, and counts of all of them."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._requests: Counter[str] = Counter()
        self._connections: dict[str, set[int]] = {}
        self._sign_ins: Counter[str] = Counter()

    def note(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._requests[entry.service] += 1
        self._connections.setdefault(entry.service, set()).add(entry.connection)
        self._sign_ins[entry.service] += entry.method == "POST" and entry.path == "/v3/auth/tokens"

    def entries(self, **wanted: str) -> Iterator[Entry]:
        """The entries whose attributes have the `wanted` values."""
        for entry in self._entries:
            if all(getattr(entry, key) == value for key, value in wanted.items()):
                yield entry

    def stats(self, services: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        return {
            service: {
                "requests": self._requests[service],
                "connections": len(self._connections.get(service, ())),
                "sign_ins": self._sign_ins[service],
            }
            for service in services
        }
