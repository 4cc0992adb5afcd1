# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator's README is true: its examples work, and its tables are complete."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from ansible_collections.otc.gaussdb.tests.simulator import courses, faults, server
from ansible_collections.otc.gaussdb.tests.simulator.__main__ import command_line
from ansible_collections.otc.gaussdb.tests.simulator.journal import KEPT
from ansible_collections.otc.gaussdb.tests.simulator.settings import Settings
from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import Simulation

README = Path(server.__file__).with_name("README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```http\n([A-Z]+) /simulator(\S*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
INSTANCE = "b34f8c791f2643578510c093aa2351a8in14"
IN_TABLES = set(re.findall(r"`([^`]+)`", "\n".join(line for line in README.splitlines() if line.startswith("|"))))


@pytest.mark.parametrize(("method", "path", "body"), EXAMPLES, ids=lambda part: part.strip().replace("\n", " ")[:60])
def test_every_example_works(simulation: Simulation, method: str, path: str, body: str) -> None:
    simulation.control("POST", "/jobs", {"engine": "gaussdb", "id": "j-2", "course": {"held": True}})
    simulation.control("POST", "/instances", {"engine": "gaussdb", "id": INSTANCE, "name": "orders"})
    simulation.control(method, path, json.loads(body) if body.strip() else None)


def test_there_is_an_example_for_every_kind_of_request() -> None:
    assert len(EXAMPLES) > 12


@pytest.mark.parametrize(
    "names",
    [
        {field.name for field in fields(Settings)},
        {field.name for field in fields(courses.Course)},
        set(courses.SHAPES),
        set(faults.KINDS),
        {option.split()[0] for option in re.findall(r"--[a-z-]+", command_line().format_usage())},
    ],
)
def test_the_tables_name_everything(names: set[str]) -> None:
    documented = {name.split()[0] for name in IN_TABLES}
    assert names - documented == set()


def test_the_size_of_the_log_is_right() -> None:
    assert f"The latest {KEPT:,} requests" in README
