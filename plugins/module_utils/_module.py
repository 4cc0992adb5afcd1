# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The two ends of a module: its options, checked before Ansible can print them, and its result, as it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Optional

from ansible.module_utils.basic import AnsibleModule

from ._errors import GaussDBError
from ._options import Spec, checked, shown, validated
from ._support.redaction import UNMISTAKABLE
from ._support.text import printable

_INTERNAL = "_ansible_"

Work = Callable[[dict[str, Any], bool], tuple[Mapping[str, Any], Optional[GaussDBError]]]


class Module(AnsibleModule):  # type: ignore[misc]  # ansible-core is not typed
    """A module whose every failure has a ``reason``, that of its options included."""

    params: dict[str, Any]
    no_log_values: set[Any]

    def __init__(self, argument_spec: Spec) -> None:
        self._spec = argument_spec
        self._arguments: dict[str, Any] = {}
        self._error: GaussDBError | None = None
        super().__init__(argument_spec=argument_spec, supports_check_mode=True)

    def _load_params(self) -> None:
        """Read the arguments, and check them before AnsibleModule does. It calls this first."""
        super()._load_params()
        internal = {name: value for name, value in self.params.items() if name.startswith(_INTERNAL)}
        self._arguments = {name: value for name, value in self.params.items() if name not in internal}
        try:
            arguments = checked(self._arguments, self._spec)
            validated(arguments, self._spec)
            self.params = {**internal, **arguments}
        except GaussDBError as error:
            # Nothing is left for AnsibleModule to complain about; run() does.
            self._error = error
            self.argument_spec: Spec = {}
            self.params = internal

    def _log_invocation(self) -> None:
        """Log the options as a result shows them. AnsibleModule would log a password that stands in another option."""
        self.log(f"Invoked with {json.dumps(shown(self._arguments, self._spec))}")

    def run(self, work: Work, nothing: Mapping[str, Any]) -> NoReturn:
        """Do the work and end the module: with its result, and as a failure if there is an error.

        AnsibleModule would censor every text and number of the result that contains the value of a secret option, so
        that a password ``Completed`` would hide the status of all jobs. It is left to do that only for values which are
        no part of anything else by chance.

        Args:
            work: given the options and whether this is check mode, returns the result and why it is incomplete, if it
                is; may raise GaussDBError. Neither holds a secret
            nothing: the result of work that did not come to one
        """
        result, error = nothing, self._error
        if error is None:
            try:
                result, error = work(self.params, self.check_mode)
            except GaussDBError as raised:
                error = raised
        self.no_log_values = {value for value in self.no_log_values if len(str(value)) >= UNMISTAKABLE}
        invocation = {"module_args": shown(self._arguments, self._spec)}
        failure = {} if error is None else {"msg": printable(str(error)), "reason": error.reason}
        end: Callable[..., NoReturn] = self.fail_json if failure else self.exit_json
        end(invocation=invocation, **result, **failure)
