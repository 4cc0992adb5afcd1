# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A site: where checks run, with an ansible-core, a copy of the checkout and a home of their own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from .checkout import copy_checkout
from .commands import Log
from .environments import Environment, clean_environment
from .places import BUILD, COLLECTION_PATH


@dataclass(frozen=True)
class Site:
    """A folder below the build folder."""

    name: str
    core: str
    """The series of ansible-core that its checks are about ("2.19"); "" where they are about none."""
    python: str
    """The version of its environment's Python ("3.11")."""
    environment: Environment
    search: tuple[Path, ...] = ()
    """Folders of further interpreters: ansible-test looks for those that it needs on PATH."""

    @property
    def root(self) -> Path:
        """What ANSIBLE_COLLECTIONS_PATH has to name."""
        return BUILD / self.name

    @property
    def collection(self) -> Path:
        return self.root / COLLECTION_PATH

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def lock(self) -> Path:
        """Held by who changes what is here, or depends on it."""
        return self.root / "lock"

    def prepare(self, log: Log) -> None:
        """Make the environment, and bring the copy up to date. Raises CheckError."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.environment.make(log)
        copy_checkout(self.collection)

    def variables(self) -> dict[str, str]:
        """The variables for a command of this site."""
        clean = clean_environment()
        folders = [self.environment.bin, *self.search, clean["PATH"]]
        return {
            **clean,
            "ANSIBLE_COLLECTIONS_PATH": str(self.root),
            "HOME": str(self.home),
            "PATH": os.pathsep.join(map(str, folders)),
        }

    def offline_variables(self) -> dict[str, str]:
        """The same without proxies: what tests talk to is on this machine."""
        return {name: value for name, value in self.variables().items() if not name.lower().endswith("_proxy")}
