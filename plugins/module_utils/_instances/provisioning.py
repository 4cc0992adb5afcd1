# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what is wanted to what is there: look, decide, send one request, await it, and look again.

Nothing is remembered between runs. What there is, the API says, so a run that was killed at any moment is continued by
the next one. Names need not be unique, and no request carries a key that would make the API refuse it the second time.
So an instance is created only after two looks a little apart, in between which the request of a run that was killed has
become visible; and a request whose response was lost is never sent again, but looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from .._engines import TAURUSDB
from .._errors import (
    BadResponseError,
    ConfigurationError,
    ConflictError,
    GaussDBError,
    InstanceFailedError,
    InstanceNotFoundError,
    JobFailedError,
    JobNotFoundError,
    RefusedError,
    TimedOutError,
)
from .._support.backoff import FIRST_CONTACT_TIMEOUT, LONGEST_RETRY_AFTER, SHORTEST, growing_pause
from .._support.text import clause, span
from .changes import Change, plan_changes
from .creation import plan_creation
from .desired import Desired
from .instance import READY, STORAGE_FULL, Instance

Result = TypeVar("Result")

# Between the two looks before a creation. References: a new job "takes several seconds" to become visible.
SETTLE = 3.0
# For which to look for the effect of a request whose response was lost, or of a job that has completed.
VISIBLE_WITHIN = 60.0

# Some automation platforms end jobs that are silent for minutes.
_HEARTBEAT = 60.0

STATE = "state"
PLANNED = "planned"
STARTED = "started"
DONE = "done"


class Service(Protocol):
    """What the API can be asked and told. Each call is one request or a few, and may raise GaussDBError."""

    def named(self, name: str) -> list[Instance]:
        """The instances of exactly that name."""

    def get(self, instance_id: str) -> Instance | None:
        """The instance with that ID."""

    def with_nodes(self, instance: Instance) -> Instance:
        """The instance with its nodes, as far as the API shows them."""

    def jobs_of(self, instance_id: str) -> list[str]:
        """IDs of the jobs under way on an instance, as far as the engine's API shows them."""

    def creations_of(self, name: str) -> list[str]:
        """IDs of the jobs under way that create an instance of that name, as far as the engine's API shows them."""

    def send(self, method: str, path: str, body: Mapping[str, Any] | None) -> tuple[list[str], Instance | None]:
        """Send a request that changes something; the IDs of its jobs, and the instance that it has created."""


Follow = Callable[[Sequence[str], float], "GaussDBError | None"]
"""Follows jobs to their ends, for some seconds at the most, and returns what kept them from completing."""


@dataclass
class Step:
    """A change and what has become of it.

    Attributes:
        change: what it is
        state: ``planned``, ``started`` or ``done``
        job_ids: the jobs that it has started
    """

    change: Change
    state: str = PLANNED
    job_ids: list[str] = field(default_factory=list)


@dataclass
class Record:
    """What a run has seen and done so far; also worth reading after an error.

    Attributes:
        before: the instance when it was first seen, None if there was none
        instance: the instance when it was last seen, or None
        steps: the changes, in order
        job_ids: of the jobs to wait for, those of others included
        warnings: for the user
    """

    before: Instance | None = None
    instance: Instance | None = None
    steps: list[Step] = field(default_factory=list)
    job_ids: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def has_changed(self) -> bool:
        """Whether anything was sent that the API has taken, or may have taken."""
        return any(step.state != PLANNED for step in self.steps)


@dataclass(frozen=True)
class Patience:
    """For how long, in seconds.

    Attributes:
        timeout: all of it may take
        error_timeout: the API may fail without a success in between
    """

    timeout: float
    error_timeout: float


class Provisioning:
    """Brings about what is desired. Good for one run.

    Attributes:
        record: what it has seen and done
    """

    def __init__(
        self,
        desired: Desired,
        service: Service,
        follow: Follow,
        patience: Patience,
        report: Callable[[str], object],
        clock: Callable[[], float],
        sleep: Callable[[float], object],
    ) -> None:
        """
        Args:
            report: puts a line before a person
            clock: seconds, monotonic
        """
        self.record = Record()
        self._desired = desired
        self._service = service
        self._follow = follow
        self._patience = patience
        self._report = report
        self._clock = clock
        self._sleep = sleep
        self._deadline = clock() + patience.timeout
        # The instance that this run has chosen or created: from then on, only its ID counts.
        self._id = desired.instance_id
        self._has_looked = False
        self._has_seen = False
        self._has_settled = False
        self._sent: dict[str, Step] = {}
        # When the job of a creation ended that another run, or an earlier one, has started.
        self._created_by_others: float | None = None
        self._announced: set[str] = set()
        # When the jobs of each change ended.
        self._carried_out: dict[str, float] = {}
        self._waiting = _Waiting("", clock())
        self._reported = ("", clock())
        self._unsent_since: float | None = None
        self._obstacle = ""

    def preview(self) -> Record:
        """Look once, and note what would be done: for check mode.

        Raises:
            GaussDBError: it cannot be done, or not be found out
        """
        self._decide(self._look())
        return self.record

    def start(self) -> Record:
        """Send the request that is due, unless others are at work on the instance: for ``wait: false``.

        Raises:
            GaussDBError: any kind
        """
        while not self._sent:
            instance = self._look()
            changes = self._decide(instance)
            if not changes and (instance is None or instance.is_ready):
                break
            self.record.job_ids = self._under_way(instance)
            if self.record.job_ids or not _takes(instance, changes):
                break
            self._do(changes[0], waits=False)
        return self.record

    def run(self) -> Record:
        """Do everything that is left to do, and return when it is done.

        Raises:
            GaussDBError: any kind
        """
        while True:
            instance = self._look()
            try:
                changes = self._decide(instance)
            except InstanceFailedError:
                if not self._recovers(instance):
                    raise
                continue
            if not changes and (instance is None or instance.is_ready or not self._desired.is_present):
                return self.record
            jobs = [] if _takes(instance, changes) and changes[0].option in self._sent else self._under_way(instance)
            if jobs:
                self._await_jobs(jobs, must_complete=instance is None)
                if instance is None:
                    self._created_by_others = self._clock()
            elif instance is not None and not _takes(instance, changes):
                self._await_status(instance)
            elif changes[0].option in self._sent:
                self._await_effect(self._sent[changes[0].option])
            elif instance is None and self._created_by_others is not None:
                self._await_listing(self._created_by_others)
            else:
                self._do(changes[0], waits=True)

    # Looking

    def _look(self) -> Instance | None:
        """The instance as it is now, or None. Notes it in the record."""
        instance = self._patiently(self._found)
        if instance is None and self._has_seen and self._desired.is_present:
            # As with jobs, it takes two looks in a row to believe that it is gone.
            self._pause(SHORTEST)
            instance = self._patiently(self._found)
        if not self._has_looked:
            self._has_looked = True
            self.record.before = instance
        self.record.instance = instance
        if instance is not None:
            self._id = instance.id
            self._has_seen = True
        elif self._desired.is_present and self._id is not None and (self._has_seen or STATE not in self._sent):
            raise InstanceNotFoundError(self._not_found())
        return instance

    def _found(self) -> Instance | None:
        desired = self._desired
        if self._id is not None:
            found = self._service.get(self._id)
        else:
            every = self._service.named(desired.name or "")
            if len(every) > 1:
                ids = ", ".join(f"{instance.id} ({instance.status})" for instance in every)
                raise ConfigurationError(
                    f"name: {len(every)} {desired.engine.title} instances have the name {desired.name}: {ids}. Choose"
                    " one with instance_id."
                )
            found = every[0] if every else None
        return None if found is None else self._service.with_nodes(found)

    def _under_way(self, instance: Instance | None) -> list[str]:
        """The jobs of others, or of an earlier run, that have to end first."""
        if instance is not None:
            instance_id = instance.id
            return self._patiently(lambda: self._service.jobs_of(instance_id))
        name = self._desired.name
        return self._patiently(lambda: self._service.creations_of(name)) if name and self._has_settled else []

    def _recovers(self, instance: Instance | None) -> bool:
        """Wait for what may end a status that an instance does not leave by itself. False if nothing may."""
        if instance is None:
            return False
        try:
            jobs = self._under_way(instance)
        except GaussDBError:
            # That matters less than the status.
            return False
        if jobs:
            self._await_jobs(jobs, must_complete=False)
            return True
        # The status may show the new room later than the size does.
        enlarged_at = self._carried_out.get("volume_size")
        if instance.status != STORAGE_FULL or enlarged_at is None or self._clock() - enlarged_at >= VISIBLE_WITHIN:
            return False
        self._await_status(instance)
        return True

    def _patiently(self, ask: Callable[[], Result]) -> Result:
        """Ask, and again while the API fails in a way that may pass."""
        since: float | None = None
        while True:
            try:
                return ask()
            except GaussDBError as error:
                since = self._clock() if since is None else since
                self._pause_after_failure(error, since)

    def _pause_after_failure(self, error: GaussDBError, since: float) -> None:
        """Wait until it is worth retrying what has failed since then. Raises the error if it is not."""
        failing = self._clock() - since
        patience = self._patience.error_timeout
        if error.first_contact:
            patience = min(patience, FIRST_CONTACT_TIMEOUT)
        if not error.transient or failing >= patience:
            raise error
        self._report_if_new(f"requests have failed for {span(failing)}, retrying: {error}", "failing")
        self._pause(max(growing_pause(failing), min(error.retry_after or 0.0, LONGEST_RETRY_AFTER)))

    # Deciding

    def _decide(self, instance: Instance | None) -> list[Change]:
        """What is left to do, noted in the record behind what was done.

        Raises:
            InstanceFailedError: it needs a person
            ConfigurationError: it cannot be done
        """
        changes = self._changes(instance)
        left = {change.option for change in changes}
        for option, step in self._sent.items():
            if step.state != DONE and option not in left and (instance is None or instance.is_ready):
                step.state = DONE
                self._report(f"{step.change.title}: done")
        planned = [Step(change) for change in changes if change.option not in self._sent]
        self.record.steps = [*self._sent.values(), *planned]
        if instance is not None and instance.has_failed and not _takes(instance, changes):
            raise InstanceFailedError(_failed(instance, self._desired))
        return changes

    def _changes(self, instance: Instance | None) -> list[Change]:
        desired = self._desired
        if not desired.is_present:
            if instance is None:
                return []
            title = f"delete {instance.name or instance.id}"
            return [Change(STATE, title, "DELETE", f"/instances/{instance.id}", {}, "present", "absent")]
        if instance is not None:
            return plan_changes(desired, instance)
        if STATE in self._sent:
            return [self._sent[STATE].change]
        creation = plan_creation(desired)
        self.record.warnings = list(creation.warnings)
        return [Change(STATE, f"create {desired.name}", "POST", "/instances", creation.body, "absent", "present")]

    # Sending

    def _do(self, change: Change, waits: bool) -> None:
        """Send a request, and if wanted follow its jobs. Does nothing if it was not accepted and may be sent later."""
        if change.option == STATE and self._desired.is_present and not self._has_settled:
            # What an earlier run has sent, or another one is sending, becomes visible meanwhile.
            self._pause(SETTLE)
            self._has_settled = True
            return
        if self._clock() >= self._deadline:
            # The last pause was cut short. It may be what makes a creation safe, and nothing would be awaited.
            raise TimedOutError(self._timed_out())
        if change.option not in self._announced:
            # Once only, even if it is sent again because it was not carried out.
            self._announced.add(change.option)
            self._report(change.title)
        try:
            job_ids, created = self._service.send(change.method, change.path, change.body or None)
        except ConflictError as error:
            if not waits:
                raise
            # An API that says so is alive.
            self._unsent_since = None
            self._wait_for(f"another operation is in the way, waiting: {error}", "conflict")
            return
        except RefusedError as error:
            # What another run has deleted may stay in the list for a while.
            if not error.is_about_unknown or self._desired.is_present:
                raise
            job_ids, created = [], None
        except GaussDBError as error:
            if not error.in_doubt:
                self._unsent_since = self._clock() if self._unsent_since is None else self._unsent_since
                self._pause_after_failure(error, self._unsent_since)
                return
            job_ids, created = self._resolved(change, error), None
        self._unsent_since = None
        step = self._sent[change.option] = Step(change, STARTED, job_ids)
        self.record.steps = [step if each.change.option == change.option else each for each in self.record.steps]
        self.record.job_ids = job_ids
        if created is not None and self._id is None:
            self._id = created.id
            self.record.instance = created
        if waits:
            self._await_jobs(job_ids, must_complete=True)
            self._carried_out[change.option] = self._clock()
            self._waiting = _Waiting(change.option, self._clock())

    def _resolved(self, change: Change, error: GaussDBError) -> list[str]:
        """The jobs of a request whose response was lost, once it shows that it was carried out.

        Raises:
            GaussDBError: it does not show; the error is in doubt
        """
        self._report(f"no usable response, checking whether the request was carried out: {error}")
        begin = self._clock()
        while True:
            try:
                jobs = self._evidence(change)
                if jobs is not None:
                    return jobs
                waited = self._clock() - begin
                if waited < VISIBLE_WITHIN:
                    self._pause(growing_pause(waited))
                    continue
                seen = f"no effect of it was visible within {span(waited)}"
            except GaussDBError as other:
                seen = f"checking for its effect failed: {other}"
            raise error.with_message(
                f"It is unknown whether the request to {change.title} was carried out: {clause(str(error))}, and"
                f" {clause(seen)}. It was not sent again. Run the task again later; it checks before it sends anything."
            )

    def _evidence(self, change: Change) -> list[str] | None:
        """The jobs of a request that shows to have been carried out, None if nothing of it shows."""
        instance = self._patiently(self._found)
        if instance is None:
            if not self._desired.is_present:
                return []
            return self._patiently(lambda: self._service.creations_of(self._desired.name or "")) or None
        self._id = instance.id
        jobs = self._patiently(lambda: self._service.jobs_of(instance.id))
        if jobs or not (instance.is_ready or instance.has_failed):
            return jobs
        is_creation = change.option == STATE and self._desired.is_present
        return [] if is_creation or change.option not in {left.option for left in self._changes(instance)} else None

    # Waiting

    def _await_jobs(self, job_ids: Sequence[str], must_complete: bool) -> None:
        """Follow jobs to their ends."""
        if not job_ids:
            return
        error = self._follow(job_ids, max(0.0, self._deadline - self._clock()))
        if isinstance(error, TimedOutError):
            # That says how long it was followed, which is less than the user's timeout, and how to follow it further,
            # which is not all that is left to do.
            self._obstacle = f"waiting for {'job' if len(job_ids) == 1 else 'jobs'} {', '.join(job_ids)}"
            raise TimedOutError(self._timed_out())
        # A job that is not visible is not a failure: the instance itself shows what becomes of it.
        ignored = (JobNotFoundError,) if must_complete else (JobNotFoundError, JobFailedError)
        if error is not None and not isinstance(error, ignored):
            raise error
        if not must_complete:
            # A list may go on showing a job that has ended.
            self._pause(SHORTEST)

    def _await_status(self, instance: Instance) -> None:
        status = instance.status or "no status"
        if instance.lacks_details and status == READY:
            goal = f"listed as {status}, but the API does not find its details, waiting for them"
        else:
            goal = f"{status}, waiting for {READY}"
        self._wait_for(goal if self._desired.is_present else f"{goal}, or for it to leave the list of instances")

    def _await_listing(self, since: float) -> None:
        """Wait until an instance appears that others have created. To create it now would make a second one."""
        if self._clock() - since >= VISIBLE_WITHIN:
            raise BadResponseError(
                f"A job that creates {self._desired.title} has ended, but {span(VISIBLE_WITHIN)} after that, the API"
                " does not list the instance. Check it in the console, and run the task again."
            )
        self._wait_for("created by another run, waiting for it to appear in the list of instances")

    def _await_effect(self, step: Step) -> None:
        """Wait until the API shows what a request has brought about."""
        change = step.change
        if not self._desired.is_present:
            self._wait_for("waiting for it to leave the list of instances")
            return
        if self._waiting.what == change.option and self._clock() - self._waiting.since >= VISIBLE_WITHIN:
            raise BadResponseError(
                f"The API accepted the request to {change.title}, but {span(VISIBLE_WITHIN)} after that,"
                f" {change.option} is still {change.before}. Check the instance in the console, and run the task again."
            )
        where = "in the list of instances" if change.option == STATE else f"with {change.option} {change.after}"
        self._wait_for(f"waiting for it to appear {where}", change.option)

    def _wait_for(self, line: str, what: str | None = None) -> None:
        """Pause, for the longer the longer it has been waiting for the same, and report for what."""
        now = self._clock()
        what = line if what is None else what
        if self._waiting.what != what:
            self._waiting = _Waiting(what, now)
        self._report_if_new(line, line)
        self._pause(growing_pause(now - self._waiting.since))

    def _report_if_new(self, line: str, topic: str) -> None:
        """Report a line if it is on another topic than the last one, or if nothing was reported for a while."""
        now = self._clock()
        if topic != self._reported[0] or now >= self._reported[1] + _HEARTBEAT:
            self._reported = (topic, now)
            self._report(line)
        self._obstacle = line

    def _pause(self, seconds: float) -> None:
        left = self._deadline - self._clock()
        if left <= 0:
            raise TimedOutError(self._timed_out())
        self._sleep(min(seconds, left))

    # Saying

    def _not_found(self) -> str:
        desired = self._desired
        if desired.instance_id is not None and not self.record.before:
            return (
                f"instance_id: the {desired.engine.title} API knows no instance {desired.instance_id}. Check ID,"
                " engine, project and region; to create an instance, leave instance_id out."
            )
        again = "leave instance_id out" if desired.instance_id is not None else "run the task again"
        return (
            f"Instance {desired.title} ({self._id}) was deleted while this task was changing it. To create another one,"
            f" {again}."
        )

    def _timed_out(self) -> str:
        done = sum(1 for step in self.record.steps if step.state == DONE)
        steps = f"{done} of {len(self.record.steps)} steps done" if self.record.steps else "no step of its own"
        last = f"; last: {clause(self._obstacle)}" if self._obstacle else ""
        state = "ready" if self._desired.is_present else "gone"
        return (
            f"{self._desired.title} was not {state} within {self._patience.timeout:.0f} s: {steps}{last}. What is under"
            " way continues; to resume, run the task again."
        )


@dataclass(frozen=True)
class _Waiting:
    """What is being waited for, and since when."""

    what: str
    since: float


def _takes(instance: Instance | None, changes: Sequence[Change]) -> bool:
    """Whether an instance in this status takes the next change."""
    if not changes:
        return False
    if instance is None or instance.is_ready:
        return True
    if changes[0].option == STATE:
        return instance.has_failed
    # Room is what such an instance lacks.
    return instance.status == STORAGE_FULL and changes[0].option == "volume_size"


def _failed(instance: Instance, desired: Desired) -> str:
    name = f"{instance.name} ({instance.id})" if instance.name else instance.id
    cure = "Find out why in the console. To recreate it, delete it first, with state: absent"
    if instance.status == STORAGE_FULL:
        cure = "Free space" if desired.engine is TAURUSDB else "Free space, or raise volume_size"
    return f"Instance {name} has the status {instance.status}, which it does not leave by itself. {cure}."
