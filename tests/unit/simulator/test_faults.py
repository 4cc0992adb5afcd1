# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.simulator.faults import Facts, FaultError, Faults, parse_fault

LOOK = Facts("gaussdb", "GET", "/v3/p/jobs", "j-1")


def strikes(data: dict[str, Any], requests: list[Facts] | int, now: float = 0.0) -> list[bool]:
    """Which of these requests a fault strikes; a number stands for so many looks at a job."""
    faults = Faults(seed=1)
    faults.add(parse_fault(data), 0.0)
    looks = [LOOK] * requests if isinstance(requests, int) else requests
    return [faults.striking(look, now) is not None for look in looks]


def test_a_fault_strikes_everything_unless_it_says_otherwise() -> None:
    assert strikes({"kind": "reset"}, 3) == [True, True, True]


@pytest.mark.parametrize(
    "other",
    [
        {"service": "taurusdb"},
        {"job_id": "j-2"},
        {"method": "DELETE"},
        {"path": "tasks$"},
    ],
)
def test_a_fault_strikes_only_what_it_names(other: dict[str, Any]) -> None:
    same = {"service": "gaussdb", "job_id": "j-1", "method": "GET", "path": "^/v3/.*/jobs$"}
    assert strikes({"kind": "reset", **same}, 1) == [True]
    assert strikes({"kind": "reset", **same, **other}, 1) == [False]


def test_skip_times_and_every() -> None:
    assert strikes({"kind": "reset", "skip": 2, "times": 1}, 5) == [False, False, True, False, False]
    assert strikes({"kind": "reset", "every": 3}, 7) == [False, False, True, False, False, True, False]
    assert strikes({"kind": "reset", "skip": 1, "every": 2}, 5) == [False, False, True, False, True]


def test_only_requests_that_match_are_counted() -> None:
    other = Facts("iam", "POST", "/v3/auth/tokens", None)
    fault = {"kind": "reset", "service": "gaussdb", "skip": 1}
    assert strikes(fault, [LOOK, other, other, LOOK]) == [False, False, False, True]


def test_probability_goes_by_the_seed() -> None:
    struck = strikes({"kind": "reset", "probability": 0.3}, 1000)
    assert 250 < sum(struck) < 350
    assert struck == strikes({"kind": "reset", "probability": 0.3}, 1000)
    assert sum(strikes({"kind": "reset", "probability": 0}, 100)) == 0


def test_a_fault_may_last_for_some_time() -> None:
    assert strikes({"kind": "reset", "seconds": 10}, 1, now=9.9) == [True]
    assert strikes({"kind": "reset", "seconds": 10}, 1, now=10.0) == [False]


def test_the_first_fault_that_strikes_decides() -> None:
    faults = Faults()
    first = faults.add(parse_fault({"kind": "reset", "times": 1}), 0.0)
    second = faults.add(parse_fault({"kind": "drop"}), 0.0)
    assert [faults.striking(LOOK, 0.0) for _attempt in range(2)] == [first, second]
    assert [fault.struck for fault in faults] == [1, 1]


def test_a_service_goes_away_at_once_unless_the_fault_waits_for_requests() -> None:
    assert parse_fault({"kind": "refuse", "service": "iam", "seconds": 3}).strikes_at_once
    assert not parse_fault({"kind": "refuse", "service": "gaussdb", "skip": 1}).strikes_at_once
    assert not parse_fault({"kind": "reset", "service": "iam"}).strikes_at_once


def test_the_seconds_of_an_absence_do_not_run_before_it_begins() -> None:
    assert strikes({"kind": "refuse", "service": "gaussdb", "skip": 1, "seconds": 1}, 3, now=50) == [False, True, False]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ([], "a fault must be an object"),
        ({}, "kind must be one of response, html, refuse"),
        ({"kind": "fire"}, "kind must be one of response, html, refuse"),
        ({"kind": "drop", "service": "dns"}, "service must be one of iam, gaussdb, taurusdb"),
        ({"kind": "drop", "when": 3}, "unknown key of a fault: when"),
        ({"kind": "drop", "times": 0}, "times must be a number not below 1"),
        ({"kind": "drop", "skip": 1.5}, "skip has the wrong type"),
        ({"kind": "drop", "times": True}, "times has the wrong type"),
        ({"kind": "drop", "path": "("}, "path is no regular expression"),
        ({"kind": "response", "headers": {"Retry-After": 3}}, "headers must be strings"),
        ({"kind": "response", "status": 99}, "status must be a number not below 100"),
        ({"kind": "refuse"}, "refuse needs a service"),
        ({"kind": "refuse", "service": "iam"}, "refuse of iam needs seconds"),
    ],
)
def test_a_fault_that_cannot_be_understood_is_refused(fault: Any, message: str) -> None:
    with pytest.raises(FaultError, match=message):
        parse_fault(fault)
