# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source under a real ansible-rulebook, against the simulator.

A start of ansible-rulebook takes ten seconds of CPU, so that one run serves many tests: see rulebooks/scenarios.yml.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.otc.gaussdb.tests.eda.rulebook import Event, Rulebook
from ansible_collections.otc.gaussdb.tests.simulator.client import Simulator, simulator

COLLECTION = Path(__file__).resolve().parents[2]
SHIPPED = COLLECTION / "extensions" / "eda" / "rulebooks"
SCENARIOS = Path(__file__).parent / "rulebooks" / "scenarios.yml"
BACKUP = "BackupSnapshotGaussDBV5InInstance"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
MANY = 500

UNAVAILABLE = {"kind": "response", "service": "gaussdb", "status": 503, "body": "unavailable"}


def java_release() -> int:
    """The Java release on this machine, 0 if Java is not installed."""
    if not shutil.which("java"):
        return 0
    printed = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', printed)
    return int(found[1]) if found else 0


pytestmark = pytest.mark.skipif(java_release() < 17, reason="needs Java 17 or later")


class Webhook(ThreadingHTTPServer):
    """Keeps what is posted to it."""

    def __init__(self) -> None:
        self.posted: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Receiver)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Receiver(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        self.server.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def webhook() -> Iterator[Webhook]:
    with Webhook() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def running() -> Iterator[Simulator]:
    with simulator() as started:
        yield started


Start = Callable[..., Rulebook]


@pytest.fixture(scope="module")
def start(running: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts a rulebook that signs in to the simulator by the environment."""
    started = []

    def begin(rulebook: Any, variables: Mapping[str, Any], **environment: str) -> Rulebook:
        folder = tmp_path_factory.mktemp("rulebook") / "run"
        started.append(Rulebook(folder, rulebook, variables, {**running.environment(), **environment}))
        return started[-1]

    yield begin
    for each in started:
        each.kill()


def rulesets(*files: Path) -> list[dict[str, Any]]:
    """The rulesets of some rulebooks."""
    return [ruleset for file in files for ruleset in yaml.safe_load(file.read_text(encoding="utf-8"))]


@dataclass
class Story:
    """What there was to see.

    Attributes:
        jobs: IDs, by what is special about each job
        many: IDs of hundreds
        events: those of named jobs whose outcome no other rule reports
        exit_code: of ansible-rulebook
        sign_ins: so many there were
        requests: of the hanging job, so many were under way at the end
    """

    rulebook: Rulebook
    jobs: dict[str, str]
    many: list[str]
    posted: list[dict[str, Any]] = field(default_factory=list)
    exit_code: int | None = None
    sign_ins: int = 0
    summary: dict[str, Any] = field(default_factory=dict)

    def events(self, job: str) -> list[tuple[str, str | None, str | None]]:
        """Of a named job: the event, the status, and the one before."""
        events: list[Event] = [event for event in self.rulebook.events if event["id"] == self.jobs[job]]
        return [(event["event"], event["status"], event["previous_status"]) for event in events]


def add_jobs(running: Simulator) -> tuple[dict[str, str], list[str]]:
    """The jobs of the scenarios: those that the test releases, and hundreds that have ended already."""
    held = {"held": True, "progress": "none"}
    named: dict[str, dict[str, Any]] = {
        "completed": {"course": held},
        "failed": {"course": {**held, "outcome": "Failed", "fail_reason": "no more disks"}},
        "taurusdb": {"engine": "taurusdb", "course": held},
        "changing": {"course": held},
        "posted": {"course": held, "instance": {"id": "1" * 32 + "in14", "name": "orders"}},
        "backup": {"name": BACKUP, "course": held},
        "hanging": {"course": held},
        "reserve": {"course": held},
    }
    ids = dict(zip(named, running.add_jobs(list(named.values())), strict=True))
    many = running.add_jobs([{"course": {"duration": 60, "age": 30 + number % 60}} for number in range(MANY)])
    return ids, many


@pytest.fixture(scope="module")
def story(running: Simulator, start: Start, webhook: Webhook) -> Story:
    """Run the scenarios: jobs end during an outage, others start later, and the end comes while some are running."""
    jobs, many = add_jobs(running)
    running.add_fault(kind="hang", service="gaussdb", job_id=jobs["hanging"])
    named = [
        jobs["completed"],
        jobs["failed"],
        jobs["changing"],
        {"id": jobs["taurusdb"], "engine": "taurusdb"},
        UNKNOWN,
    ]
    variables = {
        "named": named,
        "many": many,
        "hanging": jobs["hanging"],
        "job_ids": [jobs["posted"], jobs["reserve"]],
        "webhook_url": webhook.url,
    }
    rulebook = start(rulesets(SHIPPED / "post_to_webhook.yml", SCENARIOS), variables)
    story = Story(rulebook, {**jobs, "unknown": UNKNOWN}, many)
    for job in ("completed", "failed", "taurusdb", "changing"):
        rulebook.wait_until(f"the job {job} is seen", lambda job=job: story.events(job))
    rulebook.wait_until("the backup is seen", lambda: rulebook.messages("backup "))
    running.control("POST", "/jobs/change", {"ids": [jobs["changing"]], "fields": {"status": "Pending"}})
    rulebook.wait_until("a change is reported", lambda: len(story.events("changing")) > 1)

    def failures() -> int:
        log = running.control("GET", "/requests?service=gaussdb")
        return sum(1 for entry in log if entry["status"] == 503)

    # An outage in two ways, during which jobs end
    running.add_fault(**UNAVAILABLE)
    rulebook.wait_until("requests fail", failures)
    running.release(*(jobs[name] for name in ("completed", "failed", "backup", "posted")))
    before = failures()
    rulebook.wait_until("more requests fail", lambda: failures() > before)
    running.add_fault(kind="refuse", service="gaussdb", seconds=3)
    running.control("DELETE", "/faults")
    running.add_fault(kind="hang", service="gaussdb", job_id=jobs["hanging"])

    running.control("POST", "/jobs/change", {"ids": [jobs["changing"]], "fields": {"status": "Canceled"}})
    running.release(jobs["taurusdb"])
    rulebook.wait_until("the named jobs have ended", lambda: rulebook.messages("summary "))
    rulebook.wait_until("the webhook is called", lambda: webhook.posted)
    rulebook.wait_until("the backup has ended", lambda: len(rulebook.messages("backup ")) > 1)

    (jobs["later"],) = running.add_jobs([{"name": BACKUP, "course": {"held": True}}])
    story.jobs["later"] = jobs["later"]
    rulebook.wait_until("the later backup is seen", lambda: f"{jobs['later']} seen" in rulebook.messages("backup "))
    running.release(jobs["later"])
    rulebook.wait_until("it has ended", lambda: f"{jobs['later']} ended" in rulebook.messages("backup "))
    rulebook.wait_until("all of many have ended", lambda: len(rulebook.messages("one of many ")) >= MANY)

    # The jobs reserve and hanging are still running
    running.add_jobs(
        [{"name": BACKUP, "instance": {"id": "2" * 32 + "in14", "name": "the-end"}, "course": {"held": True}}]
    )
    story.exit_code = rulebook.wait()
    story.posted = list(webhook.posted)
    story.sign_ins = running.control("GET", "/stats")["iam"]["sign_ins"]
    story.summary = json.loads(rulebook.messages("summary ")[0])
    return story


def test_a_rule_for_completed_jobs_fires_once(story: Story) -> None:
    completed = [story.jobs["completed"], story.jobs["taurusdb"]]
    assert sorted(story.rulebook.messages("completed ")) == sorted(completed)


def test_a_rule_for_failed_jobs_fires_once(story: Story) -> None:
    assert story.rulebook.messages("failed ") == [f"{story.jobs['failed']} no more disks"]


@pytest.mark.parametrize("job", ["completed", "failed", "taurusdb"])
def test_a_running_job_is_seen_once(story: Story, job: str) -> None:
    assert story.events(job) == [("seen", "Running", None)]


def test_each_change_of_a_status_is_an_event(story: Story) -> None:
    assert story.events("changing") == [
        ("seen", "Running", None),
        ("changed", "Pending", "Running"),
        ("ended", "Canceled", "Pending"),
    ]


def test_an_unknown_job_is_missing_once(story: Story) -> None:
    assert story.events("unknown") == [("missing", None, None)]


def test_the_end_of_all_named_jobs_is_summed_up_once(story: Story) -> None:
    assert len(story.rulebook.messages("summary ")) == 1
    summary = {outcome: sorted(ids) for outcome, ids in story.summary.items() if outcome != "event"}
    assert summary == {
        "completed": sorted([story.jobs["completed"], story.jobs["taurusdb"]]),
        "failed": sorted([story.jobs["failed"], story.jobs["changing"]]),
        "missing": [UNKNOWN],
        "lost": [],
    }


def test_of_hundreds_of_jobs_each_end_is_reported_once(story: Story) -> None:
    assert Counter(story.rulebook.messages("one of many ")) == Counter(story.many)


def test_of_all_jobs_those_are_reported_that_start_later(story: Story) -> None:
    reported = [message for message in story.rulebook.messages("backup ") if story.jobs["later"] in message]
    assert reported == [f"{story.jobs['later']} seen", f"{story.jobs['later']} ended"]


def test_of_all_jobs_only_those_of_the_name_are_reported(story: Story) -> None:
    ids = {message.split()[0] for message in story.rulebook.messages("backup ")}
    assert ids == {story.jobs["backup"], story.jobs["later"]}


def test_an_end_during_an_outage_is_reported_once(story: Story) -> None:
    assert story.rulebook.messages("backup ").count(f"{story.jobs['backup']} ended") == 1


def test_an_outage_is_logged(story: Story) -> None:
    assert "Requests fail, and will be retried: " in story.rulebook.printed


def test_the_webhook_gets_a_sentence_and_the_job(story: Story) -> None:
    (posted,) = story.posted
    assert posted["text"] == "CreateGaussDBV5Instance of orders: Completed"
    assert (posted["job"]["id"], posted["job"]["event"]) == (story.jobs["posted"], "ended")


def test_the_rulebook_ends_while_jobs_run_and_a_request_hangs(story: Story) -> None:
    assert story.exit_code == 0
    assert "unexpected" not in story.rulebook.printed


def test_sources_with_the_same_options_share_one_sign_in(story: Story) -> None:
    # The source whose api_timeout differs signs in itself.
    assert story.sign_ins == 2


def test_no_password_and_no_token_is_printed(story: Story, running: Simulator) -> None:
    assert running.ready["password"] not in story.rulebook.printed
    tokens = {entry["headers"].get("x-auth-token") for entry in running.control("GET", "/requests?service=gaussdb")}
    assert not any(token in story.rulebook.printed for token in tokens if token)


PLAYBOOK = """\
- name: Keep the job
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Write the job to a file
      ansible.builtin.copy:
        content: "{{ gaussdb_job | to_json }}"
        dest: "FOLDER/{{ gaussdb_job.id }}.json"
        mode: "0600"
"""


def test_after_a_restart_a_playbook_starts_for_an_end_that_was_reported_before(
    story: Story, running: Simulator, start: Start, tmp_path: Path
) -> None:
    (tmp_path / "continue.yml").write_text(PLAYBOOK.replace("FOLDER", str(tmp_path)), encoding="utf-8")
    job_ids = [story.jobs["completed"], story.jobs["failed"]]
    variables = {"job_ids": job_ids, "completed_playbook": str(tmp_path / "continue.yml")}
    rulebook = start("otc.gaussdb.react_to_jobs", variables)
    assert rulebook.wait() == 0, rulebook.printed[-5000:]
    (file,) = tmp_path.glob("*.json")
    job = json.loads(file.read_text(encoding="utf-8"))
    assert (job["id"], job["status"], job["event"]) == (story.jobs["completed"], "Completed", "ended")
    assert re.search("^CreateGaussDBV5Instance of .* failed: no more disks$", rulebook.printed, re.MULTILINE)


def test_a_wrong_password_ends_the_rulebook_after_one_sign_in(story: Story, running: Simulator, start: Start) -> None:
    before = running.control("GET", "/stats")["iam"]["requests"]
    rulebook = start(
        rulesets(SCENARIOS)[:2], {"named": story.jobs["completed"], "many": story.many}, OS_PASSWORD="wrong"
    )
    assert rulebook.wait() != 0
    assert running.control("GET", "/stats")["iam"]["requests"] == before + 1
    assert "IAM" in rulebook.printed
    assert "wrong" not in rulebook.printed
