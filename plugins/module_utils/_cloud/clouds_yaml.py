# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""clouds.yaml, secure.yaml and clouds-public.yaml: where they are, and what they hold."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._errors import ConfigurationError
from .entry import normalized, refuse_other_than_text
from .paths import Folders

_SUFFIXES = (".yaml", ".yml", ".json")

# What ansible-vault puts before a file that it encrypts.
_VAULTED = "$ANSIBLE_VAULT;"


@dataclass(frozen=True)
class Clouds:
    """The clouds of clouds.yaml and secure.yaml.

    Attributes:
        paths: the files that were read: clouds.yaml, secure.yaml, or both
        entries: the entries by name, those of secure.yaml merged into those of clouds.yaml
        parts: the entries by name of each file
    """

    paths: tuple[str, ...]
    entries: Mapping[str, Mapping[str, Any]]
    parts: tuple[Mapping[str, Mapping[str, Any]], ...]

    @property
    def title(self) -> str:
        """The files, as a message names them."""
        return " and ".join(self.paths)

    def entry(self, name: str) -> Mapping[str, Any]:
        """The entry of a cloud that is there.

        Raises:
            ConfigurationError: a value that should be a string is something else in one of the files
        """
        for path, part in zip(self.paths, self.parts):
            if name in part:
                refuse_other_than_text(part[name], f"Cloud '{name}' in {path}")
        return self.entries[name]


def searched(folders: Folders) -> list[str]:
    """The files that count as clouds.yaml; the first that exists is read.

    They are the one that OS_CLIENT_CONFIG_FILE names, or else those of all folders.
    """
    named = folders.environ.get("OS_CLIENT_CONFIG_FILE")
    return folders.candidates(named) if named else _in_folders(folders, "clouds")


def read(folders: Folders) -> Clouds | None:
    """The clouds that there are, or None if there is no file.

    secure.yaml is searched for independently of clouds.yaml, in the same folders, and last beside a file that
    OS_CLIENT_CONFIG_FILE names.

    Raises:
        ConfigurationError: a file that a variable names does not exist; a file cannot be read, is not YAML or has
            another shape; PyYAML is missing
    """
    path = _first_existing(searched(folders), folders, "OS_CLIENT_CONFIG_FILE")
    named = folders.environ.get("OS_CLIENT_SECURE_FILE")
    beside = [os.path.join(os.path.dirname(path), f"secure{suffix}") for suffix in _SUFFIXES] if path else []
    secure_files = folders.candidates(named) if named else [*_in_folders(folders, "secure"), *beside]
    secure = _first_existing(secure_files, folders, "OS_CLIENT_SECURE_FILE")
    paths = tuple(file for file in (path, secure) if file)
    if not paths:
        return None
    parts = tuple(_section(file, "clouds") for file in paths)
    entries: dict[str, Any] = {}
    for part in parts:
        entries = _merged(entries, part)
    return Clouds(paths, entries, parts)


def public_profiles(folders: Folders) -> Mapping[str, Mapping[str, Any]]:
    """The user's own vendor profiles, from clouds-public.yaml in one of the folders.

    Raises:
        ConfigurationError: as for :func:`read`
    """
    path = next((path for path in _in_folders(folders, "clouds-public") if os.path.exists(path)), None)
    if path is None:
        return {}
    profiles = _section(path, "public-clouds")
    for name, profile in profiles.items():
        refuse_other_than_text(profile, f"Profile '{name}' in {path}")
    return profiles


def _in_folders(folders: Folders, stem: str) -> list[str]:
    return [os.path.join(folder, stem + suffix) for folder in folders.configuration() for suffix in _SUFFIXES]


def _first_existing(candidates: list[str], folders: Folders, variable: str) -> str | None:
    path = next((path for path in candidates if os.path.exists(path)), None)
    if path is None and folders.environ.get(variable):
        raise ConfigurationError(
            f"{variable} names a file that does not exist. Searched: {', '.join(candidates)}. Correct the variable, or"
            " unset it."
        )
    return path


def _section(path: str, section: str) -> Mapping[str, Mapping[str, Any]]:
    """The mapping of mappings that a file holds below a key, its own keys as texts. One that is null is empty."""
    try:
        content = _content(path)
        found = content.get(section) if isinstance(content, Mapping) else None
        if not isinstance(found, Mapping) or not all(isinstance(entry or {}, Mapping) for entry in found.values()):
            raise ConfigurationError(f"{path} does not have the key '{section}' with a mapping of mappings.")
        return {str(name): normalized(entry or {}) for name, entry in found.items()}
    except RecursionError:
        raise ConfigurationError(f"{path} is nested too deeply, or an alias in it stands for itself.") from None


def _content(path: str) -> Any:
    try:
        # Slow to import, and most tasks read no file.
        import yaml
    except ImportError:
        raise ConfigurationError(
            f"Reading {path} needs PyYAML, which {sys.executable} does not have. Install it there (python -m pip"
            " install PyYAML), or set OS_AUTH_URL and give the options of auth directly."
        ) from None
    try:
        # Some editors put a byte order mark before the text, which is not JSON.
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
        if text.startswith(_VAULTED):
            raise ConfigurationError(
                f"{path} is encrypted with Ansible Vault, and is not decrypted here. Load it with"
                " ansible.builtin.include_vars, and set cloud to the mapping of one of its clouds."
            )
        return json.loads(text) if path.endswith(".json") else yaml.safe_load(text)
    except OSError as error:
        raise ConfigurationError(f"Cannot read {path}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"Cannot read {path}: it is not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise ConfigurationError(f"{path} is not valid JSON at line {error.lineno}, column {error.colno}.") from None
    except (yaml.YAMLError, ValueError) as error:
        # The parser's own message quotes the line, which may hold a password. A ValueError is an impossible date.
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        if "single document" in str(getattr(error, "context", None)):
            raise ConfigurationError(f"{path} has more than one YAML document. Keep one.") from None
        if "constructor for the tag" in str(getattr(error, "problem", None)):
            raise ConfigurationError(
                f"{path} has a tag that YAML itself does not know{place}. Put a string that begins with ! in quotes."
                " Values with the tag !vault are not decrypted here: set them with auth in the task."
            ) from None
        raise ConfigurationError(f"{path} is not valid YAML{place}.") from None


def _merged(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(lower)
    for key, value in upper.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged
