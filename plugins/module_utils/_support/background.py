# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""BackgroundCalls that may hang: each in a daemon thread of its own, given up when it outlasts its limit.

No socket option bounds name resolution, or a server that drips its headers a byte at a time. A thread that hangs in one
is left behind; it holds up neither the task nor the end of the process.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from .._errors import GaussDBError, UnreachableError

Result = TypeVar("Result")

# What a call may take beyond its limit before it counts as hung: its own limit ends it first where anything can.
_GRACE = 0.5


@dataclass(frozen=True)
class Outcome(Generic[Result]):
    """How one call ended: with a value, or with an error."""

    key: str
    value: Result | None = None
    error: GaussDBError | None = None


class BackgroundCalls(Generic[Result]):
    """The calls under way, by key. Used from one thread."""

    def __init__(self, function: Callable[[str, float], Result]) -> None:
        """
        Args:
            function: called with a key and a limit in seconds; may raise GaussDBError
        """
        self._function = function
        self._done: queue.SimpleQueue[tuple[str, object, Outcome[Result] | BaseException]] = queue.SimpleQueue()
        self._open: dict[str, tuple[object, float, float]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def start(self, key: str, limit: float) -> None:
        """Call the function with ``key`` and ``limit``, in the background."""
        ticket = object()
        self._open[key] = (ticket, time.monotonic() + limit + _GRACE, limit)
        threading.Thread(target=self._run, args=(key, ticket, limit), name=f"otc.gaussdb {key}", daemon=True).start()

    def wait(self, seconds: float) -> list[Outcome[Result]]:
        """The calls that have ended, at the latest after ``seconds``; at once if there are some already.

        Raises whatever a call raised that is no GaussDBError: that is a defect, not an outcome.
        """
        until = time.monotonic() + max(0.0, seconds)
        ended: list[Outcome[Result]] = []
        while not ended:
            now = time.monotonic()
            ended += self._hung(now)
            patience = min([until, *(expiry for _ticket, expiry, _limit in self._open.values())]) - now
            try:
                ended += self._take(None if ended else max(0.0, patience))
                while True:
                    ended += self._take(None)
            except queue.Empty:
                if time.monotonic() >= until:
                    break
        return ended

    def _take(self, timeout: float | None) -> list[Outcome[Result]]:
        key, ticket, outcome = self._done.get_nowait() if timeout is None else self._done.get(timeout=timeout)
        if self._open.get(key, (None,))[0] is not ticket:
            return []
        del self._open[key]
        if isinstance(outcome, BaseException):
            raise outcome
        return [outcome]

    def _hung(self, now: float) -> list[Outcome[Result]]:
        hung = [(key, limit) for key, (_ticket, expiry, limit) in self._open.items() if now >= expiry]
        for key, _limit in hung:
            del self._open[key]
        return [Outcome(key, error=_hanging(limit)) for key, limit in hung]

    def _run(self, key: str, ticket: object, limit: float) -> None:
        result: Outcome[Result] | BaseException
        try:
            result = Outcome(key, value=self._function(key, limit))
        except GaussDBError as error:
            result = Outcome(key, error=error)
        except Exception as error:  # handed to the caller's thread, which raises it
            result = error
        self._done.put((key, ticket, result))


def _hanging(limit: float) -> UnreachableError:
    return UnreachableError(f"No answer within {limit:.0f} s, the request hangs.", in_doubt=True)
