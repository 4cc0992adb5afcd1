# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Linters: each is a check of its own."""

from __future__ import annotations

import shutil
from functools import partial

from .commands import Log
from .counts import ONE_FAILED, ONE_PASSED, Counts
from .errors import LackingError
from .package import build
from .runner import Check
from .sites import Site

COMMANDS = {
    "ansible-lint": "ansible-lint --strict",
    "yamllint": "yamllint --strict .",
    "plugin-docs": "antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs self .",
    "changelog": "antsibull-changelog lint",
    "ruff": "ruff check",
    "ruff-format": "ruff format --check --diff",
    "licences": "reuse lint --lines",
    "action-groups": "python tests/checks/action_groups.py",
}
"""Programs of the linters' environment, run in the collection's folder."""

IGNORING = ("tests/sanity/ignore-*.txt", ".ansible-lint-ignore")
"""Files that would silence a linter."""


def _run(site: Site, log: Log, command: str) -> Counts:
    program, *arguments = command.split()
    variables = {**site.variables(), "NO_COLOR": "1"}
    ran = log.run(site.environment.bin / program, *arguments, cwd=site.collection, environment=variables)
    return ONE_FAILED if ran.code else ONE_PASSED


def _types(site: Site, log: Log) -> Counts:
    """Check types, from above the collection: imports name it in full."""
    settings = site.collection / "pyproject.toml"
    programs = [path.parent for path in site.collection.glob("tests/*/__main__.py")]
    folders = [path.relative_to(site.root) for path in (site.collection / "plugins", *programs)]
    packages = [f"--package={'.'.join(folder.parts)}" for folder in folders]
    mypy = site.environment.bin / "mypy"
    ran = log.run(mypy, f"--config-file={settings}", *packages, cwd=site.root, environment=site.variables())
    return ONE_FAILED if ran.code else ONE_PASSED


def _importer(site: Site, log: Log) -> Counts:
    """Import the tarball as Galaxy does; what it only warns about counts too."""
    python = site.environment.bin / "python"
    tarball = build(site, log)
    ran = log.run(python, "-m", "galaxy_importer.main", tarball, cwd=site.root, environment=site.variables())
    complaints = [line for line in ran.text.splitlines() if line.startswith(("ERROR", "WARNING"))]
    return ONE_FAILED if ran.code or complaints else ONE_PASSED


def _shellcheck(site: Site, log: Log) -> Counts:
    """Check shell scripts, also those whose name does not end in .sh, which ansible-test leaves out."""
    shellcheck = shutil.which("shellcheck")
    if not shellcheck:
        raise LackingError("needs shellcheck")
    scripts = [site.collection / ".ci" / "run", *site.collection.glob("tests/**/*.sh")]
    ran = log.run(shellcheck, *scripts, cwd=site.collection, environment=site.variables())
    return ONE_FAILED if ran.code else ONE_PASSED


def _no_ignore_files(site: Site, log: Log) -> Counts:
    found = [str(path.relative_to(site.collection)) for pattern in IGNORING for path in site.collection.glob(pattern)]
    log.write("\n".join(["Files that silence a linter:", *found]) if found else "Nothing silences a linter.")
    return ONE_FAILED if found else ONE_PASSED


LINTERS: dict[str, Check] = {
    **{name: partial(_run, command=command) for name, command in COMMANDS.items()},
    "types": _types,
    "shellcheck": _shellcheck,
    "no-ignore-files": _no_ignore_files,
    "galaxy-importer": _importer,
}
