# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports which lines of plugins/ the tests ran; runs in the collection's folder, with coverage.

Unlike `ansible-test coverage report`, it counts the files that no test so much as imported.
"""

from __future__ import annotations

import sys
from pathlib import Path

import coverage

FLOOR = 95.0
"""Percent of the lines that unit and integration tests together have to run."""


def main(data_file: str) -> int:
    measured = coverage.Coverage(data_file=data_file)
    measured.load()
    files = [str(path) for path in sorted(Path("plugins").resolve().rglob("*.py"))]
    measured.get_data().touch_files(files)
    measured.report(include=files, show_missing=True)
    lines = missed = 0
    for file in files:
        statements, _excluded, missing = measured.analysis2(file)[1:4]
        lines += len(statements)
        missed += len(missing)
    percent = 100 * (lines - missed) / lines
    print(f"{percent:.1f} % of the lines in plugins/ ran; at least {FLOOR} % have to.")
    return 0 if percent >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
