# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where an entry comes from, as messages name it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Where an entry comes from.

    Attributes:
        title: begins a sentence, for instance ``Cloud 'otc' in /etc/openstack/clouds.yaml``
        searched: everything that was searched
        variables: whether the entry's keys are variables
    """

    title: str
    searched: str
    variables: bool = False

    def key(self, key: str) -> str:
        """A key as the user wrote it: ``auth.token``, or ``OS_TOKEN``."""
        return f"OS_{key.upper()}" if self.variables else key
