# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which checks run, on which cores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from .ansible_test import coverage, covering_integration, covering_units, integration, sanity, units, units_on
from .cores import CORES, ENDS, ENDS_AND_MIDDLE, Core, newest_core
from .counts import ONE_LACKING
from .environments import Environment
from .errors import CheckError
from .linters import LINTERS
from .package import package
from .places import BUILD
from .report import Outcome
from .runner import Check, Job, Lane
from .sites import Site

COMMANDS = ("test", "units", "units-oldest", "integration", "sanity", "package", "coverage", "lint")

NOT_ABOUT_CORES = ("tests/unit/checks/", "tests/unit/simulator/")
"""Unit tests that a full run runs on one core only: what they test does not use ansible-core."""

SLOW_TARGETS = (
    "auth_aksk",
    "canary",
    "canary_text",
    "faults",
    "guides",
    "interrupted",
    "keystone",
    "keystone_renewal",
    "playbooks",
    "role_gaussdb_job_report",
    "role_gaussdb_provision",
    "soak_short",
    "tls",
)
"""Integration targets that a full run leaves to the cores of `ENDS`, in lanes of their own."""

SLOW_INTEGRATION = "integration-slow"
"""The check that consists of them."""

_WITHOUT_SLOW_TARGETS = tuple(f"--exclude={target}" for target in SLOW_TARGETS)

OLDEST_ON_HOSTS = "3.9"
"""The oldest Python that the collection's modules run on."""

Interpreters = Mapping[str, Path]
"""Interpreters by version ("3.11")."""


@dataclass(frozen=True)
class Plan:
    """The lanes to run, and the outcomes of what cannot run here."""

    lanes: tuple[Lane, ...]
    lacking: tuple[Outcome, ...]


def choose_cores(command: str, series: str, measured: Core | None) -> list[Core]:
    """Those that are named ("2.16,2.19", or "all"), else all for a full run, and one for a single check."""
    if series == "all" or (command == "test" and not series):
        return list(CORES)
    if not series:
        return [measured] if measured else list(CORES)
    wanted = series.split(",")
    known = [core.series for core in CORES]
    if unknown := [name for name in wanted if name not in known]:
        raise CheckError(f"CORE: there is no {', '.join(unknown)} among {', '.join(known)}")
    return [core for core in CORES if core.series in wanted]


def checks_of(command: str, core: Core, measured: Core | None) -> tuple[str, ...]:
    """The names of the checks that a command runs on a core."""
    if command == "lint":
        return ()
    if command == "coverage":
        return ("units", "integration", "coverage")
    if command != "test":
        return (command,)
    once = ("coverage", "units-oldest") if core is measured else ()
    often = ("sanity", "package") if core.series in ENDS_AND_MIDDLE else ()
    slow = (SLOW_INTEGRATION,) if core.series in ENDS else ()
    return ("units", "integration", *once, *often, *slow)


def make_plan(
    command: str, cores: Sequence[Core], interpreters: Interpreters, default: str, arguments: Sequence[str] = ()
) -> Plan:
    """The plan for a command. The arguments go to the tool of a single check; for `lint` they are names of linters."""
    if arguments and command in ("test", "coverage"):
        raise CheckError(f"{command} takes no arguments: they are for the tool of a single check")
    measured = newest_core(default)
    lanes: list[Lane] = []
    lacking: list[Outcome] = []
    for core in cores:
        needs = {name: _needs(name, core, interpreters) for name in checks_of(command, core, measured)}
        lacking += [Outcome(name, core.series, ONE_LACKING, lacking=need) for name, need in needs.items() if need]
        if runnable := [name for name, need in needs.items() if not need]:
            checks = _checks(interpreters, arguments)
            if command == "test":
                checks |= _checks_without_repetition()
            if "coverage" in runnable:
                quick = _WITHOUT_SLOW_TARGETS if command == "test" else ()
                checks |= {"units": covering_units, "integration": partial(covering_integration, arguments=quick)}
            lanes += _lanes(core_site(core, interpreters), [Job(name, checks[name]) for name in runnable])
    if command in ("test", "lint"):
        if measured:
            lanes.append(Lane(lint_site(measured, interpreters), _linter_jobs(arguments)))
        else:
            lacking.append(Outcome("lint", "", ONE_LACKING, lacking=f"no ansible-core here runs on Python {default}"))
    return Plan(tuple(sorted(lanes, key=_order)), tuple(lacking))


def _lanes(site: Site, jobs: Sequence[Job]) -> list[Lane]:
    """The jobs one after another, but for slow ones, which have a site of their own."""
    quick = tuple(job for job in jobs if job.check != SLOW_INTEGRATION)
    slow = tuple(job for job in jobs if job.check == SLOW_INTEGRATION)
    return [Lane(site, quick), *([Lane(replace(site, name=f"{site.name}-slow"), slow)] if slow else [])]


def _order(lane: Lane) -> tuple[bool, int]:
    """The longest first, so that none is left to run alone at the end."""
    return lane.jobs[0].check != SLOW_INTEGRATION, -len(lane.jobs)


def core_site(core: Core, interpreters: Interpreters) -> Site:
    """Where suites run on a core; it has to have a Python at hand."""
    files = ("unit/requirements.txt", "integration/requirements.txt", "simulator/requirements.txt")
    return _site(core.series, core, interpreters, files)


def lint_site(core: Core, interpreters: Interpreters) -> Site:
    """Where linters run."""
    files = ("checks/requirements.txt", "simulator/requirements.txt", "unit/requirements.txt")
    return replace(_site("lint", core, interpreters, files), core="")


def _site(name: str, core: Core, interpreters: Interpreters, files: tuple[str, ...]) -> Site:
    python = core.choose_python(interpreters)
    if python is None:
        raise CheckError(f"ansible-core {core.series} needs Python {' or '.join(core.pythons)}")
    packages = (f"ansible-core=={core.release}", f"coverage=={core.coverage}")
    environment = Environment(BUILD / name / "venv", interpreters[python], files, packages)
    folders = dict.fromkeys(path.parent for version, path in interpreters.items() if version != python)
    return Site(name, core.series, python, environment, tuple(folders))


def _needs(check: str, core: Core, interpreters: Interpreters) -> str:
    """What a check on a core lacks here, if anything."""
    if not core.choose_python(interpreters):
        return f"needs Python {' or '.join(core.pythons)}"
    if check == "units-oldest" and OLDEST_ON_HOSTS not in interpreters:
        return f"needs Python {OLDEST_ON_HOSTS}"
    return ""


def _checks(interpreters: Interpreters, arguments: Sequence[str]) -> dict[str, Check]:
    """The checks by name."""
    checks: dict[str, Check] = {
        "units": partial(units, arguments=arguments),
        "integration": partial(integration, arguments=arguments),
        "sanity": partial(sanity, arguments=arguments),
        "package": package,
        "coverage": coverage,
    }
    if OLDEST_ON_HOSTS in interpreters:
        checks["units-oldest"] = partial(
            units_on, version=OLDEST_ON_HOSTS, interpreter=interpreters[OLDEST_ON_HOSTS], arguments=arguments
        )
    return checks


def _checks_without_repetition() -> dict[str, Check]:
    """Suites without what other cores or lanes of a full run cover."""
    return {
        "units": partial(units, arguments=[f"--exclude={folder}" for folder in NOT_ABOUT_CORES]),
        "integration": partial(integration, arguments=_WITHOUT_SLOW_TARGETS),
        SLOW_INTEGRATION: partial(integration, arguments=SLOW_TARGETS),
    }


def _linter_jobs(names: Sequence[str]) -> tuple[Job, ...]:
    if unknown := [name for name in names if name not in LINTERS]:
        raise CheckError(f"there is no linter {', '.join(unknown)} among {', '.join(LINTERS)}")
    return tuple(Job(name, check) for name, check in LINTERS.items() if name in names or not names)
