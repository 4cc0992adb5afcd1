# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import sys
from typing import ClassVar

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud import clouds_yaml
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.paths import Folders
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError

pytestmark = pytest.mark.usefixtures("bare")


def folders(**environ):
    return Folders({"HOME": os.environ["HOME"], **environ}, [os.getcwd()])


def read(**environ):
    return clouds_yaml.read(folders(**environ))


def write(folder, name="clouds.yaml", text="clouds: {otc: {region_name: eu-de}}"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def configuration(tmp_path):
    return tmp_path / ".config" / "openstack"


def test_there_may_be_none():
    assert read() is None


def test_the_working_directory_comes_before_the_users_configuration(tmp_path, configuration):
    write(configuration, text="clouds: {user: {}}")
    assert list(read().entries) == ["user"]
    write(tmp_path, "clouds.yml", text="clouds: {folder: {}}")
    assert list(read().entries) == ["folder"]


def test_all_places_in_order(tmp_path):
    places = [tmp_path, "/home/me/.config/openstack", "/etc/xdg/openstack", "/etc/openstack"]
    assert clouds_yaml.searched(folders(HOME="/home/me")) == [
        f"{place}/clouds.{suffix}" for place in places for suffix in ("yaml", "yml", "json")
    ]
    xdg = clouds_yaml.searched(folders(HOME="/home/me", XDG_CONFIG_HOME="/xdg", XDG_CONFIG_DIRS="/a:/b"))
    assert [os.path.dirname(path) for path in xdg[3::3]] == [
        "/xdg/openstack",
        "/home/me/.config/openstack",
        "/a/openstack",
        "/b/openstack",
        "/etc/openstack",
    ]
    assert clouds_yaml.searched(folders(OS_CLIENT_CONFIG_FILE="/my.yaml")) == ["/my.yaml"]


def test_json_counts(tmp_path):
    write(tmp_path, "clouds.json", '{"clouds": {"otc": {"region_name": "eu-de"}}}')
    assert read().entries == {"otc": {"region_name": "eu-de"}}
    write(tmp_path, "clouds.json", '{"clouds": {"otc": {"password": hunter2}}}')
    with pytest.raises(ConfigurationError, match=r"clouds.json is not valid JSON at line 1, column \d+") as caught:
        read()
    assert "hunter2" not in str(caught.value)


class TestSecureYaml:
    MERGED: ClassVar = {"otc": {"region_name": "eu-de", "auth": {"username": "me", "password": "new"}}, "other": {}}

    @pytest.fixture(autouse=True)
    def clouds(self, tmp_path):
        write(tmp_path, text="clouds: {otc: {region-name: eu-de, auth: {username: me, password: old}}}")

    TEXT = "clouds: {otc: {auth: {password: new}}, other: {}}"

    def test_it_adds_and_overrides(self, tmp_path):
        write(tmp_path, "secure.yaml", self.TEXT)
        assert read().entries == self.MERGED
        assert read().title == f"{tmp_path}/clouds.yaml and {tmp_path}/secure.yaml"

    def test_it_may_be_in_another_folder(self, configuration):
        write(configuration, "secure.yaml", self.TEXT)
        assert read().entries == self.MERGED

    def test_a_variable_names_it(self, tmp_path, configuration):
        write(configuration, "secure.yaml", "clouds: {otc: {auth: {password: wrong}}}")
        write(tmp_path, "mine.yml", self.TEXT)
        assert read(OS_CLIENT_SECURE_FILE="~/mine.yml").entries == self.MERGED
        with pytest.raises(ConfigurationError, match=r"OS_CLIENT_SECURE_FILE names a file that does not exist"):
            read(OS_CLIENT_SECURE_FILE="nowhere.yaml")

    def test_beside_a_named_file_it_counts_last(self, tmp_path, configuration):
        named = write(tmp_path / "elsewhere", text="clouds: {otc: {auth: {username: me}}}")
        write(tmp_path / "elsewhere", "secure.yaml", "clouds: {otc: {auth: {password: beside}}}")
        assert read(OS_CLIENT_CONFIG_FILE=str(named)).entries["otc"]["auth"]["password"] == "beside"
        write(configuration, "secure.yaml", self.TEXT)
        assert read(OS_CLIENT_CONFIG_FILE=str(named)).entries["otc"]["auth"]["password"] == "new"

    def test_it_is_enough(self, tmp_path, configuration):
        (tmp_path / "clouds.yaml").unlink()
        write(configuration, "secure.yaml", self.TEXT)
        assert read().entries["otc"] == {"auth": {"password": "new"}}


@pytest.mark.parametrize("named", ["elsewhere/mine.yaml", "~/elsewhere/mine.yaml", "{tmp_path}/elsewhere/mine.yaml"])
def test_a_named_file_is_found_by_each_form_of_path(tmp_path, named):
    path = write(tmp_path / "elsewhere", "mine.yaml")
    assert read(OS_CLIENT_CONFIG_FILE=named.format(tmp_path=tmp_path)).paths == (str(path),)


def test_a_named_file_has_to_be_there():
    with pytest.raises(ConfigurationError) as caught:
        read(OS_CLIENT_CONFIG_FILE="/nowhere.yaml")
    assert str(caught.value) == (
        "OS_CLIENT_CONFIG_FILE names a file that does not exist. Searched: /nowhere.yaml. Correct the variable, or"
        " unset it."
    )


def test_the_name_of_a_cloud_is_text_even_if_it_reads_as_a_number(tmp_path):
    write(tmp_path, text="clouds: {2026: {}}")
    assert list(read().entries) == ["2026"]


def test_broken_yaml_is_named_by_place_and_not_quoted(tmp_path):
    write(tmp_path, text="clouds:\n  otc:\n    auth: {password: hunter2: x}\n")
    with pytest.raises(ConfigurationError, match=r"clouds.yaml is not valid YAML at line 3, column \d+") as caught:
        read()
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "does not have the key 'clouds'"),
        ("[]", "does not have the key 'clouds'"),
        ("clouds:", "does not have the key 'clouds'"),
        ("clouds: [otc]", "does not have the key 'clouds'"),
        ("clouds: {otc: eu-de}", "does not have the key 'clouds'"),
        ("clouds: {otc: {since: 2021-99-99}}", "not valid YAML"),
        ("clouds: !!python/object:os.system {}", "has a tag that YAML itself does not know"),
        ("\x00", "not valid YAML"),
    ],
)
def test_files_of_another_shape(tmp_path, text, said):
    write(tmp_path, text=text)
    with pytest.raises(ConfigurationError, match=said):
        read()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("clouds: &c {otc: *c}", "is nested too deeply, or an alias in it stands for itself."),
        ("clouds: {otc: &c {auth: *c}}", "is nested too deeply, or an alias in it stands for itself."),
        ("clouds: {otc: {}}\n---\nclouds: {otc: {}}\n", "has more than one YAML document. Keep one."),
        (f"clouds: {'[' * 1000}", "is nested too deeply, or an alias in it stands for itself."),
        (
            "clouds:\n  otc: {auth: {password: !vault hush}}",
            "has a tag that YAML itself does not know at line 2, column 26. Put a string that begins with ! in quotes."
            " Values with the tag !vault are not decrypted here: set them with auth in the task.",
        ),
        (
            "$ANSIBLE_VAULT;1.1;AES256\n3837",
            "is encrypted with Ansible Vault, and is not decrypted here. Load it with ansible.builtin.include_vars, and"
            " set cloud to the mapping of one of its clouds.",
        ),
    ],
)
def test_files_that_yaml_alone_does_not_explain(tmp_path, text, said):
    path = write(tmp_path, text=text)
    with pytest.raises(ConfigurationError) as caught:
        read()
    assert str(caught.value) == f"{path} {said}"


@pytest.mark.parametrize("name", ["clouds.yaml", "clouds.json"])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path, name):
    write(tmp_path, name, '\ufeff{"clouds": {"otc": {"region_name": "eu-de"}}}')
    assert read().entry("otc") == {"region_name": "eu-de"}


def test_an_empty_entry_does_not_hide_the_others(tmp_path):
    write(tmp_path, text="clouds:\n  old:\n  otc: {region_name: eu-de}\n")
    assert read().entry("otc") == {"region_name": "eu-de"}
    assert read().entry("old") == {}


def test_a_file_that_is_not_text(tmp_path):
    (tmp_path / "clouds.yaml").write_bytes(b"clouds: \xff")
    with pytest.raises(ConfigurationError, match="it is not UTF-8 text"):
        read()


def test_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "clouds.yaml").mkdir()
    with pytest.raises(ConfigurationError, match=r"Cannot read .*clouds.yaml: Is a directory"):
        read()


def test_without_pyyaml_the_interpreter_is_named(tmp_path, monkeypatch):
    write(tmp_path)
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ConfigurationError) as caught:
        read()
    assert f"needs PyYAML, which {sys.executable} does not have" in str(caught.value)


class TestPublicProfiles:
    def test_those_of_the_user(self, configuration):
        assert clouds_yaml.public_profiles(folders()) == {}
        write(configuration, "clouds-public.yaml", "public-clouds: {own: {auth: {auth_url: https://iam.example}}}")
        assert clouds_yaml.public_profiles(folders()) == {"own": {"auth": {"auth_url": "https://iam.example"}}}

    @pytest.mark.parametrize(("auth", "kind"), [("hush", "a string of 4 characters"), ("[hush]", "a list")])
    def test_auth_is_a_mapping(self, configuration, auth, kind):
        path = write(configuration, "clouds-public.yaml", f"public-clouds: {{own: {{auth: {auth}}}}}")
        with pytest.raises(ConfigurationError) as caught:
            clouds_yaml.public_profiles(folders())
        assert str(caught.value) == f"Profile 'own' in {path}: auth is {kind}, not a mapping."

    def test_texts_are_texts(self, configuration):
        write(configuration, "clouds-public.yaml", "public-clouds: {own: {region_name: no}}")
        with pytest.raises(ConfigurationError, match=r"Profile 'own' in .*: region_name is a boolean, not a string"):
            clouds_yaml.public_profiles(folders())
