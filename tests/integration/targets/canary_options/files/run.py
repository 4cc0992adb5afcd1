# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a playbook with a canary in one option after the other.

`python run.py PLAYBOOK FOLDER COLLECTIONS < options.json`: the options are those of a task that works. The cases are
derived from the argument specs of the collection. Fails if the canary is found in what ansible-playbook prints or logs.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CANARY = "open-Sesame-4711"
VALUES = (
    {"password": CANARY},
    f"first\n{CANARY}",
    [f"The password is {CANARY}."],
    f"It was a dark and stormy night when {CANARY} became the password of the whole department.",
)
BASES: dict[str, dict[str, Any]] = {
    "wait_for": {"job_id": "5cbb8a90", "timeout": 1, "error_timeout": 0, "not_found_timeout": 0},
    "gaussdb_job_info": {"job_id": "5cbb8a90"},
    "gaussdb_request": {"path": "/instances", "conflict_timeout": 0},
    "gaussdb_instance": {"name": "never", "state": "absent", "conflict_timeout": 0},
    "gaussdb_instance_info": {"name": "never"},
}
# The user wants to see this one.
SHOWN = "msg"


def options_of(spec: dict[str, Any], prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Each option and suboption with its path."""
    for name, option in spec.items():
        yield (*prefix, name), option
        yield from options_of(option.get("options", {}), (*prefix, name))


def one_of_each_kind(spec: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The path of the first option of each type; the unit test test_canary.py has all of them."""
    seen = set()
    for path, option in options_of(spec):
        kind = (len(path), option.get("type"), "choices" in option, "options" in option, option.get("no_log"))
        if kind not in seen:
            yield path
        seen.add(kind)


def case(name: str, options: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The options with a value in the place of one of them."""
    whole = {**options, **BASES[name]}
    if len(path) == 1:
        return {**whole, path[0]: value}
    return {**whole, path[0]: {**options[path[0]], path[1]: value}}


def cases(collections: str, options: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The cases by module."""
    sys.path.insert(0, collections)
    argspec = importlib.import_module("ansible_collections.otc.gaussdb.plugins.module_utils._argspec")
    waits = [path for path, _option in options_of(argspec.wait_for_spec()) if path[0] != SHOWN]
    unknown = [("unknown",), ("auth", "unknown")]
    specs = {
        "gaussdb_job_info": argspec.job_info_spec(),
        "gaussdb_request": argspec.request_spec(),
        "gaussdb_instance": argspec.instance_spec(),
        "gaussdb_instance_info": argspec.instance_info_spec(),
    }
    return {
        "wait_for": [case("wait_for", options, path, value) for path in waits + unknown for value in VALUES],
        **{
            name: [
                case(name, options, path, value)
                for path in [*one_of_each_kind(spec), unknown[0]]
                for value in VALUES[:2]
            ]
            for name, spec in specs.items()
        },
    }


def run(playbook: str, folder: Path, verbosity: list[str]) -> None:
    """Run the playbook, and look for the canary in all that comes of it."""
    variables, log = folder / "variables.json", folder / f"log{''.join(verbosity)}"
    done = subprocess.run(
        [Path(sys.executable).parent / "ansible-playbook", *verbosity, playbook, "--extra-vars", f"@{variables}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, "ANSIBLE_LOG_PATH": str(log), "ANSIBLE_PYTHON_INTERPRETER": sys.executable},
        check=False,
    )
    stdout, stderr = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    if done.returncode:
        sys.exit(f"Exit code {done.returncode}\n{stdout[-5000:]}\n{stderr[-2000:]}")
    for place, text in (("stdout", stdout), ("stderr", stderr), ("log", log.read_text(errors="replace"))):
        found = [line for line in text.splitlines() if CANARY in line]
        if found:
            sys.exit(f"The canary is in {place}, with {verbosity}:\n" + "\n".join(found[:10]))


def main(playbook: str, folder: str, collections: str) -> None:
    """Run it with the default verbosity and with -vvv."""
    text = json.dumps({"cases": cases(collections, json.load(sys.stdin))})
    assert CANARY in text
    (Path(folder) / "variables.json").write_text(text)
    for verbosity in ([], ["-vvv"]):
        run(playbook, Path(folder), verbosity)


if __name__ == "__main__":
    main(*sys.argv[1:])
