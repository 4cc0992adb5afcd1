# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every failure between a task's options and its result.

Everything below the ends raises one of these. ``reason`` is part of the public interface: playbooks branch on it.
"""

from __future__ import annotations

from typing import TypeVar

Error = TypeVar("Error", bound="GaussDBError")


class GaussDBError(Exception):
    """A failure with a message for a person. Says everything when it is made, and cannot be changed afterwards.

    Attributes:
        reason: stable word for playbooks, one of the documented values of the return key ``reason``
        transient: whether retrying later can help
        first_contact: this server has not yet proved that it is the right one, so a wrong name, port, path, proxy or
            certificate is likelier than an outage
        in_doubt: the request may have been carried out all the same
        retry_after: seconds that the server asks callers to wait for, None if it does not say
    """

    reason: str
    transient: bool = False
    first_contact: bool
    in_doubt: bool
    retry_after: float | None = None

    def __init__(
        self, message: str, *, first_contact: bool = False, in_doubt: bool = False, transient: bool | None = None
    ) -> None:
        """
        Args:
            transient: if it differs from what errors of this class usually are
        """
        super().__init__(message)
        self._set(first_contact=first_contact, in_doubt=in_doubt)
        if transient is not None:
            self._set(transient=transient)

    def with_message(self: Error, message: str) -> Error:
        """The same error with another message."""
        other = type(self).__new__(type(self), message)
        other._set(**vars(self))
        return other

    def _set(self, **attributes: object) -> None:
        vars(self).update(attributes)

    def __setattr__(self, name: str, value: object) -> None:
        # The interpreter itself sets __traceback__, __context__, __cause__ and __notes__ while an error travels.
        if not name.startswith("__"):
            raise AttributeError(f"{type(self).__name__} cannot be changed once made: {name}")
        super().__setattr__(name, value)


class ConfigurationError(GaussDBError):
    """Options, files or variables do not say who signs in or where, or the catalog lacks the service."""

    reason = "configuration"


class UnauthorizedError(GaussDBError):
    """IAM or the service refused the credentials, and renewing them did not help or is not possible."""

    reason = "unauthorized"


class ForbiddenError(GaussDBError):
    """The credentials are valid but do not permit this."""

    reason = "forbidden"


class UnreachableError(GaussDBError):
    """No usable connection, no response in time, or a server error (5xx)."""

    reason = "unreachable"
    transient = True

    def __init__(
        self,
        message: str,
        *,
        first_contact: bool = False,
        in_doubt: bool = False,
        transient: bool | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, first_contact=first_contact, in_doubt=in_doubt, transient=transient)
        self._set(retry_after=retry_after)


class ThrottledError(GaussDBError):
    """The API is alive and asks for fewer requests (429). The request was certainly not carried out."""

    reason = "throttled"
    transient = True

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self._set(retry_after=retry_after)


class BadResponseError(GaussDBError):
    """A response that makes no sense: HTML, JSON that does not parse, another shape, a redirect."""

    reason = "bad_response"
    transient = True


class RefusedError(GaussDBError):
    """The API understood the request and refuses it; retrying will not change that.

    Attributes:
        status: the HTTP status, for instance 400 or 404
        code: the API's error code (``DBS.200001``), empty if it gives none
        is_about_unknown: whether the reason is that what it is about does not exist
    """

    reason = "refused"
    status: int
    code: str
    is_about_unknown: bool

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str = "",
        transient: bool | None = None,
        is_about_unknown: bool = False,
    ) -> None:
        super().__init__(message, transient=transient)
        self._set(status=status, code=code, is_about_unknown=is_about_unknown)


class ConflictError(GaussDBError):
    """Another operation is in the way: the same request may be accepted later.

    Attributes:
        status: the HTTP status
        code: the API's error code (``DBS.200019``), empty if it gives none
    """

    reason = "conflict"
    transient = True
    status: int
    code: str

    def __init__(self, message: str, *, status: int, code: str = "") -> None:
        super().__init__(message)
        self._set(status=status, code=code)


class JobNotFoundError(GaussDBError):
    """The API does not know this job: not yet, not any more, or never."""

    reason = "not_found"


class JobFailedError(GaussDBError):
    """A job that this run started has failed."""

    reason = "job_failed"


class InstanceFailedError(GaussDBError):
    """An instance is in a status that it does not leave by itself."""

    reason = "instance_failed"


class InstanceNotFoundError(GaussDBError):
    """The API knows no instance with this ID."""

    reason = "not_found"


class TimedOutError(GaussDBError):
    """The time that the user gave is over, and what was started is still under way."""

    reason = "timeout"
