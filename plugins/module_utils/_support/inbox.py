# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A queue that signal handlers may put into, and whose reader never waits longer than it asked to.

``queue.SimpleQueue`` allows the former, but before Python 3.13 its ``get`` with a timeout can block forever: if the
time runs out while it takes its lock, it waits for the rest, which is negative. On Python 3.9 and 3.10, a timeout of 0
is enough. ``queue.Queue`` does not do that, but deadlocks if a signal handler interrupts it and puts something into it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import suppress
from queue import Empty
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Inbox(Generic[Item]):
    """What other threads and signal handlers put, for one thread to get, in order."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        # A bell: locked while it is silent. A lock keeps count of its time correctly, also when a signal interrupts it.
        self._bell = threading.Lock()
        self._bell.acquire()

    def put(self, item: Item) -> None:
        self._items.append(item)
        with suppress(RuntimeError):  # it rings already
            self._bell.release()

    def get(self, timeout: float) -> Item:
        """The oldest item; if there is none, the first that comes within ``timeout`` seconds.

        Raises:
            queue.Empty: none came
        """
        until = time.monotonic() + timeout
        # The bell may ring for an item that is gone.
        while not self._items and self._bell.acquire(timeout=max(0.0, until - time.monotonic())):
            pass
        try:
            return self._items.popleft()
        except IndexError:
            raise Empty from None
