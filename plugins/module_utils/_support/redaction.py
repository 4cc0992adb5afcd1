# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Taking secrets out of text and data that came from outside."""

from __future__ import annotations

import base64
import html
import json
import re
from collections import deque
from collections.abc import Container, Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

CENSORED = "********"

# A secret this long does not turn up inside an ordinary word or number by chance.
UNMISTAKABLE = 12

# Base64 spells no words: a few characters of it are enough.
_UNMISTAKABLE_BASE64 = 8

# Issued tokens that are kept in mind: requests with older ones have ended long ago.
_TOKENS = 8

_PERCENT = re.compile(r"%[0-9A-F]{2}")

# A password may hold what it ought to encode: after user and colon, all up to the last @ counts.
_USER_INFO = re.compile(r"(?<=://)(?:[^/?#\s@]*:\S*|[^/?#\s]+)@")

# A signature is good for minutes, and made for each request, so that nobody keeps a list of them.
_SIGNATURE = re.compile(r"(signature\W{1,4})[0-9a-f]{64}", re.IGNORECASE)


class Secrets:
    """The secrets of one task. Grows as tokens are issued.

    Only text is cleaned, never keys or numbers. A short secret may be an everyday word, so it counts only where it
    stands alone: a password ``instance`` does not blot out ``CreateInstance``.
    """

    def __init__(self, values: Iterable[str | None] = ()) -> None:
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._tokens: deque[str] = deque()
        for value in values:
            self.add(value)

    def add(self, value: str | None) -> None:
        """Take ``value`` for a secret from now on. None and blank text are none."""
        if value and value.strip() and value not in self._patterns:
            # Longest first, so that a secret which holds another disappears whole. Each has a pattern of its own: one
            # for all would have to be compiled again for each token, and be kept by the cache of re.
            patterns = {**self._patterns, value: _pattern(value)}
            self._patterns = dict(sorted(patterns.items(), key=lambda item: len(item[0]), reverse=True))

    def add_token(self, token: str) -> None:
        """Take an issued token for a secret, until a few more were issued: by then, it is worth nothing."""
        if token not in self._patterns:
            self._tokens.append(token)
        self.add(token)
        if len(self._tokens) > _TOKENS:
            expired = self._tokens.popleft()
            self._patterns = {value: pattern for value, pattern in self._patterns.items() if value != expired}

    def clean_text(self, text: str) -> str:
        """The text without any secret in plain, URL-encoded, JSON, HTML or base64 form, user info of URLs or signature.

        Where base64 holds a secret together with something else, all that follows in it goes as well.
        """
        for pattern in self._patterns.values():
            text = pattern.sub(CENSORED, text)
        return _SIGNATURE.sub(rf"\1{CENSORED}", without_user_info(text))

    def clean(self, data: Any, verbatim: Container[str] = ()) -> Any:
        """The same for every text within lists and mappings; keys, numbers, booleans and nulls stay as they are.

        Args:
            verbatim: keys whose texts stay as they are, at any depth: what identifies something must stay whole
        """
        if isinstance(data, str):
            return self.clean_text(data)
        if isinstance(data, Mapping):
            return {
                key: value if key in verbatim and isinstance(value, str) else self.clean(value, verbatim)
                for key, value in data.items()
            }
        if isinstance(data, (list, tuple)):
            return [self.clean(value, verbatim) for value in data]
        return data


def without_user_info(text: str) -> str:
    """The text with user and password of each URL in it censored."""
    return _USER_INFO.sub(f"{CENSORED}@", text) if "://" in text else text


def _pattern(secret: str) -> re.Pattern[str]:
    forms = {form: _expression(form) for form in _forms(secret)}
    for core in _base64_cores(secret):
        forms.setdefault(core, f"{re.escape(core)}[0-9A-Za-z+/_-]*=*")
    return re.compile("|".join(forms[form] for form in sorted(forms, key=len, reverse=True)))


def _forms(secret: str) -> set[str]:
    data = _bytes(secret)
    quoted = {quote(data), quote(data, safe=""), quote_plus(data)}
    return {
        secret,
        *quoted,
        *(_PERCENT.sub(lambda match: match.group().lower(), form) for form in quoted),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        html.escape(secret),
        html.escape(secret, quote=False),
        html.escape(secret).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
        base64.b64encode(data).decode("ascii"),
        base64.urlsafe_b64encode(data).decode("ascii"),
    }


def _base64_cores(secret: str) -> set[str]:
    """What base64 makes of the secret within ``user:password``: the characters that depend on nothing else."""
    data = _bytes(secret)
    encoded = (
        base64.b64encode(bytes(shift) + data)[-(-8 * shift // 6) : 8 * (shift + len(data)) // 6] for shift in range(3)
    )
    cores = {core.decode("ascii") for core in encoded if len(core) >= _UNMISTAKABLE_BASE64}
    return cores | {core.replace("+", "-").replace("/", "_") for core in cores}


def _bytes(secret: str) -> bytes:
    # Bytes of an environment variable that are no UTF-8 arrive as surrogates.
    return secret.encode("utf-8", "surrogatepass")


def _expression(form: str) -> str:
    expression = re.escape(form)
    return expression if len(form) >= UNMISTAKABLE else rf"(?<![0-9A-Za-z]){expression}(?![0-9A-Za-z])"
