# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The same files and variables, read by this collection and by openstacksdk.

What openstacksdk accepts for this cloud is taken with the same meaning, or refused with an error. The configurations
are generated from the keys that real files and openrc scripts use, always the same ones. Where the two differ on
purpose, the difference is listed here, with its reason.
"""

from __future__ import annotations

import inspect
import json
import os
import random
import re
import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import DEFAULT_API_TIMEOUT, Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError

loader = pytest.importorskip("openstack.config.loader", reason="needs openstacksdk")
cloud_region = pytest.importorskip("openstack.config.cloud_region", reason="needs openstacksdk")

CONFIGURATIONS = 2000
SUFFIXES = (".yaml", ".yml", ".json")

# Both accept a configuration and differ. Each is a field, with what openstacksdk says and what we say.
DIFFERENCES = {
    "region is implied": "openstacksdk goes on without a region; we take it from auth_url's host or the project's name",
    "region in a URL is implied": "likewise for the region in the host of an auth_url or endpoint",
    "region of the task": "openstacksdk lets gaussdb_region_name of the entry win over the region that is asked for",
    "template beside auth": "openstacksdk expands {region_name} only in the auth_url inside auth",
    "spelling with a dash": "openstacksdk lets project-id of an entry hide project_id of its region, and makes a whole"
    " list in region-name the region if the profile has one",
    "scheme of otc-swiss": "the profile's auth_url has no scheme in openstacksdk, so that its requests fail",
    "OS_INSECURE as a number or word": "openstacksdk ignores 1, yes and on; Terraform and shell scripts use them",
    "empty variables": "openstacksdk lets an empty OS_PROJECT_NAME hide OS_TENANT_NAME; empty is unset here",
}

# openstacksdk refuses a configuration, and we accept it.
EXTENSIONS = {
    "access keys": "files of this cloud carry ak and sk, also inside auth; they sign if nothing else can sign in",
    "domain of the project": "v3password demands it in openstacksdk; it is the user's domain if left out here",
    "auth_type decides": "credentials of other types are passed over if auth_type is set",
    "auth_type is derived": "openstacksdk needs auth_type for everything but passwords; we derive it from the secrets",
    "auth_url is derived": "IAM follows from the region on Open Telekom Cloud",
    "only cloud beside access keys or settings": "openstacksdk makes a cloud of any OS_* variable and fails without"
    " auth_url; variables without an identity do not replace the only cloud of the file",
    "another region": "region_name of a task may be another one than region_name of the entry",
}

# What openstacksdk reads of a cloud beside auth, and where: counted, refused, or without a meaning for this API.
COUNTED = {
    "api_timeout", "auth", "auth_type", "cacert", "cert", "endpoint", "endpoint_override", "insecure", "interface",
    "key", "profile", "region_name", "verify",
}  # fmt: skip
REFUSED = {"service_name", "service_type"}
MEANINGLESS = {
    "api_version": "there is only v3",
    "default_microversion": "likewise",
    "concurrency": "of object storage",
    "connect_retries": "how often and when to retry is decided by the task's options, with reasons, not by a count",
    "connect_retry_delay": "likewise",
    "retriable_status_codes": "likewise",
    "status_code_retries": "likewise",
    "status_code_retry_delay": "likewise",
    "rate_limit": "all requests of a task share a limit of their own",
    "timing": "statistics for openstacksdk's callers",
    "floating_ip_source": "of compute and networks",
    "networks": "likewise",
    "requires_floating_ip": "likewise",
}


@dataclass
class Configuration:
    """Files, variables and options of one case."""

    clouds: dict[str, Any] | None = None
    secure: dict[str, Any] | None = None
    public: dict[str, Any] | None = None
    environ: dict[str, str] = field(default_factory=dict)
    cloud: str | None = None
    region: str | None = None
    folder: str = ""
    suffix: str = ".yaml"


class Generator:
    """Makes configurations, the same for the same seed."""

    def __init__(self, seed: int, folder: str) -> None:
        self._random = random.Random(seed)
        self._folder = folder

    def some(self, share: float) -> bool:
        return self._random.random() < share

    def one(self, *choices: Any) -> Any:
        return self._random.choice(choices)

    def configuration(self) -> Configuration:
        kind = self.one("file", "file", "file", "environment", "both")
        made = Configuration(folder=self.one("work", "home"), suffix=self.one(*SUFFIXES, *[".json"] * 6))
        if kind != "environment":
            names = self._random.sample(["otc", "other", "third"], self.one(1, 1, 2))
            made.clouds = {name: self.entry() for name in names}
            made.secure = self.secrets_of(made.clouds) if self.some(0.3) else None
            if self.some(0.7):
                made.cloud = self.one(*names)
            elif self.some(0.5):
                made.environ["OS_CLOUD"] = self.one(*names)
            if self.some(0.15):
                made.public = {"own": {"auth": {"auth_url": "https://own.example/v3"}, "region_name": "eu-de"}}
        if kind != "file":
            made.environ.update(self.variables())
        elif self.some(0.1):
            made.environ.update(self.one({"OS_REGION_NAME": "eu-nl"}, {"OS_ACCESS_KEY": "AK", "OS_SECRET_KEY": "SK"}))
        if self.some(0.15):
            made.region = self.one("eu-de", "eu-nl")
        return made

    def entry(self) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        auth = self.auth()
        for key in list(auth):
            # Some files have everything, or single keys, beside auth.
            if self.some(0.04):
                entry[key] = auth.pop(key)
        entry["auth"] = auth
        if {"token", "auth_token"} & {*auth} and "password" not in auth and self.some(0.7):
            entry["auth_type"] = self.one("token", "v3token")
        elif "application_credential_id" in auth and self.some(0.7):
            entry["auth_type"] = "v3applicationcredential"
        elif {"token", "password"} <= {*auth} and self.some(0.3):
            entry["auth_type"] = "password"
        elif self.some(0.1):
            entry["auth_type"] = self.one("password", "password", "v3password", "v3oidcpassword", "none")
        if self.some(0.6):
            entry[self.one("profile", "profile", "profile", "cloud")] = self.one(
                "otc", "otc", "otc", "otc-swiss", "acme", "own"
            )
        if self.some(0.5):
            entry["region_name"] = self.one("eu-de", "eu-de", "eu-nl", "eu-ch2", ["eu-de", "eu-nl"], "eu-de,eu-nl")
        if self.some(0.2):
            entry["gaussdb_region_name"] = "eu-nl"
        if "region_name" not in entry and self.some(0.3):
            entry["regions"] = self.one(
                ["eu-de"],
                ["eu-de", "eu-nl"],
                [{"name": "eu-nl", "values": {"interface": "internal", "auth": {"project_id": "p-nl"}}}, "eu-de"],
            )
        if self.some(0.5):
            entry["interface"] = self.one("public", "public", "internal", "admin", "publicURL")
        if self.some(0.1):
            entry["endpoint_type"] = self.one("public", "publicURL", "internalURL")
        if self.some(0.6):
            entry["identity_api_version"] = self.one(3, "3", 3, "3", 3, "3", 3, 2)
        if self.some(0.3):
            entry.update({self.one("ak", "access_key"): "AK", self.one("sk", "secret_key"): "SK"})
        if self.some(0.2):
            entry.update(self.one({"verify": True}, {"verify": False}, {"insecure": True}, {"insecure": False}))
        if self.some(0.2):
            entry["cacert"] = f"{self._folder}/ca.pem"
        if self.some(0.15):
            entry["cert"] = f"{self._folder}/cert.pem"
            if self.some(0.5):
                entry["key"] = f"{self._folder}/key.pem"
        if self.some(0.3):
            entry.update(
                self.one({"volume_api_version": 3}, {"image_format": "qcow2"}, {"networks": []}, {"message": ""})
            )
        if self.some(0.1):
            entry[self.one("api_timeout", "api_timeout", "http_timeout")] = self.one(45, "45", 7.5)
        if self.some(0.1):
            entry["gaussdb_endpoint_override"] = self.one(
                "https://gaussdb.example/v3", "https://gaussdb.{region_name}.example/v3"
            )
        if self.some(0.06):
            entry.update(self.one({"target_agency_name": "a", "target_domain_id": "d"}, {"trust_id": "t"}))
        if self.some(0.1):
            entry = {key.replace("_name", "-name"): value for key, value in entry.items()}
        return entry

    def auth(self) -> dict[str, Any]:
        auth: dict[str, Any] = {}
        kind = self.one(*["password"] * 8, "token", "application", "keys", "several")
        if kind in ("password", "several"):
            auth.update(self.user())
            auth["password"] = self.one("pass", "pä{ss}", "0123", 4711 if self.some(0.2) else "x y")
        if kind in ("token", "several"):
            auth[self.one("token", "auth_token")] = "tok"
        if kind == "application":
            auth["application_credential_id"] = "ac"
            auth["application_credential_secret"] = "acs"
        if kind == "keys":
            auth.update({"ak": "AK", "sk": "SK"})
        if self.some(0.97):
            auth.update(
                self.one(
                    {"project_name": "eu-de"},
                    {"project_name": "eu-de_team"},
                    {"project_name": "eu-nl_team"},
                    {"project_id": "p1"},
                    {"tenant_name": "eu-de"},
                    {"tenant_id": "p2"},
                    {"project-id": "p3"},
                    {"project_id": "p4", "tenant_id": "p5"},
                )
            )
        if self.some(0.3):
            auth.update(self.one({"project_domain_name": "PD"}, {"project_domain_id": "pd"}))
        if self.some(0.8):
            auth["auth_url"] = self.one(
                "https://iam.eu-de.otc.t-systems.com/v3",
                "https://iam.eu-de.otc.t-systems.com:443/v3/",
                "https://iam.eu-nl.otc.t-systems.com",
                "https://iam.{region_name}.otc.t-systems.com/v3",
                "https://keystone.example.org/identity/v3",
            )
        if self.some(0.03):
            auth.update(self.one({"pasword": "x"}, {"trust_id": "t"}, {"default_domain_id": "default"}))
        return auth

    def user(self) -> dict[str, Any]:
        if self.some(0.15):
            return {"user_id": "u1"}
        user: dict[str, Any] = {self.one("username", "username", "username", "user_name"): self.one("me", "me@example")}
        user.update(
            self.one(
                {"user_domain_name": "OTC-EU-DE-1"},
                {"user_domain_name": "OTC-EU-DE-1"},
                {"user_domain_id": "d1"},
                {"domain_name": "OTC-EU-DE-2"},
                {"domain_id": "d2"},
                {"domain_name": "OTC-EU-DE-2", "user_domain_name": "OTC-EU-DE-1"},
                {"domain_id": "d2", "user_domain_name": "OTC-EU-DE-1"},
                {} if self.some(0.3) else {"user_domain_name": "OTC-EU-DE-1"},
            )
        )
        return user

    def secrets_of(self, clouds: dict[str, Any]) -> dict[str, Any]:
        secure: dict[str, Any] = {}
        for name, entry in clouds.items():
            for key in ("password", "token", "application_credential_secret"):
                if key in entry["auth"]:
                    secure.setdefault(name, {"auth": {}})["auth"][key] = entry["auth"].pop(key)
        if self.some(0.1):
            secure["only-secure"] = {"auth": {"username": "me", "password": "pass"}}
        return secure

    def variables(self) -> dict[str, str]:
        """What an openrc script of this cloud sets, in its several editions."""
        environ = {
            self.one("OS_USERNAME", "OS_USERNAME", "OS_USERNAME", "OS_USER_ID"): "env-user",
            "OS_PASSWORD": self.one("env-pass", "12345", "{x}"),
            "OS_USER_DOMAIN_NAME": "OTC-EU-DE-3",
            "OS_AUTH_URL": self.one(
                "https://iam.eu-de.otc.t-systems.com/v3",
                "https://iam.eu-de.otc.t-systems.com:443/v3",
                "https://keystone.example.org",
            ),
            self.one("OS_PROJECT_NAME", "OS_TENANT_NAME", "OS_PROJECT_ID", "OS_TENANT_ID"): "eu-de_env",
        }
        if self.some(0.3):
            environ["OS_PROJECT_DOMAIN_NAME"] = self.one("", "PD")
        if self.some(0.3):
            environ.update(self.one({"OS_ENDPOINT_TYPE": "publicURL"}, {"OS_INTERFACE": "internal"}))
        if self.some(0.4):
            environ["OS_REGION_NAME"] = self.one("eu-de", "eu-nl", "")
        if self.some(0.5):
            environ["OS_IDENTITY_API_VERSION"] = self.one("3", "3", "3", "3", "3", "2")
        if self.some(0.2):
            environ.update({"OS_ACCESS_KEY": "AK", "OS_SECRET_KEY": "SK"})
        if self.some(0.15):
            environ["OS_INSECURE"] = self.one("true", "True", "false", "0", "1", "")
        if self.some(0.15):
            environ["OS_CACERT"] = f"{self._folder}/ca.pem"
        if self.some(0.1):
            environ.update(self.one({"OS_AUTH_TYPE": "v3password"}, {"OS_AUTH_TYPE": "token", "OS_TOKEN": "tok"}))
        if self.some(0.05):
            environ["OS_PROFILE"] = "otc"
        if self.some(0.05):
            environ[self.one("OS_API_TIMEOUT", "OS_HTTP_TIMEOUT")] = "60"
        if self.some(0.05):
            environ.update(self.one({"OS_DOMAIN_NAME": "D"}, {"OS_DOMAIN_ID": "d"}, {"OS_AGENCY_NAME": "a"}))
        if self.some(0.1):
            environ.update({"OS_PROJECT_NAME": "", "OS_TENANT_NAME": "eu-de"})
        if self.some(0.1):
            for key in ("OS_AUTH_URL", "OS_USERNAME", "OS_PASSWORD"):
                if self.some(0.5):
                    environ.pop(key, None)
        return environ


def identity_of(auth_type: str, auth: dict[str, str]) -> tuple[Any, ...]:
    """Who signs in, and to which project, by the rules of keystoneauth: an ID before a name."""

    def domain(whose: str) -> tuple[str, str] | None:
        return next(((kind, auth[f"{whose}_{kind}"]) for kind in ("id", "name") if auth.get(f"{whose}_{kind}")), None)

    user = ("id", auth["user_id"]) if auth.get("user_id") else (auth.get("username"), domain("user_domain"))
    project = (
        ("id", auth["project_id"]) if auth.get("project_id") else (auth.get("project_name"), domain("project_domain"))
    )
    if auth_type == "v3applicationcredential":
        return auth_type, auth.get("application_credential_id"), auth.get("application_credential_secret")
    if auth_type in ("token", "v3token"):
        return "token", auth.get("token"), project
    return auth_type.removeprefix("v3"), user, auth.get("password"), project


def url_of(url: str | None) -> str:
    return (url or "").rstrip("/").removesuffix("/v3")


def theirs(made: Configuration, folders: list[str]) -> dict[str, Any] | None:
    files = {
        stem: [os.path.join(folder, stem + suffix) for folder in folders for suffix in SUFFIXES]
        for stem in ("clouds", "secure", "clouds-public")
    }
    try:
        config = loader.OpenStackConfig(
            config_files=files["clouds"], secure_files=files["secure"], vendor_files=files["clouds-public"]
        )
        region = config.get_one(cloud=made.cloud, **({"region_name": made.region} if made.region else {}))
        verify, cert = region.get_requests_verify_args()
    except Exception:
        # It refuses with errors of all kinds, some by accident.
        return None
    auth = region.config["auth"]
    identity = identity_of(region.config["auth_type"], auth)
    if identity[0] == "password" and None in identity:
        # It would be refused by Keystone.
        return None
    return {
        "identity": identity,
        "auth_url": url_of(auth.get("auth_url")),
        "region": region.get_region_name("gaussdb") or None,
        "interface": (region.get_interface("gaussdb") or "public").removesuffix("URL"),
        "verify": True if verify is None else verify,
        "cert": cert,
        "api_timeout": float(region.config.get("api_timeout") or DEFAULT_API_TIMEOUT),
        "endpoint": region.get_endpoint("gaussdb"),
    }


def ours(made: Configuration, folders: list[str]) -> dict[str, Any] | None:
    try:
        cloud = Cloud.from_options(
            {"cloud": made.cloud, "region_name": made.region}, dict(os.environ), ENGINES["gaussdb"], folders[:1]
        )
    except ConfigurationError:
        return None
    return {
        "identity": identity_of(cloud.auth_type, dict(cloud.auth)),
        "auth_url": url_of(cloud.auth_url),
        "region": cloud.region_name,
        "interface": cloud.interface,
        "verify": cloud.verify,
        "cert": cloud.cert,
        "api_timeout": cloud.api_timeout,
        "endpoint": cloud.endpoint,
    }


def chosen(made: Configuration) -> dict[str, Any] | None:
    """The entry that counts, None for the variables."""
    only = next(iter(made.clouds)) if made.clouds and len({*made.clouds, *(made.secure or {})}) == 1 else None
    variables = made.environ.keys() & {"OS_AUTH_URL", "OS_USERNAME", "OS_USER_ID", "OS_PASSWORD"}
    name = made.cloud or made.environ.get("OS_CLOUD") or (None if variables else only)
    return {**(made.clouds or {}).get(name, {}), "secure": (made.secure or {}).get(name)} if name else None


def difference(name: str, we: Any, they: Any, made: Configuration) -> str | None:
    """The entry of DIFFERENCES that explains one field, or None."""
    if name == "region" and they is None:
        return "region is implied"
    if name == "region" and we == made.region:
        return "region of the task"
    if name == "region" and "region-name" in (chosen(made) or {}):
        return "spelling with a dash"
    if (name, they) in (("auth_url", "https://iam..otc.t-systems.com"), ("endpoint", "https://gaussdb..example/v3")):
        return "region in a URL is implied"
    if name == "auth_url" and "{region_name}" in they and "auth_url" in (chosen(made) or {}):
        return "template beside auth"
    if name == "auth_url" and we == f"https://{they}" and "sc.otc" in we:
        return "scheme of otc-swiss"
    if name == "verify" and we is False and made.environ.get("OS_INSECURE") == "1":
        return "OS_INSECURE as a number or word"
    if name == "identity" and we[-1] == ("id", "p-nl") and "project-id" in (chosen(made) or {}).get("auth", {}):
        return "spelling with a dash"
    if name == "identity" and made.environ.get("OS_PROJECT_NAME") == "":
        return "empty variables"
    return None


def extension(we: dict[str, Any], made: Configuration) -> str | None:
    """The entry of EXTENSIONS that explains why we accept what openstacksdk refuses, or None."""
    entry = chosen(made)
    given = json.dumps(entry or made.environ).lower()
    if entry and not made.cloud and "OS_CLOUD" not in made.environ and made.environ:
        return "only cloud beside access keys or settings"
    if we["identity"][0] == "aksk" or '"ak"' in given or '"sk"' in given:
        return "access keys"
    if re.search('"auth_type": "(v3)?password"', given) and "token" in given:
        return "auth_type decides"
    if we["identity"][0] in ("token", "v3applicationcredential"):
        return "auth_type is derived"
    if "v3password" in given and we["identity"][-1][1] is None:
        return "domain of the project"
    if made.region and made.region == we["region"]:
        return "another region"
    if "auth_url" not in given and we["auth_url"].endswith(".otc.t-systems.com"):
        return "auth_url is derived"
    return None


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Folders for files, and a way to put a configuration there."""
    for name in ("work", "home/.config/openstack"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("ca.pem", "cert.pem", "key.pem"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path / "work")
    places = {"work": tmp_path / "work", "home": tmp_path / "home" / ".config" / "openstack"}

    def put(made: Configuration):
        for folder in places.values():
            for file in folder.iterdir():
                file.unlink()
        for stem, section, content in (
            ("clouds", "clouds", made.clouds),
            ("secure", "clouds", made.secure),
            ("clouds-public", "public-clouds", made.public),
        ):
            if content:
                # secure.yaml need not be where clouds.yaml is. JSON is YAML.
                folder = places["home"] if stem == "secure" else places[made.folder]
                (folder / (stem + made.suffix)).write_text(json.dumps({section: content}), encoding="utf-8")
        return patch.dict(os.environ, {"HOME": str(tmp_path / "home"), **made.environ}, clear=True)

    put.folders = [str(places["work"]), str(places["home"])]
    put.folder = str(tmp_path)
    return put


def test_every_key_that_openstacksdk_reads_has_its_place_here():
    code = inspect.getsource(cloud_region)
    keys = re.findall(r"self\.config(?:\.get\(|\[)\s*['\"](\w+)['\"]", code)
    keys += re.findall(r"_get_(?:service_)?config\(\s*['\"](\w+)['\"]", code)
    assert set(keys) - {"example"} == COUNTED | REFUSED | {*MEANINGLESS}


def test_the_same_meaning_or_an_error(machine):
    generator = Generator(4711, machine.folder)
    seen: Counter[str] = Counter()
    wrong = []
    for number in range(CONFIGURATIONS):
        made = generator.configuration()
        with machine(made), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            they, we = theirs(made, machine.folders), ours(made, machine.folders)
        if we is None:
            seen["refused by us" if they else "refused by both"] += 1
            continue
        if they is None:
            reason = extension(we, made)
            seen[f"extension: {reason}"] += 1
            if reason is None:
                wrong.append((number, made, "accepted by us only", we))
            continue
        different = {key for key in we if we[key] != they[key]}
        reasons = {key: difference(key, we[key], they[key], made) for key in different}
        seen.update(f"difference: {reason}" for reason in reasons.values())
        seen["same"] += not different
        wrong.extend((number, made, key, we[key], they[key]) for key, reason in reasons.items() if reason is None)
    assert wrong[:3] == []
    # The comparison is worth something only if both accept a good part, and each difference listed is still there.
    assert seen["same"] > CONFIGURATIONS / 5, seen
    assert {f"difference: {name}" for name in DIFFERENCES} <= set(seen), seen
    assert {f"extension: {name}" for name in EXTENSIONS} <= set(seen), seen
