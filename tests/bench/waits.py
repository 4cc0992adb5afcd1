# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waits for running jobs, side by side with what people do without this collection."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from .arena import DEFAULT_POLL, RARE_POLL, Arena, Run, yaml_lines
from .findings import Findings, Table, Target, beside

_HEADS = (
    "way",
    "wall time, s",
    "after the end, s",
    "requests",
    "sign-ins",
    "connections",
    "CPU, s",
    "memory, MB",
    "lines of YAML",
)
_NOTE = (
    "In parentheses: how many times as much as with wait_for. After the end: from the last job's end to the task's, in"
    " one run; with a fixed pause it is anything up to that pause and the time that a poll takes."
)

_LATE = 2.0  # seconds


@dataclass(frozen=True)
class _Wait:
    """A wait that was measured: the playbook, its run, and seconds from the last job's end to the task's."""

    playbook: str
    run: Run
    late: float


def one_job(arena: Arena) -> Findings:
    """One job of 30 s that reports linear progress."""
    ways = {
        "wait_for": "wait_for",
        "uri + until, delay 5": "uri_until",
        "script, async + async_status": "script_async",
        "gaussdb_job_info + until, delay 5": "job_info_until",
    }
    waits = {title: _waited(arena, playbook, [30.0]) for title, playbook in ways.items()}
    return Findings([_table("One job of 30 s", waits)])


def twenty_jobs(arena: Arena) -> Findings:
    """Twenty jobs of 30 to 60 s."""
    draw = random.Random(20)
    durations = [*(draw.uniform(30, 60) for _turn in range(19)), 60.0]
    ours, loop, hosts = "one wait_for", "uri + until in a loop", "uri + until, 20 hosts in forks"
    waits = {
        ours: _waited(arena, "wait_for", durations),
        loop: _waited(arena, "uri_until_loop", durations),
        hosts: _waited(arena, "uri_until_hosts", durations),
    }
    rare = {
        ours: _waited(arena, "wait_for", durations, RARE_POLL),
        loop: _waited(arena, "uri_until_loop", durations, RARE_POLL),
    }
    ratio, default_ratio = (run[loop].run.usage.cpu / run[ours].run.usage.cpu for run in (rare, waits))
    late = waits[ours].late
    requests, theirs = waits[ours].run.requests, waits[hosts].run.requests
    title = "Twenty jobs of 30 to 60 s"
    tables = [_table(title, waits), _table(f"{title}, internal_poll_interval {RARE_POLL}", rare)]
    targets = [
        Target(
            f"CPU of a wait for 20 jobs, compared with a loop of uri + until, internal_poll_interval {RARE_POLL}",
            "5 times less",
            f"{ratio:.1f} times less; {default_ratio:.1f} times with ansible-core's default of {DEFAULT_POLL}",
            ratio >= 5,
        ),
        Target(
            "requests of that wait, compared with uri + until on 20 hosts in forks, delay 5",
            "no more",
            f"{requests} compared with {theirs}, confirmations included",
            requests <= theirs,
        ),
        Target(
            "end of that task after the last job's",
            f"at most {_LATE:.0f} s",
            f"{late:.1f} s; {rare[ours].late:.1f} s with internal_poll_interval {RARE_POLL}",
            late <= _LATE,
        ),
    ]
    figures = [
        {
            "way": way,
            "requests": wait.run.requests,
            "cpu": round(wait.run.usage.cpu, 2),
            "memory": round(wait.run.usage.memory / 1e6),
        }
        for way, wait in waits.items()
    ]
    return Findings(tables, targets, {"twenty_jobs": figures})


def _waited(arena: Arena, playbook: str, durations: Sequence[float], poll: float = DEFAULT_POLL) -> _Wait:
    arena.simulator.reset()
    job_ids = arena.add_jobs([{"duration": duration} for duration in durations])
    options = (
        [f"--inventory={arena.inventory(job_ids)}", f"--forks={len(job_ids)}"] if playbook.endswith("_hosts") else []
    )
    run = arena.play(playbook, *options, job_ids=job_ids, poll=poll)
    return _Wait(playbook, run, run.ended - max(arena.ends(job_ids).values()))


def _table(title: str, waits: dict[str, _Wait]) -> Table:
    ours = next(iter(waits.values())).run
    rows = [
        (
            title,
            beside(wait.run.usage.wall, ours.usage.wall),
            f"{wait.late:.1f}",
            beside(wait.run.requests, ours.requests, 0),
            str(wait.run.sign_ins),
            str(wait.run.connections),
            beside(wait.run.usage.cpu, ours.usage.cpu, 2),
            beside(wait.run.usage.memory / 1e6, ours.usage.memory / 1e6, 0),
            str(yaml_lines(wait.playbook)),
        )
        for title, wait in waits.items()
    ]
    return Table(title, _HEADS, rows, _NOTE)
