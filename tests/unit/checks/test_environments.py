# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from ansible_collections.otc.gaussdb.tests.checks import environments
from ansible_collections.otc.gaussdb.tests.checks.environments import clean_environment, pinned
from ansible_collections.otc.gaussdb.tests.checks.errors import CheckError
from ansible_collections.otc.gaussdb.tests.checks.interpreters import default_python, find_interpreters


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, below an empty home."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def fake_python(path: Path, version: str) -> None:
    """A program that says that it is a Python of some version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)


def test_the_python_that_runs_this_is_always_at_hand(folder: Path) -> None:
    assert find_interpreters() == {default_python(): Path(sys.executable)}


def test_pythons_on_path_are_found_if_they_are_what_their_names_say(folder: Path) -> None:
    fake_python(folder / "python3.98", "3.98")
    fake_python(folder / "python3.97", "3.11")
    fake_python(folder / "python3.98-config", "3.98")
    assert find_interpreters() == {default_python(): Path(sys.executable), "3.98": folder / "python3.98"}


def test_behind_the_shims_of_pyenv_its_versions_are_found(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_python(tmp_path / "pyenv" / "shims" / "python3.98", "broken")
    fake_python(tmp_path / "pyenv" / "versions" / "3.98.1" / "bin" / "python3.98", "3.98")
    monkeypatch.setenv("PATH", f"{tmp_path / 'pyenv' / 'shims'}{os.pathsep}{folder}")
    assert find_interpreters()["3.98"] == tmp_path / "pyenv" / "versions" / "3.98.1" / "bin" / "python3.98"


def test_a_developers_settings_and_credentials_do_not_reach_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OS_PASSWORD", "ANSIBLE_CONFIG", "PYTHONPATH", "GIT_DIR", "VIRTUAL_ENV"):
        monkeypatch.setenv(name, "mine")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("SSL_CERT_FILE", "/etc/ssl/ca.pem")
    clean = clean_environment()
    assert "mine" not in clean.values()
    assert (clean["LC_ALL"], clean["SSL_CERT_FILE"]) == ("C.UTF-8", "/etc/ssl/ca.pem")


def test_versions_stand_in_the_constraints_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "constraints.txt").write_text("# uv==0\nuv==0.13.9\n")
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    monkeypatch.setattr(environments, "CONSTRAINTS", tmp_path / "constraints.txt")
    assert pinned("uv") == "uv==0.13.9"
    with pytest.raises(CheckError, match=r"constraints\.txt does not pin tox"):
        pinned("tox")
