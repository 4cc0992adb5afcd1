# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests with access keys, signed by a client that is written here once more, over the wire format."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.simulator.account import ACCESS_KEY, PROJECTS, TEMPORARY_KEY, AccessKey
from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import PORTS, PROJECT_ID, Simulation


def signed(
    service: str,
    path: str,
    query: str,
    key: AccessKey = ACCESS_KEY,
    date: str = "20261122T120000Z",
    **more: str,
) -> dict[str, str]:
    """The headers for a GET without a body, whose path and query are canonical already."""
    headers = {"host": f"127.0.0.1:{PORTS[service]}", "x-sdk-date": date, **more}
    if key.security_token:
        headers["x-security-token"] = key.security_token
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"GET\n{path}/\n{query}\n{lines}\n{names}\n{hashlib.sha256(b'').hexdigest()}"
    text = f"SDK-HMAC-SHA256\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    value = hmac.new(key.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    headers["Authorization"] = f"SDK-HMAC-SHA256 Access={key.access}, SignedHeaders={names}, Signature={value}"
    return headers


def poll(simulation: Simulation, **how: Any) -> tuple[int, str]:
    path = f"/v3/{PROJECT_ID}/jobs"
    headers = signed("gaussdb", path, "id=none", **{"x-project-id": PROJECT_ID, **how})
    response = simulation.call("gaussdb", "GET", f"{path}?id=none", headers=headers)
    return response.status_code, response.json()["error_code"]


@pytest.mark.parametrize("key", [ACCESS_KEY, TEMPORARY_KEY])
def test_a_signature_stands_for_a_token(simulation: Simulation, key: AccessKey) -> None:
    assert poll(simulation, key=key) == (400, "DBS.200543")


def test_a_signature_with_the_wrong_key_or_clock_is_refused(simulation: Simulation) -> None:
    assert poll(simulation, key=AccessKey(ACCESS_KEY.access, "wrong")) == (401, "APIGW.0301")
    assert poll(simulation, date="20261122T114000Z") == (401, "APIGW.0303")


def test_a_signature_is_for_the_project_that_it_names(simulation: Simulation) -> None:
    assert poll(simulation, **{"x-project-id": PROJECTS[1].id}) == (403, "DBS.280015")
    path = f"/v3/{PROJECT_ID}/jobs"
    unsigned = {**signed("gaussdb", path, "id=none"), "X-Project-Id": PROJECT_ID}
    assert simulation.call("gaussdb", "GET", f"{path}?id=none", headers=unsigned).status_code == 403


def test_iam_takes_signatures_too(simulation: Simulation) -> None:
    headers = signed("iam", "/v3/projects", "name=eu-de_simulator")
    response = simulation.call("iam", "GET", "/v3/projects?name=eu-de_simulator", headers=headers)
    assert [project["id"] for project in response.json()["projects"]] == [PROJECT_ID]
    headers = signed("iam", "/v3/projects", "", key=AccessKey("unknown", "wrong"))
    response = simulation.call("iam", "GET", "/v3/projects", headers=headers)
    assert (response.status_code, response.json()["error_code"]) == (401, "APIGW.0301")
