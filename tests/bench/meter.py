# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a command takes: time, processor and memory of all its processes. Needs Linux 5.3 or later."""

from __future__ import annotations

import ctypes
import os
import resource
import select
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SAMPLE_EVERY = 0.1  # seconds
# Of the time that sampling may take, so that it does not disturb what it measures.
_SAMPLING = 0.1

_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Usage:
    """What a command took.

    Attributes:
        code: its exit code
        wall: seconds from its start to its end
        cpu: seconds of processor time, user and system, of all its processes
        first: what its first process has of that
        memory: bytes of all its processes together at the highest moment, shared pages counted once (PSS)
    """

    code: int
    wall: float
    cpu: float
    first: float
    memory: int


def measure(command: Sequence[str], environment: Mapping[str, str], output: Path) -> Usage:
    """Run a command to its end, and to that of every process that it leaves behind.

    Args:
        output: gets standard output and standard error
    """
    _adopt_orphans()
    others = set(_children(os.getpid()))
    cpu = _cpu_of_children()
    start = time.monotonic()
    with output.open("wb") as file:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, env=environment, cwd=output.parent
        )
    memory = _watch(process.pid, others)
    first = _cpu_of(process.pid)
    code = process.wait()
    wall = time.monotonic() - start
    _reap_orphans(others)
    return Usage(code, wall, _cpu_of_children() - cpu, first, memory)


def _watch(pid: int, others: set[int]) -> int:
    """Wait for the end of a process; the most memory that it and its offspring have had."""
    handle = os.pidfd_open(pid)
    ended = select.poll()
    ended.register(handle, select.POLLIN)
    most, pause = 0, SAMPLE_EVERY
    while not ended.poll(pause * 1000):
        start = time.monotonic()
        most = max(most, sum(_memory(one) for one in _offspring(os.getpid(), others)))
        pause = max(SAMPLE_EVERY, (time.monotonic() - start) / _SAMPLING)
    os.close(handle)
    return most


def _adopt_orphans() -> None:
    # What a background task leaves behind becomes a child of this process, not of init, so that it can be counted.
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl failed")


def _reap_orphans(others: set[int]) -> None:
    while orphans := set(_children(os.getpid())) - others:
        for pid in orphans:
            os.waitpid(pid, 0)


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _cpu_of(pid: int) -> float:
    """Of a process that has not been waited for, without its children."""
    # The name of the process stands in parentheses and may hold anything.
    numbers = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def _offspring(pid: int, others: set[int]) -> Iterator[int]:
    for child in _children(pid):
        if child not in others:
            yield child
            yield from _offspring(child, others)


def _children(pid: int) -> Iterator[int]:
    # Each process may be gone by the time that it is looked at, here and below.
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                yield from map(int, (thread / "children").read_text().split())


def _memory(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, *value = line.split()
            if name == "Pss:":
                return int(value[0]) * 1024
    return 0
