# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a browser shows the report."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from ansible_collections.otc.gaussdb.tests.unit.roles.job_reports import STATUSES, Page, job, render

# Added to a copy of the report, since the report itself has no script.
MEASURE = """
<script>
const bars = Array.from(document.querySelectorAll("svg.bar"), svg => {
  const rect = svg.querySelector("rect"), frame = svg.getBoundingClientRect(), bar = rect.getBoundingClientRect();
  const left = (bar.left - frame.left) / frame.width;
  return {left, width: bar.width / frame.width, height: bar.height, fill: getComputedStyle(rect).fill};
});
const page = document.documentElement;
const measured = {bars, width: page.scrollWidth, room: page.clientWidth};
document.body.textContent = "MEASURED" + JSON.stringify(measured) + "END";
</script>
"""


@pytest.fixture(scope="module")
def chromium():
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("needs chromium")
    return program


def browse(chromium, folder, text, width):
    """The page as the browser has it in the end, and the errors it reported."""
    page = folder / "report.html"
    page.write_text(text, encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command += [f"--user-data-dir={folder / 'profile'}", f"--window-size={width},1000", "--enable-logging=stderr"]
    ran = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    return ran.stdout, [line for line in ran.stderr.splitlines() if "CONSOLE" in line]


def many_jobs():
    return [job(number, STATUSES[number % 6], number / 2, 5 + number % 40) for number in range(200)]


@pytest.mark.parametrize("width", [1280, 400])
def test_a_browser_puts_the_bars_where_they_should_be(chromium, tmp_path, width):
    text = render(*many_jobs())
    expected = [(float(each["x"][:-1]) / 100, float(each["width"][:-1]) / 100) for each in Page(text).bars]
    measurable = re.sub("<meta http-equiv.*>", "", text).replace("</body>", f"{MEASURE}</body>")
    shown, errors = browse(chromium, tmp_path, measurable, width)
    measured = json.loads(re.search("MEASURED(.*)END", shown.replace("&quot;", '"'))[1])
    assert errors == []
    assert measured["width"] <= measured["room"], "nothing is cut off at the side"
    assert len(measured["bars"]) == 200
    for each, (left, length) in zip(measured["bars"], expected, strict=True):
        assert each["left"] == pytest.approx(left, abs=0.005)
        assert each["width"] == pytest.approx(length, abs=0.005)
        assert each["height"] > 10
    assert len({each["fill"] for each in measured["bars"]}) == 3, "one style for each outcome"


def test_a_browser_reports_no_errors(chromium, tmp_path):
    assert browse(chromium, tmp_path, render(*many_jobs()), 1280)[1] == []
