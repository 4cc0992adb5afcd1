# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kills ansible-playbook at random moments while it creates an instance, and runs it again each time.

    kill.py READY_FILE PLAYBOOK ROUNDS SEED ENGINES

Each round begins with an empty simulator, and ends with a second run that is not killed. Prints as JSON what each round
came to: the moment of the kill in seconds, the creations that took effect, and the exit code of the second run. ENGINES
are separated by commas, and take turns. So do four kinds of rounds: nothing else goes wrong; the response to the
creation is lost; it is a 503 although the creation was carried out; IAM fails in between. The simulator's package must
be on PYTHONPATH.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from simulator.client import Simulator

TIMEOUT = 300.0  # seconds for one run; generous, since only a hang takes so long

# Jobs live by polls; the creation shows in the list of instances at the second look, as it may with the service.
SETTINGS = {
    "defaults": {"*": {"clock": "polls", "duration": 1, "visible_after": 1}},
    "new_instances_hidden": 1,
}
FAULTS: tuple[Mapping[str, Any], ...] = (
    {},
    {"kind": "after", "method": "POST", "path": "/instances$", "times": 1},
    {"kind": "after", "method": "POST", "path": "/instances$", "times": 1, "status": 503},
    {"kind": "response", "service": "iam", "method": "POST", "times": 2, "status": 503},
)

CREATIONS = ("CreateGaussDBV5Instance", "CreateMysqlInstance")
# The simulator knows the jobs of the references' examples from the start.
EXAMPLES = 2


def main(ready_file: str, playbook: str, rounds: str, seed: str, engines: str) -> None:
    """Kill and run again, so many times."""
    simulator = Simulator.from_file(Path(ready_file))
    chance = random.Random(int(seed))
    names = engines.split(",")
    reset(simulator, {})
    begin = time.monotonic()
    finish(start(playbook, simulator, names[0]))
    whole = time.monotonic() - begin
    results = []
    for number in range(int(rounds)):
        # Each engine meets each fault.
        fault = FAULTS[number % len(FAULTS)]
        engine = names[(number + number // len(FAULTS)) % len(names)]
        reset(simulator, fault)
        moment = chance.uniform(0, whole)
        kill(start(playbook, simulator, engine), moment)
        code, output = finish(start(playbook, simulator, engine))
        result = {"engine": engine, "fault": fault, "moment": moment, "code": code, **counts(simulator)}
        results.append({**result, "output": output if code else ""})
    print(json.dumps({"whole": whole, "rounds": results}))


def reset(simulator: Simulator, fault: Mapping[str, Any]) -> None:
    """Begin with an empty simulator."""
    simulator.reset(**SETTINGS)
    if fault:
        simulator.add_fault(**fault)


def counts(simulator: Simulator) -> dict[str, int]:
    """How many creations took effect."""
    return {"created": sum(1 for job in simulator.control("GET", "/jobs") if job["name"] in CREATIONS) - EXAMPLES}


def start(playbook: str, simulator: Simulator, engine: str) -> subprocess.Popen[bytes]:
    """Begin a run."""
    command = [str(Path(sys.executable).with_name("ansible-playbook")), playbook, "-e", f"engine={engine}"]
    return subprocess.Popen(
        command,
        env=simulator.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def kill(process: subprocess.Popen[bytes], moment: float) -> None:
    """Kill all processes of the run at that moment, as a machine does that goes down."""
    try:
        process.communicate(timeout=moment)
    except subprocess.TimeoutExpired:
        kill_tree(psutil.Process(process.pid))
        process.communicate()


def kill_tree(process: psutil.Process) -> None:
    """Kill a process and all that it has started. Since ansible-core 2.19, workers are not in its process group."""
    with suppress(psutil.NoSuchProcess):
        process.suspend()  # so that it starts nothing meanwhile
        for child in process.children():
            kill_tree(child)
        process.kill()


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Let a run come to its end; its exit code and its output."""
    output, _none = process.communicate(timeout=TIMEOUT)
    return process.returncode, output.decode()


if __name__ == "__main__":
    main(*sys.argv[1:])
