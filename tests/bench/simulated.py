# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adaptive polls on simulated courses, in simulated time, beside a poll every five seconds."""

from __future__ import annotations

from typing import Any

from . import courses
from .findings import Findings, Table, Target

# The reference's own example of a creation.
_USUAL = 2880

# The shapes in the plots, and whether they show progress.
_DRAWN = {"linear": True, "no progress": False}

_TRUSTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
_JUMPS = (60, 300, 1200)

# The fewest times that polls must be rarer than every five seconds, for an end that is found as soon.
_FEWER = {"linear": 5, "steps of ten": 3}


def simulated_courses(phases: int = courses.PHASES) -> Findings:
    """Courses of every kind and duration, then what trusting progress less or more would change.

    Args:
        phases: how many courses of each kind and duration
    """
    both = {
        (shape, duration): (courses.adaptive(shape, duration, phases), courses.fixed(shape, duration, phases))
        for shape in courses.SHAPES
        for duration in courses.DURATIONS
    }
    figures = {"simulated_time": _figures(both)}
    return Findings([_courses(both, phases), _trade_off(phases)], _targets(both), figures)


_Both = dict[tuple[str, int], tuple[courses.Summary, courses.Summary]]


def _courses(both: _Both, phases: int) -> Table:
    heads = (
        "course",
        "duration, s",
        "polls",
        "at 5 s",
        "fewer",
        "median delay, s",
        "at 5 s",
        "longest, s",
        "promise, s",
    )
    rows = [
        (
            shape,
            f"{duration}",
            f"{ours.polls:.1f}",
            f"{theirs.polls:.1f}",
            f"{theirs.polls / ours.polls:.1f}x",
            f"{ours.median:.1f}",
            f"{theirs.median:.1f}",
            f"{ours.worst:.1f}",
            f"{courses.promise(duration):.1f}",
        )
        for (shape, duration), (ours, theirs) in both.items()
    ]
    return Table(
        "Adaptive polls in simulated time",
        heads,
        rows,
        f"{phases} courses of each kind and duration, started at random.",
    )


def _figures(both: _Both) -> list[dict[str, Any]]:
    return [
        {
            "progress": has_progress,
            "duration": duration,
            "wait_for": {
                "requests": round(ours.polls, 1),
                "median_delay": round(ours.median, 1),
                "longest_delay": round(ours.worst, 1),
            },
            "every_5_s": {"requests": round(theirs.polls, 1), "median_delay": round(theirs.median, 1)},
        }
        for chosen, has_progress in _DRAWN.items()
        for (shape, duration), (ours, theirs) in both.items()
        if shape == chosen
    ]


def _trade_off(phases: int) -> Table:
    theirs = courses.fixed("linear", _USUAL, phases).polls
    heads = (
        "trust",
        f"fewer polls, linear, {_USUAL} s",
        *(f"longest delay, jump, {duration} s" for duration in _JUMPS),
    )
    rows = [
        (
            f"{trust:.2f}",
            f"{theirs / courses.adaptive('linear', _USUAL, phases, trust).polls:.2f}x",
            *(f"{courses.adaptive('jump', duration, phases, trust).worst:.1f} s" for duration in _JUMPS),
        )
        for trust in _TRUSTS
    ]
    note = (
        "Trust: the part of the time watched so far for which a job may be left alone. Longest delay: of detection."
        " Jump: progress that promises an end far away, then a sudden end."
    )
    return Table("What trust in progress buys, and what it costs", heads, rows, note)


def _targets(both: _Both) -> list[Target]:
    targets = []
    for shape, fewer in _FEWER.items():
        ours, theirs = both[shape, _USUAL]
        ratio = theirs.polls / ours.polls
        targets.append(
            Target(
                f"one job of {_USUAL // 60} min, progress {shape}, in simulated time: compared with a poll every 5 s",
                f"{fewer} times fewer, median delay no worse",
                f"{ratio:.1f} times fewer, {ours.median:.1f} s compared with {theirs.median:.1f} s",
                ratio >= fewer and ours.median <= theirs.median,
            )
        )
    late = [
        f"{shape} {duration} s"
        for (shape, duration), (ours, _theirs) in both.items()
        if ours.worst > courses.promise(duration)
    ]
    longest = max(ours.worst for ours, _theirs in both.values())
    targets.append(
        Target(
            "any course, in simulated time: delay of detection",
            "at most 2 s or 5 % of the duration, never over 30 s",
            f"at most {longest:.1f} s; {'above 5 % for ' + ', '.join(late) if late else 'never above 5 %'}",
            not late,
        )
    )
    return targets
