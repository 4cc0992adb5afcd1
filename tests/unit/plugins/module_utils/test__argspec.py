# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import cloud_spec, job_info_spec, wait_for_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.auth_keys import SECRET_AUTH


def test_only_secrets_are_hidden():
    hidden = {name for name, option in cloud_spec()["auth"]["options"].items() if option["no_log"]}
    assert hidden == set(SECRET_AUTH)
    assert hidden == {"password", "token", "passcode", "application_credential_secret", "secret_key", "security_token"}
    assert not any(option.get("no_log") for option in cloud_spec().values())


@pytest.mark.parametrize("spec", [job_info_spec, wait_for_spec])
def test_each_use_has_a_spec_of_its_own(spec):
    spec()["engine"]["choices"].append("broken")
    assert spec()["engine"]["choices"] == ["gaussdb", "taurusdb"]


def test_only_a_wait_needs_ids():
    assert wait_for_spec()["job_id"]["required"]
    assert "required" not in job_info_spec()["job_id"]
