# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what happens to jobs to the events of a rulebook. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from ..module_utils._errors import ConfigurationError, UnauthorizedError
from ..module_utils._jobs.job import Job
from ..module_utils._support.quoting import quoted
from ._waiting.watch import CHANGED, ENDED, LOST, MISSING, Transition, Watch

STATUS = "status"
PROGRESS = "progress"
KINDS = (STATUS, PROGRESS)

Event = dict[str, Any]


def parse_kinds(value: Sequence[Any]) -> frozenset[str]:
    """Which changes the option ``events`` asks for.

    Raises:
        ConfigurationError: an element is not one of KINDS
    """
    for element in value:
        if element not in KINDS:
            raise ConfigurationError(f"events: expected a list of {' and '.join(KINDS)}, got {quoted(element)}.")
    return frozenset(value)


def events_of(transitions: Sequence[Transition], kinds: Collection[str], replay: bool) -> list[Event]:
    """The events for what one poll of a job has shown: one, or none.

    A job that has ended when it is first seen has changed once: it is ``ended``, not ``seen`` before.

    Args:
        kinds: which changes are wanted, of KINDS
        replay: whether a job that has ended when it is first seen is wanted
    """
    return [_event(each) for each in transitions[-1:] if _is_wanted(each, kinds, replay)]


def summary_of(watches: Iterable[Watch]) -> Event:
    """The event that says that nothing is left to watch, with the IDs of jobs by their outcome."""
    outcomes: dict[str, list[str]] = {"completed": [], "failed": [], "missing": [], "lost": []}
    for watch in watches:
        outcomes[_outcome(watch)].append(watch.ref.id)
    return {"gaussdb_jobs": {"event": ENDED, **outcomes}}


def is_final(error: Exception) -> bool:
    """Whether it ends the source: no poll can succeed until a person changes something."""
    return isinstance(error, (UnauthorizedError, ConfigurationError))


def _is_wanted(transition: Transition, kinds: Collection[str], replay: bool) -> bool:
    watch, previous = transition.watch, transition.previous
    if transition.kind == CHANGED and previous is not None and watch.job is not None:
        return (STATUS if previous.status != watch.job.status else PROGRESS) in kinds
    if transition.kind == ENDED and previous is None and not replay:
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
