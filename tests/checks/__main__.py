# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command: `cd tests && python3 -m checks --help`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType

from .commands import Log
from .cores import newest_core
from .environments import make_uv
from .errors import CheckError
from .interpreters import default_python, find_interpreters
from .locks import locked
from .places import BUILD, LOGS
from .plan import COMMANDS, choose_cores, core_site, lint_site, make_plan
from .report import Outcome, covered_cores, excerpt, line, succeeded, summary, table
from .runner import run_lanes
from .simulation import PROGRAMS, demo, run_program
from .writing import format_code, write_docs

SHOWN = ("coverage",)
"""Checks whose output is a result in itself."""

WRITERS = {"docs": write_docs, "format": format_code}


def main(arguments: Sequence[str]) -> int:
    """Run a command; its exit code."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    BUILD.mkdir(exist_ok=True)
    try:
        make_uv()
        return _check(options) if options.command in COMMANDS else _use(options)
    except CheckError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m checks", description="Checks the collection otc.gaussdb.")
    parser.add_argument("command", choices=(*COMMANDS, "demo", *PROGRAMS, *WRITERS))
    parser.add_argument("--core", default="", help='ansible-core: "2.19", "2.16,2.21", or "all"')
    parser.add_argument("--require-all", action="store_true", help="fail where an interpreter or a tool is missing")
    parser.add_argument("--verbose", action="store_true", help="show all that a failed check printed, not only its end")
    parser.add_argument("arguments", nargs="*", help="for the tool behind a single check; put -- before them")
    return parser


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _check(options: argparse.Namespace) -> int:
    """Run checks, and show what came of them."""
    default = default_python()
    cores = choose_cores(options.command, options.core, newest_core(default))
    plan = make_plan(options.command, cores, find_interpreters(), default, options.arguments)
    printing = threading.Lock()

    def report(outcome: Outcome) -> None:
        with printing:
            if outcome.log and (outcome.failed or outcome.check in SHOWN):
                print(excerpt(outcome.log.read_text(errors="replace"), whole=options.verbose))
            print(line(outcome), flush=True)

    outcomes = run_lanes(plan.lanes, report, require_all=options.require_all)
    outcomes += [outcome.requiring_all() if options.require_all else outcome for outcome in plan.lacking]
    parts = (table(outcomes), covered_cores(outcomes), f"Logs: {LOGS}", summary(outcomes))
    print("\n" + "\n\n".join(filter(None, parts)))
    return 0 if succeeded(outcomes) else 1


def _use(options: argparse.Namespace) -> int:
    """Run something for a person who watches."""
    default = default_python()
    core = choose_cores(options.command, options.core, newest_core(default))[-1]
    make_site = lint_site if options.command in WRITERS else core_site
    site = make_site(core, find_interpreters())
    with Log(LOGS / f"{options.command}.log") as log:
        with locked(site.lock):
            site.prepare(log)
        # What people use may run for long, and must not hold up their checks
        if options.command in WRITERS:
            return WRITERS[options.command](site, log)
        if options.command == "demo":
            return demo(site, log)
        return run_program(site, options.command, options.arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
