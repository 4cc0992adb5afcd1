# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws the plots of the performance page from measured.json: python docs/performance/plot.py [--simulate]

Needs matplotlib. With --simulate, the part of measured.json that comes from simulated time is measured anew first; this
takes a minute and needs ansible-core, and ANSIBLE_COLLECTIONS_PATH's folder and tests/ on PYTHONPATH.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import pyplot

HERE = Path(__file__).parent
DATA = HERE / "measured.json"
IMAGES = HERE.parent / "images"

COURSES = {"linear": True, "no progress": False}
DURATIONS = (20, 60, 120, 300, 600, 1200, 2880, 7200, 14400)  # seconds
PHASES = 1000

OURS, UNKNOWN, THEIRS = "#0b5cad", "#1a7f37", "#b42318"

Row = Mapping[str, Any]


def simulate() -> list[Row]:
    """Requests and delays of detection for jobs of each duration, with and without progress."""
    from bench import courses  # here, since plots alone do not need ansible-core

    rows = []
    for shape, has_progress in COURSES.items():
        for duration in DURATIONS:
            ours, fixed = courses.adaptive(shape, duration, PHASES), courses.fixed(shape, duration, PHASES)
            rows.append(
                {
                    "progress": has_progress,
                    "duration": duration,
                    "wait_for": {
                        "requests": round(ours.polls, 1),
                        "median_delay": round(ours.median, 1),
                        "longest_delay": round(ours.worst, 1),
                    },
                    "every_5_s": {"requests": round(fixed.polls, 1), "median_delay": round(fixed.median, 1)},
                }
            )
    return rows


def draw_detection(rows: Sequence[Row], path: Path) -> None:
    """Delay and requests against the age at which a job ends."""
    figure, (delays, requests) = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for has_progress, color, label in ((True, OURS, "progress reported"), (False, UNKNOWN, "no progress reported")):
        chosen = [row for row in rows if row["progress"] is has_progress]
        minutes = [row["duration"] / 60 for row in chosen]
        ours = [row["wait_for"] for row in chosen]
        delays.plot(minutes, [one["median_delay"] for one in ours], "o-", color=color, label=f"wait_for, {label}")
        requests.plot(minutes, [one["requests"] for one in ours], "o-", color=color, label=f"wait_for, {label}")
    fixed = [row for row in rows if row["progress"]]
    minutes = [row["duration"] / 60 for row in fixed]
    style = {"color": THEIRS, "linestyle": "--", "label": "a poll every 5 s"}
    delays.plot(minutes, [row["every_5_s"]["median_delay"] for row in fixed], **style)
    requests.plot(minutes, [row["every_5_s"]["requests"] for row in fixed], **style)
    delays.set(title="Median delay of detection", xlabel="age of the job at its end, minutes", ylabel="seconds", ylim=0)
    requests.set(title="Requests", xlabel="age of the job at its end, minutes", ylabel="requests", yscale="log")
    for axes in (delays, requests):
        axes.set_xscale("log")
        axes.set_xticks([1, 5, 20, 60, 240], labels=["1", "5", "20", "60", "240"])
        axes.grid(alpha=0.3)
    delays.legend(loc="upper left", fontsize="small")
    save(figure, path)


def draw_cost(rows: Sequence[Row], path: Path) -> None:
    """CPU, requests and memory of one wait against the number of jobs."""
    figure, axes = pyplot.subplots(1, 3, figsize=(10, 3.5), layout="constrained")
    jobs = [row["jobs"] for row in rows]
    for one, key, title in zip(
        axes, ("requests", "cpu", "memory"), ("Requests", "CPU, s", "Extra memory, MB"), strict=True
    ):
        one.plot(jobs, [row[key] for row in rows], "o-", color=OURS)
        one.set(title=title, xlabel="jobs", ylim=0, xscale="log")
        one.set_xticks(jobs, labels=[str(number) for number in jobs])
        one.grid(alpha=0.3)
    save(figure, path)


def save(figure: Any, path: Path) -> None:
    """Write the figure, the same bytes for the same data."""
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
    path.write_text("\n".join(line.rstrip() for line in path.read_text().splitlines()) + "\n")


def main() -> None:
    """Draw, perhaps after measuring."""
    parser = argparse.ArgumentParser(description="Draws the plots of the performance page.")
    parser.add_argument("--simulate", action="store_true", help="measure in simulated time first")
    options = parser.parse_args()
    data = json.loads(DATA.read_text())
    if options.simulate:
        data["simulated_time"] = simulate()
        DATA.write_text(json.dumps(data, indent=2) + "\n")
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "otc.gaussdb", "svg.fonttype": "none", "font.size": 9})
    draw_detection(data["simulated_time"], IMAGES / "performance_detection.svg")
    draw_cost(data["number_of_jobs"], IMAGES / "performance_cost.svg")


if __name__ == "__main__":
    main()
