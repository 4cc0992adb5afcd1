# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests that a schedule asks for. Every driver sends them through this one function."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...module_utils._jobs.jobs import Filters, Jobs, Page, Snapshot
from ...module_utils._jobs.refs import JobRef
from .listing import PageRef

Request = Callable[["JobRef | PageRef", float], "Snapshot | Page"]


def requests_to(jobs: Mapping[str, Jobs]) -> Request:
    """What sends the request for a key of a :class:`Poll`, within a timeout in seconds.

    Args:
        jobs: the API of each engine that is watched, by the engine's name
    """

    def send(key: JobRef | PageRef, timeout: float) -> Snapshot | Page:
        api = jobs[key.engine]
        if isinstance(key, PageRef):
            return api.page(Filters(name=key.name, start=key.start, end=key.end), key.offset, timeout)
        return api.get(key.id, timeout)

    return send
