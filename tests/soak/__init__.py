# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waits for many jobs through thousands of responses, a third of them faulty.

Run it with `make soak`, or as `python -m soak` in the folder above, from an environment that has requests and what the
simulator needs. The collection has to lie in a folder ansible_collections/otc/gaussdb.
"""

from __future__ import annotations

import sys
from pathlib import Path

# The collection is no package that could be installed.
sys.path.append(str(Path(__file__).parents[5]))
