# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud import endpoints
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError

GAUSSDB = ENGINES["gaussdb"]
TAURUSDB = ENGINES["taurusdb"]


def entry(kind, url, region="eu-de", interface="public"):
    return {"type": kind, "endpoints": [{"interface": interface, "region_id": region, "url": url}]}


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("eu-de", "eu-de"), ("eu-de_team", "eu-de"), ("eu-nl_a_b", "eu-nl"), ("eu-ch2_x", "eu-ch2"),
        ("team", None), ("eu-de-team", None), ("EU-DE", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_project_name_begins_with_its_region(name, region):
    assert endpoints.region_of_project(name) == region


def test_names_of_hosts_by_region():
    assert endpoints.iam_url("eu-de") == "https://iam.eu-de.otc.t-systems.com/v3"
    assert endpoints.iam_url("eu-ch2") == "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3"
    assert endpoints.service_url(GAUSSDB, "eu-nl") == "https://gaussdb.eu-nl.otc.t-systems.com"
    assert endpoints.service_url(TAURUSDB, "eu-de") == "https://gaussdb-mysql.eu-de.otc.t-systems.com"
    assert endpoints.service_url(GAUSSDB, "eu-ch2") == "https://gaussdb.eu-ch2.sc.otc.t-systems.com"


@pytest.mark.parametrize(
    ("url", "is_otc"),
    [
        ("https://iam.eu-de.otc.t-systems.com/v3", True),
        ("https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3", True),
        ("https://otc.t-systems.com.example.org/v3", False),
        ("https://keystone.example.org/v3", False),
        ("", False),
    ],
)
def test_whose_hosts_follow_the_rule(url, is_otc):
    assert endpoints.is_otc(url) is is_otc


@pytest.mark.parametrize(
    "url",
    [
        "https://host",
        "https://host/",
        "https://host/v3",
        "https://host/v3/",
        "https://host/v3/p1",
        "https://host/v3/p1/",
        "https://host/p1",
    ],
)
def test_all_forms_of_an_endpoint_lead_to_the_project(url):
    assert endpoints.project_url(url, "p1") == "https://host/v3/p1"


def test_a_path_before_the_version_stays():
    assert endpoints.project_url("https://host/mysql/v3/p1", "p1") == "https://host/mysql/v3/p1"
    assert endpoints.project_url("https://host:8443/gate", "p1") == "https://host:8443/gate/v3/p1"
    assert endpoints.project_url("https://v3.host/v3api/v3", "p1") == "https://v3.host/v3api/v3/p1"
    assert endpoints.project_url("https://v3.host", "p1") == "https://v3.host/v3/p1"


def test_an_endpoint_of_another_project_is_refused_without_showing_passwords():
    with pytest.raises(ConfigurationError, match="names project p2, but the sign-in is for project p1") as caught:
        endpoints.project_url("https://me:hush@host/v3/p2", "p1")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("kind", GAUSSDB.catalog_types)
def test_gaussdb_is_found_under_each_of_its_types(kind):
    catalog = [entry("compute", "https://ecs"), entry(kind, "https://here/v3")]
    assert endpoints.catalog_url(GAUSSDB, catalog, "eu-de", "public") == "https://here/v3"


def test_the_likeliest_type_wins():
    catalog = [entry("opengauss", "https://old"), entry("gaussdb", "https://new")]
    assert endpoints.catalog_url(GAUSSDB, catalog, "eu-de", "public") == "https://new"


def test_interface_and_region_choose():
    catalog = [
        entry("gaussdb", "https://inside", interface="internal"),
        entry("gaussdb", "https://nl", region="eu-nl"),
        entry("gaussdb", "https://de"),
    ]
    assert endpoints.catalog_url(GAUSSDB, catalog, "eu-de", "public") == "https://de"
    assert endpoints.catalog_url(GAUSSDB, catalog, "eu-de", "internal") == "https://inside"
    assert endpoints.catalog_url(GAUSSDB, catalog, "eu-ch2", "public") is None
    assert endpoints.catalog_url(TAURUSDB, catalog, "eu-de", "public") is None


@pytest.mark.parametrize("region", ["*", "", None])
def test_an_endpoint_for_every_region(region):
    assert (
        endpoints.catalog_url(GAUSSDB, [entry("gaussdb", "https://all", region=region)], "eu-de", "public")
        == "https://all"
    )


def test_the_older_name_of_a_region():
    catalog = [{"type": "gaussdb", "endpoints": [{"interface": "public", "region": "eu-de", "url": "https://here"}]}]
    assert endpoints.catalog_url(GAUSSDB, catalog, "eu-de", "public") == "https://here"


def test_several_regions_and_none_chosen():
    catalog = [entry("gaussdb", "https://de"), entry("gaussdb", "https://nl", region="eu-nl")]
    with pytest.raises(ConfigurationError, match=r"several regions \(eu-de, eu-nl\): set region_name"):
        endpoints.catalog_url(GAUSSDB, catalog, None, "public")
    assert endpoints.catalog_url(GAUSSDB, catalog[:1], None, "public") == "https://de"


@pytest.mark.parametrize(
    "broken",
    [
        None,
        5,
        "gaussdb",
        [],
        {},
        {"type": "gaussdb"},
        {"type": "gaussdb", "endpoints": 5},
        {"type": "gaussdb", "endpoints": [1, {}]},
        entry("gaussdb", None),
        entry("gaussdb", "not a url"),
        entry("gaussdb", 7),
    ],
)
def test_a_broken_entry_of_a_catalog_is_passed_over(broken):
    assert endpoints.catalog_url(GAUSSDB, [broken], "eu-de", "public") is None
    assert (
        endpoints.catalog_url(GAUSSDB, [broken, entry("gaussdb", "https://here")], "eu-de", "public") == "https://here"
    )


def test_types_of_a_catalog_for_a_person():
    assert endpoints.catalog_types([entry("b", ""), entry("a", ""), entry("b", ""), {}, None]) == ["a", "b"]


@pytest.mark.parametrize(
    "url", ["https://host", "http://127.0.0.1:8774/v3", "https://[::1]:443/", "https://user:pass@host/v3"]
)
def test_urls(url):
    assert endpoints.is_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "host",
        "host:443",
        "ftp://host",
        "https://",
        "https:///v3",
        "https://host?x=1",
        "https://host/#x",
        "https://ho st",
        "https://host:99999",
        "https://host:port",
        "https://host:0",
        "https://[::1",
        "https://hös.t",
        "https://host/\n",
        "{{ endpoint }}",
    ],
)
def test_what_is_no_url(url):
    assert not endpoints.is_url(url)
