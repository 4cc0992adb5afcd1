# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-test: unit tests, integration tests, sanity tests, coverage."""

from __future__ import annotations

import json
import shutil
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from .commands import Log, Ran
from .counts import ONE_FAILED, ONE_PASSED, Counts, count_integration, count_junit, count_sanity, with_exit_code
from .environments import UV_PROGRAM, Environment
from .errors import CheckError
from .places import BUILD
from .sites import Site

GET_PIP = "https://ci-files.testing.ansible.com/ansible-test/get-pip-{version}.py"
GET_PIP_STAND_IN = """\
# Stands in for get-pip.py where that cannot be downloaded
import subprocess, sys
packages = [argument for argument in sys.argv[1:] if "==" in argument]
subprocess.check_call([{uv!r}, "pip", "install", "--quiet", "--system-certs", "--python", sys.executable, *packages])
"""


def units(site: Site, log: Log, arguments: Sequence[str] = ()) -> Counts:
    """Run the unit tests."""
    return _units(site, log, site.python, *arguments)


def units_on(site: Site, log: Log, *, version: str, interpreter: Path, arguments: Sequence[str] = ()) -> Counts:
    """Run the unit tests of what runs on hosts, on a Python that hosts may have."""
    environment = Environment(site.root / f"python{version}", interpreter, ("unit/requirements.txt",))
    environment.make(log)
    return _units(replace(site, search=(environment.bin, *site.search)), log, version, *arguments)


def integration(site: Site, log: Log, arguments: Sequence[str] = ()) -> Counts:
    """Run the integration tests."""
    _provide_keystone(site, log)
    command = ["integration", "--local", "--python", site.python, "--continue-on-error", *arguments]
    ran = _run(site, log, *command, variables=site.offline_variables())
    results = _results(site, "data/integration-*.json")
    for file in results:
        for target, ended in json.loads(file.read_text())["targets"].items():
            log.write(f"{ended['run_time_seconds']:4} s  {target}")
    return with_exit_code(count_integration(results, ran.text), ran.code)


def sanity(site: Site, log: Log, arguments: Sequence[str] = ()) -> Counts:
    """Run the sanity tests."""
    _provide_get_pip(site, log)
    ran = _run(site, log, "sanity", "--local", "--junit", *arguments, variables=site.variables())
    counts = count_sanity(_results(site, "junit/ansible-test-sanity-*.xml"), ran.text)
    return with_exit_code(counts, ran.code)


def covering_units(site: Site, log: Log) -> Counts:
    """Run the unit tests, as the first of the tests that `coverage` reports on."""
    shutil.rmtree(site.collection / "tests" / "output" / "coverage", ignore_errors=True)
    return units(site, log, ["--coverage"])


def covering_integration(site: Site, log: Log, arguments: Sequence[str] = ()) -> Counts:
    """Run the integration tests, as further tests that `coverage` reports on."""
    return integration(site, log, ["--coverage", *arguments])


def coverage(site: Site, log: Log) -> Counts:
    """Report what the tests covered. Raises CheckError if nothing was measured."""
    _run(site, log, "coverage", "combine", variables=site.offline_variables())
    data = site.collection / "tests" / "output" / "coverage" / "coverage"
    if not data.exists():
        raise CheckError("ansible-test measured no coverage")
    script = ("tests/checks/line_coverage.py", data)
    ran = log.run(site.environment.bin / "python", *script, cwd=site.collection, environment=site.variables())
    return ONE_FAILED if ran.code else ONE_PASSED


def _units(site: Site, log: Log, python: str, *arguments: str) -> Counts:
    ran = _run(site, log, "units", "--local", "--python", python, *arguments, variables=site.offline_variables())
    return with_exit_code(count_junit(_results(site, "junit/*-units.xml")), ran.code)


def _run(site: Site, log: Log, *arguments: str, variables: Mapping[str, str]) -> Ran:
    if " " in str(site.collection):
        raise CheckError("ansible-test cannot start its programs below a path with blanks: clone to another folder")
    for results in ("data", "junit"):
        shutil.rmtree(site.collection / "tests" / "output" / results, ignore_errors=True)
    return log.run(site.environment.bin / "ansible-test", *arguments, cwd=site.collection, environment=variables)


def _results(site: Site, pattern: str) -> list[Path]:
    return sorted((site.collection / "tests" / "output").glob(pattern))


def _provide_keystone(site: Site, log: Log) -> None:
    """Make an environment that can run a Keystone, and tell the integration targets of it."""
    environment = Environment(BUILD / "keystone", Path(sys.executable), ("keystone/requirements.txt",))
    environment.make(log)
    config = site.collection / "tests" / "integration" / "integration_config.yml"
    config.write_text(json.dumps({"setup_keystone_python": str(environment.bin / "python")}))


def _provide_get_pip(site: Site, log: Log) -> None:
    """Put the script where ansible-test looks for it before it downloads it: the real one, or a stand-in."""
    question = "from ansible_test._internal.python_requirements import get_venv_packages as packages; import types; "
    question += f"print(packages(types.SimpleNamespace(version={site.python!r}))['pip'])"
    python = site.environment.bin / "python"
    version = log.run_or_raise(python, "-c", question, cwd=site.root, environment=site.variables()).split()[-1]
    path = site.home / ".ansible" / "test" / "cache" / f"get_pip_{version.replace('.', '_')}.py"
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    url = GET_PIP.format(version=version)
    try:
        with urllib.request.build_opener().open(url, timeout=30) as answer:
            path.write_bytes(answer.read())
    except OSError as error:
        log.write(f"{url}: {error}; uv installs pip instead")
        path.write_text(GET_PIP_STAND_IN.format(uv=str(UV_PROGRAM)))
