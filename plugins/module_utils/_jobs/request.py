# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What gaussdb_request does, on the controller and on a host alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from .._engines import ENGINES, Engine
from .._errors import ConfigurationError, ConflictError, GaussDBError, ThrottledError
from .._session.session import Payload, Session
from .._support.bounded import bounded, with_retries
from .._support.quoting import changed_by_yaml, quoted
from .._support.ranges import check_range
from .._support.redaction import CENSORED, sounds_secret
from .._support.text import clause
from .job import VERBATIM
from .submission import checked_path, checked_query, merged, parse_job_ids, start, texts_in

OpenSession = Callable[[Engine, Iterable[str]], Session]

READING = "GET"
NOTHING: Mapping[str, Any] = {"in_doubt": False}


def request(
    options: Mapping[str, Any],
    check_mode: bool,
    diff_mode: bool,
    open_session: OpenSession,
    report: Callable[[str], object],
    clock: Callable[[], float],
    sleep: Callable[[float], object],
) -> tuple[Mapping[str, Any], GaussDBError | None]:
    """Send the request; the documented result, and why it failed if it did. In check mode, only what reads is sent.

    Args:
        diff_mode: whether the result shows the request; the user has asked for that
        report: puts a line before a person while another operation is in the way
        clock: seconds, monotonic

    Raises:
        ConfigurationError: the options do not say who signs in, where, or what is wanted
    """
    engine = ENGINES[options["engine"]]
    path, method, query = checked_path(options["path"]), options["method"], checked_query(options["query"] or {})
    body, secrets = options["body"], options["secrets"]
    if method == READING:
        _check_reading(options)
    check_range("conflict_timeout", options["conflict_timeout"], 0)
    for option in ("body", "secrets"):
        _check_passwords(option, options[option])
    content = body if secrets is None else merged(body or {}, secrets)
    session = open_session(engine, [*secrets_in(content, secrets), *secrets_in(query)])

    def send() -> Payload:
        def call(seconds: float) -> Payload:
            return session.request(method, path, params=query, body=content, verbatim=VERBATIM, timeout=seconds)

        sent = session.sends_from_now()
        return bounded(call, session.api_timeout, lambda: method != READING and sent())

    if method == READING:
        payload = dict(with_retries(send, clock, sleep).content)
        return {"changed": False, "sent": True, **_started([], engine), "response": payload}, None
    diff = {"diff": _diff(options)} if diff_mode else {}
    if check_mode:
        return {"changed": True, "sent": False, **_started([], engine), "response": {}, **diff}, None

    def send_and_report() -> Payload:
        try:
            return send()
        except (ConflictError, ThrottledError) as error:
            report(f"{method} {path}: {error}")
            raise

    begin = datetime.now(timezone.utc)
    try:
        response = dict(start(send_and_report, options["conflict_timeout"], clock, sleep).content)
    except GaussDBError as error:
        return {"in_doubt": error.in_doubt}, _explained(error, engine, begin) if error.in_doubt else error
    started = _started(parse_job_ids(response), engine)
    return {"changed": True, "sent": True, **started, "response": response, **diff}, None


def _check_reading(options: Mapping[str, Any]) -> None:
    for option in ("body", "secrets"):
        if options[option] is not None:
            raise ConfigurationError(
                f"{option}: a GET request has no body. Pass the parameters of the query in query, or choose another"
                " method."
            )
    if options["wait"]:
        raise ConfigurationError("wait: a GET request starts no job. Leave out wait, or choose another method.")


def _check_passwords(path: str, content: Any) -> None:
    """Raise ConfigurationError if a password is a number or a boolean: the database would get another one than the user
    wrote.
    """
    if isinstance(content, Mapping):
        for key, value in content.items():
            if str(key).lower() == "password" and isinstance(value, (int, float)):
                raise changed_by_yaml(f"{path}.{key}", value)
            _check_passwords(f"{path}.{key}" if quoted(key) == f"'{key}'" else path, value)
    elif isinstance(content, list):
        for element in content:
            _check_passwords(path, element)


def _started(job_ids: list[str], engine: Engine) -> dict[str, Any]:
    return {
        "job_ids": job_ids,
        "job_id": job_ids[0] if len(job_ids) == 1 else None,
        "jobs": [{"id": job_id, "engine": engine.name} for job_id in job_ids],
    }


def secrets_in(content: Any, secrets: Any = None) -> Iterator[str]:
    """The secrets of the request: those that were given as such, and what a key of the body calls one."""
    yield from texts_in(secrets)
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from secrets_in(value, value if sounds_secret(key) else None)
    elif isinstance(content, list):
        for element in content:
            yield from secrets_in(element)


def _diff(options: Mapping[str, Any]) -> dict[str, Any]:
    """The request that is sent, without secrets."""
    body = merged(_censored(options["body"] or {}), _all_censored(options["secrets"] or {}))
    shown = {"method": options["method"], "path": options["path"], "query": _censored(options["query"]), "body": body}
    after = {key: value for key, value in shown.items() if value}
    return {"before": {}, "after": after, "before_header": "no request", "after_header": "request"}


def _censored(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _all_censored(value) if sounds_secret(key) else _censored(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_censored(element) for element in data]
    return data


def _all_censored(data: Any) -> Any:
    return {key: _all_censored(value) for key, value in data.items()} if isinstance(data, Mapping) else CENSORED


def _explained(error: GaussDBError, engine: Engine, begin: datetime) -> GaussDBError:
    since = begin.strftime("%Y-%m-%dT%H:%M:%SZ")
    where = (
        f"list GaussDB's jobs with otc.gaussdb.gaussdb_job_info and start_time {since}"
        if engine.lists_jobs
        else f"check the console's task center for jobs started since {since}"
    )
    return error.with_message(
        f"{clause(str(error))}. It is unknown whether the job was started, so the request was not sent"
        f" again. Before you send it again, {where}."
    )
