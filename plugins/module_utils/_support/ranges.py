# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ranges of numeric options, checked in one place."""

from __future__ import annotations

from .._errors import ConfigurationError


def check_range(option: str, value: float | None, least: int) -> None:
    """Raise ConfigurationError if a value is given that is less than ``least``."""
    if value is not None and value < least:
        raise ConfigurationError(f"{option}: expected {least} or more, got {value}.")
