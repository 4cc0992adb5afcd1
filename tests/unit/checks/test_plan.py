# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.otc.gaussdb.tests.checks.cores import CORES, newest_core
from ansible_collections.otc.gaussdb.tests.checks.errors import CheckError
from ansible_collections.otc.gaussdb.tests.checks.plan import SLOW_TARGETS, Plan, choose_cores, make_plan

ALL_PYTHONS = ("3.9", "3.11", "3.12", "3.13")


def plan_for(command: str, pythons: tuple[str, ...], *, series: str = "", arguments: tuple[str, ...] = ()) -> Plan:
    default = pythons[-1] if len(pythons) == 1 else "3.11"
    cores = choose_cores(command, series, newest_core(default))
    return make_plan(
        command, cores, {python: Path(f"/usr/bin/python{python}") for python in pythons}, default, arguments
    )


def jobs(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {lane.site.name: tuple(job.check for job in lane.jobs) for lane in plan.lanes}


def test_a_full_run_with_all_pythons_leaves_nothing_out() -> None:
    plan = plan_for("test", ALL_PYTHONS)
    linters = jobs(plan).pop("lint")
    assert plan.lacking == ()
    assert {name: checks for name, checks in jobs(plan).items() if name != "lint"} == {
        "2.16-slow": ("integration-slow",),
        "2.21-slow": ("integration-slow",),
        "2.16": ("units", "integration", "sanity", "package"),
        "2.17": ("units", "integration"),
        "2.18": ("units", "integration"),
        "2.19": ("units", "integration", "coverage", "units-oldest", "sanity", "package"),
        "2.20": ("units", "integration"),
        "2.21": ("units", "integration", "sanity", "package"),
    }
    assert {"ansible-lint", "types", "galaxy-importer"} <= set(linters)


def test_a_full_run_leaves_slow_targets_to_the_oldest_and_newest_core_and_the_tests_of_tools_to_one() -> None:
    arguments = {
        (lane.site.core, job.check): tuple(getattr(job.run, "keywords", {}).get("arguments", ()))
        for lane in plan_for("test", ALL_PYTHONS).lanes
        for job in lane.jobs
    }
    quick = tuple(f"--exclude={target}" for target in SLOW_TARGETS)
    assert {core for core, check in arguments if check == "units" and not arguments[core, check]} == {"2.19"}
    assert {arguments[core.series, "integration"] for core in CORES} == {quick}
    assert {core: given for (core, check), given in arguments.items() if check == "integration-slow"} == {
        "2.16": SLOW_TARGETS,
        "2.21": SLOW_TARGETS,
    }


def test_lanes_that_take_long_start_first() -> None:
    names = list(jobs(plan_for("test", ALL_PYTHONS)))
    assert names[:2] == ["2.16-slow", "2.21-slow"]


def test_slow_targets_are_there() -> None:
    folders = {path.name for path in (Path(__file__).parents[2] / "integration" / "targets").iterdir()}
    assert set(SLOW_TARGETS) <= folders


def test_each_core_gets_the_first_of_its_pythons_that_is_at_hand() -> None:
    lanes = {lane.site.name: lane.site for lane in plan_for("units", ALL_PYTHONS, series="all").lanes}
    assert {name: site.python for name, site in lanes.items()} == {
        "2.16": "3.11",
        "2.17": "3.11",
        "2.18": "3.11",
        "2.19": "3.11",
        "2.20": "3.13",
        "2.21": "3.13",
    }
    assert lanes["2.21"].environment.interpreter == Path("/usr/bin/python3.13")


@pytest.mark.parametrize(
    ("python", "covered"),
    [
        ("3.11", {"2.16", "2.17", "2.18", "2.19"}),
        ("3.12", {core.series for core in CORES}),
        ("3.13", {"2.18", "2.19", "2.20", "2.21"}),
        ("3.14", {"2.20", "2.21"}),
    ],
)
def test_with_one_python_the_cores_that_it_cannot_run_are_skipped_aloud(python: str, covered: set[str]) -> None:
    plan = plan_for("test", (python,))
    assert {lane.site.core for lane in plan.lanes if lane.site.core} == covered
    lacking = {outcome.core: outcome.lacking for outcome in plan.lacking if outcome.check == "units"}
    assert set(lacking) == {core.series for core in CORES} - covered
    assert all(reason.startswith("needs Python 3.") for reason in lacking.values())


def test_without_the_oldest_python_of_hosts_its_check_is_skipped_aloud() -> None:
    (outcome,) = plan_for("test", ("3.11", "3.12", "3.13")).lacking
    assert (outcome.check, outcome.lacking) == ("units-oldest", "needs Python 3.9")


def test_a_single_check_takes_the_newest_core_of_the_python_that_runs_it() -> None:
    assert jobs(plan_for("units", ALL_PYTHONS)) == {"2.19": ("units",)}
    assert jobs(plan_for("units", ("3.12",))) == {"2.21": ("units",)}


def test_a_single_check_takes_the_cores_that_are_named() -> None:
    assert jobs(plan_for("sanity", ALL_PYTHONS, series="2.17,2.20")) == {"2.17": ("sanity",), "2.20": ("sanity",)}


def test_an_unknown_core_is_refused() -> None:
    with pytest.raises(CheckError, match=r"no 2\.15 among 2\.16"):
        choose_cores("units", "2.15", None)


def test_coverage_takes_the_tests_that_it_is_made_of() -> None:
    assert jobs(plan_for("coverage", ALL_PYTHONS)) == {"2.19": ("units", "integration", "coverage")}


@pytest.mark.parametrize("command", ["test", "coverage"])
def test_arguments_are_for_single_checks(command: str) -> None:
    with pytest.raises(CheckError, match="takes no arguments"):
        plan_for(command, ALL_PYTHONS, arguments=("tests/unit/checks/",))


def test_linters_run_alone_by_name() -> None:
    assert jobs(plan_for("lint", ALL_PYTHONS, arguments=("ruff", "types"))) == {"lint": ("ruff", "types")}


def test_an_unknown_linter_is_refused() -> None:
    with pytest.raises(CheckError, match="no linter tox among"):
        plan_for("lint", ALL_PYTHONS, arguments=("tox",))


def test_with_a_python_that_no_core_runs_on_nothing_is_planned_and_all_is_skipped() -> None:
    plan = plan_for("test", ("3.15",))
    assert plan.lanes == ()
    assert {outcome.core for outcome in plan.lacking} == {"", *(core.series for core in CORES)}
