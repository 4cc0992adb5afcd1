# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws the README's picture from a run of the demo: make demo | python docs/images/terminal.py >docs/images/demo.svg

The picture shows the tasks that wait, as a terminal of 100 columns does. Its text stays text, so that it can be read
aloud, searched and copied; colours follow the reader's choice of light or dark.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from xml.sax.saxutils import escape

COLUMNS = 100
COLUMN, LINE = 8.4, 20  # pixels
MARGIN, BAR = 18, 34

COMMAND = "$ make demo"
SHOWN = ("Wait for the GaussDB instance", "Wait for gauss-demo-fail, which fails on purpose")
TASK = re.compile(r"TASK \[(.*)\] \**$")

STYLE = """\
svg {
  --back: #f6f8fa; --bar: #d0d7de; --ink: #1f2328; --soft: #57606a; --ok: #116329; --failed: #a40e26; --live: #0550ae;
}
@media (prefers-color-scheme: dark) {
  svg {
    --back: #161b22; --bar: #30363d; --ink: #e6edf3; --soft: #9198a1; --ok: #56d364; --failed: #ff7b72; --live: #79c0ff;
  }
}
.back { fill: var(--back); stroke: var(--bar); }
.bar { fill: var(--bar); }
.dot { fill: var(--soft); }
text {
  font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  fill: var(--ink);
  white-space: pre;
}
.task { font-weight: bold; }
.ok { fill: var(--ok); }
.failed { fill: var(--failed); }
.live { fill: var(--live); }"""


def lines_of(run: str) -> list[str]:
    """The lines of the tasks that the picture shows, with an empty line before each task."""
    shown: list[str] = []
    inside = False
    for line in run.splitlines():
        if task := TASK.match(line):
            inside = task[1] in SHOWN
            if inside:
                shown += ["", f"TASK [{task[1]}] ".ljust(COLUMNS - 20, "*")]
        elif not line or line.startswith("PLAY"):
            inside = inside and bool(line) and not line.startswith("PLAY")
        elif inside:
            shown.append(line)
    return shown


def wrapped(line: str) -> list[str]:
    """A line as a terminal breaks it."""
    return [line[start : start + COLUMNS] for start in range(0, len(line), COLUMNS)] or [""]


def kind_of(line: str) -> str:
    """The class that colours a line."""
    if line.startswith("TASK "):
        return "task"
    if line.startswith(("ok: ", "changed: ")) or ": Completed." in line:
        return "ok"
    if ": Failed" in line:
        return "failed"
    return "live" if line.startswith("[") else ""


def svg(lines: Sequence[str]) -> str:
    """The picture of a terminal with these lines."""
    rows = [(kind_of(line), part) for line in lines for part in wrapped(line)]
    width = round(2 * MARGIN + COLUMNS * COLUMN)
    height = BAR + MARGIN + len(rows) * LINE + 4
    texts = "\n".join(
        text(kind, part, BAR + MARGIN + number * LINE) for number, (kind, part) in enumerate(rows) if part
    )
    dots = "".join(f'<circle class="dot" cx="{x}" cy="{BAR // 2}" r="5"/>' for x in (20, 38, 56))
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title">
<title id="title">A terminal in which make demo waits for jobs</title>
<style>
{STYLE}
</style>
<rect class="back" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>
<path class="bar" d="M0 8a8 8 0 0 1 8-8h{width - 16}a8 8 0 0 1 8 8v{BAR - 8}H0z"/>
{dots}
{texts}
</svg>
"""


def text(kind: str, content: str, y: int) -> str:
    """A line of text, as wide as in a terminal whatever the font."""
    length = f"{len(content) * COLUMN:.1f}"
    return f'<text class="{kind}" x="{MARGIN}" y="{y}" textLength="{length}">{escape(content)}</text>'


def main() -> None:
    """Draw what is read."""
    shown = lines_of(sys.stdin.read())
    if not shown:
        sys.exit("This is not the output of the demo: it has none of the tasks that wait.")
    sys.stdout.write(svg([COMMAND, *shown]))


if __name__ == "__main__":
    main()
