# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation, argument specs and what the code does, held against each other."""

from __future__ import annotations

import importlib
import json
import re
from functools import cache
from pathlib import Path
from unittest.mock import MagicMock

import pytest
import yaml
from ansible.module_utils import basic
from ansible.playbook.block import Block
from ansible.playbook.task import Task
from ansible_collections.otc.gaussdb.plugins.action import wait_for
from ansible_collections.otc.gaussdb.plugins.doc_fragments import cloud as cloud_fragment
from ansible_collections.otc.gaussdb.plugins.module_utils._argspec import cloud_spec
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud import auth_keys, cloud, clouds_yaml, paths, variables
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import GaussDBError
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.instance import Instance
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.job import Job
from ansible_collections.otc.gaussdb.plugins.module_utils._jobs.refs import JobRef
from ansible_collections.otc.gaussdb.plugins.plugin_utils import _action
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting import result
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.driver import WaitOutcome
from ansible_collections.otc.gaussdb.plugins.plugin_utils._waiting.watch import Watch
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.examples import (
    GAUSSDB_ENTRY,
    TAURUSDB_DETAILS,
    TAURUSDB_ENTRY,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import GAUSSDB_EXAMPLE, TAURUSDB_EXAMPLE

COLLECTION = Path(cloud.__file__).parents[3]
MODULES = sorted(path.stem for path in (COLLECTION / "plugins" / "modules").glob("[!_]*.py"))
SECRETS = {
    "auth.password", "auth.token", "auth.passcode", "auth.application_credential_secret", "auth.secret_key",
    "auth.security_token", "secrets", "password",
}  # fmt: skip
SOUNDS_SECRET = re.compile("passw|token|secret|key|passcode|credential")


@cache
def parsed(text):
    """What a text in YAML says, for many tests to read."""
    return yaml.safe_load(text)


def module_named(name):
    return importlib.import_module(f"ansible_collections.otc.gaussdb.plugins.modules.{name}")


def documentation_of(name):
    """The documentation with its fragments, and the names of these."""
    own = parsed(module_named(name).DOCUMENTATION)
    fragments = own.get("extends_documentation_fragment", [])
    merged = dict(own.get("options", {}))
    attributes = {}
    for fragment in fragments:
        _namespace, _collection, file, *part = fragment.split(".")
        plugin = importlib.import_module(f"ansible_collections.otc.gaussdb.plugins.doc_fragments.{file}")
        text = parsed(getattr(plugin.ModuleDocFragment, part[0].upper() if part else "DOCUMENTATION"))
        assert not set(text.get("options", {})) & set(merged), "documented twice"
        merged.update(text.get("options", {}))
        for attribute, values in text.get("attributes", {}).items():
            attributes[attribute] = {**values, **attributes.get(attribute, {})}
    return {**own, "options": merged, "attributes": {**attributes, **own.get("attributes", {})}}, fragments


class Captured(Exception):
    pass


def spec_of(name, monkeypatch):
    """What the module gives AnsibleModule."""

    def capture(_module, argument_spec, **_arguments):
        raise Captured(argument_spec)

    module = module_named(name)
    monkeypatch.setattr(basic.AnsibleModule, "__init__", capture)
    with pytest.raises(Captured) as caught:
        module.main()
    return caught.value.args[0]


def promised(options):
    """What documentation says of options, in the words of an argument spec."""
    return {
        name: {
            "type": option.get("type", "str"),
            "elements": option.get("elements"),
            "required": option.get("required", False),
            "default": option.get("default"),
            "choices": option.get("choices"),
            "aliases": option.get("aliases", []),
            "options": promised(option.get("suboptions", {})),
        }
        for name, option in options.items()
    }


def kept(spec):
    """An argument spec with its defaults spelled out."""
    return {
        name: {
            "type": option.get("type", "str"),
            "elements": option.get("elements"),
            "required": option.get("required", False),
            "default": option.get("default"),
            "choices": option.get("choices"),
            "aliases": option.get("aliases", []),
            "options": kept(option.get("options", {})),
        }
        for name, option in spec.items()
    }


def flat(spec, prefix=""):
    """Each option of a spec by its path."""
    for name, option in spec.items():
        yield f"{prefix}{name}", option
        yield from flat(option.get("options", {}), f"{prefix}{name}.")


@pytest.mark.parametrize("name", MODULES)
class TestOptions:
    def test_what_is_documented_is_what_is_taken(self, name, monkeypatch):
        documentation, _fragments = documentation_of(name)
        assert promised(documentation["options"]) == kept(spec_of(name, monkeypatch))

    def test_each_option_is_described(self, name):
        documentation, _fragments = documentation_of(name)
        for option in documentation["options"].values():
            assert option["description"]
            assert all(suboption["description"] for suboption in option.get("suboptions", {}).values())

    def test_all_secrets_are_hidden_and_nothing_else(self, name, monkeypatch):
        spec = dict(flat(spec_of(name, monkeypatch)))
        assert {path for path, option in spec.items() if option.get("no_log")} == SECRETS & set(spec)
        unsaid = [
            path
            for path, option in spec.items()
            if SOUNDS_SECRET.search(path.rpartition(".")[2]) and "no_log" not in option
        ]
        assert unsaid == []

    def test_it_has_the_options_of_every_cloud(self, name, monkeypatch):
        _documentation, fragments = documentation_of(name)
        spec = spec_of(name, monkeypatch)
        assert ("otc.gaussdb.cloud" in fragments) is (set(cloud_spec()) <= set(spec))


def test_the_fragment_documents_the_options_of_every_cloud():
    assert promised(parsed(cloud_fragment.ModuleDocFragment.DOCUMENTATION)["options"]) == kept(cloud_spec())


def test_each_option_names_its_variables_in_the_order_in_which_they_count():
    def variables_in(option):
        return tuple(re.findall(r"E\(([A-Z_]+)\)", str(option["description"])))

    options = parsed(cloud_fragment.ModuleDocFragment.DOCUMENTATION)["options"]
    auth = options["auth"]["suboptions"]
    assert {name: variables_in(option) for name, option in auth.items()} == auth_keys.AUTH_VARIABLES
    others = {name: variables_in(option) for name, option in options.items() if name not in ("auth", "cloud")}
    assert {name: given for name, given in others.items() if given} == {
        "auth_type": ("OS_AUTH_TYPE",),
        "region_name": ("OS_REGION_NAME", "OS_REGION"),
        "interface": ("OS_INTERFACE", "OS_ENDPOINT_TYPE"),
        "validate_certs": ("OS_INSECURE",),
        "ca_cert": ("OS_CACERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
        "client_cert": ("OS_CERT",),
        "client_key": ("OS_KEY",),
        "api_timeout": ("OS_API_TIMEOUT",),
    }


def test_every_variable_that_counts_is_documented():
    modules = (cloud, clouds_yaml, paths, variables)
    code = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in modules)
    documented = set(re.findall(r"E\(([A-Z_]+)\)", cloud_fragment.ModuleDocFragment.DOCUMENTATION))
    assert set(re.findall('"((?:OS|XDG)_[A-Z_]+|[A-Z_]+_CA_BUNDLE)"', code)) <= documented


def test_the_action_takes_what_is_documented(monkeypatch):
    def capture(_arguments, spec):
        raise Captured(spec)

    monkeypatch.setattr(_action, "validated", capture)
    task = MagicMock(async_val=0, args={}, check_mode=False)
    with pytest.raises(Captured) as caught:
        wait_for.ActionModule(task, MagicMock(), MagicMock(), MagicMock(), MagicMock(), MagicMock()).run(None, {})
    documentation, _fragments = documentation_of("wait_for")
    assert promised(documentation["options"]) == kept(caught.value.args[0])


def test_the_action_group_holds_whatever_signs_in():
    runtime = parsed((COLLECTION / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    signing_in = [name for name in MODULES if "otc.gaussdb.cloud" in documentation_of(name)[1]]
    assert sorted(runtime["action_groups"]["gaussdb"]) == signing_in
    waiting = {"timeout", "error_timeout", "progress"}
    that_wait = [name for name in MODULES if waiting <= set(documentation_of(name)[0]["options"])]
    assert sorted(runtime["action_groups"]["waiting"]) == that_wait
    for name in signing_in:
        groups = ["gaussdb", *(["waiting"] if name in that_wait else [])]
        membership = documentation_of(name)[0]["attributes"]["action_group"]["membership"]
        assert membership == [f"otc.gaussdb.{group}" for group in groups]


def tasks_in(blocks):
    for task in blocks:
        nested = [tasks_in(task[section]) for section in ("block", "rescue", "always") if section in task]
        if nested:
            for tasks in nested:
                yield from tasks
        else:
            yield task


def check_options(given, options):
    for option, value in given.items():
        described = options.get(option) or next(
            (each for each in options.values() if option in each.get("aliases", ())), None
        )
        assert described is not None, option
        if described.get("suboptions") and isinstance(value, dict):
            check_options(value, described["suboptions"])
        if "choices" in described and "{{" not in str(value):
            assert value in described["choices"]


@pytest.mark.parametrize("name", MODULES)
def test_examples_parse_and_use_what_there_is(name):
    keywords = {*Task.fattributes, *Block.fattributes, "loop"}
    used = set()
    for task in tasks_in(parsed(module_named(name).EXAMPLES)):
        assert task["name"][0].isupper()
        (module,) = set(task) - keywords
        assert module.count(".") == 2, "modules go by their full names"
        used.add(module)
        if module.startswith("otc.gaussdb."):
            check_options(task[module], documentation_of(module.rpartition(".")[2])[0]["options"])
    assert f"otc.gaussdb.{name}" in used


class TestReturnValues:
    JOB = Job.from_api("gaussdb", json.loads(GAUSSDB_EXAMPLE)["job"]).as_dict()
    TAURUSDB_JOB = Job.from_api("taurusdb", json.loads(TAURUSDB_EXAMPLE)["job"]).as_dict()
    INSTANCE = Instance.from_api("gaussdb", GAUSSDB_ENTRY).as_dict()
    TAURUSDB_INSTANCE = (
        Instance.from_api("taurusdb", TAURUSDB_ENTRY)
        .with_details(Instance.from_api("taurusdb", TAURUSDB_DETAILS))
        .as_dict()
    )

    @pytest.mark.parametrize("name", ["gaussdb_job_info", "wait_for"])
    def test_samples_of_a_job_are_what_the_examples_of_the_references_give(self, name):
        documented = parsed(module_named(name).RETURN)
        assert {field: value["sample"] for field, value in documented["jobs"]["contains"].items()} == self.JOB
        assert documented["job"]["sample"] == self.TAURUSDB_JOB

    def test_the_sample_of_a_started_job_is_what_the_example_of_the_reference_gives(self):
        assert parsed(module_named("gaussdb_request").RETURN)["job"]["sample"] == self.JOB

    @pytest.mark.parametrize(
        ("name", "key"), [("gaussdb_instance", "instance"), ("gaussdb_instance_info", "instances")]
    )
    def test_samples_of_an_instance_are_what_the_example_of_the_reference_gives(self, name, key):
        documented = parsed(module_named(name).RETURN)[key]["contains"]
        assert {field: value["sample"] for field, value in documented.items()} == {
            field: self.INSTANCE[field] for field in documented
        }

    def test_the_sample_of_a_taurusdb_instance_is_what_the_example_of_the_reference_gives(self):
        sample = parsed(module_named("gaussdb_instance_info").RETURN)["instance"]["sample"]
        assert sample == {field: self.TAURUSDB_INSTANCE[field] for field in sample}

    @pytest.mark.parametrize("name", ["gaussdb_job_info", "wait_for"])
    def test_fields_of_a_job_have_the_documented_types(self, name):
        types = {"str": str, "int": int, "dict": dict}
        for field, described in parsed(module_named(name).RETURN)["jobs"]["contains"].items():
            assert self.JOB[field] is None or isinstance(self.JOB[field], types[described["type"]])

    def test_keys_of_a_wait(self):
        documented = set(parsed(module_named("wait_for").RETURN))
        outcome = WaitOutcome([Watch(JobRef("j1", "gaussdb"), missing=True)])
        returned = {*result.build_result(outcome, 1), *result.build_failure(outcome, 1, False)}
        assert returned - documented == {"changed", "failed", "msg"}
        assert documented <= returned

    def test_reasons_are_listed(self):
        def reasons(name):
            lines = "\n".join(parsed(module_named(name).RETURN)["reason"]["description"])
            return re.findall(r"V\(([a-z_]+)\), ", lines)

        def kinds(kind):
            return {subclass.reason for subclass in kind.__subclasses__()}.union(*map(kinds, kind.__subclasses__()))

        assert tuple(reasons("wait_for")) == result._PRECEDENCE
        # Reading is in no other job's way, and an unknown job or instance does not fail it.
        assert set(reasons("gaussdb_instance")) == kinds(GaussDBError)
        assert set(reasons("gaussdb_request")) == kinds(GaussDBError) - {"instance_failed"}
        for name in ("gaussdb_job_info", "gaussdb_instance_info"):
            assert set(reasons(name)) == set(reasons("gaussdb_request")) - {*result.OF_JOBS, "conflict"}

    @pytest.mark.parametrize("name", MODULES)
    def test_no_key_is_one_that_ansible_reads_itself(self, name):
        reserved = {
            "finished",
            "attempts",
            "retries",
            "results",
            "item",
            "rc",
            "exception",
            "warnings",
            "invocation",
            "failed",
            "skipped",
        }
        assert not reserved & set(parsed(module_named(name).RETURN))
