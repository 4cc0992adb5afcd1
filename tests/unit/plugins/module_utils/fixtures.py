# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fixtures of all tests that send something."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._session import transport
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import Wire


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Stands where the network would be, below requests, so that requests are seen as they would be sent."""
    stand_in = Wire()
    monkeypatch.setattr(transport, "HTTPAdapter", lambda **_arguments: stand_in)
    yield stand_in
    stand_in.check()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """A machine without any cloud configuration."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in [*os.environ]:
        if name.startswith("OS_") or name.upper().endswith(("_CA_BUNDLE", "_PROXY")) or name == "XDG_CONFIG_HOME":
            monkeypatch.delenv(name)
