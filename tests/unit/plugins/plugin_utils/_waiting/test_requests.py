# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.jobs import Filters
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.refs import JobRef
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.listing import PageRef
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.requests import requests_to
from ansible_collections.otc.gaussdb.tests.unit.plugins.plugin_utils._waiting.simulated import EPOCH

HOUR = timedelta(hours=1)


def api(engine):
    """Jobs of an engine; each request returns what it was asked."""
    return SimpleNamespace(get=lambda *asked: (engine, *asked), page=lambda *asked: (engine, *asked))


SEND = requests_to({engine: api(engine) for engine in ("gaussdb", "taurusdb")})


def test_a_job_is_looked_up_at_its_engine():
    assert SEND(JobRef("job-1", "taurusdb"), 5.0) == ("taurusdb", "job-1", 5.0)


def test_a_page_has_all_its_bounds():
    page = PageRef("gaussdb", EPOCH, 100, "CreateGaussDBV5Instance", EPOCH + HOUR)
    wanted = Filters(name="CreateGaussDBV5Instance", start=EPOCH, end=EPOCH + HOUR)
    assert SEND(page, 5.0) == ("gaussdb", wanted, 100, 5.0)
