# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Imports point downwards, and only the ends know Ansible.

The second is also why the unit tests of all layers that Ansible does not reach need not run on every ansible-core.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[3] / "plugins"
ROOT = ("ansible_collections", "otc", "gaussdb", "plugins")

# Each layer imports only those above it in this list.
LAYERS = (
    "module_utils/_errors",
    "module_utils/_support",
    "module_utils/_engines",
    "module_utils/_cloud",
    "module_utils/_argspec",
    "module_utils/_session",
    "module_utils/_jobs",
    "module_utils/_instances",
    "module_utils/_options",
    "module_utils/_module",
    "plugin_utils/_waiting",
    "plugin_utils/_events",
    "plugin_utils/_sessions",
    "plugin_utils/_parent",
    "plugin_utils/_action",
    "modules",
    "action",
)
# The Python that is too old is refused before anything else is imported.
IMPORTS_NOTHING = ("module_utils/_python", "doc_fragments")
KNOW_ANSIBLE = ("module_utils/_options", "module_utils/_module", "plugin_utils/_action", "modules", "action")
FILES = [path.relative_to(PLUGINS) for path in sorted(PLUGINS.rglob("*.py"))]


def layer_of(module: str) -> str:
    names = (*LAYERS, *IMPORTS_NOTHING)
    return next(name for name in names if f"{module}/".startswith(f"{name}/"))


@cache
def imports_of(file: Path) -> list[str]:
    """What a file imports: of this collection as paths below plugins/, of others as dotted names."""
    here = (*ROOT, *file.with_suffix("").parts)
    found = []
    for node in ast.walk(ast.parse((PLUGINS / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(*alias.name.split("."),) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = here[: -node.level] if node.level else ()
            module = (*above, *(node.module or "").split(".")) if node.module else above
            found += [(*module, alias.name) for alias in node.names]
    return ["/".join(path[4:]) if path[:4] == ROOT else ".".join(path) for path in found]


@pytest.mark.parametrize("file", FILES, ids=str)
def test_imports_point_downwards(file):
    layer = layer_of(str(file.with_suffix("")))
    below = LAYERS[: LAYERS.index(layer)] if layer in LAYERS else ()
    # A module is imported by the action of its name, which does its work if the task is local.
    ours = {layer_of(name) for name in imports_of(file) if "/" in name}
    assert ours <= {layer, *below, "module_utils/_python"}


@pytest.mark.parametrize("file", FILES, ids=str)
def test_only_the_ends_know_ansible(file):
    knows = any(name.split(".")[0] == "ansible" for name in imports_of(file))
    assert not knows or layer_of(str(file.with_suffix(""))) in KNOW_ANSIBLE
