# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._session import keystone as keystone_module
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import CENSORED
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._session.signing_in import (
    REFUSED,
    RENEWAL,
    TOKEN_SENT,
    TOKENS,
    WHY,
    body,
    headers_of,
    identity,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB,
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


class TestPassword:
    def test_by_names_with_the_domain_of_the_user_for_the_project(self, wire):
        wire.expect(sign_in())
        access = identity(PASSWORD_AUTH).sign_in(9)
        assert access.project_id == PROJECT
        assert access.catalog == catalog(
            ("gaussdb", GAUSSDB), ("gaussdb-mysql", "https://gaussdb-mysql.eu-de.otc.t-systems.com")
        )
        assert headers_of(access)["X-Auth-Token"] == "issued-token"

    def test_by_ids(self, wire):
        user = {"id": "u1", "password": "pw"}
        wire.expect(sign_in(body=body(["password"], {"id": PROJECT}, password={"user": user})))
        identity({"user_id": "u1", "password": "pw", "project_id": PROJECT}).sign_in(9)

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
        identity({"username": "me", "password": "pw", "project_name": "eu-de", **domains}).sign_in(9)

    def test_a_projects_name_needs_a_domain(self, wire):
        with pytest.raises(ConfigurationError, match=r"Set auth.project_domain_name"):
            identity({"user_id": "u1", "password": "pw", "project_name": "eu-de"}).sign_in(9)

    def test_it_happens_once(self, wire):
        wire.expect(sign_in())
        signed_in = identity(PASSWORD_AUTH)
        assert signed_in.sign_in(9) is signed_in.sign_in(9)

    def test_a_renewal_leaves_the_catalog_out_and_keeps_the_known_one(self, wire):
        wire.expect(sign_in("first"), RENEWAL)
        signed_in = identity(PASSWORD_AUTH)
        first = signed_in.sign_in(9)
        second = signed_in.renew(first, WHY, False, 9)
        assert headers_of(second)["X-Auth-Token"] == "second"
        assert second.catalog == first.catalog
        assert signed_in.renew(first, WHY, False, 9) is second, "somebody else has renewed it already"


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
            signed_in.renew(signed_in.sign_in(9), WHY, False, 9)

    def test_an_application_credential_by_id_names_no_project(self, wire):
        auth = {"application_credential_id": "ac1", "application_credential_secret": "s3", "project_id": "ignored"}
        wire.expect(
            sign_in(body=body(["application_credential"], application_credential={"id": "ac1", "secret": "s3"}))
        )
        assert identity(auth).sign_in(9).project_id == PROJECT

    def test_an_application_credential_by_name(self, wire):
        auth = {
            "application_credential_name": "ac",
            "application_credential_secret": "s3",
            "username": "me",
            "user_domain_id": "d",
        }
        credential = {"name": "ac", "secret": "s3", "user": {"name": "me", "domain": {"id": "d"}}}
        wire.expect(sign_in(body=body(["application_credential"], application_credential=credential)))
        identity(auth).sign_in(9)


class TestGivenToken:
    def test_with_endpoint_and_project_nobody_is_asked(self, wire):
        access = identity({"token": "given-token-1", "project_id": PROJECT}, endpoint=GAUSSDB).sign_in(9)
        assert (access.project_id, access.catalog) == (PROJECT, None)
        assert headers_of(access)["X-Auth-Token"] == "given-token-1"

    @pytest.mark.parametrize("wanted", [{}, {"project_id": PROJECT}, {"project_name": "eu-de_team"}])
    def test_scoped_to_the_project_it_serves_as_it_is(self, wire, wanted):
        wire.expect(Call("GET", TOKENS, token_of(), sent=TOKEN_SENT))
        access = identity({"token": "given-token-1", **wanted}).sign_in(9)
        assert (access.project_id, access.catalog) == (PROJECT, [])
        assert headers_of(access)["X-Auth-Token"] == "given-token-1"

    @pytest.mark.parametrize("has", [None, "another-project"])
    def test_unscoped_or_of_another_project_it_is_exchanged(self, wire, has):
        wire.expect(
            Call("GET", TOKENS, token_of(has), sent=TOKEN_SENT),
            sign_in("rescoped-token", body=body(["token"], {"id": PROJECT}, token={"id": "given-token-1"})),
        )
        access = identity({"token": "given-token-1", "project_id": PROJECT}).sign_in(9)
        assert access.project_id == PROJECT
        assert headers_of(access)["X-Auth-Token"] == "rescoped-token"

    def test_unscoped_and_no_project_named(self, wire):
        wire.expect(Call("GET", TOKENS, token_of(None)))
        with pytest.raises(
            ConfigurationError, match=r"not scoped to a project. Set auth.project_id or auth.project_name"
        ):
            identity({"token": "given-token-1"}).sign_in(9)

    @pytest.mark.parametrize("status", [401, 403, 404])
    def test_one_that_is_not_accepted(self, wire, status):
        wire.expect(Call("GET", TOKENS, REFUSED, status))
        with pytest.raises(UnauthorizedError, match=r"did not accept auth.token .*It has expired"):
            identity({"token": "given-token-1", "project_id": PROJECT}).sign_in(9)

    def test_a_page_that_is_not_there_says_nothing_about_the_token(self, wire):
        wire.expect(Call("GET", TOKENS, "<html>not here</html>", 404))
        with pytest.raises(BadResponseError, match="has to lead to a Keystone v3"):
            identity({"token": "given-token-1", "project_id": PROJECT}).sign_in(9)

    def test_a_refused_exchange_says_what_to_check(self, wire):
        wire.expect(
            Call("GET", TOKENS, token_of(None)),
            sign_in(answer=REFUSED, status=401, body=body(["token"], {"id": PROJECT}, token={"id": "given-token-1"})),
        )
        with pytest.raises(
            UnauthorizedError, match=f"refused the sign-in with auth.token to project '{PROJECT}'.*may be scoped to it"
        ):
            identity({"token": "given-token-1", "project_id": PROJECT}).sign_in(9)

    def test_it_cannot_be_renewed(self, wire):
        given = identity({"token": "given-token-1", "project_id": PROJECT}, endpoint=GAUSSDB)
        with pytest.raises(
            UnauthorizedError, match=r"A token that was given as auth.token cannot be renewed: get a new one"
        ):
            given.renew(given.sign_in(9), WHY, False, 9)


class TestRefusals:
    def test_a_refused_sign_in_is_never_repeated(self, wire):
        wire.expect(sign_in(answer=REFUSED, status=401))
        signed_in = identity(PASSWORD_AUTH)
        for _again in range(3):
            with pytest.raises(UnauthorizedError) as caught:
                signed_in.sign_in(9)
        said = str(caught.value)
        assert (
            "refused the sign-in of user 'operator' of domain 'OTC-EU-DE-00000000001000000000' to project 'eu-de_team'"
            " (HTTP 401): The username or password is wrong."
        ) in said
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
            identity(auth).sign_in(9)

    def test_what_iam_echoes_is_shown_without_secrets(self, wire):
        wire.expect(sign_in(answer={"error": {"message": "no user with correct horse battery"}}, status=401))
        with pytest.raises(UnauthorizedError, match="no user with ") as caught:
            identity(PASSWORD_AUTH).sign_in(9)
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
            signed_in.sign_in(9)
        assert caught.value.transient
        assert caught.value.first_contact is (kind is BadResponseError)
        assert signed_in.sign_in(9).project_id == PROJECT

    def test_nonsense_from_an_iam_that_has_signed_us_in_is_an_outage(self, wire):
        wire.expect(sign_in(), Call("POST", f"{TOKENS}?nocatalog=1", "<html>", 200, body=PASSWORD_BODY))
        signed_in = identity(PASSWORD_AUTH)
        with pytest.raises(BadResponseError) as caught:
            signed_in.renew(signed_in.sign_in(9), WHY, False, 9)
        assert not caught.value.first_contact

    def test_a_token_without_its_header(self, wire):
        wire.expect(sign_in(headers={}))
        with pytest.raises(BadResponseError, match="issued a token without X-Subject-Token"):
            identity(PASSWORD_AUTH).sign_in(9)

    @pytest.mark.parametrize("token", [{}, {"project": None}, {"project": {"name": "x"}}, {"project": "p"}])
    def test_a_token_for_no_project(self, wire, token):
        wire.expect(sign_in(answer={"token": token}))
        with pytest.raises(ConfigurationError, match="issued a token without a project"):
            identity(PASSWORD_AUTH).sign_in(9)

    @pytest.mark.parametrize("entries", [None, "x", {}, 5])
    def test_a_catalog_of_another_shape_is_none(self, wire, entries):
        wire.expect(sign_in(answer={"token": {"project": {"id": PROJECT}, "catalog": entries}}))
        assert identity(PASSWORD_AUTH).sign_in(9).catalog is None


def test_user_info_of_auth_url_is_not_shown(wire):
    wire.expect(Call("POST", "https://gate:open@iam.example/v3/auth/tokens", REFUSED, 401, body=PASSWORD_BODY))
    with pytest.raises(UnauthorizedError) as caught:
        identity({**PASSWORD_AUTH, "auth_url": "https://gate:open@iam.example"}).sign_in(9)
    assert "IAM at https://iam.example refused" in str(caught.value)
    assert "open" not in str(caught.value)


def test_every_way_has_its_advice():
    assert set(keystone_module._ADVICE) == {"password", "v3multifactor", "v3applicationcredential", "token"}
