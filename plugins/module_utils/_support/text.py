# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text: the first of several that there is, what may reach a screen, how lengths of time and sentences are written."""

from __future__ import annotations

from typing import Any


def first_text(*values: Any) -> str | None:
    """The first value that is not empty, as text."""
    return next((str(value) for value in values if value not in (None, "")), None)


def is_empty(text: str) -> bool:
    """Whether nothing but blanks is in it, or what some templates make of a null."""
    return text.strip() in ("", "None")


def printable(text: str) -> str:
    """The text on one line, with everything that could move a terminal's cursor or hide other text made visible.

    Line breaks and tabs become blanks; other characters that do not print (control, bidirectional, surrogates) are
    escaped.
    """
    return "".join(char if char.isprintable() else _visible(char) for char in text)


def _visible(char: str) -> str:
    return " " if char in "\r\n\t" else char.encode("unicode_escape").decode("ascii")


def shortened(text: str, limit: int = 300) -> str:
    """The text, cut with an ellipsis where it is longer than ``limit`` characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def span(seconds: float) -> str:
    """A length of time as people say it: ``9s``, ``2m 05s``, ``1h 03m``."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole}s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}m {rest:02d}s"
    return f"{minutes // 60}h {minutes % 60:02d}m"


def clause(text: str) -> str:
    """The text without a full stop at its end, so that it can stand inside a sentence."""
    return text.rstrip(" .")


def capitalized(text: str) -> str:
    """The text with a capital first letter; unlike str.capitalize, without touching the others."""
    return text[:1].upper() + text[1:]


def sentences(*parts: str) -> str:
    """The parts that are not blank, as sentences: each ends with one full stop, or with the mark that it has."""
    stripped = [part.strip() for part in parts if part.strip()]
    return " ".join(part if part.endswith(("!", "?", "…")) else f"{clause(part)}." for part in stripped)
