# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from typing import Any

from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import request_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.request import NOTHING, request
from ansible_collections.otc.gaussdb.plugins.module_utils._options import check_range
from ansible_collections.otc.gaussdb.plugins.plugin_utils._action import Outcome, TwinAction, sleep
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.follow import Follower


class ActionModule(TwinAction):
    """Sends a request in the action's process, and waits for its jobs if wanted."""

    spec = staticmethod(request_spec)
    nothing = NOTHING

    def work(self, options: dict[str, Any]) -> Outcome:
        """As the module does, and wait."""
        for option, least in (("timeout", 1), ("error_timeout", 0)):
            check_range(option, options[option], least)
        result, error = request(
            options,
            self._task.check_mode,
            lambda engine, secrets: self.session(options, engine, secrets),
            self.narrator(options),
            time.monotonic,
            sleep,
        )
        if error is not None or not options["wait"]:
            return result, error
        return self._awaited(dict(result), options)

    def _awaited(self, result: dict[str, Any], options: dict[str, Any]) -> Outcome:
        engine = ENGINES[options["engine"]]
        session = self.session(options, engine)
        follower = Follower(session, engine, options["error_timeout"], lambda: self.reporter(options), time.monotonic)
        error = follower(result["job_ids"], options["timeout"])
        waited = {**follower.result, "changed": result["changed"]}
        return {**result, **waited, **({"in_doubt": False} if error is not None else {})}, error
