# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Holds the action group of meta/runtime.yml against the modules; runs in the collection's folder, with PyYAML.

`module_defaults: group/otc.gaussdb.gaussdb` sets the options that the modules of the group share. So a module belongs
to it if, and only if, it takes those options from their doc fragment.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any

import yaml

GROUP = "gaussdb"
FRAGMENT = "otc.gaussdb.cloud"


def documentation(module: Path) -> dict[str, Any]:
    """A module's DOCUMENTATION."""
    for statement in ast.parse(module.read_text()).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "DOCUMENTATION":
            parsed: dict[str, Any] = yaml.safe_load(ast.literal_eval(statement.value))
            return parsed
    return {}


def mismatches(grouped: set[str], extending: set[str]) -> list[str]:
    """What is wrong, for a person."""
    missing = [f"{name} extends {FRAGMENT}, but is not in the action group {GROUP}" for name in extending - grouped]
    surplus = [f"{name} is in the action group {GROUP}, but does not extend {FRAGMENT}" for name in grouped - extending]
    return sorted(missing + surplus)


def main() -> int:
    runtime = yaml.safe_load(Path("meta/runtime.yml").read_text())
    grouped = set(runtime["action_groups"][GROUP])
    modules = [path for path in Path("plugins/modules").glob("*.py") if path.stem != "__init__"]
    extending = {
        path.stem for path in modules if FRAGMENT in documentation(path).get("extends_documentation_fragment", [])
    }
    wrong = mismatches(grouped, extending)
    print("\n".join(wrong) or f"{len(grouped)} modules are in the action group {GROUP}, as they should be.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
