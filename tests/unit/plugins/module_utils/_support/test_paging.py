# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._support.paging import PAGE, Paging, is_last_page
from hypothesis import given, settings
from hypothesis import strategies as st


@dataclass(frozen=True)
class Entry:
    id: str


@dataclass
class Server:
    """A list, of which some entries go, and which others join, before each page but the first."""

    entries: list[Entry]
    moves: list = field(default_factory=list)
    counts: bool = True
    offsets: list[int] = field(default_factory=list)

    def page(self, offset):
        if self.offsets and self.moves:
            gone, first, last = self.moves.pop(0)
            self.entries = [entry for position, entry in enumerate(self.entries) if position not in gone]
            self.entries = [*numbered("first", first, self), *self.entries, *numbered("last", last, self)]
        self.offsets.append(offset)
        return self.entries[offset:][:PAGE], len(self.entries) if self.counts else None


def numbered(name, number, server=None):
    return [Entry(f"{name}{len(server.offsets) if server else ''}-{each}") for each in range(number)]


def read(server):
    paging, found = Paging(), []
    while not paging.is_over:
        entries, total = server.page(paging.offset)
        found += paging.take(entries, len(entries), total)
    return found


@pytest.mark.parametrize(
    ("entries", "offsets"),
    [(0, [0]), (1, [0]), (100, [0]), (101, [0, 99]), (199, [0, 99]), (250, [0, 99, 198])],
)
def test_pages_overlap_by_one_record(entries, offsets):
    server = Server(numbered("e", entries))
    assert read(server) == numbered("e", entries)
    assert server.offsets == offsets


@pytest.mark.parametrize("total", [0, 99])
def test_a_count_of_fewer_records_than_there_are_ends_nothing(total):
    assert not is_last_page(0, PAGE, total)
    assert is_last_page(0, PAGE - 1, 0)
    paging = Paging()
    assert len(paging.take(numbered("e", PAGE), PAGE, total)) == PAGE
    assert not paging.is_over


@pytest.mark.parametrize("entries", [99, 100, 101, 199, 250])
def test_without_a_count_a_short_page_is_the_last(entries):
    assert len(read(Server(numbered("e", entries), counts=False))) == entries


@pytest.mark.parametrize("counts", [True, False])
def test_what_goes_before_the_next_page_hides_nothing(counts):
    server = Server(numbered("e", 101), [({50}, 0, 0)], counts)
    assert read(server) == numbered("e", 101)
    assert server.offsets == [0, 99, 0, *([] if counts else [99])]


def test_a_list_that_becomes_shorter_than_the_offset_is_read_again():
    server = Server(numbered("e", 110), [(set(range(20)), 0, 0)])
    assert read(server) == numbered("e", 110)


def test_what_joins_in_front_is_not_taken_twice():
    server = Server(numbered("e", 250), [(set(), 3, 0)] * 2)
    assert read(server) == numbered("e", 250)
    assert server.offsets == [0, 99, 198]


@settings(max_examples=100, deadline=None)
@given(
    entries=st.integers(0, 450),
    moves=st.lists(
        # More than a page that joins in front looks like a server that does not understand the offset.
        st.tuples(st.sets(st.integers(0, 450), max_size=130), st.integers(0, 16), st.integers(0, 130)),
        max_size=PAGE // 16,
    ),
    counts=st.booleans(),
)
def test_whatever_is_in_the_list_all_the_time_is_found_once(entries, moves, counts):
    server = Server(numbered("e", entries), moves, counts)
    found = read(server)
    assert len(found) == len(set(found))
    stayed = set(numbered("e", entries)) & set(server.entries)
    assert stayed <= set(found)


def test_a_server_that_repeats_its_first_page_does_not_hold_it_up():
    paging, first = Paging(), numbered("e", 100)
    assert paging.take(first, 100, 300) == first
    assert paging.take(first, 100, 300) == []
    assert (paging.is_over, paging.is_cut_off) == (True, True)


def test_pages_of_a_list_that_is_another_one_each_time_are_taken_as_they_come():
    server = Server(numbered("e", 300), [(set(range(300)), 300, 0)] * 50)
    found = read(server)
    assert len(found) == len(set(found))
    assert server.offsets == [*[0, 99] * 11, 198, 297]


@pytest.mark.parametrize(
    ("offset", "records", "total", "is_last"),
    [(0, 100, 100, True), (0, 100, 101, False), (99, 2, 101, True), (0, 99, None, True), (0, 100, None, False)],
)
def test_the_count_decides_which_page_is_the_last_if_there_is_one(offset, records, total, is_last):
    assert is_last_page(offset, records, total) is is_last
