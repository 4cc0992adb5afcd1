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
    assert endpoints.catalog_url(GAUSSDB, catalog, "p1", "eu-de", "public") == "https://here/v3"


def test_the_likeliest_type_wins():
    catalog = [entry("opengauss", "https://old"), entry("gaussdb", "https://new")]
    assert endpoints.catalog_url(GAUSSDB, catalog, "p1", "eu-de", "public") == "https://new"


def test_interface_and_region_choose():
    catalog = [
        entry("gaussdb", "https://inside", interface="internal"),
        entry("gaussdb", "https://nl", region="eu-nl"),
        entry("gaussdb", "https://de"),
    ]
    assert endpoints.catalog_url(GAUSSDB, catalog, "p1", "eu-de", "public") == "https://de"
    assert endpoints.catalog_url(GAUSSDB, catalog, "p1", "eu-de", "internal") == "https://inside"
    assert endpoints.catalog_url(GAUSSDB, catalog, "p1", "eu-ch2", "public") is None
    assert endpoints.catalog_url(TAURUSDB, catalog, "p1", "eu-de", "public") is None


@pytest.mark.parametrize("region", ["*", "", None])
def test_an_endpoint_for_every_region(region):
    assert (
        endpoints.catalog_url(GAUSSDB, [entry("gaussdb", "https://all", region=region)], "p1", "eu-de", "public")
        == "https://all"
    )


def test_the_older_name_of_a_region():
    catalog = [{"type": "gaussdb", "endpoints": [{"interface": "public", "region": "eu-de", "url": "https://here"}]}]
    assert endpoints.catalog_url(GAUSSDB, catalog, "p1", "eu-de", "public") == "https://here"


def test_several_regions_and_none_chosen():
    catalog = [entry("gaussdb", "https://de"), entry("gaussdb", "https://nl", region="eu-nl")]
    with pytest.raises(ConfigurationError, match=r"several regions \(eu-de, eu-nl\)\. Set region_name"):
        endpoints.catalog_url(GAUSSDB, catalog, "p1", None, "public")
    assert endpoints.catalog_url(GAUSSDB, catalog[:1], "p1", None, "public") == "https://de"


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
    assert endpoints.catalog_url(GAUSSDB, [broken], "p1", "eu-de", "public") is None
    assert (
        endpoints.catalog_url(GAUSSDB, [broken, entry("gaussdb", "https://here")], "p1", "eu-de", "public")
        == "https://here"
    )


def base_url(catalog, engine=GAUSSDB, **settings):
    defaults = {
        "endpoint": None,
        "region": "eu-de",
        "interface": "public",
        "auth_url": "https://iam.eu-de.otc.t-systems.com/v3",
    }
    return endpoints.base_url(engine, "p1", catalog=catalog, **{**defaults, **settings})


@pytest.mark.parametrize("placeholder", ["$(tenant_id)s", "%(tenant_id)s", "$(project_id)s", "%(project_id)s"])
def test_a_placeholder_that_a_catalog_left_is_the_project(placeholder):
    catalog = [entry("gaussdb", f"https://here/v3/{placeholder}")]
    assert endpoints.catalog_url(GAUSSDB, catalog, "p1", "eu-de", "public") == "https://here/v3/p1"
    assert base_url(catalog) == "https://here/v3/p1"


@pytest.mark.parametrize("path", ["/mysql", "/mysql/v3", "/mysql/v3/$(tenant_id)s"])
def test_the_older_address_of_taurusdb_is_not_that_of_gaussdb(path):
    older, newer = entry("gaussdb", f"https://rds.eu-de{path}"), entry("opengauss", "https://here")
    assert endpoints.catalog_url(GAUSSDB, [older], "p1", "eu-de", "public") is None
    assert endpoints.catalog_url(GAUSSDB, [older, newer], "p1", "eu-de", "public") == "https://here"
    assert base_url([older]) == "https://gaussdb.eu-de.otc.t-systems.com/v3/p1"
    with pytest.raises(ConfigurationError, match=r"has the type gaussdb, but without a URL of GaussDB\. Set endpoint"):
        base_url([older], auth_url="https://keystone.example.org/v3")


@pytest.mark.parametrize("endpoints_of_it", [[], None, [{"interface": "public", "url": "here"}]])
def test_a_service_without_a_usable_endpoint(endpoints_of_it):
    catalog = [{"type": "opengauss", "endpoints": endpoints_of_it}, entry("compute", "https://ecs")]
    with pytest.raises(ConfigurationError) as caught:
        base_url(catalog, auth_url="https://keystone.example.org/v3")
    assert str(caught.value) == (
        "The catalog of https://keystone.example.org/v3 has the type opengauss, but without a URL of GaussDB."
        " Set endpoint."
    )


class TestBaseUrl:
    """Where requests go: the user's endpoint, then the catalog, then the naming rule of Open Telekom Cloud."""

    def test_the_users_endpoint_comes_first(self):
        assert base_url([entry("gaussdb", "https://here")], endpoint="https://own/v3") == "https://own/v3/p1"

    @pytest.mark.parametrize("placeholder", ["%(project_id)s", "$(tenant_id)s"])
    def test_the_project_in_it(self, placeholder):
        assert base_url([], endpoint=f"https://own/v3/{placeholder}") == "https://own/v3/p1"
        assert base_url([], endpoint=f"https://own/{placeholder}/v3") == "https://own/p1/v3/p1"

    def test_then_the_catalog(self):
        assert base_url([entry("gaussdb", "https://here/p1")]) == "https://here/v3/p1"

    @pytest.mark.parametrize("catalog", [None, [], [entry("compute", "https://ecs")]])
    def test_then_the_naming_rule(self, catalog):
        assert base_url(catalog) == "https://gaussdb.eu-de.otc.t-systems.com/v3/p1"
        assert base_url(catalog, TAURUSDB, region="eu-nl") == "https://gaussdb-mysql.eu-nl.otc.t-systems.com/v3/p1"

    def test_the_rule_is_not_for_tokens_of_other_clouds(self):
        with pytest.raises(ConfigurationError) as caught:
            base_url([entry("compute", "https://ecs")], auth_url="https://me:hush@keystone.example.org/v3")
        assert str(caught.value) == (
            "The catalog of https://********@keystone.example.org/v3 has no GaussDB (type gaussdb or gaussdbv3 or"
            " gaussdb-opengauss or opengauss); it has compute. Set endpoint."
        )

    @pytest.mark.parametrize("auth_url", ["https://iam.eu-de.otc.t-systems.com/v3", "https://keystone.example.org/v3"])
    def test_a_wrong_region_is_told_with_the_right_ones(self, auth_url):
        catalog = [entry("gaussdb", "https://de"), entry("opengauss", "https://nl", region="eu-nl")]
        with pytest.raises(ConfigurationError) as caught:
            base_url(catalog, region="eu-ch2", auth_url=auth_url)
        assert str(caught.value) == (
            f"The catalog of {auth_url} has GaussDB in eu-de, eu-nl, but not in eu-ch2. Correct region_name, or set"
            " endpoint."
        )

    def test_a_wrong_interface_is_told_with_the_right_ones(self):
        catalog = [entry("gaussdb", "https://de"), entry("gaussdb", "https://in", interface="internal")]
        with pytest.raises(ConfigurationError) as caught:
            base_url(catalog, interface="admin", auth_url="https://keystone.example.org/v3")
        assert "has GaussDB with the interface internal, public, but not admin. Correct interface" in str(caught.value)

    def test_no_region_and_nothing_in_the_catalog(self):
        with pytest.raises(ConfigurationError, match=r"it has nothing\. Set endpoint"):
            base_url([], region=None)


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
        "https://host/v3#",
        "https://host/v3?",
        "https://other\\@host/v3",
        "https://ho st",
        "https://host:99999",
        "https://host:port",
        "https://host:0",
        "https://[::1",
        "https://a..b",
        "https://.:1",
        "https://*.example",
        f"https://{'a' * 64}.example",
        "https://hös.t",
        "https://host/\n",
        "{{ endpoint }}",
    ],
)
def test_what_is_no_url(url):
    assert not endpoints.is_url(url)
