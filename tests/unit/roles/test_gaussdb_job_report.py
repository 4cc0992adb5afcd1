# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The templates of the report, and how a browser shows it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
import yaml
from ansible.plugins.filter import core as filters
from ansible.plugins.test import core as tests
from ansible_collections.otc.gaussdb.plugins.doc_fragments import cloud

ROLE = Path(cloud.__file__).parents[2] / "roles" / "gaussdb_job_report"
VARIABLES = yaml.safe_load((ROLE / "vars" / "main.yml").read_text(encoding="utf-8"))

# Everything that a terminal or an editor takes for a command, or that cannot be written in UTF-8.
CONTROLS = [
    character
    for character in map(chr, range(0x10000))
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
    or unicodedata.bidirectional(character) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    or character in "\u061c\u200e\u200f\ufffe\uffff"
]

BEGIN = datetime(2026, 11, 22, 6, 0, tzinfo=timezone(timedelta(hours=8)))
REPORTED = BEGIN + timedelta(hours=3)
STATUSES = ("Completed", "Completed", "Completed", "Failed", "Running", "Canceled")

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


def job(number, status, begin_minutes, minutes, **changes):
    created = BEGIN + timedelta(minutes=begin_minutes)
    ended = "" if status == "Running" else (created + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S%z")
    return {
        "id": f"5cbb8a90-2253-4cff-8a13-{number:012d}",
        "engine": "gaussdb",
        "name": "CreateGaussDBV5Instance",
        "status": status,
        "created": created.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "ended": ended or None,
        "duration": None if status == "Running" else minutes * 60,
        "progress": 47 if status == "Running" else None,
        "instance": {"id": f"in{number}", "name": f"gauss-{number}"},
        "entities": {},
        "fail_reason": "The flavor is sold out." if status == "Failed" else None,
        **changes,
    }


def render(*jobs, template="report.html.j2"):
    environment = jinja2.Environment(  # noqa: S701 - like Ansible's, it does not escape by itself: the template does
        trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters.update(filters.FilterModule().filters())
    environment.tests.update(tests.TestModule().tests())
    report = {
        "title": "Jobs",
        "generated": REPORTED.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "totals": {"jobs": len(jobs), "completed": 0, "failed": 0, "not_ended": 0},
        "jobs": list(jobs),
    }
    source = (ROLE / "templates" / template).read_text(encoding="utf-8")
    return environment.from_string(source).render({**VARIABLES, "__gaussdb_job_report": report})


class Page(HTMLParser):
    """The page's elements, with their attributes and texts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "line", "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def bars(self):
        return [attributes for tag, attributes in self.tags if tag == "rect"]


def test_a_bar_reaches_from_the_beginning_to_the_end():
    bars = Page(render(job(1, "Completed", 0, 60), job(2, "Failed", 60, 30), job(3, "Running", 90, 0))).bars
    assert [(each["x"], each["width"]) for each in bars] == [
        ("0.000%", "33.333%"),
        ("33.333%", "16.667%"),
        ("50.000%", "50.000%"),
    ]


def test_offsets_count():
    early = job(1, "Completed", 0, 60, created="2026-11-21T22:00:00+0000", ended="2026-11-22T00:00:00+01:00")
    late = job(2, "Completed", 0, 0, created="2026-11-21T22:30:00Z", ended="2026-11-22T08:00:00+0800")
    bars = Page(render(early, late)).bars
    assert [(each["x"], each["width"]) for each in bars] == [("0.000%", "50.000%"), ("25.000%", "75.000%")]


@pytest.mark.parametrize("created", [None, "", "yesterday", "2026-13-01T00:00:00+0800", "2026-11-22T25:00:00+0800"])
def test_a_job_without_times_is_listed_last_without_a_bar(created):
    page = Page(render(job(1, "Completed", 0, 60, created=created), job(2, "Completed", 0, 60)))
    assert len(page.bars) == 1
    assert page.texts.index("gauss-2") < page.texts.index("gauss-1")
    assert "The API gives no times." in page.texts


def test_a_job_of_no_duration_still_has_a_visible_bar():
    assert [each["width"] for each in Page(render(job(1, "Completed", 0, 60), job(2, "Failed", 30, 0))).bars] == [
        "100.000%",
        "0.400%",
    ]


def test_a_report_of_no_jobs_is_a_report():
    assert Page(render()).bars == []


def test_nulls_and_unknown_statuses_are_shown():
    nameless = job(1, None, 0, 0, name=None, instance={"id": None, "name": None}, ended=None, duration=None)
    page = Page(render(nameless, job(2, "Pending", 0, 0, ended=None)))
    assert nameless["id"] in page.texts
    assert {"Unknown", "Pending"} <= set(page.texts)


def test_a_failure_has_its_time_and_its_id():
    failed = job(1, "Failed", 0, 30)
    failures = render(failed, job(2, "Completed", 0, 60)).partition('<ul class="failures"')[2].partition("</ul>")[0]
    assert "2026-11-21 22:30 UTC" in failures
    assert f"GaussDB job <bdi>{failed['id']}</bdi>" in failures


@pytest.mark.parametrize("ended", [None, "", "soon"])
def test_a_failure_without_a_time_has_none(ended):
    failures = render(job(1, "Failed", 0, 30, ended=ended)).partition('<ul class="failures"')[2].partition("</ul>")[0]
    assert "UTC" not in failures


def test_text_from_the_api_is_no_markup():
    evil = '</style></svg><script>alert(1)</script><img src=x onerror="alert(1)">\' {{ 7 * 7 }} {% raw %}'
    text = render(
        job(1, "Failed", 0, 9, id=evil, name=evil, engine=evil, fail_reason=evil, instance={"id": evil, "name": evil}),
        job(2, evil, 0, 9, progress=evil),
    )
    page = Page(text)
    assert evil in page.texts
    assert not {"script", "img"} & {tag for tag, _attributes in page.tags}
    assert not [name for _tag, attributes in page.tags for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("start", range(0, len(CONTROLS), 256))
def test_no_control_character_reaches_a_file(start):
    evil = "x".join(CONTROLS[start : start + 256])
    hostile = job(1, evil, 0, 9, id=evil, name=evil, engine=evil, fail_reason=evil, instance={"id": evil, "name": evil})
    failed = {**hostile, "status": "Failed", "created": evil, "ended": evil, "progress": evil}
    for template in ("report.html.j2", "report.json.j2"):
        written = render(hostile, failed, template=template)
        assert [hex(ord(character)) for character in CONTROLS if character != "\n" and character in written] == []
    assert [each["name"] for each in json.loads(written)["jobs"]] == [evil, evil]


def test_printable_text_stays_as_it_is():
    name = "Zürich Цюрих 東京 \u0639\u0631\u0628\u064a \u05e2\u05d1\u05e8\u05d9\u05ea"
    assert name in Page(render(job(1, "Failed", 0, 9, fail_reason=name))).texts


def test_it_loads_nothing_and_is_accessible():
    page = Page(render(*[job(number, status, number, 9) for number, status in enumerate(STATUSES)]))
    tags = {tag for tag, _attributes in page.tags}
    assert not {"script", "link", "img", "iframe", "object"} & tags
    assert not [name for _tag, attributes in page.tags for name in attributes if name in ("src", "href")]
    assert {"caption", "h1", "main"} <= tags
    assert all(attributes.get("aria-hidden") for tag, attributes in page.tags if tag == "svg")
    assert sum(attributes.get("role") == "rowheader" for _tag, attributes in page.tags) == len(STATUSES)
    assert page.open == []


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
