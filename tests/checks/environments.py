# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual environments, made by uv, which comes from PyPI. Each is made once, and again when what it is made from changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from .commands import Log
from .errors import CheckError
from .interpreters import path_without_shims
from .locks import locked
from .places import BUILD, CONSTRAINTS, ROOT

UV = BUILD / "uv"
NOT_INHERITED = ("ANSIBLE_", "COVERAGE_", "GIT_", "OS_", "PYTEST_", "PYTHON", "VIRTUAL_ENV")
"""A developer's settings, credentials of a real cloud among them, that no check may depend on."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment: where, of which interpreter, with what (requirement files below tests/, and single ones)."""

    path: Path
    interpreter: Path
    files: tuple[str, ...]
    packages: tuple[str, ...] = ()

    @property
    def bin(self) -> Path:
        return self.path / "bin"

    def make(self, log: Log) -> None:
        """Make it, unless it is there already. Raises CheckError."""
        recipe = self._recipe()
        stamp = self.path / "stamp"
        with locked(self.path.with_suffix(".lock")):
            if stamp.exists() and stamp.read_text() == recipe:
                return
            shutil.rmtree(self.path, ignore_errors=True)
            uv = make_uv(log)
            environment = {**clean_environment(), "VIRTUAL_ENV": str(self.path), "UV_SYSTEM_CERTS": "1"}
            log.run_or_raise(
                [uv, "venv", "--no-python-downloads", "--python", self.interpreter, self.path],
                cwd=BUILD,
                environment=environment,
            )
            requirements = [option for file in self._requirement_paths() for option in ("--requirements", file)]
            log.run_or_raise(
                [uv, "pip", "install", "--constraints", CONSTRAINTS, *requirements, *self.packages],
                cwd=BUILD,
                environment=environment,
            )
            stamp.write_text(recipe)

    def _requirement_paths(self) -> list[Path]:
        return [path for file in self.files if (path := ROOT / "tests" / file).exists()]

    def _recipe(self) -> str:
        parts = [str(self.path), str(self.interpreter), *self.packages]
        parts += [path.read_text() for path in (CONSTRAINTS, *self._requirement_paths())]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def make_uv(log: Log) -> Path:
    """The uv of the pinned version. Raises CheckError."""
    uv = UV / "bin" / "uv"
    stamp = UV / "stamp"
    requirement = pinned("uv")
    with locked(UV.with_suffix(".lock")):
        if not (stamp.exists() and stamp.read_text() == requirement and uv.exists()):
            shutil.rmtree(UV, ignore_errors=True)
            environment = clean_environment()
            try:
                log.run_or_raise([sys.executable, "-m", "venv", UV], cwd=BUILD, environment=environment)
            except CheckError:
                raise CheckError(f"{sys.executable} -m venv failed: on Debian and Ubuntu, install python3-venv") from None
            pip = [UV / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", requirement]
            log.run_or_raise(pip, cwd=BUILD, environment=environment)
            stamp.write_text(requirement)
    return uv


def pinned(package: str) -> str:
    """The line of the constraints that pins a package. Raises CheckError if there is none."""
    for line in CONSTRAINTS.read_text().splitlines():
        if line.startswith(f"{package}=="):
            return line
    raise CheckError(f"{CONSTRAINTS.relative_to(ROOT)} does not pin {package}")


def clean_environment() -> dict[str, str]:
    """The variables of this process, without what would make a check's result depend on who runs it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
    return {**kept, "LC_ALL": "C.UTF-8", "PATH": os.pathsep.join(path_without_shims())}
