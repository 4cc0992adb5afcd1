# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens of a real Keystone, for `--keystone`: the simulated services accept what it accepts."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

TRUSTED_FOR = 1.0  # seconds for which an answer about a token is used again
TIMEOUT = 10.0


@dataclass(frozen=True)
class Verdict:
    """What Keystone said of a token. `project_id` is None for a token without a project."""

    is_valid: bool
    project_id: str | None
    good_until: float


class Keystone:
    """Asks the Keystone at `url` (without /v3) about tokens."""

    def __init__(self, url: str, clock: Callable[[], float]) -> None:
        self._url = f"{url.rstrip('/').removesuffix('/v3')}/v3/auth/tokens"
        self._clock = clock
        self._verdicts: dict[str, Verdict] = {}
        # Proxies of the environment are for the client under test; this Keystone is on this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    async def judge(self, token: str) -> Verdict:
        """Keystone's verdict on `token`; raises OSError if Keystone cannot be asked."""
        known = self._verdicts.get(token)
        if known is not None and self._clock() < known.good_until:
            return known
        verdict = await asyncio.to_thread(self._ask, token)
        self._verdicts[token] = verdict
        return verdict

    def _ask(self, token: str) -> Verdict:
        request = urllib.request.Request(self._url, headers={"X-Auth-Token": token, "X-Subject-Token": token})
        good_until = self._clock() + TRUSTED_FOR
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                body = json.load(answer)["token"]
        except urllib.error.HTTPError as error:
            with error:
                if error.code in (401, 403, 404):
                    return Verdict(False, None, good_until)
                raise
        expires = datetime.fromisoformat(body["expires_at"]).timestamp()
        return Verdict(True, body.get("project", {}).get("id"), min(good_until, expires))
