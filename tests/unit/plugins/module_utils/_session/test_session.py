# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

import pytest
import requests
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    GaussDBError,
    RefusedError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.generated import JSON
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB,
    IAM,
    JOB_URL,
    PASSWORD_AUTH,
    PASSWORD_BODY,
    PROJECT,
    TAURUSDB,
    Call,
    catalog,
    outcome,
    response,
    sign_in,
    token_of,
)
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.usefixtures("bare")

TOKEN = {"token": "given-token-1", "project_id": PROJECT}
EXPIRED = {"error_code": "APIGW.0307", "error_msg": "The token expires.", "request_id": "r1"}
JOB = {"id": "5cbb8a90-2253-4cff-8a13-49aa8f31dfb5"}


def session(auth=None, engine="gaussdb", secrets=(), clock=time.monotonic, **options):
    service = ENGINES[engine]
    endpoint = None if auth else GAUSSDB
    options = {"auth": auth or TOKEN, "endpoint": endpoint, "region_name": "eu-de", **options}
    return Session(Cloud.from_options(options, {}, service), service, secrets, clock)


def renewal(token="second", answer=None, status=201):
    return Call(
        "POST",
        f"{IAM}/auth/tokens?nocatalog=1",
        answer or token_of(),
        status,
        {"X-Subject-Token": token},
        body=PASSWORD_BODY,
    )


def test_a_request_and_its_answer(wire):
    wire.expect(
        Call(
            "GET",
            JOB_URL,
            {"job": {}},
            headers={"Date": "Sun, 22 Nov 2026 09:00:00 GMT"},
            sent={"X-Auth-Token": "given-token-1", "Accept": "application/json", "X-Language": None},
        )
    )
    mine = session()
    answer = mine.request("GET", "/jobs", params=JOB)
    assert answer.content == {"job": {}}
    assert answer.date.isoformat() == "2026-11-22T09:00:00+00:00"
    assert mine.request_count == 1
    assert mine.api_timeout == 30


def test_the_language_is_sent(wire):
    wire.expect(Call("GET", JOB_URL, {}, sent={"X-Language": "zh-cn"}))
    session(language="zh-cn").request("GET", "/jobs", params=JOB)


def test_a_body_is_sent(wire):
    wire.expect(Call("POST", f"{GAUSSDB}/v3/{PROJECT}/backups", {"job_id": "j"}, 202, body={"name": "b"}))
    assert session().request("POST", "/backups", body={"name": "b"}).content == {"job_id": "j"}


def test_a_session_with_another_engine_shares_the_sign_in_and_counts_its_own_requests(wire):
    both = token_of(entries=catalog(("gaussdb", GAUSSDB), ("gaussdb-mysql", TAURUSDB)))
    wire.expect(
        sign_in(answer=both),
        Call("GET", JOB_URL, {}),
        Call("GET", f"{TAURUSDB}/v3/{PROJECT}/jobs?id={JOB['id']}", {}, sent={"X-Auth-Token": "issued-token"}),
    )
    first, taurusdb = session(PASSWORD_AUTH), ENGINES["taurusdb"]
    first.request("GET", "/jobs", params=JOB)
    options = {"auth": PASSWORD_AUTH, "region_name": "eu-de"}
    second = first.with_engine(Cloud.from_options(options, {}, taurusdb), taurusdb)
    assert second.request_count == 0
    second.request("GET", "/jobs", params=JOB)
    assert (first.request_count, second.request_count) == (1, 1)


def test_what_was_told_to_do_something_may_do_it_without_a_word(wire):
    wire.expect(Call("DELETE", f"{GAUSSDB}/v3/{PROJECT}/jobs/j", b"", 200), Call("GET", JOB_URL, b"", 200))
    mine = session()
    assert mine.request("DELETE", "/jobs/j").content == {}
    with pytest.raises(BadResponseError, match="an empty body"):
        mine.request("GET", "/jobs", params=JOB)


class TestWhere:
    @pytest.mark.parametrize("url", [GAUSSDB, f"{GAUSSDB}/v3", f"{GAUSSDB}/v3/{PROJECT}", f"{GAUSSDB}/{PROJECT}"])
    def test_the_catalog_says(self, wire, url):
        wire.expect(sign_in(answer=token_of(entries=catalog(("gaussdb", url)))), Call("GET", JOB_URL, {}))
        session(PASSWORD_AUTH).request("GET", "/jobs", params=JOB)

    def test_endpoint_beats_the_catalog(self, wire):
        wire.expect(sign_in(), Call("GET", f"https://own/mysql/v3/{PROJECT}/jobs?id=x", {}))
        session(PASSWORD_AUTH, endpoint="https://own/mysql/v3").request("GET", "/jobs", params={"id": "x"})

    @pytest.mark.parametrize(("engine", "host"), [("gaussdb", GAUSSDB), ("taurusdb", TAURUSDB)])
    def test_a_catalog_of_the_cloud_that_lacks_it_leaves_the_rule(self, wire, engine, host):
        wire.expect(sign_in(answer=token_of(entries=[])), Call("GET", f"{host}/v3/{PROJECT}/jobs?id=x", {}))
        session(PASSWORD_AUTH, engine).request("GET", "/jobs", params={"id": "x"})

    def test_access_keys_go_by_the_rule_in_switzerland_too(self, wire):
        wire.expect(Call("GET", f"https://gaussdb.eu-ch2.sc.otc.t-systems.com/v3/{PROJECT}/jobs?id=x", {}))
        session({"access_key": "a", "secret_key": "s", "project_id": PROJECT}, region_name="eu-ch2").request(
            "GET", "/jobs", params={"id": "x"}
        )

    def test_a_token_of_another_cloud_does_not_go_by_the_rule(self, wire):
        auth = {**PASSWORD_AUTH, "auth_url": "https://me:hush@iam.example/v3"}
        answer = token_of(entries=catalog(("compute", "https://ecs"), ("gaussdb", "broken")))
        tokens = "https://me:hush@iam.example/v3/auth/tokens"
        wire.expect(Call("POST", tokens, answer, 201, {"X-Subject-Token": "t"}, body=PASSWORD_BODY))
        with pytest.raises(ConfigurationError) as caught:
            session(auth).request("GET", "/jobs", params=JOB)
        assert "has the type gaussdb, but without a URL of GaussDB. Set endpoint." in str(caught.value)
        assert "hush" not in str(caught.value)


class TestWhetherSomethingWasSent:
    def test_a_refused_sign_in_sends_nothing_to_the_service(self, wire):
        wire.expect(sign_in(answer={}, status=401))
        mine = session(PASSWORD_AUTH)
        sent = mine.sends_from_now()
        with pytest.raises(UnauthorizedError):
            mine.request("POST", "/backups", body={})
        assert not sent()

    def test_a_request_under_way_counts_and_earlier_ones_do_not(self, wire):
        seen = []
        mine = session(PASSWORD_AUTH)
        wire.expect(sign_in(), Call("GET", JOB_URL, {"job": {}}))
        mine.request("GET", "/jobs", params=JOB)
        sent = mine.sends_from_now()
        assert not sent()
        wire.expect(Call("GET", JOB_URL, {"job": {}}, during=lambda: seen.append(sent())))
        mine.request("GET", "/jobs", params=JOB)
        assert seen == [True]


class TestRenewal:
    @pytest.mark.parametrize(
        ("status", "refusal"),
        [
            (401, EXPIRED),
            (401, b""),
            (403, {"error_code": "DBS.280056", "error_msg": "Invalid token."}),
            (401, {"error_code": "APIGW.0301"}),
        ],
    )
    def test_a_refused_token_is_renewed_and_the_look_repeated(self, wire, status, refusal):
        wire.expect(
            sign_in("first"),
            Call("GET", JOB_URL, refusal, status, sent={"X-Auth-Token": "first"}),
            renewal(),
            Call("GET", JOB_URL, {"job": {}}, sent={"X-Auth-Token": "second"}),
        )
        mine = session(PASSWORD_AUTH)
        assert mine.request("GET", "/jobs", params=JOB).content == {"job": {}}
        assert mine.request_count == 2, "sign-ins do not count"

    def test_a_renewed_one_that_is_refused_too_is_final(self, wire):
        wire.expect(sign_in("first"), Call("GET", JOB_URL, EXPIRED, 401), renewal(), Call("GET", JOB_URL, EXPIRED, 401))
        with pytest.raises(UnauthorizedError):
            session(PASSWORD_AUTH).request("GET", "/jobs", params=JOB)

    def test_iam_away_during_a_renewal_is_an_outage(self, wire):
        wire.expect(sign_in("first"), Call("GET", JOB_URL, EXPIRED, 401), renewal(answer=b"<html>", status=503))
        with pytest.raises(UnreachableError, match=r"IAM .* returned a server error"):
            session(PASSWORD_AUTH).request("GET", "/jobs", params=JOB)

    def test_one_renewal_for_all_requests_in_flight(self, wire):
        everybody = threading.Barrier(4, timeout=10)
        wire.expect(sign_in("first"), renewal())
        wire.expect(*[Call("GET", JOB_URL, EXPIRED, 401, sent={"X-Auth-Token": "first"}, during=everybody.wait)] * 4)
        wire.expect(*[Call("GET", JOB_URL, {"job": {}}, sent={"X-Auth-Token": "second"})] * 4)
        mine = session(PASSWORD_AUTH)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _number: mine.request("GET", "/jobs", params=JOB).content, range(4)))
        assert answers == [{"job": {}}] * 4

    def test_tokens_that_were_issued_are_secrets(self, wire):
        wire.expect(
            sign_in("issued-token-1"), Call("GET", JOB_URL, {"error_code": "X", "error_msg": "bad issued-token-1"}, 400)
        )
        with pytest.raises(RefusedError) as caught:
            session(PASSWORD_AUTH).request("GET", "/jobs", params=JOB)
        assert "issued-token-1" not in str(caught.value)

    def test_all_of_it_shares_one_timeout(self, wire):
        now = [0.0]

        def take(seconds):
            now[0] += seconds

        wire.expect(
            sign_in("first", during=lambda: take(2)),
            Call("GET", JOB_URL, EXPIRED, 401, during=lambda: take(3)),
            renewal(),
            Call("GET", JOB_URL, {"job": {}}),
        )
        session(PASSWORD_AUTH, clock=lambda: now[0], api_timeout=10).request("GET", "/jobs", params=JOB)
        assert [seen.timeout[0] for seen in wire.seen] == [10, 8, 5, 5]


class TestSignatures:
    AUTH = MappingProxyType({"access_key": "AKEY", "secret_key": "skey-skey-skey", "project_id": PROJECT})
    REFUSED = MappingProxyType({"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information"})

    def refusal(self, mine):
        with pytest.raises(UnauthorizedError) as caught:
            mine.request("GET", "/jobs", params=JOB)
        return caught.value

    def test_one_refused_at_first_is_final(self, wire):
        wire.expect(Call("GET", JOB_URL, dict(self.REFUSED), 401))
        error = self.refusal(session(dict(self.AUTH)))
        assert not error.transient
        assert "check auth.access_key and auth.secret_key" in str(error).lower()

    @pytest.mark.parametrize(
        ("answer", "status", "transient"),
        [
            ({"job": {}}, 200, True),
            ({"error_code": "DBS.200543"}, 400, True),
            ("<html>", 200, True),
            ("<html>", 503, False),
            ({"error_code": "APIGW.0308"}, 429, False),
            ({"error_code": "APIGW.0101"}, 404, False),
        ],
    )
    def test_one_refused_after_others_were_accepted_is_an_outage(self, wire, answer, status, transient):
        mine = session(dict(self.AUTH))
        wire.expect(Call("GET", JOB_URL, answer, status), Call("GET", JOB_URL, dict(self.REFUSED), 401))
        outcome(lambda: mine.request("GET", "/jobs", params=JOB))
        assert self.refusal(mine).transient is transient

    def test_what_one_engine_has_accepted_says_nothing_about_the_other(self, wire):
        mine, taurusdb = session(dict(self.AUTH)), ENGINES["taurusdb"]
        options = {"auth": dict(self.AUTH), "endpoint": TAURUSDB, "region_name": "eu-de"}
        wire.expect(
            Call("GET", JOB_URL, {"job": {}}),
            Call("GET", f"{TAURUSDB}/v3/{PROJECT}/jobs?id={JOB['id']}", dict(self.REFUSED), 401),
        )
        mine.request("GET", "/jobs", params=JOB)
        other = mine.with_engine(Cloud.from_options(options, {}, taurusdb), taurusdb)
        assert not self.refusal(other).transient


class TestSecrets:
    def test_payloads_are_clean_and_what_identifies_is_whole(self, wire):
        payload = {
            "job_id": "j-2253",
            "instance": {"status": "Completed"},
            "name": "it is open-sesame-4711",
            "port": 2253,
        }
        wire.expect(Call("POST", f"{GAUSSDB}/v3/{PROJECT}/backups", payload, 202, body={}))
        mine = session(secrets=["open-sesame-4711", "2253", "Completed"])
        content = mine.request("POST", "/backups", body={}, verbatim=("job_id", "status")).content
        assert content == {**payload, "name": "it is ********"}

    def test_those_of_another_engines_endpoint(self, wire):
        refusal = {"error_code": "DBS.280001", "error_msg": "Bad password open-sesame-4711."}
        wire.expect(Call("GET", f"https://me:open-sesame-4711@own/v3/{PROJECT}/jobs?id={JOB['id']}", refusal, 400))
        taurusdb, auth = ENGINES["taurusdb"], {"token": "given-token", "project_id": PROJECT}
        options = {"auth": auth, "endpoint": "https://me:open-sesame-4711@own"}
        other = session(auth, endpoint=GAUSSDB).with_engine(Cloud.from_options(options, {}, taurusdb), taurusdb)
        with pytest.raises(RefusedError, match=r"Bad password \*{8}\.$"):
            other.request("GET", "/jobs", params=JOB)

    def test_errors_are_clean(self, wire):
        refusal = {"error_code": "DBS.280001", "error_msg": "Bad password open-sesame-4711."}
        wire.expect(Call("POST", f"{GAUSSDB}/v3/{PROJECT}/backups", refusal, 400, body={}))
        with pytest.raises(RefusedError, match=r"Bad password \*{8}\.$"):
            session(secrets=["open-sesame-4711"]).request("POST", "/backups", body={})

    def test_nothing_of_it_is_public(self, wire):
        assert not [name for name in vars(session()) if "secret" in name and not name.startswith("_")]


class TestFirstContact:
    @pytest.mark.parametrize(("status", "answer"), [(404, "<html>"), (200, "<html>"), (200, "[]"), (302, b"")])
    def test_nonsense_from_a_server_that_never_made_sense_is_likely_from_another_one(self, wire, status, answer):
        wire.expect(
            Call("GET", JOB_URL, answer, status), Call("GET", JOB_URL, {}), Call("GET", JOB_URL, answer, status)
        )
        mine = session()
        with pytest.raises(BadResponseError) as caught:
            mine.request("GET", "/jobs", params=JOB)
        assert caught.value.first_contact
        mine.request("GET", "/jobs", params=JOB)
        with pytest.raises(BadResponseError) as caught:
            mine.request("GET", "/jobs", params=JOB)
        assert not caught.value.first_contact

    def test_a_refusal_is_not_about_that(self, wire):
        wire.expect(Call("GET", JOB_URL, {"error_code": "DBS.1"}, 400))
        with pytest.raises(RefusedError) as caught:
            session().request("GET", "/jobs", params=JOB)
        assert not caught.value.first_contact


class TestDoubt:
    """Whether a request may have been carried out although no proper response came."""

    @pytest.mark.parametrize(
        ("answer", "status", "in_doubt"),
        [
            (requests.ReadTimeout("slow"), 0, True),
            (requests.ConnectTimeout("slow"), 0, False),
            ({"error_code": "DBS.1"}, 400, False),
            ({"error_code": "DBS.1"}, 500, True),
            ({"error_code": "DBS.200019"}, 500, False),
            (b"", 408, True),
            ("<html>", 502, True),
            ("<html>", 200, True),
            ("<html>", 302, True),
            ("<html>", 307, False),
            ({"error_code": "APIGW.0308"}, 429, False),
        ],
    )
    def test_of_a_response(self, wire, answer, status, in_doubt):
        wire.expect(
            Call("POST", f"{GAUSSDB}/v3/{PROJECT}/backups", answer, status, body={}),
            Call("GET", JOB_URL, answer, status),
        )
        mine = session()
        with pytest.raises(GaussDBError) as caught:
            mine.request("POST", "/backups", body={})
        assert caught.value.in_doubt is in_doubt
        with pytest.raises(GaussDBError) as caught:
            mine.get("/jobs", JOB, key="job")
        assert not caught.value.in_doubt, "a poll changes nothing"

    @pytest.mark.parametrize("answer", ["<html>", requests.ReadTimeout("slow")])
    def test_of_a_sign_in_there_is_none(self, wire, answer):
        wire.expect(sign_in(answer=answer, status=502))
        with pytest.raises(UnreachableError) as caught:
            session(PASSWORD_AUTH).request("POST", "/backups", body={})
        assert not caught.value.in_doubt


@given(
    st.integers(100, 599),
    st.binary() | JSON,
    st.dictionaries(st.sampled_from(["Retry-After", "Date", "Content-Type"]), st.text()),
)
def test_any_answer_is_an_object_or_a_typed_error(wire, status, answer, headers):
    wire.send = lambda request, **_: response(request, answer, status, headers)
    content = outcome(lambda: session().request("GET", "/jobs", params=JOB).content)
    assert content.isprintable() if isinstance(content, str) else isinstance(content, dict)
