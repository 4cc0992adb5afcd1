# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source, loaded by its path."""

from __future__ import annotations

import asyncio
import json
import math
import threading
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import yaml
from ansible_collections.otc.gaussdb.plugins.doc_fragments.cloud import ModuleDocFragment
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import jobs_source_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    ForbiddenError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._events import KINDS, events_of
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.discovery import Discovery, Scope
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import (
    EPOCH,
    ListedJobs,
    Service,
    always,
    appearing,
    broken_during,
    dated,
    lasting,
    policy_of,
    ref,
)
from jinja2 import StrictUndefined

EDA = Path(__file__).resolve().parents[4] / "extensions" / "eda"
PATH = EDA / "plugins" / "event_source" / "jobs.py"
DOWN = UnreachableError("503")


def loaded():
    """What is in the source. ansible-rulebook uses runpy, which does not get along with ansible-test's import hooks."""
    spec = spec_from_file_location("otc_gaussdb_jobs", PATH)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


SOURCE = loaded()


class Source:
    """A run of the source, in simulated time, until its summary has come."""

    def __init__(self, lives, listing=None, engines=None):
        self.service = Service(lives, 0.1, listing) if listing else Service(lives, 0.1)
        self.sent = []
        asyncio.run(self._run([ref(job_id, (engines or {}).get(job_id, "gaussdb")) for job_id in lives]))

    async def _run(self, refs):
        queue = asyncio.Queue()
        policy = policy_of(timeout=math.inf, error_timeout=math.inf)
        following = SOURCE["follow"](queue, refs, policy, self.service, in_full, None, self.service.clock)
        task = asyncio.create_task(following)
        try:
            while not (self.sent and "gaussdb_jobs" in self.sent[-1]):
                receiving = asyncio.create_task(queue.get())
                await asyncio.wait({receiving, task}, return_when=asyncio.FIRST_COMPLETED)
                if not receiving.done():
                    receiving.cancel()
                    await task
                self.sent.append(receiving.result())
            assert not task.done()
        finally:
            task.cancel()

    def events(self, job_id):
        jobs = [event["gaussdb_job"] for event in self.sent[:-1]]
        return [(job["event"], job["status"]) for job in jobs if job["id"] == job_id]


def sent_for_all_jobs(lives, listing):
    """The events of a source that watches all jobs, until the list refuses the sign-in."""
    service = Service(lives, 0.1, listing)
    discovery = Discovery(Scope("gaussdb", EPOCH))

    async def run():
        queue = asyncio.Queue()
        policy = policy_of(timeout=math.inf, error_timeout=math.inf)
        with pytest.raises(UnauthorizedError, match="enough"):
            await SOURCE["follow"](queue, [], policy, service, in_full, discovery, service.clock)
        return [queue.get_nowait() for _event in range(queue.qsize())]

    return asyncio.run(run())


def in_full(transitions):
    return events_of(transitions, ["status"])


def test_jobs_are_followed_to_their_ends_and_summed_up():
    source = Source({"one": lasting(100), "other": lasting(40, outcome="Failed")})
    assert source.events("one") == [("seen", "Running"), ("ended", "Completed")]
    assert source.events("other") == [("seen", "Running"), ("ended", "Failed")]
    assert source.sent[-1]["gaussdb_jobs"] == {
        "event": "ended",
        "completed": ["one"],
        "failed": ["other"],
        "missing": [],
        "lost": [],
    }


def test_no_jobs_are_summed_up_too():
    assert Source({}).sent == [
        {"gaussdb_jobs": {"event": "ended", "completed": [], "failed": [], "missing": [], "lost": []}}
    ]


def test_many_jobs_end_once_each_also_through_an_outage_and_with_few_requests():
    lives = {f"job{number}": dated(60.0 + number % 60) for number in range(200)}
    outage = {(30.0, 90.0): DOWN}
    listed = ListedJobs(lives)
    source = Source(
        {job_id: broken_during(life, outage) for job_id, life in lives.items()},
        lambda page, now: DOWN if 30 <= now < 90 else listed(page, now),
    )
    for job_id in lives:
        assert [event for event, _status in source.events(job_id)].count("ended") == 1
        assert source.events(job_id)[-1] == ("ended", "Completed")


def test_of_all_jobs_each_change_is_sent_once_and_nothing_is_summed_up(caplog):
    lives = {f"job{number}": appearing(dated(100, born=20.0 * number), 20.0 * number) for number in range(10)}
    listed = ListedJobs(lives)

    def listing(page, now):
        if now > 500:
            return UnauthorizedError("enough")
        return ForbiddenError("403: no permission") if 50 < now < 90 else listed(page, now)

    sent = [event["gaussdb_job"] for event in sent_for_all_jobs(lives, listing)]
    for job_id in lives:
        assert [job["event"] for job in sent if job["id"] == job_id] == ["seen", "ended"]
    assert caplog.messages == ["Requests fail, and will be retried: 403: no permission"]


@pytest.mark.parametrize("error", [DOWN, BadResponseError("HTML")])
def test_an_outage_of_a_day_ends_nothing(error):
    source = Source({"one": broken_during(lasting(60), {(10.0, 86400.0): error})})
    assert source.events("one") == [("seen", "Running"), ("ended", "Completed")]


def test_a_job_that_may_not_be_queried_is_lost_and_the_others_go_on():
    source = Source({"barred": always(ForbiddenError("403")), "other": lasting(60)})
    assert source.events("barred") == [("lost", None)]
    assert source.events("other")[-1] == ("ended", "Completed")


@pytest.mark.parametrize("error", [UnauthorizedError("401"), ConfigurationError("no service")])
def test_a_refused_sign_in_and_a_wrong_configuration_end_the_source(error):
    with pytest.raises(type(error), match=str(error)):
        Source({"one": always(error), "other": always(error)})


def test_a_wrong_configuration_of_one_engine_ends_the_source_while_jobs_of_the_other_run():
    def after_an_hour(now):
        return ZeroDivisionError("the source is still running") if now > 3600 else lasting(7200)(now)

    lives = {"one": after_an_hour, "other": always(ConfigurationError("no service"))}
    with pytest.raises(ConfigurationError, match="no service"):
        Source(lives, engines={"other": "taurusdb"})


def test_a_defect_ends_the_source():
    def broken(now):
        raise ZeroDivisionError("defect")

    with pytest.raises(ZeroDivisionError, match="defect"):
        Source({"one": broken})


class Hanging:
    """Calls that never end."""

    def __init__(self):
        self.waiting = threading.Event()
        self.interrupted = threading.Event()

    def start(self, key, timeout):
        pass

    def wait(self, seconds):
        self.waiting.set()
        self.interrupted.wait()
        return []

    def interrupt(self):
        self.interrupted.set()


def test_cancellation_ends_it_while_a_request_hangs():
    calls = Hanging()

    async def cancelled():
        following = SOURCE["follow"](asyncio.Queue(), [ref("one")], policy_of(), calls, in_full)
        task = asyncio.create_task(following)
        await asyncio.to_thread(calls.waiting.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert calls.interrupted.is_set()


@pytest.mark.parametrize(
    "error",
    [
        UnreachableError("no such host", first_contact=True, transient=False),
        UnreachableError("refused", first_contact=True),
        BadResponseError("another server", first_contact=True),
    ],
)
def test_a_server_that_has_never_responded_is_waited_for(error):
    def send(key, timeout):
        raise error

    with pytest.raises(UnreachableError, match=str(error)) as raised:
        SOURCE["patient"](send)(ref("one"), 1)
    assert raised.value.transient
    assert not raised.value.first_contact


@pytest.mark.parametrize("error", [UnauthorizedError("401", first_contact=True), ForbiddenError("403"), DOWN])
def test_any_other_error_stays_what_it_is(error):
    def send(key, timeout):
        raise error

    with pytest.raises(type(error)) as raised:
        SOURCE["patient"](send)(ref("one"), 1)
    assert raised.value is error


def test_an_outage_is_logged_once_a_minute(caplog):
    Source({"one": broken_during(lasting(200), {(10.0, 130.0): UnreachableError("503\nsecond line")})})
    assert len(caplog.messages) == 2
    assert caplog.messages[0].startswith("Requests fail, and will be retried: 503")
    assert "\n" not in caplog.messages[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "Pass either job_id, the jobs to watch, or watch: all"),
        ({"job_id": ""}, "job_id: an ID is empty"),
        ({"job_id": "one", "interval": 0}, "interval: expected 1 or more, got 0"),
        ({"job_id": "one", "not_found_timeout": -1}, "not_found_timeout: expected 0 or more"),
        ({"job_id": "one", "events": "all"}, "events: expected a list of status and progress, got 'all'"),
        ({"job_id": "one", "watch": "all"}, "watch: all and job_id are mutually exclusive"),
        ({"watch": "running"}, "watch: expected one of all; got 'running'"),
        ({"job_id": "one", "watchall": "yes"}, "watchall is not an option"),
        ({"job_id": "one", "auth": {"password": 1}}, "auth.password: expected a string"),
        ({"job_id": StrictUndefined()}, "job_id: expected a value, got an undefined variable."),
        ({"job_id": ["one", StrictUndefined()]}, "job_id: expected the ID of a job, got an undefined variable."),
        ({"job_id": "one", "interval": StrictUndefined()}, "interval: expected a value, got an undefined variable."),
        ({"job_id": "one", "auth": {"password": StrictUndefined()}}, "auth.password: expected a value, got an undef"),
    ],
)
def test_wrong_arguments_are_refused_before_any_request(arguments, message, monkeypatch):
    monkeypatch.setenv("OS_AUTH_URL", "http://127.0.0.1:9/v3")
    arguments = {"auth": {"token": "t", "project_id": "p" * 32}, "endpoint": "http://127.0.0.1:9", **arguments}
    with pytest.raises(ConfigurationError, match=message):
        asyncio.run(SOURCE["main"](asyncio.Queue(), arguments))


# Documentation


def documented():
    own = yaml.safe_load(SOURCE["DOCUMENTATION"])["options"]
    return {**own, **yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]}


def test_every_option_is_documented():
    spec = jobs_source_spec()
    assert documented().keys() == spec.keys()
    for name, option in documented().items():
        if name != "events":
            assert option["type"] == spec[name]["type"]
            assert option.get("choices") == spec[name].get("choices")
        assert option.get("default") == spec[name].get("default")
    assert documented()["events"]["choices"] == list(KINDS)


def test_the_schema_has_every_option():
    schema = json.loads((PATH.parent / "schemas" / "jobs.json").read_text(encoding="utf-8"))
    assert schema["oneOf"] == [{"required": ["job_id"]}, {"required": ["watch"]}]
    assert_same(schema["properties"], jobs_source_spec())


def assert_same(properties, spec):
    aliases = [alias for option in spec.values() for alias in option.get("aliases", ())]
    assert properties.keys() == {*spec, *aliases}
    for name, option in spec.items():
        assert properties[name].get("default") == option.get("default")
        assert properties[name].get("enum") == option.get("choices")
        if "options" in option:
            assert_same(properties[name]["properties"], option["options"])


def rulebooks():
    shipped = {path.name: path.read_text(encoding="utf-8") for path in (EDA / "rulebooks").glob("*.yml")}
    return {**shipped, "EXAMPLES": SOURCE["EXAMPLES"]}


@pytest.mark.parametrize("name", rulebooks())
def test_rulebooks_use_options_that_there_are(name):
    for ruleset in yaml.safe_load(rulebooks()[name]):
        for source in ruleset["sources"]:
            assert set(source["otc.gaussdb.jobs"]) <= set(jobs_source_spec())
