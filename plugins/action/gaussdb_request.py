# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import request_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES, Engine
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.request import NOTHING, request
from ansible_collections.otc.gaussdb.plugins.module_utils._session.session import Session
from ansible_collections.otc.gaussdb.plugins.module_utils._support.ranges import check_range
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
        opened: list[Session] = []

        def session(engine: Engine, secrets: Iterable[str]) -> Session:
            opened.append(self.session(options, engine, secrets))
            return opened[-1]

        narrate = self.narrator(options)
        result, error = request(
            options, self._task.check_mode, bool(self._task.diff), session, narrate, time.monotonic, sleep
        )
        if error is not None or not options["wait"]:
            return result, error
        return self._awaited(dict(result), options, opened[-1])

    def _awaited(self, result: dict[str, Any], options: dict[str, Any], session: Session) -> Outcome:
        engine = ENGINES[options["engine"]]
        follower = Follower(session, engine, options["error_timeout"], lambda: self.reporter(options), time.monotonic)
        error = follower(result["job_ids"], options["timeout"])
        waited = {**follower.result, "changed": result["changed"]}
        return {**result, **waited, **({"in_doubt": False} if error is not None else {})}, error
