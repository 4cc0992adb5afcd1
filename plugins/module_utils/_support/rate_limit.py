# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The common rate of all requests to the jobs APIs. Pure: moments are passed in, in seconds of any monotonic clock.

At most ten requests start in a second. Once the API is throttling, all of them slow down together: nothing starts until
the moment that it asks for, and then at twice the spacing. Each response in between narrows the spacing again.

    spacing 0.1 s, throttled -> 0.2 s, throttled -> 0.4 s, response -> 0.32 s, response -> 0.26 s, ... -> 0.1 s
"""

from __future__ import annotations

import math

from .._errors import GaussDBError, JobNotFoundError, ThrottledError
from .backoff import throttling_pause

SPACING = 0.1
WIDEST_SPACING = 5.0

# What is left of a wider spacing after each response: from the widest, all is well again after some twenty.
_RECOVERY = 0.8


class RateLimiter:
    """Says from when on the next request may start.

    Attributes:
        next_start: that moment
    """

    def __init__(self) -> None:
        self.next_start = -math.inf
        self._spacing = SPACING
        self._throttled = 0
        self._slowed_at = -math.inf

    def started(self, now: float) -> None:
        """Note that a request starts."""
        self.next_start = now + self._spacing

    def finished(self, error: GaussDBError | None, started: float, now: float) -> None:
        """Note that a request that started at ``started`` has come to an end, with or without an error."""
        if error is None or isinstance(error, JobNotFoundError):
            self._throttled = 0
            self._spacing = max(SPACING, self._spacing * _RECOVERY)
        elif isinstance(error, ThrottledError) or error.retry_after is not None:
            self._slow_down(error.retry_after, started, now)

    def _slow_down(self, retry_after: float | None, started: float, now: float) -> None:
        # What was under way when throttling began says nothing new.
        if started >= self._slowed_at:
            self._throttled += 1
            self._spacing = min(WIDEST_SPACING, self._spacing * 2)
            self._slowed_at = now
        self.next_start = max(self.next_start, now + throttling_pause(self._throttled, retry_after))
