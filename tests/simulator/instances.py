# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The database instances: which exist, what is known of each, and in which status it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .jobs import TAURUSDB, Job, Jobs

Facts = Mapping[str, Any]

FORM = re.compile(r"[0-9a-f]{32}in[0-9]{2}")

ACTIVE = "ACTIVE"
BUILD = "BUILD"
FAILED = "FAILED"
FROZEN = "FROZEN"
STORAGE_FULL = "STORAGE FULL"

# Statuses while a job is at work, by the beginning of its name; the references do not say which job brings which. A
# deletion and a change of the name show in none.
_AT_WORK = {
    "Backup": "BACKING UP",
    "CreateMysqlManualBackup": "BACKING UP",
    "Clone": BUILD,
    "CreateGaussDBV5Instance": BUILD,
    "CreateMysqlInstance": BUILD,
    "Delete": "",
    "GaussDBV5Expand": "EXPANDING",
    "ModifyMysqlPort": "MODIFYING DATABASE PORT",
    "ModifyMysqlInstanceName": "",
    "ModifyGaussDBV5InstanceName": "",
    "Restart": "REBOOTING",
    "Restore": "RESTORING",
    "Switch": "SWITCHOVER",
}
_OTHERWISE_AT_WORK = "MODIFYING"


@dataclass
class _Record:
    """An instance. `changes` come into force when the job with the ID beside each has completed."""

    facts: Facts
    created: float | None = None
    creation: str | None = None
    status: str | None = None
    changes: list[tuple[str, Facts | None]] = field(default_factory=list)
    hidden_lists: int = 0
    lists_since_deletion: int = 0


@dataclass(frozen=True)
class Shown:
    """An instance as the pages show it: what is known of it, its status, and when it was created, in epoch seconds."""

    id: str
    facts: Facts
    status: str
    created: float


class Instances:
    """What became of the instances that the simulator has heard of, by engine and ID."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._records: dict[tuple[str, str], _Record] = {}

    def add(
        self,
        engine: str,
        instance_id: str,
        facts: Facts,
        created: float,
        creation: str | None = None,
        status: str | None = None,
        hidden_lists: int = 0,
    ) -> None:
        """Add an instance, which a job creates or which is there already; the first so many lists do not show it."""
        self._records[engine, instance_id] = _Record(facts, created, creation, status, hidden_lists=hidden_lists)

    def change(self, engine: str, instance_id: str, job_id: str, facts: Facts | None) -> None:
        """Note what a job changes in an instance once it has completed; None deletes the instance."""
        record = self._records.setdefault((engine, instance_id), _Record({}))
        record.changes.append((job_id, facts))

    def set_status(self, engine: str, instance_id: str, status: str | None) -> bool:
        """Force a status on an instance; None is the one that its jobs give it. Whether there is such an instance."""
        record = self._records.get((engine, instance_id))
        if record is not None:
            record.status = status
        return record is not None

    def find(self, engine: str, instance_id: str, now: float, known_only: bool) -> Facts | None:
        """What is known of an instance now; None if it does not exist.

        Unless `known_only`, an ID of which the simulator has not heard stands for an instance of which nothing is known
        if it has the form of the references.
        """
        record = self._records.get((engine, instance_id))
        if record is None:
            is_heard_of = any(job.engine == engine and job.instance.id == instance_id for job in self._jobs)
            return {} if is_heard_of or (FORM.fullmatch(instance_id) and not known_only) else None
        return self._facts(engine, record, now)

    def status(self, engine: str, instance_id: str, now: float) -> str:
        """The status of an instance; of one that nothing is known of, that it is ready."""
        record = self._records.get((engine, instance_id))
        job = self._jobs.working_on(engine, instance_id, now)
        if record is not None and record.status is not None:
            return record.status
        at_work = _status_at_work(job) if job is not None else ""
        if at_work or record is None or record.creation is None:
            return at_work or ACTIVE
        return ACTIVE if self._jobs.has_completed(engine, record.creation, now) else FAILED

    def listed(self, engine: str, now: float, lingering_lists: int) -> list[Shown]:
        """The instances as a list shows them. It counts as a poll of the jobs at work on them.

        Args:
            lingering_lists: in how many lists a deleted instance is still shown
        """
        return list(self._listed(engine, now, lingering_lists))

    def _listed(self, engine: str, now: float, lingering_lists: int) -> Iterator[Shown]:
        for (of_engine, instance_id), record in list(self._records.items()):
            if of_engine != engine or record.created is None:
                continue
            self._count_poll(engine, instance_id, now)
            facts = self._facts(engine, record, now)
            if record.hidden_lists:
                record.hidden_lists -= 1
                continue
            if facts is None:
                record.lists_since_deletion += 1
                if record.lists_since_deletion > lingering_lists:
                    continue
            yield Shown(instance_id, facts or record.facts, self.status(engine, instance_id, now), record.created)

    def detailed(self, engine: str, instance_id: str, now: float) -> Shown | None:
        """An instance as a page of its own shows it; a poll like a list."""
        record = self._records.get((engine, instance_id))
        if record is None or record.created is None or record.hidden_lists:
            return None
        self._count_poll(engine, instance_id, now)
        facts = self._facts(engine, record, now)
        if facts is None:
            return None
        return Shown(instance_id, facts, self.status(engine, instance_id, now), record.created)

    def _count_poll(self, engine: str, instance_id: str, now: float) -> None:
        job = self._jobs.working_on(engine, instance_id, now)
        # GaussDB's jobs have a list of their own, whose polls count.
        if job is not None and engine == TAURUSDB:
            self._jobs.count_poll(job, now)

    def _facts(self, engine: str, record: _Record, now: float) -> Facts | None:
        facts: Facts | None = record.facts
        for job_id, change in record.changes:
            if self._jobs.has_completed(engine, job_id, now):
                facts = None if change is None or facts is None else _changed(facts, change)
        return facts


def _changed(facts: Facts, change: Facts) -> Facts:
    """The facts with others in their place; a dotted key is one within another."""
    result = dict(facts)
    for key, value in change.items():
        outer, _dot, inner = key.partition(".")
        result[outer] = {**result.get(outer, {}), inner: value} if inner else value
    return result


def _status_at_work(job: Job) -> str:
    matching = (beginning for beginning in _AT_WORK if job.name.startswith(beginning))
    longest = max(matching, key=len, default=None)
    return _OTHERWISE_AT_WORK if longest is None else _AT_WORK[longest]
