# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.paths import Folders
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError


@pytest.fixture
def two(tmp_path):
    for name in ("started", "playbook", "home"):
        (tmp_path / name).mkdir()
    return Folders({"HOME": f"{tmp_path}/home"}, [f"{tmp_path}/started", f"{tmp_path}/playbook"])


def test_a_relative_path_is_searched_for_in_all_folders(two, tmp_path):
    (tmp_path / "playbook" / "ca.pem").touch()
    assert two.existing("ca.pem", "ca_cert") == f"{tmp_path}/playbook/ca.pem"
    (tmp_path / "started" / "ca.pem").touch()
    assert two.existing("ca.pem", "ca_cert") == f"{tmp_path}/started/ca.pem"


def test_home_is_that_of_the_tasks_environment(two, tmp_path):
    (tmp_path / "home" / "ca.pem").touch()
    assert two.existing("~/ca.pem", "ca_cert") == f"{tmp_path}/home/ca.pem"


def test_home_without_the_variable(monkeypatch):
    monkeypatch.setenv("HOME", "/home/process")
    assert Folders({}, []).expanded("~/x") == "/home/process/x"
    assert Folders({}, []).candidates("/x") == ["/x"]


def test_an_absolute_path_stays(two, tmp_path):
    (tmp_path / "ca.pem").touch()
    assert two.existing(f"{tmp_path}/ca.pem", "ca_cert") == f"{tmp_path}/ca.pem"


def test_all_folders_are_named(two, tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        two.existing("certificates/ca.pem", "ca_cert")
    assert str(caught.value) == (
        f"ca_cert names a file that does not exist. Searched: {tmp_path}/started/certificates/ca.pem,"
        f" {tmp_path}/playbook/certificates/ca.pem."
    )


@pytest.mark.parametrize("text", ["-----BEGIN KEY-----\nMIIhunter2", "hunter2 " * 9, "hunter2" * 20, "/hunter2\t"])
def test_key_material_in_place_of_a_path_is_not_quoted(two, text):
    with pytest.raises(
        ConfigurationError, match="client_key does not name an existing file: it is a string of"
    ) as caught:
        two.existing(text, "client_key")
    assert "hunter2" not in str(caught.value)
