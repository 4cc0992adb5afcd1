# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of all ways to sign in share."""

from __future__ import annotations

from typing import Any

import requests
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import UnauthorizedError
from ansible_collections.otc.gaussdb.plugins.module_utils._session.access_keys import AccessKeyIdentity
from ansible_collections.otc.gaussdb.plugins.module_utils._session.identity import Identity, SignIn
from ansible_collections.otc.gaussdb.plugins.module_utils._session.keystone import KeystoneIdentity
from ansible_collections.otc.gaussdb.plugins.module_utils._session.transport import Http
from ansible_collections.otc.gaussdb.plugins.module_utils._support.redaction import Secrets
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    GAUSSDB,
    IAM,
    PASSWORD_BODY,
    PROJECT,
    Call,
    token_of,
)

TOKENS = f"{IAM}/auth/tokens"
REFUSED = {"error": {"code": 401, "message": "The username or password is wrong.", "title": "Unauthorized"}}
RENEWAL = Call("POST", f"{TOKENS}?nocatalog=1", token_of(), 201, {"X-Subject-Token": "second"}, body=PASSWORD_BODY)
TOKEN_SENT = {"X-Auth-Token": "given-token-1", "X-Subject-Token": "given-token-1"}
ACCESS_KEYS = {"access_key": "AKEY", "secret_key": "skey-skey-skey", "project_id": PROJECT}
WHY = UnauthorizedError("The API does not accept the credentials (401).")


def identity(auth: dict[str, Any], endpoint: str | None = None, **options: Any) -> Identity:
    """The identity that a task's options make."""
    cloud = Cloud.from_options(
        {"auth": auth, "endpoint": endpoint, "region_name": "eu-de", **options}, {}, ENGINES["gaussdb"]
    )
    secrets = Secrets(cloud.secrets)
    kind = AccessKeyIdentity if cloud.auth_type == "aksk" else KeystoneIdentity
    return kind(cloud, Http(cloud, secrets), secrets)


def headers_of(access: SignIn) -> Any:
    """What the sign-in puts on a request."""
    request = requests.Request("GET", f"{GAUSSDB}/v3/{PROJECT}/jobs", params={"id": "x"}).prepare()
    return access.auth(request).headers


def body(methods: list[str], scope: Any = None, **identity_parts: Any) -> dict[str, Any]:
    """The body of a sign-in."""
    content: dict[str, Any] = {"auth": {"identity": {"methods": methods, **identity_parts}}}
    if scope:
        content["auth"]["scope"] = {"project": scope}
    return content
