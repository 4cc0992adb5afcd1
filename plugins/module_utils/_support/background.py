# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls that may hang: each in a daemon thread of its own, abandoned if it outlasts its timeout.

No socket option bounds name resolution, or a server that sends its headers a byte at a time. A thread that hangs in one
is left behind; it holds up neither the task nor the end of the process.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from queue import Empty
from typing import Generic, TypeVar

from .._errors import GaussDBError, UnreachableError
from .inbox import Inbox

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")

# What a call may take beyond its timeout before it counts as hung: its own timeout ends it first if anything can.
_GRACE = 0.5

# The longest sleep without handling signals. One that the kernel delivers to another thread does not wake this one.
_SLICE = 1.0


@dataclass(frozen=True)
class Outcome(Generic[Key, Result]):
    """How one call ended: with a value, or with an error."""

    key: Key
    value: Result | None = None
    error: GaussDBError | None = None


@dataclass(frozen=True)
class _Open:
    """A call under way.

    Attributes:
        expiry: when it counts as hung
        timeout: seconds that it was given
    """

    expiry: float
    timeout: float


class BackgroundCalls(Generic[Key, Result]):
    """The calls under way, by key. Used from one thread."""

    def __init__(
        self,
        function: Callable[[Key, float], Result],
        clock: Callable[[], float] = time.monotonic,
        in_doubt: Callable[[], bool] = lambda: False,
    ) -> None:
        """
        Args:
            function: called with a key and a timeout in seconds; may raise GaussDBError
            clock: seconds, monotonic
            in_doubt: whether a call that hangs may have changed something; polls change nothing
        """
        self._function = function
        self._clock = clock
        self._in_doubt = in_doubt
        # None is an interruption.
        self._done: Inbox[tuple[Key, _Open, Outcome[Key, Result] | BaseException] | None] = Inbox()
        self._open: dict[Key, _Open] = {}
        self._interrupted = False

    def start(self, key: Key, timeout: float) -> None:
        """Call the function with ``key`` and ``timeout``, in the background."""
        call = _Open(self._clock() + timeout + _GRACE, timeout)
        self._open[key] = call
        threading.Thread(target=self._run, args=(key, call), name=f"otc.gaussdb {key}", daemon=True).start()

    def wait(self, seconds: float) -> list[Outcome[Key, Result]]:
        """The calls that have ended, after ``seconds`` at the latest; immediately if there are some already.

        Wakes up once a second, so that no signal goes unnoticed for longer.

        Raises whatever a call raised that is not a GaussDBError: that is a defect, not an outcome.
        """
        until = self._clock() + max(0.0, seconds)
        ended = self._arrived()
        while not ended:
            now = self._clock()
            ended = self._hung(now)
            if ended or now >= until or self._interrupted:
                break
            wake = min([until, now + _SLICE, *(call.expiry for call in self._open.values())])
            ended = self._arrived(wake - now)
        self._interrupted = False
        return ended

    def interrupt(self) -> None:
        """Make the wait under way, or else the next one, return immediately. For other threads and signal handlers."""
        self._done.put(None)

    def _arrived(self, patience: float = 0.0) -> list[Outcome[Key, Result]]:
        """The outcomes that are there; if there are none, the first that comes within ``patience`` seconds."""
        outcomes: list[Outcome[Key, Result]] = []
        while True:
            try:
                item = self._done.get(timeout=patience)
            except Empty:
                return outcomes
            patience = 0.0
            if item is None:
                self._interrupted = True
                return outcomes
            key, call, outcome = item
            # What was abandoned comes too late; its key may have been called again.
            if self._open.get(key) is not call:
                continue
            del self._open[key]
            if isinstance(outcome, BaseException):
                raise outcome
            outcomes.append(outcome)

    def _hung(self, now: float) -> list[Outcome[Key, Result]]:
        hung = {key: call for key, call in self._open.items() if now >= call.expiry}
        for key in hung:
            del self._open[key]
        return [Outcome(key, error=_hanging(call.timeout, self._in_doubt())) for key, call in hung.items()]

    def _run(self, key: Key, call: _Open) -> None:
        result: Outcome[Key, Result] | BaseException
        try:
            result = Outcome(key, value=self._function(key, call.timeout))
        except GaussDBError as error:
            result = Outcome(key, error=error)
        except Exception as error:  # handed to the caller's thread, which raises it
            result = error
        self._done.put((key, call, result))


def _hanging(timeout: float, in_doubt: bool) -> UnreachableError:
    return UnreachableError(f"No response within {timeout:.0f} s; the request was abandoned.", in_doubt=in_doubt)
