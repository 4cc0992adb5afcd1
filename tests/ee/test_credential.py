# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credential type OpenStack of AWX and Automation Controller signs in without any option.

What it injects was read in ``awx_plugins/credentials/injectors.py`` of AWX: a clouds.yaml in the folder `env` of
ansible-runner's private data directory, with one cloud named `devstack`, and OS_CLIENT_CONFIG_FILE.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.otc.gaussdb.tests.ee.runs import Start
from ansible_collections.otc.gaussdb.tests.simulator.client import Simulator

# The credential's optional fields for texts, and where in the cloud their values go
IN_AUTH = {"Domain Name": "domain_name", "Project (Domain Name)": "project_domain_name"}


def inject(folder: Path, fields: Mapping[str, Any]) -> dict[str, str]:
    """Write the file for a credential with these fields, and return the variables for it."""
    auth = {
        "auth_url": fields["Host (Authentication URL)"],
        "username": fields["Username"],
        "password": fields["Password (API Key)"],
        "project_name": fields["Project (Tenant Name)"],
        **{key: fields[field] for field, key in IN_AUTH.items() if field in fields},
    }
    cloud = {"auth": auth, "verify": fields.get("Verify SSL", True)}
    if "Region Name" in fields:
        cloud["region_name"] = fields["Region Name"]
    file = folder / "env" / "tmpn0t4nam3"
    file.parent.mkdir()
    file.write_text(yaml.safe_dump({"clouds": {"devstack": cloud}}, default_flow_style=False), encoding="utf-8")
    file.chmod(0o600)
    return {"OS_CLIENT_CONFIG_FILE": str(file)}


@pytest.fixture
def required(running: Simulator) -> dict[str, Any]:
    """The fields that the credential type requires."""
    return {
        "Host (Authentication URL)": running.ready["iam"],
        "Username": running.ready["username"],
        "Password (API Key)": running.ready["password"],
        "Project (Tenant Name)": running.ready["project_name"],
    }


TASKS = [
    {"name": "Look up the job", "otc.gaussdb.gaussdb_job_info": {"job_id": "{{ job }}"}},
    {"name": "Wait for the job", "otc.gaussdb.wait_for": {"job_id": "{{ job }}"}},
]


def tasks_for(job: str) -> list[dict[str, Any]]:
    return [{**task, "vars": {"job": job}} for task in TASKS]


@pytest.mark.parametrize(
    "optional", [["Domain Name"], ["Domain Name", "Project (Domain Name)", "Region Name", "Verify SSL"]]
)
def test_tasks_without_options_sign_in(
    running: Simulator, start: Start, tmp_path: Path, required: dict[str, Any], optional: list[str]
) -> None:
    values = {
        "Domain Name": running.ready["domain_name"],
        "Project (Domain Name)": running.ready["domain_name"],
        "Region Name": running.ready["region"],
        "Verify SSL": False,
    }
    (job,) = running.add_jobs([{"course": {"clock": "polls", "duration": 2}}])
    variables = inject(tmp_path, {**required, **{name: values[name] for name in optional}})
    run = start(*tasks_for(job), folder=tmp_path, variables=variables)
    assert run.wait() == 0, run.output
    looked_up, waited = run.results("runner_on_ok")
    assert (looked_up["job"]["id"], looked_up["job"]["status"]) == (job, "Running")
    assert (waited["job"]["id"], waited["job"]["status"]) == (job, "Completed")
    assert running.ready["password"] not in str(run.events)


def test_without_the_domain_the_task_says_what_to_fill_in(
    running: Simulator, start: Start, tmp_path: Path, required: dict[str, Any]
) -> None:
    before = running.control("GET", "/stats")["iam"]["requests"]
    run = start(*tasks_for("any"), folder=tmp_path, variables=inject(tmp_path, required))
    assert run.wait() != 0
    (result,) = run.results("runner_on_failed")
    assert result["reason"] == "configuration"
    assert "domain_name" in result["msg"]
    assert running.control("GET", "/stats")["iam"]["requests"] == before
