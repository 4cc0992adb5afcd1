# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""This machine, reached by a connection that is not local: what works there works on another host."""

from __future__ import annotations

from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = """
name: elsewhere
short_description: This machine, as if it were another one
description: Runs commands on this machine, by a connection that is not called local.
author: otc.gaussdb contributors
version_added: 1.0.0
options:
  pipelining:
    default: false
    description: Whether modules are piped into the interpreter.
    env: [{name: ANSIBLE_PIPELINING}]
    ini: [{section: defaults, key: pipelining}]
    type: boolean
    vars: [{name: ansible_pipelining}]
"""


class Connection(Local):
    """The local connection under another name."""

    transport = "elsewhere"
