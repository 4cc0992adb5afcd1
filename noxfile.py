# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that checks this collection. `make` lists what there is; `nox --list` shows the sessions behind it.

CORE chooses the releases of ansible-core: "2.16", "2.16,2.21" or "all"; by default, the newest that the Python of this
nox can run. Sessions write test results as JUnit files to .nox/results, and tests/summary.py adds them up.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from glob import glob
from itertools import zip_longest
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import antsibull_nox
import nox
import psutil

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "tests"))
import summary  # noqa: E402
import tarball as tarballs  # noqa: E402

NOX = ROOT / ".nox"
IN_PARALLEL = "--parallel-worker" in sys.argv

SESSION_TIMEOUT = 4800
"""Seconds after which a session counts as hung, on a machine that has a lot of other work."""
TARGET_TIMEOUT = 1800
"""The same for an integration target."""
TARGETS_AT_ONCE = 3
"""Integration targets mostly wait."""
COVERAGE_FLOOR = 95


class Core(NamedTuple):
    """A release of ansible-core."""

    release: str
    pythons: tuple[str, ...]
    """What its controller runs on, the best choice first."""
    coverage: str
    """The only release of coverage that its ansible-test accepts."""


CORES = {
    "2.16": Core("2.16.19", ("3.11", "3.12"), "7.3.2"),
    "2.17": Core("2.17.14", ("3.11", "3.12"), "7.3.2"),
    "2.18": Core("2.18.19", ("3.11", "3.12", "3.13"), "7.6.1"),
    "2.19": Core("2.19.14", ("3.11", "3.12", "3.13"), "7.6.1"),
    "2.20": Core("2.20.10", ("3.13", "3.12", "3.14"), "7.10.7"),
    "2.21": Core("2.21.5", ("3.13", "3.12", "3.14"), "7.10.7"),
}
ENDS = ("2.16", "2.21")
OLDEST_ON_HOSTS = "3.9"

MAIN_TARGETS = ("wait_for", "wait_for_job_list", "gaussdb_job_info", "gaussdb_request")
"""The integration targets that show the main job: what `make test` runs."""
ENDS_TARGETS = ("canary", "canary_text", "gaussdb_instance", "gaussdb_job_info", "gaussdb_request")
"""These take long: with CORE=all, they run on the oldest and the newest core only."""
ONCE_TARGETS = (
    "auth_aksk", "canary_options", "faults", "gaussdb_instance_info", "gaussdb_instance_killed", "guides",
    "interrupted", "keystone", "keystone_renewal", "playbooks", "role_gaussdb_job_report", "role_gaussdb_provision",
    "soak_short", "tls", "wait_for_job_list",
)  # fmt: skip
"""These take longest, or do not depend on ansible-core: with CORE=all, they run on one core only. What the role's
templates do on the others is in the unit tests."""
FOLDERS = [path.parent.name for path in ROOT.glob("tests/integration/targets/*/aliases")]
ALL_TARGETS = sorted(name for name in FOLDERS if not name.startswith("setup_"))
QUICK_TARGETS = [target for target in ALL_TARGETS if target not in ENDS_TARGETS + ONCE_TARGETS]
FOR_HOSTS = tuple(f"{path}/" for path in sorted(glob("tests/unit/plugins/module_utils/_*", root_dir=ROOT)))
NOT_ABOUT_PLUGINS = (
    "tests/unit/bench/", "tests/unit/docs/", "tests/unit/roles/test_gaussdb_job_report_browser.py",
    "tests/unit/simulator/", "tests/unit/test_summary.py", "tests/unit/test_tarball.py",
)  # fmt: skip
WITHOUT_ANSIBLE = (*FOR_HOSTS, "tests/unit/plugins/plugin_utils/_waiting/", *NOT_ABOUT_PLUGINS)
"""What these unit tests test does not depend on ansible-core."""
ENDS_UNITS = (
    "tests/unit/extensions/", "tests/unit/plugins/doc_fragments/", "tests/unit/plugins/test_canary.py",
    "tests/unit/plugins/test_layers.py", "tests/unit/plugins/test_messages.py",
    "tests/unit/plugins/test_option_mistakes.py",
)  # fmt: skip
"""These unit tests take long: with CORE=all, they run on the oldest and the newest core only."""

FOR_USERS = (
    "CHANGELOG.md", "COPYING", "FILES.json", "LICENSES", "MANIFEST.json", "README.md", "REUSE.toml",
    "changelogs/changelog.yaml", "docs", "extensions", "meta", "playbooks", "plugins", "roles",
)  # fmt: skip
"""All that the tarball may hold; a new file at the top has to be named here, or by build_ignore in galaxy.yml."""

LINTERS = {
    "ansible-lint": ("ansible-lint --strict", "ansible-lint"),
    "ruff": ("ruff check", "ruff"),
    "ruff-format": ("ruff format --check --diff", "ruff"),
    "yamllint": ("yamllint --strict .", "yamllint"),
    "changelog": ("antsibull-changelog lint", "antsibull-changelog"),
    "reuse": ("reuse lint --lines", "reuse[charset-normalizer]"),
    "workflows": ("zizmor --offline --pedantic .github", "zizmor"),
}
"""Commands that run in a copy of the checkout, and the packages that have them."""
PROSE = (
    "--ignore-words-list=pasword",  # the page about signing in has it as an example of a misspelled option
    "--skip=*.svg,*.png", "README.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md",
    "SUPPORT.md", ".github", "docs", "extensions", "playbooks", "plugins", "roles",
)  # fmt: skip
"""What codespell reads."""
SILENCERS = ("tests/sanity/ignore-*.txt", ".ansible-lint-ignore")
"""Files that would silence a linter; there are none, and none are accepted."""

GET_PIP = "https://ci-files.testing.ansible.com/ansible-test/get-pip-{version}.py"
GET_PIP_STAND_IN = """\
# Stands in for get-pip.py where that cannot be downloaded
import subprocess, sys
packages = [argument for argument in sys.argv[1:] if "==" in argument]
subprocess.check_call([{uv!r}, "pip", "install", "--quiet", "--system-certs", "--python", sys.executable, *packages])
"""

# -- The environment ---------------------------------------------------------------------------------------------------

if " " in str(ROOT):
    raise SystemExit(f"ansible-test cannot run below a path with spaces: clone to another folder than {ROOT}")

# A developer's settings, credentials of a real cloud among them, must not change what a check finds
for name in list(os.environ):
    if name.startswith(("ANSIBLE_", "COVERAGE_", "GIT_", "OS_", "PYTEST_", "PYTHON", "VIRTUAL_ENV")):
        del os.environ[name]
os.environ |= {
    "ANTSIBULL_NOX_IGNORE_INSTALLED_COLLECTIONS": "true",
    "HYPOTHESIS_STORAGE_DIRECTORY": str(NOX / "hypothesis"),  # holds tables of Unicode, which take seconds to make
    "LC_ALL": "C.UTF-8",
    "UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(Path.home() / ".cache" / "uv")),
    "UV_CONSTRAINT": str(ROOT / "tests" / "constraints.txt"),
    "UV_PYTHON_DOWNLOADS": "never",
    "UV_SYSTEM_CERTS": "1",
}


def path_of_interpreters() -> str:
    """PATH with the Python that runs this, and pyenv's interpreters instead of its shims, which break ansible-test."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    shims = [Path(folder) for folder in folders if Path(folder).name == "shims"]
    roots = [*(path.parent for path in shims), Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))]
    installed = [str(path) for root in roots for path in sorted(root.glob("versions/3.*/bin"), reverse=True)]
    kept = [folder for folder in folders if Path(folder).name != "shims"]
    return os.pathsep.join(dict.fromkeys([*kept, str(Path(sys.base_prefix) / "bin"), *installed]))


os.environ["PATH"] = path_of_interpreters()
DEFAULT_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
DEFAULT_CORE = next((core for core in reversed(CORES) if DEFAULT_PYTHON in CORES[core].pythons), "2.21")


def chosen_cores(wanted: str) -> list[str]:
    """The cores that CORE names."""
    chosen = {"": [DEFAULT_CORE], "all": list(CORES)}.get(wanted) or wanted.split(",")
    if unknown := set(chosen) - set(CORES):
        raise SystemExit(f"CORE: there is no {', '.join(sorted(unknown))} among {', '.join(CORES)}")
    return chosen


CHOSEN = chosen_cores(os.environ.get("CORE", ""))
EVERYTHING = os.environ.get("CORE") == "all"
MANY_TESTS = ("--quiet", "--numprocesses=0" if EVERYTHING else "--numprocesses=auto")
"""Options of pytest, for tests that compute. With CORE=all, other sessions keep the CPUs busy, and each further process
would only import, and thus compile, everything once more."""


def targets_for(core: str) -> list[str]:
    """The integration targets that a core's session runs; with CORE=all, each only as often as it is worth."""
    if not EVERYTHING:
        return ALL_TARGETS
    once = ONCE_TARGETS if core == DEFAULT_CORE else ()
    return [*once, *(ENDS_TARGETS if core in ENDS else ()), *QUICK_TARGETS]


def mixed(cores: Sequence[str]) -> list[str]:
    """The cores in the order in which their targets start: many targets compute, few mostly wait, so they alternate."""
    by_number = sorted(cores, key=lambda core: -len(targets_for(core)))
    half = (len(cores) + 1) // 2
    pairs = zip_longest(by_number[:half], by_number[half:])
    return [core for pair in pairs for core in pair if core]


def python_for(core: str) -> str:
    """The Python that a core's sessions use: the best of those installed."""
    pythons = CORES[core].pythons
    return next((python for python in pythons if shutil.which(f"python{python}")), pythons[0])


def over(cores: Sequence[str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A session for each of the cores."""
    return nox.parametrize(("python", "core"), [nox.param(python_for(core), core, id=core) for core in cores])


if "--parallel" in sys.argv:
    logging.getLogger("nox").setLevel(logging.WARNING)  # many sessions: only what fails
nox.needs_version = ">=2026.8.10"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.allow_parallel = True
nox.options.error_on_external_run = False
nox.options.error_on_missing_interpreters = False
nox.options.stop_on_first_error = False
antsibull_nox.load_antsibull_nox_toml()
ANTSIBULL = ["docs-check", "extra-checks", "license-check"]
LINT = [*ANTSIBULL, *LINTERS, "types", "importer", "shellcheck", "no-ignore-files"]


# -- Steps of sessions -------------------------------------------------------------------------------------------------


class Place(NamedTuple):
    """A copy of the checkout, where Ansible finds it."""

    collections: Path
    """What ANSIBLE_COLLECTIONS_PATH has to name."""
    collection: Path
    variables: Mapping[str, str | None]


def prepare(session: nox.Session, core: str, *folders: str) -> Place:
    """Install an ansible-core and what these folders of tests/ require, and copy the checkout."""
    requirements = [f"--requirement=tests/{folder}/requirements.txt" for folder in folders]
    session.install(f"ansible-core=={CORES[core].release}", f"coverage=={CORES[core].coverage}", *requirements)
    shutil.rmtree(results(session), ignore_errors=True)
    results(session).mkdir(parents=True)
    return copy_checkout(session.env_dir.resolve())


def copy_checkout(top: Path) -> Place:
    """Copy the checkout to where Ansible finds it, with a HOME of its own beside it.

    The copy is a git repository: otherwise ansible-test finds nothing in a folder that git ignores.
    """
    collection = top / "collections" / "ansible_collections" / "otc" / "gaussdb"
    shutil.rmtree(collection, ignore_errors=True)
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.split("\0"):
        if name and os.path.lexists(ROOT / name):
            (collection / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, collection / name, follow_symlinks=False)
    subprocess.run(["git", "init", "--quiet", collection], check=True)
    (top / "home").mkdir(exist_ok=True)
    variables = {"ANSIBLE_COLLECTIONS_PATH": str(top / "collections"), "HOME": str(top / "home")}
    return Place(top / "collections", collection, variables)


def results(session: nox.Session) -> Path:
    return NOX / "results" / session.name


def without_proxies() -> dict[str, None]:
    """What tests talk to is on this machine."""
    return {name: None for name in os.environ if name.lower().endswith("_proxy")}


def run(session: nox.Session, *command: str | Path, place: Place, **more: str | None) -> None:
    """Run a command in the copy; beside other sessions, what it prints shows only if it fails."""
    with session.chdir(place.collection):
        session.run(*command, env={**place.variables, **more}, silent=IN_PARALLEL)


def ansible_test(session: nox.Session, kind: str, *arguments: str, place: Place, **more: str | None) -> None:
    """Run unit or sanity tests, and keep their results. Fails if nothing was tested."""
    try:
        run(session, "ansible-test", kind, "--local", *arguments, place=place, **more)
    finally:
        for file in place.collection.glob("tests/output/junit/*.xml"):
            shutil.copy2(file, results(session))
    if not summary.count(results(session).glob("*.xml")).tests:
        session.error("nothing was tested")


def units_of(session: nox.Session, place: Place, *options: str, exclude: Sequence[str], **more: str | None) -> None:
    """Run the unit tests with ansible-test, but for those excluded."""
    excluded = [f"--exclude={path}" for path in exclude]
    ansible_test(session, "units", *options, *excluded, *session.posargs, place=place, **{**without_proxies(), **more})


def pytest(
    session: nox.Session, place: Place, *arguments: str, python: str | Path = "python", **more: str | None
) -> None:
    """Run tests with pytest, and keep their results."""
    command = (python, "-m", "pytest", "-p", "no:cacheprovider", "--import-mode=importlib")
    junit = f"--junitxml={results(session) / 'pytest.xml'}"
    environment = {**without_proxies(), **more, "PYTHONPATH": str(place.collections)}
    run(session, *command, junit, *arguments, place=place, **environment)


def targets_of(session: nox.Session, targets: Sequence[str]) -> None:
    """Run integration targets, a few at once, each with a time limit of its own.

    Arguments after `--` are other targets, and options for ansible-test.
    """
    options = [argument for argument in session.posargs if argument.startswith("-")]
    targets = [argument for argument in session.posargs if not argument.startswith("-")] or targets
    if unknown := set(targets) - set(ALL_TARGETS):
        session.error(f"there is no integration target {', '.join(sorted(unknown))}")
    running: set[subprocess.Popen[bytes]] = set()

    def run_target(target: str) -> bool:
        # Two runs of ansible-test in one copy delete each other's files
        there = copy_checkout(session.env_dir.resolve() / "targets" / target)
        keystone = json.dumps({"setup_keystone_python": str(NOX / "keystone" / "bin" / "python")})
        (there.collection / "tests" / "integration" / "integration_config.yml").write_text(keystone)
        environment = {**os.environ, **there.variables, "PATH": f"{session.bin}{os.pathsep}{os.environ['PATH']}"}
        for proxy in without_proxies():
            del environment[proxy]
        command = ["ansible-test", "integration", "--local", "--python", str(session.python), *options, target]
        start = time.monotonic()
        with (results(session) / f"{target}.log").open("wb") as output:
            streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": subprocess.STDOUT}
            process = subprocess.Popen(command, cwd=there.collection, env=environment, **streams)
            running.add(process)
            try:
                failure = f"exit code {code}" if (code := process.wait(TARGET_TIMEOUT)) else ""
            except subprocess.TimeoutExpired:
                failure = f"did not end within {TARGET_TIMEOUT} s"
                stop(process)
            running.discard(process)
        printed = (results(session) / f"{target}.log").read_text(errors="replace")
        if "All targets skipped" in printed:
            failure = "all targets skipped"
        lacking = re.search(r'"msg": "SKIPPED: (needs .*)"', printed)
        summary.write_case(results(session) / f"{target}.xml", target, failure, lacking[1] if lacking else "")
        shown = printed if failure or session.posargs else ""
        verdict = f"FAILED: {failure}" if failure else "passed"
        print(f"{shown}{target} {verdict} in {time.monotonic() - start:.0f} s", flush=True)
        return not failure

    with ThreadPoolExecutor(TARGETS_AT_ONCE) as pool:
        try:
            failed = list(pool.map(run_target, targets)).count(False)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list(running):
                stop(process)
            raise
    if failed:
        session.error(f"{failed} integration targets failed")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started: ansible-playbook has a process group of its own."""
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.kill()
    process.kill()
    process.wait()


def provide_get_pip(session: nox.Session, place: Place) -> None:
    """Put the script where ansible-test looks for it before it downloads it: the real one, or a stand-in."""
    question = "from ansible_test._internal.python_requirements import get_venv_packages as packages; import types; "
    question += f"print(packages(types.SimpleNamespace(version={session.python!r}))['pip'])"
    version = str(session.run("python", "-c", question, silent=True, log=False)).split()[-1]
    path = Path(str(place.variables["HOME"]), ".ansible", "test", "cache", f"get_pip_{version.replace('.', '_')}.py")
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with urllib.request.build_opener().open(GET_PIP.format(version=version), timeout=30) as response:
            path.write_bytes(response.read())
    except OSError as error:
        session.log(f"get-pip.py cannot be downloaded ({error}); uv installs pip instead")
        path.write_text(GET_PIP_STAND_IN.format(uv=str(Path(sys.executable).with_name("uv"))))


def build(session: nox.Session, place: Place, folder: str = "tarball") -> Path:
    """Build the tarball in a folder of the session; its path. It depends on nothing but the content."""
    there = session.env_dir.resolve() / folder
    shutil.rmtree(there, ignore_errors=True)
    run(session, "ansible-galaxy", "collection", "build", f"--output-path={there}", place=place)
    tarball = next(there.glob("*.tar.gz"))
    tarballs.make_reproducible(tarball)
    return tarball


def play_demo(session: nox.Session, place: Place, collections: Path) -> None:
    """Run the demo's playbook from a folder of collections, against a simulator that ends with it."""
    variables = {
        **place.variables,
        **without_proxies(),
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        # The demo means to run on localhost, without an inventory
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
    }
    command = ("python", "-m", "simulator", "--speed", "75", "--run", "ansible-playbook", "otc.gaussdb.demo")
    with session.chdir(place.collection / "tests"):
        session.run(*command, env=variables, silent=IN_PARALLEL)


def end_session(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"the session did not end within {SESSION_TIMEOUT} s")


def end_worker(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if IN_PARALLEL:
    signal.signal(signal.SIGALRM, end_session)
    signal.alarm(SESSION_TIMEOUT)
    signal.signal(signal.SIGTERM, end_worker)


# -- Tests -------------------------------------------------------------------------------------------------------------
# They start in this order, which mixes what waits with what computes, so that CPUs are seldom idle.


@nox.session
@over([core for core in CHOSEN if core in ENDS or not EVERYTHING])
def sanity(session: nox.Session, core: str) -> None:
    """Run ansible-test's sanity tests; first, since they take long and use one CPU."""
    place = prepare(session, core)
    provide_get_pip(session, place)
    small = ["--exclude=tests/"]
    if session.posargs or not EVERYTHING:
        calls = [session.posargs or small]
    elif core == CHOSEN[-1]:
        # The slowest one leaves tests/ to ruff
        calls = [["--test=pylint", *small], ["--skip-test=pylint"]]
    else:
        # The newest core imports the plugins on each Python
        calls = [["--skip-test=pylint", f"--python={session.python}", *small]]
    for arguments in calls:
        ansible_test(session, "sanity", "--junit", *arguments, place=place)


@nox.session(default=False)
def keystone(session: nox.Session) -> None:
    """Make the environment of the Keystone that integration targets sign in to."""
    session.install("--requirement=tests/keystone/requirements.txt")


@nox.session(requires=["keystone"], default=EVERYTHING)
@over(mixed(CHOSEN))
def integration(session: nox.Session, core: str) -> None:
    """Run the integration targets."""
    prepare(session, core, "integration", "simulator")
    targets_of(session, targets_for(core))


@nox.session(name="integration-main", default=not EVERYTHING)
@over(CHOSEN)
def integration_main(session: nox.Session, core: str) -> None:
    """Run the integration targets that show the main job."""
    prepare(session, core, "integration", "simulator")
    targets_of(session, MAIN_TARGETS)


@nox.session(default=EVERYTHING)
@over(CHOSEN[-1:])
def coverage(session: nox.Session, core: str) -> None:
    """Run all unit tests, and require that they run 95 % of the lines in plugins/."""
    if session.posargs:
        session.error("coverage is measured over all tests: it takes no TARGET and no ARGS")
    place = prepare(session, core, "unit", "simulator")
    session.install("pytest-cov")
    measured = ("--cov=plugins", "--cov-report=term-missing:skip-covered", f"--cov-fail-under={COVERAGE_FLOOR}")
    fast = {} if session.python == "3.11" else {"COVERAGE_CORE": "sysmon"}
    pytest(session, place, *MANY_TESTS, *measured, "tests/unit", **fast)


@nox.session(default=EVERYTHING)
@over([DEFAULT_CORE])
def eda(session: nox.Session, core: str) -> None:
    """Run rulebooks under ansible-rulebook, against the simulator."""
    pytest(session, prepare(session, core, "eda", "simulator"), *(session.posargs or ["tests/eda"]))


@nox.session(default=EVERYTHING)
@over([DEFAULT_CORE])
def ee(session: nox.Session, core: str) -> None:
    """Run playbooks with only what an execution environment has, under ansible-runner and ansible-navigator."""
    pytest(session, prepare(session, core, "ee", "simulator"), *(session.posargs or ["tests/ee"]))


@nox.session
@over([core for core in CHOSEN if core != CHOSEN[-1] or not EVERYTHING])
def units(session: nox.Session, core: str) -> None:
    """Run the unit tests: with pytest, or with ansible-test if arguments are given.

    ansible-test gives each test a process of its own, which takes twice the time.
    """
    place = prepare(session, core, "unit", "simulator")
    if session.posargs:
        units_of(session, place, f"--python={session.python}", exclude=())
        return
    # On one core, those that do not depend on Ansible run too. With CORE=all, that is the core of the session coverage.
    excluded = [] if core == CHOSEN[-1] else [*WITHOUT_ANSIBLE]
    if EVERYTHING and core not in ENDS:
        excluded += ENDS_UNITS
    pytest(session, place, *MANY_TESTS, *[f"--ignore={path}" for path in excluded], "tests/unit")


@nox.session(name="units-oldest", default=EVERYTHING)
@over([DEFAULT_CORE])
def units_oldest(session: nox.Session, core: str) -> None:
    """Run the unit tests of what runs on hosts, on the oldest Python there."""
    if not shutil.which(f"python{OLDEST_ON_HOSTS}"):
        session.skip(f"needs Python {OLDEST_ON_HOSTS}")
    place = prepare(session, core, "unit", "simulator")
    environment = session.env_dir.resolve() / "oldest"
    session.run("uv", "venv", "--quiet", "--allow-existing", f"--python={OLDEST_ON_HOSTS}", str(environment))
    requirements = ("--requirement=tests/unit/requirements.txt", f"coverage=={CORES[core].coverage}")
    session.run("uv", "pip", "install", "--quiet", f"--python={environment}", *requirements)
    search = os.pathsep.join((session.bin, str(environment / "bin"), os.environ["PATH"]))
    excluded = () if session.posargs else FOR_HOSTS
    units_of(session, place, f"--python={OLDEST_ON_HOSTS}", exclude=excluded, PATH=search)
    if not session.posargs:
        pytest(session, place, *MANY_TESTS, *FOR_HOSTS, python=environment / "bin" / "python")


@nox.session
@over([core for core in CHOSEN if core in ENDS or not EVERYTHING])
def package(session: nox.Session, core: str) -> None:
    """Build the tarball twice, install it elsewhere, verify it, and run the demo from there."""
    place = prepare(session, core, "integration", "simulator")
    tarball = build(session, place)
    if build(session, place, "again").read_bytes() != tarball.read_bytes():
        session.error("two builds of the tarball differ")
    with tarfile.open(tarball) as archive:
        names = [member.name for member in archive if not member.isdir()]
    if surplus := [name for name in names if not any(f"{name}/".startswith(f"{kept}/") for kept in FOR_USERS)]:
        session.error(f"in the tarball, but not for users: {', '.join(sorted(surplus))}")
    installed = session.env_dir.resolve() / "installed"
    shutil.rmtree(installed, ignore_errors=True)
    command = ("ansible-galaxy", "collection", "install", "--offline", f"--collections-path={installed}", tarball)
    run(session, *command, place=place, ANSIBLE_COLLECTIONS_PATH=str(installed))
    verify = ("ansible-galaxy", "collection", "verify", "--offline", "otc.gaussdb")
    run(session, *verify, place=place, ANSIBLE_COLLECTIONS_PATH=str(installed))
    play_demo(session, place, installed)


# -- Linters -----------------------------------------------------------------------------------------------------------


@nox.session(python=False, default=False, requires=LINT)
def lint(session: nox.Session) -> None:
    """Run every linter."""


def add_linter(name: str, command: str, package: str) -> None:
    def linter(session: nox.Session) -> None:
        session.install(package)
        run(session, *command.split(), *session.posargs, place=copy_checkout(session.env_dir.resolve()), NO_COLOR="1")

    linter.__doc__ = f"Run `{command}`."
    nox.session(linter, name=name, python=python_for(DEFAULT_CORE))


for linter_name, (linter_command, linter_package) in LINTERS.items():
    add_linter(linter_name, linter_command, linter_package)


@nox.session(python=python_for(DEFAULT_CORE))
def types(session: nox.Session) -> None:
    """Check types, from above the collection: imports name it in full."""
    place = prepare(session, DEFAULT_CORE, "unit", "integration", "simulator")
    session.install("mypy", "types-psutil", "types-PyYAML", "types-requests")
    programs = [path.parent for path in place.collection.glob("tests/*/__main__.py")]
    sources = place.collection / "extensions" / "eda" / "plugins" / "event_source"
    modules = [place.collection / "plugins", sources / "jobs", *programs, place.collection / "tests" / "summary"]
    packages = [f"--package={'.'.join(path.relative_to(place.collections).parts)}" for path in modules]
    with session.chdir(place.collections):
        session.run("mypy", f"--config-file={ROOT / 'pyproject.toml'}", *packages, silent=IN_PARALLEL)


@nox.session(python=python_for(DEFAULT_CORE), default=EVERYTHING)
def importer(session: nox.Session) -> None:
    """Import the tarball as Galaxy does; what it only warns about is a failure too."""
    place = prepare(session, DEFAULT_CORE)
    session.install("galaxy-importer")
    tarball = build(session, place)
    with session.chdir(session.env_dir):
        # The session ansible-lint reads the same files, and more strictly
        variables = {**place.variables, "GALAXY_IMPORTER_RUN_ANSIBLE_LINT": "false"}
        printed = session.run("python", "-m", "galaxy_importer.main", tarball, env=variables, silent=True)
    if complaints := [line for line in str(printed).splitlines() if line.startswith(("ERROR", "WARNING"))]:
        session.error("\n".join(complaints))


@nox.session(python=False)
def shellcheck(session: nox.Session) -> None:
    """Check shell scripts, also those whose name does not end in .sh, which ansible-test leaves out."""
    if not shutil.which("shellcheck"):
        session.skip("needs shellcheck")
    session.run("shellcheck", ".ci/run", *map(str, Path("tests").glob("**/*.sh")), silent=IN_PARALLEL)


@nox.session(name="no-ignore-files", python=False)
def no_ignore_files(session: nox.Session) -> None:
    """Accept no files that silence a linter."""
    if found := [str(path) for pattern in SILENCERS for path in Path().glob(pattern)]:
        session.error(f"these silence a linter: {', '.join(found)}")


# -- For people --------------------------------------------------------------------------------------------------------


@nox.session(python=python_for(DEFAULT_CORE), default=False)
def demo(session: nox.Session) -> None:
    """Run the demo against a simulator."""
    place = prepare(session, DEFAULT_CORE, "integration", "simulator")
    play_demo(session, place, place.collections)


@nox.session(python=python_for(DEFAULT_CORE), default=False)
@nox.parametrize("name", ["bench", "simulator", "soak"], ids=["bench", "simulator", "soak"])
def program(session: nox.Session, name: str) -> None:
    """Run one of the programs in tests/."""
    place = prepare(session, DEFAULT_CORE, "unit", "integration", "simulator")
    with session.chdir(place.collection / "tests"):
        session.run("python", "-m", name, *session.posargs, env={**place.variables, **without_proxies()})


@nox.session(python=python_for(DEFAULT_CORE), default=False)
def docs(session: nox.Session) -> None:
    """Render the documentation to HTML, and check its links and, with Chromium, how wide its pages are."""
    core = f"ansible-core=={CORES[DEFAULT_CORE].release}"
    session.install(core, "antsibull-docs", "ansible-pygments", "codespell", "furo", "sphinx")
    pages = session.env_dir.resolve() / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir()
    with tempfile.TemporaryDirectory() as elsewhere:
        # In a clone below a folder ansible_collections, a copy would be below two: ansible-doc finds no roles there
        place = copy_checkout(Path(elsewhere).resolve())
        run(session, "codespell", *PROSE, place=place)
        render(session, place, pages)
    html = pages / "build" / "html"
    session.run("python", "docs/check_site.py", str(html))
    session.log(str(html / "index.html"))


def render(session: nox.Session, place: Place, pages: Path) -> None:
    """Render the documentation into the folder. Fails if a link between its pages leads nowhere."""
    site = place.collection / "docs" / "site"
    what = ("--use-current", "--squash-hierarchy", "--fail-on-error", f"--dest-dir={pages / 'rst'}", "otc.gaussdb")
    config = f"--config-file={site / 'antsibull-docs.cfg'}"
    (pages / "rst").mkdir(mode=0o700)  # antsibull-docs wants its folder to be safe from others
    session.run("antsibull-docs", config, "collection", *what, env=place.variables)
    shutil.copytree(place.collection / "docs" / "images", pages / "rst" / "images")
    with session.chdir(pages):
        session.run("sphinx-build", "-M", "html", "rst", "build", "-c", str(site), "--warning-file=warnings.txt")
    # Links into the documentation of ansible-core cannot be resolved without a network
    if dangling := re.findall("undefined label: '(ansible_collections.otc.*?)'", (pages / "warnings.txt").read_text()):
        session.error(f"these labels do not exist: {', '.join(sorted(set(dangling)))}")


@nox.session(python=python_for(DEFAULT_CORE), default=False)
def plots(session: nox.Session) -> None:
    """Draw the plots of the performance page from what was measured."""
    session.install("matplotlib")
    session.run("python", "docs/performance/plot.py")


@nox.session(name="format", python=python_for(DEFAULT_CORE), default=False)
def format_code(session: nox.Session) -> None:
    """Bring the code into shape."""
    session.install("ruff")
    session.run("ruff", "check", "--fix", success_codes=[0, 1])
    session.run("ruff", "format")
