# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.simulator.account import AccessKey
from ansible_collections.otc.gaussdb.tests.simulator.signature import (
    SignatureRefused,
    Signed,
    canonical_request,
    signature,
    verify,
)

# The example that Huawei publishes with its sample keys
KEY = AccessKey("QTWAOYTTINDUT2QVKYUC", "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc")
REQUEST = Signed(
    method="GET",
    path="/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs",
    query="limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
    headers={
        "content-type": "application/json",
        "host": "service.region.example.com",
        "x-sdk-date": "20191115T033655Z",
    },
    body=b"",
)
NAMES = ("content-type", "host", "x-sdk-date")
SIGNATURE = "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
THEN = datetime(2019, 11, 15, 3, 36, 55, tzinfo=UTC).timestamp()


def authorized(request: Signed, names: tuple[str, ...] = NAMES, key: AccessKey = KEY) -> Signed:
    """The same request with its signature in the Authorization header."""
    value = signature(request, names, key.secret)
    header = f"SDK-HMAC-SHA256 Access={key.access}, SignedHeaders={';'.join(names)}, Signature={value}"
    return replace(request, headers={**request.headers, "authorization": header})


def refusal(request: Signed, keys: tuple[AccessKey, ...] = (KEY,), now: float = THEN) -> str:
    with pytest.raises(SignatureRefused) as refused:
        verify(request, keys, now)
    return f"{refused.value.code}: {refused.value}"


def test_the_published_example() -> None:
    assert signature(REQUEST, NAMES, KEY.secret) == SIGNATURE
    assert verify(authorized(REQUEST), [KEY], THEN) == set(NAMES)


def test_the_canonical_request() -> None:
    request = Signed(
        method="POST",
        path="/v3/p/a%20b/~c(d)",
        query="b=2&a=%C3%BC&a=&c=1+2&d=x~y",
        headers={"host": " example.com ", "x-sdk-date": "20191115T033655Z"},
        body=b"{}",
    )
    assert canonical_request(request, ("x-sdk-date", "host")).split("\n") == [
        "POST",
        "/v3/p/a%20b/~c%28d%29/",
        "a=&a=%C3%BC&b=2&c=1%202&d=x~y",
        "host:example.com",
        "x-sdk-date:20191115T033655Z",
        "",
        "host;x-sdk-date",
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"method": "DELETE"},
        {"path": "/v1/another"},
        {"query": "limit=3"},
        {"body": b"{}"},
        {"headers": {**REQUEST.headers, "host": "elsewhere.example.com"}},
    ],
)
def test_a_signature_is_for_one_request_only(change: dict[str, Any]) -> None:
    headers = {**REQUEST.headers, **change.get("headers", {})}
    signed = authorized(REQUEST).headers["authorization"]
    changed = replace(REQUEST, **{**change, "headers": {**headers, "authorization": signed}})
    assert refusal(changed).endswith("signature mismatch")


def test_the_clocks_may_differ_by_a_quarter_of_an_hour() -> None:
    signed = authorized(REQUEST)
    assert verify(signed, [KEY], THEN + 900)
    assert verify(signed, [KEY], THEN - 900)
    assert refusal(signed, now=THEN + 901).startswith("APIGW.0303")
    assert refusal(signed, now=THEN - 901).startswith("APIGW.0303")


def test_what_is_wrong_with_a_signature() -> None:
    unknown = replace(KEY, access="SOMEBODYELSE")
    other = replace(KEY, secret="another secret")
    assert refusal(authorized(REQUEST, key=unknown)) == "APIGW.0301: the access key does not exist"
    assert refusal(authorized(REQUEST, key=other)).endswith("signature mismatch")
    assert refusal(REQUEST) == "APIGW.0301: the Authorization header is malformed"
    assert refusal(authorized(REQUEST, ("x-sdk-date",))).endswith("must be sent and signed")
    malformed = replace(REQUEST, headers={**REQUEST.headers, "x-sdk-date": "yesterday"})
    assert refusal(authorized(malformed)) == "APIGW.0301: x-sdk-date is malformed"


def test_a_temporary_key_needs_its_token_and_signs_it() -> None:
    key = replace(KEY, security_token="a token")
    with_token = replace(REQUEST, headers={**REQUEST.headers, "x-security-token": "a token"})
    names = (*NAMES, "x-security-token")
    assert verify(authorized(with_token, names), [key], THEN) == set(names)
    assert refusal(authorized(with_token), (key,)).endswith("x-security-token must be signed")
    assert refusal(authorized(REQUEST), (key,)).endswith("does not belong to the access key")
    assert refusal(authorized(with_token, names), (KEY,)).endswith("does not belong to the access key")
