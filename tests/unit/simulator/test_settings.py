# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.simulator.settings import Settings, SettingsError, merged


def test_what_is_not_named_stays() -> None:
    settings = merged(Settings(), {"speed": 60})
    assert settings == Settings(speed=60)


def test_objects_merge_and_null_takes_a_key_out() -> None:
    settings = merged(Settings(), {"catalog_types": {"gaussdb": "opengauss"}})
    assert settings.catalog_types == {"gaussdb": "opengauss", "taurusdb": "gaussdb-mysql"}
    assert merged(settings, {"catalog_types": {"gaussdb": None}}).catalog_types == {"taurusdb": "gaussdb-mysql"}


def test_defaults_are_courses_by_task() -> None:
    settings = merged(Settings(), {"defaults": {"*": {"duration": 5}}})
    settings = merged(settings, {"defaults": {"CreateMysqlInstance": {"outcome": "Failed"}}})
    assert settings.defaults == {"*": {"duration": 5}, "CreateMysqlInstance": {"outcome": "Failed"}}


def test_all_settings_survive_the_way_through_json() -> None:
    assert merged(Settings(), Settings().as_json()) == Settings()


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        ([], "settings must be an object"),
        ({"pace": 3}, "unknown setting: pace"),
        ({"speed": 0}, "speed must be a number above 0"),
        ({"speed": "fast"}, "speed must be a number above 0"),
        ({"speed": float("inf")}, "speed must be a number above 0"),
        ({"latency": -1}, "latency must be a number not below 0"),
        ({"password": None}, "password must be a string"),
        ({"prepaid": 1}, "prepaid must be true or false"),
        ({"seed": 1.5}, "seed must be an integer"),
        ({"job_id_form": "short"}, "job_id_form must be one of uuid, hex, list, none"),
        ({"endpoint_form": {"gaussdb": "long"}}, "endpoint_form.gaussdb must be one of bare, v3, project, mysql"),
        ({"endpoint_form": {"oracle": "v3"}}, "endpoint_form must be an object with keys of gaussdb, taurusdb"),
        ({"interfaces": "public"}, "interfaces must be an object with keys of public, internal, admin"),
        ({"defaults": []}, "defaults must be an object of courses by task name"),
        ({"defaults": {"*": {"speed": 1}}}, r"defaults\.\*: unknown key of a course: speed"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_refused(patch: Any, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        merged(Settings(), patch)
