# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running an action as a task would."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any


class Screen:
    """Ansible's display, as far as lines are put on it."""

    def __init__(self):
        self.verbosity = 0
        self.lines = []

    def display(self, line, stderr=False):
        assert stderr, "standard output belongs to the callbacks"
        self.lines.append(line)


def action_of(module: Any, name: str, options: Any, **keywords: Any) -> Any:
    """The action of a plugin file, for a task with these options and keywords."""
    task = SimpleNamespace(
        action=f"otc.gaussdb.{name}",
        args=options,
        check_mode=keywords.get("check_mode", False),
        no_log=keywords.get("no_log", False),
        diff=keywords.get("diff", False),
        environment=list(keywords.get("environment", ())),
        async_val=keywords.get("async_val", 0),
    )
    shell = SimpleNamespace(env_prefix=lambda **variables: "", tmpdir=None)
    connection = SimpleNamespace(
        _shell=shell,
        transport=keywords.get("transport", "local"),
        become=keywords.get("become"),
        has_native_async=False,
    )
    action = module.ActionModule(
        task=task,
        connection=connection,
        play_context=None,
        loader=SimpleNamespace(get_basedir=lambda: "."),
        templar=SimpleNamespace(template=lambda value: value),
        shared_loader_obj=None,
    )
    # What the plugin loader does.
    action._load_name = task.action
    return action
