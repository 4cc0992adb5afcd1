# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common.parameters import PASS_VARS
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import cloud_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError, ForbiddenError
from ansible_collections.otc.gaussdb.plugins.module_utils._module import Module
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import CENSORED

try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:  # ansible-core 2.16
    patch_module_args = None

INTERNAL = {"_ansible_remote_tmp": ".", "_ansible_keep_remote_files": False}
if "inject_invocation" in PASS_VARS:  # ansible-core 2.21 shows the options only where that is set
    INTERNAL["_ansible_inject_invocation"] = True
SPEC = {"path": {"type": "str", "required": True}, "secrets": {"type": "dict", "no_log": True}, **cloud_spec()}
CANARY = "open-Sesame-4711"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a module that does some work with options, as Ansible does; its result."""

    def run_module(options, work=lambda options, check_mode: ({}, None), nothing=None):
        arguments = {**INTERNAL, **options}
        if patch_module_args is None:
            monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
        with nullcontext() if patch_module_args is None else patch_module_args(arguments), pytest.raises(SystemExit):
            Module(SPEC).run(work, nothing or {})
        return json.loads(capsys.readouterr().out)

    return run_module


def shown(result):
    return result["invocation"]["module_args"]


def test_a_result_is_returned_as_it_is(run):
    seen = []

    def work(options, check_mode):
        seen.append((options["path"], options["secrets"], options["api_timeout"], check_mode))
        return {"jobs": [{"status": "Completed"}], "changed": True}, None

    result = run({"path": "x", "secrets": {"password": "Completed"}, "_ansible_check_mode": True}, work)
    assert (result["jobs"], result["changed"]) == ([{"status": "Completed"}], True)
    assert seen == [("x", {"password": "Completed"}, None, True)]


def test_ansibles_net_catches_long_secrets(run):
    result = run({"path": "x", "secrets": {"password": CANARY}}, lambda *_: ({"echo": f"got {CANARY}!"}, None))
    assert CANARY not in json.dumps(result)


@pytest.mark.parametrize("raises", [True, False])
def test_an_error_fails_the_module_with_its_reason(run, raises):
    def work(options, check_mode):
        if raises:
            raise ForbiddenError("Not\x1b allowed.")
        return {"jobs": ["found"]}, ForbiddenError("Not\x1b allowed.")

    result = run({"path": "x"}, work, nothing={"jobs": []})
    assert (result["failed"], result["msg"], result["reason"]) == (True, "Not\\x1b allowed.", "forbidden")
    assert result["jobs"] == ([] if raises else ["found"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "missing required arguments: path."),
        ({"path": ["a"]}, "path: expected a string, got a list."),
        ({"path": "x", "interface": "outside"}, "interface: expected one of public, internal, admin; got 'outside'."),
    ],
)
def test_options_that_cannot_be_used_fail_it_before_any_work(run, options, message):
    def work(options, check_mode):
        raise AssertionError(options)

    result = run(options, work, nothing={"jobs": []})
    assert (result["failed"], result["msg"], result["reason"]) == (True, message, ConfigurationError.reason)
    assert result["jobs"] == []
    assert shown(result) == ({} if not options else {**options, "path": shown(result)["path"]})


def test_options_are_shown_without_their_secrets(run):
    auth = {"username": "me", "password": "pw", "sk": "s", "token": None, "auth_url": "https://a:b@iam/v3"}
    result = run({"path": "/x", "auth": auth, "endpoint": "https://u:p@host", "client_key": "/k", "verify": False})
    assert shown(result) == {
        "auth": {
            "username": "me",
            "password": CENSORED,
            "sk": CENSORED,
            "token": None,
            "auth_url": f"https://{CENSORED}@iam/v3",
        },
        "path": "/x",
        "endpoint": f"https://{CENSORED}@host",
        "client_key": "/k",
        "verify": False,
    }


def test_the_log_of_the_system_shows_no_more(run, monkeypatch):
    logged = []
    monkeypatch.setattr(basic.AnsibleModule, "log", lambda _module, message, log_args=None: logged.append(message))
    run({"path": "two words", "secrets": {"password": CANARY}, "language": "en-us"})
    assert logged == ['Invoked with {"path": "a string of 9 characters", "secrets": "********", "language": "en-us"}']
