# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps a check from running."""

from __future__ import annotations


class CheckError(Exception):
    """Something besides the collection is wrong; the text says what, and what to do."""


class LackingError(Exception):
    """A check cannot run on this machine; the text says what it needs."""
