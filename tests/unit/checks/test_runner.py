# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.otc.gaussdb.tests.checks import runner
from ansible_collections.otc.gaussdb.tests.checks.commands import Log
from ansible_collections.otc.gaussdb.tests.checks.counts import ONE_FAILED, ONE_LACKING, Counts
from ansible_collections.otc.gaussdb.tests.checks.environments import Environment
from ansible_collections.otc.gaussdb.tests.checks.errors import CheckError, LackingError
from ansible_collections.otc.gaussdb.tests.checks.report import Outcome
from ansible_collections.otc.gaussdb.tests.checks.runner import Job, Lane, run_lanes
from ansible_collections.otc.gaussdb.tests.checks.sites import Site


class ReadySite(Site):
    """A site that needs no preparation."""

    @property
    def root(self) -> Path:
        return self.environment.path

    def prepare(self, log: Log) -> None:
        pass


class BrokenSite(ReadySite):
    def prepare(self, log: Log) -> None:
        raise CheckError("no network")


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(runner, "LOGS", tmp_path / "logs")
    return tmp_path / "logs"


@pytest.fixture
def site(tmp_path: Path) -> ReadySite:
    return ReadySite("2.19", "2.19", "3.11", Environment(tmp_path / "2.19", Path("python3"), ()))


def passing(site: Site, log: Log) -> Counts:
    log.write("all is well")
    return Counts(passed=3)


def stuck(site: Site, log: Log) -> Counts:
    raise CheckError("there is no galaxy")


def lacking(site: Site, log: Log) -> Counts:
    raise LackingError("needs shellcheck")


def empty(site: Site, log: Log) -> Counts:
    return Counts()


def run(lane: Lane, *, require_all: bool = False) -> list[Outcome]:
    reported: list[Outcome] = []
    outcomes = run_lanes([lane], reported.append, require_all=require_all)
    assert reported == outcomes
    return outcomes


def test_checks_of_a_lane_run_in_turn_each_with_a_log(site: Site, logs: Path) -> None:
    first, second = run(Lane(site, (Job("units", passing), Job("sanity", stuck))))
    assert (first.check, first.core, first.counts) == ("units", "2.19", Counts(passed=3))
    assert (logs / "units-2.19.log").read_text() == "all is well\n"
    assert (second.counts, second.log) == (ONE_FAILED, logs / "sanity-2.19.log")
    assert (logs / "sanity-2.19.log").read_text() == "error: there is no galaxy\n"


def test_a_check_that_tested_nothing_fails(site: Site) -> None:
    (outcome,) = run(Lane(site, (Job("units", empty),)))
    assert outcome.failed


def test_a_check_that_lacks_something_is_skipped_unless_everything_is_required(site: Site) -> None:
    (outcome,) = run(Lane(site, (Job("shellcheck", lacking),)))
    assert (outcome.counts, outcome.lacking) == (ONE_LACKING, "needs shellcheck")
    (outcome,) = run(Lane(site, (Job("shellcheck", lacking),)), require_all=True)
    assert outcome.failed


def test_where_a_site_cannot_be_prepared_its_checks_fail(tmp_path: Path) -> None:
    site = BrokenSite("2.19", "2.19", "3.11", Environment(tmp_path / "2.19", Path("python3"), ()))
    outcomes = run(Lane(site, (Job("units", passing), Job("sanity", passing))))
    assert [(outcome.check, outcome.counts) for outcome in outcomes] == [("units", ONE_FAILED), ("sanity", ONE_FAILED)]
