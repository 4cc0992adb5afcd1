# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures this collection against what people do without it.

Run it with `make bench`, or as `python -m bench` in the folder above, from an environment that has ansible-core,
requests and what the simulator needs, with ANSIBLE_COLLECTIONS_PATH naming the folder that holds the collections.
"""

from __future__ import annotations

import sys
from pathlib import Path

# The simulated courses import the collection, which is not a package that can be installed.
sys.path.append(str(Path(__file__).parents[5]))
