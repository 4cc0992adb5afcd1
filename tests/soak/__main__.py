# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command: `python -m soak`, from the folder above this one."""

from __future__ import annotations

import argparse
import random
import sys

from ansible_collections.otc.gaussdb.tests.simulator.client import simulator

from .bath import soak
from .plans import LONG, SHORT


def main() -> int:
    """Soak; 0 if all is as it should be."""
    parser = argparse.ArgumentParser(
        prog="python -m soak", description="Waits through responses of which a third is faulty."
    )
    parser.add_argument("--short", action="store_true", help="a shorter one, of half a minute")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="repeat the one with that seed")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    with simulator() as running:
        report = soak(running, SHORT if options.short else LONG, options.seed)
    print(*report.lines, sep="\n")
    for fault in report.complaints:
        print(f"WRONG: {fault}")
    return 1 if report.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
