# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-builder finds what the collection needs, in what it is installed from. No image is built here."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import yaml
from ansible_collections.otc.gaussdb.tests.ee.runs import COLLECTION, OF_TESTS

GUIDE = COLLECTION / "docs" / "docsite" / "rst" / "automation_platform.rst"
EXAMPLE = re.compile(r"^\.\. code-block:: yaml\n\n((?:   .*\n|\n)+)", re.MULTILINE)
NEEDED = "requests>=2.20  # from collection otc.gaussdb"


def definition_of_the_guide() -> str:
    """The guide's execution environment."""
    examples = EXAMPLE.findall(GUIDE.read_text(encoding="utf-8"))
    (found,) = (text for text in map(textwrap.dedent, examples) if "base_image" in text)
    return str(found)


def test_introspection_finds_requests(collections: Path, tmp_path: Path) -> None:
    found = tmp_path / "requirements.txt"
    command = [OF_TESTS / "ansible-builder", "introspect", f"--write-pip={found}", collections]
    subprocess.run(command, check=True)
    assert found.read_text(encoding="utf-8").split("\n") == [NEEDED, ""]


def test_the_guides_definition_installs_the_collection_and_requests(collections: Path, tmp_path: Path) -> None:
    (tmp_path / "execution-environment.yml").write_text(definition_of_the_guide(), encoding="utf-8")
    context = tmp_path / "context"
    create = [OF_TESTS / "ansible-builder", "create", f"--context={context}", "--output-filename=Containerfile"]
    subprocess.run(create, cwd=tmp_path, check=True)
    build = context / "_build"
    assert yaml.safe_load((build / "requirements.yml").read_text(encoding="utf-8")) == {
        "collections": [{"name": "otc.gaussdb"}]
    }
    steps = (context / "Containerfile").read_text(encoding="utf-8")
    assert "ansible-galaxy collection install" in steps
    # The image's build runs this script on the collections that it has installed
    assert "introspect.py introspect" in steps
    found = tmp_path / "requirements.txt"
    introspect = [
        sys.executable,
        build / "scripts" / "introspect.py",
        "introspect",
        f"--write-pip={found}",
        collections,
    ]
    subprocess.run(introspect, check=True)
    assert found.read_text(encoding="utf-8").split("\n") == [NEEDED, ""]
