# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ending with the process that has started this one."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_EVERY = 1.0  # seconds


@contextmanager
def ending_with_parent() -> Iterator[None]:
    """End this process, too, if its parent ends meanwhile.

    ansible-core ends its workers itself where it can, but not when it is killed, nor, before 2.19, on SIGTERM. A wait
    would go on for hours, and nobody would learn what came of it.
    """
    parent = os.getppid()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY):
            if os.getppid() != parent:
                # Nothing is lost: there is nobody left to read a result.
                os._exit(1)

    threading.Thread(target=watch, name="otc.gaussdb parent", daemon=True).start()
    try:
        yield
    finally:
        over.set()
