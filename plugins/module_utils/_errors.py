# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong between a task's options and its result.

Everything below the two ends raises one of these. ``reason`` is part of the public interface: playbooks branch on it.
"""

from __future__ import annotations


class GaussDBError(Exception):
    """An error with a message fit for a person.

    Attributes:
        reason: stable word for playbooks, one of the documented values of the return key ``reason``
        transient: whether asking again later can help
        first_contact: nothing good has ever been heard from this server, so that a wrong name, port, path, proxy or
            certificate is likelier than an outage
        in_doubt: the request to the service may have been carried out all the same
    """

    reason = "bad_response"
    transient = False

    def __init__(self, message: str, first_contact: bool = False) -> None:
        super().__init__(message)
        self.first_contact = first_contact
        self.in_doubt = False


class ConfigurationError(GaussDBError):
    """Options, files or variables do not say who asks or where, or the catalog knows no such service."""

    reason = "configuration"


class UnauthorizedError(GaussDBError):
    """IAM or the service refused the credentials, and renewing them did not help or is not possible."""

    reason = "unauthorized"


class ForbiddenError(GaussDBError):
    """The credentials are good, but do not allow this."""

    reason = "forbidden"


class UnreachableError(GaussDBError):
    """No usable connection, no answer in time, or a server that is in trouble itself (5xx).

    Attributes:
        retry_after: seconds that the server asks to be left alone for, None if it does not say
    """

    reason = "unreachable"
    transient = True

    def __init__(self, message: str, first_contact: bool = False, retry_after: float | None = None) -> None:
        super().__init__(message, first_contact)
        self.retry_after = retry_after


class ThrottledError(UnreachableError):
    """429: the API is alive and asks to be asked less often."""


class BadResponseError(GaussDBError):
    """An answer that is none: HTML, broken JSON, another shape, a redirect."""

    reason = "bad_response"
    transient = True


class RefusedError(BadResponseError):
    """The API understood the request and refuses it for a reason that asking again will not change.

    Attributes:
        status: the HTTP status, for instance 400 or 409
        code: the API's error code (``DBS.200019``), empty if it gives none
    """

    transient = False

    def __init__(self, message: str, status: int, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class JobNotFoundError(GaussDBError):
    """The API does not know this job: not yet, not any more, or never."""

    reason = "not_found"
