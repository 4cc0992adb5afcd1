# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
import requests
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    ForbiddenError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._session.signing_in import (
    ACCESS_KEYS,
    REFUSED,
    WHY,
    headers_of,
    identity,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB,
    IAM,
    PROJECT,
    Call,
)

pytestmark = pytest.mark.usefixtures("bare")


class TestAccessKeys:
    def test_a_request_is_signed_and_nobody_asked(self, wire):
        access = identity(ACCESS_KEYS).sign_in(9)
        assert (access.project_id, access.catalog) == (PROJECT, None)
        headers = headers_of(access)
        assert headers["Authorization"].startswith(
            "SDK-HMAC-SHA256 Access=AKEY, SignedHeaders=host;x-project-id;x-sdk-date, Signature="
        )
        assert headers["X-Project-Id"] == PROJECT
        assert headers["Host"] == "gaussdb.eu-de.otc.t-systems.com"

    def test_temporary_keys_send_their_token_signed(self, wire):
        headers = headers_of(identity({**ACCESS_KEYS, "security_token": "temporary"}).sign_in(9))
        assert headers["X-Security-Token"] == "temporary"
        assert "SignedHeaders=host;x-project-id;x-sdk-date;x-security-token," in headers["Authorization"]

    def test_a_body_is_signed_with_its_type(self, wire):
        access = identity(ACCESS_KEYS).sign_in(9)
        request = requests.Request("POST", GAUSSDB, json={"a": 1}).prepare()
        other = requests.Request("POST", GAUSSDB, json={"a": 2}).prepare()
        signatures = {access.auth(each).headers["Authorization"].rpartition("=")[2] for each in (request, other)}
        assert "SignedHeaders=content-type;host;" in request.headers["Authorization"]
        assert len(signatures) == 2

    def test_text_is_signed_as_it_is_sent(self, wire):
        request = requests.Request("POST", GAUSSDB, data="text").prepare()
        assert "Signature=" in identity(ACCESS_KEYS).sign_in(9).auth(request).headers["Authorization"]

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
        assert signed_in.sign_in(9).project_id == PROJECT
        assert signed_in.sign_in(9).project_id == PROJECT
        assert "X-Project-Id" not in wire.seen[0].request.headers

    @pytest.mark.parametrize("projects", [[], {}, [None, 5, {"name": "eu-de"}]])
    def test_a_project_that_is_not_there(self, wire, projects):
        wire.expect(Call("GET", f"{IAM}/projects?name=eu-de_team", {"projects": projects}))
        with pytest.raises(ConfigurationError, match="has no project 'eu-de_team' that these access keys may use"):
            identity({"access_key": "AKEY", "secret_key": "skey", "project_name": "eu-de_team"}).sign_in(9)

    @pytest.mark.parametrize("answer", [{"projects": 5}, {}, []])
    def test_a_response_that_is_not_iams(self, wire, answer):
        wire.expect(Call("GET", f"{IAM}/projects?name=eu-de_team", answer))
        with pytest.raises(BadResponseError, match="It may not be IAM: check auth_url") as caught:
            identity({"access_key": "AKEY", "secret_key": "skey", "project_name": "eu-de_team"}).sign_in(9)
        assert caught.value.first_contact

    @pytest.mark.parametrize(
        ("status", "kind"), [(401, UnauthorizedError), (429, ThrottledError), (500, UnreachableError)]
    )
    def test_a_look_up_that_fails(self, wire, status, kind):
        wire.expect(Call("GET", f"{IAM}/projects?name=eu-de_team", REFUSED, status))
        with pytest.raises(kind) as caught:
            identity({"access_key": "AKEY", "secret_key": "skey", "project_name": "eu-de_team"}).sign_in(9)
        assert ("Check auth.access_key" in str(caught.value)) is (status == 401)

    def test_who_may_not_search_all_projects_lists_their_own(self, wire):
        own = {"projects": [{"name": "eu-de", "id": "other"}, {"name": "eu-de_team", "id": PROJECT}]}
        wire.expect(
            Call("GET", f"{IAM}/projects?name=eu-de_team", REFUSED, 403),
            Call("GET", f"{IAM}/auth/projects", own),
        )
        signed_in = identity({"access_key": "AKEY", "secret_key": "skey", "project_name": "eu-de_team"})
        assert signed_in.sign_in(9).project_id == PROJECT

    def test_who_may_not_even_do_that(self, wire):
        wire.expect(
            Call("GET", f"{IAM}/projects?name=eu-de_team", REFUSED, 403),
            Call("GET", f"{IAM}/auth/projects", REFUSED, 403),
        )
        with pytest.raises(ForbiddenError):
            identity({"access_key": "AKEY", "secret_key": "skey", "project_name": "eu-de_team"}).sign_in(9)

    def test_a_signature_that_is_refused_at_first_is_final(self, wire):
        signed_in = identity(ACCESS_KEYS)
        with pytest.raises(
            UnauthorizedError, match=r"\(401\). Check auth.access_key and auth.secret_key.*clock"
        ) as caught:
            signed_in.renew(signed_in.sign_in(9), WHY, False, 9)
        assert not caught.value.transient

    def test_one_that_is_refused_after_others_were_accepted_is_an_outage(self, wire):
        signed_in = identity(ACCESS_KEYS)
        with pytest.raises(
            UnauthorizedError, match=r"\(401\). Signatures with this key were accepted before\."
        ) as caught:
            signed_in.renew(signed_in.sign_in(9), WHY, True, 9)
        assert caught.value.transient

    def test_the_content_type_is_signed_on_requests_without_a_body(self, wire):
        wire.expect(
            Call("GET", f"{IAM}/projects?name=eu-de_team", {"projects": [{"name": "eu-de_team", "id": PROJECT}]})
        )
        identity({"access_key": "AKEY", "secret_key": "skey", "project_name": "eu-de_team"}).sign_in(9)
        (seen,) = wire.seen
        assert "SignedHeaders=content-type;host;" in seen.request.headers["Authorization"]
