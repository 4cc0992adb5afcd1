# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.credentials import Credentials
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError

pytestmark = pytest.mark.usefixtures("bare")

ME = {"username": "me", "password": "hush", "user_domain_name": "D1", "project_name": "eu-de_team"}
ENVIRON = {
    "OS_AUTH_URL": "https://iam.example.org",
    "OS_USERNAME": "env-user",
    "OS_PASSWORD": "env-password",
    "OS_USER_DOMAIN_NAME": "env-domain",
    "OS_PROJECT_NAME": "eu-nl_env",
}
ENTRY = """
    auth:
      auth_url: https://iam.file.example/v3
      username: file-user
      password: file-password
      user_domain_name: FD
      project_id: p1
    region_name: eu-de
"""


def cloud(options=None, environ=None, engine="gaussdb"):
    return Cloud.from_options(options or {}, environ or {}, ENGINES[engine])


def refusal(options=None, environ=None):
    with pytest.raises(ConfigurationError) as caught:
        cloud(options, environ)
    assert caught.value.reason == "configuration"
    assert "hush" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def clouds_yaml(tmp_path):
    def write(*entries, secure=None):
        (tmp_path / "clouds.yaml").write_text("clouds:\n" + "\n".join(entries), encoding="utf-8")
        if secure:
            (tmp_path / "secure.yaml").write_text(secure, encoding="utf-8")

    return write


class TestOptions:
    def test_user_and_project_are_enough(self):
        found = cloud({"auth": ME})
        assert found.auth_type == "password"
        assert found.auth == ME
        assert found.region_name == "eu-de"
        assert found.auth_url == "https://iam.eu-de.otc.t-systems.com/v3"
        assert (found.endpoint, found.interface, found.verify, found.cert, found.api_timeout, found.language) == (
            None, "public", True, None, 30, None,
        )  # fmt: skip

    def test_switzerland_has_an_iam_of_its_own(self):
        found = cloud({"auth": {**ME, "project_name": "eu-ch2_team"}})
        assert found.auth_url == "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3"

    def test_a_region_option_beats_the_projects_name(self):
        assert cloud({"auth": ME, "region_name": "eu-nl"}).auth_url == "https://iam.eu-nl.otc.t-systems.com/v3"

    @pytest.mark.parametrize(
        "url",
        [
            "https://iam.example.org",
            "https://iam.example.org/",
            "https://iam.example.org/v3",
            "https://iam.example.org/v3/",
        ],
    )
    def test_auth_url_with_and_without_version(self, url):
        assert cloud({"auth": {**ME, "auth_url": url}}).auth_url == "https://iam.example.org/v3"

    def test_everything_about_the_connection(self, tmp_path):
        for name in ("ca.pem", "cert.pem", "key.pem"):
            (tmp_path / name).touch()
        ca, cert, key = (str(tmp_path / name) for name in ("ca.pem", "cert.pem", "key.pem"))
        found = cloud(
            {
                "auth": ME,
                "ca_cert": ca,
                "client_cert": cert,
                "client_key": key,
                "api_timeout": 5,
                "language": "en-us",
                "interface": "internal",
            }
        )
        assert (found.verify, found.cert, found.api_timeout, found.language, found.interface) == (
            ca,
            (cert, key),
            5,
            "en-us",
            "internal",
        )
        assert cloud({"auth": ME, "client_cert": cert}).cert == cert
        assert cloud({"auth": ME, "ca_cert": ca, "validate_certs": False}).verify is False
        assert cloud({"auth": ME, "ca_cert": ca, "validate_certs": True}).verify == ca

    def test_secrets_show_neither_in_its_text_nor_get_lost(self):
        found = cloud(
            {"auth": {**ME, "auth_url": "https://gate:open@iam.example.org"}, "endpoint": "https://x:y@host"},
            {"HTTPS_PROXY": "proxy:s%40cret@proxy:3128", "no_proxy": "a:b@c"},
        )
        assert found.secrets == ["hush", "s@cret", "proxy:s@cret", "open", "gate:open", "y", "x:y"]
        assert "hush" not in repr(found)
        assert "s%40cret" not in repr(found)
        assert "hush" not in repr(Credentials(ME, "here"))


class TestWaysToSignIn:
    @pytest.mark.parametrize(
        ("auth", "way"),
        [
            (ME, "password"),
            ({**ME, "passcode": "123456"}, "v3multifactor"),
            ({"token": "t", "project_id": "p"}, "token"),
            ({"application_credential_id": "i", "application_credential_secret": "s"}, "v3applicationcredential"),
            (
                {"application_credential_name": "n", "application_credential_secret": "s", "user_id": "u"},
                "v3applicationcredential",
            ),
            ({"access_key": "a", "secret_key": "s", "project_id": "p"}, "aksk"),
            ({"ak": "a", "sk": "s", "project_name": "eu-de"}, "aksk"),
        ],
    )
    def test_what_is_there_decides(self, auth, way):
        assert cloud({"auth": auth, "region_name": "eu-de"}).auth_type == way

    @pytest.mark.parametrize(("name", "way"), [("v3password", "password"), ("password", "password")])
    def test_auth_type_decides_among_several(self, name, way):
        assert cloud({"auth": {**ME, "token": "t"}, "auth_type": name}).auth_type == way

    @pytest.mark.parametrize(
        ("region", "got"),
        [("eu de", "a string of 5 characters"), ("eu-de\nopen", "a string of 10 characters with line breaks")],
    )
    def test_a_region_that_is_not_one_is_not_quoted(self, region, got):
        message = refusal({"auth": ME, "region_name": region})
        assert message == f"region_name: expected the name of a region, such as eu-de, got {got}."

    def test_several_without_auth_type_are_ambiguous(self):
        assert "several authentication types (token, password): set auth_type" in refusal(
            {"auth": {**ME, "token": "t"}}
        )

    def test_what_the_task_says_outweighs_what_the_environment_offers(self):
        found = cloud({"auth": {"token": "t"}}, {**ENVIRON, "OS_AUTH_TYPE": "v3password"})
        assert (found.auth_type, found.auth["token"]) == ("token", "t")

    def test_none_at_all(self):
        said = refusal({"region_name": "eu-de"})
        assert "No credentials: set auth" in said
        assert "OS_* variables (none set)" in said
        assert "/clouds.yaml" in said

    def test_an_unknown_one_of_a_variable(self):
        said = refusal({}, {**ENVIRON, "OS_AUTH_TYPE": "magic"})
        assert "auth_type 'magic' is not supported. Supported: password," in said

    @pytest.mark.parametrize(
        ("auth", "auth_type", "missing"),
        [
            ({"password": "x"}, None, "auth.username (OS_USERNAME) or auth.user_id (OS_USER_ID)"),
            ({"username": "x"}, "password", "auth.password (OS_PASSWORD)"),
            ({"username": "x", "password": "x"}, None, "auth.user_domain_name (OS_USER_DOMAIN_NAME)"),
            (
                {"user_id": "x", "password": "x"},
                None,
                "auth.project_id (OS_PROJECT_ID) or auth.project_name (OS_PROJECT_NAME)",
            ),
            ({"user_id": "x", "project_id": "x", "password": "x"}, "v3multifactor", "auth.passcode (OS_PASSCODE)"),
            ({}, "token", "auth.token (OS_TOKEN)"),
            (
                {"application_credential_id": "x"},
                None,
                "auth.application_credential_secret (OS_APPLICATION_CREDENTIAL_SECRET)",
            ),
            (
                {"application_credential_name": "x", "application_credential_secret": "x"},
                None,
                "auth.username (OS_USERNAME) or auth.user_id (OS_USER_ID)",
            ),
            ({"access_key": "x"}, None, "auth.secret_key (OS_SECRET_KEY)"),
            ({"access_key": "x", "secret_key": "x"}, None, "auth.project_id (OS_PROJECT_ID)"),
        ],
    )
    def test_each_piece_that_is_missing_is_named(self, auth, auth_type, missing):
        said = refusal({"auth": auth, "auth_type": auth_type, "region_name": "eu-de"})
        assert "lacks" in said
        assert missing in said

    @pytest.mark.parametrize("name", ["token", "access_key", "security_token"])
    def test_what_goes_into_a_header_is_on_one_line(self, name):
        auth = {"project_id": "p", "secret_key": "s", "access_key": "a"} if name != "token" else {"project_id": "p"}
        said = refusal({"auth": {**auth, name: "hush\n"}, "region_name": "eu-de"})
        assert f"auth.{name} contains a space, a line break" in said

    def test_the_id_of_a_project_stays_in_its_place_of_a_path(self):
        assert "auth.project_id is a string of 4 characters, not the ID of a project" in refusal(
            {"auth": {**ME, "project_id": "../x"}}
        )

    @pytest.mark.parametrize(
        "auth", [{"token": "t", "project_id": "p"}, {"access_key": "a", "secret_key": "s", "project_id": "p"}]
    )
    def test_endpoint_and_project_manage_without_iam(self, auth):
        found = cloud({"auth": auth, "endpoint": "https://host"})
        assert (found.auth_url, found.region_name) == (None, None)

    @pytest.mark.parametrize(
        "auth",
        [
            {**ME, "project_name": "team"},
            {"username": "me", "password": "hush", "user_domain_name": "D1", "project_id": "p"},
            {"token": "t"},
            {"access_key": "a", "secret_key": "s", "project_name": "team"},
        ],
    )
    def test_others_need_iam(self, auth):
        assert "lacks auth.auth_url (OS_AUTH_URL) or a region_name" in refusal(
            {"auth": auth, "endpoint": "https://host"}
        )


class TestVariables:
    def test_they_are_enough(self):
        found = cloud({}, ENVIRON)
        assert (found.auth_type, found.auth["username"], found.region_name) == ("password", "env-user", "eu-nl")
        assert found.auth_url == "https://iam.example.org/v3"

    def test_options_override_them_key_by_key(self):
        found = cloud({"auth": {"username": "me"}, "region_name": "eu-de"}, ENVIRON)
        assert (found.auth["username"], found.auth["password"], found.region_name) == ("me", "env-password", "eu-de")

    @pytest.mark.parametrize(
        ("variables", "suboption"),
        [
            ({"OS_TENANT_NAME": "x"}, "project_name"),
            ({"OS_TENANT_ID": "x"}, "project_id"),
            ({"OS_DOMAIN_NAME": "x"}, "project_domain_name"),
            ({"OS_PROJECT_DOMAIN_NAME": "x"}, "project_domain_name"),
            ({"OS_USER_ID": "x"}, "user_id"),
        ],
    )
    def test_synonyms(self, variables, suboption):
        assert cloud({"region_name": "eu-de"}, {**ENVIRON, **variables}).auth.get(suboption) in ("x", "eu-nl_env")

    def test_a_token_under_its_older_name(self):
        assert cloud({"region_name": "eu-de"}, {"OS_AUTH_TOKEN": "t"}).auth == {"token": "t"}

    def test_all_settings(self, tmp_path):
        ca = tmp_path / "ca.pem"
        ca.touch()
        found = cloud({}, {**ENVIRON, "OS_REGION": "eu-ch2", "OS_INTERFACE": "internalURL", "OS_CACERT": str(ca)})
        assert (found.region_name, found.interface, found.verify) == ("eu-ch2", "internal", str(ca))

    @pytest.mark.parametrize(
        ("value", "verify"), [("1", False), ("TRUE", False), ("yes", False), ("0", True), ("", True), ("no", True)]
    )
    def test_insecure_is_a_word(self, value, verify):
        assert cloud({}, {**ENVIRON, "OS_INSECURE": value}).verify is verify
        assert cloud({"validate_certs": True}, {**ENVIRON, "OS_INSECURE": value}).verify is True

    def test_proxies_in_either_case(self):
        found = cloud(
            {},
            {
                **ENVIRON,
                "https_proxy": "http://p:1",
                "HTTP_PROXY": "http://p:2",
                "NO_PROXY": "localhost",
                "all_proxy": "",
            },
        )
        assert found.proxies == {"https": "http://p:1", "http": "http://p:2", "no": "localhost"}


class TestCloudsYaml:
    def test_a_cloud_by_name(self, clouds_yaml):
        clouds_yaml(f"  one:{ENTRY}", "  two: {}")
        for found in (cloud({"cloud": "one"}), cloud({}, {"OS_CLOUD": "one"})):
            assert (found.auth["username"], found.auth_url, found.region_name) == (
                "file-user",
                "https://iam.file.example/v3",
                "eu-de",
            )

    def test_the_only_cloud_is_taken_unless_auth_url_is_set(self, clouds_yaml):
        clouds_yaml(f"  one:{ENTRY}")
        assert cloud().auth["username"] == "file-user"
        assert cloud({}, ENVIRON).auth["username"] == "env-user"

    def test_a_chosen_cloud_is_not_mixed_with_variables(self, clouds_yaml):
        clouds_yaml(
            "  one: {auth_type: password, region_name: eu-de,"
            " auth: {username: file-user, user_domain_name: FD, project_id: p1}}"
        )
        said = refusal({"cloud": "one"}, ENVIRON)
        assert "lacks auth.password (OS_PASSWORD)" in said
        assert "with a cloud chosen, the variables OS_AUTH_URL, OS_USERNAME, OS_PASSWORD" in said
        assert "do not count" in said
        assert "env-password" not in said

    def test_options_override_it_key_by_key(self, clouds_yaml):
        clouds_yaml(f"  one:{ENTRY}")
        found = cloud({"cloud": "one", "auth": {"username": "me", "password": "hush"}, "region_name": "eu-nl"})
        assert (found.auth["username"], found.auth["user_domain_name"], found.region_name) == ("me", "FD", "eu-nl")

    def test_a_projects_name_in_an_option_outdoes_its_id_in_the_file(self, clouds_yaml):
        clouds_yaml(f"  one:{ENTRY}")
        found = cloud({"cloud": "one", "auth": {"project_name": "eu-de_other", "user_id": "u1"}})
        assert found.auth["project_name"] == "eu-de_other"
        assert "project_id" not in found.auth
        assert "username" not in found.auth

    def test_a_way_to_sign_in_of_the_task_outdoes_that_of_the_file(self, clouds_yaml):
        clouds_yaml(f"  one:{ENTRY}    auth_type: v3password")
        assert cloud({"cloud": "one", "auth": {"token": "t"}}).auth_type == "token"
        assert cloud({"cloud": "one"}).auth_type == "password"

    def test_secure_yaml(self, clouds_yaml):
        clouds_yaml(f"  one:{ENTRY}", secure="clouds: {one: {auth: {password: '4711'}}}")
        assert cloud({"cloud": "one"}).auth["password"] == "4711"

    def test_otc_by_profile_with_keys_beside_auth_and_synonyms(self, clouds_yaml):
        clouds_yaml(
            "  one: {profile: otc, ak: A, sk: S, auth: {tenant_name: eu-de_x}, endpoint_type: admin, verify: false}"
        )
        found = cloud()
        assert found.auth == {"access_key": "A", "secret_key": "S", "project_name": "eu-de_x"}
        assert (found.auth_type, found.region_name, found.interface, found.verify) == ("aksk", "eu-de", "admin", False)

    def test_files_and_certificates_of_the_entry(self, clouds_yaml, tmp_path):
        for name in ("ca", "cert", "key"):
            (tmp_path / name).touch()
        clouds_yaml(f"  one:{ENTRY}    cacert: {tmp_path}/ca\n    cert: {tmp_path}/cert\n    key: {tmp_path}/key")
        found = cloud()
        assert found.verify == f"{tmp_path}/ca"
        assert found.cert == (f"{tmp_path}/cert", f"{tmp_path}/key")

    @pytest.mark.parametrize(
        ("engine", "key"),
        [
            ("gaussdb", "gaussdb"),
            ("gaussdb", "gaussdbv3"),
            ("gaussdb", "gaussdb_opengauss"),
            ("taurusdb", "gaussdb_mysql"),
        ],
    )
    def test_endpoint_overrides_by_service(self, clouds_yaml, engine, key):
        clouds_yaml(f"  one:{ENTRY}    {key}_endpoint_override: https://own/v3")
        assert cloud(engine=engine).endpoint == "https://own/v3"
        assert cloud({"endpoint": "https://mine"}, engine=engine).endpoint == "https://mine"

    def test_a_region_goes_into_auth_url(self, clouds_yaml):
        clouds_yaml("  one: {auth: {auth_url: 'https://iam.%(region_name)s.example/v3', token: t, project_id: p}}")
        assert cloud({"region_name": "r1"}).auth_url == "https://iam.r1.example/v3"

    def test_regions_with_values_of_their_own(self, clouds_yaml):
        clouds_yaml(
            f"  one:{ENTRY}    regions:",
            "    - eu-de",
            "    - {name: eu-nl, values: {interface: internal, auth: {project_id: p2}}}",
        )
        assert (cloud().auth["project_id"], cloud().interface) == ("p1", "public")
        other = cloud({"region_name": "eu-nl"})
        assert (other.auth["project_id"], other.auth["username"], other.interface) == ("p2", "file-user", "internal")
        assert "has no region 'eu-ch2'. The regions of" in refusal({"region_name": "eu-ch2"})

    def test_the_first_of_several_regions(self, clouds_yaml):
        clouds_yaml("  one: {auth: {token: t}, regions: [eu-nl, eu-de]}")
        assert cloud().region_name == "eu-nl"

    def test_the_only_region(self, clouds_yaml):
        clouds_yaml("  one: {auth: {token: t}, regions: [eu-de]}")
        assert cloud().region_name == "eu-de"

    @pytest.mark.parametrize(
        ("entry", "said"),
        [
            ("{auth: {token: t}, regions: eu-de}", "has regions that are a string of 5 characters, not a list"),
            ("{auth: {token: t}, profile: acme}", "has the unknown profile 'acme' and no auth.auth_url"),
            ("{auth: nonsense, region_name: eu-de}", ": auth is a string of 8 characters, not a mapping"),
            ("{}", "No region and no endpoint|No credentials"),
        ],
    )
    def test_entries_that_do_not_do(self, clouds_yaml, entry, said):
        clouds_yaml(f"  one: {entry}")
        with pytest.raises(ConfigurationError, match=said):
            cloud()

    def test_an_unknown_cloud(self, clouds_yaml, tmp_path):
        clouds_yaml("  one: {}", "  two: {}")
        known = f"is not in {tmp_path}/clouds.yaml. Known clouds: one, two."
        assert refusal({"cloud": "three"}) == f"Cloud 'three', which the option cloud names, {known}"
        assert refusal({}, {"OS_CLOUD": "three"}) == f"Cloud 'three', which OS_CLOUD names, {known}"

    def test_a_cloud_without_any_file(self):
        assert "There is no clouds.yaml for cloud 'one', which the option cloud names. Searched: " in refusal(
            {"cloud": "one"}
        )

    def test_several_clouds_and_none_chosen(self, clouds_yaml):
        clouds_yaml("  one: {}", "  two: {}")
        assert "2 clouds in" in refusal({"region_name": "eu-de"})

    def test_with_auth_url_set_it_is_not_read(self, tmp_path):
        (tmp_path / "clouds.yaml").write_text("broken: [", encoding="utf-8")
        assert "clouds.yaml (not read, since the variables OS_AUTH_URL are set, and neither" in refusal(
            {"region_name": "eu-de"}, {"OS_AUTH_URL": "https://iam"}
        )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"auth": {**ME, "project_name": "team"}},
            "No region and no endpoint: set region_name (OS_REGION_NAME)",
        ),
        ({"auth": ME, "endpoint": "gaussdb.eu-de"}, "endpoint is not a URL of the form https://host"),
        ({"auth": ME, "endpoint": "ftp://me:hush@host"}, "endpoint is not a URL"),
        ({"auth": {**ME, "auth_url": "iam"}}, "auth_url is not a URL of the form https://iam"),
        ({"auth": {**ME, "auth_url": "https://me:hush@iam?x"}}, "auth_url is not a URL"),
        ({"auth": ME, "ca_cert": "/nowhere"}, "ca_cert names a file that does not exist. Searched: /nowhere."),
        ({"auth": ME, "client_cert": "/nowhere"}, "client_cert names a file that does not exist"),
        ({"auth": ME, "client_key": "/nowhere"}, "client_key is set without client_cert"),
        ({"auth": ME, "api_timeout": 0}, "api_timeout: expected 1 or more, got 0."),
        ({"auth": ME, "api_timeout": -3}, "api_timeout: expected 1 or more, got -3."),
        ({"auth": ME, "language": "en us"}, "language is a string of 5 characters. Set it to en-us"),
        ({"auth": ME, "interface": "outer"}, "interface is 'outer'. Supported: public, internal, admin"),
    ],
)
def test_options_that_do_not_do(options, said):
    assert said in refusal(options)
