# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Request signatures with access keys, SDK-HMAC-SHA256, as IAM's reference documents them."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, unquote

from .account import AccessKey

ALGORITHM = "SDK-HMAC-SHA256"
TOLERANCE = 15 * 60.0  # seconds by which the clocks may differ

_AUTHORIZATION = re.compile(rf"{ALGORITHM} Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{{64}})")


class SignatureRefused(Exception):
    """A request that is not signed as it should be: the gateway's error code, and why."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Signed:
    """What a signature covers. `path` and `query` are as they were sent, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def canonical_request(request: Signed, signed_headers: Iterable[str]) -> str:
    names = sorted(signed_headers)
    headers = "".join(f"{name}:{request.headers[name].strip()}\n" for name in names)
    body = hashlib.sha256(request.body).hexdigest()
    return "\n".join(
        (request.method, _canonical_path(request.path), _canonical_query(request.query), headers, ";".join(names), body)
    )


def signature(request: Signed, signed_headers: Iterable[str], secret: str) -> str:
    """The signature in hex; `request.headers` holds `x-sdk-date`."""
    hashed = hashlib.sha256(canonical_request(request, signed_headers).encode()).hexdigest()
    to_sign = "\n".join((ALGORITHM, request.headers["x-sdk-date"], hashed))
    return hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()


def verify(request: Signed, keys: Iterable[AccessKey], now: float) -> set[str]:
    """The names of the headers that are signed; raises SignatureRefused."""
    parts = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if parts is None:
        raise SignatureRefused("APIGW.0301", "the Authorization header is malformed")
    access, names, signed = parts[1], set(parts[2].split(";")), parts[3]
    if not {"host", "x-sdk-date"} <= names or not names <= set(request.headers):
        raise SignatureRefused("APIGW.0301", "host and x-sdk-date must be sent and signed")
    _check_date(request.headers["x-sdk-date"], now)
    key = next((key for key in keys if key.access == access), None)
    if key is None:
        raise SignatureRefused("APIGW.0301", "the access key does not exist")
    if request.headers.get("x-security-token") != key.security_token:
        raise SignatureRefused("APIGW.0301", "the security token does not belong to the access key")
    if key.security_token is not None and "x-security-token" not in names:
        raise SignatureRefused("APIGW.0301", "x-security-token must be signed")
    if not hmac.compare_digest(signed, signature(request, names, key.secret)):
        raise SignatureRefused("APIGW.0301", "verify aksk signature fail, signature mismatch")
    return names


def _check_date(text: str, now: float) -> None:
    try:
        sent = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError as error:
        raise SignatureRefused("APIGW.0301", "x-sdk-date is malformed") from error
    if abs(now - sent) > TOLERANCE:
        raise SignatureRefused("APIGW.0303", "the clocks differ by more than 15 minutes")


def _canonical_path(path: str) -> str:
    encoded = "/".join(quote(unquote(segment), safe="~") for segment in path.split("/"))
    return encoded if encoded.endswith("/") else encoded + "/"


def _canonical_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    return "&".join(sorted(f"{quote(key, safe='~')}={quote(value, safe='~')}" for key, value in pairs))
