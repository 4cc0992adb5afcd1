# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who exists in the Keystone: created through its own API, as an administrator would."""

from __future__ import annotations

import base64
import secrets
from typing import Any

REGION = "eu-de"
DOMAIN = "OTC-EU-DE-00000000001000055555"

# The names of Open Telekom Cloud's default projects are those of their regions, which turn up in much other text.
PROJECT = "eu-de"
OTHER_PROJECT = "eu-de_other"

# A password may be a word that results hold for other reasons.
COMMON_WORD = "Completed"

SERVICE_TYPES = {"gaussdb": "gaussdb", "taurusdb": "gaussdb-mysql"}


class Api:
    """Keystone's API, called within the process. `client` is a test client of its WSGI application."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._token = ""

    def sign_in(self, user: dict[str, Any], project: dict[str, Any]) -> str:
        """Be somebody from now on; the token. `user` goes to the password method as it is."""
        identity = {"methods": ["password"], "password": {"user": user}}
        answer = self._call("POST", "/auth/tokens", {"auth": {"identity": identity, "scope": {"project": project}}})
        self._token = str(answer.headers["X-Subject-Token"])
        return self._token

    def create(self, path: str, **attributes: Any) -> dict[str, Any]:
        """Create a resource in the collection at `path`; what Keystone made of it."""
        kind = path.rpartition("/")[2].removesuffix("s")
        created: dict[str, Any] = self._call("POST", path, {kind: attributes}).get_json()[kind]
        return created

    def role(self, name: str) -> str:
        """The ID of a role that exists."""
        return str(self._call("GET", f"/roles?name={name}").get_json()["roles"][0]["id"])

    def grant(self, role: str, user: str, project: str) -> None:
        """Give a user a role in a project; all by ID."""
        self._call("PUT", f"/projects/{project}/users/{user}/roles/{role}")

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._client.open(f"/v3{path}", method=method, json=body, headers={"X-Auth-Token": self._token})
        if answer.status_code >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.get_data(as_text=True)}")
        return answer


def create_accounts(api: Api) -> dict[str, Any]:
    """Create all that sign-in is tested with; the facts that a client needs.

    Whoever calls has signed in as administrator.
    """
    domain = api.create("/domains", name=DOMAIN)
    project, other = (api.create("/projects", name=name, domain_id=domain["id"]) for name in (PROJECT, OTHER_PROJECT))
    member = api.role("member")

    def user(name: str, password: str, roles: bool = True, **attributes: Any) -> dict[str, Any]:
        created = api.create("/users", name=name, password=password, domain_id=domain["id"], **attributes)
        for target in (project, other) if roles else ():
            api.grant(member, created["id"], target["id"])
        return {"id": created["id"], "name": name, "password": password}

    users = {
        "reader": user("reader", secrets.token_urlsafe(16)),
        # What has to be quoted in URLs, JSON, YAML and HTML, and does not fit into Latin-1.
        "quoted": user("quoted", f"{secrets.token_hex(4)} <&>'\"\\%+{{ž}}"),
        "worded": user("worded", COMMON_WORD),
        "disabled": user("disabled", secrets.token_urlsafe(16), enabled=False),
        "outsider": user("outsider", secrets.token_urlsafe(16), roles=False),
        "multifactor": user(
            "multifactor",
            secrets.token_urlsafe(16),
            options={"multi_factor_auth_enabled": True, "multi_factor_auth_rules": [["password", "totp"]]},
        ),
    }
    totp_secret = base64.b32encode(secrets.token_bytes(20)).decode()
    api.create(
        "/credentials", type="totp", blob=totp_secret, user_id=users["multifactor"]["id"], project_id=project["id"]
    )
    services = {engine: api.create("/services", type=kind)["id"] for engine, kind in SERVICE_TYPES.items()}
    api.sign_in({key: users["reader"][key] for key in ("id", "password")}, {"id": project["id"]})
    credential = api.create(f"/users/{users['reader']['id']}/application_credentials", name="playbooks")
    return {
        "region": REGION,
        "domain": {"id": domain["id"], "name": DOMAIN},
        "project": {"id": project["id"], "name": PROJECT},
        "other_project": {"id": other["id"], "name": OTHER_PROJECT},
        "users": users,
        "totp_secret": totp_secret,
        "application_credential": {key: credential[key] for key in ("id", "name", "secret")},
        "services": services,
    }
