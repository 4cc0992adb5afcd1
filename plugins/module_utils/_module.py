# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of a module: its result as it is, its options without their secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from ._errors import GaussDBError
from ._support.redaction import CENSORED, without_user_info

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule


def leave(module: AnsibleModule, result: Mapping[str, Any], error: GaussDBError | None = None) -> NoReturn:
    """End the module with ``result``, as a failure where there is an ``error``. Both are free of secrets already.

    AnsibleModule would blot out every text and number of the result that contains the value of a secret option: the
    status of all jobs, with a password ``Completed``. So it is left nothing to look for, and shows the options as they
    are given here.
    """
    module.no_log_values = set()
    invocation = {"module_args": _shown(module.params, module.argument_spec)}
    failure = {} if error is None else {"msg": str(error), "reason": error.reason}
    end: Callable[..., NoReturn] = module.fail_json if failure else module.exit_json
    end(invocation=invocation, **failure, **result)


def _shown(params: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """The options as they may be shown.

    Each stands under its name and, where that was used, under its alias as well.
    """
    options = {name: option for key, option in spec.items() for name in (key, *option.get("aliases", ()))}
    return {name: _shown_value(value, options.get(name, {})) for name, value in params.items()}


def _shown_value(value: Any, option: Mapping[str, Any]) -> Any:
    if value is not None and option.get("no_log"):
        return CENSORED
    if isinstance(value, Mapping) and option.get("options"):
        return _shown(value, option["options"])
    return without_user_info(value) if isinstance(value, str) else value
