# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import job_info_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ForbiddenError
from ansible_collections.otc.gaussdb.plugins.module_utils._module import leave
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import CENSORED


class Left(Exception):
    pass


class Module(SimpleNamespace):
    """As much of AnsibleModule as it takes to leave."""

    def exit_json(self, **result):
        raise Left({"failed": False, **result})

    def fail_json(self, **result):
        raise Left({"failed": True, **result})


def left(params, result, error=None, spec=None):
    module = Module(params=params, argument_spec=spec or job_info_spec(), no_log_values={"Completed"})
    with pytest.raises(Left) as caught:
        leave(module, result, error)
    assert module.no_log_values == set(), "AnsibleModule would look for them in the result"
    return caught.value.args[0]


def test_a_result_leaves_as_it_is():
    assert left({}, {"jobs": [{"status": "Completed"}]}) == {
        "failed": False,
        "jobs": [{"status": "Completed"}],
        "invocation": {"module_args": {}},
    }


def test_an_error_leaves_with_its_reason():
    result = left({}, {"jobs": []}, ForbiddenError("Not allowed."))
    assert (result["failed"], result["msg"], result["reason"], result["jobs"]) == (
        True,
        "Not allowed.",
        "forbidden",
        [],
    )


def test_options_are_shown_without_their_secrets():
    auth = {
        "username": "me",
        "password": "pw",
        "secret_key": "s",
        "sk": "s",
        "token": None,
        "auth_url": "https://a:b@iam/v3",
    }
    params = {
        "auth": auth,
        "engine": "gaussdb",
        "endpoint": "https://u:p@host",
        "client_key": "/key",
        "job_id": ["pw"],
        "limit": 5,
    }
    assert left(params, {})["invocation"]["module_args"] == {
        "auth": {
            "username": "me", "password": CENSORED, "secret_key": CENSORED, "sk": CENSORED, "token": None,
            "auth_url": f"https://{CENSORED}@iam/v3",
        },
        "engine": "gaussdb", "endpoint": f"https://{CENSORED}@host", "client_key": "/key", "job_id": ["pw"], "limit": 5,
    }  # fmt: skip


def test_a_secret_that_is_no_text_is_hidden_as_well():
    spec = {"secrets": {"type": "dict", "no_log": True}}
    assert left({"secrets": {"a": 1}}, {}, spec=spec)["invocation"] == {"module_args": {"secrets": CENSORED}}
