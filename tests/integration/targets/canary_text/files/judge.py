# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judges what a run has left behind: `python judge.py FOLDER < expected.json`. Fails with an assertion."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

folder = Path(sys.argv[1])
expected = json.load(sys.stdin)

results = json.loads((folder / "results.json").read_text())
for job in (results["looked_up"]["job"], results["waited"]["job"], results["rescued"]["job"]):
    assert {key: job[key] for key in expected} == expected
for result in (results["waited"], results["rescued"]):
    assert result["msg"].isprintable()
assert (folder / "text").read_bytes().decode() == f"Because of {expected['fail_reason']}"

# The templates were not run.
assert not (folder / "touched").exists()

# What ansible-playbook prints of results is JSON, which escapes what moves a cursor, and leaves the rest.
stdout = (folder / "stdout").read_bytes().decode()
assert not {char for char in stdout if char < " "} - {"\n"}

# What the collection itself tells holds nothing but text.
messages = [line for line in (folder / "stderr").read_bytes().decode().split("\n") if line.startswith("[localhost]")]
assert any("Failed" in message for message in messages), messages
for message in messages:
    assert not {char for char in message if unicodedata.category(char) in ("Cc", "Cf")}
