# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that checks this collection, behind one command: `cd tests && python3 -m checks --help`.

The plan (plan.py) says which checks run on which of the cores (cores.py). The runner (runner.py) runs them, each at a
site (sites.py): an environment with that core, and a copy of the checkout. Each result is counted (counts.py) and shown
(report.py). Only the standard library is used here, so that any Python 3.11 or later can start it.
"""
