# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Python that modules need. Modules import this first; it has to work with any Python 3."""

import json
import sys

_OLDEST = (3, 9)


def require_python() -> None:
    """End the module with a message if the host's Python is too old for the rest of this collection."""
    if sys.version_info[:2] >= _OLDEST:
        return
    message = (
        f"This module needs Python {_OLDEST[0]}.{_OLDEST[1]} or later on the host; {sys.executable} is Python"
        f" {sys.version_info[0]}.{sys.version_info[1]}. Set ansible_python_interpreter to a newer one, or run the task"
        " on another host with delegate_to."
    )
    sys.stdout.write(json.dumps({"failed": True, "msg": message, "reason": "configuration"}))
    raise SystemExit(1)
