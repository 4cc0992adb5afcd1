# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example responses of the two reference pages, as published. They exist in every project from the start."""

from __future__ import annotations

from typing import Any

from .courses import Course
from .jobs import GAUSSDB, TAURUSDB, Instance, Job

PAGES: dict[str, dict[str, Any]] = {
    GAUSSDB: {
        "job": {
            "id": "5cbb8a90-2253-4cff-8a13-49aa8f31dfb5",
            "name": "CreateGaussDBV5Instance",
            "status": "Completed",
            "created": "2021-07-12T09:22:04+0800",
            "ended": "2021-07-12T10:10:13+0800",
            "progress": "",
            "instance": {"id": "b34f8c791f2643578510c093aa2351a8in14", "name": "gauss-c1a3"},
            "fail_reason": None,
        }
    },
    TAURUSDB: {
        "job": {
            "id": "a9767ede-fe0f-4888-9003-e843a4c90514",
            "name": "CreateMysqlInstance",
            "status": "Completed",
            "created": "2018-08-06T10:41:14+0800",
            "ended": "2018-08-06T16:41:14+0000",
            "process": "",
            "instance": {"id": "a48e43ff268f4c0e879652d65e63d0fbin07", "name": "DO-NOT-TOUCH-mgr2-mysql-single"},
            "entities": {
                "instance": {
                    "endpoint": "192.168.1.203:3306",
                    "type": "Cluster",
                    "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
                },
                "resource_ids": [
                    "a48e43ff268f4c0e879652d65e63d0fbin07.vm",
                    "a48e43ff268f4c0e879652d65e63d0fbin07.volume",
                ],
            },
        }
    },
}


def example_jobs(now: float) -> list[Job]:
    """The jobs of the pages, each returning its page's example whatever the time."""
    return [
        Job(
            id=page["job"]["id"],
            engine=engine,
            name=page["job"]["name"],
            instance=Instance(**page["job"]["instance"]),
            started=now,
            course=Course(duration=0.0, verbatim=page),
        )
        for engine, page in PAGES.items()
    ]
