# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the references demand of a request's body, and how a request that lacks it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .responses import ServiceError

Body = Mapping[str, Any]
Check = Callable[[Any], "str | None"]
"""Of one value: None, or what it must be instead."""

PARAMETER = "DBS.280001"
"""The code of a parameter error for which the error lists have no code of its own."""


class Refusal(NamedTuple):
    """The code of the error list, and a text that says what is wrong."""

    code: str
    text: str


Condition = Callable[[Body, Body], "Refusal | None"]
"""Of a body as a whole, and what is known of the instance that it is about."""


@dataclass(frozen=True)
class Rules:
    """The rules for one request. Keys are dotted. `values` holds a check and the code of a refusal for each key."""

    mandatory: tuple[str, ...] = ()
    values: Mapping[str, tuple[Check, str]] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()

    def enforce(self, body: Body, instance: Body) -> None:
        """Raise ServiceError for the first rule that the body breaks."""
        refusal = self._first_refusal(body, instance)
        if refusal is not None:
            raise ServiceError(400, *refusal)

    def _first_refusal(self, body: Body, instance: Body) -> Refusal | None:
        missing = [key for key in self.mandatory if value_of(body, key) in (None, "")]
        if missing:
            return Refusal(PARAMETER, f"Parameter error. Missing: {', '.join(missing)}.")
        for key, (check, code) in self.values.items():
            value = value_of(body, key)
            complaint = None if value is None else check(value)
            if complaint is not None:
                return Refusal(code, f"Parameter error: {key} must be {complaint}.")
        refusals = (condition(body, instance) for condition in self.conditions)
        return next((refusal for refusal in refusals if refusal is not None), None)


def value_of(body: Any, dotted: str) -> Any:
    """The value at a dotted key, or None."""
    value = body
    for key in dotted.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def one_of(*choices: Any) -> Check:
    text = f"one of {', '.join(map(str, choices))}" if len(choices) > 1 else f"{choices[0]}"
    return lambda value: None if value in choices and not isinstance(value, bool) else text


def text(value: Any) -> str | None:
    return None if isinstance(value, str) else "a string"


def whole(least: int, most: int) -> Check:
    def check(value: Any) -> str | None:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return None if is_whole and least <= value <= most else f"a whole number from {least} to {most}"

    return check


def a_list_of(check: Check, least: int, most: int) -> Check:
    def check_all(value: Any) -> str | None:
        is_list = isinstance(value, list) and least <= len(value) <= most and not any(map(check, value))
        return None if is_list else f"a list of {least} to {most} values, each {check(None)}"

    return check_all


def port(least: int, most: int, occupied: Container[int]) -> Check:
    """A port, as a number or as a string of digits, since the references have both."""

    def check(value: Any) -> str | None:
        is_number = re.fullmatch("[0-9]{1,5}", str(value)) and not isinstance(value, bool)
        is_free = is_number and least <= int(value) <= most and int(value) not in occupied
        return None if is_free else f"a port from {least} to {most} that the system does not occupy"

    return check


def name(value: Any) -> str | None:
    if isinstance(value, str) and re.fullmatch("[A-Za-z][A-Za-z0-9_-]{3,63}", value):
        return None
    return "4 to 64 letters, digits, hyphens and underscores, beginning with a letter"


def password(special: str | None = None) -> Check:
    """A password, whose special characters may be limited to `special`."""

    def check(value: Any) -> str | None:
        if not isinstance(value, str) or not 8 <= len(value) <= 32:
            return "8 to 32 characters"
        others = {character for character in value if not (character.isascii() and character.isalnum())}
        if special is not None and not others <= set(special):
            return f"letters, digits and {special} only"
        kinds = (bool(re.search(kind, value)) for kind in ("[A-Z]", "[a-z]", "[0-9]"))
        return None if sum(kinds) + bool(others) >= 3 else "of three kinds of characters or more"

    return check
