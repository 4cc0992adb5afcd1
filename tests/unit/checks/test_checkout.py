# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from ansible_collections.otc.gaussdb.tests.checks import checkout
from ansible_collections.otc.gaussdb.tests.checks.checkout import copy_checkout
from ansible_collections.otc.gaussdb.tests.checks.errors import CheckError


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with tracked, new and ignored files."""
    source = tmp_path / "source"
    source.mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=source, check=True)
    for name, text in {
        "tracked": "1",
        "new": "2",
        "ignored": "3",
        "grüße und mehr": "4",
        ".gitignore": "ignored\n",
    }.items():
        (source / name).write_text(text)
    (source / "folder").mkdir()
    (source / "folder" / "link").symlink_to("../tracked")
    subprocess.run(["git", "add", "tracked"], cwd=source, check=True)
    monkeypatch.setattr(checkout, "ROOT", source)
    return source


def files(target: Path) -> set[str]:
    return {
        str(path.relative_to(target))
        for path in target.rglob("*")
        if not path.is_dir() and ".git" not in path.relative_to(target).parts
    }


def test_a_copy_holds_all_but_ignored_files(source: Path, tmp_path: Path) -> None:
    copy_checkout(tmp_path / "copy")
    assert files(tmp_path / "copy") == {".gitignore", "tracked", "new", "grüße und mehr", "folder/link"}
    assert (tmp_path / "copy" / "folder" / "link").is_symlink()


def test_a_copy_follows_its_checkout(source: Path, tmp_path: Path) -> None:
    copy_checkout(tmp_path / "copy")
    (source / "tracked").unlink()
    (source / "new").write_text("changed")
    (source / "script").write_text("#!/bin/sh\n")
    (source / "script").chmod(0o755)
    copy_checkout(tmp_path / "copy")
    assert files(tmp_path / "copy") == {".gitignore", "new", "grüße und mehr", "folder/link", "script"}
    assert (tmp_path / "copy" / "new").read_text() == "changed"
    assert (tmp_path / "copy" / "script").stat().st_mode & 0o111


def test_what_tools_leave_in_a_copy_goes_unless_it_is_ignored(source: Path, tmp_path: Path) -> None:
    copy_checkout(tmp_path / "copy")
    (tmp_path / "copy" / "report.json").write_text("{}")
    (tmp_path / "copy" / "ignored").write_text("results")
    copy_checkout(tmp_path / "copy")
    assert files(tmp_path / "copy") == {".gitignore", "tracked", "new", "grüße und mehr", "folder/link", "ignored"}


def test_without_a_repository_there_is_no_knowing_what_belongs_to_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").mkdir()
    monkeypatch.setattr(checkout, "ROOT", tmp_path / "plain")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(CheckError, match=r"git ls-files in .*plain: .*not a git repository"):
        copy_checkout(tmp_path / "copy")
