# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a list page by page while entries leave it and join it.

The APIs count records from the beginning of the list, so whatever leaves it before the next page is asked for moves
that page, and hides as many entries. Therefore each page begins with the last record of the one before, and one that
does not begin with a known record is dropped, and the page before it read again. With pages of three records::

    offset 0    a b c            b is deleted
    offset 2        e f          a c d e f: e is not known, so d may be hidden
    offset 0    a c d            read again: the list is known up to d
    offset 2        d e f        begins with d: nothing is hidden
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

# What both APIs return at the most.
PAGE = 100

_COUNT = re.compile(r"\d{1,9}", re.ASCII)

# Entries rarely leave a list while it is read, and then going back once is enough. Where the order of the list changes
# from page to page, going back does not help: after so many times, pages are taken as they come.
_MOST_STEPS_BACK = 10


class Entry(Protocol):
    """An entry of a list."""

    @property
    def id(self) -> str:
        """What it is known by."""


AnyEntry = TypeVar("AnyEntry", bound=Entry)


def is_last_page(offset: int, records: int, total: int | None) -> bool:
    """Whether nothing follows the page with so many records from ``offset`` on.

    Args:
        total: how many records the API counts in the whole list, None if it does not say
    """
    # A count of fewer records than there are is no count.
    return records < PAGE if total is None or total < offset + records else total == offset + records


def parse_count(value: Any) -> int | None:
    """The number of records in ``total_count``, None if it does not hold a number: the APIs write some as text."""
    text = str(value)
    return int(text) if _COUNT.fullmatch(text) else None


class Paging:
    """One reading of a list.

    Attributes:
        offset: number of the first record of the next page
        is_over: whether the list is read to its end, or cannot be read further
        is_cut_off: whether the API has sent a full page of nothing new where the next one should be
    """

    def __init__(self) -> None:
        self.offset = 0
        self.is_over = False
        self.is_cut_off = False
        self._known: set[str] = set()
        self._steps_back = 0
        self._is_reading_again = False

    def take(self, entries: Sequence[AnyEntry], records: int, total: int | None) -> list[AnyEntry]:
        """The entries of the page at ``offset`` that no page before has shown.

        Args:
            entries: what could be read of the page
            records: how many records it has
            total: how many records the API counts in the whole list, None if it does not say
        """
        is_connected = self.offset == 0 or (bool(entries) and entries[0].id in self._known)
        if not is_connected and self._steps_back < _MOST_STEPS_BACK:
            self._steps_back += 1
            self._is_reading_again = True
            self.offset = max(0, self.offset - (PAGE - 1))
            return []
        fresh = list({entry.id: entry for entry in entries if entry.id not in self._known}.values())
        self._known.update(entry.id for entry in fresh)
        # Unless it is read again, a page of nothing new comes from a server that does not understand the offset.
        is_repeated = not fresh and not self._is_reading_again
        is_last = is_last_page(self.offset, records, total)
        self.is_over = is_last or is_repeated
        self.is_cut_off = is_repeated and not is_last
        self.offset += max(0, records - 1)
        self._is_reading_again = False
        return fresh
