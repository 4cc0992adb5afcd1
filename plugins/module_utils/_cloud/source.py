# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which cloud counts: the one that the task names, the one that OS_CLOUD names, the only one, or the variables.

A cloud that was not asked for (the only one of a file, or an OS_CLOUD left over in the shell) lends nothing to a task
that brings credentials of its own: they would be sent to that cloud.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._engines import Engine
from .._errors import ConfigurationError
from .._support.quoting import NAME, quoted
from . import clouds_yaml, variables
from .entry import Settings, normalized, not_a_text, read_entry, refuse_other_than_text
from .origin import Origin
from .paths import Folders
from .unsupported import refuse_option_names

# Suboptions of auth that complete a cloud's own credentials rather than replace them.
_COMPLETING = frozenset({"project_name", "project_id", "project_domain_name", "project_domain_id", "passcode"})


def settings_for(
    options: Mapping[str, Any], task_auth: Mapping[str, str], folders: Folders, engine: Engine
) -> Settings:
    """What counts where the task's options say nothing.

    Args:
        options: the options of the ``cloud`` documentation fragment
        task_auth: the suboptions of ``auth`` that have a value
        folders: where files are searched for
        engine: the one whose endpoint is wanted

    Raises:
        ConfigurationError: the cloud that is asked for is not there, or cannot be used
    """
    region, auth_url = options.get("region_name") or None, task_auth.get("auth_url")
    environ = folders.environ
    asked_for = options.get("cloud")
    if isinstance(asked_for, Mapping):
        return _from_mapping(asked_for, region, auth_url, folders, engine)
    if asked_for is not None and not isinstance(asked_for, str):
        raise not_a_text("cloud (neither the name of a cloud nor a mapping)", asked_for)

    brought = sorted(set(task_auth) - _COMPLETING)
    name = asked_for or (None if brought else environ.get("OS_CLOUD")) or None
    if name and name != variables.name_of_variables(environ):
        return _from_file(
            name, region, auth_url, folders, engine, chosen_by="the option cloud" if asked_for else "OS_CLOUD"
        )

    identity = variables.identity_in(environ)
    if name:
        files = f"not read, since {quoted(name, NAME)} stands for the variables"
    elif brought:
        files = f"not read, since the task brings {', '.join(f'auth.{key}' for key in brought)}; set cloud to use both"
    elif identity:
        files = (
            f"not read, since the variables {', '.join(identity)} are set, and neither cloud nor OS_CLOUD names a cloud"
        )
    else:
        clouds = clouds_yaml.read(folders)
        if clouds is not None and len(clouds.entries) == 1:
            return _from_file(next(iter(clouds.entries)), region, auth_url, folders, engine, chosen_by="")
        files = (
            f"none of {', '.join(clouds_yaml.searched(folders))}"
            if clouds is None
            else f"{len(clouds.entries)} clouds in {clouds.title}, and neither cloud nor OS_CLOUD names one"
        )
    entry = variables.as_entry(environ)
    names = ", ".join(sorted(key for key, value in environ.items() if key.startswith("OS_") and value)) or "none"
    origin = Origin(
        "The environment", f"the options; the OS_* variables ({names} set); clouds.yaml ({files})", variables=True
    )
    return read_entry(entry, origin, region, auth_url, engine, _profiles(entry, folders))


def _from_mapping(
    entry: Mapping[str, Any], region: str | None, auth_url: str | None, folders: Folders, engine: Engine
) -> Settings:
    origin = Origin("The option cloud", "the options, among them the mapping cloud")
    refuse_other_than_text(entry, origin.title)
    refuse_option_names(entry, origin.title)
    return read_entry(entry, origin, region, auth_url, engine, _profiles(entry, folders))


def _from_file(
    name: str, region: str | None, auth_url: str | None, folders: Folders, engine: Engine, chosen_by: str
) -> Settings:
    clouds = clouds_yaml.read(folders)
    if clouds is None:
        raise ConfigurationError(
            f"There is no clouds.yaml for cloud {_shown(name)}, which {chosen_by} names. Searched:"
            f" {', '.join(clouds_yaml.searched(folders))}."
        )
    if name not in clouds.entries:
        known = ", ".join(sorted(clouds.entries)) or "none"
        raise ConfigurationError(
            f"Cloud {_shown(name)}, which {chosen_by} names, is not in {clouds.title}. Known clouds: {known}."
        )
    entry = clouds.entry(name)
    searched = f"the options; cloud '{name}' in {clouds.title}"
    leftover = variables.leftover_in(folders.environ)
    if leftover:
        searched += f" (with a cloud chosen, the variables {', '.join(leftover)} do not count)"
    origin = Origin(f"Cloud '{name}' in {clouds.title}", searched)
    refuse_option_names(entry, origin.title)
    return read_entry(entry, origin, region, auth_url, engine, _profiles(entry, folders))


def _shown(name: str) -> str:
    """A cloud's name if it can be one, or in brackets what stands in its place."""
    shown = quoted(name, NAME)
    return shown if name in shown else f"({shown})"


def _profiles(entry: Mapping[str, Any], folders: Folders) -> Mapping[str, Mapping[str, Any]]:
    has_profile = normalized(entry).keys() & {"profile", "cloud"}
    return clouds_yaml.public_profiles(folders) if has_profile else {}
