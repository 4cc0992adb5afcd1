# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A time limit for every unit test: one that hangs fails with its name, and the stacks of its threads are printed.

pytest-timeout is of no use here. ansible-test runs each test in a fork, and pytest-timeout's timer, which is started
outside of it, ends pytest's worker instead; the fork lives on and keeps the worker's pipes open, so that pytest waits
forever. The hooks below run inside the fork.
"""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Generator
from typing import TextIO

import pytest

TIMEOUT = 120
"""Seconds; no test takes a tenth of that, even on a busy machine."""

stacks = pytest.StashKey[TextIO]()
"""Standard error as it is while pytest does not capture it."""


def pytest_configure(config: pytest.Config) -> None:
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        config.stash[stacks] = os.fdopen(os.dup(2), "w")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    faulthandler.dump_traceback_later(TIMEOUT, exit=True, file=item.config.stash[stacks])
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Generator[None, object, object]:
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()
