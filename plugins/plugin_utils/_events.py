# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the event source makes of its options, and from what happens to jobs to the events of a rulebook. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from ..module_utils._argspec import WATCH_ALL
from ..module_utils._engines import ENGINES
from ..module_utils._errors import ConfigurationError, UnauthorizedError
from ..module_utils._jobs.job import Job
from ..module_utils._support.quoting import TIME, quoted
from ..module_utils._support.text import is_empty
from ..module_utils._support.times import parse_time
from ._waiting.discovery import Scope
from ._waiting.watch import CHANGED, ENDED, LOST, MISSING, Transition, Watch

STATUS = "status"
PROGRESS = "progress"
KINDS = (STATUS, PROGRESS)

DEFAULT_SINCE = timedelta(days=1)

Event = dict[str, Any]

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SPAN = re.compile(rf"(\d{{1,6}})\s*([{''.join(_UNITS)}])", re.ASCII)

_UNITLESS = re.compile(r"0*[1-9]\d{0,7}(?:\.\d+)?", re.ASCII)

# The API counts milliseconds from here.
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

# Times that the API shows are whole seconds: an event too many is better than one too few.
_BLUR = 1.0


def parse_kinds(value: Sequence[Any]) -> frozenset[str]:
    """Which changes the option ``events`` asks for.

    Raises:
        ConfigurationError: the list is empty, or an element is not one of KINDS
    """
    if not value:
        raise ConfigurationError(
            f"events: the list is empty, so no event would be sent. Pass {' or '.join(KINDS)}, or leave out events."
        )
    for element in value:
        if element not in KINDS:
            raise ConfigurationError(f"events: expected a list of {' and '.join(KINDS)}, got {quoted(element)}.")
    return frozenset(value)


def parse_scope(options: Mapping[str, Any], now: datetime) -> Scope | None:
    """Which jobs to find in the job list; None to watch those of ``job_id``.

    Args:
        options: of the event source, validated
        now: a moment with an offset

    Raises:
        ConfigurationError: the options contradict each other, or do not say which jobs to watch
    """
    engine = ENGINES[options["engine"]]
    if options["watch"] != WATCH_ALL:
        filters = [option for option in ("name", "instance_id", "since") if options[option] is not None]
        if filters:
            raise ConfigurationError(
                f"{' and '.join(filters)}: without watch: {WATCH_ALL}, only the jobs in job_id are watched. Leave out"
                f" {' and '.join(filters)}, or replace job_id by watch: {WATCH_ALL}."
            )
        if options["job_id"] is None:
            raise ConfigurationError(f"Pass either job_id, the jobs to watch, or watch: {WATCH_ALL}.")
        return None
    if options["job_id"] is not None:
        raise ConfigurationError(
            f"watch: {WATCH_ALL} and job_id are mutually exclusive. Leave out one of them; name and instance_id choose"
            " among all jobs."
        )
    if not engine.lists_jobs:
        raise ConfigurationError(
            f"watch: {engine.title} cannot list jobs. Pass the IDs of the jobs to watch as job_id."
        )
    instance_id = options["instance_id"]
    if instance_id is not None and is_empty(instance_id):
        raise ConfigurationError(
            "instance_id: the ID is empty. To watch the jobs of all instances, leave out instance_id."
        )
    since, counted_from = _since(options["since"], now)
    return Scope(
        engine=engine.name,
        since=since,
        name=(options["name"] or "").strip() or None,
        instance_id=instance_id and instance_id.strip(),
        counted_from=counted_from,
    )


def _since(value: str | None, now: datetime) -> tuple[datetime, datetime | None]:
    """The moment, and the present if it was counted back from it."""
    if value is None:
        return now - DEFAULT_SINCE, now
    span = _SPAN.fullmatch(value.strip())
    try:
        moment = now - timedelta(**{_UNITS[span[2]]: int(span[1])}) if span else parse_time(value)
    except OverflowError:
        moment = None
    # A small number lacks its unit. As a time, it would be a moment of 1970.
    if moment is None or _UNITLESS.fullmatch(value.strip()):
        raise ConfigurationError(
            f"since: expected a time or a number of minutes, hours or days, got {quoted(value, TIME)}. Write it as"
            " 2026-11-22T09:00:00Z, or as 90m, 12h or 7d, counted back from the start of the source."
        )
    if moment < _EPOCH:
        return _EPOCH, None
    return moment, now if span else None


def events_of(transitions: Sequence[Transition], kinds: Collection[str], since: float | None = None) -> list[Event]:
    """The events for what one poll of a job has shown: one, or none.

    A job that has ended when it is first seen has changed once: it is ``ended``, not ``seen`` before.

    Args:
        kinds: which changes are wanted, of KINDS
        since: from when on the end of a job is wanted that was not seen running; None to want all
    """
    return [_event(each) for each in transitions[-1:] if _is_wanted(each, kinds, since)]


def summary_of(watches: Iterable[Watch]) -> Event:
    """The event that says that nothing is left to watch, with the IDs of jobs by their outcome."""
    outcomes: dict[str, list[str]] = {"completed": [], "failed": [], "missing": [], "lost": []}
    for watch in watches:
        outcomes[_outcome(watch)].append(watch.ref.id)
    return {"gaussdb_jobs": {"event": ENDED, **outcomes}}


def is_final(error: Exception) -> bool:
    """Whether it ends the source: no poll can succeed until a person changes something."""
    return isinstance(error, (UnauthorizedError, ConfigurationError))


def _is_wanted(transition: Transition, kinds: Collection[str], since: float | None) -> bool:
    watch, previous = transition.watch, transition.previous
    if transition.kind == CHANGED and previous is not None and watch.job is not None:
        return (STATUS if previous.status != watch.job.status else PROGRESS) in kinds
    if transition.kind == ENDED and previous is None and since is not None:
        # It ended no sooner than it was created. TaurusDB's API may leave the end out.
        ended_at = watch.created_at if watch.ended_at is None else watch.ended_at
        if ended_at is None or ended_at < since - _BLUR:
            return False
    if watch.lost is not None and is_final(watch.lost):
        # The source ends with this error.
        return False
    return STATUS in kinds


def _event(transition: Transition) -> Event:
    watch, previous = transition.watch, transition.previous
    job = watch.job or Job(watch.ref.id, watch.ref.engine)
    event = {
        **job.as_dict(),
        "event": transition.kind,
        "previous_status": None if previous is None else previous.status,
    }
    error = {MISSING: watch.error, LOST: watch.lost}.get(transition.kind)
    if error is not None:
        event.update(reason=error.reason, msg=str(error))
    return {"gaussdb_job": event}


def _outcome(watch: Watch) -> str:
    if watch.missing:
        return "missing"
    if watch.job is not None and watch.job.has_ended:
        return "completed" if watch.job.has_completed else "failed"
    return "lost"
