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
    JobNotFoundError,
    RefusedError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
)
from ...module_utils._jobs.job import Job
from ...module_utils._support.text import printable, shortened, span
from .waiter import Ending, Watch

JOB_FAILED = "job_failed"
TIMEOUT = "timeout"

# Where a wait fails for several reasons, the first of these is the one that playbooks get.
_PRECEDENCE = (
    UnauthorizedError.reason,
    ForbiddenError.reason,
    ConfigurationError.reason,
    UnreachableError.reason,
    ThrottledError.reason,
    BadResponseError.reason,
    RefusedError.reason,
    ConflictError.reason,
    JOB_FAILED,
    JobNotFoundError.reason,
    TIMEOUT,
)

# Reasons that tell of jobs, not of looking at them.
OF_JOBS = (JOB_FAILED, JobNotFoundError.reason, TIMEOUT)

# A message names this many jobs of a group; the return values hold all.
_NAMED = 20

_WHY_NOT_FOUND = (
    "Likely causes: the task is over a month old; engine, project or region is another one; or it is a kind of task"
    " that this API does not show."
)


def result_of(ending: Ending, polls: int) -> dict[str, Any]:
    """The return values that success and failure share.

    Args:
        polls: requests to the jobs API
    """
    watches = ending.watches
    result: dict[str, Any] = {
        "changed": False,
        "jobs": [watch.job.as_dict() for watch in watches if watch.job is not None],
        "elapsed": int(ending.elapsed),
        "polls": polls,
        "pending": [watch.job_id for watch in watches if watch.is_pending],
        "missing": [watch.job_id for watch in watches if watch.missing],
    }
    if len(watches) == 1:
        result["job"] = watches[0].job.as_dict() if watches[0].job is not None else None
    return result


def result_without_wait(error: GaussDBError, job_ids: Sequence[str]) -> dict[str, Any]:
    """The same for an error that came before the first look."""
    ending = Ending([Watch(job_id) for job_id in job_ids])
    return {**result_of(ending, 0), "failed": True, "reason": error.reason, "msg": str(error)}


def failure_of(ending: Ending, timeout: float, failures_are_fine: bool) -> dict[str, Any] | None:
    """``failed``, ``reason`` and ``msg`` if the wait was no success, else None.

    Args:
        timeout: seconds that it was allowed to take, for the message
        failures_are_fine: whether either end of a job will do (``state: ended``)
    """
    watches = ending.watches
    reasons: list[str] = []
    parts: list[str] = []

    if ending.stopped is not None:
        reasons.append(ending.stopped.reason)
        parts.append(str(ending.stopped))

    failed = [] if failures_are_fine else [watch for watch in watches if watch.job is not None and watch.job.has_failed]
    if failed:
        reasons.append(JOB_FAILED)
        parts.append(f"{_count(failed, watches)} failed: {_listed(map(_failure, failed))}")

    lost = [watch for watch in watches if watch.lost is not None]
    if lost:
        reasons += [watch.lost.reason for watch in lost if watch.lost is not None]
        whys = _listed(f"{_name(watch)} ({watch.lost})" for watch in lost)
        parts.append(f"{_count(lost, watches)} could not be looked at: {whys}")

    missing = [watch for watch in watches if watch.missing]
    if missing:
        reasons.append(JobNotFoundError.reason)
        parts.append(f"{_count(missing, watches)} not found: {_listed(map(_name, missing))}. {_WHY_NOT_FOUND}")

    left = [watch for watch in watches if watch.is_open] if ending.stopped is None else []
    if left:
        reasons.append(TIMEOUT)
        after = f"within {timeout:.0f} s" if timeout else "yet"
        states = _listed(_unfinished(watch, ending) for watch in left)
        parts.append(
            f"{_count(left, watches)} not ended {after}: {states}. The jobs go on; give the IDs in 'pending' to another"
            " run to wait on."
        )

    if not reasons:
        return None
    return {"failed": True, "reason": min(reasons, key=_PRECEDENCE.index), "msg": " ".join(map(_sentence, parts))}


def unknown_statuses(watches: Iterable[Watch]) -> list[str]:
    """Warnings about statuses that no reference names, one for each."""
    statuses = dict.fromkeys(status for watch in watches for status in watch.odd_statuses)
    return [
        f"The API gave a job the status {printable(status)!r}, which its reference does not name; it was taken for not"
        " ended."
        for status in statuses
    ]


def _count(group: Sequence[Watch], watches: Sequence[Watch]) -> str:
    noun = "job" if len(watches) == 1 else "jobs"
    return f"{len(group)} of {len(watches)} {noun}"


def _failure(watch: Watch) -> str:
    job = watch.job or Job(watch.job_id, "")
    duration = f" after {span(job.duration)}" if job.duration is not None else ""
    why = job.fail_reason or "the API gives no reason"
    return f"{_name(watch)}, {job.status}{duration}: {why}"


def _unfinished(watch: Watch, ending: Ending) -> str:
    job = watch.job
    state = "not seen" if job is None else str(job.status)
    if job is not None and job.progress is not None:
        state += f" {job.progress} %"
    if watch.error is not None:
        since = watch.failing_since
        what = "the last look failed" if since is None else f"looks have failed for {span(ending.at - since)}"
        state += f"; {what}: {watch.error}"
    if watch.looking_since is not None and ending.at > watch.looking_since:
        state += f"; the look under way has had no answer for {span(ending.at - watch.looking_since)}"
    return f"{_name(watch)}, {state}"


def _name(watch: Watch) -> str:
    job = watch.job
    if job is None:
        return watch.job_id
    instance = f" of instance {job.instance['name']}" if job.instance.get("name") else ""
    return f"{job.name or 'task'}{instance} ({watch.job_id})"


def _listed(items: Iterable[str]) -> str:
    every = [shortened(printable(item), 500) for item in items]
    rest = f"; and {len(every) - _NAMED} more, see the return values" if len(every) > _NAMED else ""
    return "; ".join(every[:_NAMED]) + rest


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
