# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError
from ansible_collections.otc.gaussdb.plugins.module_utils._support.ranges import check_range


@pytest.mark.parametrize(("value", "fails"), [(None, False), (0, True), (1, False), (5, False)])
def test_ranges(value, fails):
    if not fails:
        check_range("limit", value, 1)
        return
    with pytest.raises(ConfigurationError, match=r"^limit: expected 1 or more, got 0\.$"):
        check_range("limit", value, 1)
