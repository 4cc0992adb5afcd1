# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One-time passwords, RFC 6238: `python totp.py SECRET` prints the one that is valid now."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import sys
import time

PERIOD = 30
DIGITS = 6


def passcode(secret: str, now: float) -> str:
    """The code at `now`, in seconds since 1970; `secret` is base32."""
    counter = struct.pack(">Q", int(now) // PERIOD)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


if __name__ == "__main__":
    print(passcode(sys.argv[1], time.time()))
