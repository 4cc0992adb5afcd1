# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the option ``job_id`` holds: which jobs are meant, and of which engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .._engines import ENGINES
from .._errors import ConfigurationError
from .._support.quoting import described, quoted
from .._support.text import is_empty

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)

# What the result of a task has and an element of ``jobs`` has not.
_OF_A_RESULT = ("job_ids", "job_id", "jobs", "results", "changed", "failed", "skipped")


@dataclass(frozen=True)
class JobRef:
    """A job that a task asks for.

    Attributes:
        id: as the user wrote it
        engine: name of the engine whose API knows the job
        is_mapping: whether it was given as a mapping with ``id`` and ``engine``
    """

    id: str
    engine: str
    is_mapping: bool = field(default=False, compare=False)

    def as_given(self) -> str | dict[str, str]:
        """The element of ``job_id`` that stands for this job: its ID, or a mapping if it was given as one."""
        return {"id": self.id, "engine": self.engine} if self.is_mapping else self.id


def parse_job_refs(value: Any, engine: str, *, check_mode: bool = False) -> list[JobRef]:
    """The distinct jobs that ``value`` names, in order.

    Args:
        value: an ID; IDs separated by commas; a mapping with ``id`` and perhaps ``engine``; or a list of all these,
            which may hold further lists
        engine: name of the engine of those that are given without one
        check_mode: whether an empty ID is ignored: the task that would have started the job has not run

    Raises:
        ConfigurationError: an element is empty, or cannot be the ID of a job
    """
    return list(dict.fromkeys(_refs(value, engine, check_mode)))


def _refs(value: Any, engine: str, check_mode: bool) -> Iterator[JobRef]:
    if isinstance(value, (list, tuple)):
        for element in value:
            yield from _refs(element, engine, check_mode)
    elif isinstance(value, Mapping):
        yield from _refs_of_mapping(value, engine, check_mode)
    elif value is None or (isinstance(value, (str, int)) and not isinstance(value, bool)):
        for part in str(value).split(","):
            if not _is_lost(part) or not check_mode:
                yield JobRef(_checked(part.strip()), engine)
    else:
        raise ConfigurationError(f"job_id: expected the ID of a job, got {described(value)}.")


def _refs_of_mapping(value: Mapping[str, Any], engine: str, check_mode: bool) -> Iterator[JobRef]:
    if "id" not in value and any(key in value for key in _OF_A_RESULT):
        if "results" in value:
            fix = "For the result of a loop, pass its .results | map(attribute='job_ids')"
        else:
            fix = "Pass its .job_id instead, or .job_ids if it may have started several jobs"
        raise ConfigurationError(f"job_id: got the whole result of a task. {fix}.")
    if "id" not in value or isinstance(value["id"], (Mapping, list, tuple)):
        raise ConfigurationError(
            "job_id: a mapping was given whose 'id' is not the ID of a job. A mapping needs id, and engine if it is not"
            " that of the task."
        )
    own = value.get("engine", engine)
    if own not in tuple(ENGINES):
        raise ConfigurationError(f"job_id: expected {' or '.join(ENGINES)} as engine, got {quoted(own)}.")
    for ref in _refs(value["id"], own, check_mode):
        yield JobRef(ref.id, own, is_mapping=True)


def _is_lost(job_id: str) -> bool:
    # to_json and jq write a null so.
    return is_empty(job_id) or job_id.strip() == "null"


def _checked(job_id: str) -> str:
    if _is_lost(job_id):
        raise ConfigurationError(
            "job_id: an ID is empty. Was the task that started the job skipped, or did its response have no job_id? If"
            " there are no jobs, pass an empty list."
        )
    if not _ID.fullmatch(job_id):
        template = " It contains '{{': was a template not resolved?" if "{{" in job_id else ""
        raise ConfigurationError(
            f"job_id: expected the ID of a job, got {described(job_id)}. An ID has at most 64 letters, digits,"
            f" dots, dashes and underscores.{template}"
        )
    return job_id
