# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every documented option, given values of the wrong type: what the user reads."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.otc.gaussdb.tests.unit.plugins import golden
from ansible_collections.otc.gaussdb.tests.unit.plugins.ends import CLOUD_OPTIONS, SPECS, end, options_with, paths
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.fixtures import bare, wire

__all__ = ["bare", "end", "wire"]

VALUES = {
    "null": None,
    "true": True,
    "5": 5,
    "-1": -1,
    "''": "",
    "word": "word",
    "'two words'": "two words",
    "[word]": ["word"],
    "{key: word}": {"key": "word"},
}


def test_every_mistake_has_a_message_that_was_read(end, tmp_path):
    lines = []
    for name, spec in SPECS.items():
        for path in paths(spec, aliases=False):
            # These are the same in all of them.
            if path[0] in CLOUD_OPTIONS and name != "gaussdb_job_info":
                continue
            for title, value in VALUES.items():
                if value == 5 and path[-1] in ("delay", "sleep"):
                    continue  # not a mistake, and it would be waited for
                result = end(name, options_with(name, path, value)).result
                if result.get("reason") == "configuration":
                    message = result["msg"].replace(str(tmp_path), "HOME")
                    lines.append(f"{name}: {'.'.join(path)}: {title} -> {message}")
    golden.compare(Path(__file__).with_name("option_mistakes.txt"), lines)
