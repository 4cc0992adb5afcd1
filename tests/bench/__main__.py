# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command: `python -m bench`, from the folder above this one."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from ansible_collections.otc.gaussdb.tests.simulator.client import simulator

from .arena import Arena
from .findings import Findings, Table, as_text, table_of
from .hundreds import hundreds_of_jobs
from .imports import imports
from .in_process import instance, look_ups_in_a_loop, one_look_up
from .many import many_jobs
from .outage import event_source
from .polls import completed, look_ups, one_more
from .results import Checkout, Result, durations
from .simulated import simulated_courses
from .waits import one_job, twenty_jobs

PARTS: dict[str, Callable[[Arena], Findings]] = {
    "one_job": one_job,
    "twenty_jobs": twenty_jobs,
    "look_ups": look_ups,
    "look_ups_in_a_loop": look_ups_in_a_loop,
    "one_look_up": one_look_up,
    "instance": instance,
    "completed": completed,
    "one_more": one_more,
    "many_jobs": many_jobs,
    "hundreds_of_jobs": hundreds_of_jobs,
    "event_source": event_source,
    "imports": lambda _arena: imports(),
    "courses": lambda _arena: simulated_courses(),
}


def main() -> int:
    """Run the benchmark. A target that is not met is not an error: the machine may be busy."""
    options = _parser().parse_args()
    checkout: Checkout | None = options.into
    results: dict[str, Result] = {}
    with simulator() as running, tempfile.TemporaryDirectory() as folder:
        arena = Arena(running, Path(folder))
        for name in options.only or PARTS:
            start = time.monotonic()
            findings = PARTS[name](arena)
            results[name] = Result(findings, _machine(), round(time.monotonic() - start, 1))
            _print(findings.tables)
            # After each part, so that an interrupted run keeps those that are done
            if checkout:
                checkout.merge(results)
    if targets := [target for result in results.values() for target in result.findings.targets]:
        _print([table_of(targets)])
    _print([durations(results)])
    print(_machine())
    return 0


def _print(tables: Sequence[Table]) -> None:
    for table in tables:
        print(*as_text(table), "", sep="\n", flush=True)


def _machine() -> str:
    """Where the results come from, in one line."""
    return (
        f"{_processor()}, {os.cpu_count()} cores; {platform.system()} {platform.release().partition('-')[0]}; Python"
        f" {platform.python_version()}; ansible-core {version('ansible-core')}; requests {version('requests')}"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _checkout(folder: str) -> Checkout:
    try:
        return Checkout(Path(folder), list(PARTS))
    except FileNotFoundError as error:
        raise argparse.ArgumentTypeError(f"not a checkout: {error}") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measures this collection against what people do without it."
    )
    parser.add_argument(
        "--only", action="append", choices=PARTS, metavar="PART", help=f"one of {', '.join(PARTS)}; may be repeated"
    )
    parser.add_argument(
        "--into",
        type=_checkout,
        metavar="FOLDER",
        help="merge the results into the files of the checkout in this folder",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
