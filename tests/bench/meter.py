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
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

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
    others = {child.pid for child in psutil.Process().children()}
    cpu = _cpu_of_children()
    start = time.monotonic()
    with output.open("wb") as file:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, env=environment, cwd=output.parent
        )
    memory = _watch(process.pid, others)
    # It has ended, but has not been waited for yet.
    times = psutil.Process(process.pid).cpu_times()
    code = process.wait()
    wall = time.monotonic() - start
    _reap_orphans(others)
    return Usage(code, wall, _cpu_of_children() - cpu, times.user + times.system, memory)


def _watch(pid: int, others: set[int]) -> int:
    """Wait for the end of a process; the most memory that it and its offspring have had."""
    handle = os.pidfd_open(pid)
    ended = select.poll()
    ended.register(handle, select.POLLIN)
    most, pause = 0, SAMPLE_EVERY
    while not ended.poll(pause * 1000):
        start = time.monotonic()
        most = max(most, memory_of_offspring(others))
        pause = max(SAMPLE_EVERY, (time.monotonic() - start) / _SAMPLING)
    os.close(handle)
    return most


def _adopt_orphans() -> None:
    # What a background task leaves behind becomes a child of this process, not of init, so that it can be counted.
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl failed")


def _reap_orphans(others: set[int]) -> None:
    while orphans := {child.pid for child in psutil.Process().children()} - others:
        for pid in orphans:
            os.waitpid(pid, 0)


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def memory_of_offspring(others: set[int]) -> int:
    """Bytes of all processes below this one, but not of the `others` and of what is below them."""
    memory = 0
    for child in psutil.Process().children():
        if child.pid not in others:
            for process in _with_offspring(child):
                with suppress(psutil.Error):  # it has ended meanwhile
                    memory += process.memory_full_info().pss
    return memory


def _with_offspring(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return [process]
