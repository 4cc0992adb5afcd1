# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A job of either engine, in one shape.

Source: "Obtaining Task Information" of the GaussDB reference, "Obtaining Information About a Task with a Specified ID"
of the TaurusDB reference, and GaussDB's job list, which names the fields differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .._support.times import iso_utc, parse_time

COMPLETED = "Completed"
FAILURES = ("Failed", "Canceled")
# What the references and newer editions of them name; with any other status, a job has not ended either.
KNOWN_STATUSES = (COMPLETED, *FAILURES, "Running", "Pending", "Unauthorized")

_PERCENT = re.compile(r"\s*(\d{1,3})(?:\.\d+)?\s*%?\s*", re.ASCII)

# Each of our fields, with the names that the APIs have for it: the look-up's first, then that of GaussDB's job list.
_NAMES = {
    "id": ("id", "job_id"),
    "name": ("name",),
    "status": ("status",),
    "created": ("created", "created_at"),
    "ended": ("ended", "ended_at"),
    "progress": ("progress", "process"),
    "instance": ("instance", "instance_info"),
    "entities": ("entities",),
    "fail_reason": ("fail_reason",),
}
_INSTANCE_NAMES = {"id": ("id", "instance_id"), "name": ("name", "instance_name")}
_CONSUMED = {name for names in _NAMES.values() for name in names} | {"engine", "duration"}

# What identifies a job and its state. It cannot echo a secret, and must stay whole even if it holds one.
VERBATIM = frozenset(
    name
    for names in (*(_NAMES[field] for field in ("id", "status", "created", "ended", "progress")), _INSTANCE_NAMES["id"])
    for name in names
)


@dataclass(frozen=True)
class Job:
    """One job, as it was at the last poll.

    Attributes:
        id: as it was asked for
        engine: ``gaussdb`` or ``taurusdb``
        name: kind of job, ``CreateGaussDBV5Instance`` for instance
        status: as the API wrote it
        created: as the API wrote it, None when empty
        ended: the same, and None until the status is final
        progress: percent, 100 once completed, None when unknown
        instance: ``id``, ``name`` (each may be None), and what else the API says of it
        entities: TaurusDB's details; empty for GaussDB
        fail_reason: None when there is none
        extra: what the API adds that is none of these
    """

    id: str
    engine: str
    name: str | None = None
    status: str | None = None
    created: str | None = None
    ended: str | None = None
    progress: int | None = None
    instance: Mapping[str, Any] = field(default_factory=lambda: {"id": None, "name": None})
    entities: Mapping[str, Any] = field(default_factory=dict)
    fail_reason: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def duration(self) -> int | None:
        """Whole seconds from ``created`` to ``ended``, their offsets respected; None until both are known."""
        created, ended = parse_time(self.created), parse_time(self.ended)
        return max(0, int((ended - created).total_seconds())) if created and ended else None

    @property
    def has_completed(self) -> bool:
        """Whether it is done, and well."""
        return self.status == COMPLETED

    @property
    def has_failed(self) -> bool:
        """Whether it is done, and not well."""
        return self.status in FAILURES

    @property
    def has_ended(self) -> bool:
        """Whether its status is final."""
        return self.has_completed or self.has_failed

    @property
    def title(self) -> str:
        """What people know it by: the instance's name if there is one, and the kind of job."""
        return " ".join(str(part) for part in (self.instance.get("name"), self.name) if part) or self.id

    def is_on(self, instance_id: str) -> bool:
        """Whether it works on that instance, however its ID is written."""
        return same_id(self.instance.get("id"), instance_id)

    def as_dict(self) -> dict[str, Any]:
        """The documented return value."""
        return {
            **self.extra,
            "id": self.id,
            "engine": self.engine,
            "name": self.name,
            "status": self.status,
            "created": self.created,
            "ended": self.ended,
            "created_at": iso_utc(parse_time(self.created)),
            "ended_at": iso_utc(parse_time(self.ended)),
            "duration": self.duration,
            "progress": self.progress,
            "instance": dict(self.instance),
            "entities": dict(self.entities),
            "fail_reason": self.fail_reason,
        }

    @classmethod
    def from_api(cls, engine: str, raw: Mapping[str, Any], job_id: str | None = None) -> Job:
        """A job from an entry of either look-up or of the job list. What is missing or of a wrong type counts as
        unknown.

        Args:
            job_id: the ID that was asked for; the entry's own if left out
        """
        found = {field: _first(raw, names) for field, names in _NAMES.items()}
        instance = found["instance"] if isinstance(found["instance"], Mapping) else {}
        job = cls(
            id=job_id or _text(found["id"]) or "",
            engine=engine,
            name=_text(found["name"]),
            status=_text(found["status"]),
            created=_text(found["created"]),
            ended=_text(found["ended"]),
            progress=_percent(found["progress"]),
            instance={
                **{
                    key: value
                    for key, value in instance.items()
                    if not any(key in names for names in _INSTANCE_NAMES.values())
                },
                **{key: _text(_first(instance, names)) for key, names in _INSTANCE_NAMES.items()},
            },
            entities=found["entities"] if isinstance(found["entities"], Mapping) else {},
            fail_reason=_text(found["fail_reason"]),
            extra={key: value for key, value in raw.items() if key not in _CONSUMED},
        )
        if job.has_completed:
            return replace(job, progress=100)
        # A sibling service fills in the end of a job that is still running.
        return job if job.has_ended else replace(job, ended=None)


def plain_id(written: object) -> str:
    """One form for all ways to write an ID: services write them with and without dashes."""
    return str(written).replace("-", "").lower()


def same_id(one: object, other: object) -> bool:
    """Whether two IDs mean one job or instance."""
    return plain_id(one) == plain_id(other)


def _first(raw: Mapping[str, Any], names: Iterable[str]) -> Any:
    """The first value under any of the names that is not empty."""
    return next((raw[name] for name in names if raw.get(name) not in (None, "")), None)


def _text(value: Any) -> str | None:
    """Text without blanks around it, numbers as text; None for what is blank or is neither."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value).strip() or None


def _percent(value: Any) -> int | None:
    match = _PERCENT.fullmatch(str(value))
    return int(match.group(1)) if match and int(match.group(1)) <= 100 else None
