# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConflictError,
    ForbiddenError,
    GaussDBError,
    JobNotFoundError,
    RefusedError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._session.responses import parse_error, parse_object, said_by
from ansible_collections.otc.gaussdb.plugins.module_utils._session.transport import Request, Response
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import CENSORED, Secrets
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._session.documented_codes import (
    CONFLICTS_ELSEWHERE,
    rows,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.generated import JSON
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

HTML = b"<!DOCTYPE html><html><body>Bad gateway</body></html>"
BACKUP = "/v3/0549b4a43100d4f32f51c01c2fe4acdb/backup"
SERVER = "The GaussDB API at https://host"
STATUSES = (400, 401, 403, 404, 409, 413, 429, 500, 503)
# What each category comes to, whatever the status.
KINDS = {
    "refused": (RefusedError, False),
    "conflict": (ConflictError, True),
    "forbidden": (ForbiddenError, False),
    "token": (UnauthorizedError, False),
    "unknown-job": (JobNotFoundError, False),
    "server": (UnreachableError, True),
}


def response(status, body=b"", method="GET", origin="https://host", **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request("the GaussDB API", origin, "endpoint", method, BACKUP, changes=method != "GET")
    return Response(status, CaseInsensitiveDict(named), content, request)


def api_error(code, message="It went wrong."):
    return {"error_code": code, "error_msg": message}


def error(*arguments, **more):
    return parse_error(response(*arguments, **more), Secrets())


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_a_success_is_not_an_error(status):
    assert error(status, HTML) is None


class TestCodes:
    """A code with a category decides, whatever the HTTP status."""

    @pytest.mark.parametrize(("code", "category", "documented"), rows())
    def test_each_documented_code_with_each_status(self, code, category, documented):
        for status in (*documented, *STATUSES):
            found = error(status, api_error(code), "POST")
            assert (type(found), found.transient) == KINDS[category], status
            assert getattr(found, "code", code) == code
            # Only a failing server may have done something.
            assert found.in_doubt is (category == "server")

    @pytest.mark.parametrize(("code", "category", "documented"), rows())
    def test_a_refusal_is_about_what_is_unknown_if_404_is_documented_or_sent(self, code, category, documented):
        if category == "refused":
            assert error(400, api_error(code)).is_about_unknown is (404 in documented)
            assert error(404, api_error(code)).is_about_unknown is (413 not in documented)

    def test_a_path_that_the_gateway_does_not_know_is_not_what_a_request_is_about(self):
        assert not error(404, api_error("APIGW.0101")).is_about_unknown

    @pytest.mark.parametrize("place", [lambda body: body, lambda body: {"error": body}])
    @pytest.mark.parametrize("key", ["error_code", "errCode", "code"])
    def test_a_code_counts_wherever_a_gateway_puts_it(self, place, key):
        assert error(400, place({key: "DBS.200019"})).__class__ is ConflictError
        assert error(409, place({key: "DBS.200316"})).__class__ is RefusedError

    @pytest.mark.parametrize("status", [200, 202])
    def test_a_known_code_is_an_error_even_if_the_status_says_that_it_is_a_success(self, status):
        found = error(status, api_error("DBS.200019"), "POST")
        assert (found.__class__, found.in_doubt) == (ConflictError, False)
        assert error(status, {"errCode": "DBS.280001"}, "POST").__class__ is RefusedError
        assert error(status, {**api_error("DBS.200019"), "job_id": "a"}, "POST") is None
        for body in (api_error("DBS.999999"), api_error(""), {"code": "DBS.200019"}, b'"error_code"', HTML):
            assert error(status, body, "POST") is None

    @pytest.mark.parametrize("code", CONFLICTS_ELSEWHERE)
    @pytest.mark.parametrize("status", STATUSES)
    def test_conflicts_of_the_rest_of_the_family(self, code, status):
        assert error(status, api_error(code)).__class__ is ConflictError

    @pytest.mark.parametrize("prefix", ["APIGW", "APIG"])
    @pytest.mark.parametrize(
        ("number", "kind"),
        [
            ("0301", UnauthorizedError),
            ("0303", UnauthorizedError),
            ("0307", UnauthorizedError),
            ("0308", ThrottledError),
            ("0101", RefusedError),
        ],
    )
    @pytest.mark.parametrize("status", STATUSES)
    def test_codes_of_the_gateway(self, prefix, number, kind, status):
        assert error(status, api_error(f"{prefix}.{number}")).__class__ is kind

    @pytest.mark.parametrize(
        ("status", "of_service", "of_others"),
        [
            (400, RefusedError, RefusedError),
            (401, UnauthorizedError, UnauthorizedError),
            (403, ForbiddenError, ForbiddenError),
            (404, RefusedError, BadResponseError),
            (405, RefusedError, RefusedError),
            (408, UnreachableError, UnreachableError),
            (409, RefusedError, ConflictError),
            (413, RefusedError, RefusedError),
            (422, RefusedError, RefusedError),
            (429, ThrottledError, ThrottledError),
            (460, UnreachableError, UnreachableError),
            (499, UnreachableError, UnreachableError),
            (500, UnreachableError, UnreachableError),
            (502, UnreachableError, UnreachableError),
            (503, UnreachableError, UnreachableError),
        ],
    )
    def test_a_code_in_no_table_leaves_it_to_the_status(self, status, of_service, of_others):
        assert error(status, api_error("DBS.999999")).__class__ is of_service
        for body in (api_error("X.1"), api_error(""), {"message": "Sorry"}, HTML, b"", b"{", []):
            assert error(status, body).__class__ is of_others

    def test_an_unknown_code_of_the_gateway_with_404_is_about_the_path(self):
        assert error(404, api_error("APIGW.0199")).__class__ is RefusedError


class TestMessages:
    """What happened: what the API said. What to do next."""

    @pytest.mark.parametrize(
        ("found", "message"),
        [
            (
                error(404, {**api_error("APIGW.0101", "The API does not exist."), "request_id": "r"}, "POST"),
                f"The GaussDB API knows no POST {BACKUP} (HTTP 404): APIGW.0101: The API does not exist. Check path and"
                " method, then endpoint (https://host) and engine.",
            ),
            (
                error(409, api_error("DBS.200316", "The backup name already exists."), "POST"),
                f"{SERVER} refused the request (HTTP 409): DBS.200316: The backup name already exists.",
            ),
            (
                error(404, api_error("DBS.999", "No such instance")),
                f"{SERVER} could not find what the request refers to (HTTP 404): DBS.999: No such instance. Check the"
                " IDs and names in it.",
            ),
            (
                error(413, api_error("DBS.200046", "Quota.")),
                f"{SERVER} refused the request for lack of quota (HTTP 413): DBS.200046: Quota. Have the quota raised,"
                " or delete what is no longer needed.",
            ),
            (
                error(400, api_error("DBS.201028", "No such instance.")),
                f"{SERVER} could not find what the request refers to (HTTP 400): DBS.201028: No such instance. Check"
                " the IDs and names in it.",
            ),
            (
                error(403, api_error("DBS.200046", "Quota.")),
                f"{SERVER} refused the request for lack of quota (HTTP 403): DBS.200046: Quota. Have the quota raised,"
                " or delete what is no longer needed.",
            ),
            (
                error(403, api_error("DBS.212033", "Another operation is in progress")),
                f"{SERVER} is busy with another operation (HTTP 403): DBS.212033: Another operation is in progress.",
            ),
            (
                error(503, b"<html>"),
                f"{SERVER} returned a server error (HTTP 503).",
            ),
            (
                error(408, b""),
                f"{SERVER} gave up on the request (HTTP 408).",
            ),
            (
                error(429, api_error("APIGW.0308", "Too many requests..")),
                f"{SERVER} is throttling requests (HTTP 429): APIGW.0308: Too many requests.",
            ),
            (
                error(401, api_error("APIGW.0307", "The token expires!")),
                f"{SERVER} did not accept the credentials (HTTP 401): APIGW.0307: The token expires!",
            ),
            (
                error(403, b""),
                f"{SERVER} does not permit this (HTTP 403). Ask for a role that permits it in this project.",
            ),
            (
                error(400, api_error("DBS.200543", "The job does not exist.")),
                f"{SERVER} does not know the job (HTTP 400): DBS.200543: The job does not exist.",
            ),
            (
                error(404, HTML),
                f"{SERVER} does not have {BACKUP}; it sent an HTML page (HTTP 404). It may not be the GaussDB API:"
                " check endpoint.",
            ),
            (
                error(302, b""),
                f"{SERVER} redirects elsewhere, which is not followed (HTTP 302). Check endpoint: http or https, host"
                " and port.",
            ),
            (
                error(407, b""),
                "The proxy on the way to the GaussDB API at https://host refused its credentials (HTTP 407). Check user"
                " and password in its URL.",
            ),
            (
                error(400, b"<html>The plain HTTP request was sent to HTTPS port</html>", origin="http://host"),
                "The GaussDB API at http://host speaks TLS on this port (HTTP 400). Write https:// in endpoint.",
            ),
        ],
    )
    def test_message(self, found, message):
        assert str(found) == message

    @pytest.mark.parametrize(("hours", "state"), [(1, "60 minutes behind"), (-1, "60 minutes ahead of")])
    def test_a_clock_that_is_off_is_named(self, hours, state):
        there = datetime.now(timezone.utc) + timedelta(hours=hours)
        found = error(401, api_error("APIGW.0301"), Date=format_datetime(there))
        assert f"This machine's clock is {state} the server's, and signatures are valid for 15 minutes" in str(found)

    def test_a_clock_that_is_right_is_not(self):
        assert "clock" not in str(error(401, api_error("APIGW.0301"), Date=format_datetime(datetime.now(timezone.utc))))

    @pytest.mark.parametrize("code", ["DBS.200316", "DBS.200019"])
    def test_refusals_and_conflicts_keep_status_and_code(self, code):
        found = error(409, api_error(code))
        assert (found.status, found.code) == (409, code)


class TestFirstContact:
    """Whether the server has proved that it is the API. What a response proves counts from the next one on."""

    SENSELESS = ((200, HTML), (200, b"[]"), (404, HTML), (404, {"error": {"message": "no"}}), (302, b""), (407, b""))

    def outcome(self, given):
        found = parse_error(given, Secrets())
        if found is not None:
            return found
        with pytest.raises(BadResponseError) as caught:
            parse_object(given)
        return caught.value

    @pytest.mark.parametrize(("status", "body"), SENSELESS)
    def test_nonsense_from_a_server_that_never_made_sense(self, status, body):
        given = response(status, body)
        assert self.outcome(given).first_contact
        assert not given.origin.has_made_sense

    @pytest.mark.parametrize(("status", "body"), SENSELESS)
    def test_nonsense_from_one_that_has(self, status, body):
        given = response(status, body)
        given.origin.has_made_sense = True
        assert not self.outcome(given).first_contact

    @pytest.mark.parametrize(
        ("status", "body", "proves"),
        [
            (400, api_error("DBS.200543"), True),
            (401, api_error("APIGW.0307"), True),
            (404, api_error("APIG.0101"), True),
            (500, api_error("DBS.108000"), True),
            (401, {"error": {"message": "Unauthorized"}}, True),
            (400, api_error("X.1"), False),
            (403, HTML, False),
            (503, HTML, False),
        ],
    )
    def test_errors_that_only_the_api_sends_prove_it(self, status, body, proves):
        given = response(status, body)
        assert not parse_error(given, Secrets()).first_contact
        assert given.origin.has_made_sense is proves

    def test_a_payload_proves_it_if_it_has_what_it_has_to_have(self):
        given = response(200, {"job": {}})
        with pytest.raises(BadResponseError) as caught:
            parse_object(given, "token")
        assert (caught.value.first_contact, given.origin.has_made_sense) == (True, False)
        assert parse_object(given, "job") == {"job": {}}
        assert given.origin.has_made_sense

    def test_what_can_only_be_permanent_is_so_unless_the_server_has_made_sense(self):
        for status, body in [(407, b""), (400, b"sent to HTTPS port")]:
            given = response(status, body, origin="http://host")
            assert not parse_error(given, Secrets()).transient
            given.origin.has_made_sense = True
            assert parse_error(given, Secrets()).transient

    def test_a_path_that_has_worked_is_not_wrong_later(self):
        given = response(404, api_error("APIGW.0101"))
        assert not parse_error(given, Secrets()).transient
        assert parse_error(given, Secrets()).transient
        changing = response(404, api_error("APIGW.0101"), "POST")
        changing.origin.has_made_sense = True
        assert not parse_error(changing, Secrets()).transient


class TestObject:
    @pytest.mark.parametrize(
        ("body", "what"),
        [
            (b"", "an empty body instead of JSON"),
            (b"  \n", "an empty body instead of JSON"),
            (HTML, "an HTML page instead of JSON"),
            (b'{"a"', "JSON that does not parse"),
            (b"[" * 100000, "JSON that does not parse"),
            (b"Service unavailable", "text instead of JSON"),
            (b"[]", "JSON that is not an object"),
            (b"null", "JSON that is not an object"),
            (b'{"jobs": {}}', "JSON without the field job"),
            (b'{"job": 5}', "JSON without the field job"),
        ],
    )
    def test_what_is_not_it(self, body, what):
        with pytest.raises(BadResponseError) as caught:
            parse_object(response(202, body, "POST"), "job")
        assert str(caught.value) == (f"{SERVER} sent {what} (HTTP 202). It may not be the GaussDB API: check endpoint.")
        assert caught.value.in_doubt

    def test_a_poll_leaves_no_doubt(self):
        with pytest.raises(BadResponseError) as caught:
            parse_object(response(200, HTML))
        assert not caught.value.in_doubt

    @pytest.mark.parametrize(
        "body", ['{"a": "é"}'.encode(), '{"a": "é"}'.encode("utf-16"), b'\xef\xbb\xbf{"a": "\xc3\xa9"}']
    )
    def test_json_in_any_encoding_that_json_has(self, body):
        assert parse_object(response(200, body)) == {"a": "é"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (api_error("DBS.1", "Sorry"), ": DBS.1: Sorry"),
        (api_error("DBS.1", ""), ": DBS.1"),
        ({"errCode": "X.1", "externalMessage": "Older."}, ": X.1: Older."),
        ({"message": "Plain"}, ": Plain"),
        (
            {"error": {"code": 401, "message": "The request requires authentication.", "title": "Unauthorized"}},
            ": The request requires authentication.",
        ),
        *((body, "") for body in ({"error": "text"}, {"error_code": 5, "error_msg": {"a": 1}}, ["x"], "text", 5, None)),
        *((body, "") for body in (HTML, b"", b"\xff\xfe")),
    ],
)
def test_what_a_response_says_itself(body, said):
    assert said_by(response(400, body), Secrets()) == said


def test_what_it_says_comes_without_secrets_control_characters_and_length():
    said = said_by(
        response(400, api_error("E", "token abcdefghijkl\x1b[2J\nbad " + "x" * 400)), Secrets(["abcdefghijkl"])
    )
    assert said.startswith(f": E: token {CENSORED}\\x1b[2J bad xxx")
    assert len(said) < 320


DATE = "Sun, 22 Nov 2026 09:00:00 GMT"


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": " 0 "}, 0.0),
        ({"Retry_After": "9" * 30}, 999999999.0),
        ({"Retry_After": "Sun, 22 Nov 2026 09:01:30 GMT", "Date": DATE}, 90.0),
        ({"Retry_After": "Sun, 22 Nov 2026 08:00:00 GMT", "Date": DATE}, 0.0),
        ({"Retry_After": "Sun, 22 Nov 2026 09:01:30 GMT"}, None),
        ({"Retry_After": "soon", "Date": DATE}, None),
        ({"Retry_After": "-5"}, None),
        ({"Retry_After": "1.5"}, None),
        ({"Retry_After": ""}, None),
        ({}, None),
    ],
)
def test_how_long_the_server_asks_to_wait(status, headers, seconds):
    assert parse_error(response(status, b"", **headers), Secrets()).retry_after == seconds


NAMES = st.sampled_from(["error", "error_code", "error_msg", "errCode", "externalMessage", "message"])


@given(
    st.integers(100, 599),
    st.binary() | st.dictionaries(NAMES, JSON | st.dictionaries(NAMES, JSON, max_size=3), max_size=3) | JSON,
)
def test_any_response_is_a_success_or_a_typed_error_on_one_line(status, body):
    found = parse_error(response(status, body), Secrets())
    if found is None:
        assert 200 <= status < 300
    else:
        assert isinstance(found, GaussDBError)
        assert str(found).isprintable()
        assert not {"..", ".,", ": ."} & {str(found)[at : at + 2] for at in range(len(str(found)))}
