# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    ConfigurationError,
    ForbiddenError,
    JobNotFoundError,
    UnauthorizedError,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._events import (
    events_of,
    parse_kinds,
    parse_scope,
    summary_of,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.watch import Watch
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import ref, seen

STATUS = frozenset({"status"})
BOTH = frozenset({"status", "progress"})


def shown(watch, *snapshots, kinds=STATUS, since=None):
    """What the events for these polls say: event, status and the status before."""
    events = [event for each in snapshots for event in events_of(watch.poll_succeeded(each, 0), kinds, since)]
    jobs = [event["gaussdb_job"] for event in events]
    return [(job["event"], job["status"], job["previous_status"]) for job in jobs]


def test_a_job_has_an_event_for_each_status():
    polls = (seen("Pending"), seen("Running"), seen("Running"), seen("Completed"))
    assert shown(Watch(ref("one")), *polls) == [
        ("seen", "Pending", None),
        ("changed", "Running", "Pending"),
        ("ended", "Completed", "Running"),
    ]


def test_an_event_has_the_shape_of_a_job():
    watch = Watch(ref("one"))
    (event,) = events_of(watch.poll_succeeded(seen("Running", 10), 0), STATUS)
    assert event == {"gaussdb_job": {**watch.job.as_dict(), "event": "seen", "previous_status": None}}


def test_a_job_that_has_ended_when_first_seen_has_one_event():
    assert shown(Watch(ref("one")), seen("Failed")) == [("ended", "Failed", None)]


def test_an_end_before_the_moment_asked_for_has_no_event():
    ended = seen("Failed", age=100, created="2026-11-22T09:00:00Z", ended="2026-11-22T09:01:00Z")
    # It ended 40 seconds before the poll, which is at the moment 0.
    assert shown(Watch(ref("one")), ended, since=-30) == []
    assert shown(Watch(ref("one")), ended, since=-50) == [("ended", "Failed", None)]


def test_an_end_at_a_moment_that_is_not_known_has_none_unless_the_job_was_seen_before():
    assert shown(Watch(ref("one")), seen("Failed"), since=0) == []
    assert shown(Watch(ref("one")), seen("Running"), seen("Failed"), since=0)[-1] == ("ended", "Failed", "Running")


def test_a_job_that_was_created_after_that_moment_has_ended_after_it():
    failed = seen("Failed", age=20, created="2026-11-22T09:00:00Z")
    assert shown(Watch(ref("one")), failed, since=-30) == [("ended", "Failed", None)]
    assert shown(Watch(ref("one")), failed, since=-10) == []


@pytest.mark.parametrize(
    ("kinds", "events"),
    [
        (STATUS, ["seen", "ended"]),
        (BOTH, ["seen", "changed", "ended"]),
        ({"progress"}, ["changed"]),
    ],
)
def test_progress_is_sent_if_asked_for(kinds, events):
    polls = (seen("Running", 10), seen("Running", 20), seen("Completed", 100))
    assert [event for event, *_statuses in shown(Watch(ref("one")), *polls, kinds=kinds)] == events


def test_a_job_that_the_api_does_not_know_is_missing():
    transitions = Watch(ref("one")).poll_found_nothing(JobNotFoundError("DBS.200543"), 0, 0)
    (event,) = events_of(transitions, STATUS)
    job = event["gaussdb_job"]
    assert (job["id"], job["event"], job["status"]) == ("one", "missing", None)
    assert (job["reason"], job["msg"]) == ("not_found", "DBS.200543")


def test_a_job_that_may_not_be_queried_is_lost():
    watch = Watch(ref("one"))
    watch.poll_succeeded(seen("Running"), 0)
    (event,) = events_of(watch.poll_failed(ForbiddenError("403"), 1, 0), STATUS)
    job = event["gaussdb_job"]
    assert (job["event"], job["status"], job["previous_status"]) == ("lost", "Running", "Running")
    assert (job["reason"], job["msg"]) == ("forbidden", "403")


@pytest.mark.parametrize("error", [UnauthorizedError("401"), ConfigurationError("no service")])
def test_an_error_that_ends_the_source_is_not_an_event(error):
    assert events_of(Watch(ref("one")).give_up(error), STATUS) == []


def test_the_summary_lists_each_job_once():
    watches = {name: Watch(ref(name)) for name in ("done", "broken", "canceled", "gone", "vanished", "barred")}
    for name, status in {
        "done": "Completed",
        "broken": "Failed",
        "canceled": "Canceled",
        "vanished": "Running",
    }.items():
        watches[name].poll_succeeded(seen(status), 0)
    watches["gone"].poll_found_nothing(JobNotFoundError("DBS.200543"), 0, 0)
    for _poll in range(2):
        watches["vanished"].poll_found_nothing(JobNotFoundError("DBS.200543"), 0, 0)
    watches["barred"].give_up(ForbiddenError("403"))
    assert summary_of(watches.values()) == {
        "gaussdb_jobs": {
            "event": "ended",
            "completed": ["done"],
            "failed": ["broken", "canceled"],
            "missing": ["gone", "vanished"],
            "lost": ["barred"],
        }
    }


@pytest.mark.parametrize("wrong", ["everything", {"status": True}, None])
def test_other_kinds_of_events_are_refused(wrong):
    with pytest.raises(ConfigurationError, match="events: expected a list of status and progress"):
        parse_kinds(["status", wrong])


def test_an_empty_list_of_events_is_refused():
    with pytest.raises(ConfigurationError, match="events: the list is empty, so no event would be sent"):
        parse_kinds([])


# Which jobs to watch

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def scope_of(**options):
    names = ("job_id", "watch", "name", "instance_id", "since")
    return parse_scope({"engine": "gaussdb", **dict.fromkeys(names), **options}, NOW)


def test_jobs_that_were_named_need_no_list():
    assert scope_of(job_id=["one"]) is None


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (None, "2026-11-21T12:00:00+00:00"),
        ("90m", "2026-11-22T10:30:00+00:00"),
        ("12 h", "2026-11-22T00:00:00+00:00"),
        ("7d", "2026-11-15T12:00:00+00:00"),
        ("2026-11-22T09:00:00Z", "2026-11-22T09:00:00+00:00"),
        ("2026-11-22T09:00:00+0100", "2026-11-22T09:00:00+01:00"),
        ("1790000000", "2026-09-21T14:13:20+00:00"),
        ("0001-01-01T00:00:00Z", "1970-01-01T00:00:00+00:00"),
        ("0", "1970-01-01T00:00:00+00:00"),
    ],
)
def test_all_jobs_are_those_created_since_a_moment(since, expected):
    assert scope_of(watch="all", since=since).since.isoformat() == expected


def test_a_span_is_counted_back_from_the_present():
    assert scope_of(watch="all").counted_from == scope_of(watch="all", since="7d").counted_from == NOW
    assert scope_of(watch="all", since="2026-11-22").counted_from is None
    # All jobs are younger, and the API counts from 1970.
    assert scope_of(watch="all", since="30000d").counted_from is None


def test_all_jobs_can_be_those_of_a_name_or_an_instance():
    assert scope_of(watch="all", name=" ", instance_id=None) == scope_of(watch="all")
    scope = scope_of(watch="all", name="CreateGaussDBV5Instance\n", instance_id=" some-instance ")
    assert (scope.engine, scope.name, scope.instance_id) == ("gaussdb", "CreateGaussDBV5Instance", "some-instance")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "Pass either job_id, the jobs to watch, or watch: all."),
        ({"job_id": [], "watch": "all"}, "watch: all and job_id are mutually exclusive"),
        ({"watch": "all", "engine": "taurusdb"}, "watch: TaurusDB cannot list jobs. Pass the IDs of the jobs to watch"),
        ({"job_id": ["one"], "since": "1d"}, "since: without watch: all, only the jobs in job_id are watched."),
        ({"job_id": ["one"], "name": "x", "instance_id": "y"}, "name and instance_id: without watch: all"),
        ({"watch": "all", "instance_id": ""}, "instance_id: the ID is empty."),
        ({"watch": "all", "since": "yesterday"}, "since: expected a time or .*, got 'yesterday'."),
        ({"watch": "all", "since": "90"}, "since: expected a time or a number of minutes, hours or days, got '90'."),
        ({"watch": "all", "since": "999999d"}, "since: expected a time or .*, got '999999d'|a string"),
    ],
)
def test_options_that_contradict_each_other_are_refused(options, message):
    with pytest.raises(ConfigurationError, match=message):
        scope_of(**options)
