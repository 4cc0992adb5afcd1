# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a playbook by ansible-runner's Python API: python api.py PARAMETERS_FILE CANCEL_FILE

Prints JSON as `ansible-runner worker` does, a line for each event and each change of the status. Cancels the run once
the second file exists.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ansible_runner


def show(message: Mapping[str, Any]) -> bool:
    """Print a message; whether ansible-runner is to keep it as well."""
    print(json.dumps(message), flush=True)
    return True


if __name__ == "__main__":
    parameters, cancel = map(Path, sys.argv[1:])
    run = ansible_runner.run(
        **json.loads(parameters.read_text(encoding="utf-8")),
        quiet=True,
        event_handler=show,
        status_handler=lambda data, runner_config: show({"status": data["status"]}),
        cancel_callback=cancel.exists,
    )
    sys.exit(run.rc)
