# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task of either engine, in one shape.

Source: "Obtaining Task Information" of the GaussDB reference, "Obtaining Information About a Task with a Specified ID"
of the TaurusDB reference, and GaussDB's task list, which names the fields differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .._errors import ConfigurationError
from .._support.text import shortened
from .._support.times import parse_time

COMPLETED = "Completed"
FAILURES = ("Failed", "Canceled")
# What the references and newer editions of them name; any other status is waited for as well.
KNOWN_STATUSES = (COMPLETED, *FAILURES, "Running", "Pending", "Unauthorized")

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,127}", re.ASCII)
# "None" is what templates make of a null.
_NOTHING = ("", "None")
_PERCENT = re.compile(r"\s*(\d{1,3})(?:\.\d+)?\s*%?\s*", re.ASCII)

# The field of each page, then the name that GaussDB's task list has for it.
_NAMES = {
    "id": ("id", "job_id"),
    "created": ("created", "created_at"),
    "ended": ("ended", "ended_at"),
    "progress": ("progress", "process"),
    "instance": ("instance", "instance_info"),
}
_INSTANCE_NAMES = {"id": ("id", "instance_id"), "name": ("name", "instance_name")}
_PLAIN = ("name", "status", "entities", "fail_reason")
_OURS = ("engine", "duration")


@dataclass(frozen=True)
class Job:
    """One task, as it was at the last look.

    Attributes:
        id: as it was asked for
        engine: ``gaussdb`` or ``taurusdb``
        name: kind of task, ``CreateGaussDBV5Instance`` for instance
        status: as the API wrote it
        created, ended: as the API wrote them, None when empty
        duration: whole seconds between the two, None until both are known
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
        return int((ended - created).total_seconds()) if created and ended else None

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
        """What people know it by: the instance's name if there is one, and the kind of task."""
        return " ".join(str(part) for part in (self.instance.get("name"), self.name) if part) or self.id

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
            "duration": self.duration,
            "progress": self.progress,
            "instance": dict(self.instance),
            "entities": dict(self.entities),
            "fail_reason": self.fail_reason,
        }

    @classmethod
    def from_api(cls, engine: str, raw: Mapping[str, Any], job_id: str | None = None) -> Job:
        """A job from an entry of either look-up or of the task list. What is missing or of a wrong type counts as
        unknown.

        Args:
            job_id: the ID that was asked for; the entry's own if left out
        """
        instance = _first(raw, _NAMES["instance"])
        instance = instance if isinstance(instance, Mapping) else {}
        entities = raw.get("entities")
        status = _text(raw.get("status"))
        consumed = {name for names in _NAMES.values() for name in names} | {*_PLAIN, *_OURS}
        return cls(
            id=job_id or _text(_first(raw, _NAMES["id"])) or "",
            engine=engine,
            name=_text(raw.get("name")),
            status=status,
            created=_text(_first(raw, _NAMES["created"])),
            ended=_text(_first(raw, _NAMES["ended"])),
            progress=100 if status == COMPLETED else _percent(_first(raw, _NAMES["progress"])),
            instance={
                **{
                    key: value
                    for key, value in instance.items()
                    if not any(key in names for names in _INSTANCE_NAMES.values())
                },
                **{key: _text(_first(instance, names)) for key, names in _INSTANCE_NAMES.items()},
            },
            entities=entities if isinstance(entities, Mapping) else {},
            fail_reason=_text(raw.get("fail_reason")),
            extra={key: value for key, value in raw.items() if key not in consumed},
        )


def parse_job_ids(value: Iterable[Any] | None) -> list[str]:
    """The distinct IDs in ``value``, in order; each element may hold several, separated by commas.

    Raises:
        ConfigurationError: an element that no task has for an ID, or null in place of a list, which is likelier a lost
            ID than no work
    """
    if value is None:
        raise ConfigurationError(
            "job_id: it is null. Give the ID of a task, or an empty list if there is nothing to look at."
        )
    ids: dict[str, None] = {}
    for element in value:
        for part in str(element).split(","):
            job_id = part.strip()
            if job_id in _NOTHING:
                raise ConfigurationError(
                    "job_id: an ID is empty. Was the task that started the job skipped, or did its answer hold no"
                    " job_id? Give an empty list if there is nothing to look at."
                )
            if not _ID.fullmatch(job_id):
                raise ConfigurationError(
                    f"job_id: {shortened(job_id, 60)!r} is not the ID of a task: those consist of letters, digits,"
                    " dots, dashes and underscores. Was a template left unresolved, or a whole answer given instead of"
                    " its job_id?"
                )
            ids[job_id] = None
    return list(ids)


def same_id(one: Any, other: str) -> bool:
    """Whether two IDs mean one job: the services write them with and without dashes."""
    return str(one).replace("-", "").lower() == other.replace("-", "").lower()


def _first(raw: Mapping[str, Any], names: Iterable[str]) -> Any:
    """The first value under any of the names that is not empty."""
    return next((raw[name] for name in names if raw.get(name) not in (None, "")), None)


def _text(value: Any) -> str | None:
    """Text as it is, numbers as text; None for whatever is empty or is neither."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or value == "":
        return None
    return str(value)


def _percent(value: Any) -> int | None:
    match = _PERCENT.fullmatch(str(value))
    return int(match.group(1)) if match and int(match.group(1)) <= 100 else None
