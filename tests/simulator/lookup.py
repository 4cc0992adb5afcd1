# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking up one job, which both engines do alike."""

from __future__ import annotations

from .jobs import Job
from .responses import ServiceError, parameter_error
from .world import World


def poll_job(world: World, engine: str, job_id: str | None, project_id: str) -> Job:
    """The job with that ID, as this poll finds it; raises ServiceError if there is none, or none yet, or no ID."""
    if job_id is None or not job_id.strip():
        raise parameter_error()
    return _known(world.jobs.poll(engine, job_id, world.clock(), project_id))


def find_job(world: World, engine: str, job_id: str, project_id: str) -> Job:
    """The same for a request that is not a poll."""
    return _known(world.jobs.find(engine, job_id, world.clock(), project_id))


def _known(job: Job | None) -> Job:
    if job is None:
        raise ServiceError(400, "DBS.200543", "The job does not exist.")
    return job
