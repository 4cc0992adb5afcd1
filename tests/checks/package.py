# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tarball: built, looked into, installed in a clean folder, and used there."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path

from .commands import Log
from .counts import ONE_FAILED, ONE_PASSED, Counts
from .simulation import demo_of
from .sites import Site

FOR_USERS = (
    "CHANGELOG.md",
    "CHANGELOG.rst",
    "COPYING",
    "FILES.json",
    "LICENSES",
    "MANIFEST.json",
    "README.md",
    "REUSE.toml",
    "changelogs/changelog.yaml",
    "docs",
    "extensions",
    "meta",
    "playbooks",
    "plugins",
    "roles",
)
"""All that the tarball may hold; a new file at the top has to be named here, or by build_ignore in galaxy.yml."""


def build(site: Site, log: Log) -> Path:
    """Build the tarball; its path. Raises CheckError."""
    folder = site.root / "tarball"
    shutil.rmtree(folder, ignore_errors=True)
    galaxy = site.environment.bin / "ansible-galaxy"
    arguments = ("collection", "build", "--output-path", folder)
    log.run_or_raise(galaxy, *arguments, cwd=site.collection, environment=site.variables())
    return next(folder.glob("*.tar.gz"))


def package(site: Site, log: Log) -> Counts:
    """Check what the tarball holds, then the demo from where it is installed. Raises CheckError."""
    tarball = build(site, log)
    with tarfile.open(tarball) as archive:
        superfluous = not_for_users(member.name for member in archive if not member.isdir())
    if superfluous:
        log.write("Not for users, but in the tarball:\n  " + "\n  ".join(superfluous))
        return ONE_FAILED
    return ONE_PASSED + demo_of(site, log, _install(site, log, tarball))


def not_for_users(names: Iterable[str]) -> list[str]:
    """Those of the tarball's files that users do not need."""
    return sorted(name for name in names if not any(name == kept or name.startswith(f"{kept}/") for kept in FOR_USERS))


def _install(site: Site, log: Log, tarball: Path) -> Path:
    target = site.root / "installed"
    shutil.rmtree(target, ignore_errors=True)
    galaxy = site.environment.bin / "ansible-galaxy"
    arguments = ("collection", "install", "--offline", "--collections-path", target, tarball)
    variables = {**site.variables(), "ANSIBLE_COLLECTIONS_PATH": str(target)}
    log.run_or_raise(galaxy, *arguments, cwd=site.root, environment=variables)
    return target
