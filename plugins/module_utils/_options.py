# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task gives for options, checked before Ansible checks it.

Ansible prints values that it cannot use, and makes text of a mapping that stands where text belongs, the secrets in it
included. So types and choices are checked here first, for modules and actions alike, with messages that quote nothing
but plain words. Nothing that passes makes Ansible print a value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.validation import check_type_bool, check_type_dict, check_type_int

from ._errors import ConfigurationError
from ._support import quoting
from ._support.quoting import changed_by_yaml, described, is_undefined, quoted
from ._support.redaction import CENSORED, without_user_info

Spec = Mapping[str, Mapping[str, Any]]

# Options that name something by its ID. One that is given but null is an ID that was lost, never "all of them".
_IDS = ("job_id", "instance_id")

# Options that take a time. YAML makes a date of one that is not in quotes.
_TIMES = ("start_time", "end_time", "since")

# In seconds, 68 years. Python's clocks and sockets cannot wait for much longer.
_LARGEST = 2**31 - 1

# A shown value is one that people type: no pasted file, no text of several words.
_SHOWN = 100


def checked(arguments: Mapping[str, Any], spec: Spec) -> dict[str, Any]:
    """The arguments of a task, ready for Ansible's own validation.

    Inline vaulted texts are decrypted. An ID that is null becomes an empty string, so that it can be told from one that
    is absent; another option that is null counts as absent. What a list of raw elements is given becomes a list.

    Raises:
        ConfigurationError: an option is unknown, or its value has another type or is not one of its choices
    """
    return _checked(arguments, spec, "")


def validated(arguments: Mapping[str, Any], spec: Spec) -> dict[str, Any]:
    """The values of all options: under their own names, of their types, with defaults; None for what was left out.

    Raises:
        ConfigurationError: as :func:`checked`, or a required option is missing
    """
    result = ArgumentSpecValidator(spec).validate(checked(arguments, spec))
    if result.error_messages:
        raise ConfigurationError(f"{'; '.join(result.error_messages)}.")
    return dict(result.validated_parameters)


def shown(arguments: Mapping[str, Any], spec: Spec) -> dict[str, Any]:
    """The arguments as a result may show them: no secret, and nothing that could be one in the wrong place."""
    options = _by_any_name(spec)
    return {
        quoted(name, quoting.NAME).strip("'"): _shown(value, options[name][1]) if name in options else described(value)
        for name, value in arguments.items()
    }


def _by_any_name(spec: Spec) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Each option, by its name and by its aliases: its name and its specification."""
    return {alias: (name, option) for name, option in spec.items() for alias in (name, *option.get("aliases", ()))}


def _checked(arguments: Mapping[str, Any], spec: Spec, place: str) -> dict[str, Any]:
    options = _by_any_name(spec)
    result = {}
    for given, raw in arguments.items():
        if given not in options:
            known = ", ".join(sorted(spec))
            is_plain = quoted(given) == f"'{given}'"
            title = f"{place}{given}" if is_plain else f"{place.replace('.', ': ')}a key ({described(given)})"
            raise ConfigurationError(f"{title} is not an option. The options are {known}.")
        name, option = options[given]
        if is_undefined(raw):
            raise ConfigurationError(f"{place}{given}: expected a value, got {described(raw)}.")
        value = _decrypted(raw)
        if value is None and name in _IDS:
            value = ""
        # Any other null is what a template makes of a variable that is not set: the option is left out.
        if value is not None:
            is_time = name in _TIMES and isinstance(value, date)
            result[given] = _value(f"{place}{given}", value.isoformat() if is_time else value, option)
    return result


def _decrypted(value: Any) -> Any:
    """The value with its vaulted texts decrypted, at any depth.

    Before ansible-core 2.19, a text that was vaulted in the playbook reaches an action in a type of its own.
    """
    if getattr(value, "__ENCRYPTED__", False):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _decrypted(element) for key, element in value.items()}
    return [_decrypted(element) for element in value] if isinstance(value, (list, tuple)) else value


def _value(path: str, value: Any, option: Mapping[str, Any]) -> Any:
    kind = option.get("type", "str")
    if kind == "list" and option.get("elements") == "raw":
        return list(value) if isinstance(value, (list, tuple)) else [value]
    if kind == "raw":
        return value
    if kind == "dict":
        return _mapping(path, value, option)
    if kind in ("str", "path"):
        _check_text(path, value, option)
    elif kind == "bool" and not _can_become(check_type_bool, value):
        raise ConfigurationError(f"{path}: expected true or false, got {quoted(value)}.")
    elif kind == "int":
        _check_number(path, value)
    choices = option.get("choices")
    if choices and value not in choices:
        raise ConfigurationError(f"{path}: expected one of {', '.join(choices)}; got {quoted(value)}.")
    return value


def _mapping(path: str, value: Any, option: Mapping[str, Any]) -> Any:
    # Ansible takes JSON and key=value for mappings, which is what templates make of one before ansible-core 2.19. What
    # they make of a mapping with a date passes as JSON that holds a string.
    if not _can_become(check_type_dict, value) or not isinstance(check_type_dict(value), Mapping):
        raise ConfigurationError(f"{path}: expected a mapping, got {described(value)}.")
    mapping = check_type_dict(value)
    if option.get("options"):
        return _checked(mapping, option["options"], f"{path}.")
    return _jsonable(path, mapping, option)


def _jsonable(path: str, value: Any, option: Mapping[str, Any]) -> Any:
    """The value as JSON can hold it, the same in a module, which is given JSON, and in an action, which is not."""
    if isinstance(value, Mapping):
        return {key: _jsonable(path, element, option) for key, element in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(path, element, option) for element in value]
    if isinstance(value, date):
        # YAML makes one of an unquoted 2026-01-31.
        if option.get("no_log"):
            raise changed_by_yaml(path, value)
        return value.isoformat()
    is_odd = isinstance(value, float) and not math.isfinite(value)
    if value is None or (isinstance(value, (str, int, float)) and not is_odd):
        return value
    what = "a number" if is_odd else "a set" if isinstance(value, (set, frozenset)) else "a value"
    raise ConfigurationError(f"{path}: it contains {what} that JSON does not have. Write it as a string or a list.")


def _check_number(path: str, value: Any) -> None:
    if isinstance(value, bool) or not _can_become(check_type_int, value):
        raise ConfigurationError(f"{path}: expected a whole number, got {quoted(value, quoting.NUMBER)}.")
    if check_type_int(value) > _LARGEST:
        raise ConfigurationError(f"{path}: expected {_LARGEST} or less, got {described(value)}.")


def _check_text(path: str, value: Any, option: Mapping[str, Any]) -> None:
    if isinstance(value, str):
        return
    if isinstance(value, (int, float, date)):
        # Also names and IDs of auth, whose leading zero is lost.
        if option.get("no_log") or path.startswith("auth.") or isinstance(value, date):
            raise changed_by_yaml(path, value)
        if not isinstance(value, bool):
            return
    raise ConfigurationError(f"{path}: expected a string, got {described(value)}.")


def _can_become(convert: Any, value: Any) -> bool:
    try:
        convert(value)
    except (TypeError, ValueError, ArithmeticError):  # the last one for what is infinite
        return False
    return True


def _shown(value: Any, option: Mapping[str, Any]) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return CENSORED if option.get("no_log") and value is not None else value
    if option.get("no_log"):
        return CENSORED
    if isinstance(value, Mapping) and option.get("options"):
        return shown(value, option["options"])
    if isinstance(value, (list, tuple)) and option.get("type") == "list":
        return [_shown(element, {}) for element in value]
    if isinstance(value, str) and option.get("type", "str") not in ("dict", "raw") and _is_plain(value):
        return without_user_info(value)
    return described(value)


def _is_plain(text: str) -> bool:
    return len(text) <= _SHOWN and text.isprintable() and len(text.split()) <= 1 and ("@" not in text or "://" in text)
