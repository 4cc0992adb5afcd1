# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

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
from ansible_collections.otc.gaussdb.plugins.module_utils._session.http import Response
from ansible_collections.otc.gaussdb.plugins.module_utils._session.responses import detail_of, error_of
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import CENSORED, Secrets
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

HTML = b"<!DOCTYPE html><html><body>Bad gateway</body></html>"


def response(status, body=b"", **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, CaseInsensitiveDict(named), content, "the GaussDB API at https://host")


def api_error(code, message="It went wrong."):
    return {"error_code": code, "error_msg": message}


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_a_success_is_no_error(status):
    assert error_of(response(status, HTML), Secrets()) is None


@pytest.mark.parametrize(
    ("status", "body", "kind", "transient"),
    [
        # job unknown, or not visible yet
        (400, api_error("DBS.200543"), JobNotFoundError, False),
        (404, api_error("DBS.200543"), JobNotFoundError, False),
        (500, api_error("DBS.200543"), JobNotFoundError, False),
        (404, api_error("DBS.280238"), RefusedError, False),
        # token bad or expired
        (401, b"", UnauthorizedError, False),
        (401, HTML, UnauthorizedError, False),
        (401, {"error": {"code": 401, "message": "Unauthorized"}}, UnauthorizedError, False),
        (403, api_error("DBS.280056", "Invalid token."), UnauthorizedError, False),
        (401, api_error("APIGW.0301"), UnauthorizedError, False),
        (401, api_error("APIGW.0307"), UnauthorizedError, False),
        (403, api_error("APIGW.0307"), UnauthorizedError, False),
        (401, api_error("APIGW.0303"), UnauthorizedError, False),
        # not allowed
        (403, api_error("DBS.200010"), ForbiddenError, False),
        (403, api_error("DBS.200044"), ForbiddenError, False),
        (400, api_error("DBS.201003"), ForbiddenError, False),
        (401, api_error("DBS.280015"), ForbiddenError, False),
        (403, HTML, ForbiddenError, False),
        # throttled
        (429, b"", ThrottledError, True),
        (429, HTML, ThrottledError, True),
        (403, api_error("APIGW.0308"), ThrottledError, True),
        # server trouble
        (500, api_error("DBS.108000"), UnreachableError, True),
        (502, HTML, UnreachableError, True),
        (503, b"", UnreachableError, True),
        (504, b"{", UnreachableError, True),
        (407, b"", UnreachableError, True),
        (408, b"", UnreachableError, True),
        # somebody else
        (404, HTML, BadResponseError, True),
        (404, b"", BadResponseError, True),
        (404, api_error("APIGW.0101"), BadResponseError, True),
        (301, HTML, BadResponseError, True),
        (307, b"", BadResponseError, True),
        # anything that asking again does not change
        (400, api_error("DBS.280001"), RefusedError, False),
        (409, api_error("DBS.200019"), ConflictError, True),
        (400, api_error("DBS.200019"), ConflictError, True),
        (409, b"", ConflictError, True),
        (405, HTML, RefusedError, False),
        (418, [], RefusedError, False),
    ],
)
def test_each_way_to_say_no(status, body, kind, transient):
    error = error_of(response(status, body), Secrets())
    assert error.__class__ is kind
    assert error.transient is transient
    assert "the GaussDB API at https://host" in str(error)


def test_a_refusal_keeps_its_status_and_code():
    error = error_of(response(409, api_error("DBS.200019", "Another task is running.")), Secrets())
    assert (error.status, error.code) == (409, "DBS.200019")
    assert (
        str(error)
        == "the GaussDB API at https://host refuses the request (409). It says: DBS.200019: Another task is running."
    )


def test_a_clock_that_is_off_is_named():
    assert "clock is off by more than 15 minutes" in str(error_of(response(401, api_error("APIGW.0303")), Secrets()))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (api_error("DBS.1", "Sorry"), " It says: DBS.1: Sorry."),
        (api_error("DBS.1", ""), " It says: DBS.1."),
        ({"errCode": "X.1", "externalMessage": "Older."}, " It says: X.1: Older."),
        ({"message": "Plain"}, " It says: Plain."),
        ({"error": {"code": 401, "message": "The request requires authentication.", "title": "Unauthorized"}},
         " It says: The request requires authentication."),
        ({"error": "text"}, ""),
        ({"error_code": 5, "error_msg": {"a": 1}}, ""),
        (["x"], ""), ("text", ""), (5, ""), (None, ""), (HTML, ""), (b"", ""), (b"\xff\xfe", ""),
    ],
)  # fmt: skip
def test_what_the_answer_says_itself(body, said):
    assert detail_of(response(400, body), Secrets()) == said


def test_what_it_says_comes_without_secrets_control_characters_and_length():
    said = detail_of(
        response(400, api_error("E", "token abcdefghijkl\x1b[2J\nbad " + "x" * 400)), Secrets(["abcdefghijkl"])
    )
    assert said.startswith(f" It says: E: token {CENSORED}\\x1b[2J bad xxx")
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
def test_how_long_to_leave_it_alone(status, headers, seconds):
    assert error_of(response(status, b"", **headers), Secrets()).retry_after == seconds


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(["error", "error_code", "error_msg", "errCode", "externalMessage", "message"])


@given(st.integers(100, 599), st.binary() | st.dictionaries(NAMES, JSON | st.dictionaries(NAMES, JSON)) | JSON)
def test_any_answer_is_a_success_or_a_typed_error_on_one_line(status, body):
    error = error_of(response(status, body), Secrets())
    if error is None:
        assert 200 <= status < 300
    else:
        assert isinstance(error, GaussDBError)
        assert str(error).isprintable()
