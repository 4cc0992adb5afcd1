# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ForbiddenError,
    JobNotFoundError,
    RefusedError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Filters, Jobs
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import CENSORED
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.generated import JSON
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB,
    GAUSSDB_EXAMPLE,
    JOB,
    JOB_URL,
    PROJECT,
    TAURUSDB,
    TAURUSDB_EXAMPLE,
    Call,
    outcome,
    response,
)
from hypothesis import given
from hypothesis import strategies as st

TASKS = f"{GAUSSDB}/v3/{PROJECT}/tasks"


def jobs(engine="gaussdb", token="given-token-1"):
    chosen = ENGINES[engine]
    options = {
        "auth": {"token": token, "project_id": PROJECT},
        "endpoint": {"gaussdb": GAUSSDB, "taurusdb": TAURUSDB}[engine],
    }
    return Jobs(Session(Cloud.from_options(options, {}, chosen), chosen), chosen)


class TestGet:
    def test_gaussdbs_example(self, wire):
        wire.expect(Call("GET", JOB_URL, GAUSSDB_EXAMPLE))
        look = jobs().get(JOB)
        assert (look.job.id, look.job.engine, look.job.duration, look.age) == (JOB, "gaussdb", 2889, None)

    def test_taurusdbs_example(self, wire):
        wire.expect(
            Call("GET", f"{TAURUSDB}/v3/{PROJECT}/jobs?id=a9767ede-fe0f-4888-9003-e843a4c90514", TAURUSDB_EXAMPLE)
        )
        look = jobs("taurusdb").get("a9767ede-fe0f-4888-9003-e843a4c90514")
        assert look.job.entities["instance"]["endpoint"] == "192.168.1.203:3306"

    def test_its_age_is_told_by_the_servers_clock(self, wire):
        wire.expect(
            Call("GET", JOB_URL, GAUSSDB_EXAMPLE, headers={"Date": "Mon, 12 Jul 2021 01:32:04 GMT"}),
            Call("GET", JOB_URL, GAUSSDB_EXAMPLE, headers={"Date": "Mon, 12 Jul 2021 01:00:00 GMT"}),
        )
        assert [jobs().get(JOB).age, jobs().get(JOB).age] == [600.0, 0.0]

    @pytest.mark.parametrize(
        ("status", "code"),
        [(400, "DBS.200543"), (404, "DBS.200543"), (404, "DBS.280001"), (500, "DBS.200543")],
    )
    def test_a_job_that_the_api_does_not_know(self, wire, status, code):
        wire.expect(Call("GET", JOB_URL, {"error_code": code, "error_msg": "The job does not exist."}, status))
        with pytest.raises(JobNotFoundError, match="The job does not exist"):
            jobs().get(JOB)

    @pytest.mark.parametrize(
        ("status", "answer", "kind"),
        [
            (404, "<html>", BadResponseError),
            (404, {"error_code": "APIGW.0101"}, RefusedError),
            (400, {"error_code": "DBS.280001"}, RefusedError),
            (403, {"error_code": "DBS.200010"}, ForbiddenError),
        ],
    )
    def test_what_says_nothing_about_the_job(self, wire, status, answer, kind):
        wire.expect(Call("GET", JOB_URL, answer, status))
        with pytest.raises(kind):
            jobs().get(JOB)

    @pytest.mark.parametrize("answer", [{}, {"job": None}, {"job": []}, {"job": {}}, {"job": "x"}, {"jobs": [{}]}])
    def test_an_answer_without_a_job(self, wire, answer):
        wire.expect(Call("GET", JOB_URL, answer))
        with pytest.raises(BadResponseError, match=rf"JSON without the field job|an empty job for {JOB}"):
            jobs().get(JOB)

    def test_an_answer_for_another_job(self, wire):
        wire.expect(Call("GET", JOB_URL, {"job": {"id": "other", "status": "Completed"}}))
        with pytest.raises(BadResponseError, match=f"sent another job than {JOB}"):
            jobs().get(JOB)

    @pytest.mark.parametrize("answered", [None, "", "missing", JOB.upper(), JOB.replace("-", "")])
    def test_ids_that_mean_the_job(self, wire, answered):
        job = {"id": answered, "status": "Running"} if answered != "missing" else {"status": "Running"}
        wire.expect(Call("GET", JOB_URL, {"job": job}))
        assert jobs().get(JOB).job.id == JOB

    def test_secrets_leave_what_people_read_but_not_what_identifies(self, wire):
        token = "Completed"
        raw = {
            "id": JOB,
            "name": "Completed",
            "status": "Completed",
            "created": "Completed",
            "fail_reason": "bad Completed!",
            "instance": {"id": "Completed", "name": "Completed", "note": "Completed"},
            "entities": {"a": ["Completed", 5]},
            "note": "not-Completed",
        }
        wire.expect(Call("GET", JOB_URL, {"job": raw}))
        shown = jobs(token=token).get(JOB).job.as_dict()
        assert (shown["status"], shown["created"], shown["instance"]["id"]) == ("Completed",) * 3
        assert (shown["name"], shown["instance"]["name"], shown["instance"]["note"]) == (CENSORED,) * 3
        assert (shown["fail_reason"], shown["entities"], shown["note"]) == (
            f"bad {CENSORED}!",
            {"a": [CENSORED, 5]},
            f"not-{CENSORED}",
        )


class TestPage:
    def test_without_filters(self, wire):
        wire.expect(Call("GET", f"{TASKS}?offset=0&limit=100", {"tasks": [], "total_count": 0}))
        page = jobs().page(Filters(), 0)
        assert (page.jobs, page.total, page.is_last(0)) == ([], 0, True)

    def test_filters_are_sent_as_the_api_has_them(self, wire):
        start = datetime(2026, 11, 22, 10, 0, 0, 500000, tzinfo=timezone(timedelta(hours=1)))
        end = datetime(2026, 11, 23, tzinfo=timezone(timedelta(0)))
        query = (
            "status=Failed&name=CreateGaussDBV5Instance&start_time=1795338000500&end_time=1795392000000"
            "&offset=200&limit=100"
        )
        wire.expect(Call("GET", f"{TASKS}?{query}", {"tasks": []}))
        jobs().page(Filters("Failed", "CreateGaussDBV5Instance", start, end, "i1", 5), 200)

    def test_a_full_page_may_have_a_successor(self, wire):
        tasks = [{"job_id": f"j{number}"} for number in range(100)]
        wire.expect(Call("GET", f"{TASKS}?offset=0&limit=100", {"tasks": tasks}))
        page = jobs().page(Filters(), 0)
        assert [job.id for job in page.jobs] == [f"j{number}" for number in range(100)]
        assert not page.is_last(0)

    def test_entries_that_are_none_are_passed_over(self, wire):
        wire.expect(Call("GET", f"{TASKS}?offset=0&limit=100", {"tasks": [None, 5, {"job_id": "j1"}]}))
        assert [job.id for job in jobs().page(Filters(), 0).jobs] == ["j1"]

    @pytest.mark.parametrize("total", [120, "120"])
    def test_a_count_may_be_text(self, wire, total):
        wire.expect(Call("GET", f"{TASKS}?offset=0&limit=100", {"tasks": [], "total_count": total}))
        assert jobs().page(Filters(), 0).total == 120

    @pytest.mark.parametrize("total", [None, "many", True, 1.5, -1, [], {}])
    def test_a_count_that_is_none(self, wire, total):
        wire.expect(Call("GET", f"{TASKS}?offset=0&limit=100", {"tasks": [], "total_count": total}))
        assert jobs().page(Filters(), 0).total is None

    @pytest.mark.parametrize("answer", [{}, {"tasks": None}, {"tasks": {}}])
    def test_an_answer_without_a_list(self, wire, answer):
        wire.expect(Call("GET", f"{TASKS}?offset=0&limit=100", answer))
        with pytest.raises(BadResponseError, match=r"JSON without (the field tasks|a job list)"):
            jobs().page(Filters(), 0)


JOB_LIKE = st.dictionaries(
    st.sampled_from(["id", "job_id", "status", "created", "progress", "instance", "instance_info", "entities"]),
    JSON,
    max_size=4,
)


@given(JSON | st.fixed_dictionaries({"job": JSON | JOB_LIKE}))
def test_any_answer_to_a_look_is_a_job_or_a_typed_error(wire, answer):
    wire.send = lambda request, **_: response(request, answer, 200, {})
    look = outcome(lambda: jobs().get(JOB))
    assert look.isprintable() if isinstance(look, str) else look.job.id == JOB


@given(JSON | st.fixed_dictionaries({"tasks": st.lists(JSON | JOB_LIKE, max_size=3)}))
def test_any_answer_to_a_list_is_a_page_or_a_typed_error(wire, answer):
    wire.send = lambda request, **_: response(request, answer, 200, {})
    page = outcome(lambda: jobs().page(Filters(), 0))
    assert page.isprintable() if isinstance(page, str) else all(isinstance(job.id, str) for job in page.jobs)


def test_only_gaussdb_lists_tasks():
    assert {name: engine.lists_jobs for name, engine in ENGINES.items()} == {"gaussdb": True, "taurusdb": False}
