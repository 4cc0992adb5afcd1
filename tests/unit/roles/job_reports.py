# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports, made from the role's templates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import yaml
from ansible.plugins.filter import core as filters
from ansible.plugins.test import core as tests
from ansible_collections.otc.gaussdb.plugins.doc_fragments import cloud

ROLE = Path(cloud.__file__).parents[2] / "roles" / "gaussdb_job_report"
VARIABLES = yaml.safe_load((ROLE / "vars" / "main.yml").read_text(encoding="utf-8"))

BEGIN = datetime(2026, 11, 22, 6, 0, tzinfo=timezone(timedelta(hours=8)))
REPORTED = BEGIN + timedelta(hours=3)
STATUSES = ("Completed", "Completed", "Completed", "Failed", "Running", "Canceled")


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


@cache
def compiled(template):
    environment = jinja2.Environment(  # noqa: S701 - like Ansible's, it does not escape by itself: the template does
        trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters.update(filters.FilterModule().filters())
    environment.tests.update(tests.TestModule().tests())
    return environment.from_string((ROLE / "templates" / template).read_text(encoding="utf-8"))


def render(*jobs, template="report.html.j2"):
    """The report of these jobs."""
    report = {
        "title": "Jobs",
        "generated": REPORTED.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "totals": {"jobs": len(jobs), "completed": 0, "failed": 0, "not_ended": 0},
        "jobs": list(jobs),
    }
    return compiled(template).render({**VARIABLES, "__gaussdb_job_report": report})


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
