# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands for an execution environment: a virtual environment with what the collection names for ansible-builder.

Everything that these tests start finds its ansible-playbook, and the collection as its tarball installs it.
"""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.otc.gaussdb.tests.ee.runs import (
    COLLECTION,
    OF_TESTS,
    ApiRun,
    LongWait,
    Start,
    end_all_in,
    wait_for,
)
from ansible_collections.otc.gaussdb.tests.simulator.client import Simulator, simulator

CONSTRAINTS = COLLECTION / "tests" / "constraints.txt"


@pytest.fixture(scope="session")
def patch() -> Iterator[pytest.MonkeyPatch]:
    """What changes the environment of all programs that the tests start. The developer's own settings are not in it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("ANSIBLE_", "OS_", "PYTHON")):
                patch.delenv(name)
        yield patch


@pytest.fixture(scope="session")
def collections(patch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the collection's tarball was installed."""
    folder = tmp_path_factory.mktemp("tarball")
    galaxy = [OF_TESTS / "ansible-galaxy", "collection"]
    subprocess.run([*galaxy, "build", f"--output-path={folder}", COLLECTION], check=True)
    (tarball,) = folder.glob("*.tar.gz")
    installed = folder / "collections"
    # Where it is installed to has to be a path that Ansible searches
    variables = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(installed)}
    install = [*galaxy, "install", "--offline", f"--collections-path={installed}", tarball]
    subprocess.run(install, check=True, env=variables)
    return installed


@pytest.fixture(scope="session")
def execution_environment(collections: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The virtual environment: ansible-core, ansible-runner, and what the collection names for ansible-builder."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    installed = collections / "ansible_collections" / "otc" / "gaussdb"
    definition = yaml.safe_load((installed / "meta" / "execution-environment.yml").read_text(encoding="utf-8"))
    core = f"ansible-core=={importlib.metadata.version('ansible-core')}"
    named = f"--requirement={installed / definition['dependencies']['python']}"
    uv = OF_TESTS / "uv"
    subprocess.run([uv, "venv", "--quiet", f"--python={sys.executable}", folder], check=True)
    options = ["--quiet", f"--python={folder}", f"--constraint={CONSTRAINTS}"]
    subprocess.run([uv, "pip", "install", *options, core, "ansible-runner", named], check=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def variables(patch: pytest.MonkeyPatch, collections: Path, execution_environment: Path) -> None:
    """Let all programs find what is in the execution environment."""
    patch.setenv("ANSIBLE_COLLECTIONS_PATH", str(collections))
    patch.setenv("PATH", f"{execution_environment / 'bin'}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(scope="session")
def running() -> Iterator[Simulator]:
    with simulator() as started:
        yield started


@pytest.fixture(scope="session")
def start(running: Simulator, execution_environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts tasks under ansible-runner's Python API, signed in by variables unless others are given."""
    started: list[ApiRun] = []

    def begin(*tasks: dict[str, Any], **options: Any) -> ApiRun:
        folder = options.pop("folder", None) or tmp_path_factory.mktemp("runner")
        python = execution_environment / "bin" / "python"
        started.append(ApiRun(python, folder, tasks, **{"variables": running.variables, **options}))
        return started[-1]

    yield begin
    for run in started:
        run.kill()
        end_all_in(run.folder)


@pytest.fixture(scope="session")
def long_waits(running: Simulator, start: Start) -> dict[str, LongWait]:
    """Waits that go on for longer than the idle timeout, by what is special about them."""
    tasks: dict[str, dict[str, Any]] = {"plain": {}, "no_log": {"no_log": True}, "silent": {"progress": False}}
    jobs = running.add_jobs([{"course": {"held": True, "progress": "none"}}] * len(tasks))
    return {
        name: LongWait(job, start(wait_for(job, **more), settings={"idle_timeout": 90}))
        for job, (name, more) in zip(jobs, tasks.items(), strict=True)
    }


@pytest.fixture(scope="session", autouse=True)
def long_waits_begin_first(request: pytest.FixtureRequest, variables: None) -> None:
    """Start what takes minutes of real time before all tests, if one of them is about it."""
    if any("long_waits" in getattr(item, "fixturenames", ()) for item in request.session.items):
        request.getfixturevalue("long_waits")
