# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One call that may hang, or that is worth a few retries."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from .._errors import GaussDBError, ThrottledError
from .background import BackgroundCalls
from .backoff import LOOK_UP_THROTTLING_TIMEOUT, retry_pause, throttling_pause, within_timeout

Result = TypeVar("Result")


def bounded(call: Callable[[float], Result], timeout: float, in_doubt: Callable[[], bool] = lambda: False) -> Result:
    """What ``call`` returns, which is given the timeout; it is abandoned if it outlasts it.

    Args:
        in_doubt: whether a call that hangs may have changed something

    Raises:
        GaussDBError: as the call does, or because it hangs
    """
    calls: BackgroundCalls[str, Result] = BackgroundCalls(lambda _key, seconds: call(seconds), in_doubt=in_doubt)
    calls.start("request", timeout)
    while True:
        for outcome in calls.wait(threading.TIMEOUT_MAX):
            if outcome.error is not None:
                raise outcome.error
            return outcome.value  # type: ignore[return-value]  # an outcome without error has a value


def with_retries(call: Callable[[], Result], clock: Callable[[], float], sleep: Callable[[float], object]) -> Result:
    """What ``call`` returns, which changes nothing and is repeated a few times if that can help.

    Raises:
        GaussDBError: as the last try did
    """
    retries = throttled = 0
    throttled_since = clock()
    while True:
        try:
            return call()
        except ThrottledError as error:
            throttled_since = throttled_since if throttled else clock()
            throttled += 1
            wait = throttling_pause(throttled, error.retry_after)
            pause = within_timeout(wait, clock() - throttled_since, LOOK_UP_THROTTLING_TIMEOUT)
            if pause is None:
                raise
        except GaussDBError as error:
            pause = retry_pause(error, retries)
            if pause is None:
                raise
            retries += 1
        sleep(pause)
