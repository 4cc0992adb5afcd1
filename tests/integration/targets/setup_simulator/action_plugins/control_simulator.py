# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One request to the control API of the play's simulator, from Ansible's own process.

    control_simulator:
      method: POST   # GET by default
      path: /jobs    # below /simulator; empty by default
      data: [{engine: gaussdb}]

The payload of the response is in `json`. Fails if the request is refused.
"""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible_collections.otc.gaussdb.tests.simulator.client import ControlError, Simulator

SPEC = {
    "method": {"type": "str", "default": "GET"},
    "path": {"type": "str", "default": ""},
    "data": {"type": "raw"},
}


class ActionModule(ActionBase):
    """Controls the simulator that setup_simulator has started."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send the request; what was sent may have changed the simulator unless it was a GET."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        options = self.validate_argument_spec(argument_spec=SPEC)[1]
        simulator = Simulator((task_vars or {})["simulator"])
        try:
            payload = simulator.control(options["method"], options["path"], options["data"])
        except ControlError as error:
            raise AnsibleActionFail(str(error)) from error
        return {**result, "json": payload, "changed": options["method"] != "GET"}
