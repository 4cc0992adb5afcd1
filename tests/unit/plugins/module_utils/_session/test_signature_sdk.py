# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is put on a request, against what the official SDK puts on the same request."""

from __future__ import annotations

import string
from types import SimpleNamespace
from urllib.parse import quote

import pytest
import requests
from ansible_collections.otc.gaussdb.plugins.module_utils._session.access_keys import SignatureAuth

hypothesis = pytest.importorskip("hypothesis", reason="needs hypothesis")
sdk_request = pytest.importorskip("huaweicloudsdkcore.sdk_request", reason="needs huaweicloudsdkcore")
sdk_signer = pytest.importorskip("huaweicloudsdkcore.signer.signer", reason="needs huaweicloudsdkcore")

from hypothesis import strategies as st  # noqa: E402 - only where it is installed

UNRESERVED = string.ascii_letters + string.digits + "-._~"
HOST = "gaussdb.eu-de.otc.t-systems.com"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
segments = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\\"), min_size=1, max_size=12).filter(
    lambda segment: segment not in (".", "..")
)
tokens = st.text(string.ascii_letters + string.digits + "+/=-_.", min_size=1, max_size=60)


def assert_signed_alike(method, path, query, body=None, project_id="0549b4a4", security_token=None):
    """Put a signature on a request as requests would send it, and compare with that of the SDK for what was meant."""
    keys = {"access_key": "QTWAOYTTINDUT2QVKYUC", "secret_key": "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"}
    if security_token:
        keys["security_token"] = security_token
    url = f"https://{HOST}{'/'.join(quote(segment, safe='') for segment in path.split('/'))}"
    sent = requests.Request(method, url, params=query, json=body, auth=SignatureAuth(keys, project_id)).prepare()
    signed = sent.headers["Authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    theirs = sdk_request.SdkRequest(
        method=method,
        schema="https",
        host=HOST,
        resource_path=path,
        query_params=list(query.items()),
        header_params={name: value for name, value in sent.headers.items() if name.lower() in signed},
        body=sent.body,
    )
    sdk_signer.Signer(SimpleNamespace(ak=keys["access_key"], sk=keys["secret_key"])).sign(theirs)
    assert sent.headers["Authorization"] == theirs.header_params["Authorization"]
    return sent


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"id": "5cbb8a90-2253-4cff-8a13-49aa8f31dfb5"},
        {"offset": "0", "limit": "100", "status": "Running", "name": "CreateGaussDBV5Instance"},
        {"name": ""},
        {"name": "a b+c&d=e/f?g#h%20i~j*k'(l)!"},
        {"name": "Größe 数据库 🐘"},
        {"a": "1", "B": "2", "_": "3", "-": "4", "~": "5", ".": "6"},
    ],
)
def test_the_requests_of_the_database_services(query):
    sent = assert_signed_alike("GET", "/v3/0549b4a43100d4f32f51c01c2fe4acdb/jobs", query)
    assert "host;x-project-id;x-sdk-date" in sent.headers["Authorization"]


def test_the_legacy_path_and_a_final_slash():
    assert_signed_alike("GET", "/mysql/v3/0549b4a4/jobs", {"id": "1"})
    assert_signed_alike("GET", "/mysql/v3/0549b4a4/jobs/", {"id": "1"})


def test_temporary_keys():
    sent = assert_signed_alike("GET", "/v3/0549b4a4/jobs", {"id": "1"}, security_token="gQ+bG/9=")
    assert sent.headers["X-Security-Token"] == "gQ+bG/9="
    assert "x-security-token" in sent.headers["Authorization"]


def test_a_body_and_its_type():
    sent = assert_signed_alike("POST", "/v3/0549b4a4/instances", {}, body={"name": "Größe", "volume": {"size": 40}})
    assert "content-type;host" in sent.headers["Authorization"]


def test_no_project():
    assert "x-project-id" not in assert_signed_alike("GET", "/v3/projects", {"name": "eu-de"}, project_id=None).headers


# Busy machines take their time; what has failed once is worth a test of its own, rather than a place in a database.
patient = hypothesis.settings(deadline=None, database=None)


# The SDK sorts parameters before encoding them, the reference afterwards: several have names that stay as they are.
@patient
@hypothesis.given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    path=st.lists(segments, max_size=5),
    query=st.dictionaries(st.text(UNRESERVED, min_size=1, max_size=8), texts, max_size=5),
    body=st.none() | st.dictionaries(texts, texts | st.integers(), max_size=3),
    security_token=st.none() | tokens,
)
def test_any_request(method, path, query, body, security_token):
    assert_signed_alike(method, "/" + "/".join(path), query, body=body, security_token=security_token)


@patient
@hypothesis.given(key=texts.filter(bool), value=texts)
def test_any_name_of_a_parameter(key, value):
    assert_signed_alike("GET", "/v3/jobs", {key: value})
