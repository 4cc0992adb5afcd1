# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a message may quote of a value that a user has given.

A value in the wrong place may be a secret, or hold one: a whole cloud where a name belongs, a password that slipped a
line. So a message quotes a value only if it is a short plain word of the kind that the option takes. It describes any
other value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from .._errors import ConfigurationError

# Kinds of values. None admits blanks, line breaks, user info of a URL, quotes or brackets.

# A choice, a status, the name of an option: letters, parts joined by underscores.
WORD = re.compile(r"(?:v[0-9])?[A-Za-z]+(?:_[A-Za-z]+)*", re.ASCII)
# The name of a cloud, a project, a user or an instance.
NAME = re.compile(r"\w[\w.-]*")
# An ID of a job, an instance or a project.
ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*", re.ASCII)
REGION = re.compile(r"[a-z]{2}-[a-z]{2,12}[0-9]{0,2}", re.ASCII)
NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?", re.ASCII)
# A point in time, or a word that was taken for one.
TIME = re.compile(r"[a-z]+|-?[0-9][0-9TZ:.+-]*", re.ASCII)

# Longer than any choice, name or ID of a kind above.
_SHORT = 64


def quoted(value: Any, kind: re.Pattern[str] = WORD) -> str:
    """The value in quotation marks if it is short, and as a whole of that kind; otherwise what it is.

    >>> quoted("oracle"), quoted({"password": "x"}), quoted("two words"), quoted(-5, NUMBER)
    ("'oracle'", 'a mapping', 'a string of 9 characters', "'-5'")
    """
    plain = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    text = str(value) if plain else ""
    return f"'{text}'" if text and len(text) <= _SHORT and kind.fullmatch(text) else described(value)


def is_undefined(value: Any) -> bool:
    """Whether it is what Jinja makes of an undefined variable. ansible-rulebook passes that on to its sources."""
    return any(kind.__name__ == "Undefined" for kind in type(value).__mro__)


def described(value: Any) -> str:
    """What a value is, without anything of it: ``a mapping``, ``a string of 40 characters``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, date):
        return "a date"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple, set)):
        return "a list"
    if is_undefined(value):
        return "an undefined variable"
    if not isinstance(value, str):
        return "a value of another type"
    if not value.strip():
        return "a blank string" if value else "an empty string"
    lines = " with line breaks" if len(value.splitlines()) > 1 else ""
    return f"a string of {len(value)} character{'' if len(value) == 1 else 's'}{lines}"


def changed_by_yaml(path: str, value: Any) -> ConfigurationError:
    """The error for a value that was a string before YAML has read it."""
    return ConfigurationError(
        f"{path}: expected a string, got {described(value)}, which YAML may have changed. Put it in quotes."
    )
