# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils import _argspec
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError
from ansible_collections.otc.gaussdb.plugins.module_utils._options import checked, shown, validated
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import CENSORED
from hypothesis import given
from hypothesis import strategies as st

CANARY = "open-Sesame-4711"
SPEC = {
    "name": {"type": "str"},
    "path": {"type": "path", "aliases": ["file"]},
    "kind": {"type": "str", "choices": ["good", "better"], "default": "good"},
    "count": {"type": "int"},
    "flag": {"type": "bool", "aliases": ["switch"]},
    "body": {"type": "dict"},
    "hidden": {"type": "dict", "no_log": True},
    "auth": {"type": "dict", "options": {"user": {"type": "str"}, "password": {"type": "str", "no_log": True}}},
    "job_id": {"type": "list", "elements": "raw", "aliases": ["id"]},
    "instance_id": {"type": "str"},
    "anything": {"type": "raw"},
    "since": {"type": "str"},
}


class Vaulted:
    """A text that was vaulted in a playbook, as ansible-core 2.16 to 2.18 hand it to an action."""

    __ENCRYPTED__ = True

    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text


def test_values_of_the_right_types_pass_as_they_are():
    arguments = {
        "name": "two\nlines", "file": "~/x", "kind": "better", "count": "5", "switch": "yes", "body": {"a": [1]},
        "hidden": {"b": 1}, "auth": {"user": "u"}, "instance_id": "i", "anything": {"x": 1},
    }  # fmt: skip
    assert checked(arguments, SPEC) == arguments


def test_values_are_validated_by_ansible_as_well():
    options = validated({"switch": "yes", "count": "5", "name": 7, "auth": "user=u password=p"}, SPEC)
    assert (options["flag"], options["count"], options["name"], options["kind"]) == (True, 5, "7", "good")
    assert options["auth"] == {"user": "u", "password": "p"}
    assert options["path"] is None
    assert options["job_id"] is None


@pytest.mark.parametrize(
    ("read_by_yaml", "text"),
    [
        (datetime(2026, 11, 22, 9, tzinfo=timezone(timedelta(0))), "2026-11-22T09:00:00+00:00"),
        (datetime(2026, 11, 22, 9), "2026-11-22T09:00:00"),
        (date(2026, 11, 22), "2026-11-22"),
    ],
)
def test_a_time_need_not_be_in_quotes(read_by_yaml, text):
    assert validated({"since": read_by_yaml}, SPEC)["since"] == text


def test_dates_in_a_mapping_are_text_as_on_hosts():
    body = {"day": date(2026, 11, 22), "moments": [{"one": datetime(2026, 11, 22, 9, tzinfo=timezone(timedelta(0)))}]}
    assert validated({"body": body}, SPEC)["body"] == {
        "day": "2026-11-22",
        "moments": [{"one": "2026-11-22T09:00:00+00:00"}],
    }


@pytest.mark.parametrize("number", [2**31, 10**400, "9" * 400])
def test_numbers_are_not_larger_than_clocks_can_count(number):
    assert validated({"count": 2**31 - 1}, SPEC)["count"] == 2**31 - 1
    with pytest.raises(ConfigurationError, match="count: expected 2147483647 or less, got a"):
        validated({"count": number}, SPEC)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": {"a": CANARY}}, "name: expected a string, got a mapping."),
        ({"name": [CANARY]}, "name: expected a string, got a list."),
        ({"name": True}, "name: expected a string, got a boolean."),
        (
            {"name": date(2026, 11, 22)},
            "name: expected a string, got a date, which YAML may have changed. Put it in quotes.",
        ),
        ({"file": [CANARY]}, "file: expected a string, got a list."),
        ({"kind": "best"}, "kind: expected one of good, better; got 'best'."),
        ({"kind": CANARY}, "kind: expected one of good, better; got a string of 16 characters."),
        ({"kind": {"a": CANARY}}, "kind: expected a string, got a mapping."),
        ({"count": "many"}, "count: expected a whole number, got a string of 4 characters."),
        ({"count": "1.5"}, "count: expected a whole number, got '1.5'."),
        ({"count": {"a": CANARY}}, "count: expected a whole number, got a mapping."),
        ({"count": float("inf")}, "count: expected a whole number, got a number."),
        ({"count": True}, "count: expected a whole number, got a boolean."),
        ({"count": 10**400}, "count: expected 2147483647 or less, got a number."),
        ({"flag": "maybe"}, "flag: expected true or false, got 'maybe'."),
        ({"flag": [CANARY]}, "flag: expected true or false, got a list."),
        ({"flag": {"a": CANARY}}, "flag: expected true or false, got a mapping."),
        ({"body": [CANARY]}, "body: expected a mapping, got a list."),
        ({"body": CANARY}, "body: expected a mapping, got a string of 16 characters."),
        ({"body": "{'a': datetime.date(2026, 1, 31)}"}, "body: expected a mapping, got a string of 33 characters."),
        (
            {"hidden": {"password": [date(2026, 11, 22)]}},
            "hidden: expected a string, got a date, which YAML may have changed. Put it in quotes.",
        ),
        ({"hidden": 4711}, "hidden: expected a mapping, got a number."),
        ({"auth": CANARY}, "auth: expected a mapping, got a string of 16 characters."),
        ({"auth": {"user": {"a": CANARY}}}, "auth.user: expected a string, got a mapping."),
        ({"auth": {"secret": CANARY}}, "auth.secret is not an option. The options are password, user."),
        (
            {"auth": {CANARY: 1}},
            "auth: a key (a string of 16 characters) is not an option. The options are password, user.",
        ),
        (
            {"auth": {"password": 4711}},
            "auth.password: expected a string, got a number, which YAML may have changed. Put it in quotes.",
        ),
        (
            {"auth": {"password": False}},
            "auth.password: expected a string, got a boolean, which YAML may have changed. Put it in quotes.",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_described_and_not_quoted(arguments, message):
    for check in (checked, validated):
        with pytest.raises(ConfigurationError) as caught:
            check(arguments, SPEC)
        assert str(caught.value) == message
        assert CANARY not in str(caught.value)


def test_a_date_within_a_mapping_is_what_the_module_would_be_given():
    body = {"day": date(2026, 1, 31), "list": ({"at": datetime(2026, 1, 31, 12)},)}
    assert validated({"path": "/x", "body": body}, _argspec.request_spec())["body"] == {
        "day": "2026-01-31",
        "list": [{"at": "2026-01-31T12:00:00"}],
    }


@pytest.mark.parametrize(
    ("value", "what"),
    [(float("nan"), "a number"), (float("-inf"), "a number"), ({"open-sesame"}, "a set"), (b"open-sesame", "a value")],
)
@pytest.mark.parametrize("option", ["body", "secrets", "query"])
def test_what_json_does_not_have_is_refused(option, value, what):
    with pytest.raises(ConfigurationError) as info:
        validated({"path": "/x", option: {"a": [value]}}, _argspec.request_spec())
    assert str(info.value) == f"{option}: it contains {what} that JSON does not have. Write it as a string or a list."


def test_what_is_missing_is_named():
    with pytest.raises(ConfigurationError, match=r"^missing required arguments: job_id\.$"):
        validated({}, _argspec.wait_for_spec())


@pytest.mark.parametrize("name", ["job_id", "id"])
@pytest.mark.parametrize(
    ("value", "elements"),
    [
        (None, [""]), ("", [""]), ("a,b", ["a,b"]), (5, [5]), ({"id": "a"}, [{"id": "a"}]),
        ([None, ["a"]], [None, ["a"]]), ([], []),
    ],
)  # fmt: skip
def test_ids_are_a_list_of_what_was_given(name, value, elements):
    assert checked({name: value}, SPEC) == {name: elements}
    assert validated({name: value}, SPEC)["job_id"] == elements


def test_an_id_that_is_null_can_be_told_from_one_that_is_absent():
    assert checked({"instance_id": None}, SPEC) == {"instance_id": ""}
    assert validated({}, SPEC)["instance_id"] is None


def test_any_other_null_counts_as_absent():
    nulls = {name: None for name in SPEC if name not in ("job_id", "instance_id")}
    assert checked({**nulls, "auth": {"user": None}}, SPEC) == {"auth": {}}
    assert validated(nulls, SPEC) == validated({}, SPEC)
    with pytest.raises(ConfigurationError, match="missing required arguments: path"):
        validated({"path": None}, _argspec.request_spec())


def test_vaulted_texts_are_decrypted():
    arguments = {"name": Vaulted("n"), "auth": {"password": Vaulted(CANARY)}}
    assert checked(arguments, SPEC) == {"name": "n", "auth": {"password": CANARY}}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"name": "plain", "file": "/a/b", "count": 5, "flag": True, "kind": None},) * 2,
        ({"name": "two words"}, {"name": "a string of 9 characters"}),
        ({"name": "x" * 101}, {"name": "a string of 101 characters"}),
        ({"name": "user:pass@host"}, {"name": "a string of 14 characters"}),
        ({"name": "https://user:pass@host/"}, {"name": f"https://{CENSORED}@host/"}),
        ({"name": {"a": CANARY}}, {"name": "a mapping"}),
        ({"body": {"password": CANARY}}, {"body": "a mapping"}),
        ({"body": CANARY}, {"body": "a string of 16 characters"}),
        ({"anything": CANARY}, {"anything": "a string of 16 characters"}),
        ({"hidden": {"a": 1}}, {"hidden": CENSORED}),
        ({"hidden": None}, {"hidden": None}),
        ({"auth": {"user": "u", "password": 5}}, {"auth": {"user": "u", "password": CENSORED}}),
        ({"auth": f"password={CANARY}"}, {"auth": "a string of 25 characters"}),
        ({"id": ["a", {"id": CANARY}, "b c"]}, {"id": ["a", "a mapping", "a string of 3 characters"]}),
        ({"id": {"msg": CANARY}}, {"id": "a mapping"}),
        (
            {"passwd": CANARY, CANARY + " ": 1},
            {"passwd": "a string of 16 characters", "a string of 17 characters": "a number"},
        ),
    ],
)
def test_arguments_are_shown_without_secrets_and_without_what_may_be_one(value, text):
    assert shown(value, SPEC) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.just(f"{CANARY} and\nmore"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just(f"{CANARY} key"), inner, max_size=3),
    max_leaves=5,
)


def message_of(arguments, spec):
    try:
        validated(arguments, spec)
    except ConfigurationError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("spec", [_argspec.job_info_spec(), _argspec.wait_for_spec(), _argspec.request_spec(), SPEC])
@given(data=st.data())
def test_nothing_gets_out_whatever_is_given_for_any_option(spec, data):
    arguments = data.draw(st.dictionaries(st.sampled_from(sorted(spec)), JSON, max_size=4))
    assert CANARY not in str(shown(arguments, spec))
    message = message_of(arguments, spec)
    assert CANARY not in message
    assert message == "" or message.endswith(".")
