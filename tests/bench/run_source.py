# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the event source without ansible-rulebook, and prints each event with the time: python run_source.py OPTIONS

OPTIONS is a file with the options of the source as JSON. It ends when all jobs have ended, or with the source's error.
"""

from __future__ import annotations

import asyncio
import json
import runpy
import sys
import time
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "extensions" / "eda" / "plugins" / "event_source" / "jobs.py"


async def main(options: dict[str, Any]) -> None:
    """Print events until there are no jobs left."""
    # By its path, as ansible-rulebook does
    source = runpy.run_path(str(SOURCE))["main"]
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(source(queue, options))
        while True:
            event = await queue.get()
            print(json.dumps([time.time(), event]), flush=True)
            if "gaussdb_jobs" in event:
                running.cancel()
                return


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
