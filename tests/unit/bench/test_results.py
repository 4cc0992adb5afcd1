# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
from ansible_collections.otc.gaussdb.tests.bench.findings import Findings, Table, Target
from ansible_collections.otc.gaussdb.tests.bench.results import Checkout, Result

PARTS = ["one_job", "look_ups"]


def result(title, cell, machine="a Xeon", figures=None):
    """The result of a part with one table of one cell, and a target of the same name."""
    table = Table(title, ("CPU, s",), [(cell,)], f"Note on {title}.")
    return Result(Findings([table], [Target(title, "5", cell, True)], figures or {}), machine, 12.3)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tests" / "bench").mkdir(parents=True)
    (tmp_path / "docs" / "performance").mkdir(parents=True)
    (tmp_path / "tests" / "bench" / "introduction.rst").write_text("Results\n=======\n")
    (tmp_path / "docs" / "performance" / "measured.json").write_text(
        '{"machine": "an Atom", "look_ups": [{"wall": 9}]}'
    )
    return tmp_path


@pytest.fixture
def merge(folder):
    """Merges the results of parts, as a run of its own does, and returns the page."""

    def merge(**new):
        Checkout(folder, PARTS).merge(new)
        return (folder / "tests" / "bench" / "results.rst").read_text()

    return merge


def measured(folder):
    return json.loads((folder / "docs" / "performance" / "measured.json").read_text())


def test_the_page_has_targets_tables_and_durations(merge):
    assert (
        merge(one_job=result("One job", "1.25"))
        == """\
Results
=======

Measured on a Xeon.

Targets
-------

=======  ======  ========  ======
what     target  measured  result
=======  ======  ========  ======
One job  5       1.25      met
=======  ======  ========  ======

One job
-------

======
CPU, s
======
1.25
======

Note on One job.

Duration of each part
---------------------

=======  ==
part     s
=======  ==
one_job  12
all      12
=======  ==
"""
    )


def test_parts_that_were_not_measured_keep_their_results(merge):
    merge(one_job=result("One job", "1.25"), look_ups=result("Look-ups", "30.87"))
    page = merge(one_job=result("One job", "1.75"))
    assert "1.25" not in page
    assert page.index("1.75") < page.index("30.87")
    assert "Note on Look-ups." in page


def test_the_page_has_the_parts_in_the_order_of_a_whole_run(merge):
    merge(look_ups=result("Look-ups", "30.87"))
    page = merge(one_job=result("One job", "1.75"))
    assert page.index("Note on One job.") < page.index("Note on Look-ups.")


def test_a_part_that_no_longer_exists_leaves_the_page(folder, merge):
    merge(one_job=result("One job", "1.25"), look_ups=result("Look-ups", "30.87"))
    Checkout(folder, ["look_ups"]).merge({})
    assert "One job" not in (folder / "tests" / "bench" / "results.rst").read_text()


def test_results_of_several_machines_say_where_each_was_measured(merge):
    merge(one_job=result("One job", "1.25"))
    page = merge(look_ups=result("Look-ups", "30.87", machine="an Epyc"))
    assert "Measured on several machines" in page
    assert page.index("Note on One job.") < page.index("Measured on a Xeon.") < page.index("Note on Look-ups.")
    assert page.index("Note on Look-ups.") < page.index("Measured on an Epyc.")


def test_figures_of_parts_that_were_not_measured_are_kept(folder, merge):
    merge(one_job=result("One job", "1.25", figures={"one_job": [{"cpu": 1.25}]}))
    assert measured(folder) == {"machine": "a Xeon", "look_ups": [{"wall": 9}], "one_job": [{"cpu": 1.25}]}


def test_a_folder_that_is_not_a_checkout_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError):
        Checkout(tmp_path, PARTS)
