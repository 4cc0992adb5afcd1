# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""SDK-HMAC-SHA256, the request signature of Open Telekom Cloud's access keys.

Source: "Request signing" in the IAM reference.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, unquote, urlsplit

ALGORITHM = "SDK-HMAC-SHA256"
DATE_HEADER = "X-Sdk-Date"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"


def canonical_request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> str:
    """The request in the one form that both sides hash.

    ``headers`` are the signed ones; ``url`` may be encoded already or not.
    """
    parts = urlsplit(url)
    path = "/".join(_encoded(unquote(segment)) for segment in parts.path.split("/"))
    pairs = sorted((_encoded(key), _encoded(value)) for key, value in parse_qsl(parts.query, keep_blank_values=True))
    lines = sorted((name.lower(), value.strip()) for name, value in headers.items())
    return "\n".join(
        [
            method.upper(),
            path if path.endswith("/") else f"{path}/",
            "&".join(f"{key}={value}" for key, value in pairs),
            "".join(f"{name}:{value}\n" for name, value in lines),
            ";".join(name for name, _value in lines),
            hashlib.sha256(body).hexdigest(),
        ]
    )


def authorization(
    access_key: str, secret_key: str, method: str, url: str, headers: Mapping[str, str], body: bytes
) -> str:
    """The value of the Authorization header. ``headers`` are the ones to sign, X-Sdk-Date and Host among them."""
    canonical = canonical_request(method, url, headers, body)
    hashed = hashlib.sha256(canonical.encode("utf-8")).hexdigest()
    text = "\n".join([ALGORITHM, headers[DATE_HEADER], hashed])
    signature = hmac.new(secret_key.encode("utf-8"), text.encode("utf-8"), hashlib.sha256).hexdigest()
    signed = ";".join(sorted(name.lower() for name in headers))
    return f"{ALGORITHM} Access={access_key}, SignedHeaders={signed}, Signature={signature}"


def _encoded(text: str) -> str:
    return quote(text, safe="~")
