# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens of a real Keystone, for `--keystone`: the simulated services accept what it accepts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from .responses import GatewayError

TRUSTED_FOR = 1.0  # seconds for which a verdict on a token is used again
TIMEOUT = 10.0


@dataclass(frozen=True)
class Verdict:
    """What Keystone said of a token, at `asked`. `expires` is None for a token that it does not take."""

    asked: float
    expires: float | None = None
    project_id: str | None = None

    def is_expired(self, now: float) -> bool:
        return self.expires is not None and now >= self.expires


class Keystone:
    """Asks the Keystone at `url`, with or without /v3, about tokens. `transport` is for tests."""

    def __init__(self, url: str, clock: Callable[[], float], transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = f"{url.rstrip('/').removesuffix('/v3')}/v3/auth/tokens"
        self._clock = clock
        self._verdicts: dict[str, Verdict] = {}
        # Proxies and certificates of the environment are for the client under test, not for this one.
        self._client = httpx.AsyncClient(trust_env=False, timeout=TIMEOUT, transport=transport)

    async def judge(self, token: str) -> Verdict:
        """Keystone's verdict on `token`; raises GatewayError if Keystone cannot be asked."""
        now = self._clock()
        known = self._verdicts.get(token)
        if known is None or (now >= known.asked + TRUSTED_FOR and not known.is_expired(now)):
            known = self._verdicts[token] = await self._ask(token, now)
        return known

    async def _ask(self, token: str, now: float) -> Verdict:
        try:
            response = await self._client.get(self._url, headers={"X-Auth-Token": token, "X-Subject-Token": token})
            if response.status_code in (401, 403, 404):
                return Verdict(now)
            body = response.raise_for_status().json()["token"]
            expires = datetime.fromisoformat(body["expires_at"]).timestamp()
        except (httpx.HTTPError, LookupError, TypeError, ValueError) as error:
            raise GatewayError(500, "APIGW.0201", f"Backend unavailable: {self._url}: {error!r}") from error
        return Verdict(now, expires, body.get("project", {}).get("id"))
