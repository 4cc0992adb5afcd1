# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Templates as Ansible evaluates those in playbooks and roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

try:
    from ansible.template import trust_as_template
except ImportError:  # ansible-core 2.18 and earlier trust every text

    def trust_as_template(text):
        return text


def template(text: str, variables: Mapping[str, Any]) -> Any:
    """The value of a template. Only texts that are `trusted` are templates among its variables."""
    return Templar(loader=DataLoader(), variables=dict(variables)).template(trust_as_template(text))


def trusted(data: Any) -> Any:
    """The same data, whose texts are templates, as in a playbook or a role's files."""
    if isinstance(data, dict):
        return {key: trusted(value) for key, value in data.items()}
    if isinstance(data, list):
        return [trusted(value) for value in data]
    return trust_as_template(data) if isinstance(data, str) else data
