# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: What it does in check mode.
  diff_mode:
    description: What it adds in diff mode.
  action_group:
    description: Options that several tasks share can be set once, with C(group/otc.gaussdb.gaussdb) in
      C(module_defaults).
    support: full
    membership:
      - otc.gaussdb.gaussdb
requirements:
  - Python 3.9 or later on the host that runs it
"""

    # For modules and actions that wait. Comes before the general fragment, whose membership it replaces.
    WAITING = r"""
options: {}
attributes:
  action_group:
    details: C(group/otc.gaussdb.waiting) sets O(timeout), O(error_timeout) and O(progress) of everything that waits.
    membership:
      - otc.gaussdb.gaussdb
      - otc.gaussdb.waiting
"""

    # For modules with an action of the same name that does their work on the controller if it can.
    TWIN = r"""
options: {}
attributes:
  action:
    description: Where the work is done.
    support: full
    details: With a local connection, and without C(become) and C(async), it is done in Ansible's own process, otherwise
      on the host. The results are the same.
  async:
    description: Whether it works with the C(async) keyword.
    support: full
"""

    # For modules and actions that read and change nothing.
    READ_ONLY = r"""
options: {}
attributes:
  diff_mode:
    support: N/A
    details: It changes nothing.
"""
