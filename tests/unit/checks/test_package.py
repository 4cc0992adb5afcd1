# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.otc.gaussdb.tests.checks.action_groups import mismatches
from ansible_collections.otc.gaussdb.tests.checks.package import not_for_users
from ansible_collections.otc.gaussdb.tests.checks.simulation import access_variables


def test_the_tarball_may_hold_what_users_need_and_no_more() -> None:
    kept = [
        "MANIFEST.json",
        "README.md",
        "plugins/modules/wait_for.py",
        "docs/docsite/links.yml",
        "changelogs/changelog.yaml",
    ]
    superfluous = ["Makefile", "changelogs/fragments/1.0.0.yml", "documents", "tests/config.yml"]
    assert not_for_users([*kept, *superfluous]) == superfluous


def test_modules_and_action_group_have_to_agree() -> None:
    assert mismatches({"wait_for"}, {"wait_for"}) == []
    assert mismatches({"wait_for"}, {"job_info"}) == [
        "job_info extends otc.gaussdb.cloud, but is not in the action group gaussdb",
        "wait_for is in the action group gaussdb, but does not extend otc.gaussdb.cloud",
    ]


def test_the_simulator_is_reached_by_the_variables_of_openstack() -> None:
    ready = {
        "iam": "http://127.0.0.1:4001/v3",
        "username": "user",
        "password": "word",
        "domain_name": "domain",
        "project_name": "eu-de_simulator",
        "region": "eu-de",
    }
    assert access_variables(ready) == {
        "OS_AUTH_URL": "http://127.0.0.1:4001/v3",
        "OS_USERNAME": "user",
        "OS_PASSWORD": "word",
        "OS_USER_DOMAIN_NAME": "domain",
        "OS_PROJECT_NAME": "eu-de_simulator",
        "OS_PROJECT_DOMAIN_NAME": "domain",
        "OS_REGION_NAME": "eu-de",
    }
