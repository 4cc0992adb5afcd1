# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what a run has seen and done to what a playbook gets. No secret is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._engines import GAUSSDB
from .._support.redaction import sounds_secret
from .changes import Change
from .desired import Desired
from .instance import Instance
from .provisioning import PLANNED, STATE, Record


def build_result(record: Record, desired: Desired, check_mode: bool) -> dict[str, Any]:
    """The documented values, except those of jobs."""
    steps = record.steps
    result: dict[str, Any] = {
        "changed": bool(steps) if check_mode else record.has_changed,
        "instance": None if record.instance is None else record.instance.as_dict(),
        "changes": [{**_shown(step.change), "state": step.state, "job_ids": step.job_ids} for step in steps],
        "diff": _diff(record, desired, check_mode),
    }
    if record.warnings:
        result["warnings"] = record.warnings
    return result


def _shown(change: Change) -> dict[str, Any]:
    return {
        "option": change.option,
        "title": change.title,
        "before": change.before,
        "after": change.after,
        "request": {"method": change.method, "path": change.path, "body": _without_secrets(change.body)},
    }


def _diff(record: Record, desired: Desired, check_mode: bool) -> dict[str, Any]:
    title = f"{desired.engine.title} instance {desired.title}"
    before = _view(record.before)
    after = dict(before)
    for step in record.steps:
        if step.state == PLANNED and not check_mode:
            continue
        change = step.change
        if change.option != STATE:
            after[change.option] = change.after
        elif change.after == "absent":
            after = {}
        else:
            after = _without_secrets(change.body)
    return {"before": before, "after": after, "before_header": title, "after_header": title}


def _view(instance: Instance | None) -> dict[str, Any]:
    """An instance in the words of the options."""
    if instance is None:
        return {}
    view = {
        "name": instance.name,
        "flavor": instance.flavor,
        "volume_size": instance.volume_size if instance.engine == GAUSSDB.name else None,
        "replicas": instance.replicas,
        "port": instance.port,
    }
    return {key: value for key, value in view.items() if value is not None}


def _without_secrets(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _shown_value(value) for key, value in body.items() if not sounds_secret(key)}


def _shown_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _without_secrets(value)
    return [_shown_value(element) for element in value] if isinstance(value, (list, tuple)) else value
