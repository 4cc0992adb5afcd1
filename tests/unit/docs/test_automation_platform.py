# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide for AWX and Automation Platform names the versions that its tests run with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "docsite" / "rst" / "automation_platform.rst").read_text(encoding="utf-8")
CONSTRAINTS = (ROOT / "tests" / "constraints.txt").read_text(encoding="utf-8").splitlines()
PROGRAMS = ("ansible-builder", "ansible-navigator", "ansible-rulebook", "ansible-runner")


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_version_is_that_of_the_tests(program: str) -> None:
    (version,) = re.findall(rf"``{program}`` (\d\S+)", GUIDE)
    assert f"{program}=={version}" in CONSTRAINTS
