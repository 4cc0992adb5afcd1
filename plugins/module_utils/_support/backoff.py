# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When to try again: every pause and every number of retries. Pure functions; all times are in seconds.

Three cases have three rules:

* A poll of a wait has failed, or another job is in the way: ``growing_pause``. The longer it has lasted, the longer the
  pause, and the caller's timeout ends it.
* A look-up or a sign-in has failed for a reason that may pass: ``retry_pause``. A few retries within seconds.
* The API is throttling requests: ``throttling_pause``. Nothing was carried out, so that trying again is always safe;
  the caller's timeout ends it, ``LOOK_UP_THROTTLING_TIMEOUT`` where the user gives none.
"""

from __future__ import annotations

from .._errors import GaussDBError

SHORTEST = 2.0
LONGEST = 30.0

# A longer Retry-After is taken for a mistake, or for an hour that is better spent trying once in a while.
LONGEST_RETRY_AFTER = 60.0

# For how long a look-up rides out throttling: most gateways count requests by the minute.
LOOK_UP_THROTTLING_TIMEOUT = 60.0

# Of the time that something has failed.
_SHARE = 1 / 5

# Before the first, second and third retry.
_RETRY_PAUSES = (1.0, 2.0, 4.0)

# A server that has never responded is likelier to be a wrong address than an outage: a wait gives it a few seconds, a
# look-up a single retry.
FIRST_CONTACT_TIMEOUT = 5.0
_RETRY_PAUSES_AT_FIRST_CONTACT = _RETRY_PAUSES[:1]

# Without Retry-After, throttling doubles the pause this many times: 1, 2, 4, 8, 16, 32 seconds.
_DOUBLINGS = 5


def growing_pause(failing: float) -> float:
    """Seconds until the next try, from 2 to 30, after ``failing`` seconds without success."""
    return min(max(SHORTEST, failing * _SHARE), LONGEST)


def retry_pause(error: GaussDBError, retries: int) -> float | None:
    """Seconds until the next retry, or None if ``error`` is final or there were enough retries.

    Args:
        error: how the last try failed
        retries: how many retries there have been
    """
    pauses = _RETRY_PAUSES_AT_FIRST_CONTACT if error.first_contact else _RETRY_PAUSES
    if not error.transient or retries >= len(pauses):
        return None
    return max(pauses[retries], min(error.retry_after or 0.0, LONGEST_RETRY_AFTER))


def throttling_pause(throttled: int, retry_after: float | None) -> float:
    """Seconds until the next request after ``throttled`` throttled ones in a row; as long as the API asks, if it does.

    Args:
        throttled: 1 or more
        retry_after: what the API asks for, None if it does not say
    """
    pause = 2.0 ** min(throttled - 1, _DOUBLINGS) if retry_after is None else retry_after
    return min(pause, LONGEST_RETRY_AFTER)


def within_timeout(pause: float, waited: float, timeout: float) -> float | None:
    """``pause``, cut so that a last try comes when ``timeout`` is over, or None after that try.

    Args:
        waited: seconds since the first try
        timeout: seconds for all tries
    """
    return None if waited >= timeout else min(pause, timeout - waited)
