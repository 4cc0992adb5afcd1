# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible_collections.otc.gaussdb.tests.simulator.courses import parse_course
from ansible_collections.otc.gaussdb.tests.simulator.jobs import (
    GAUSSDB,
    MONTH,
    TAURUSDB,
    Instance,
    Job,
    Jobs,
    new_instance_id,
    stamp,
)

INSTANCE = Instance("i-1", "orders")


def a_job(job_id: str = "j-1", started: float = 1000.0, project_id: str | None = None, **course: Any) -> Job:
    return Job(
        job_id, GAUSSDB, "CreateGaussDBV5Instance", INSTANCE, started, parse_course(course), project_id=project_id
    )


def test_times_are_written_as_on_the_pages() -> None:
    assert stamp(1626052924.9, 8) == "2021-07-12T09:22:04+0800"
    assert stamp(1533573674, 0) == "2018-08-06T16:41:14+0000"


def test_a_job_that_is_older_than_the_world_was_created_before_it() -> None:
    job = a_job(age=300, duration=400)
    assert (job.created, job.ends) == (700, 1100)
    assert job.state(1000).percent == 75


def test_a_job_is_visible_after_a_moment_and_until_it_is_gone() -> None:
    job = a_job(visible_after=3, gone_after=60)
    assert [job.is_visible(now, "p") for now in (1000, 1003, 1059, 1060)] == [False, True, True, False]


def test_a_job_is_forgotten_after_a_month() -> None:
    job = a_job(duration=10)
    assert job.is_visible(1000 + MONTH - 1, "p")
    assert not job.is_visible(1000 + MONTH, "p")


def test_a_job_belongs_to_its_project_or_to_all() -> None:
    assert a_job(project_id="p").is_visible(1000, "p")
    assert not a_job(project_id="p").is_visible(1000, "q")
    assert a_job().is_visible(1000, "q")


def test_an_engine_does_not_know_the_jobs_of_the_other() -> None:
    jobs = Jobs()
    jobs.add(a_job())
    assert jobs.find(GAUSSDB, "j-1", 1000, "p") == a_job()
    assert jobs.find(TAURUSDB, "j-1", 1000, "p") is None


def test_an_instance_is_busy_while_a_job_works_on_it_even_one_that_is_not_visible_yet() -> None:
    jobs = Jobs()
    jobs.add(a_job(duration=10, visible_after=5))
    assert jobs.working_on(GAUSSDB, "i-1", 1001) is not None
    assert jobs.working_on(GAUSSDB, "i-1", 1010) is None
    assert jobs.working_on(GAUSSDB, "i-2", 1001) is None
    assert jobs.working_on(TAURUSDB, "i-1", 1001) is None


def test_an_instance_has_the_name_it_was_last_known_by() -> None:
    jobs = Jobs()
    jobs.add(a_job())
    assert jobs.name_of(GAUSSDB, "i-1") == "orders"
    assert jobs.name_of(GAUSSDB, "i-2") == "i-2"


def test_new_instances_have_ids_as_on_the_pages() -> None:
    assert len(new_instance_id(GAUSSDB)) == len("b34f8c791f2643578510c093aa2351a8in14")
    assert new_instance_id(TAURUSDB).endswith("in07")


def polled(jobs: Jobs, times: int) -> list[tuple[str, int | None] | None]:
    """Status and progress as so many look-ups find them; None is not found. No time passes."""
    found = [jobs.poll(GAUSSDB, "j-1", 1000, "p") for _turn in range(times)]
    return [None if job is None else (job.state(1000).status, job.state(1000).percent) for job in found]


def test_a_job_can_live_by_polls() -> None:
    jobs = Jobs()
    jobs.add(a_job(clock="polls", visible_after=1, duration=4, gone_after=6))
    assert polled(jobs, 7) == [
        None,
        ("Running", 25),
        ("Running", 50),
        ("Running", 75),
        ("Completed", None),
        ("Completed", None),
        None,
    ]


def test_a_poll_is_the_moment_at_which_such_a_job_moves() -> None:
    jobs = Jobs()
    jobs.add(a_job(clock="polls", duration=2, age=300))
    for now in (1010, 1020, 1030):
        jobs.poll(GAUSSDB, "j-1", now, "p")
    (job,) = jobs
    assert (job.created, job.state(1040).since, job.ends) == (700, 1020, 1020)


def test_a_script_can_be_written_by_polls() -> None:
    jobs = Jobs()
    jobs.add(a_job(clock="polls", script=[{"at": 1, "status": "Pending"}, {"at": 2, "status": "Failed"}]))
    assert polled(jobs, 3) == [("Running", 0), ("Pending", None), ("Failed", None)]


def test_what_is_not_a_poll_does_not_move_a_job() -> None:
    jobs = Jobs()
    jobs.add(a_job(clock="polls"))
    for _turn in range(3):
        assert jobs.find(GAUSSDB, "j-1", 1000, "p") is not None
        assert jobs.working_on(GAUSSDB, "i-1", 1000) is not None
        assert len(jobs.visible(GAUSSDB, 1000, "p")) == 1
    assert polled(jobs, 2) == [("Running", 0), ("Completed", None)]


def test_a_list_is_a_poll_of_all_jobs_also_of_those_that_are_not_visible_yet() -> None:
    jobs = Jobs()
    jobs.add(a_job(clock="polls", visible_after=1, duration=2))
    assert [[job.state(1000).status for job in jobs.poll_all(GAUSSDB, 1000, "p")] for _turn in range(3)] == [
        [],
        ["Running"],
        ["Completed"],
    ]


def test_a_poll_leaves_the_order_of_jobs_alone() -> None:
    jobs = Jobs()
    for job_id in ("j-1", "j-2"):
        jobs.add(a_job(job_id, clock="polls"))
    jobs.poll(GAUSSDB, "j-1", 1000, "p")
    assert [job.id for job in jobs] == ["j-1", "j-2"]


def test_a_change_holds_until_the_next() -> None:
    jobs = Jobs()
    jobs.add(a_job(held=True))
    for now, fields in ((1010, {"percent": 40}), (1020, {"status": "Failed", "fail_reason": "no more disks"})):
        (job,) = jobs
        jobs.change(job, fields, now)
    (job,) = jobs
    assert [job.state(now).percent for now in (1005, 1010)] == [8, 40]
    state = job.state(1030)
    assert (state.status, state.since, state.percent) == ("Failed", 1020, None)
    assert state.fields == {"fail_reason": "no more disks"}
    assert job.ends == 1020
