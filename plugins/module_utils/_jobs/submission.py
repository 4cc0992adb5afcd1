# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests that start a task: each is carried out once at the most."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from .._errors import ConfigurationError, ConflictError, GaussDBError
from .._support.backoff import retry_pause

Result = TypeVar("Result")

# A task that is in the way lasts minutes: the pause grows with the time waited, within these bounds.
_SHORTEST_PAUSE = 2.0
_LONGEST_PAUSE = 30.0
_PART_OF_WAITED = 1 / 5

# A word or an ID for each segment: nothing that leads out of the project, holds a query or was left by a template.
_PATH = re.compile(r"(?:/[0-9A-Za-z_][0-9A-Za-z._~-]*)+", re.ASCII)


def start(
    send: Callable[[], Result], conflict_timeout: float, clock: Callable[[], float], sleep: Callable[[float], object]
) -> Result:
    """Send a request until it is taken. It is sent again only where it certainly was not carried out.

    Args:
        send: sends it once; may raise GaussDBError
        conflict_timeout: seconds for which to try again while another task is in the way

    Raises:
        RefusedError: the API refuses it
        ConflictError: another task is still in the way
        GaussDBError: any other kind; ``in_doubt`` says whether it may have been carried out
    """
    begin = clock()
    tries = 0
    while True:
        try:
            return send()
        except ConflictError as error:
            waited = clock() - begin
            if waited >= conflict_timeout:
                raise error.with_message(
                    f"{str(error).rstrip('.')}. Another task is in the way; it was tried for {waited:.0f} s. Wait for"
                    " that task, or raise conflict_timeout."
                ) from None
            pause = min(conflict_pause(waited), conflict_timeout - waited)
        except GaussDBError as error:
            again = None if error.in_doubt else retry_pause(error, tries)
            if again is None:
                raise
            pause = again
            tries += 1
        sleep(pause)


def conflict_pause(waited: float) -> float:
    """Seconds until the next try, after ``waited`` seconds in which another task was in the way."""
    return max(_SHORTEST_PAUSE, min(_LONGEST_PAUSE, waited * _PART_OF_WAITED))


def checked_path(path: str) -> str:
    """The path, beginning with a slash.

    Raises:
        ConfigurationError: it is not one below the project
    """
    absolute = path if path.startswith("/") else f"/{path}"
    if not _PATH.fullmatch(absolute):
        raise ConfigurationError(
            f"path: {path!r} is not a path below the project. Give it as /instances or /instances/ID/action: segments"
            " of letters, digits, dots, dashes and underscores, without /v3, project ID, query, '..' or empty segments."
            " Was a variable empty?"
        )
    return absolute


def merged(body: Mapping[str, Any], secrets: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    """``body`` with ``secrets`` in it, mappings within mappings merged.

    Raises:
        ConfigurationError: a key is in both
    """
    result = dict(body)
    for key, secret in secrets.items():
        value = result.get(key)
        if key not in result:
            result[key] = secret
        elif isinstance(value, Mapping) and isinstance(secret, Mapping):
            result[key] = merged(value, secret, f"{place}{key}.")
        else:
            raise ConfigurationError(f"secrets: {place}{key} is in body as well. Give it in one of the two.")
    return result


def texts_in(data: Any) -> Iterator[str]:
    """Every text and number within mappings and lists, as text; what a secret's value can be recognised by."""
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, (list, tuple)):
        for value in data:
            yield from texts_in(value)
    elif isinstance(data, (str, int, float)) and not isinstance(data, bool):
        yield str(data)


def job_ids_of(content: Mapping[str, Any]) -> list[str]:
    """The IDs of the tasks that an answer speaks of: several are separated by commas, and it may hold none."""
    value = content.get("job_id")
    parts = str(value).split(",") if isinstance(value, (str, int)) and not isinstance(value, bool) else []
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
