# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All modules and actions, run with options as Ansible runs them, against a server that answers everything."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common.parameters import PASS_VARS
from ansible_collections.otc.gaussdb.plugins.action import gaussdb_instance, wait_for
from ansible_collections.otc.gaussdb.plugins.module_utils import _argspec
from ansible_collections.otc.gaussdb.plugins.plugin_utils import _action, _sessions
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.examples import GAUSSDB_ENTRY
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB,
    GAUSSDB_EXAMPLE,
    JOB,
    PROJECT,
    response,
)

try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:  # ansible-core 2.16
    patch_module_args = None

Path = tuple[str, ...]

SPECS = {
    "gaussdb_instance": _argspec.instance_spec(),
    "gaussdb_instance_info": _argspec.instance_info_spec(),
    "gaussdb_job_info": _argspec.job_info_spec(),
    "gaussdb_request": _argspec.request_spec(),
    "wait_for": _argspec.wait_for_spec(),
}
CLOUD_OPTIONS = frozenset(_argspec.cloud_spec())

# Those that cannot run as a module.
_ACTIONS: dict[str, Any] = {"gaussdb_instance": gaussdb_instance, "wait_for": wait_for}

# Imported here, since ansible-test runs each test in a process of its own.
_MODULES = {
    name: importlib.import_module(f"ansible_collections.otc.gaussdb.plugins.modules.{name}")
    for name in SPECS
    if name not in _ACTIONS
}

# Options with which each of them succeeds.
_CLOUD = {"auth": {"token": "given-token-1", "project_id": PROJECT}, "endpoint": GAUSSDB}
_BASES: dict[str, dict[str, Any]] = {
    "gaussdb_instance": {"name": "orders", "wait": False},
    "gaussdb_instance_info": {"name": "orders"},
    "gaussdb_job_info": {"job_id": JOB},
    "gaussdb_request": {"path": "/instances"},
    "wait_for": {"job_id": JOB, "timeout": 0},
}

# How Ansible calls modules with -vvv.
_INTERNAL: dict[str, Any] = {
    "_ansible_remote_tmp": ".",
    "_ansible_keep_remote_files": False,
    "_ansible_verbosity": 3,
}
if "inject_invocation" in PASS_VARS:  # ansible-core 2.21 shows the options only where that is set
    _INTERNAL["_ansible_inject_invocation"] = True


@dataclass(frozen=True)
class Ended:
    """What became of a run: its result, and all that it has shown and logged besides."""

    result: Mapping[str, Any]
    said: str


def paths(spec: Mapping[str, Any], prefix: Path = (), aliases: bool = True) -> Iterator[Path]:
    """The path of each option and suboption, by each of its names."""
    for name, option in spec.items():
        for each in (name, *(option.get("aliases", ()) if aliases else ())):
            yield (*prefix, each)
        yield from paths(option.get("options", {}), (*prefix, name), aliases)


def options_with(name: str, path: Path, value: Any) -> dict[str, Any]:
    """Options that would succeed, but for the one at ``path``, which is ``value``."""
    # Filters exclude job_id, an alias replaces it, and an ID excludes the name.
    lists = name == "gaussdb_job_info" and path[0] in _argspec.FILTERS
    is_id = path == ("id",) or (name, path[0]) == ("gaussdb_instance_info", "instance_id")
    options = {**({} if lists or is_id else _BASES[name]), **_CLOUD}
    if len(path) == 1:
        return {**options, path[0]: value}
    return {**options, path[0]: {**_CLOUD["auth"], path[1]: value}}


def answer(request: Any, **_arguments: Any) -> Any:
    """Every request succeeds, but for a sign-in."""
    if "/auth/" in request.url:
        return response(request, {"error": {"code": 401, "message": "No.", "title": "Unauthorized"}}, 401, {})
    if "/tasks" in request.url:
        return response(request, {"tasks": [], "total_count": 0}, 200, {})
    if request.method == "GET" and "/instances" in request.url:
        return response(request, {"instances": [GAUSSDB_ENTRY], "total_count": 1}, 200, {})
    if request.method == "GET":
        # A response that names another job would be retried.
        wanted = parse_qs(urlsplit(request.url).query).get("id", [JOB])[0]
        return response(request, {"job": {**json.loads(GAUSSDB_EXAMPLE)["job"], "id": wanted}}, 200, {})
    return response(request, {"job_id": JOB}, 200, {})


@pytest.fixture
def end(monkeypatch, capsys, wire, bare) -> Callable[[str, Mapping[str, Any]], Ended]:
    """Runs one of SPECS with options, with -vvv."""
    logged: list[Any] = []
    monkeypatch.setattr(wire, "send", answer)
    monkeypatch.setattr(basic.AnsibleModule, "log", lambda _self, text, log_args=None: logged.append((text, log_args)))
    monkeypatch.setattr(_sessions, "_SHARED", [])
    monkeypatch.setattr(
        _action, "_DISPLAY", SimpleNamespace(verbosity=3, display=lambda line, stderr: logged.append(line))
    )

    def of_module(name: str, options: Mapping[str, Any]) -> Any:
        arguments = {**_INTERNAL, **options}
        if patch_module_args is None:
            monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
        with nullcontext() if patch_module_args is None else patch_module_args(arguments), pytest.raises(SystemExit):
            _MODULES[name].main()
        return json.loads(capsys.readouterr().out)

    def of_action(name: str, options: Mapping[str, Any]) -> Any:
        task = SimpleNamespace(
            action=f"otc.gaussdb.{name}", args=options, check_mode=False, no_log=False, environment=[], async_val=0
        )
        action = _ACTIONS[name].ActionModule(
            task=task,
            connection=SimpleNamespace(_shell=SimpleNamespace(env_prefix=lambda **variables: "", tmpdir=None)),
            play_context=None,
            loader=SimpleNamespace(get_basedir=lambda: "."),
            templar=SimpleNamespace(template=lambda value: value),
            shared_loader_obj=None,
        )
        action._load_name = task.action
        return action.run(task_vars={"inventory_hostname": "db1"})

    def run(name: str, options: Mapping[str, Any]) -> Ended:
        logged.clear()
        result = of_action(name, options) if name in _ACTIONS else of_module(name, options)
        return Ended(result, f"{json.dumps(result)} {logged}")

    return run
