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

from ._errors import (
    BadResponseError,
    ForbiddenError,
    GaussDBError,
    RefusedError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ._http import Reply
from ._redact import Secrets
from ._text import printable, shortened
from ._times import parse_http_date

UNKNOWN_JOB = "DBS.200543"

_TOKEN_REFUSED = ("DBS.280056", "APIGW.0301", "APIGW.0303", "APIGW.0307")
_CLOCK_SKEW = "APIGW.0303"
_FORBIDDEN = ("DBS.200010", "DBS.200044", "DBS.201003", "DBS.280015")
_THROTTLED = "APIGW.0308"


def error_of(reply: Reply, secrets: Secrets) -> GaussDBError | None:
    """The error that an answer stands for, or None for a success (2xx)."""
    if 200 <= reply.status < 300:
        return None
    code, _message = _parts(reply)
    detail = detail_of(reply, secrets)
    if reply.status == 429 or code == _THROTTLED:
        return ThrottledError(
            f"{reply.server} asks to be asked less often (429).{detail}", retry_after=_retry_after(reply)
        )
    if code == UNKNOWN_JOB:
        return RefusedError(f"{reply.server} does not know the job.{detail}", reply.status, code)
    if code == _CLOCK_SKEW:
        return UnauthorizedError(
            f"{reply.server} refuses the signature's time: this machine's clock is off by more than 15 minutes.{detail}"
        )
    if code in _TOKEN_REFUSED or (reply.status == 401 and code not in _FORBIDDEN):
        return UnauthorizedError(f"{reply.server} does not accept the credentials ({reply.status}).{detail}")
    if code in _FORBIDDEN or reply.status == 403:
        return ForbiddenError(
            f"{reply.server} does not allow this ({reply.status}): the user lacks a permission in this project.{detail}"
        )
    if reply.status == 407:
        return UnreachableError(
            f"{reply.server}: the proxy on the way wants other credentials (407).{detail}", first_contact=True
        )
    if reply.status >= 500 or reply.status == 408:
        return UnreachableError(
            f"{reply.server} is in trouble ({reply.status}).{detail}", retry_after=_retry_after(reply)
        )
    if 300 <= reply.status < 400:
        return BadResponseError(
            f"{reply.server} redirects ({reply.status}), which is not followed: check the endpoint, http or https among"
            " it."
        )
    if reply.status == 404 and not code.startswith("DBS."):
        # The API itself says what it does not find; anything else means that somebody else has answered.
        return BadResponseError(
            f"{reply.server} answered 404 with {reply.kind}: the endpoint is not that of this API.{detail}"
        )
    return RefusedError(f"{reply.server} refuses the request ({reply.status}).{detail}", reply.status, code)


def detail_of(reply: Reply, secrets: Secrets) -> str:
    """What the answer says itself, as the end of a message: empty, or beginning with a blank; secrets and control
    characters out.
    """
    code, message = _parts(reply)
    said = ": ".join(part for part in (code, message) if part)
    if not said:
        return ""
    return f" It says: {shortened(printable(secrets.clean_text(said)))}" + ("" if said.endswith(".") else ".")


def _parts(reply: Reply) -> tuple[str, str]:
    """Error code and message of an answer in any of the shapes that occur; empty where there is none."""
    try:
        content = reply.json()
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


def _retry_after(reply: Reply) -> float | None:
    """Seconds from now that Retry-After asks for, given as a number or as a date."""
    value = (reply.headers.get("Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    moment, now = parse_http_date(value), parse_http_date(reply.headers.get("Date"))
    return max(0.0, (moment - now).total_seconds()) if moment and now else None
