# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError

pytestmark = pytest.mark.usefixtures("bare")

README = """
clouds:
  otc:
    profile: otc
    auth:
      username: 'me'
      password: 'hush'
      project_name: 'eu-de_team'
      user_domain_name: 'OTC-EU-DE-00000000001000000001'
      auth_url: 'https://iam.eu-de.otc.t-systems.com:443/v3'
    interface: 'public'
    identity_api_version: '3'
    ak: 'AK'
    sk: 'SK-hush'
"""
BY_ID = README.replace("project_name: 'eu-de_team'", "project_id: 'p1'")
UNRELATED = """
clouds:
  elsewhere:
    auth:
      auth_url: https://keystone.example.org/v3
      username: them
      password: theirs
      user_domain_name: Theirs
      project_name: theirs
    region_name: RegionOne
"""
ME = {"username": "me", "password": "hush", "user_domain_name": "D1", "project_name": "eu-de_team"}
OPENRC = {
    "OS_AUTH_URL": "https://iam.eu-de.otc.t-systems.com:443/v3",
    "OS_USERNAME": "me",
    "OS_PASSWORD": "hush",
    "OS_USER_DOMAIN_NAME": "OTC-EU-DE-00000000001000000001",
    "OS_TENANT_NAME": "eu-de_team",
    "OS_PROJECT_DOMAIN_NAME": "",
    "OS_ENDPOINT_TYPE": "publicURL",
    "OS_IDENTITY_API_VERSION": "3",
}


def cloud(options=None, environ=None, folders=None):
    return Cloud.from_options(options or {}, environ or {}, ENGINES["gaussdb"], folders)


def refusal(options=None, environ=None):
    with pytest.raises(ConfigurationError) as caught:
        cloud(options, environ)
    assert "hush" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def file(tmp_path):
    def write(text, name="clouds.yaml", folder=tmp_path):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return str(folder / name)

    return write


@pytest.fixture
def user_configuration(tmp_path):
    return tmp_path / ".config" / "openstack"


class TestTheFileOfTheReadme:
    @pytest.mark.parametrize("options", [{}, {"cloud": "otc"}])
    def test_the_password_wins_over_access_keys(self, file, options):
        file(README)
        found = cloud(options)
        assert (found.auth_type, found.region_name) == ("password", "eu-de")
        assert found.auth_url == "https://iam.eu-de.otc.t-systems.com:443/v3"
        assert not {"access_key", "secret_key"} & set(found.auth)

    def test_with_the_keys_inside_auth(self, file):
        file(README.replace("    auth:\n", "    auth:\n      ak: 'AK'\n      sk: 'SK-hush'\n"))
        assert cloud().auth_type == "password"

    def test_access_keys_on_demand(self, file):
        file(README)
        found = cloud({"cloud": "otc", "auth_type": "aksk"})
        assert (found.auth_type, found.auth["access_key"]) == ("aksk", "AK")

    def test_access_keys_if_there_is_nothing_else(self, file):
        file(README.replace("      username: 'me'\n      password: 'hush'\n", ""))
        assert cloud().auth_type == "aksk"

    @pytest.mark.parametrize("line", ["    profile: otc\n", "https://iam.eu-de.otc.t-systems.com:443/v3"])
    def test_the_region_of_profile_or_host(self, file, line):
        file(BY_ID.replace(line, "" if "profile" in line else "https://keystone.example.org/v3"))
        assert cloud().region_name == "eu-de"

    def test_as_a_mapping(self):
        found = cloud({"cloud": {"profile": "otc", "auth": ME, "ak": "A", "sk": "S", "interface": "internalURL"}})
        assert (found.auth_type, found.auth_url) == ("password", "https://iam.eu-de.otc.t-systems.com/v3")
        assert (found.auth, found.interface) == (ME, "internal")


class TestVariablesOfThisCloud:
    def test_an_openrc_file(self):
        found = cloud({}, OPENRC)
        assert (found.auth_type, found.region_name, found.interface) == ("password", "eu-de", "public")
        assert found.auth["project_name"] == "eu-de_team"
        assert "project_domain_name" not in found.auth

    @pytest.mark.parametrize("more", [{}, {"OS_SECURITY_TOKEN": "st"}, {"AWS_SESSION_TOKEN": "st"}])
    def test_the_password_wins_over_access_keys(self, more):
        found = cloud({}, {**OPENRC, "OS_ACCESS_KEY": "AK", "OS_SECRET_KEY": "SK", **more})
        assert found.auth_type == "password"
        assert "security_token" not in found.auth

    @pytest.mark.parametrize(
        ("aws", "token"),
        [
            ({}, "st"),
            ({"AWS_ACCESS_KEY_ID": "AK"}, "st"),
            ({"AWS_ACCESS_KEY_ID": "of another cloud"}, None),
            ({"OS_SECURITY_TOKEN": "own"}, "own"),
        ],
    )
    def test_the_session_token_of_temporary_keys(self, aws, token):
        keys = {"OS_ACCESS_KEY": "AK", "OS_SECRET_KEY": "SK", "OS_PROJECT_NAME": "eu-de", "AWS_SESSION_TOKEN": "st"}
        assert cloud({}, {**keys, **aws}).auth.get("security_token") == token

    def test_tokens_of_other_keys_are_left_out(self):
        auth = {"access_key": "A", "secret_key": "S", "project_name": "eu-de"}
        assert "security_token" not in cloud({"auth": auth}, {"OS_ACCESS_KEY": "B", "OS_SECURITY_TOKEN": "st"}).auth

    def test_the_name_of_the_variables(self, file):
        file(UNRELATED)
        for environ in ({"OS_CLOUD": "envvars"}, {"OS_CLOUD": "mine", "OS_CLOUD_NAME": "mine"}):
            assert cloud({}, {**OPENRC, **environ}).auth["username"] == "me"

    def test_a_profile_of_a_variable(self):
        environ = {**OPENRC, "OS_PROFILE": "otc", "OS_TENANT_NAME": "", "OS_PROJECT_ID": "p1", "OS_AUTH_URL": ""}
        assert cloud({}, environ).auth_url == "https://iam.eu-de.otc.t-systems.com/v3"
        said = refusal({}, {**OPENRC, "OS_PROFILE": "otc"})
        assert "The environment has both OS_AUTH_URL and OS_PROFILE" in said


class TestACloudThatNobodyAskedFor:
    def test_the_only_one_gets_no_credentials_of_the_task(self, file, user_configuration):
        file(UNRELATED, folder=user_configuration)
        found = cloud({"auth": ME})
        assert (found.auth_url, found.region_name) == ("https://iam.eu-de.otc.t-systems.com/v3", "eu-de")
        assert found.auth == ME

    def test_nor_the_one_that_os_cloud_names(self, file):
        file(UNRELATED)
        assert cloud({"auth": ME}, {"OS_CLOUD": "elsewhere"}).auth == ME

    @pytest.mark.parametrize("leftover", ["elsewhere", "gone"])
    def test_a_leftover_does_not_fail_a_complete_task(self, leftover):
        auth = {**ME, "auth_url": "https://iam.example.org/v3"}
        assert cloud({"auth": auth}, {"OS_CLOUD": leftover}).auth_url == "https://iam.example.org/v3"

    def test_a_task_that_is_not_complete_hears_why_the_cloud_does_not_count(self, file):
        file(UNRELATED)
        said = refusal({"auth": {"password": "hush"}, "region_name": "eu-de"}, {"OS_CLOUD": "elsewhere"})
        assert "lacks auth.username" in said
        assert "not read, since the task brings auth.password; set cloud to use both" in said

    @pytest.mark.parametrize("key", ["auth_url", "username", "user_domain_name"])
    def test_its_password_goes_nowhere_else(self, file, key):
        file(UNRELATED)
        assert "theirs" not in refusal({"auth": {key: "https://iam.other.example"}, "region_name": "eu-de"})

    def test_its_project_can_be_chosen(self, file):
        file(UNRELATED)
        for environ in ({}, {"OS_CLOUD": "elsewhere"}):
            found = cloud({"auth": {"project_name": "mine"}}, environ)
            assert (found.auth["project_name"], found.auth["username"]) == ("mine", "them")

    def test_it_completes_a_task_that_names_it(self, file):
        file(UNRELATED)
        found = cloud({"cloud": "elsewhere", "auth": {"password": "hush"}})
        assert (found.auth["username"], found.auth["password"]) == ("them", "hush")

    def test_variables_that_say_who_signs_in_come_before_it(self, file):
        file(UNRELATED)
        assert cloud({}, OPENRC).auth["username"] == "me"
        said = refusal({"region_name": "eu-de"}, {"OS_USERNAME": "me"})
        assert "not read, since the variables OS_USERNAME are set, and neither" in said

    def test_access_keys_for_object_storage_do_not(self, file):
        file(UNRELATED)
        keys = {"OS_ACCESS_KEY": "AK", "OS_SECRET_KEY": "SK", "OS_REGION_NAME": "eu-de"}
        found = cloud({}, keys)
        assert (found.auth_type, found.auth["username"], found.region_name) == ("password", "them", "RegionOne")


class TestAgencies:
    KEYS = (
        "target_agency_name", "target_domain_id", "target_domain_name", "target_project_id", "target_project_name",
        "agency_name", "agency_domain_name", "delegated_project",
    )  # fmt: skip

    @pytest.mark.parametrize("key", KEYS)
    @pytest.mark.parametrize("place", ["entry", "auth", "region"])
    def test_in_a_file(self, file, key, place):
        more = {
            "entry": f"    {key}: x\n",
            "region": f"    regions: [{{name: eu-de, values: {{{key}: x}}}}]\n",
        }.get(place, "")
        file(README.replace("    auth:\n", f"    auth:\n      {key}: x\n" if place == "auth" else "    auth:\n") + more)
        said = refusal({"cloud": "otc"})
        assert "asks for an agency" in said
        assert key in said

    @pytest.mark.parametrize("key", KEYS)
    def test_in_a_mapping(self, key):
        assert f"The option cloud asks for an agency ({key})" in refusal({"cloud": {"auth": ME, key: "x"}})

    @pytest.mark.parametrize("name", ["OS_AGENCY_NAME", "OS_AGENCY_DOMAIN_NAME", "OS_DELEGATED_PROJECT"])
    @pytest.mark.parametrize("options", [{}, {"auth": ME}])
    def test_in_variables(self, name, options):
        said = refusal(options, {**OPENRC, name: "x"})
        assert f"The environment asks for an agency ({name})" in said
        assert "pass it as auth.token (OS_TOKEN)" in said
        assert cloud(options, {**OPENRC, name: ""})

    def test_of_variables_beside_the_only_cloud(self, file):
        file(UNRELATED)
        assert "asks for an agency (OS_AGENCY_NAME)" in refusal({}, {"OS_AGENCY_NAME": "x"})

    def test_variables_do_not_count_for_a_chosen_cloud(self, file):
        file(README)
        assert cloud({"cloud": "otc"}, {"OS_AGENCY_NAME": "x"})

    def test_the_auth_type(self, file):
        file(f"{README}    auth_type: agency\n")
        assert "auth_type 'agency' is not supported." in refusal({"cloud": "otc"})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("auth_type: v3oidcpassword", "auth_type 'v3oidcpassword' is not supported. Supported: password, v3password,"),
        ("auth_type: v3samlpassword", "Get a token with another tool and pass it as auth.token (OS_TOKEN)."),
        ("auth_type: none", "The database services need a token or a signature."),
        ("auth_type: admin_token", "The database services need a token or a signature."),
        ("auth_type: v2password", "use password or token"),
        ("auth_plugin: v2token", "use password or token"),
        ("identity_api_version: 2", "has identity_api_version other than 3"),
        ("trust_id: t", "contains trust_id, which this collection does not support"),
        ("system_scope: all", "contains system_scope"),
        ("auth_methods: [v3password, v3oauth1]", "has auth_methods other than v3password and v3totp"),
        ("interface: [public, internal]", "interface is a list, not a string."),
        ("endpoint_type: internalURL", "has both interface and endpoint_type, with different values"),
        ("insecure: maybe", "insecure is 'maybe'. Set it to true or false"),
        ("ca_cert: ca.pem", "has the key ca_cert, which is the name of an option. In a cloud's entry, use cacert."),
        ("validate_certs: false", "In a cloud's entry, use verify."),
        ("regions: [{title: eu-de}]", "an element that is not a name, or name and values"),
        (
            "regions: [{name: eu-de, values: {auth: hush}}]",
            ": regions.'eu-de'.auth is a string of 4 characters, not a mapping.",
        ),
        ("regions: [null]", "an element that is not a name, or name and values"),
        ("regions: [{name: null}]", "an element that is not a name, or name and values"),
        ("gaussdb_region_name: no", "gaussdb_region_name is a boolean, not a string."),
        ("regions: [{name: eu-de, values: x}]", "values that are a string of 1 character, not a mapping"),
        (
            "region_name: eu-nl\n    regions: [eu-de, eu-nl]",
            "has region_name 'eu-nl', but its regions begin with 'eu-de'",
        ),
        ("api_timeout: soon", "api_timeout is a string of 4 characters. Set it to 1 or more seconds."),
        ("api_timeout: 0", "api_timeout is '0'. Set it to 1 or more seconds."),
        ("api_timeout: true", "api_timeout is a boolean. Set it"),
        ("api_timeout: .inf", "api_timeout is a number. Set it"),
        ("api_timeout: [30]", "api_timeout is a list. Set it"),
        (f"api_timeout: 1{'0' * 400}", "api_timeout is a number. Set it"),
        ("gaussdb_service_type: database", "has gaussdb_service_type, which this collection does not support. Remove"),
        ("gaussdb-service-name: orders", "replace it by gaussdb_endpoint_override with the URL of the service."),
        ("auth_url: ''\n    profile: https://example.org", "has a profile that is a URL"),
    ],
)
def test_entries_that_are_refused(file, more, said):
    path = file(f"{README}    {more}\n")
    found = refusal({"cloud": "otc"})
    assert said in found
    assert path in found


def test_variables_that_contradict_each_other_are_named():
    said = refusal({}, {**OPENRC, "OS_INTERFACE": "internal"})
    assert said.startswith("The environment has both OS_INTERFACE and OS_ENDPOINT_TYPE, with different values.")
    assert "has an auth that is a string" in refusal({}, {**OPENRC, "OS_AUTH": "hush"})
    assert "has OS_REGIONS that are a string" in refusal({}, {**OPENRC, "OS_REGIONS": "eu-de"})


class TestRegionOfTheService:
    ENTRY = README.replace("iam.eu-de.", "iam.{region_name}.") + "    gaussdb_region_name: eu-nl\n"

    def test_it_is_not_that_of_the_sign_in(self, file):
        file(f"{self.ENTRY}    region_name: eu-de\n")
        found = cloud({"cloud": "otc"})
        assert (found.region_name, found.auth_url) == ("eu-nl", "https://iam.eu-de.otc.t-systems.com:443/v3")

    def test_the_region_of_the_task_is_that_of_both(self, file):
        file(f"{self.ENTRY}    region_name: eu-de\n")
        found = cloud({"cloud": "otc", "region_name": "eu-ch2"})
        assert (found.region_name, found.auth_url) == ("eu-ch2", "https://iam.eu-ch2.otc.t-systems.com:443/v3")

    def test_of_another_engine(self, file):
        file(f"{self.ENTRY.replace('gaussdb_region', 'gaussdb_mysql_region')}    region_name: eu-de\n")
        assert cloud({"cloud": "otc"}).region_name == "eu-de"


class TestEndpointOverride:
    @pytest.mark.parametrize("template", ["{region_name}", "%(region_name)s"])
    def test_the_region_in_it(self, file, template):
        file(f"{README}    gaussdb_endpoint_override: 'https://gaussdb.{template}.example/v3'\n")
        assert cloud({"cloud": "otc"}).endpoint == "https://gaussdb.eu-de.example/v3"
        assert cloud({"cloud": "otc", "region_name": "eu-nl"}).endpoint == "https://gaussdb.eu-nl.example/v3"
        assert cloud({"auth": ME, "endpoint": f"https://{template}.example"}).endpoint == "https://eu-de.example"

    def test_no_region_for_it(self):
        auth = {"token": "hush", "project_id": "p", "auth_url": "https://iam.example/v3"}
        said = refusal({"auth": auth, "endpoint": "https://{region_name}.example"})
        assert said.startswith("endpoint has a placeholder for the region, but no region is set: set region_name.")

    @pytest.mark.parametrize("template", ["%(project_id)s", "$(tenant_id)s"])
    def test_the_project_waits_for_the_sign_in(self, file, template):
        file(f"{README}    gaussdb_endpoint_override: 'https://gaussdb.example/v3/{template}'\n")
        assert cloud({"cloud": "otc"}).endpoint == f"https://gaussdb.example/v3/{template}"

    @pytest.mark.parametrize("template", ["{project_id}", "%(user_id)s", "$(user_id)s"])
    def test_other_placeholders(self, file, template):
        file(f"{README}    gaussdb_endpoint_override: 'https://gaussdb.example/v3/{template}'\n")
        assert "endpoint has a placeholder other than {region_name} and %(project_id)s" in refusal({"cloud": "otc"})


class TestApiTimeout:
    @pytest.mark.parametrize("value", ["45", "'45'", "45.0"])
    def test_of_an_entry(self, file, value):
        file(f"{README}    api_timeout: {value}\n")
        assert cloud({"cloud": "otc"}).api_timeout == 45
        assert cloud({"cloud": "otc", "api_timeout": 5}).api_timeout == 5

    @pytest.mark.parametrize("line", ["", "    api_timeout:\n"])
    def test_by_default(self, file, line):
        file(f"{README}{line}")
        assert cloud({"cloud": "otc"}).api_timeout == 30

    def test_of_a_variable(self):
        assert cloud({}, {**OPENRC, "OS_API_TIMEOUT": "45"}).api_timeout == 45
        assert "The environment: OS_API_TIMEOUT is a string" in refusal({}, {**OPENRC, "OS_API_TIMEOUT": "soon"})

    def test_of_a_mapping(self):
        assert cloud({"cloud": {"auth": ME, "api_timeout": 45}}).api_timeout == 45

    @pytest.mark.parametrize("key", ["http_timeout", "compute-timeout"])
    def test_of_any_service(self, file, key):
        file(f"{README}    {key}: 45\n    api_timeout: 5\n    timeout: 6\n    image_timeout: null\n")
        assert cloud({"cloud": "otc"}).api_timeout == 45
        file(f"{README}    {key}: soon\n")
        assert f": {key.replace('-', '_')} is a string of 4 characters. Set it" in refusal({"cloud": "otc"})

    def test_of_any_service_in_variables(self):
        assert cloud({}, {**OPENRC, "OS_HTTP_TIMEOUT": "45", "OS_TEST_TIMEOUT": "7"}).api_timeout == 45
        assert "The environment: OS_HTTP_TIMEOUT is a" in refusal({}, {**OPENRC, "OS_HTTP_TIMEOUT": "soon"})


@pytest.mark.parametrize("kind", ["gaussdb", "gaussdbv3"])
def test_a_catalog_type_that_is_searched_for_anyway(file, kind):
    file(f"{README}    gaussdb_service_type: {kind}\n")
    assert cloud({"cloud": "otc"}).region_name == "eu-de"


def test_misspelled_keys_inside_auth(file):
    file(README.replace("password:", "pasword:"))
    assert "has an auth with unknown keys: 'pasword'. Check the spelling" in refusal({"cloud": "otc"})


class TestProfiles:
    @pytest.mark.parametrize("entry", [{"profile": "acme"}, {"profile": "otc", "auth_url": "https://beside.example"}])
    def test_the_auth_url_of_the_task_counts(self, entry):
        auth = {**ME, "auth_url": "https://iam.example/v3"}
        assert cloud({"cloud": entry, "auth": auth, "region_name": "eu-de"}).auth_url == "https://iam.example/v3"
        environ = {f"OS_{key.upper()}": value for key, value in entry.items()}
        assert cloud({"auth": auth, "region_name": "eu-de"}, environ).auth_url == "https://iam.example/v3"

    def test_switzerland(self, file):
        file(BY_ID.replace("profile: otc", "profile: otc-swiss").replace("      auth_url:", "    x:"))
        found = cloud()
        assert (found.region_name, found.auth_url) == ("eu-ch2", "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3")

    def test_an_unknown_one_beside_auth_url(self, file):
        file(README.replace("profile: otc", "profile: acme"))
        assert cloud().region_name == "eu-de"

    def test_an_unknown_one_without(self, file):
        file(BY_ID.replace("profile: otc", "cloud: acme").replace("      auth_url:", "    x:"))
        said = refusal()
        assert "has the unknown profile 'acme' and no auth.auth_url. Set auth.auth_url, or one of the profiles" in said

    def test_one_of_the_user(self, file, user_configuration):
        public = "public-clouds: {acme: {auth: {auth_url: https://iam.acme.example}, region_name: r1}}"
        file(public, "clouds-public.yaml", user_configuration)
        file(BY_ID.replace("profile: otc", "profile: acme").replace("      auth_url:", "    x:"))
        found = cloud()
        assert (found.region_name, found.auth_url) == ("r1", "https://iam.acme.example/v3")

    def test_only_its_regions(self, file):
        file(README)
        assert cloud({"cloud": "otc", "region_name": "eu-nl"}).region_name == "eu-nl"
        said = refusal({"cloud": "otc", "region_name": "eu-ch2"})
        assert "has no region 'eu-ch2'. The regions of the profile of cloud 'otc' in" in said


class TestRegion:
    AUTH: dict[str, str] = {"user_id": "u", "password": "hush"}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("entry", "region"),
        [
            ({"region_name": "eu-nl", "profile": "otc"}, "eu-nl"),
            ({"region_name": "eu-nl,eu-de"}, "eu-nl"),
            ({"region_name": ["eu-nl", "eu-de"]}, "eu-nl"),
            ({"regions": ["eu-nl", "eu-de"], "profile": "otc"}, "eu-nl"),
            ({"profile": "otc"}, "eu-de"),
            ({"auth_url": "https://iam.eu-nl.otc.t-systems.com/v3"}, "eu-nl"),
            ({"auth_url": "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3"}, "eu-ch2"),
            ({"gaussdb_region_name": "eu-nl", "region_name": "eu-de"}, "eu-nl"),
        ],
    )
    def test_where_it_comes_from(self, entry, region):
        auth = {**self.AUTH, "project_id": "p"}
        assert cloud({"cloud": {**entry, "auth": auth}}).region_name == region

    def test_an_option_comes_first(self):
        entry = {"auth": {**self.AUTH, "project_id": "p"}, "region_name": "eu-de"}
        assert cloud({"cloud": entry, "region_name": "eu-nl"}).region_name == "eu-nl"

    @pytest.mark.parametrize(
        "entry",
        [
            {"profile": "otc", "auth_url": "https://iam.eu-nl.otc.t-systems.com/v3"},
            {"profile": "otc", "project_name": "eu-nl_team"},
            {"project_name": "eu-nl_team", "auth_url": "https://iam.eu-de.otc.t-systems.com/v3"},
        ],
    )
    def test_contradictions(self, entry):
        auth = {**self.AUTH, **{key: value for key, value in entry.items() if key != "profile"}}
        mapping = {"auth": {"project_id": "p", **auth}, **({"profile": "otc"} if "profile" in entry else {})}
        said = refusal({"cloud": mapping})
        assert "No region_name is set, and the region is ambiguous: 'eu-" in said
        assert cloud({"cloud": mapping, "region_name": "eu-nl"}).region_name == "eu-nl"

    def test_a_project_that_only_looks_like_one(self):
        auth = {**self.AUTH, "project_name": "my-team_x", "auth_url": "https://iam.eu-de.otc.t-systems.com/v3"}
        assert cloud({"auth": auth}).region_name == "eu-de"

    @pytest.mark.parametrize("template", ["{region_name}", "%(region_name)s"])
    def test_templates(self, template):
        auth = {**self.AUTH, "project_name": "eu-nl_x", "auth_url": f"https://iam.{template}.example/v3"}
        assert cloud({"auth": auth}).auth_url == "https://iam.eu-nl.example/v3"
        auth["project_name"] = "x"
        assert "a placeholder for the region, but no region" in refusal({"auth": auth})
        auth["auth_url"] = "https://{host}/v3"
        assert "a placeholder other than {region_name}" in refusal({"auth": auth})


class TestNothingGoesElsewhere:
    KEYS: dict[str, str] = {"access_key": "AK", "secret_key": "SK", "project_id": "p"}  # noqa: RUF012

    def test_signed_requests(self):
        auth = {**self.KEYS, "auth_url": "https://keystone.example.org/v3"}
        said = refusal({"auth": auth, "region_name": "eu-de"})
        assert "an auth_url that is not on Open Telekom Cloud" in said
        assert "Set endpoint." in said
        assert cloud({"auth": auth, "region_name": "eu-de", "endpoint": "https://gaussdb.example.org"})
        assert cloud({"auth": self.KEYS, "region_name": "eu-de"})
        otc = {**self.KEYS, "auth_url": "https://iam.eu-de.otc.t-systems.com/v3"}
        assert cloud({"auth": otc}).region_name == "eu-de"

    @pytest.mark.parametrize("region", ["RegionOne", "eu-de.example.org"])
    def test_other_regions_have_no_iam_by_rule(self, region):
        assert "lacks auth.auth_url" in refusal({"auth": {**ME, "project_name": "x"}, "region_name": region})

    def test_version_2_of_the_identity_api(self):
        auth = {**ME, "auth_url": "https://iam.example.org/v2.0"}
        assert "Let it end in /v3" in refusal({"auth": auth})


class TestTexts:
    @pytest.mark.parametrize(
        ("written", "kind"),
        [
            ("0123", "a number"), ("12_34", "a number"), ("1:30", "a number"), ("4711", "a number"),
            ("1.10", "a number"), ("yes", "a boolean"), ("off", "a boolean"), ("2026-01-31", "a date"),
            ("2026-01-31 10:00:00", "a date"),
            ("[x]", "a list"), ("{x: y}", "a mapping"),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("key", ["password", "username", "project_id", "sk"])
    def test_unquoted_values_that_arrive_changed(self, file, written, kind, key):
        path = file(f"clouds: {{otc: {{profile: otc, auth: {{user_id: u, {key}: {written}}}}}}}")
        said = refusal({"cloud": "otc"})
        assert said.startswith(f"Cloud 'otc' in {path}: auth.{key} is {kind}, not a string.")
        assert ("Put it in quotes" in said) is (kind[2:] not in ("list", "mapping"))
        assert written not in said.partition("YAML reads")[0]

    def test_in_secure_yaml(self, file):
        file(README)
        path = file("clouds: {otc: {auth: {password: 0123}}}", "secure.yaml")
        assert refusal({"cloud": "otc"}).startswith(f"Cloud 'otc' in {path}: auth.password is a number, not a string.")

    @pytest.mark.parametrize(
        "key", ["region_name", "interface", "cacert", "auth_type", "ak", "gaussdb_endpoint_override"]
    )
    def test_beside_auth(self, file, key):
        file(f"{README.replace('    interface', '    x')}    {key}: no\n".replace("    ak: 'AK'\n", ""))
        assert f": {key} is a boolean, not a string" in refusal({"cloud": "otc"})

    @pytest.mark.parametrize("regions", ["[no]", "[{name: no}]", "[{name: eu-de, values: {interface: no}}]"])
    def test_of_regions(self, file, regions):
        file(f"{README}    regions: {regions}\n")
        assert "is a boolean, not a string" in refusal({"cloud": "otc"})

    def test_in_a_mapping(self):
        said = refusal({"cloud": {"auth": {**ME, "password": 83}}})
        assert said.startswith("The option cloud: auth.password is a number, not a string. Put it in quotes")

    def test_in_auth(self):
        assert refusal({"auth": {**ME, "password": 83}}).startswith("auth.password is a number, not a string.")

    @pytest.mark.parametrize("value", [2026, True, ["otc"]])
    def test_the_name_of_a_cloud(self, value):
        assert "cloud (neither the name of a cloud nor a mapping) is a" in refusal({"cloud": value})

    def test_words_that_yaml_keeps(self, file):
        file(README.replace("'hush'", "1e3"))
        assert cloud().auth["password"] == "1e3"

    @pytest.mark.parametrize("options", [{"auth_type": "password"}, {}])
    @pytest.mark.parametrize("written", ["null", "#hush", "&hush"], ids=["null", "comment", "anchor"])
    def test_null(self, file, written, options):
        path = file(README.replace("'hush'", written).replace("    ak: 'AK'\n    sk: 'SK-hush'\n", ""))
        assert f"Cloud 'otc' in {path} has no value for auth.password." in refusal({"cloud": "otc", **options})

    def test_a_mapping_that_has_become_a_text(self):
        said = refusal({"cloud": "{'auth': {'password': 'hush'}}"})
        assert "There is no clouds.yaml for cloud (a string of 30 characters), which the option cloud names." in said


class TestTls:
    @pytest.mark.parametrize(
        ("entry", "verify"),
        [
            ({}, True), ({"verify": True}, True), ({"verify": False}, False), ({"insecure": True}, False),
            ({"insecure": False}, True), ({"insecure": "true"}, False), ({"verify": True, "insecure": True}, False),
            ({"verify": "no"}, False), ({"verify": 0}, False), ({"verify": None}, True), ({"verify": ""}, True),
        ],
    )  # fmt: skip
    def test_whether_to_verify(self, entry, verify):
        assert cloud({"cloud": {"auth": ME, **entry}}).verify is verify

    def test_verify_can_be_a_bundle(self, tmp_path):
        (tmp_path / "ca.pem").touch()
        (tmp_path / "other.pem").touch()
        assert (
            cloud({"cloud": {"auth": ME, "verify": "~/ca.pem"}}, {"HOME": str(tmp_path)}).verify == f"{tmp_path}/ca.pem"
        )
        entry = {"auth": ME, "verify": "ca.pem", "cacert": "other.pem"}
        assert cloud({"cloud": entry}).verify == f"{tmp_path}/other.pem"

    def test_a_variable_that_names_no_file_is_named(self):
        said = refusal({"auth": ME}, {"OS_CACERT": "", "CURL_CA_BUNDLE": "/gone.pem"})
        assert said == "CURL_CA_BUNDLE names a file that does not exist. Searched: /gone.pem."
        for name in ("OS_CACERT", "OS_CERT"):
            said = refusal({"auth": ME}, {name: "/gone.pem"})
            assert said == f"{name} names a file that does not exist. Searched: /gone.pem."
            assert refusal({"auth": ME, "ca_cert": "/lost.pem"}, {name: "/gone.pem"}).startswith("ca_cert names a file")

    def test_relative_files_are_searched_for_in_all_folders(self, tmp_path, file):
        for name in ("ca.pem", "cert.pem", "key.pem"):
            file("", name, tmp_path / "playbook")
        entry = {"auth": ME, "cacert": "ca.pem", "cert": "cert.pem", "key": "key.pem"}
        folders = [str(tmp_path), str(tmp_path / "playbook")]
        found = Cloud.from_options({"cloud": entry}, {}, ENGINES["gaussdb"], folders)
        assert found.verify == f"{tmp_path}/playbook/ca.pem"
        assert found.cert == (f"{tmp_path}/playbook/cert.pem", f"{tmp_path}/playbook/key.pem")

    def test_clouds_yaml_too(self, tmp_path, file):
        file(README, folder=tmp_path / "playbook")
        assert cloud({"cloud": "otc"}, folders=[str(tmp_path), str(tmp_path / "playbook")]).auth["username"] == "me"

    @pytest.mark.parametrize(
        ("value", "verify"), [("true", False), ("1", False), ("on", False), ("0", True), ("off", True), ("", True)]
    )
    def test_a_variable(self, value, verify):
        assert cloud({}, {**OPENRC, "OS_INSECURE": value}).verify is verify

    def test_a_variable_that_is_neither(self):
        assert "The environment: OS_INSECURE is 'maybe'." in refusal({}, {**OPENRC, "OS_INSECURE": "maybe"})


class TestDomains:
    def test_one_domain_of_the_task_for_user_and_project(self):
        auth = {"username": "me", "password": "hush", "domain_name": "Mine", "project_name": "eu-de"}
        environ = {"OS_USER_DOMAIN_NAME": "Theirs", "OS_PROJECT_DOMAIN_ID": "theirs"}
        assert cloud({"auth": auth}, environ).auth == auth

    def test_one_domain_of_an_entry(self):
        auth = {
            "username": "me",
            "password": "hush",
            "domain_name": "D",
            "user_domain_name": "U",
            "project_name": "eu-de",
        }
        found = cloud({"cloud": {"auth": auth}}).auth
        assert (found["user_domain_name"], found["project_domain_name"]) == ("U", "D")
        assert "domain_name" not in found
