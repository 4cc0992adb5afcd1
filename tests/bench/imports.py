# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long it takes to import the core of this collection, beside the library that it is built on."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

from .findings import Findings, Table, Target, beside

_ROUNDS = 20

_UTILS = "ansible_collections.otc.gaussdb.plugins.module_utils"
_CORE = f"from {_UTILS} import _argspec; from {_UTILS}._jobs import lookup"
_REQUESTS = "import requests"
_TIMED = "import time; start = time.process_time(); {}; print(time.process_time() - start)"


def imports() -> Findings:
    """Both, by turns, each in a process of its own."""
    _seconds(_CORE), _seconds(_REQUESTS)
    rounds = [(_seconds(_CORE), _seconds(_REQUESTS)) for _turn in range(_ROUNDS)]
    core, library = (statistics.median(times) for times in zip(*rounds, strict=True))
    rows = [(what, beside(1000 * time, 1000 * core, 0)) for what, time in (("the core", core), ("requests", library))]
    ratio = core / library
    return Findings(
        [Table("Imports", ("what", "CPU, ms"), rows, f"Medians of {_ROUNDS}, each in a process of its own.")],
        [
            Target(
                "importing the core, compared with importing requests",
                "at most 1.25 times",
                f"{ratio:.2f} times",
                ratio <= 1.25,
            )
        ],
    )


def _seconds(statement: str) -> float:
    # Both as they are from the second time on: compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[5])
    command = [sys.executable, "-c", _TIMED.format(statement)]
    return float(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)
