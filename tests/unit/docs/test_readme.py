# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""README has the sections that Galaxy and Automation Hub expect, and links that lead somewhere from anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REPOSITORY = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]
RAW = REPOSITORY.replace("//github.com/", "//raw.githubusercontent.com/") + "/main/"
LINKS = sorted(set(re.findall(r"\]\(([^)\s]+)\)", README)))
SECTIONS = [
    "Description",
    "Requirements",
    "Installation",
    "Use cases",
    "Testing",
    "Support",
    "Release notes and roadmap",
    "Related information",
    "Licence",
]


def in_repository(link: str) -> str | None:
    """The path that a link names in this project's repository; None if it leads elsewhere."""
    for prefix in (f"{REPOSITORY}/blob/main/", f"{REPOSITORY}/tree/main/", RAW):
        if link.startswith(prefix):
            return link.removeprefix(prefix).partition("#")[0]
    return None


def test_the_sections_are_those_expected() -> None:
    assert re.findall(r"^## (.*)$", README, re.MULTILINE) == SECTIONS


@pytest.mark.parametrize("link", LINKS)
def test_a_link_is_absolute_or_leads_to_a_section(link: str) -> None:
    anchors = {"#" + re.sub(r"[^a-z -]", "", name.lower()).replace(" ", "-") for name in SECTIONS}
    assert link.startswith("https://") or link in anchors


@pytest.mark.parametrize("path", sorted(filter(None, map(in_repository, LINKS))))
def test_a_link_into_the_repository_names_a_file(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_first_screen_says_that_no_live_cloud_took_part() -> None:
    first_screen = README.partition("\n## ")[0]
    assert "not yet tested against a live cloud" in first_screen
    assert f"version {yaml.safe_load((ROOT / 'galaxy.yml').read_text())['version']}" in first_screen
