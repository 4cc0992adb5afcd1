# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# For pytest by itself; ansible-test has its own way of finding the collection.
sys.path.append(str(Path(__file__).parents[6]))

from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import Simulation


@pytest.fixture
def simulation() -> Simulation:
    """A simulator in this process, whose time stands still until it is told to go on."""
    return Simulation()
