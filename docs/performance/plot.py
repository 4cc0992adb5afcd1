# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws the plots of the performance page from measured.json, which the benchmark writes: make plots"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import pyplot

HERE = Path(__file__).parent
DATA = HERE / "measured.json"
IMAGES = HERE.parent / "images"

# Without a background, and in colours that can be read on a white page and on a dark one
OURS, UNKNOWN, THEIRS, TEXT = "#2f7fe0", "#2a9d4a", "#e0524a", "#7b7b7b"
STYLE = {
    "axes.edgecolor": TEXT,
    "axes.grid": True,
    "axes.labelcolor": TEXT,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 11,
    "font.size": 10,
    "grid.alpha": 0.3,
    "grid.color": TEXT,
    "legend.framealpha": 0,
    "legend.labelcolor": TEXT,
    "savefig.transparent": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "otc.gaussdb",
    "text.color": TEXT,
    "xtick.color": TEXT,
    "xtick.labelcolor": TEXT,
    "ytick.color": TEXT,
    "ytick.labelcolor": TEXT,
}

Row = Mapping[str, Any]


def draw_by_age(axes: Any, rows: Sequence[Row], key: str) -> None:
    """A figure of detection against the age at which a job ends."""
    with_progress = [row for row in rows if row["progress"]]
    without = [row for row in rows if not row["progress"]]
    for chosen, way, label, line in (
        (with_progress, "wait_for", "progress reported", {"color": OURS, "marker": "o"}),
        (without, "wait_for", "no progress reported", {"color": UNKNOWN, "marker": "o"}),
        (with_progress, "every_5_s", "a poll every 5 s", {"color": THEIRS, "linestyle": "--"}),
    ):
        axes.plot([row["duration"] / 60 for row in chosen], [row[way][key] for row in chosen], label=label, **line)
    axes.set(xlabel="age of the job at its end, minutes", xscale="log")
    axes.set_xticks([1, 5, 20, 60, 240], labels=["1", "5", "20", "60", "240"])
    axes.set_xticks([], minor=True)
    axes.legend(loc="upper left")


def draw_delay(axes: Any, rows: Sequence[Row]) -> None:
    draw_by_age(axes, rows, "median_delay")
    axes.set(title="Median delay of detection", ylabel="seconds", ylim=(0, 22))


def draw_requests(axes: Any, rows: Sequence[Row]) -> None:
    draw_by_age(axes, rows, "requests")
    axes.set(title="Requests", ylabel="requests", yscale="log")


def draw_cost(key: str, title: str) -> Callable[[Any, Sequence[Row]], None]:
    """A figure of what one wait costs against the number of jobs."""

    def draw(axes: Any, rows: Sequence[Row]) -> None:
        jobs, values = [row["jobs"] for row in rows], [row[key] for row in rows]
        axes.plot(jobs, values, "o-", color=OURS)
        axes.set(title=title, xlabel="jobs", xscale="log", ylim=(0, 1.1 * max(values)))
        axes.set_xticks(jobs, labels=[f"{number:,}" for number in jobs])
        axes.set_xticks([], minor=True)

    return draw


PLOTS = {
    "delay": ("simulated_time", (3.9, 3.2), draw_delay),
    "requests": ("simulated_time", (3.9, 3.2), draw_requests),
    "cost_requests": ("number_of_jobs", (2.6, 2.6), draw_cost("requests", "Requests")),
    "cost_cpu": ("number_of_jobs", (2.6, 2.6), draw_cost("cpu", "CPU, s")),
    "cost_memory": ("number_of_jobs", (2.6, 2.6), draw_cost("memory", "Extra memory, MB")),
}
"""For each plot: its part of the data, width and height in inches, and what draws it."""


def main() -> None:
    """Draw all of them."""
    data = json.loads(DATA.read_text())
    matplotlib.use("svg")
    matplotlib.rcParams.update(STYLE)
    for name, (part, size, draw) in PLOTS.items():
        figure, axes = pyplot.subplots(figsize=size, layout="constrained")
        draw(axes, data[part])
        path = IMAGES / f"performance_{name}.svg"
        figure.savefig(path, metadata={"Creator": None, "Date": None})  # the same bytes for the same data
        pyplot.close(figure)
        path.write_text("\n".join(line.rstrip() for line in path.read_text().splitlines()) + "\n")


if __name__ == "__main__":
    main()
