# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Taking secrets out of text and data that came from outside.

A server that echoes a secret writes it in its own way. It may escape some characters and not others, for HTML, JSON or
a URL, or for one within the other. So a secret is not looked for in a list of spellings. The text is unescaped, each
character keeping its place in the original, and the secret is looked for in that.

For example, ``p&w"d`` is echoed as ``<b>p&amp;w&#34;d</b>``. Unescaped, that is ``<b>p&w"d</b>``. The secret stands at
its 4th to 8th character. These are the 4th to 16th of the original, which becomes ``<b>********</b>``.
"""

from __future__ import annotations

import base64
import html
import re
import unicodedata
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

CENSORED = "********"

# A secret this long is not a part of an ordinary word or number by chance.
UNMISTAKABLE = 12

# Base64 spells no words: a few characters of it are enough.
_UNMISTAKABLE_BASE64 = 8

# What is shorter when it is unescaped, in hexadecimal digits or reversed could be anything.
_SHORTEST_FORM = 6

# Issued tokens that are remembered: requests with older ones have ended long ago.
_TOKENS = 8

# JSON in a URL in HTML.
_LAYERS = 3

_ESCAPES = re.compile(
    r"(?P<percent>(?:%[0-9a-f]{2})+)"
    r"|&(?:\#[0-9]{1,7}|\#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});?"
    r"|(?P<unicode>(?:(?-i:[\\%]u)[0-9a-f]{4})+)"
    r"|(?P<bytes>(?:\\x[0-9a-f]{2})+)"
    r"|(?P<octal>(?:\\[0-3][0-7]{2})+)"
    r"|(?P<doubled>\"\"|'')"
    r"|(?P<long>\\u\{[0-9a-f]{1,6}\}|(?-i:\\U)[0-9a-f]{8})"
    r"|\\(?P<char>[bfnrt]|[^\w\s]|[ _])",
    re.IGNORECASE,
)
_CONTROLS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

_BASE64_TAIL = re.compile(r"[0-9A-Za-z+/_-]*=*")

# A password may hold what it ought to encode: after user and colon, all up to the last @ counts.
_USER_INFO = re.compile(r"(?<=://)(?:[^/?#\s@]*:\S*|[^/?#\s]+)@")

# Keys of what must not be shown, in the words of the APIs and of people.
_SOUNDS_SECRET = re.compile(
    r"(?<!by)pass(?:w|phrase|code|[_-]|$)|pwd|secret|token|credential|authorization|(?:private|api)[_-]?key",
    re.IGNORECASE,
)

# A signature is good for minutes and made for each request, so there is no list of them.
_SIGNATURE = re.compile(r"(signature\W{1,4})[0-9a-f]{64}", re.IGNORECASE)

Span = tuple[int, int]


class Secrets:
    """The secrets of one task. Grows as tokens are issued.

    Only text is cleaned, never keys or numbers. A short secret may be an everyday word, so it counts only if it stands
    alone: a password ``instance`` does not censor ``CreateInstance``.
    """

    def __init__(self, values: Iterable[str | None] = ()) -> None:
        self._forms: dict[str, _Forms] = {}
        self._tokens: deque[str] = deque()
        for value in values:
            self.add(value)

    def add(self, value: str | None) -> None:
        """Treat ``value`` as a secret from now on. None and blank text are not secrets."""
        if value and value.strip() and value not in self._forms:
            # A new dict, since another thread may be reading the old one.
            self._forms = {**self._forms, value: _Forms.of(value)}

    def add_token(self, token: str) -> None:
        """Treat an issued token as a secret until a few more were issued; by then, it is worthless."""
        if token not in self._forms:
            self._tokens.append(token)
        self.add(token)
        if len(self._tokens) > _TOKENS:
            expired = self._tokens.popleft()
            self._forms = {value: forms for value, forms in self._forms.items() if value != expired}

    def clean_text(self, text: str) -> str:
        """The text without any secret, however it is escaped, in base64, in hexadecimal digits or reversed; and without
        the user info of URLs and signatures.

        If base64 holds a secret together with something else, all that follows in it is removed too.
        """
        if self._forms:
            searched = _Text.of(text)
            text = _without(text, (span for forms in self._forms.values() for span in forms.spans(searched)))
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


def sounds_secret(key: object) -> bool:
    """Whether the name of a key says that its value is a secret."""
    return _SOUNDS_SECRET.search(str(key)) is not None


def without_user_info(text: str) -> str:
    """The text with user and password of each URL in it censored."""
    return _USER_INFO.sub(f"{CENSORED}@", text) if "://" in text else text


@dataclass(frozen=True)
class _Layer:
    """A text, unescaped so many times, and where each of its characters stands in the original.

    Attributes:
        chars: the unescaped text
        starts, ends: for each of its characters, the place in the original where it begins and ends
    """

    chars: str
    starts: Sequence[int]
    ends: Sequence[int]

    def unescaped(self) -> _Layer:
        """The next layer."""
        chars: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        place = 0
        for match in _ESCAPES.finditer(self.chars):
            chars.append(self.chars[place : match.start()])
            starts += self.starts[place : match.start()]
            ends += self.ends[place : match.start()]
            text = _unescaped(match)
            chars.append(text)
            starts += [self.starts[match.start()]] * len(text)
            ends += [self.ends[match.end() - 1]] * len(text)
            place = match.end()
        chars.append(self.chars[place:])
        starts += self.starts[place:]
        ends += self.ends[place:]
        return _Layer("".join(chars), starts, ends)

    def folded(self) -> _Layer:
        """The same without regard to case. Some characters become two or three."""
        folded = self.chars.casefold()
        if len(folded) == len(self.chars):
            return _Layer(folded, self.starts, self.ends)
        lengths = [len(char.casefold()) for char in self.chars]
        return _Layer(
            folded,
            [place for place, length in zip(self.starts, lengths) for _part in range(length)],
            [place for place, length in zip(self.ends, lengths) for _part in range(length)],
        )


@dataclass(frozen=True)
class _Text:
    """A text as it is searched.

    Attributes:
        layers: unescaped none, one or more times
        exact: the same with blanks for plus signs, as a URL may have them
        folded: the same, without regard to case too
    """

    layers: list[_Layer]
    exact: list[_Layer]
    folded: list[_Layer]

    @classmethod
    def of(cls, text: str) -> _Text:
        """Form a text for searching."""
        layers = [_Layer(text, range(len(text)), range(1, len(text) + 1))]
        while len(layers) <= _LAYERS and _ESCAPES.search(layers[-1].chars):
            layers.append(layers[-1].unescaped())
        exact = [_Layer(_blank(layer.chars), layer.starts, layer.ends) for layer in layers]
        return cls(layers, exact, [layer.folded() for layer in exact])


@dataclass(frozen=True)
class _Forms:
    """What one secret is recognised by.

    Attributes:
        long: what counts everywhere, without regard to case
        short: what counts only as it is and if it stands alone
        encoded: what counts everywhere as it is, with the rest of the base64 that it is a part of
    """

    long: frozenset[str]
    short: frozenset[str]
    encoded: frozenset[str]

    @classmethod
    def of(cls, secret: str) -> _Forms:
        """The forms of a secret."""
        data = secret.encode("utf-8", "surrogatepass")  # surrogates stand for bytes that are not UTF-8
        plain = [secret]
        # If the secret itself holds what looks like an escape, that is unescaped in the text.
        plain += [layer.chars for layer in _Text.of(secret).exact[1:] if len(layer.chars) >= _SHORTEST_FORM]
        if not secret.isascii():
            # Composed otherwise, or read in the wrong encoding on the way.
            plain += [unicodedata.normalize("NFC", secret), unicodedata.normalize("NFD", secret)]
            plain += [data.decode("latin-1"), data.decode("cp1252", "replace")]
        if len(secret) >= _SHORTEST_FORM:
            plain += [secret[::-1], data.hex()]
        encoded = _base64_cores(data)
        if not encoded:
            plain += [base64.b64encode(data).decode("ascii"), base64.urlsafe_b64encode(data).decode("ascii")]
        texts = set(map(_blank, plain))
        return cls(
            long=frozenset(text.casefold() for text in texts if len(text) >= UNMISTAKABLE),
            short=frozenset(text for text in texts if len(text) < UNMISTAKABLE),
            encoded=frozenset(encoded),
        )

    def spans(self, text: _Text) -> Iterator[Span]:
        """Where the secret stands in the original of ``text``."""
        for layer in text.folded:
            for form in self.long:
                for start in _places(layer.chars, form):
                    yield layer.starts[start], layer.ends[start + len(form) - 1]
        for layer in text.exact:
            for form in self.short:
                for start in _places(layer.chars, form):
                    end = start + len(form)
                    if not _is_alphanumeric(layer.chars[start - 1 : start] + layer.chars[end : end + 1]):
                        yield layer.starts[start], layer.ends[end - 1]
        for layer in text.layers:
            for form in self.encoded:
                for start in _places(layer.chars, form):
                    tail = _BASE64_TAIL.match(layer.chars, start + len(form))
                    yield layer.starts[start], layer.ends[(tail.end() if tail else start + len(form)) - 1]


def _places(text: str, form: str) -> Iterator[int]:
    start = text.find(form) if len(form) <= len(text) else -1
    while start >= 0:
        yield start
        start = text.find(form, start + 1)


def _is_alphanumeric(neighbours: str) -> bool:
    return any(char.isascii() and char.isalnum() for char in neighbours)


def _blank(text: str) -> str:
    return text.replace("+", " ")


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text with each span censored; those that overlap, as one."""
    parts: list[str] = []
    place = last = 0
    for start, end in sorted(spans):
        if start >= last:
            parts += [text[place:start], CENSORED]
        place = last = max(last, end)
    return "".join([*parts, text[place:]])


def _unescaped(match: re.Match[str]) -> str:
    """What an escape means; itself if it means nothing."""
    text = match.group()
    if match["percent"]:
        return _decoded(unquote_to_bytes(text))
    if match["bytes"]:
        return _decoded(bytes.fromhex(text.replace("\\x", "").replace("\\X", "")))
    if match["octal"]:
        return _decoded(bytes(int(digits, 8) for digits in text.split("\\")[1:]))
    if match["doubled"]:
        return text[0]
    if match["unicode"]:
        units = "".join(chr(int(digits, 16)) for digits in text.replace("%", "\\").split("\\u")[1:])
        return units.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    if match["long"]:
        number = int(text[2:].strip("{}"), 16)
        return chr(number) if number < 0x110000 else text
    if match["char"]:
        return _CONTROLS.get(match["char"].lower(), match["char"])
    return html.unescape(text)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _base64_cores(data: bytes) -> set[str]:
    """What base64 makes of a secret within ``user:password``: the characters that depend on nothing else."""
    encoded = (
        base64.b64encode(bytes(shift) + data)[-(-8 * shift // 6) : 8 * (shift + len(data)) // 6] for shift in range(3)
    )
    cores = {core.decode("ascii") for core in encoded if len(core) >= _UNMISTAKABLE_BASE64}
    return cores | {core.replace("+", "-").replace("/", "_") for core in cores}
