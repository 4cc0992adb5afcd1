# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command: `python -m bench`, from the folder above this one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from .arena import Arena
from .findings import Findings, table_of
from .imports import imports
from .looks import completed, look_ups, one_more
from .numbers import many_jobs
from .simulation import simulator
from .waits import one_job, twenty_jobs

PAGE = Path(__file__).parent / "performance.rst.in"
"""The page of documentation, but for the results."""

PARTS: dict[str, Callable[[Arena], Findings]] = {
    "one_job": one_job,
    "twenty_jobs": twenty_jobs,
    "look_ups": look_ups,
    "completed": completed,
    "one_more": one_more,
    "many_jobs": many_jobs,
    "imports": lambda arena: imports(),
}


def main() -> int:
    """Run the benchmark; 0 also where a target is not met, since a busy machine is no defect."""
    options = _parser().parse_args()
    findings = []
    with simulator() as running, tempfile.TemporaryDirectory() as folder:
        arena = Arena(running, Path(folder))
        for name in options.only or PARTS:
            found = PARTS[name](arena)
            _print(found)
            findings.append(found)
    targets = Findings([table_of([target for found in findings for target in found.targets])])
    _print(targets)
    if options.rst:
        _write(Path(options.rst), [targets, *findings])
    return 0
