# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import html
import json
import unicodedata
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


ENTITIES = {'"': ["&quot;", "&QUOT;"], "'": ["&apos;", "&#039;"], "&": ["&amp;", "&AMP;"], "<": ["&lt;"], ">": ["&gt;"]}
JSON_ESCAPES = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\n": "\\n", "\t": "\\t", "'": "\\'", "$": "\\$"}


def spellings(char):
    """The usual ways to write a character."""
    code = ord(char)
    data = char.encode("utf-8", "surrogatepass")
    units = char.encode("utf-16-be", "surrogatepass")
    yield char
    yield "".join(f"%{byte:02X}" for byte in data)
    yield "".join(f"%{byte:02x}" for byte in data)
    yield "".join(f"\\x{byte:02x}" for byte in data)
    yield "".join(f"\\{byte:03o}" for byte in data)
    yield "".join(f"%u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))
    yield "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))
    yield f"\\U{code:08x}"
    yield f"\\u{{{code:x}}}"
    # HTML has no such characters.
    if (code > 159 and not 0xD800 <= code < 0xE000 and char.isprintable()) or " " <= char <= "~":
        yield from (f"&#{code};", f"&#{code:05d};", f"&#x{code:x};", f"&#X{code:X};")
    yield from ENTITIES.get(char, ())
    if char in JSON_ESCAPES:
        yield JSON_ESCAPES[char]
    if char == " ":
        yield "+"


# What escapes are made of would make other escapes with what stands beside it.
SAFE = st.characters(exclude_characters="%&\\#;x0123456789abcdefABCDEF+")
SPELLED = st.lists(
    st.characters(exclude_characters="%&\\").flatmap(
        lambda c: st.tuples(st.just(c), st.sampled_from(sorted(spellings(c))))
    ),
    min_size=12,
    max_size=40,
)


@given(SPELLED, st.text(SAFE), st.text(SAFE))
def test_a_secret_is_recognised_whatever_way_each_character_is_written(spelled, before, after):
    secret = "".join(char for char, _spelling in spelled)
    text = "".join(spelling for _char, spelling in spelled)
    assume(secret.strip() == secret and len(secret) >= 12)
    cleaned = Secrets([secret]).clean_text(f"<{before}|{text}|{after}>")
    assert text not in cleaned
    assert CENSORED in cleaned


@given(
    st.text(min_size=12, max_size=30),
    st.lists(st.sampled_from(["html", "json", "ascii", "url", "form", "shell"]), max_size=2),
)
def test_a_secret_is_recognised_in_what_is_escaped_and_escaped_again(secret, layers):
    assume(secret.strip() == secret)
    write = {
        "html": html.escape,
        "json": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
        "ascii": lambda text: json.dumps(text)[1:-1],
        "url": lambda text: quote(text.encode("utf-8", "surrogatepass"), safe=""),
        "form": lambda text: quote_plus(text.encode("utf-8", "surrogatepass")),
        "shell": lambda text: text.replace("\\", "\\\\").replace("'", "\\'"),
    }
    text = secret
    for layer in layers:
        text = write[layer](text)
    cleaned = Secrets([secret]).clean_text(f"<{text}>")
    assert cleaned == f"<{CENSORED}>"


@pytest.mark.parametrize(
    "spelling",
    [
        "open&quot;Ses'ame/&amp;47=11",
        "open&quot;Ses&#039;ame/&amp;47=11",
        "open&#34;Ses&apos;ame&#x2F;&#38;47&#61;11",
        "open\\\"Ses'ame\\/\\u002647\\u003d11",
        "open%22Ses'ame%2F%2647%3D11",
        "open%22Ses%27ame/%2647=11",
        "OPEN\"SES'AME/&47=11",
        "open%2522Ses%2527ame%252F%252647%253D11",
        "11=74&/ema'seS\"nepo",
        "6f70656e2253657327616d652f2634373d3131",
        "6F70656E2253657327616D652F2634373D3131",
        "open&#34Ses&#39ame/&amp47=11",
        "open\\042Ses\\047ame\\057\\04647\\07511",
        "open%22Ses%27ame/%u002647%u003D11",
        'open""Ses\'ame/&47=11',
        "open\"Ses''ame/&47=11",
    ],
)
def test_spellings_that_got_through_once(spelling):
    assert Secrets(["open\"Ses'ame/&47=11"]).clean_text(f"<{spelling}>") == f"<{CENSORED}>"


@pytest.mark.parametrize("secret", ["Köln", "Straße-in-Köln", "10 € für Zoë"])
def test_a_secret_is_recognised_in_other_encodings(secret):
    composed = [unicodedata.normalize(form, secret) for form in ("NFC", "NFD")]
    misread = [secret.encode().decode(encoding) for encoding in ("latin-1", "cp1252")]
    for text in [*composed, *misread]:
        assert Secrets([secret]).clean_text(f"<{text}>") == f"<{CENSORED}>"
        assert Secrets([composed[1]]).clean_text(f"<{secret}>") == f"<{CENSORED}>"


@pytest.mark.parametrize("secret", ["Straße-in-Köln", "ﬁnal-éclair-ŉ", "İstanbul-pass"])
def test_a_long_secret_is_recognised_in_the_other_case(secret):
    for text in (secret.upper(), secret.lower(), secret.swapcase(), secret.title()):
        assert Secrets([secret]).clean_text(f"<{text}>") == f"<{CENSORED}>"


@given(
    st.text(st.sampled_from("etaoinshr0123456789"), min_size=1, max_size=11),
    st.text(st.sampled_from("etaoinshr0123456789"), min_size=1),
)
def test_ordinary_words_stay_whole_whatever_short_secret_there_is(secret, word):
    assume(word not in (secret, secret[::-1]))
    text = f"job {word}, {word.upper()}-{word}."
    assert Secrets([secret]).clean_text(text) == text or secret in ("job", word.upper(), "boj")


def test_many_tokens_leave_nothing_behind():
    secrets = Secrets(["correct-horse-battery"])
    for number in range(1000):
        secrets.add_token(f"gAAAAAB-token-number-{number}-of-many")
    assert len(secrets._forms) == 9


def test_of_many_tokens_the_latest_are_secrets_and_what_was_given_stays_one():
    secrets = Secrets(["correct-horse-battery"])
    tokens = [f"gAAAAAB-token-number-{number}-of-many" for number in range(100)]
    for token in tokens:
        secrets.add_token(token)
        secrets.add_token(token)
    assert secrets.clean_text(f"{tokens[-1]}, {tokens[-8]}, correct-horse-battery") == ", ".join([CENSORED] * 3)
    assert secrets.clean_text(tokens[-9]) == tokens[-9]


def test_a_token_that_holds_the_password_disappears_whole():
    secrets = Secrets(["correct-horse-battery"])
    secrets.add_token("gAAAAAB-correct-horse-battery-staple")
    assert secrets.clean_text("gAAAAAB-correct-horse-battery-staple") == CENSORED
