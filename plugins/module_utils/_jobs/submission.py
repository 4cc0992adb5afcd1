# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests that start a job: each is carried out once at most."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from .._errors import ConfigurationError, ConflictError, GaussDBError, ThrottledError
from .._support.backoff import growing_pause, retry_pause, throttling_pause, within_timeout
from .._support.quoting import described
from .._support.text import sentences

Result = TypeVar("Result")

# A word or an ID for each segment: nothing that leads out of the project, holds a query or was left by a template.
_PATH = re.compile(r"(?:/[0-9A-Za-z_][0-9A-Za-z._~-]*)+", re.ASCII)
# What the session itself puts before a path.
_BASE = re.compile(r"(?:/mysql)?/v[0-9](?:\.[0-9]+)?(?=/|$)|/[0-9a-f]{32}(?=/|$)", re.ASCII)
_QUOTABLE = 120


def start(
    send: Callable[[], Result], conflict_timeout: float, clock: Callable[[], float], sleep: Callable[[float], object]
) -> Result:
    """Send a request until it is accepted. It is sent again only if it certainly was not carried out.

    Args:
        send: sends it once; may raise GaussDBError
        conflict_timeout: seconds for which to retry while another operation is in the way, or the API is throttling
        clock: seconds, monotonic

    Raises:
        RefusedError: the API refuses it
        ConflictError: another operation is still in the way
        ThrottledError: the API is still throttling
        GaussDBError: any other kind; ``in_doubt`` says whether it may have been carried out
    """
    begin = clock()
    retries = throttled = 0
    while True:
        try:
            return send()
        except (ConflictError, ThrottledError) as error:
            waited = clock() - begin
            throttled = throttled + 1 if isinstance(error, ThrottledError) else 0
            pause = throttling_pause(throttled, error.retry_after) if throttled else growing_pause(waited)
            again = within_timeout(pause, waited, conflict_timeout)
            if again is None:
                raise _after_retries(error, waited) from None
        except GaussDBError as error:
            again = None if error.in_doubt else retry_pause(error, retries)
            if again is None:
                raise
            retries += 1
        sleep(again)


def _after_retries(error: GaussDBError, waited: float) -> GaussDBError:
    """The error that ends the retries, with how long they lasted and what to do."""
    way_out = (
        "Send fewer requests at the same time"
        if isinstance(error, ThrottledError)
        else "Wait until the other operation has ended"
    )
    lasted = f"Retried for {waited:.0f} s without success." if waited >= 1 else "Not retried."
    return error.with_message(sentences(str(error), lasted, f"{way_out}, or raise conflict_timeout."))


def checked_path(path: str) -> str:
    """The path, beginning with a slash.

    Raises:
        ConfigurationError: it is not one below the project
    """
    absolute = path if path.startswith("/") else f"/{path}"
    if not _PATH.fullmatch(absolute):
        raise ConfigurationError(
            f"path: expected a path below the project, got {_shown(path)}. Write it as /instances or"
            " /instances/ID/action: segments of letters, digits, dots, dashes and underscores, without query, '..' or"
            " empty segments. Was a variable empty?"
        )
    below = absolute
    while match := _BASE.match(below):
        below = below[match.end() :]
    if below != absolute:
        raise ConfigurationError(
            f"path: expected a path below the project, got {_shown(path)}. The module itself adds the version and the"
            f" project. Write {below or '/instances'}."
        )
    return absolute


def checked_query(query: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as a URL has them: booleans in lower case, and without nulls. A list repeats its parameter.

    Raises:
        ConfigurationError: a URL cannot hold one of the values
    """
    return {key: _parameter(value) for key, value in query.items() if value is not None}


def _parameter(value: Any, within_list: bool = False) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (list, tuple)) and not within_list:
        return [_parameter(element, within_list=True) for element in value if element is not None]
    raise ConfigurationError(
        f"query: each value has to be a string, a number, true or false, or a list of these, not {described(value)}."
    )


def _shown(path: str) -> str:
    plain = len(path) <= _QUOTABLE and re.fullmatch(r"[0-9A-Za-z._~/{}-]+", path, re.ASCII)
    return repr(path) if plain else described(path)


def merged(body: Mapping[str, Any], secrets: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    """``body`` with ``secrets`` merged into it, at every depth.

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
            raise ConfigurationError(f"secrets.{place}{key}: it is also in body. Set it in one of the two only.")
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


def parse_job_ids(content: Mapping[str, Any]) -> list[str]:
    """The IDs of the jobs in a payload: several are separated by commas or in a list, and there may be none."""
    value = content.get("job_id")
    texts = texts_in(value) if isinstance(value, (str, int, list)) else ()
    parts = [part.strip() for text in texts for part in text.split(",")]
    return list(dict.fromkeys(part for part in parts if part))
