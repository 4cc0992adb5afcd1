# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    ForbiddenError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._session import identity as identity_module
from ansible_collections.otc.gaussdb.plugins.module_utils._session.http import Http
from ansible_collections.otc.gaussdb.plugins.module_utils._session.identity import identity_of
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import CENSORED, Secrets
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB,
    IAM,
    PASSWORD_AUTH,
    PASSWORD_BODY,
    PROJECT,
    Call,
    catalog,
    response,
    sign_in,
    token_of,
)

pytestmark = pytest.mark.usefixtures("bare")

TOKENS = f"{IAM}/auth/tokens"
REFUSED = {"error": {"code": 401, "message": "The username or password is wrong.", "title": "Unauthorized"}}
RENEWAL = Call("POST", f"{TOKENS}?nocatalog=1", token_of(), 201, {"X-Subject-Token": "second"}, body=PASSWORD_BODY)
TOKEN_SENT = {"X-Auth-Token": "given-token-1", "X-Subject-Token": "given-token-1"}
ACCESS_KEYS = {"access_key": "AKEY", "secret_key": "skey-skey-skey", "project_id": PROJECT}
WHY = UnauthorizedError("The API does not accept the credentials (401).")


def identity(auth, endpoint=None, **options):
    cloud = Cloud.from_options(
        {"auth": auth, "endpoint": endpoint, "region_name": "eu-de", **options}, {}, ENGINES["gaussdb"]
    )
    secrets = Secrets(cloud.secrets)
    return identity_of(cloud, Http(cloud, secrets), secrets)


def headers_of(access):
    """What the access puts on a request."""
    request = requests.Request("GET", f"{GAUSSDB}/v3/{PROJECT}/jobs", params={"id": "x"}).prepare()
    return access.auth(request).headers


def body(methods, scope=None, **identity_parts):
    content = {"auth": {"identity": {"methods": methods, **identity_parts}}}
    if scope:
        content["auth"]["scope"] = {"project": scope}
    return content


class TestPassword:
    def test_by_names_with_the_domain_of_the_user_for_the_project(self, wire):
        wire.expect(sign_in())
        access = identity(PASSWORD_AUTH).access(9)
        assert access.project_id == PROJECT
        assert access.catalog == catalog(
            ("gaussdb", GAUSSDB), ("gaussdb-mysql", "https://gaussdb-mysql.eu-de.otc.t-systems.com")
        )
        assert headers_of(access)["X-Auth-Token"] == "issued-token"

    def test_by_ids(self, wire):
        user = {"id": "u1", "password": "pw"}
        wire.expect(sign_in(body=body(["password"], {"id": PROJECT}, password={"user": user})))
        identity({"user_id": "u1", "password": "pw", "project_id": PROJECT}).access(9)

    @pytest.mark.parametrize(
        ("domains", "of_user", "of_project"),
        [
            ({"user_domain_id": "ud"}, {"id": "ud"}, {"id": "ud"}),
            ({"domain_name": "D"}, {"name": "D"}, {"name": "D"}),
            ({"domain_id": "d", "project_domain_name": "PD"}, {"id": "d"}, {"name": "PD"}),
            ({"user_domain_name": "UD", "project_domain_id": "pd", "domain_id": "d"}, {"name": "UD"}, {"id": "pd"}),
        ],
    )
    def test_domains(self, wire, domains, of_user, of_project):
        user = {"name": "me", "domain": of_user, "password": "pw"}
        wire.expect(sign_in(body=body(["password"], {"name": "eu-de", "domain": of_project}, password={"user": user})))
        identity({"username": "me", "password": "pw", "project_name": "eu-de", **domains}).access(9)

    def test_a_projects_name_needs_a_domain(self, wire):
        with pytest.raises(ConfigurationError, match=r"set auth.project_domain_name"):
            identity({"user_id": "u1", "password": "pw", "project_name": "eu-de"}).access(9)

    def test_it_happens_once(self, wire):
        wire.expect(sign_in())
        signed_in = identity(PASSWORD_AUTH)
        assert signed_in.access(9) is signed_in.access(9)

    def test_a_renewal_leaves_the_catalog_out_and_keeps_the_known_one(self, wire):
        wire.expect(sign_in("first"), RENEWAL)
        signed_in = identity(PASSWORD_AUTH)
        first = signed_in.access(9)
        second = signed_in.renewed(first, WHY, 9)
        assert headers_of(second)["X-Auth-Token"] == "second"
        assert second.catalog == first.catalog
        assert signed_in.renewed(first, WHY, 9) is second, "somebody else has renewed it already"


class TestOtherWays:
    def test_password_and_totp(self, wire):
        auth = {"user_id": "u1", "password": "pw", "passcode": "123456", "project_id": PROJECT}
        wire.expect(
            sign_in(
                body=body(
                    ["password", "totp"],
                    {"id": PROJECT},
                    password={"user": {"id": "u1", "password": "pw"}},
                    totp={"user": {"id": "u1", "passcode": "123456"}},
                )
            )
        )
        signed_in = identity(auth)
        with pytest.raises(UnauthorizedError, match="A TOTP code works once, so this token cannot be renewed"):
            signed_in.renewed(signed_in.access(9), WHY, 9)

    def test_an_application_credential_by_id_names_no_project(self, wire):
        auth = {"application_credential_id": "ac1", "application_credential_secret": "s3", "project_id": "ignored"}
        wire.expect(
            sign_in(body=body(["application_credential"], application_credential={"id": "ac1", "secret": "s3"}))
        )
        assert identity(auth).access(9).project_id == PROJECT

    def test_an_application_credential_by_name(self, wire):
        auth = {
            "application_credential_name": "ac",
            "application_credential_secret": "s3",
            "username": "me",
            "user_domain_id": "d",
        }
        credential = {"name": "ac", "secret": "s3", "user": {"name": "me", "domain": {"id": "d"}}}
        wire.expect(sign_in(body=body(["application_credential"], application_credential=credential)))
        identity(auth).access(9)


class TestGivenToken:
    def test_with_endpoint_and_project_nobody_is_asked(self, wire):
        access = identity({"token": "given-token-1", "project_id": PROJECT}, endpoint=GAUSSDB).access(9)
        assert (access.project_id, access.catalog) == (PROJECT, None)
        assert headers_of(access)["X-Auth-Token"] == "given-token-1"

    @pytest.mark.parametrize("wanted", [{}, {"project_id": PROJECT}, {"project_name": "eu-de_team"}])
    def test_scoped_to_the_project_it_serves_as_it_is(self, wire, wanted):
        wire.expect(Call("GET", TOKENS, token_of(), sent=TOKEN_SENT))
        access = identity({"token": "given-token-1", **wanted}).access(9)
        assert (access.project_id, access.catalog) == (PROJECT, [])
        assert headers_of(access)["X-Auth-Token"] == "given-token-1"

    @pytest.mark.parametrize("has", [None, "another-project"])
    def test_unscoped_or_of_another_project_it_is_exchanged(self, wire, has):
        wire.expect(
            Call("GET", TOKENS, token_of(has), sent=TOKEN_SENT),
            sign_in("rescoped-token", body=body(["token"], {"id": PROJECT}, token={"id": "given-token-1"})),
        )
        access = identity({"token": "given-token-1", "project_id": PROJECT}).access(9)
        assert access.project_id == PROJECT
        assert headers_of(access)["X-Auth-Token"] == "rescoped-token"

    def test_unscoped_and_no_project_named(self, wire):
        wire.expect(Call("GET", TOKENS, token_of(None)))
        with pytest.raises(
            ConfigurationError, match=r"not scoped to a project: set auth.project_id or auth.project_name"
        ):
            identity({"token": "given-token-1"}).access(9)

    @pytest.mark.parametrize("status", [401, 403, 404])
    def test_one_that_is_not_accepted(self, wire, status):
        wire.expect(Call("GET", TOKENS, REFUSED, status))
        with pytest.raises(UnauthorizedError, match=r"does not accept auth.token: it has expired"):
            identity({"token": "given-token-1", "project_id": PROJECT}).access(9)

    def test_a_page_that_is_not_there_says_nothing_about_the_token(self, wire):
        wire.expect(Call("GET", TOKENS, "<html>not here</html>", 404))
        with pytest.raises(BadResponseError, match="auth_url does not lead to a Keystone v3"):
            identity({"token": "given-token-1", "project_id": PROJECT}).access(9)

    def test_a_refused_exchange_says_what_to_check(self, wire):
        wire.expect(
            Call("GET", TOKENS, token_of(None)),
            sign_in(answer=REFUSED, status=401, body=body(["token"], {"id": PROJECT}, token={"id": "given-token-1"})),
        )
        with pytest.raises(
            UnauthorizedError, match=f"refused the sign-in with auth.token to project '{PROJECT}'.*may be scoped to it"
        ):
            identity({"token": "given-token-1", "project_id": PROJECT}).access(9)

    def test_it_cannot_be_renewed(self, wire):
        given = identity({"token": "given-token-1", "project_id": PROJECT}, endpoint=GAUSSDB)
        with pytest.raises(UnauthorizedError, match="A token given as such cannot be renewed: get a new one"):
            given.renewed(given.access(9), WHY, 9)


class TestRefusals:
    def test_a_refused_sign_in_is_never_repeated(self, wire):
        wire.expect(sign_in(answer=REFUSED, status=401))
        signed_in = identity(PASSWORD_AUTH)
        for _again in range(3):
            with pytest.raises(UnauthorizedError) as caught:
                signed_in.access(9)
        said = str(caught.value)
        assert (
            "refused the sign-in of user 'operator' of domain 'OTC-EU-DE-00000000001000000000' to project 'eu-de_team'"
            in said
        )
        assert "The username or password is wrong. Check username, password" in said
        assert "accounts lock" in said

    @pytest.mark.parametrize(
        ("auth", "said"),
        [
            (
                {"application_credential_id": "ac1", "application_credential_secret": "s3"},
                "with application credential 'ac1'",
            ),
            ({"user_id": "u1", "password": "pw", "passcode": "1", "project_id": "p"}, "passcode .each works once."),
        ],
    )
    def test_each_way_has_advice_of_its_own(self, wire, auth, said):
        wire.send = lambda request, **_: response(request, REFUSED, 401, {})
        with pytest.raises(UnauthorizedError, match=said):
            identity(auth).access(9)

    def test_what_iam_echoes_is_shown_without_secrets(self, wire):
        wire.expect(sign_in(answer={"error": {"message": "no user with correct horse battery"}}, status=401))
        with pytest.raises(UnauthorizedError, match="no user with ") as caught:
            identity(PASSWORD_AUTH).access(9)
        assert CENSORED in str(caught.value)
        assert "horse" not in str(caught.value)

    @pytest.mark.parametrize(
        ("status", "answer", "kind"),
        [
            (429, REFUSED, ThrottledError),
            (500, REFUSED, UnreachableError),
            (503, "<html>", UnreachableError),
            (200, "<html>", BadResponseError),
            (201, {"token": None}, BadResponseError),
            (201, [], BadResponseError),
            (404, "<html>", BadResponseError),
            (404, REFUSED, BadResponseError),
        ],
    )
    def test_trouble_does_not_last(self, wire, status, answer, kind):
        wire.expect(sign_in(answer=answer, status=status), sign_in())
        signed_in = identity(PASSWORD_AUTH)
        with pytest.raises(kind) as caught:
            signed_in.access(9)
        assert caught.value.transient
        assert caught.value.first_contact is (kind is BadResponseError)
        assert signed_in.access(9).project_id == PROJECT

    def test_nonsense_from_an_iam_that_has_signed_us_in_is_an_outage(self, wire):
        wire.expect(sign_in(), Call("POST", f"{TOKENS}?nocatalog=1", "<html>", 200, body=PASSWORD_BODY))
        signed_in = identity(PASSWORD_AUTH)
        with pytest.raises(BadResponseError) as caught:
            signed_in.renewed(signed_in.access(9), WHY, 9)
        assert not caught.value.first_contact

    def test_a_token_without_its_header(self, wire):
        wire.expect(sign_in(headers={}))
        with pytest.raises(BadResponseError, match="issued a token without X-Subject-Token"):
            identity(PASSWORD_AUTH).access(9)

    @pytest.mark.parametrize("token", [{}, {"project": None}, {"project": {"name": "x"}}, {"project": "p"}])
    def test_a_token_for_no_project(self, wire, token):
        wire.expect(sign_in(answer={"token": token}))
        with pytest.raises(ConfigurationError, match="issued a token for no project"):
            identity(PASSWORD_AUTH).access(9)

    @pytest.mark.parametrize("entries", [None, "x", {}, 5])
    def test_a_catalog_of_another_shape_is_none(self, wire, entries):
        wire.expect(sign_in(answer={"token": {"project": {"id": PROJECT}, "catalog": entries}}))
        assert identity(PASSWORD_AUTH).access(9).catalog is None


class TestAccessKeys:
    def test_a_request_is_signed_and_nobody_asked(self, wire):
        access = identity(ACCESS_KEYS).access(9)
        assert (access.project_id, access.catalog) == (PROJECT, None)
        headers = headers_of(access)
        assert headers["Authorization"].startswith(
            "SDK-HMAC-SHA256 Access=AKEY, SignedHeaders=host;x-project-id;x-sdk-date, Signature="
        )
        assert headers["X-Project-Id"] == PROJECT
        assert headers["Host"] == "gaussdb.eu-de.otc.t-systems.com"

    def test_temporary_keys_send_their_token_signed(self, wire):
        headers = headers_of(identity({**ACCESS_KEYS, "security_token": "temporary"}).access(9))
        assert headers["X-Security-Token"] == "temporary"
        assert "SignedHeaders=host;x-project-id;x-sdk-date;x-security-token," in headers["Authorization"]

    def test_a_body_is_signed_with_its_type(self, wire):
        access = identity(ACCESS_KEYS).access(9)
        request = requests.Request("POST", GAUSSDB, json={"a": 1}).prepare()
        other = requests.Request("POST", GAUSSDB, json={"a": 2}).prepare()
        signatures = {access.auth(each).headers["Authorization"].rpartition("=")[2] for each in (request, other)}
        assert "SignedHeaders=content-type;host;" in request.headers["Authorization"]
        assert len(signatures) == 2

    def test_text_is_signed_as_it_is_sent(self, wire):
        request = requests.Request("POST", GAUSSDB, data="text").prepare()
        assert "Signature=" in identity(ACCESS_KEYS).access(9).auth(request).headers["Authorization"]

    def test_a_project_known_by_name_is_looked_up_once(self, wire):
        wire.expect(
            Call(
                "GET",
                f"{IAM}/projects?name=eu-de_team",
                {
                    "projects": [
                        None,
                        {"name": "other", "id": "x"},
                        {"name": "eu-de_team"},
                        {"name": "eu-de_team", "id": PROJECT},
                    ]
                },
            )
        )
        signed_in = identity({"access_key": "AKEY", "secret_key": "skey", "project_name": "eu-de_team"})
        assert signed_in.access(9).project_id == PROJECT
        assert signed_in.access(9).project_id == PROJECT
        assert "X-Project-Id" not in wire.seen[0].request.headers

    @pytest.mark.parametrize("answer", [{"projects": []}, {"projects": 5}, {}, []])
    def test_a_project_that_is_not_there(self, wire, answer):
        wire.expect(Call("GET", f"{IAM}/projects?name=eu-de_team", answer))
        with pytest.raises(ConfigurationError, match="knows no project 'eu-de_team' that these access keys may use"):
            identity({"access_key": "AKEY", "secret_key": "skey", "project_name": "eu-de_team"}).access(9)

    @pytest.mark.parametrize(
        ("status", "kind"), [(401, UnauthorizedError), (429, ThrottledError), (500, UnreachableError)]
    )
    def test_a_look_up_that_fails(self, wire, status, kind):
        wire.expect(Call("GET", f"{IAM}/projects?name=eu-de_team", REFUSED, status))
        with pytest.raises(kind) as caught:
            identity({"access_key": "AKEY", "secret_key": "skey", "project_name": "eu-de_team"}).access(9)
        assert ("Check auth.access_key" in str(caught.value)) is (status == 401)

    def test_who_may_not_search_all_projects_lists_their_own(self, wire):
        own = {"projects": [{"name": "eu-de", "id": "other"}, {"name": "eu-de_team", "id": PROJECT}]}
        wire.expect(
            Call("GET", f"{IAM}/projects?name=eu-de_team", REFUSED, 403),
            Call("GET", f"{IAM}/auth/projects", own),
        )
        signed_in = identity({"access_key": "AKEY", "secret_key": "skey", "project_name": "eu-de_team"})
        assert signed_in.access(9).project_id == PROJECT

    def test_who_may_not_even_do_that(self, wire):
        wire.expect(
            Call("GET", f"{IAM}/projects?name=eu-de_team", REFUSED, 403),
            Call("GET", f"{IAM}/auth/projects", REFUSED, 403),
        )
        with pytest.raises(ForbiddenError):
            identity({"access_key": "AKEY", "secret_key": "skey", "project_name": "eu-de_team"}).access(9)

    def test_a_refused_signature_is_final(self, wire):
        signed_in = identity(ACCESS_KEYS)
        with pytest.raises(UnauthorizedError, match=r"\(401\). Check auth.access_key and auth.secret_key.*clock"):
            signed_in.renewed(signed_in.access(9), WHY, 9)


class TestManyAtOnce:
    def test_one_sign_in_and_one_renewal_serve_all(self, wire):
        everybody = threading.Barrier(8, timeout=10)
        wire.expect(sign_in("first"), RENEWAL)
        signed_in = identity(PASSWORD_AUTH)

        def use(_number):
            everybody.wait()
            first = signed_in.access(9)
            everybody.wait()
            return first, signed_in.renewed(first, WHY, 9)

        with ThreadPoolExecutor(8) as pool:
            pairs = list(pool.map(use, range(8)))
        assert len({id(first) for first, _second in pairs}) == 1
        assert {headers_of(second)["X-Auth-Token"] for _first, second in pairs} == {"second"}
        assert len(wire.seen) == 2

    def test_a_refusal_is_everybodys(self, wire):
        wire.expect(sign_in(answer=REFUSED, status=401))
        signed_in = identity(PASSWORD_AUTH)
        everybody = threading.Barrier(4, timeout=10)

        def use(_number):
            everybody.wait()
            with pytest.raises(UnauthorizedError):
                signed_in.access(9)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(use, range(4)))
        assert len(wire.seen) == 1

    def test_a_sign_in_that_hangs_holds_up_only_those_who_wait_for_it(self, wire):
        under_way, release = threading.Event(), threading.Event()

        def hang():
            under_way.set()
            release.wait(10)

        wire.expect(sign_in("late", during=hang), sign_in("prompt"))
        signed_in = identity(PASSWORD_AUTH)
        with ThreadPoolExecutor(1) as pool:
            hanging = pool.submit(signed_in.access, 0.0)
            assert under_way.wait(10)
            with pytest.raises(
                UnreachableError, match=r"IAM at https://iam.eu-de.otc.t-systems.com/v3: no answer within 0 s"
            ):
                signed_in.access(0.01)
            assert headers_of(signed_in.access(9))["X-Auth-Token"] == "prompt"
            release.set()
            with pytest.raises(UnreachableError, match="no answer within"):
                hanging.result(10)
        assert headers_of(signed_in.access(9))["X-Auth-Token"] == "prompt"

    def test_a_sign_in_in_its_time_is_waited_for(self, wire):
        under_way, release = threading.Event(), threading.Event()

        def linger():
            under_way.set()
            release.wait(10)

        wire.expect(sign_in(during=linger))
        signed_in = identity(PASSWORD_AUTH)
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(signed_in.access, 60)
            assert under_way.wait(10)
            with pytest.raises(UnreachableError):
                signed_in.access(0.0)
            second = pool.submit(signed_in.access, 60)
            release.set()
            assert first.result(10) is second.result(10)


def test_user_info_of_auth_url_is_not_shown(wire):
    wire.expect(Call("POST", "https://gate:open@iam.example/v3/auth/tokens", REFUSED, 401, body=PASSWORD_BODY))
    with pytest.raises(UnauthorizedError) as caught:
        identity({**PASSWORD_AUTH, "auth_url": "https://gate:open@iam.example"}).access(9)
    assert "IAM at https://iam.example refused" in str(caught.value)
    assert "open" not in str(caught.value)


def test_every_way_has_its_advice():
    assert set(identity_module._ADVICE) == {"password", "v3multifactor", "v3applicationcredential", "token"}
