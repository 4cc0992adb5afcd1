# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page about signing in: its recipes sign in as their headings say, and its variables are those of the options."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.otc.gaussdb.plugins.doc_fragments import cloud as cloud_fragment
from ansible_collections.otc.gaussdb.plugins.module_utils import _argspec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._options import validated
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.fixtures import bare

__all__ = ["bare"]

pytestmark = pytest.mark.usefixtures("bare")

# What the variables of the examples may be
PAGE = re.sub(
    r'"\{\{.*?\}\}"',
    "secret",
    (Path(__file__).parents[4] / "docs" / "docsite" / "rst" / "authentication.rst").read_text(encoding="utf-8"),
)
SPECS = {
    "otc.gaussdb.gaussdb_job_info": _argspec.job_info_spec(),
    "otc.gaussdb.wait_for": _argspec.wait_for_spec(),
}
BLOCK = re.compile(r"^\.\. code-block:: yaml\n\n((?:    .*\n|\n)+)", re.MULTILINE)
HEADING = re.compile(r"^(.+)\n~{3,}\n", re.MULTILINE)

AUTH_TYPES = {
    "Password": "password",
    "Token": "token",
    "Application credential": "v3applicationcredential",
    "Password and one-time password": "v3multifactor",
    "Access keys": "aksk",
    "Variables": "password",
}


def recipes():
    """Each way to sign in, with the task that the page shows for it."""
    parts = HEADING.split(PAGE)[1:]
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        (task,) = yaml.safe_load(BLOCK.search(text)[1])
        yield pytest.param(heading, task, id=heading)


def tasks_in(content):
    """All tasks of an example: it is a list of tasks or of plays, or something else."""
    for item in content if isinstance(content, list) else []:
        yield from item.get("tasks", [item])


def sign_in(task):
    """Whom a task signs in as; secrets are given, and variables set besides those that it sets."""
    name = next(key for key in task if key in SPECS)
    options = validated(task[name], SPECS[name])
    return Cloud.from_options(options, {"OS_PASSWORD": "secret", **task.get("environment", {})}, ENGINES["gaussdb"])


@pytest.mark.parametrize(("heading", "task"), list(recipes()))
def test_each_recipe_signs_in_as_its_heading_says(heading, task):
    cloud = sign_in(task)
    assert cloud.auth_type == AUTH_TYPES[heading]
    assert cloud.auth_url == "https://iam.eu-de.otc.t-systems.com/v3"


def test_every_way_has_its_recipe():
    assert {param.id for param in recipes()} == {*AUTH_TYPES}


def test_every_example_uses_options_that_there_are():
    checked = 0
    for block in BLOCK.findall(PAGE):
        for task in tasks_in(yaml.safe_load(block)):
            for name in task.keys() & SPECS:
                validated(task[name], SPECS[name])
                checked += 1
    assert checked > len(AUTH_TYPES)


def test_a_cloud_in_the_playbook():
    block = next(block for block in BLOCK.findall(PAGE) if "defined in the playbook" in block)
    assert sign_in(yaml.safe_load(block)[0]).auth["username"] == "playbooks"


def test_the_files_of_the_page():
    clouds, secure = (
        yaml.safe_load(next(block for block in BLOCK.findall(PAGE) if block.lstrip().startswith(f"# {name}")))
        for name in ("clouds.yaml", "secure.yaml")
    )
    Path("clouds.yaml").write_text(yaml.safe_dump(clouds), encoding="utf-8")
    Path("secure.yaml").write_text(yaml.safe_dump(secure), encoding="utf-8")
    cloud = Cloud.from_options({"cloud": "otc"}, {}, ENGINES["gaussdb"])
    assert (cloud.auth_type, cloud.region_name) == ("password", "eu-de")


def test_every_variable_of_the_page_is_one_of_an_option():
    variables = re.compile(r"\b(?:OS|XDG)_[A-Z_]*[A-Z]|[A-Z]+_CA_BUNDLE")
    assert set(variables.findall(PAGE)) <= set(variables.findall(cloud_fragment.ModuleDocFragment.DOCUMENTATION))
