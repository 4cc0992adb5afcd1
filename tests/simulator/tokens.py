# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tokens that the simulator's IAM has issued."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from .account import Project

UNSCOPED = "unscoped"
DOMAIN = "domain"
PROJECT = "project"


@dataclass(frozen=True)
class Token:
    """A token; times in epoch seconds. `project` is set for a scope of PROJECT only."""

    id: str
    methods: tuple[str, ...]
    issued: float
    expires: float
    scope: str
    project: Project | None
    audit_id: str
    is_revoked: bool = False

    @property
    def is_of_application_credential(self) -> bool:
        return "application_credential" in self.methods

    def is_valid(self, now: float) -> bool:
        return not self.is_revoked and now < self.expires


class Tokens:
    """Tokens by ID, dead ones included: the services tell an expired one from an unknown one."""

    def __init__(self) -> None:
        self._tokens: dict[str, Token] = {}

    def issue(
        self, methods: tuple[str, ...], now: float, expires: float, scope: str, project: Project | None = None
    ) -> Token:
        token = Token(
            f"sim-{secrets.token_urlsafe(96)}", methods, now, expires, scope, project, secrets.token_urlsafe(16)
        )
        self._tokens[token.id] = token
        return token

    def find(self, token_id: str) -> Token | None:
        return self._tokens.get(token_id)

    def revoke_all(self) -> None:
        self._tokens = {key: replace(token, is_revoked=True) for key, token in self._tokens.items()}

    def expire_all(self, now: float) -> None:
        self._tokens = {key: replace(token, expires=min(token.expires, now)) for key, token in self._tokens.items()}
