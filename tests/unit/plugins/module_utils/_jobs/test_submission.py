# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    RefusedError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.submission import (
    checked_path,
    checked_query,
    merged,
    parse_job_ids,
    start,
    texts_in,
)


class Api:
    """Answers in turn, the last answer for ever, and keeps the time that passes between."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.now = 100.0
        self.sent_at = []

    def send(self):
        self.sent_at.append(self.now - 100.0)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def pass_time(self, seconds):
        assert seconds > 0
        self.now += seconds

    def start(self, conflict_timeout=600):
        return start(self.send, conflict_timeout, lambda: self.now, self.pass_time)


BUSY = ConflictError("Busy.", status=409, code="DBS.200019")


def test_what_is_taken_at_once_is_sent_once():
    api = Api("taken")
    assert api.start() == "taken"
    assert api.sent_at == [0]


def test_another_task_in_the_way_is_waited_for():
    api = Api(BUSY, BUSY, BUSY, "taken")
    assert api.start() == "taken"
    assert api.sent_at == [0, 2, 4, 6]


def test_retries_end_at_their_time_and_not_before():
    api = Api(BUSY)
    with pytest.raises(ConflictError) as caught:
        api.start(conflict_timeout=61)
    assert str(caught.value) == (
        "Busy. Retried for 61 s without success. Wait until the other operation has ended, or raise conflict_timeout."
    )
    assert (caught.value.reason, caught.value.in_doubt, caught.value.code) == ("conflict", False, "DBS.200019")
    assert api.sent_at[-1] == 61


def test_without_patience_it_is_sent_once():
    api = Api(BUSY)
    with pytest.raises(ConflictError, match=r"^Busy\. Not retried\. Wait until"):
        api.start(conflict_timeout=0)
    assert api.sent_at == [0]


def test_what_the_api_refuses_is_not_sent_again():
    api = Api(RefusedError("Parameter error.", status=400, code="DBS.200001"))
    with pytest.raises(RefusedError, match="Parameter error") as error:
        api.start()
    assert error.value.reason == "refused"
    assert api.sent_at == [0]


@pytest.mark.parametrize(
    "error",
    [
        UnreachableError("no answer within 30 s", in_doubt=True),
        UnreachableError("in trouble (503)", retry_after=1, in_doubt=True),
        BadResponseError("HTML instead of JSON (status 202)", in_doubt=True),
        ForbiddenError("not allowed"),
    ],
)
def test_what_may_have_arrived_is_never_sent_twice(error):
    api = Api(error, "taken")
    with pytest.raises(type(error)):
        api.start()
    assert api.sent_at == [0]


def test_what_never_left_is_sent_again_a_few_times():
    api = Api(UnreachableError("the connection was refused"))
    with pytest.raises(UnreachableError):
        api.start()
    assert api.sent_at == [0, 1, 3, 7]


def test_a_server_never_heard_from_gets_one_more_try():
    api = Api(UnreachableError("the connection was refused", first_contact=True))
    with pytest.raises(UnreachableError):
        api.start()
    assert api.sent_at == [0, 1]


def test_throttling_is_obeyed():
    api = Api(ThrottledError("429", retry_after=12), ThrottledError("429", retry_after=86400), "taken")
    assert api.start() == "taken"
    assert api.sent_at == [0, 12, 72]


def test_throttling_by_the_minute_is_outlasted():
    api = Api(*[ThrottledError("429")] * 6, "taken")
    assert api.start() == "taken"
    assert api.sent_at == [0, 1, 3, 7, 15, 31, 63]


def test_throttling_that_lasts_ends_with_the_conflict_timeout():
    api = Api(ThrottledError("Throttled."))
    with pytest.raises(ThrottledError) as caught:
        api.start(conflict_timeout=20)
    assert str(caught.value) == (
        "Throttled. Retried for 20 s without success. Send fewer requests at the same time, or raise conflict_timeout."
    )
    assert (caught.value.reason, caught.value.in_doubt) == ("throttled", False)
    assert api.sent_at == [0, 1, 3, 7, 15, 20]


def test_conflicts_and_throttling_share_their_time():
    api = Api(BUSY, ThrottledError("429", retry_after=5), BUSY)
    with pytest.raises(ConflictError):
        api.start(conflict_timeout=10)
    assert api.sent_at == [0, 2, 7, 9, 10]


def test_a_signature_refused_after_others_were_accepted_is_sent_again():
    api = Api(UnauthorizedError("refused", transient=True), "taken")
    assert api.start() == "taken"
    assert api.sent_at == [0, 1]


def test_what_can_only_be_permanent_is_not_sent_again():
    api = Api(UnreachableError("no such host", first_contact=True, transient=False))
    with pytest.raises(UnreachableError):
        api.start()
    assert api.sent_at == [0]


@pytest.mark.parametrize(
    "path", ["/instances", "/instances/b34f8c791f2643578510c093aa2351a8in14/action", "/a/b.c-d_e~f"]
)
def test_a_path_below_the_project(path):
    assert checked_path(path) == path
    assert checked_path(path[1:]) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/instances/",
        "/instances//flavor",
        "/instances/../../other",
        "/instances/./x",
        "/instances/%2e%2e/x",
        "/instances/..%2fx",
        "/instances?limit=1",
        "/instances#x",
        "https://example.com/instances",
        "//example.com/instances/",
        "/instances/{{ id }}",
        "/instances/{instance_id}",
        "/in stances",
        "/instances\n",
        "/instances\\x",
        "/ïnstances",
    ],
)
def test_no_path_below_the_project(path):
    with pytest.raises(ConfigurationError, match=r"^path: expected a path below the project, got .*\. Write it as"):
        checked_path(path)


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/v3/0549b4a43100d4f32f51c01c2fe4acdb/instances", "/instances"),
        ("v3/0549b4a43100d4f32f51c01c2fe4acdb/instances/i1/restart", "/instances/i1/restart"),
        ("/v3/instances", "/instances"),
        ("/v3", "/instances"),
        ("/mysql/v3/0549b4a43100d4f32f51c01c2fe4acdb/backups/create", "/backups/create"),
        ("/v3.1/instances", "/instances"),
        ("/0549b4a43100d4f32f51c01c2fe4acdb/backups", "/backups"),
    ],
)
def test_a_path_that_begins_like_a_url_is_refused_with_the_right_one(path, right):
    with pytest.raises(ConfigurationError) as caught:
        checked_path(path)
    assert str(caught.value) == (
        f"path: expected a path below the project, got {path!r}. The module itself adds the version and the project."
        f" Write {right}."
    )


@pytest.mark.parametrize("path", ["/v3x/instances", "/v/3", "/mysql/instances"])
def test_a_path_that_only_looks_like_it(path):
    assert checked_path(path) == path


def test_a_path_that_is_something_else_is_not_quoted():
    with pytest.raises(
        ConfigurationError, match=r"^path: expected a path below the project, got a string of 23 characters\. Write"
    ):
        checked_path("password: open-sesame-4")


def test_a_query_has_what_a_url_has():
    query = {"force": True, "limit": 5, "name": "a b", "none": None, "tags": ["x", False, None], "empty": ""}
    assert checked_query(query) == {"force": "true", "limit": 5, "name": "a b", "tags": ["x", "false"], "empty": ""}


@pytest.mark.parametrize(
    ("value", "what"), [({"a": "open-sesame"}, "a mapping"), ([["open-sesame"]], "a list"), ([{}], "a mapping")]
)
def test_what_no_url_has_is_refused_in_a_query(value, what):
    with pytest.raises(ConfigurationError) as info:
        checked_query({"name": value})
    assert str(info.value) == (
        f"query: each value has to be a string, a number, true or false, or a list of these, not {what}."
    )


def test_secrets_go_into_the_body_at_every_depth():
    body = {"name": "orders", "volume": {"size": 40}}
    assert merged(body, {"password": "x", "volume": {"key": "y"}, "new": {"z": 1}}) == {
        "name": "orders",
        "password": "x",
        "volume": {"size": 40, "key": "y"},
        "new": {"z": 1},
    }
    assert body == {"name": "orders", "volume": {"size": 40}}


@pytest.mark.parametrize(
    ("secrets", "key"),
    [
        ({"name": "x"}, "name"),
        ({"volume": "x"}, "volume"),
        ({"volume": {"size": 1}}, r"volume\.size"),
        ({"none": 1}, "none"),
    ],
)
def test_a_key_in_both_is_an_error_that_names_it_and_not_its_value(secrets, key):
    with pytest.raises(ConfigurationError, match=rf"^secrets\.{key}: it is also in body"):
        merged({"name": "orders", "volume": {"size": 40}, "none": None}, secrets)


def test_texts_that_secrets_consist_of():
    assert list(texts_in({"a": "x", "b": {"c": ["y", 4711, 1.5, True, None]}})) == ["x", "y", "4711", "1.5"]
    assert list(texts_in(None)) == []


@pytest.mark.parametrize(
    ("job_id", "ids"),
    [
        ("5cbb8a90", ["5cbb8a90"]),
        ("a, b,,a ", ["a", "b"]),
        (4711, ["4711"]),
        ("", []),
        (None, []),
        (["a", "b,c", 5, None, True, {"id": "d"}], ["a", "b", "c", "5", "d"]),
        ({"id": "a"}, []),
        (True, []),
    ],
)
def test_ids_in_an_answer(job_id, ids):
    assert parse_job_ids({"job_id": job_id}) == ids


def test_an_answer_without_ids():
    assert parse_job_ids({"order_id": "CS1"}) == []
