# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""May a request that failed have been carried out all the same?

A request that starts a job must not be sent twice, and a wrong "no" sends it twice. So the answer is "no" only where
something proves it; whatever is not known here counts as "maybe".
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from traceback import walk_tb

from .error_codes import Category

try:
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
except ImportError:
    # Http does not start without requests.
    _NO_CONNECTION: tuple[type[BaseException], ...] = ()
else:
    _NO_CONNECTION = (ConnectTimeout, ConnectTimeoutError, NewConnectionError)

# Names resolve and connections open before anything is sent.
_BEFORE_SENDING: tuple[type[BaseException], ...] = (
    socket.gaierror,
    ConnectionRefusedError,
    ssl.SSLCertVerificationError,
    *_NO_CONNECTION,
)
_NO_TUNNEL = "Tunnel connection failed"

# By definition, these redirect a request that was not carried out. After others the work may be done: 303 says so, and
# programs send 302 in its place.
_ONLY_REDIRECTED = (301, 307, 308)
# A server gave up reading (408), or a gateway gave up because its caller had (460, 499). That says nothing of the
# service behind.
GAVE_UP = (408, 460, 499)


def was_sent(causes: Iterable[BaseException]) -> bool:
    """Whether any of a request may have reached the server.

    Args:
        causes: the error that broke the exchange, and those below it
    """
    return not any(
        isinstance(cause, _BEFORE_SENDING) or _NO_TUNNEL in str(cause) or _was_in_handshake(cause) for cause in causes
    )


def may_have_been_carried_out(status: int, category: Category | None) -> bool:
    """Whether the request behind a response may have been carried out.

    Args:
        status: HTTP status; a success (2xx) is one whose payload makes no sense
        category: what the response's error code means, None if it has no known one
    """
    if category is not None:
        # The service or its gateway says why it did not do it, except where it failed halfway.
        return category is Category.SERVER
    if 300 <= status < 400:
        return status not in _ONLY_REDIRECTED
    if 400 <= status < 500:
        return status in GAVE_UP
    return True


def _was_in_handshake(error: BaseException) -> bool:
    # Errors of TLS are alike before and after the request. Only where they were raised tells them apart.
    frames = walk_tb(error.__traceback__)
    return any(frame.f_code.co_name == "do_handshake" for frame, _line in frames)
