# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a module asks again: a few times within seconds. Waiting for longer is the work of the waiter."""

from __future__ import annotations

from .._errors import GaussDBError

# Seconds before the second, third and fourth try.
_PAUSES = (1.0, 2.0, 4.0)
_LONGEST_PAUSE = 30.0

# A server never heard from is likelier to be a wrong address than an outage.
_PAUSES_AT_FIRST_CONTACT = _PAUSES[:1]


def retry_pause(error: GaussDBError, tries: int) -> float | None:
    """Seconds to wait before asking again, None where it is not worth it.

    Args:
        error: how the last try ended
        tries: how many there were before that one
    """
    pauses = _PAUSES_AT_FIRST_CONTACT if error.first_contact else _PAUSES
    if not error.transient or tries >= len(pauses):
        return None
    return min(max(error.retry_after or 0.0, pauses[tries]), _LONGEST_PAUSE)
