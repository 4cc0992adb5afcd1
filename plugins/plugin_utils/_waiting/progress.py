# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reporting a wait to a person, line by line. A line is free of control characters, and true when it is printed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from ...module_utils._engines import ENGINES
from ...module_utils._errors import GaussDBError, JobNotFoundError, ThrottledError
from ...module_utils._jobs.job import Job
from ...module_utils._support.text import capitalized, clause, printable, sentences, shortened, span
from .watch import ENDED, LOST, MISSING, Transition, Watch

# Some automation platforms end runs that print nothing for minutes.
HEARTBEAT = 60.0
_PER_JOB = 10.0
# Above this many jobs, lines for each would scroll the screen away.
_MANY = 10
_SUMMARY = 30.0

# A state this many seconds old comes with its age, and so does a poll that has been without a response for as long.
_OLD = 10.0

_LONGEST_TITLE = 100
_LONGEST_ERROR = 140

Display = Callable[[str], None]


class NullReporter:
    """Reports nothing: for ``progress: false``."""

    def started(self, watches: Sequence[Watch], now: float) -> None:
        """Reports nothing."""

    def polled(self, watch: Watch, transitions: Sequence[Transition], now: float) -> None:
        """Reports nothing."""

    def listing_failed(self, error: GaussDBError, now: float) -> None:
        """Reports nothing."""

    def tick(self, watches: Sequence[Watch], now: float) -> None:
        """Reports nothing."""

    def next(self, now: float) -> float:
        """Never."""
        return float("inf")


class HeartbeatReporter(NullReporter):
    """Reports once a minute that the wait goes on, and names nothing: for ``no_log: true``."""

    def __init__(self, display: Display) -> None:
        """
        Args:
            display: puts a line on the screen
        """
        self._display = display
        self._start = self._last_line = 0.0

    def started(self, watches: Sequence[Watch], now: float) -> None:
        """The first minute begins."""
        self._start = self._last_line = now

    def tick(self, watches: Sequence[Watch], now: float) -> None:
        """Report if a minute is over."""
        if now >= self._last_line + HEARTBEAT:
            self._last_line = now
            self._display(sentences(f"Still waiting after {span(now - self._start)}"))

    def next(self, now: float) -> float:
        """Until the minute is over."""
        return self._last_line + HEARTBEAT - now


class ProgressReporter:
    """Reports jobs by name.

    A first line has the IDs of all jobs, so that an interrupted wait can be resumed from the screen. Up to ten jobs: a
    line when a job's status, its progress or the way its polls fail changes, at most one for each job in ten seconds,
    and at least one a minute. More jobs: a summary every half minute, and each failure.
    """

    def __init__(self, display: Display, host: str, every_poll: bool = False) -> None:
        """
        Args:
            display: puts a line on the screen
            host: for which host the task waits
            every_poll: report each poll instead, for those who asked for more (``-v``)
        """
        self._display = display
        self._host = host
        self._every_poll = every_poll
        self._many = False
        self._watches: Sequence[Watch] = ()
        self._start = self._last_line = self._last_summary = 0.0
        # What was last reported of each job, and when.
        self._reported: dict[Hashable, tuple[Hashable, float]] = {}
        self._unreported: dict[Hashable, Watch] = {}

    def started(self, watches: Sequence[Watch], now: float) -> None:
        """Report which jobs are awaited."""
        self._start = self._last_line = self._last_summary = now
        self._many = len(watches) > _MANY
        self._watches = watches
        if watches:
            self._put(f"[{self._host}] Waiting for {_named(watches)}", now)

    def polled(self, watch: Watch, transitions: Sequence[Transition], now: float) -> None:
        """Report a change, now or as soon as the job may have a line again. An end is reported immediately."""
        kinds = [transition.kind for transition in transitions]
        given_up = [transition.watch for transition in transitions if transition.kind in (LOST, MISSING)]
        if len(given_up) > 1:
            for each in given_up:
                self._unreported.pop(each.ref, None)
            line = sentences(
                f"[{self._host}] Giving up on {len(given_up)} jobs: {_error(watch.lost)}", self._waited(now)
            )
            self._put(line, now)
        elif given_up or self._every_poll:
            self._report(watch, now)
        elif self._many:
            if ENDED in kinds and watch.job is not None and watch.job.has_failed:
                self._report(watch, now)
        elif watch.is_open or ENDED in kinds:
            if self._reported.get(watch.ref, (None, 0.0))[0] == _condition(watch):
                self._unreported.pop(watch.ref, None)
            else:
                self._unreported[watch.ref] = watch

    def listing_failed(self, error: GaussDBError, now: float) -> None:
        """Reports nothing: jobs that were asked for are polled singly, and those polls are reported."""

    def tick(self, watches: Sequence[Watch], now: float) -> None:
        """Report what is due."""
        if self._many:
            if now >= self._last_summary + _SUMMARY:
                self._last_summary = now
                self._put(sentences(f"[{self._host}] {_summary(watches, now)}", self._waited(now)), now)
            return
        for watch in list(self._unreported.values()):
            if not watch.is_open or now >= self._due(watch.ref):
                self._report(watch, now)
        if now >= self._last_line + HEARTBEAT:
            for watch in watches:
                if watch.is_open:
                    self._report(watch, now)

    def next(self, now: float) -> float:
        """Until the next line may be due."""
        if self._many:
            return self._last_summary + _SUMMARY - now
        return min([self._last_line + HEARTBEAT, *(self._due(ref) for ref in self._unreported)]) - now

    def _due(self, ref: Hashable) -> float:
        return self._reported[ref][1] + _PER_JOB if ref in self._reported else float("-inf")

    def _report(self, watch: Watch, now: float) -> None:
        self._unreported.pop(watch.ref, None)
        self._reported[watch.ref] = (_condition(watch), now)
        what, *more = _state(watch, now)
        line = sentences(f"[{self._host}] {self._title(watch)}: {what}", *more, self._waited(now))
        self._put(shortened(printable(line)), now)

    def _title(self, watch: Watch) -> str:
        """What tells a job from the others of the wait: an instance may have two jobs of one kind."""
        if watch.job is None:
            return f"job {watch.ref.id}"
        titles = [other.job.title for other in self._watches if other is not watch and other.job is not None]
        # A long name must not push off the line what happened.
        title = shortened(watch.job.title, _LONGEST_TITLE)
        return f"{title} ({watch.ref.id})" if watch.job.title in titles else title

    def _put(self, line: str, now: float) -> None:
        self._last_line = now
        self._display(printable(line))

    def _waited(self, now: float) -> str:
        return f"Waited {span(now - self._start)}"


def _condition(watch: Watch) -> Hashable:
    """What makes a line worth printing if it changes."""
    job = watch.job
    return job and (job.status, job.progress), type(watch.error), watch.is_open


def _state(watch: Watch, now: float) -> list[str]:
    """What is known of a job, as sentences."""
    job = watch.job
    if watch.missing:
        return ["giving up, not found"]
    if watch.lost is not None:
        return [f"giving up: {_error(watch.lost)}"]
    if job is not None and job.has_ended:
        return [f"{job.status}: {job.fail_reason}" if job.has_failed and job.fail_reason else str(job.status)]
    if watch.error is not None:
        return [_failing(watch, watch.error, now), "" if job is None else f"Last seen {_progress(watch, now)}"]
    silent = 0.0 if watch.polling_since is None else now - watch.polling_since
    return [
        "not polled yet" if job is None and not silent else "not seen yet" if job is None else _progress(watch, now),
        f"No response to the current poll for {span(silent)}" if silent >= _OLD else "",
    ]


def _progress(watch: Watch, now: float) -> str:
    """The state of a job that was seen and has not ended."""
    job = watch.job or Job(watch.ref.id, watch.ref.engine)
    parts = [job.status or "no status"]
    if job.progress is not None:
        parts.append(f"{job.progress}% done")
    seconds = now - (now if watch.seen_at is None else watch.seen_at)
    if seconds >= _OLD or watch.error is not None:
        parts[-1] += f" ({span(seconds)} ago)"
    left = watch.time_left(now)
    if left is not None and left >= 1 and watch.error is None:
        parts.append(f"about {span(left)} left")
    return ", ".join(parts)


def _failing(watch: Watch, error: GaussDBError, now: float) -> str:
    """How polls of a job fail: since when, and for how much longer."""
    seconds = now - (now if watch.failing_since is None else watch.failing_since)
    lasting = f" for {span(seconds)}" if seconds >= 1 else ""
    end = "" if watch.gives_up_at is None else f", giving up in {span(watch.gives_up_at - now)}"
    if isinstance(error, JobNotFoundError):
        return f"{'not visible yet' if watch.job is None else 'not found'}{lasting}{end}"
    kind = "throttled" if isinstance(error, ThrottledError) else "failing"
    return f"polls {kind}{lasting}{end}: {_error(error)}"


def _error(error: GaussDBError | None) -> str:
    return shortened(clause(str(error)), _LONGEST_ERROR)


def _named(watches: Sequence[Watch]) -> str:
    """The IDs of all jobs, as they can be given to another wait."""
    by_engine: dict[str, list[str]] = {}
    for watch in watches:
        by_engine.setdefault(watch.ref.engine, []).append(watch.ref.id)
    groups = [
        f"{ENGINES[engine].title} job {ids[0]}"
        if len(ids) == 1
        else f"{len(ids)} {ENGINES[engine].title} jobs: {', '.join(ids)}"
        for engine, ids in by_engine.items()
    ]
    return "; ".join(groups)


def _summary(watches: Sequence[Watch], now: float) -> str:
    completed = sum(1 for watch in watches if watch.job is not None and watch.job.has_completed)
    failed = sum(1 for watch in watches if watch.job is not None and watch.job.has_failed)
    given_up = sum(1 for watch in watches if watch.missing or watch.lost is not None)
    failing = [watch for watch in watches if watch.is_open and watch.error is not None]
    running = len(watches) - completed - failed - given_up - len(failing)
    counts = [
        (running, "running"),
        (len(failing), "in an unknown state"),
        (failed, "failed"),
        (given_up, "given up"),
    ]
    parts = [f"{completed} of {len(watches)} jobs completed", *(f"{count} {name}" for count, name in counts if count)]
    # The one whose polls have failed for the longest stands for all.
    failing.sort(key=lambda watch: now if watch.failing_since is None else watch.failing_since)
    why = [_failing(watch, watch.error, now) for watch in failing[:1] if watch.error is not None]
    return sentences(", ".join(parts), *map(capitalized, why))
