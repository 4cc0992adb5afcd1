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
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from ansible_collections.otc.gaussdb.tests.simulator.client import simulator

from .arena import Arena
from .findings import Findings, Table, as_rst, as_text, table_of
from .hundreds import hundreds_of_jobs
from .imports import imports
from .in_process import instance, look_ups_in_a_loop, one_look_up
from .many import many_jobs
from .polls import completed, look_ups, one_more
from .simulated import simulated_courses
from .waits import one_job, twenty_jobs

INTRODUCTION = Path(__file__).parent / "introduction.rst"
"""What the page of documentation says before the results."""

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
    "imports": lambda _arena: imports(),
    "courses": lambda _arena: simulated_courses(),
}


def main() -> int:
    """Run the benchmark. A target that is not met is no error: it may be the machine that is busy."""
    options = _parser().parse_args()
    parts = []
    with simulator() as running, tempfile.TemporaryDirectory() as folder:
        arena = Arena(running, Path(folder))
        for name in options.only or PARTS:
            parts.append(PARTS[name](arena))
            _print(parts[-1].tables)
    tables = [table for part in parts for table in part.tables]
    if targets := [target for part in parts for target in part.targets]:
        tables.insert(0, table_of(targets))
        _print(tables[:1])
    print(_machine())
    if options.rst:
        options.rst.write_text("\n".join(_page(tables)) + "\n", encoding="utf-8")
    return 0


def _print(tables: Sequence[Table]) -> None:
    for table in tables:
        print(*as_text(table), "", sep="\n", flush=True)


def _page(tables: Sequence[Table]) -> Iterator[str]:
    yield INTRODUCTION.read_text(encoding="utf-8").rstrip()
    yield ""
    yield f"Measured on {_machine()}."
    for table in tables:
        yield ""
        yield from as_rst(table)


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measures this collection against what people do without it."
    )
    parser.add_argument(
        "--only", action="append", choices=PARTS, metavar="PART", help=f"one of {', '.join(PARTS)}; may be repeated"
    )
    parser.add_argument("--rst", type=Path, metavar="FILE", help="write the results as a page of documentation, too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
