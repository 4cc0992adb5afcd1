# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A wire without a network: a test writes down the calls that it expects, each with its answer."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

import requests
import urllib3
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import GaussDBError
from requests.adapters import BaseAdapter, HTTPAdapter

GAUSSDB = "https://gaussdb.eu-de.otc.t-systems.com"
TAURUSDB = "https://gaussdb-mysql.eu-de.otc.t-systems.com"
IAM = "https://iam.eu-de.otc.t-systems.com/v3"
PROJECT = "0549b4a43100d4f32f51c01c2fe4acdb"
JOB = "5cbb8a90-2253-4cff-8a13-49aa8f31dfb5"
JOB_URL = f"{GAUSSDB}/v3/{PROJECT}/jobs?id={JOB}"

# What the two reference pages print, verbatim.
GAUSSDB_EXAMPLE = """
{
  "job" : {
    "id" : "5cbb8a90-2253-4cff-8a13-49aa8f31dfb5",
    "name" : "CreateGaussDBV5Instance",
    "status" : "Completed",
    "created" : "2021-07-12T09:22:04+0800",
    "ended" : "2021-07-12T10:10:13+0800",
    "progress" : "",
    "instance" : {
      "id" : "b34f8c791f2643578510c093aa2351a8in14",
      "name" : "gauss-c1a3"
    },
    "fail_reason" : null
  }
}
"""
TAURUSDB_EXAMPLE = """
{
  "job" : {
    "id" : "a9767ede-fe0f-4888-9003-e843a4c90514",
    "name" : "CreateMysqlInstance",
    "status" : "Completed",
    "created" : "2018-08-06T10:41:14+0800",
    "ended" : "2018-08-06T16:41:14+0000",
    "process" : "",
    "instance" : {
      "id" : "a48e43ff268f4c0e879652d65e63d0fbin07",
      "name" : "DO-NOT-TOUCH-mgr2-mysql-single"
    },
    "entities" : {
      "instance" : {
        "endpoint" : "192.168.1.203:3306",
        "type" : "Cluster",
        "datastore" : {
          "type" : "gaussdb-mysql",
          "version" : "8.0"
        }
      },
      "resource_ids" : [ "a48e43ff268f4c0e879652d65e63d0fbin07.vm", "a48e43ff268f4c0e879652d65e63d0fbin07.volume" ]
    }
  }
}
"""


@dataclass(frozen=True)
class Call:
    """An expected request, and how it is answered.

    Attributes:
        url: with its query
        answer: JSON, bytes or text as they are, or an exception to raise instead
        status: of the answer
        headers: of the answer
        sent: headers that the request has to have; None for one that it must not have
        body: JSON that the request has to carry
        during: called while the request is under way
    """

    method: str
    url: str
    answer: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, str | None] = field(default_factory=dict)
    body: Any = None
    during: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Seen:
    """A request as it went out, with what requests was told about the connection."""

    request: requests.PreparedRequest
    timeout: Any
    verify: Any
    cert: Any
    proxies: Any


class Wire(BaseAdapter):
    """Answers each request with the first call of the list that fits and was not used yet."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Seen] = []
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    def expect(self, *calls: Call) -> None:
        self._calls += calls

    def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):
        with self._lock:
            self.seen.append(Seen(request, timeout, verify, cert, proxies))
            call = next(
                (call for call in self._calls if (call.method, call.url) == (request.method, request.url)), None
            )
            assert call is not None, f"unexpected: {request.method} {request.url}"
            self._calls.remove(call)
        call.during()
        for name, value in call.sent.items():
            assert request.headers.get(name) == value
        assert (json.loads(request.body) if request.body else None) == call.body
        if isinstance(call.answer, BaseException):
            raise call.answer
        return response(request, call.answer, call.status, call.headers)

    def close(self) -> None:
        pass

    def check(self) -> None:
        """Nothing that was expected is left."""
        assert [f"{call.method} {call.url}" for call in self._calls] == []


def response(request: Any, answer: Any, status: int, headers: Mapping[str, str]) -> requests.Response:
    if isinstance(answer, str):
        answer = answer.encode("utf-8")
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode("utf-8")
    raw = urllib3.HTTPResponse(
        io.BytesIO(body),
        headers=dict(headers),
        status=status,
        preload_content=False,
        original_response=_Original(headers),
    )
    return HTTPAdapter().build_response(request, raw)


class _Original:
    """What requests reads cookies from."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.msg = Message()
        for name, value in headers.items():
            self.msg[name] = value

    def isclosed(self) -> bool:
        return True

    def close(self) -> None:
        pass


def outcome(ask: Callable[[], Any]) -> Any:
    """What asking brings: a value, or the message of a typed error."""
    try:
        return ask()
    except GaussDBError as error:
        return str(error)


def catalog(*entries: tuple[str, str]) -> list[dict[str, Any]]:
    """A catalog of Keystone with services in eu-de, given as type and public URL."""
    return [
        {"type": kind, "endpoints": [{"interface": "public", "region_id": "eu-de", "url": url}]}
        for kind, url in entries
    ]


def token_of(project: str | None = PROJECT, entries: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The body of a token that IAM has issued."""
    token: dict[str, Any] = {"expires_at": "2026-11-23T09:00:00.000000Z", "catalog": entries or []}
    if project:
        token["project"] = {"id": project, "name": "eu-de_team"}
    return {"token": token}


def sign_in(token: str = "issued-token", **arguments: Any) -> Call:
    """A sign-in that succeeds. What it sends is looked at where that matters."""
    defaults = {
        "answer": token_of(entries=catalog(("gaussdb", GAUSSDB), ("gaussdb-mysql", TAURUSDB))),
        "status": 201,
        "headers": {"X-Subject-Token": token},
        "body": PASSWORD_BODY,
    }
    return Call("POST", f"{IAM}/auth/tokens", **{**defaults, **arguments})


# Options as a task gives them, and what they make a sign-in send.
PASSWORD_AUTH = {
    "username": "operator",
    "password": "correct horse battery",
    "user_domain_name": "OTC-EU-DE-00000000001000000000",
    "project_name": "eu-de_team",
}
PASSWORD_BODY = {
    "auth": {
        "identity": {
            "methods": ["password"],
            "password": {
                "user": {
                    "name": "operator",
                    "domain": {"name": "OTC-EU-DE-00000000001000000000"},
                    "password": "correct horse battery",
                }
            },
        },
        "scope": {"project": {"name": "eu-de_team", "domain": {"name": "OTC-EU-DE-00000000001000000000"}}},
    }
}
