# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The database instances: which exist, and what is known of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .jobs import Jobs

Facts = Mapping[str, Any]

FORM = re.compile(r"[0-9a-f]{32}in[0-9]{2}")


@dataclass
class _Record:
    """An instance. `changes` come into force when the job with the ID beside each has completed."""

    facts: Facts
    changes: list[tuple[str, Facts | None]] = field(default_factory=list)


class Instances:
    """What became of the instances that the simulator has heard of, by engine and ID."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._records: dict[tuple[str, str], _Record] = {}

    def add(self, engine: str, instance_id: str, facts: Facts) -> None:
        self._records[engine, instance_id] = _Record(facts)

    def change(self, engine: str, instance_id: str, job_id: str, facts: Facts | None) -> None:
        """Note what a job changes in an instance once it has completed; None deletes the instance."""
        record = self._records.setdefault((engine, instance_id), _Record({}))
        record.changes.append((job_id, facts))

    def find(self, engine: str, instance_id: str, now: float, known_only: bool) -> Facts | None:
        """What is known of an instance now; None if it does not exist.

        Unless `known_only`, an ID of which the simulator has not heard stands for an instance of which nothing is known
        if it has the form of the references.
        """
        record = self._records.get((engine, instance_id))
        if record is None:
            is_heard_of = any(job.engine == engine and job.instance.id == instance_id for job in self._jobs)
            return {} if is_heard_of or (FORM.fullmatch(instance_id) and not known_only) else None
        facts: Facts | None = record.facts
        for job_id, change in record.changes:
            if self._jobs.has_completed(engine, job_id, now):
                facts = None if change is None or facts is None else {**facts, **change}
        return facts
