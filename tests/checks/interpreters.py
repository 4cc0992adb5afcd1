# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Python interpreters at hand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def default_python() -> str:
    """The version of the Python that runs this."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def find_interpreters() -> dict[str, Path]:
    """Interpreters by version ("3.12"): the one that runs this, those on PATH, and pyenv's."""
    found = {default_python(): Path(sys.executable)}
    for folder in _folders():
        for path in sorted(folder.glob("python3.*")):
            match = re.fullmatch(r"python(3\.\d+)", path.name)
            if match and match[1] not in found and _works(path, match[1]):
                found[match[1]] = path
    return found


def path_without_shims() -> list[str]:
    """PATH without pyenv's shims: they stand for every version, and fail for all but the chosen one."""
    return [entry for entry in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(entry).name != "shims"]


def _folders() -> Iterator[Path]:
    yield from map(Path, path_without_shims())
    for root in _pyenv_roots():
        yield from sorted(root.glob("versions/*/bin"), reverse=True)


def _pyenv_roots() -> Iterator[Path]:
    if "PYENV_ROOT" in os.environ:
        yield Path(os.environ["PYENV_ROOT"])
    for entry in os.environ.get("PATH", "").split(os.pathsep):
        if Path(entry).name == "shims":
            yield Path(entry).parent
    yield Path.home() / ".pyenv"


def _works(interpreter: Path, version: str) -> bool:
    question = "import ssl, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.check_output([str(interpreter), "-c", question], stdin=subprocess.DEVNULL, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.decode().strip() == version
