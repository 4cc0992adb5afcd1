# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import CENSORED, Secrets, without_user_info
from hypothesis import assume, given
from hypothesis import strategies as st

AWKWARD = 'p&ss "wörd"/+%\\\t€'


def lower_case_escapes(text: str) -> str:
    return "%".join(part[:2].lower() + part[2:] if place else part for place, part in enumerate(text.split("%")))


@pytest.mark.parametrize(
    "form",
    [
        AWKWARD,
        quote(AWKWARD),
        quote(AWKWARD, safe=""),
        quote_plus(AWKWARD),
        lower_case_escapes(quote(AWKWARD, safe="")),
        json.dumps(AWKWARD)[1:-1],
        json.dumps(AWKWARD, ensure_ascii=False)[1:-1],
        html.escape(AWKWARD),
        html.escape(AWKWARD, quote=False),
        html.escape(AWKWARD).replace("&quot;", "&#34;"),
        base64.b64encode(AWKWARD.encode()).decode(),
        base64.urlsafe_b64encode(AWKWARD.encode()).decode(),
    ],
)
def test_a_secret_is_recognised_however_it_is_written(form):
    assert Secrets([AWKWARD]).clean_text(f"got <{form}>, sorry") == f"got <{CENSORED}>, sorry"


@pytest.mark.parametrize("user", ["u", "us", "use", "user"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_password_is_recognised_within_basic_authentication(user, encode):
    encoded = encode(f"{user}:{AWKWARD}".encode()).decode()
    cleaned = Secrets([AWKWARD]).clean_text(f"got Basic {encoded}, sorry")
    assert cleaned.endswith(f"{CENSORED}, sorry")
    assert len(cleaned) < len(f"got Basic uuuuuuuu{CENSORED}, sorry")


def test_a_long_secret_is_found_inside_other_text():
    assert Secrets(["0123456789abcdef"]).clean_text("Token:x0123456789abcdefx") == f"Token:x{CENSORED}x"


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("instance", "CreateGaussDBV5Instance failed for instances"),
        ("eu", "project eu0 in neu-de"),
        ("123456", "job 5cbb8a90-2253-4cff-8a13-49aa1234567f"),
    ],
)
def test_a_short_secret_is_no_part_of_another_word(secret, text):
    assert Secrets([secret]).clean_text(text) == text


def test_a_short_secret_that_stands_alone_is_taken_out():
    assert (
        Secrets(["instance"]).clean_text("password 'instance' is too simple") == f"password '{CENSORED}' is too simple"
    )


def test_of_two_secrets_the_longer_one_goes_whole():
    assert Secrets(["hunter", "hunter-2"]).clean_text("hunter-2 and hunter") == f"{CENSORED} and {CENSORED}"


def test_secrets_grow_as_tokens_are_issued():
    secrets = Secrets([None, "", "   "])
    assert secrets.clean_text("no secrets yet") == "no secrets yet"
    secrets.add("fresh-token-0001")
    assert secrets.clean_text("got fresh-token-0001") == f"got {CENSORED}"


def test_data_keeps_its_shape_its_keys_and_its_numbers():
    data = {"4711": "4711", "count": 4711, "flag": True, "none": None, "list": ["x 4711", ("4711",), 4711.0]}
    assert Secrets(["4711"]).clean(data) == {
        "4711": CENSORED,
        "count": 4711,
        "flag": True,
        "none": None,
        "list": [f"x {CENSORED}", [CENSORED], 4711.0],
    }


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("https://user:pass@host/v3", f"https://{CENSORED}@host/v3"),
        ("see http://user@host:80 and https://a:b@c", f"see http://{CENSORED}@host:80 and https://{CENSORED}@c"),
        ("https://user:p@ss:w@host", f"https://{CENSORED}@host"),
        ("https://user:p/a#s?s@host/v3", f"https://{CENSORED}@host/v3"),
        (
            "https://host/users/me@example.com?to=you@example.com",
            "https://host/users/me@example.com?to=you@example.com",
        ),
        ("mail me@example.com", "mail me@example.com"),
    ],
)
def test_user_info_leaves_urls(url, cleaned):
    assert Secrets().clean_text(url) == cleaned
    assert without_user_info(url) == cleaned


@pytest.mark.parametrize(
    "said",
    [
        "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature={}",
        '{{"signature": "{}"}}',
        "verify failed, signature: {}.",
    ],
)
def test_a_signature_that_is_echoed(said):
    assert Secrets().clean_text(said.format("7be6668032f70418" * 4)) == said.format(CENSORED)


def test_a_secret_of_bytes_that_are_no_text_does_no_harm():
    assert Secrets(["caf\udce9-\ud800"]).clean_text("caf\udce9-\ud800!") == f"{CENSORED}!"


@given(st.text(min_size=12), st.text(), st.text())
def test_no_long_secret_survives_in_plain_form(secret, before, after):
    assume(secret.strip() and secret not in CENSORED)
    assert secret not in Secrets([secret]).clean_text(f"{before}{secret}{after}").replace(CENSORED, "\0")


def test_of_many_tokens_the_latest_are_secrets_and_what_was_given_stays_one():
    secrets = Secrets(["correct-horse-battery"])
    tokens = [f"gAAAAAB-token-number-{number}-of-many" for number in range(100)]
    for token in tokens:
        secrets.add_token(token)
        secrets.add_token(token)
    assert secrets.clean_text(f"{tokens[-1]}, {tokens[-5]}, correct-horse-battery") == ", ".join([CENSORED] * 3)
    assert secrets.clean_text(tokens[0]) == tokens[0]


def test_a_token_that_holds_the_password_disappears_whole():
    secrets = Secrets(["correct-horse-battery"])
    secrets.add_token("gAAAAAB-correct-horse-battery-staple")
    assert secrets.clean_text("gAAAAAB-correct-horse-battery-staple") == CENSORED
