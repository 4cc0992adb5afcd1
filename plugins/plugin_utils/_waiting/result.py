# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From how a wait ended to what a playbook gets: one set of keys for success and failure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    GaussDBError,
    JobFailedError,
    JobNotFoundError,
    RefusedError,
    TimedOutError,
    UnauthorizedError,
    UnreachableError,
)
from ...module_utils._jobs.refs import JobRef
from ...module_utils._support.text import clause, printable, sentences, shortened, span
from .driver import WaitOutcome
from .watch import Watch

# If a wait fails for several reasons, the first of these is the one that playbooks get.
_PRECEDENCE = (
    UnauthorizedError.reason,
    ForbiddenError.reason,
    ConfigurationError.reason,
    UnreachableError.reason,
    BadResponseError.reason,
    RefusedError.reason,
    ConflictError.reason,
    JobFailedError.reason,
    JobNotFoundError.reason,
    TimedOutError.reason,
)

# Reasons that concern jobs, not polls.
OF_JOBS = (JobFailedError.reason, JobNotFoundError.reason, TimedOutError.reason)

# A message names this many jobs of a group; the return values hold all.
_NAMED = 20

_WHY_NOT_FOUND = (
    "Possible causes: the job is more than a month old; it belongs to another engine, project or region; or it is a"
    " kind of job that this API does not show"
)


def build_result(outcome: WaitOutcome, polls: int) -> dict[str, Any]:
    """The return values that success and failure share.

    Args:
        polls: requests to the jobs APIs
    """
    watches = outcome.watches
    result: dict[str, Any] = {
        "changed": False,
        "jobs": [watch.job.as_dict() for watch in watches if watch.job is not None],
        "elapsed": int(outcome.elapsed),
        "polls": polls,
        "pending": [watch.ref.as_given() for watch in watches if watch.is_pending],
        "missing": [watch.ref.as_given() for watch in watches if watch.missing],
    }
    if len(watches) == 1:
        result["job"] = watches[0].job.as_dict() if watches[0].job is not None else None
    return result


def result_without_wait(error: GaussDBError, refs: Sequence[JobRef]) -> dict[str, Any]:
    """The same for an error that came before the first poll."""
    outcome = WaitOutcome([Watch(ref) for ref in refs])
    return {**build_result(outcome, 0), "failed": True, "reason": error.reason, "msg": str(error)}


def build_failure(outcome: WaitOutcome, timeout: float, failures_are_fine: bool) -> dict[str, Any] | None:
    """``failed``, ``reason`` and ``msg`` if the wait did not succeed, else None.

    Args:
        timeout: seconds that it was allowed to take, for the message
        failures_are_fine: whether a job may end either way (``state: ended``)
    """
    watches = outcome.watches
    reasons: list[str] = []
    parts: list[str] = []

    stopped = list(dict.fromkeys(outcome.stopped.values()))
    for error in stopped:
        concerned = [watch for watch in watches if watch.lost is error]
        reasons.append(error.reason)
        if len(concerned) == len(watches):
            parts.append(str(error))
        else:
            names = _listed(map(_name, concerned))
            parts.append(f"{_count(concerned, watches)} could not be queried: {names}: {error}")

    failed = [] if failures_are_fine else [watch for watch in watches if watch.job is not None and watch.job.has_failed]
    if failed:
        reasons.append(JobFailedError.reason)
        parts.append(f"{_count(failed, watches)} failed: {_listed(map(_failure, failed))}")

    lost = [watch for watch in watches if watch.lost is not None and watch.lost not in stopped]
    if lost:
        reasons += [watch.lost.reason for watch in lost if watch.lost is not None]
        whys = _listed(f"{_name(watch)}: {clause(str(watch.lost))}" for watch in lost)
        parts.append(f"{_count(lost, watches)} could not be queried: {whys}")

    missing = [watch for watch in watches if watch.missing]
    if missing:
        reasons.append(JobNotFoundError.reason)
        parts += [f"{_count(missing, watches)} could not be found: {_listed(map(_name, missing))}", _WHY_NOT_FOUND]

    unfinished = [watch for watch in watches if watch.is_open]
    if unfinished:
        reasons.append(TimedOutError.reason)
        late = f"did not end within {timeout:.0f} s" if timeout else f"{_have(unfinished)} not ended yet"
        states = _listed(_unfinished(watch, outcome) for watch in unfinished)
        parts.append(f"{_count(unfinished, watches)} {late}: {states}")

    if not reasons:
        return None
    parts.append(_how_to_resume([watch for watch in watches if watch.is_pending and watch.lost not in stopped]))
    return {"failed": True, "reason": min(reasons, key=_PRECEDENCE.index), "msg": sentences(*parts)}


def undocumented_statuses(watches: Iterable[Watch]) -> list[str]:
    """Warnings about statuses that no reference names, one for each."""
    statuses = dict.fromkeys(status for watch in watches for status in watch.undocumented_statuses)
    return [
        f"The API returned the undocumented status '{shortened(printable(status), 60)}'; treated as still running."
        for status in statuses
    ]


def _count(group: Sequence[Watch], watches: Sequence[Watch]) -> str:
    return f"{len(group)} of {len(watches)} {'job' if len(watches) == 1 else 'jobs'}"


def _have(group: Sequence[Watch]) -> str:
    return "has" if len(group) == 1 else "have"


def _failure(watch: Watch) -> str:
    job = watch.job
    if job is None:
        return _name(watch)
    duration = f" after {span(job.duration)}" if job.duration is not None else ""
    return f"{_name(watch)}, {job.status}{duration}: {clause(job.fail_reason or 'the API gave no reason')}"


def _unfinished(watch: Watch, outcome: WaitOutcome) -> str:
    job = watch.job
    state = "not seen" if job is None else job.status or "no status"
    if job is not None and job.progress is not None:
        state += f", {job.progress}% done"
    if watch.error is not None:
        lasting = outcome.ended_at - (outcome.ended_at if watch.failing_since is None else watch.failing_since)
        what = f"polls have failed for {span(lasting)}" if lasting >= 1 else "the last poll failed"
        state += f" ({what}: {clause(str(watch.error))})"
    elif watch.polling_since is not None and outcome.ended_at - watch.polling_since >= 1:
        state += f" (no response to the last poll for {span(outcome.ended_at - watch.polling_since)})"
    return f"{_name(watch)}, {state}"


def _how_to_resume(pending: Sequence[Watch]) -> str:
    if not pending:
        return ""
    if all(watch.job is not None for watch in pending):
        state = "It is still running" if len(pending) == 1 else "They are still running"
    else:
        state = "It may still be running" if len(pending) == 1 else "They may still be running"
    return f"{state}; to resume, pass `pending` to another wait_for task"


def _name(watch: Watch) -> str:
    job = watch.job
    if job is None:
        return watch.ref.id
    instance = f" of instance {job.instance['name']}" if job.instance.get("name") else ""
    return f"{job.name or 'job'}{instance} ({watch.ref.id})" if job.name or instance else watch.ref.id


def _listed(items: Iterable[str]) -> str:
    every = [shortened(printable(item), 500) for item in items]
    rest = f"; and {len(every) - _NAMED} more, see the return values" if len(every) > _NAMED else ""
    return "; ".join(every[:_NAMED]) + rest
