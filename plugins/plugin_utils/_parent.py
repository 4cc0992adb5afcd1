# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Exiting with the process that has started this one."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

THREAD = "otc.gaussdb parent"


@contextmanager
def exiting_with_parent(
    parent: Callable[[], int] = os.getppid, exit_with: Callable[[int], object] = os._exit, interval: float = 0.2
) -> Iterator[None]:
    """Exit if the parent of this process ends meanwhile.

    ansible-core ends its workers itself if it can, but not when it is killed, nor, before 2.19, on SIGTERM. A wait
    would go on for hours, although no process is left to learn its outcome; and a request that is sent now could cross
    with that of the next run.

    Args:
        parent: the ID of the parent's process
        exit_with: ends this process, with an exit code
        interval: seconds between two checks of the parent
    """
    original = parent()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(interval) and parent() == original:
            pass
        if not over.is_set():
            exit_with(1)

    thread = threading.Thread(target=watch, name=THREAD, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
