# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Copies of the checkout, in the layout that Ansible expects of a collection.

ansible-test finds nothing in symbolic links, and nothing below a folder that git ignores, unless that is a git
repository itself. So each copy is a repository, and its index is the list of what the last copying put there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from .environments import clean_environment
from .errors import CheckError
from .places import ROOT


def copy_checkout(target: Path) -> None:
    """Make the target hold what the checkout holds: all but ignored files. Raises CheckError."""
    target.mkdir(parents=True, exist_ok=True)
    _git(target, "init", "--quiet")
    wanted = _list(ROOT)
    for name in _list(target) - wanted:
        (target / name).unlink()
    for name in wanted:
        _copy(ROOT / name, target / name)
    _git(target, "add", "--all")


def _list(repository: Path) -> set[str]:
    names = _git(repository, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return {name for name in names if name and os.path.lexists(repository / name)}


def _git(repository: Path, *arguments: str) -> str:
    try:
        ran = subprocess.run(
            ["git", *arguments],
            cwd=repository,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError:
        raise CheckError("git is needed to know which files belong to the checkout") from None
    if ran.returncode:
        raise CheckError(f"git {arguments[0]} in {repository}: {ran.stderr.strip()}")
    return ran.stdout


def _copy(source: Path, target: Path) -> None:
    if _signature(source) == _signature(target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def _signature(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    return status.st_mode, status.st_size, status.st_mtime_ns
