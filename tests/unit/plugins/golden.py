# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts that a person has to read when they change.

A test compares what the code says with a file beside it. With WRITE_GOLDEN=1 in the environment, it writes the file
instead; read the difference as an editor before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path


def compare(file: Path, lines: list[str]) -> None:
    """Compare lines with those of a golden file."""
    text = "".join(f"{line}\n" for line in lines)
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    wanted = file.read_text(encoding="utf-8").splitlines()
    missing = [line for line in wanted if line not in lines]
    fresh = [line for line in lines if line not in wanted]
    assert (missing, fresh) == ([], []), f"Read the new wording, then run this test with WRITE_GOLDEN=1 ({file.name})."
    assert lines == wanted
