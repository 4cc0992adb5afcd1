# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a response of the APIs or of IAM means: a payload, or an error of the right kind.

Source: the error sections of the two references, and :mod:`.error_codes`. A code with a category decides, whatever the
HTTP status; otherwise the status does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
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
from .._support.text import capitalized, printable, sentences, shortened
from .._support.times import parse_http_date
from .delivery import GAVE_UP, may_have_been_carried_out
from .error_codes import GATEWAY_PREFIXES, SERVICE_PREFIX, Category, categorize, refusal_status
from .transport import Response

# Signatures are good for so long.
_MOST_SKEW = timedelta(minutes=15)

_BY_STATUS = {401: Category.CREDENTIALS, 403: Category.FORBIDDEN, 408: Category.SERVER, 429: Category.THROTTLED}


def parse_object(response: Response, key: str | None = None) -> Mapping[str, Any]:
    """The JSON object that a successful response (2xx) holds.

    Args:
        key: what the object has to have, an object or a list; nothing in particular if left out

    Raises:
        BadResponseError: it holds something else
    """
    first_contact = response.is_first_contact
    try:
        content = response.json()
    except ValueError:
        what = "sent JSON that does not parse" if response.is_broken_json else f"sent {response.kind} instead of JSON"
    else:
        if isinstance(content, Mapping) and (key is None or isinstance(content.get(key), (Mapping, list))):
            response.origin.has_made_sense = True
            return content
        lacks = f"without the field {key}" if isinstance(content, Mapping) else "that is not an object"
        what = f"sent JSON {lacks}"
    raise BadResponseError(
        sentences(
            capitalized(f"{response.server} {what} (HTTP {response.status})"), _check(response) if first_contact else ""
        ),
        first_contact=first_contact,
        in_doubt=response.request.changes,
    )


def parse_error(response: Response, secrets: Secrets) -> GaussDBError | None:
    """The error that a response stands for, None for a success (2xx)."""
    status = response.status
    if 200 <= status < 300 and not _is_refusal_in_disguise(response):
        return None
    first_contact = response.is_first_contact
    code, _message = _code_and_message(response)
    known = categorize(code)
    category = known or _category_by_status(response, code)
    said = said_by(response, secrets)
    in_doubt = response.request.changes and may_have_been_carried_out(status, known)
    if code.startswith((SERVICE_PREFIX, *GATEWAY_PREFIXES)) or (_is_of_keystone(response) and status != 404):
        response.origin.has_made_sense = True

    def message(what: str, *advice: str) -> str:
        return sentences(capitalized(f"{what} (HTTP {status}){said}"), *advice)

    server = response.server
    if category is Category.THROTTLED:
        return ThrottledError(message(f"{server} is throttling requests"), retry_after=_retry_after(response))
    if category is Category.UNKNOWN_JOB:
        return JobNotFoundError(message(f"{server} does not know the job"))
    if category is Category.CREDENTIALS:
        return UnauthorizedError(message(f"{server} did not accept the credentials", _clock_skew(response)))
    if category is Category.FORBIDDEN:
        return ForbiddenError(
            message(f"{server} does not permit this", "Ask for a role that permits it in this project.")
        )
    if category is Category.CONFLICT:
        return ConflictError(message(f"{server} is busy with another operation"), status=status, code=code)
    if category is Category.SERVER:
        return UnreachableError(
            message(f"{server} {'gave up on the request' if status in GAVE_UP else 'returned a server error'}"),
            in_doubt=in_doubt,
            retry_after=_retry_after(response),
        )
    if category is Category.UNKNOWN_PATH:
        request = response.request
        return RefusedError(
            message(
                f"{request.title} knows no {request.method} {request.path}",
                f"Check path and method, then {request.option} ({request.origin}) and engine.",
            ),
            status=status,
            code=code,
            # A poll that has worked before does not come to a wrong path.
            transient=not first_contact and not request.changes,
        )
    if category is Category.REFUSED:
        meant = refusal_status(code, status)
        return RefusedError(
            message(f"{server} {_refusal(meant)}", _after_refusal(meant)),
            status=status,
            code=code,
            is_about_unknown=meant == 404,
        )
    return _senseless(response, message, first_contact, in_doubt)


def _is_refusal_in_disguise(response: Response) -> bool:
    """Whether a response has a known error code, and no job, although its status says that it is a success."""
    if not any(key in response.body for key in (b'"error_code"', b'"errCode"')):
        # Successes are many and may be large: most are not parsed for this.
        return False
    code, _message = _code_and_message(response)
    content = _content(response)
    return categorize(code) is not None and isinstance(content, Mapping) and not content.get("job_id")


def said_by(response: Response, secrets: Secrets) -> str:
    """What the response says itself, to be put behind what happened: empty, or beginning with a colon. Without secrets
    and control characters, on one line.
    """
    said = ": ".join(part for part in _code_and_message(response) if part)
    return f": {shortened(printable(secrets.clean_text(said)))}" if said else ""


def _category_by_status(response: Response, code: str) -> Category | None:
    """What a response without a known code means, None if it does not come from the API."""
    status = response.status
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500 or status in GAVE_UP:
        return Category.SERVER
    if status < 400 or status == 407 or _wants_tls(response):
        return None
    if status == 404 and not code.startswith(SERVICE_PREFIX):
        return Category.UNKNOWN_PATH if code.startswith(GATEWAY_PREFIXES) else None
    if status == 409 and not code.startswith(SERVICE_PREFIX):
        return Category.CONFLICT
    return Category.REFUSED


def _senseless(response: Response, message: Any, first_contact: bool, in_doubt: bool) -> GaussDBError:
    """The error for a response that comes from another server than the API, or from one in between."""
    status, server, option = response.status, response.server, response.request.option
    if status == 407:
        return UnreachableError(
            message(f"The proxy on the way to {server} refused its credentials", "Check user and password in its URL."),
            first_contact=first_contact,
            transient=not first_contact,
        )
    if status == 404:
        return BadResponseError(
            message(f"{server} does not have {response.request.path}; it sent {response.kind}", _check(response)),
            first_contact=first_contact,
        )
    if status < 400:
        return BadResponseError(
            message(
                f"{server} redirects elsewhere, which is not followed", f"Check {option}: http or https, host and port."
            ),
            first_contact=first_contact,
            in_doubt=in_doubt,
        )
    return UnreachableError(
        message(f"{server} speaks TLS on this port", f"Write https:// in {option}."),
        first_contact=first_contact,
        transient=not first_contact,
    )


def _refusal(status: int) -> str:
    if status == 404:
        return "could not find what the request refers to"
    return "refused the request for lack of quota" if status == 413 else "refused the request"


def _after_refusal(status: int) -> str:
    if status == 404:
        return "Check the IDs and names in it."
    return "Have the quota raised, or delete what is no longer needed." if status == 413 else ""


def _check(response: Response) -> str:
    return f"It may not be {response.request.title}: check {response.request.option}."


def _wants_tls(response: Response) -> bool:
    """Whether a web server says that plain HTTP was sent to its TLS port."""
    return (
        response.status == 400
        and response.request.origin.startswith("http:")
        and b"https" in response.body.lower()
        and not any(_code_and_message(response))
    )


def _clock_skew(response: Response) -> str:
    there, here = parse_http_date(response.headers.get("Date")), datetime.now(timezone.utc)
    if there is None or abs(here - there) <= _MOST_SKEW:
        return ""
    minutes = round(abs(here - there).total_seconds() / 60)
    return (
        f"This machine's clock is {minutes} minutes {'ahead of' if here > there else 'behind'} the server's, and"
        " signatures are valid for 15 minutes: set the clock."
    )


def _is_of_keystone(response: Response) -> bool:
    content = _content(response)
    return isinstance(content, Mapping) and isinstance(content.get("error"), Mapping)


def _code_and_message(response: Response) -> tuple[str, str]:
    """Error code and message of a response in any of the shapes that occur; empty if it has none."""
    content = _content(response)
    if not isinstance(content, Mapping):
        return "", ""
    inner = content.get("error")
    if isinstance(inner, Mapping):
        content = inner
    # IAM's code is the HTTP status, a number.
    code = _first_text(content, "error_code", "errCode", "code")
    return code, _first_text(content, "error_msg", "externalMessage", "message")


def _first_text(content: Mapping[str, Any], *keys: str) -> str:
    return next(filter(None, (_text(content.get(key)) for key in keys)), "")


def _content(response: Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _retry_after(response: Response) -> float | None:
    """Seconds from now that Retry-After asks for, given as a number or as a date."""
    value = (response.headers.get("Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    moment, now = parse_http_date(value), parse_http_date(response.headers.get("Date"))
    return max(0.0, (moment - now).total_seconds()) if moment and now else None
