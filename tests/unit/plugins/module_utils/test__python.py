# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils import _python

# gaussdb_instance and wait_for run on the controller; their files hold documentation.
MODULES = sorted(
    path
    for path in (Path(_python.__file__).parents[1] / "modules").glob("gaussdb_*.py")
    if path.stem != "gaussdb_instance"
)


def test_a_python_that_is_new_enough_goes_on(capsys):
    _python.require_python()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 8, 18)])
def test_an_older_python_fails_the_module_with_a_message(monkeypatch, capsys, version):
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    with pytest.raises(SystemExit) as caught:
        _python.require_python()
    assert caught.value.code == 1
    result = json.loads(capsys.readouterr().out)
    assert result["msg"].startswith(
        f"This module needs Python 3.9 or later on the host; /usr/bin/python3 is Python 3.{version[1]}. Set "
    )
    assert (result["failed"], result["reason"]) == (True, "configuration")


@pytest.mark.parametrize("path", [Path(_python.__file__), *MODULES], ids=lambda path: path.stem)
def test_an_older_python_gets_as_far_as_the_check(path):
    """Python 3.6 can read the whole file, and the check comes before anything that needs a newer Python."""
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 6))
    assert not any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    if path in MODULES:
        statements = [node for node in tree.body if not isinstance(node, ast.Assign)]
        assert ast.unparse(statements[0]).endswith("module_utils._python import require_python")
        assert ast.unparse(statements[1]) == "require_python()"
