# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one-time password that is valid now: `python totp.py SECRET`, the secret in base32."""

from __future__ import annotations

import base64
import sys
import time

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

if __name__ == "__main__":
    # Keystone's own choices: 6 digits, SHA-1, 30 seconds.
    print(TOTP(base64.b32decode(sys.argv[1]), 6, SHA1(), 30).generate(time.time()).decode())  # noqa: S303
