# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.simulator import account
from ansible_collections.otc.gaussdb.tests.unit.simulator.helpers import (
    NOON,
    PROJECT_ID,
    Simulation,
    by_password,
    to_project,
)

DOMAIN = {"name": account.DOMAIN_NAME}
REFUSED = {
    "error": {
        "code": 401,
        "message": "The request you have made requires authentication.",
        "title": "Unauthorized",
    }
}
CREDENTIAL = {"id": account.APPLICATION_CREDENTIAL_ID, "secret": account.APPLICATION_CREDENTIAL_SECRET}


def endpoints(simulation: Simulation, kind: str, **wanted: str) -> list[str]:
    catalog = simulation.sign_in().json()["token"]["catalog"]
    return [
        endpoint["url"]
        for service in catalog
        if service["type"] == kind
        for endpoint in service["endpoints"]
        if all(endpoint[key] == value for key, value in wanted.items())
    ]


def by_token(token: str) -> dict[str, Any]:
    return {"methods": ["token"], "token": {"id": token}}


def by_credential(**credential: Any) -> dict[str, Any]:
    return {"methods": ["application_credential"], "application_credential": credential or CREDENTIAL}


def with_passcode(passcode: str) -> dict[str, Any]:
    return {
        "methods": ["password", "totp"],
        "password": by_password()["password"],
        "totp": {"user": {"id": account.USER_ID, "passcode": passcode}},
    }


def get(simulation: Simulation, path: str, token: str) -> Any:
    return simulation.call("iam", "GET", path, headers={"X-Auth-Token": token})


def test_a_password_buys_a_token_for_a_project(simulation: Simulation) -> None:
    response = simulation.sign_in()
    token = response.json()["token"]
    assert response.status_code == 201
    assert response.headers["X-Subject-Token"] not in response.text
    assert token["methods"] == ["password"]
    assert token["user"]["name"] == account.USERNAME
    assert token["project"] == {
        "id": PROJECT_ID,
        "name": "eu-de_simulator",
        "domain": {"id": account.DOMAIN_ID, "name": account.DOMAIN_NAME},
    }
    assert token["issued_at"] == "2026-11-22T12:00:00.000000Z"
    assert token["expires_at"] == "2026-11-23T12:00:00.000000Z"


@pytest.mark.parametrize(
    "identity",
    [
        by_password(id=account.USER_ID),
        by_password(name=account.USERNAME, domain={"id": account.DOMAIN_ID}),
        with_passcode("123456"),
    ],
)
def test_other_ways_to_name_the_user(simulation: Simulation, identity: dict[str, Any]) -> None:
    assert simulation.sign_in(identity).status_code == 201


@pytest.mark.parametrize(
    "scope",
    [
        to_project(id=PROJECT_ID),
        to_project(name="eu-de_simulator", domain={"id": account.DOMAIN_ID}),
    ],
)
def test_other_ways_to_name_the_project(simulation: Simulation, scope: dict[str, Any]) -> None:
    assert simulation.sign_in(scope=scope).json()["token"]["project"]["id"] == PROJECT_ID


@pytest.mark.parametrize(
    ("identity", "scope"),
    [
        (by_password("wrong"), None),
        (by_password(name="nobody", domain=DOMAIN), None),
        (by_password(name=account.USERNAME, domain={"name": "elsewhere"}), None),
        (by_password(id="nobody"), None),
        (None, to_project(name="eu-de_unknown", domain=DOMAIN)),
        (None, to_project(name="eu-de_simulator", domain={"name": "elsewhere"})),
        (None, to_project(id="unknown")),
        (None, {"domain": {"name": "elsewhere"}}),
        (by_token("unknown"), None),
        (by_credential(**{**CREDENTIAL, "secret": "wrong"}), "unscoped"),
        (by_credential(**{**CREDENTIAL, "id": "unknown"}), "unscoped"),
        ({"methods": ["totp"], "totp": {"user": {"id": account.USER_ID, "passcode": "123456"}}}, None),
        ({"methods": ["saml"], "saml": {}}, None),
    ],
)
def test_every_refusal_reads_the_same(simulation: Simulation, identity: Any, scope: Any) -> None:
    response = simulation.sign_in(identity, scope)
    assert (response.status_code, response.json()) == (401, REFUSED)
    assert "X-Subject-Token" not in response.headers


@pytest.mark.parametrize(
    ("identity", "scope", "missing"),
    [
        (None, to_project(name="eu-de_simulator"), "domain"),
        (None, to_project(domain=DOMAIN), "name"),
        (by_password(name=account.USERNAME), None, "domain"),
        ({"methods": ["password"]}, None, "password"),
        ({"methods": []}, None, "methods"),
    ],
)
def test_what_is_incomplete_is_malformed(simulation: Simulation, identity: Any, scope: Any, missing: str) -> None:
    response = simulation.sign_in(identity, scope)
    assert response.status_code == 400
    assert response.json()["error"]["title"] == "Bad Request"
    assert f"Expecting to find {missing} in" in response.json()["error"]["message"]


def test_a_passcode_counts_once(simulation: Simulation) -> None:
    responses = [simulation.sign_in(with_passcode(code)) for code in ("123456", "123456", "654321", "000000", "12345")]
    assert [response.status_code for response in responses] == [201, 401, 201, 401, 401]


def test_a_token_buys_another_that_does_not_outlive_it(simulation: Simulation) -> None:
    first = simulation.token()
    simulation.clock.now += 3600
    second = simulation.sign_in(by_token(first)).json()["token"]
    assert second["expires_at"] == "2026-11-23T12:00:00.000000Z"


def test_an_application_credential_brings_its_project_and_takes_no_scope(simulation: Simulation) -> None:
    by_name = {
        "name": account.APPLICATION_CREDENTIAL_NAME,
        "secret": account.APPLICATION_CREDENTIAL_SECRET,
        "user": {"name": account.USERNAME, "domain": DOMAIN},
    }
    for identity in (by_credential(), by_credential(**by_name)):
        response = simulation.sign_in(identity, scope="unscoped")
        assert response.json()["token"]["project"]["id"] == PROJECT_ID
    assert simulation.sign_in(by_credential()).status_code == 401
    assert simulation.sign_in(by_token(response.headers["X-Subject-Token"])).status_code == 403


def test_an_unscoped_token_has_no_catalog_and_one_for_the_domain_none_for_the_engines(simulation: Simulation) -> None:
    assert "catalog" not in simulation.sign_in(scope="unscoped").json()["token"]
    catalog = simulation.sign_in(scope={"domain": DOMAIN}).json()["token"]["catalog"]
    assert {service["type"]: len(service["endpoints"]) for service in catalog} == {
        "identity": 3,
        "gaussdb": 0,
        "gaussdb-mysql": 0,
    }


def test_the_catalog_has_endpoints_by_interface_and_region(simulation: Simulation) -> None:
    assert endpoints(simulation, "gaussdb", interface="public", region_id="eu-de") == [
        f"http://127.0.0.1:5001/v3/{PROJECT_ID}"
    ]
    assert endpoints(simulation, "gaussdb-mysql", interface="public", region_id="eu-de") == ["http://127.0.0.1:5002"]
    assert endpoints(simulation, "gaussdb-mysql", interface="internal", region_id="eu-de") == ["http://localhost:5002"]
    assert endpoints(simulation, "gaussdb-mysql", interface="public", region_id="eu-nl") == ["http://127.0.0.1:9"]


def test_the_settings_choose_types_forms_and_interfaces(simulation: Simulation) -> None:
    simulation.control(
        "PUT",
        "/settings",
        {
            "catalog_types": {"gaussdb": "opengauss", "taurusdb": None},
            "endpoint_form": {"gaussdb": "v3"},
            "interfaces": {"public": None},
        },
    )
    assert endpoints(simulation, "opengauss", region_id="eu-de") == [
        "http://localhost:5001/v3",
        "http://127.0.0.1:5001/v3",
    ]
    assert endpoints(simulation, "gaussdb-mysql") == []


def test_the_catalog_can_be_left_out_and_asked_for_later(simulation: Simulation) -> None:
    response = simulation.sign_in(query="?nocatalog=1")
    assert "catalog" not in response.json()["token"]
    later = get(simulation, "/v3/auth/catalog", response.headers["X-Subject-Token"]).json()["catalog"]
    assert later == simulation.sign_in().json()["token"]["catalog"]
    unscoped = simulation.sign_in(scope="unscoped").headers["X-Subject-Token"]
    assert get(simulation, "/v3/auth/catalog", unscoped).status_code == 403


def test_projects_are_found_by_name(simulation: Simulation) -> None:
    token = simulation.token()
    found = get(simulation, "/v3/projects?name=eu-de_simulator", token).json()["projects"]
    assert [project["id"] for project in found] == [PROJECT_ID]
    assert get(simulation, "/v3/projects?name=unknown", token).json()["projects"] == []
    mine = get(simulation, "/v3/auth/projects", token).json()["projects"]
    assert [project["name"] for project in mine] == ["eu-de_simulator", "eu-de", "eu-nl"]
    assert get(simulation, "/v3/projects", "unknown").json() == REFUSED


def test_a_token_shows_what_it_is_until_it_dies(simulation: Simulation) -> None:
    simulation.control("PUT", "/settings", {"token_lifetime": 4})
    subject = simulation.token()
    simulation.clock.now = NOON + 3.9
    asking = {"X-Auth-Token": simulation.token(), "X-Subject-Token": subject}
    shown = simulation.call("iam", "GET", "/v3/auth/tokens", headers=asking)
    assert shown.json()["token"]["expires_at"] == "2026-11-22T12:00:04.000000Z"
    simulation.clock.now = NOON + 4
    assert simulation.call("iam", "GET", "/v3/auth/tokens", headers=asking).status_code == 404
    simulation.clock.now = NOON + 8
    assert simulation.call("iam", "GET", "/v3/auth/tokens", headers=asking).json() == REFUSED


def test_the_version_is_there_for_everybody(simulation: Simulation) -> None:
    for path in ("/v3", "/v3/"):
        version = simulation.call("iam", "GET", path).json()["version"]
        assert (version["id"], version["status"]) == ("v3.14", "stable")
        assert version["links"][0]["href"] == "http://127.0.0.1:5000/v3/"


def test_other_paths_are_not_found_in_the_words_of_keystone(simulation: Simulation) -> None:
    response = simulation.call("iam", "GET", "/v3/groups")
    assert response.status_code == 404
    assert response.json()["error"]["title"] == "Not Found"


@pytest.mark.parametrize("body", ["{", "[]", "null", '{"auth": 3}'])
def test_what_is_no_json_object_is_malformed(simulation: Simulation, body: str) -> None:
    response = simulation.call("iam", "POST", "/v3/auth/tokens", content=body)
    assert response.status_code == 400
