# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base of all actions: options from Ansible, result to Ansible; what lies between knows nothing of it."""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from ansible import constants
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._cloud.cloud import Cloud
from ..module_utils._engines import Engine
from ..module_utils._errors import ConfigurationError, GaussDBError
from ..module_utils._options import Spec, shown, validated
from ..module_utils._session.session import Session
from ..module_utils._session.transport import HAS_REQUESTS
from ..module_utils._support.text import printable, sentences, shortened, span
from ._parent import exiting_with_parent
from ._sessions import shared_session
from ._waiting.driver import Reporter
from ._waiting.progress import HEARTBEAT, HeartbeatReporter, NullReporter, ProgressReporter

_DISPLAY = Display()

Outcome = tuple[Mapping[str, Any], "GaussDBError | None"]


class GaussDBAction(ActionBase):  # type: ignore[misc]  # ansible-core is not typed
    """An action that works in its own process.

    Attributes:
        spec: its options
        nothing: the result of work that did not come to one
    """

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    spec: Callable[[], Spec]
    nothing: ClassVar[Mapping[str, Any]] = {}

    @abstractmethod
    def work(self, options: dict[str, Any]) -> Outcome:
        """The documented result, and why it is incomplete if it is. Neither holds a secret.

        Raises:
            GaussDBError: there is no result
        """

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do the work, and return the documented values, ``failed`` among them."""
        super().run(tmp, task_vars)
        self._task_vars = task_vars or {}
        return self._in_process()

    def _in_process(self) -> dict[str, Any]:
        spec = type(self).spec()
        result, error = self.nothing, None
        try:
            options = validated(self._task.args, spec)
            with exiting_with_parent(), warnings.catch_warnings():
                # They go to standard error, whose lock the main thread of a worker holds before ansible-core 2.19: a
                # request that warns, say of a certificate that is not verified, would hang.
                warnings.simplefilter("ignore")
                result, error = self.work(options)
        except GaussDBError as raised:
            error = raised
        failure = {} if error is None else {"failed": True, "msg": printable(str(error)), "reason": error.reason}
        # ansible-core 2.19 and later tag texts of a playbook; a module's result has none of that.
        return {"changed": False, **json.loads(json.dumps({**result, **failure}))}

    @property
    def host(self) -> str:
        """The host that the task is for."""
        return str(self._task_vars.get("inventory_hostname", "localhost"))

    def cloud(self, options: Mapping[str, Any], engine: Engine) -> Cloud:
        """Who signs in, and where. Files are searched for where ansible-playbook was started, then by the playbook."""
        return Cloud.from_options(options, self.environ(), engine, [os.getcwd(), self._loader.get_basedir()])

    def session(self, options: Mapping[str, Any], engine: Engine, secrets: Iterable[str] = ()) -> Session:
        """A session that the items of a loop share."""
        if not HAS_REQUESTS:
            raise ConfigurationError(
                "The Python library requests is missing. This task runs on the controller, so install it for the Python"
                f" that runs Ansible: {sys.executable} -m pip install requests."
            )
        return shared_session(self.cloud(options, engine), engine, secrets)

    def reporter(self, options: Mapping[str, Any]) -> Reporter:
        """What reports a wait for jobs."""
        if not options["progress"]:
            return NullReporter()
        if self._task.no_log:
            return HeartbeatReporter(display_line)
        return ProgressReporter(display_line, self.host, every_poll=_DISPLAY.verbosity > 0)

    def narrator(self, options: Mapping[str, Any], title: str = "") -> Callable[[str], None]:
        """What puts a line on the screen that says how far the work is. Under ``no_log``, lines name nothing."""
        begin = last = time.monotonic()
        subject = f"{title}: " if title else ""

        def narrate(line: str) -> None:
            nonlocal last
            now = time.monotonic()
            if not options["progress"]:
                return
            if not self._task.no_log:
                waited = f"Waited {span(now - begin)}"
                display_line(shortened(printable(sentences(f"[{self.host}] {subject}{line}", waited))))
            elif now >= last + HEARTBEAT:
                last = now
                display_line(f"Still waiting after {span(now - begin)}.")

        return narrate

    def environ(self) -> dict[str, str]:
        """Variables of the process, and those of ``environment:``, which do not reach an action by themselves."""
        declared: dict[str, Any] = {}
        self._compute_environment_string(declared)
        return {**os.environ, **{key: str(value) for key, value in declared.items()}}


class TwinAction(GaussDBAction):
    """An action with a module of the same name, which runs instead if the task is not for this process."""

    _requires_connection = True
    _supports_async = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do the work here, or on the host."""
        if self.is_local and HAS_REQUESTS:
            done = super().run(tmp, task_vars)
            if shows_invocation(self._task_vars):
                done["invocation"] = {"module_args": shown(self._task.args, type(self).spec())}
            return done
        ActionBase.run(self, tmp, task_vars)
        self._task_vars = task_vars or {}
        wrap_async = self._task.async_val and not self._connection.has_native_async
        result: dict[str, Any] = self._execute_module(task_vars=task_vars, wrap_async=wrap_async)
        if not wrap_async:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    @property
    def is_local(self) -> bool:
        """Whether the host is this machine and the user this process's."""
        is_here = getattr(self._connection, "transport", "") == "local"
        return bool(is_here and not self._task.async_val and not getattr(self._connection, "become", None))


def shows_invocation(task_vars: Mapping[str, Any]) -> bool:
    """Whether the result of a module shows its options: always before ansible-core 2.21, since then on request."""
    if not hasattr(constants, "INJECT_INVOCATION"):
        return True
    return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=task_vars))


def sleep(seconds: float) -> None:
    """Sleep, and wake up once a second: a signal that the kernel delivers to another thread does not end a sleep."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 1.0))


def display_line(line: str) -> None:
    """Put a line on the screen."""
    # Standard output belongs to the callback, which may print JSON there.
    _DISPLAY.display(line, stderr=True)
