# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
from ansible_collections.otc.gaussdb.tests.bench.arena import Run
from ansible_collections.otc.gaussdb.tests.bench.meter import Usage
from ansible_collections.otc.gaussdb.tests.bench.outage import Watch

ENDS = {"before": 90.0, "just before": 99.0, "during": 110.0, "after": 140.0}
REPORTS = {"before": 92.0, "just before": 134.0, "during": 136.5, "after": 144.0}
"""Epoch seconds; the API refuses connections from 100 to 130."""


def watch(*events):
    """A run of the event source that has printed these events, each a time, a kind and a job's ID."""
    printed = [json.dumps([at, {"gaussdb_job": {"id": job, "event": kind}}]) for at, kind, job in events]
    printed.insert(1, "Requests fail, and will be retried: connection refused")
    printed.append(json.dumps([150.0, {"gaussdb_jobs": {"event": "ended"}}]))
    run = Run(Usage(0, 90.0, 2.0, 2.0, 0), "\n".join(printed), 0.0, requests=20, sign_ins=1, connections=4)
    return Watch((1, 2), run, ENDS, 100.0, 130.0, pages=10)


ENDED = [(at, "ended", job) for job, at in REPORTS.items()]


def test_each_end_is_reported_once():
    assert watch((80.0, "seen", "during"), *ENDED).reported_once == 4


def test_an_end_that_is_reported_twice_does_not_count():
    assert watch(*ENDED, (145.0, "ended", "during")).reported_once == 3


def test_an_end_that_is_not_reported_does_not_count():
    reported = watch(*ENDED[:2])
    assert reported.reported_once == 2
    assert reported.late == float("inf")


def test_the_last_event_is_that_of_a_job_that_had_ended_when_the_outage_was_over():
    assert watch(*ENDED).late == pytest.approx(6.5)


def test_the_median_delay_leaves_out_ends_in_the_outage():
    assert watch(*ENDED).ends_in_the_outage == 1
    assert watch(*ENDED).median_delay == pytest.approx(4.0)


def test_polls_are_told_from_confirmations():
    # 20 requests, 10 of them for pages, and one confirmation for each of 4 ends
    assert watch(*ENDED).single_polls == 6
