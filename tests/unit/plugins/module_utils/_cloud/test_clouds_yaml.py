# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud import clouds_yaml
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError

pytestmark = pytest.mark.usefixtures("bare")


def write(folder, name="clouds.yaml", text="clouds: {otc: {region_name: eu-de}}"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_there_may_be_none():
    assert clouds_yaml.read({}) is None


def test_the_working_directory_comes_before_the_users_configuration(tmp_path):
    home = tmp_path / "home"
    write(home / ".config" / "openstack", text="clouds: {of-user: {}}")
    environ = {"HOME": str(home)}
    assert list(clouds_yaml.read(environ).clouds) == ["of-user"]
    write(tmp_path, "clouds.yml", text="clouds: {of-folder: {}}")
    assert list(clouds_yaml.read(environ).clouds) == ["of-folder"]


def test_all_places_in_order(tmp_path):
    assert clouds_yaml.searched({"HOME": "/home/me"}) == [
        f"{tmp_path}/clouds.yaml",
        f"{tmp_path}/clouds.yml",
        "/home/me/.config/openstack/clouds.yaml",
        "/home/me/.config/openstack/clouds.yml",
        "/etc/openstack/clouds.yaml",
        "/etc/openstack/clouds.yml",
    ]
    assert clouds_yaml.searched({"XDG_CONFIG_HOME": "/xdg"})[2] == "/xdg/openstack/clouds.yaml"
    assert clouds_yaml.searched({"OS_CLIENT_CONFIG_FILE": "/my.yaml"}) == ["/my.yaml"]


def test_secure_yaml_adds_and_overrides(tmp_path):
    write(tmp_path, text="clouds: {otc: {region_name: eu-de, auth: {username: me, password: old}}}")
    write(tmp_path, "secure.yaml", text="clouds: {otc: {auth: {password: new}}, other: {}}")
    assert clouds_yaml.read({}).clouds == {
        "otc": {"region_name": "eu-de", "auth": {"username": "me", "password": "new"}},
        "other": {},
    }


def test_a_named_file_has_to_be_there(tmp_path):
    path = write(tmp_path / "elsewhere", "mine.yaml")
    assert clouds_yaml.read({"OS_CLIENT_CONFIG_FILE": str(path)}).path == str(path)
    with pytest.raises(ConfigurationError, match=r"OS_CLIENT_CONFIG_FILE names /nowhere.yaml, which does not exist"):
        clouds_yaml.read({"OS_CLIENT_CONFIG_FILE": "/nowhere.yaml"})


def test_the_name_of_a_cloud_is_text_even_where_it_reads_as_a_number(tmp_path):
    write(tmp_path, text="clouds: {2026: {}}")
    assert list(clouds_yaml.read({}).clouds) == ["2026"]


def test_broken_yaml_is_named_by_place_and_not_quoted(tmp_path):
    write(tmp_path, text="clouds:\n  otc:\n    auth: {password: hunter2: x}\n")
    with pytest.raises(ConfigurationError, match=r"clouds.yaml is not valid YAML at line 3, column \d+") as caught:
        clouds_yaml.read({})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no mapping 'clouds'"),
        ("[]", "no mapping 'clouds'"),
        ("clouds:", "no mapping 'clouds'"),
        ("clouds: [otc]", "no mapping 'clouds'"),
        ("clouds: {otc: eu-de}", "no mapping 'clouds'"),
        ("clouds: {otc: {since: 2021-99-99}}", "not valid YAML"),
        ("clouds: !!python/object:os.system {}", "not valid YAML"),
        ("\x00", "not valid YAML"),
    ],
)
def test_what_is_no_clouds_yaml(tmp_path, text, said):
    write(tmp_path, text=text)
    with pytest.raises(ConfigurationError, match=said):
        clouds_yaml.read({})


def test_a_file_that_is_no_text(tmp_path):
    (tmp_path / "clouds.yaml").write_bytes(b"clouds: \xff")
    with pytest.raises(ConfigurationError, match="it is not UTF-8 text"):
        clouds_yaml.read({})


def test_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "clouds.yaml").mkdir()
    with pytest.raises(ConfigurationError, match=r"Cannot read .*clouds.yaml: Is a directory"):
        clouds_yaml.read({})


def test_without_pyyaml_the_interpreter_is_named(tmp_path, monkeypatch):
    write(tmp_path)
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ConfigurationError) as caught:
        clouds_yaml.read({})
    assert f"needs PyYAML, which {sys.executable} lacks" in str(caught.value)
