# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options, once, for modules, actions and the event source."""

from __future__ import annotations

from typing import Any

from ._cloud.auth_keys import AUTH_VARIABLES, SECRET_AUTH
from ._cloud.cloud import INTERFACES
from ._cloud.credentials import AUTH_TYPES
from ._engines import ENGINES, GAUSSDB

Spec = dict[str, Any]

LISTED_STATUSES = ("Running", "Completed", "Failed")
REQUEST_METHODS = ("GET", "POST", "PUT", "DELETE")

WATCH_ALL = "all"

# Filters of the job list, which go without job_id only.
FILTERS = ("status", "name", "start_time", "end_time", "instance_id", "limit")

_AUTH_ALIASES = {"access_key": ["ak"], "secret_key": ["sk"]}


def job_info_spec() -> Spec:
    """Options of gaussdb_job_info."""
    return {
        **_job_spec(),
        "status": {"type": "str", "choices": list(LISTED_STATUSES)},
        "name": {"type": "str"},
        "start_time": {"type": "str"},
        "end_time": {"type": "str"},
        "instance_id": {"type": "str"},
        "limit": {"type": "int"},
        **cloud_spec(),
    }


def wait_for_spec() -> Spec:
    """Options of wait_for."""
    spec = _job_spec()
    spec["job_id"]["required"] = True
    return {
        **spec,
        "state": {"type": "str", "choices": ["completed", "ended"], "default": "completed"},
        **_waiting_spec(),
        "delay": {"type": "int", "default": 0},
        "sleep": {"type": "int"},
        "not_found_timeout": {"type": "int", "default": 60},
        "msg": {"type": "str"},
        **cloud_spec(),
    }


def jobs_source_spec() -> Spec:
    """Options of the event source jobs."""
    spec = _job_spec()
    del spec["job_id"]["aliases"]
    return {
        **spec,
        "watch": {"type": "str", "choices": [WATCH_ALL]},
        "name": {"type": "str"},
        "instance_id": {"type": "str"},
        "since": {"type": "str"},
        # Checked by the source: choices of a list are not among what is checked here.
        "events": {"type": "list", "elements": "raw", "default": ["status"]},
        "interval": {"type": "int"},
        "not_found_timeout": {"type": "int", "default": 60},
        "replay": {"type": "bool", "default": True},
        **cloud_spec(),
    }


def request_spec() -> Spec:
    """Options of gaussdb_request."""
    return {
        "engine": _job_spec()["engine"],
        "method": {"type": "str", "choices": list(REQUEST_METHODS), "default": "POST"},
        "path": {"type": "str", "required": True},
        "query": {"type": "dict"},
        "body": {"type": "dict"},
        "secrets": {"type": "dict", "no_log": True},
        "conflict_timeout": {"type": "int", "default": 600},
        "wait": {"type": "bool", "default": False},
        **_waiting_spec(),
        **cloud_spec(),
    }


def instance_info_spec() -> Spec:
    """Options of gaussdb_instance_info."""
    return {
        "engine": _job_spec()["engine"],
        "name": {"type": "str"},
        "instance_id": {"type": "str"},
        **cloud_spec(),
    }


def instance_spec() -> Spec:
    """Options of gaussdb_instance."""
    return {
        "engine": {**_job_spec()["engine"]},
        "name": {"type": "str"},
        "instance_id": {"type": "str"},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "flavor": {"type": "str"},
        "volume_size": {"type": "int"},
        "replicas": {"type": "int"},
        "port": {"type": "int"},
        "creation": {"type": "dict"},
        "password": {"type": "str", "no_log": True},
        "wait": {"type": "bool", "default": True},
        **_waiting_spec(),
        **cloud_spec(),
    }


def cloud_spec() -> Spec:
    """Options of the documentation fragment ``cloud``."""
    return {
        "cloud": {"type": "raw"},
        "auth": {
            "type": "dict",
            "options": {
                name: {
                    "type": "str",
                    "no_log": name in SECRET_AUTH,
                    **({"aliases": _AUTH_ALIASES[name]} if name in _AUTH_ALIASES else {}),
                }
                for name in AUTH_VARIABLES
            },
        },
        "auth_type": {"type": "str", "choices": list(AUTH_TYPES)},
        "region_name": {"type": "str", "aliases": ["region"]},
        "endpoint": {"type": "str"},
        "interface": {"type": "str", "choices": list(INTERFACES), "aliases": ["endpoint_type"]},
        "validate_certs": {"type": "bool", "aliases": ["verify"]},
        "ca_cert": {"type": "path", "aliases": ["cacert"]},
        "client_cert": {"type": "path", "aliases": ["cert"]},
        "client_key": {"type": "path", "aliases": ["key"], "no_log": False},
        "api_timeout": {"type": "int"},
        "language": {"type": "str"},
    }


def _waiting_spec() -> Spec:
    """Options of everything that waits: the action group ``waiting``."""
    return {
        "timeout": {"type": "int", "default": 7200},
        "error_timeout": {"type": "int", "default": 300},
        "progress": {"type": "bool", "default": True},
    }


def _job_spec() -> Spec:
    return {
        "engine": {"type": "str", "choices": list(ENGINES), "default": GAUSSDB.name},
        "job_id": {"type": "list", "elements": "raw", "aliases": ["id"]},
    }
