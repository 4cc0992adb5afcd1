# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a playbook, as loud as it gets, once for each of many runs: `python run.py PLAYBOOK FOLDER < runs.json`.

What goes into a run is kept below FOLDER/in, and what it prints and logs below FOLDER/out. Fails where a playbook does.
The simulator's package must be on PYTHONPATH.
"""

from __future__ import annotations

import base64
import html
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from simulator.client import Simulator

PROGRAM = Path(sys.executable).parent / "ansible-playbook"


def told(secret: str) -> str:
    """What servers echo: a secret, in the spellings in which they may have got it."""
    spellings = (
        secret,
        quote(secret),
        json.dumps(secret),
        base64.b64encode(f"reader:{secret}".encode()).decode(),
        html.escape(secret),
    )
    return " and ".join(spellings)


def prepare(run: dict[str, Any], simulator: Simulator) -> str | None:
    """Let the simulator be as a run needs it; the ID of the job that it tells a secret with, if it does."""
    text = told(run.get("tells", ""))
    simulator.control("DELETE", "/faults")
    if "fault" in run:
        fault = json.dumps(run["fault"]).replace("TOLD", json.dumps(text)[1:-1])
        simulator.control("POST", "/faults", json.loads(fault))
    if "tells" not in run:
        return None
    course = {"outcome": "Failed", "duration": 1, "age": 60, "fail_reason": text}
    instance = {"id": "canary", "name": run["tells"]}
    return simulator.add_jobs([{"name": f"Create {run['tells']}", "instance": instance, "course": course}])[0]


def play(run: dict[str, Any], given: dict[str, Any], playbook: str, folder: Path) -> None:
    """One run."""
    variables = {
        "job_id": prepare(run, Simulator(given["simulator"])) or given["job_id"],
        "options": {**given["options"], **run.get("options", {})},
        "expected": {key: run.get(key, "") for key in ("looked_up", "waited", "says")},
        "whole": given["whole"] if run.get("whole") else {},
    }
    environment = run.get("environment", {})
    into, out = folder / "in" / f"{run['title']}.json", folder / "out" / run["title"]
    into.write_text(json.dumps(variables))
    into.with_suffix(".environment.json").write_text(json.dumps(environment))
    out.mkdir(parents=True)
    with (out / "stdout").open("wb") as stdout, (out / "stderr").open("wb") as stderr:
        code = subprocess.call(
            [PROGRAM, "-vvvvv", playbook, "--extra-vars", f"@{into}"],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env={
                **os.environ,
                **environment,
                "ANSIBLE_LOG_PATH": str(out / "log"),
                "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            },
        )
    if code:
        sys.exit(f"{run['title']}: exit code {code}\n{(out / 'stdout').read_text()[-5000:]}")


def main(playbook: str, folder: str) -> None:
    """All runs, in their order."""
    given = json.load(sys.stdin)
    for run in given["runs"]:
        play(run, given, playbook, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
