# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What writes rather than checks: the pages of the documentation, and the format of the code."""

from __future__ import annotations

import shutil
from functools import partial

from .commands import Log
from .places import BUILD, COLLECTION, ROOT
from .sites import Site

PAGES = BUILD / "docs"


def write_docs(site: Site, log: Log) -> int:
    """Render the documentation to HTML; an exit code. Raises CheckError."""
    shutil.rmtree(PAGES, ignore_errors=True)
    PAGES.mkdir(mode=0o700)  # antsibull-docs wants its folder to be safe from others
    what = ["--use-current", "--squash-hierarchy", "--fail-on-error"]
    antsibull = site.environment.bin / "antsibull-docs"
    run = partial(log.run_or_raise, cwd=PAGES, environment=site.variables())
    run(antsibull, "sphinx-init", *what, "--dest-dir", ".", COLLECTION)
    run(antsibull, "--config-file", "antsibull-docs.cfg", "collection", *what, "--dest-dir", "rst", COLLECTION)
    run(site.environment.bin / "sphinx-build", "-M", "html", "rst", "build", "-c", ".")
    print(PAGES / "build" / "html" / "index.html")
    return 0


def format_code(site: Site, log: Log) -> int:
    """Bring the checkout's code into shape; an exit code."""
    ruff = site.environment.bin / "ruff"
    run = partial(log.run, cwd=ROOT, environment=site.variables())
    fixed, formatted = run(ruff, "check", "--fix"), run(ruff, "format")
    print(log.path.read_text())
    return max(fixed.code, formatted.code)
