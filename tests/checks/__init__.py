# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that checks this collection, behind one command: `cd tests && python3 -m checks --help`.

A check (checks.py) runs at a site (sites.py): an ansible-core, in an environment and on a copy of the checkout of its own.
The plan (plan.py) says which check runs on which of the cores (cores.py), the runner (runner.py) runs the plan, and the report
(report.py) counts. Only the standard library is used here, so that any Python 3.11 or later can start it.
"""
