# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The README's picture shows what the demo printed, as text."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

IMAGES = Path(__file__).parents[3] / "docs" / "images"
TEXT = "{http://www.w3.org/2000/svg}text"

RUN = """
PLAY [Create databases] ****************

TASK [Start creating] ******************
changed: [localhost]

TASK [Wait for the GaussDB instance] ***
[localhost] Waiting for GaussDB job 5cbb
[localhost] gauss-demo: Running, 4% done & <more>. Waited 0s.
ok: [localhost]

TASK [Wait for the TaurusDB instance] **
ok: [localhost]

PLAY RECAP *****************************
localhost : ok=3
"""


@pytest.fixture(scope="module")
def terminal() -> ModuleType:
    spec = importlib.util.spec_from_file_location("terminal", IMAGES / "terminal.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(TEXT)]


def test_only_the_tasks_that_wait_are_shown(terminal: ModuleType) -> None:
    assert [line for line in terminal.lines_of(RUN) if line and not line.startswith("TASK")] == [
        "[localhost] Waiting for GaussDB job 5cbb",
        "[localhost] gauss-demo: Running, 4% done & <more>. Waited 0s.",
        "ok: [localhost]",
    ]


def test_text_stays_text(terminal: ModuleType) -> None:
    assert "[localhost] gauss-demo: Running, 4% done & <more>. Waited 0s." in texts(
        terminal.svg(terminal.lines_of(RUN))
    )


def test_a_long_line_breaks_as_in_a_terminal(terminal: ModuleType) -> None:
    line = "[localhost] " + "x" * 150
    shown = texts(terminal.svg([line]))
    assert "".join(shown) == line
    assert [len(part) for part in shown] == [100, 62]


def test_the_picture_is_made_of_a_run_with_progress_and_a_failure() -> None:
    picture = (IMAGES / "demo.svg").read_text(encoding="utf-8")
    shown = "\n".join(texts(picture))
    assert "Waiting for GaussDB job" in shown
    assert "% done" in shown
    assert ": Failed: " in shown
    assert "prefers-color-scheme: dark" in picture
