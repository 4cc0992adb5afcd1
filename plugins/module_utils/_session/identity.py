# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signing in, and sharing one sign-in among all requests in flight.

Nothing is sent before the first request needs it, and a refused sign-in is never repeated: accounts lock after a few
failures.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from .._cloud.cloud import Cloud
from .._errors import GaussDBError, UnauthorizedError, UnreachableError
from .._support.redaction import Secrets, without_user_info
from .._support.text import sentences
from .transport import Auth, Http


@dataclass(frozen=True)
class SignIn:
    """What signing in brings.

    Attributes:
        project_id: the project that requests are for
        catalog: entries of the Keystone catalog, None if there is none
        auth: puts the token or signature on a request
    """

    project_id: str
    catalog: list[Any] | None
    auth: Auth


class Identity(Protocol):
    """A way to sign in."""

    def sign_in(self, timeout: float) -> SignIn:
        """The current sign-in; the first call signs in. May take ``timeout`` seconds."""

    def renew(self, refused: SignIn, why: UnauthorizedError, has_worked: bool, timeout: float) -> SignIn:
        """Another sign-in in place of one that the service has refused.

        Args:
            why: the refusal
            has_worked: whether the service has accepted this identity before

        Raises:
            UnauthorizedError: ``why`` with advice, if there cannot be another one
        """


class SharedIdentity(ABC):
    """A way to sign in with IAM whose one sign-in serves all requests in flight."""

    def __init__(self, cloud: Cloud, http: Http, secrets: Secrets) -> None:
        self._cloud = cloud
        self._http = http
        self._secrets = secrets
        self._shared = SharedSignIn(self._signed_in, f"IAM at {without_user_info(cloud.auth_url or '')}")

    def sign_in(self, timeout: float) -> SignIn:
        """The current sign-in; the first call signs in. May take ``timeout`` seconds."""
        return self._shared.get(None, timeout)

    @abstractmethod
    def _signed_in(self, timeout: float) -> SignIn:
        """A new sign-in."""


class SharedSignIn:
    """The one sign-in of all requests in flight: the first that needs it signs in, the others wait for that."""

    def __init__(self, fetch: Callable[[float], SignIn], server: str) -> None:
        """
        Args:
            fetch: signs in, and may take the seconds that it is given
            server: where, for messages
        """
        self.current: SignIn | None = None
        self._fetch = fetch
        self._server = server
        self._refusal: GaussDBError | None = None
        self._lock = threading.Lock()
        self._overdue = float("-inf")

    def get(self, refused: SignIn | None, timeout: float) -> SignIn:
        """The current sign-in, or a new one if that is ``refused``. A refusal is final."""
        lock = self._lock
        if not lock.acquire(timeout=max(0.0, timeout)):
            if time.monotonic() > self._overdue:
                # Its holder hangs. That may concern one connection only, so the next caller signs in itself.
                self._lock = threading.Lock()
            raise UnreachableError(
                sentences(f"{self._server} did not respond within {timeout:.0f} s to the sign-in under way")
            )
        try:
            if self.current is not None and self.current is not refused:
                return self.current
            if self._refusal is not None:
                raise self._refusal
            self._overdue = time.monotonic() + timeout
            self.current = self._fetched(timeout)
            return self.current
        finally:
            lock.release()

    def _fetched(self, timeout: float) -> SignIn:
        try:
            return self._fetch(timeout)
        except GaussDBError as error:
            if not error.transient:
                self._refusal = error
            raise
