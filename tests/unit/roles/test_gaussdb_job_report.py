# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The templates of the report."""

from __future__ import annotations

import json
import unicodedata

import pytest
from ansible_collections.otc.gaussdb.tests.unit.roles.job_reports import STATUSES, Page, job, render

# Everything that a terminal or an editor takes for a command, or that cannot be written in UTF-8.
CONTROLS = [
    character
    for character in map(chr, range(0x10000))
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
    or unicodedata.bidirectional(character) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    or character in "\u061c\u200e\u200f\ufffe\uffff"
]


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
