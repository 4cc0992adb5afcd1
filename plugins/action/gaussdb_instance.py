# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, ClassVar

from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import instance_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.desired import Desired
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.provisioning import Patience, Provisioning
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.result import build_result
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.service import SessionService
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.request import secrets_in
from ansible_collections.otc.gaussdb.plugins.module_utils._support.ranges import check_range
from ansible_collections.otc.gaussdb.plugins.plugin_utils._action import (
    GaussDBAction,
    Outcome,
    sleep,
)
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.follow import Follower


class ActionModule(GaussDBAction):
    """Makes an instance what the options want it to be."""

    spec = staticmethod(instance_spec)
    nothing: ClassVar[Mapping[str, Any]] = {
        "instance": None,
        "changes": [],
        "jobs": [],
        "pending": [],
        "missing": [],
        "elapsed": 0,
    }

    def work(self, options: dict[str, Any]) -> Outcome:
        """Look, decide, send and wait. What was done before an error is in the result."""
        begin = time.monotonic()
        engine = ENGINES[options["engine"]]
        for option, least in (("timeout", 1), ("error_timeout", 0)):
            check_range(option, options[option], least)
        cloud = self.cloud(options, engine)
        desired = Desired(
            engine,
            name=options["name"],
            instance_id=options["instance_id"],
            is_present=options["state"] == "present",
            flavor=options["flavor"],
            volume_size=options["volume_size"],
            replicas=options["replicas"],
            port=options["port"],
            creation=options["creation"] or {},
            password=options["password"],
            region=cloud.region_name,
        )
        desired.check()
        secrets = list(secrets_in({"password": options["password"], "creation": desired.creation}))
        session = self.session(options, engine, secrets)
        follower = Follower(session, engine, options["error_timeout"], lambda: self.reporter(options), time.monotonic)
        provisioning = Provisioning(
            desired,
            SessionService(session, engine),
            follower,
            Patience(options["timeout"], options["error_timeout"]),
            self.narrator(options, desired.title),
            time.monotonic,
            sleep,
        )
        error: GaussDBError | None = None
        in_doubt = False
        try:
            if self._task.check_mode:
                provisioning.preview()
            elif options["wait"]:
                provisioning.run()
            else:
                provisioning.start()
        except GaussDBError as raised:
            error, in_doubt = raised, raised.in_doubt
        record = provisioning.record
        started = [job_id for step in record.steps for job_id in step.job_ids]
        job_ids = list(dict.fromkeys([*started, *record.job_ids, *follower.jobs]))
        known = follower.jobs
        result = {
            **build_result(record, desired, self._task.check_mode),
            "jobs": [known.get(job_id, {"id": job_id, "engine": engine.name}) for job_id in job_ids],
            "pending": follower.result["pending"] if options["wait"] else job_ids,
            "missing": follower.result["missing"],
            "elapsed": int(time.monotonic() - begin),
        }
        return ({**result, "in_doubt": in_doubt} if error is not None else result), error
