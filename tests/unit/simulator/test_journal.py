# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time

from ansible_collections.otc.gaussdb.tests.simulator.journal import KEPT, Entry, Journal


def an_entry(number: int = 0) -> Entry:
    return Entry(float(number), "gaussdb", "GET", "/v3/p/jobs", f"id=j-{number}", f"j-{number}", number % 10, {}, "")


def test_only_the_latest_requests_are_kept_but_all_are_counted() -> None:
    journal = Journal()
    for number in range(KEPT + 10):
        journal.note(an_entry(number))
    entries = list(journal.entries())
    assert (len(entries), entries[0].job_id) == (KEPT, "j-10")
    assert journal.stats(("gaussdb",))["gaussdb"] == {"requests": KEPT + 10, "connections": 10, "sign_ins": 0}


def test_twenty_thousand_requests_cost_little() -> None:
    journal = Journal()
    began = time.process_time()
    for number in range(20_000):
        journal.note(an_entry(number))
    assert len(list(journal.entries(job_id="j-7"))) == 1
    assert time.process_time() - began < 2
