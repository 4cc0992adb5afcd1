# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long a soak is, and which faults it meets."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OUTCOMES = ("Completed", "Completed", "Completed", "Failed", "Canceled")
SHAPES = ("none", "linear", "steps", "fast", "slow", "stuck", "backwards", "random")

TOKEN_LIFETIME = 15.0
"""Seconds, so that the sign-in is renewed time and again."""

API_TIMEOUT = 2
"""Seconds that a poll may take, so that responses which never come cost little time."""

SHARE = 1 / 3
"""Of the responses that are faulty."""

GAPS = 0.1
"""Of the records of the job list that a page leaves out. Its order is another one for each page, too."""

_SERVER_FAILURE = {"error_code": "DBS.108000", "error_msg": "Server failure."}
_THROTTLED = {"error_code": "APIGW.0308", "error_msg": "The throttling threshold has been reached."}

FAULTS: Mapping[str, Mapping[str, Any]] = {
    "500, JSON": {"kind": "response", "status": 500, "body": _SERVER_FAILURE},
    "502, HTML": {"kind": "html", "status": 502},
    "503, JSON": {"kind": "response", "status": 503, "body": _SERVER_FAILURE},
    "504, HTML": {"kind": "html", "status": 504},
    "404, HTML": {"kind": "html", "status": 404},
    "200, HTML": {"kind": "html", "status": 200},
    "429": {"kind": "response", "status": 429, "body": _THROTTLED},
    "429, Retry-After": {"kind": "response", "status": 429, "body": _THROTTLED, "headers": {"Retry-After": "1"}},
    "no JSON": {"kind": "response", "body": '{"job": {"id": '},
    "JSON of another shape": {"kind": "response", "body": []},
    "no body": {"kind": "response", "body": ""},
    "another job": {"kind": "response", "body": {"job": {"id": "another", "status": "Completed"}}},
    "reset": {"kind": "reset"},
    "no response": {"kind": "drop"},
    "half a response": {"kind": "truncate"},
    "a byte at a time": {"kind": "drip_body"},
    "silence": {"kind": "hang"},
    "late": {"kind": "delay", "pause": 0.5},
    "gone for a moment": {"kind": "refuse", "seconds": 0.2, "times": 1_000_000},
}
"""What becomes of a response. ``late`` alone is a right one."""


@dataclass(frozen=True)
class Plan:
    """A soak.

    Attributes:
        jobs: how many
        waits: among how many they are divided; all wait at once, each with a sign-in of its own
        clock: of the jobs: seconds, or polls for a soak that is the same on every machine
        longest: what the longest job takes on that clock
        latest: when the last job becomes visible on that clock
        polls: how many it must come to at the least
    """

    jobs: int
    waits: int
    clock: str
    longest: int
    latest: int
    polls: int


LONG = Plan(jobs=200, waits=8, clock="seconds", longest=480, latest=5, polls=3_000)
SHORT = Plan(jobs=40, waits=4, clock="polls", longest=8, latest=2, polls=40)


def random_courses(plan: Plan, draw: random.Random) -> list[dict[str, Any]]:
    """A course for each job. Most become visible late, and all end."""
    return [
        {
            "clock": plan.clock,
            "duration": draw.randint(plan.longest // 3 + 1, plan.longest),
            "progress": draw.choice(SHAPES),
            "outcome": draw.choice(OUTCOMES),
            "visible_after": draw.randint(0, plan.latest),
        }
        for _turn in range(plan.jobs)
    ]


def evenly_spread(draw: random.Random) -> dict[str, dict[str, Any]]:
    """All faults by name, in a random order, each as likely as the others, together for the share of the responses."""
    names = draw.sample(list(FAULTS), len(FAULTS))
    each = SHARE / len(names)
    # A fault sees only those responses that the ones before it have left alone.
    return {
        name: {**FAULTS[name], "service": "gaussdb", "probability": each / (1 - number * each)}
        for number, name in enumerate(names)
    }
