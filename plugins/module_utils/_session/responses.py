# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the APIs and IAM mean by an answer that is no success.

Source: the error sections of the two references. The error code counts where there is one, since services send one
code with different HTTP statuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._errors import (
    BadResponseError,
    ConflictError,
    ForbiddenError,
    GaussDBError,
    JobNotFoundError,
    RefusedError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from .._support.redaction import Secrets
from .._support.text import printable, shortened
from .._support.times import parse_http_date
from .http import Response

UNKNOWN_JOB = "DBS.200543"

_TOKEN_REFUSED = ("DBS.280056", "APIGW.0301", "APIGW.0303", "APIGW.0307")
_CLOCK_SKEW = "APIGW.0303"
_FORBIDDEN = ("DBS.200010", "DBS.200044", "DBS.201003", "DBS.280015")
_THROTTLED = "APIGW.0308"
# Source: the error codes of the two references that mean "another task is under way".
_CONFLICTS = ("DBS.200011", "DBS.200019", "DBS.200047", "DBS.201202", "DBS.212006")


def error_of(response: Response, secrets: Secrets) -> GaussDBError | None:
    """The error that an answer stands for, or None for a success (2xx)."""
    if 200 <= response.status < 300:
        return None
    code, _message = _parts(response)
    detail = detail_of(response, secrets)
    if response.status == 429 or code == _THROTTLED:
        return ThrottledError(
            f"{response.server} asks to be asked less often (429).{detail}", retry_after=_retry_after(response)
        )
    if code == UNKNOWN_JOB:
        return JobNotFoundError(f"{response.server} does not know the job.{detail}")
    if code == _CLOCK_SKEW:
        return UnauthorizedError(
            f"{response.server} refuses the signature's time: this machine's clock is off by more than 15 minutes.{detail}"
        )
    if code in _TOKEN_REFUSED or (response.status == 401 and code not in _FORBIDDEN):
        return UnauthorizedError(f"{response.server} does not accept the credentials ({response.status}).{detail}")
    if code in _FORBIDDEN or response.status == 403:
        return ForbiddenError(
            f"{response.server} does not allow this ({response.status}): the user lacks a permission in this project.{detail}"
        )
    if response.status == 407:
        return UnreachableError(
            f"{response.server}: the proxy on the way wants other credentials (407).{detail}", first_contact=True
        )
    if response.status >= 500 or response.status == 408:
        return UnreachableError(
            f"{response.server} is in trouble ({response.status}).{detail}", retry_after=_retry_after(response)
        )
    if 300 <= response.status < 400:
        return BadResponseError(
            f"{response.server} redirects ({response.status}), which is not followed: check the endpoint, http or https among"
            " it."
        )
    if response.status == 404 and not code.startswith("DBS."):
        # The API itself says what it does not find; anything else means that somebody else has answered.
        return BadResponseError(
            f"{response.server} answered 404 with {response.kind}: the endpoint is not that of this API.{detail}"
        )
    message = f"{response.server} refuses the request ({response.status}).{detail}"
    if response.status == 409 or code in _CONFLICTS:
        return ConflictError(message, status=response.status, code=code)
    return RefusedError(message, status=response.status, code=code)


def detail_of(response: Response, secrets: Secrets) -> str:
    """What the answer says itself, as the end of a message: empty, or beginning with a blank; secrets and control
    characters out.
    """
    code, message = _parts(response)
    said = ": ".join(part for part in (code, message) if part)
    if not said:
        return ""
    return f" It says: {shortened(printable(secrets.clean_text(said)))}" + ("" if said.endswith(".") else ".")


def _parts(response: Response) -> tuple[str, str]:
    """Error code and message of an answer in any of the shapes that occur; empty where there is none."""
    try:
        content = response.json()
    except BadResponseError:
        return "", ""
    if not isinstance(content, Mapping):
        return "", ""
    inner = content.get("error")
    if isinstance(inner, Mapping):
        return "", _text(inner.get("message"))
    code = _text(content.get("error_code") or content.get("errCode"))
    return code, _text(content.get("error_msg") or content.get("externalMessage") or content.get("message"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _retry_after(response: Response) -> float | None:
    """Seconds from now that Retry-After asks for, given as a number or as a date."""
    value = (response.headers.get("Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    moment, now = parse_http_date(value), parse_http_date(response.headers.get("Date"))
    return max(0.0, (moment - now).total_seconds()) if moment and now else None
