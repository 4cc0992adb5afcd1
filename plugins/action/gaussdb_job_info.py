# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import job_info_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.info import NOTHING, job_info
from ansible_collections.otc.gaussdb.plugins.plugin_utils._action import Outcome, TwinAction


class ActionModule(TwinAction):
    """Looks up jobs in the action's process."""

    spec = staticmethod(job_info_spec)
    nothing = NOTHING

    def work(self, options: dict[str, Any]) -> Outcome:
        """As the module does."""
        return job_info(options, self._task.check_mode, lambda engine: self.session(options, engine))
