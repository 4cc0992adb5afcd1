# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A secret in the wrong option is shown nowhere.

Each option and suboption of all modules and actions is given values that hold a canary. The cases are derived from the
argument specs, so that a new option is tested too.
"""

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.tests.unit.plugins.ends import SPECS, end, options_with, paths
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.fixtures import bare, wire

__all__ = ["bare", "end", "wire"]

CANARY = "open-Sesame-4711"
VALUES = {
    "a mapping": {"password": CANARY, "auth": {"password": CANARY}},
    "a list": [f"The password is {CANARY}.", {"password": CANARY}],
    "a long text": f"It was a dark and stormy night when {CANARY} became the password of the whole department.",
    "a long word": f"{'x' * 100}{CANARY}",
    "a text with a line break": f"the-name\n{CANARY}",
    "a URL with a password": f"https://operator:{CANARY}@host",
}
# What a user wants to be shown.
MEANT_FOR_THE_SCREEN = {("wait_for", "msg")}

CASES = [(name, path) for name, spec in SPECS.items() for path in [*paths(spec), ("unknown",), ("auth", "unknown")]]


@pytest.mark.parametrize(("name", "path"), CASES, ids=lambda part: part if isinstance(part, str) else ".".join(part))
def test_a_secret_in_the_wrong_option_is_shown_nowhere(end, name, path):
    for title, value in VALUES.items():
        if (name, path[-1]) in MEANT_FOR_THE_SCREEN and isinstance(value, str):
            continue
        assert CANARY not in end(name, options_with(name, path, value)).said, title


def test_the_canary_could_be_seen(end):
    """In options that are shown."""
    shown = options_with("wait_for", ("endpoint",), "nowhere")
    assert CANARY in end("wait_for", {**shown, "msg": CANARY}).said
    assert CANARY in end("gaussdb_job_info", options_with("gaussdb_job_info", ("auth", "username"), CANARY)).said
