# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual environments, made by uv, which comes from PyPI. One is made anew only when what it is made from changes."""

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
from .places import BUILD, CONSTRAINTS, LOGS, ROOT

UV = BUILD / "uv"
UV_PROGRAM = UV / "bin" / "uv"
NOT_INHERITED = ("ANSIBLE_", "COVERAGE_", "GIT_", "OS_", "PYTEST_", "PYTHON", "VIRTUAL_ENV")
"""A developer's settings, credentials of a real cloud among them, that no check may depend on."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment."""

    path: Path
    interpreter: Path
    files: tuple[str, ...]
    """Requirement files, below tests/."""
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
            environment = {**clean_environment(), "VIRTUAL_ENV": str(self.path), "UV_SYSTEM_CERTS": "1"}
            venv = ("venv", "--no-python-downloads", "--python", self.interpreter, self.path)
            log.run_or_raise(UV_PROGRAM, *venv, cwd=BUILD, environment=environment)
            requirements = [f"--requirements={file}" for file in self._requirement_paths()]
            install = ("pip", "install", f"--constraints={CONSTRAINTS}", *requirements, *self.packages)
            log.run_or_raise(UV_PROGRAM, *install, cwd=BUILD, environment=environment)
            stamp.write_text(recipe)

    def _requirement_paths(self) -> list[Path]:
        return [path for file in self.files if (path := ROOT / "tests" / file).exists()]

    def _recipe(self) -> str:
        parts = [str(self.path), str(self.interpreter), *self.packages]
        parts += [path.read_text() for path in (CONSTRAINTS, *self._requirement_paths())]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def make_uv() -> None:
    """Get uv, of the pinned version, unless it is there already. Raises CheckError."""
    stamp = UV / "stamp"
    requirement = pinned("uv")
    with locked(UV.with_suffix(".lock")), Log(LOGS / "uv.log") as log:
        if stamp.exists() and stamp.read_text() == requirement and UV_PROGRAM.exists():
            return
        shutil.rmtree(UV, ignore_errors=True)
        environment = clean_environment()
        try:
            log.run_or_raise(sys.executable, "-m", "venv", UV, cwd=BUILD, environment=environment)
        except CheckError:
            raise CheckError(f"{sys.executable} -m venv failed: on Debian and Ubuntu, install python3-venv") from None
        pip = ("-m", "pip", "install", "--disable-pip-version-check", requirement)
        log.run_or_raise(UV / "bin" / "python", *pip, cwd=BUILD, environment=environment)
        stamp.write_text(requirement)


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
