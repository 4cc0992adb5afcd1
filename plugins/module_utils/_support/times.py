# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Points in time as the APIs and people write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
    # A TaurusDB example writes an underscore in place of the plus sign, lists of instances write UTC for Z.
    r"\s*(?:(Z|UTC)|([+_-])(\d{2}):?(\d{2})?)?",
    re.IGNORECASE,
)

_EPOCH = re.compile(r"\d{1,15}(?:\.\d+)?", re.ASCII)

# The job list counts in milliseconds, people in seconds. Nothing here happened before 1973 or will after 5138.
_FIRST_MILLISECONDS = 100_000_000_000


def parse_time(value: Any) -> datetime | None:
    """A point in time, aware of its offset (UTC if the text gives none), or None if ``value`` is not one.

    Understands ISO 8601 with or without colon in the offset (``2021-07-12T09:22:04+0800``), two forms that examples of
    the references have (``2018-08-20T02:33:49_0800`` and ``2021-01-15 01:46:40 UTC``), and seconds or milliseconds
    since 1970.
    """
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    try:
        if _EPOCH.fullmatch(text):
            number = float(text)
            return datetime.fromtimestamp(number / 1000 if number >= _FIRST_MILLISECONDS else number, tz=timezone.utc)
        return _parse_iso(text)
    except (ValueError, OverflowError, OSError):
        return None


def iso_utc(moment: datetime | None) -> str | None:
    """The moment as ISO 8601 in UTC, to the second: ``2021-07-12T01:22:04Z``. None for None."""
    if moment is None:
        return None
    try:
        return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0).isoformat() + "Z"
    except OverflowError:  # the first or last hours that a datetime can hold
        return None


def parse_http_date(value: str | None) -> datetime | None:
    """The moment that an HTTP date (``Sun, 06 Nov 1994 08:49:37 GMT``) names, or None."""
    try:
        moment = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


# Each page of the job list repeats what the one before it has shown.
@lru_cache(maxsize=1024)
def _parse_iso(text: str) -> datetime | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, _zulu, sign, offset_hours, offset_minutes = match.groups()
    offset = timedelta(hours=int(offset_hours or 0), minutes=int(offset_minutes or 0))
    zone = timezone(-offset if sign == "-" else offset)
    return datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=zone)
