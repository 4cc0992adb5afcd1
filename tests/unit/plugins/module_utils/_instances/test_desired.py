# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import GAUSSDB, TAURUSDB
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.desired import Desired, whole

CASES = {
    "no name": (GAUSSDB, {"name": None}, "name: it is missing"),
    "empty name": (GAUSSDB, {"name": ""}, "name: it is missing"),
    "three characters": (GAUSSDB, {"name": "abc"}, "4 to 64 characters"),
    "65 characters": (GAUSSDB, {"name": "a" * 65}, "4 to 64 characters"),
    "begins with a digit": (GAUSSDB, {"name": "1orders"}, "begins with a letter"),
    "a blank": (GAUSSDB, {"name": "the orders"}, "letters, digits, hyphens"),
    "an asterisk": (TAURUSDB, {"name": "*orders"}, "begins with a letter"),
    "a letter beyond ASCII": (GAUSSDB, {"name": "größe"}, "letters, digits, hyphens"),
    "a line break at the end": (GAUSSDB, {"name": "orders\n"}, "letters, digits, hyphens"),
    "empty ID": (GAUSSDB, {"instance_id": ""}, "instance_id: it is empty"),
    "an ID that was null": (GAUSSDB, {"instance_id": "None"}, "instance_id: it is empty"),
    "an ID that was null, and no name": (GAUSSDB, {"name": None, "instance_id": "None"}, "and so is instance_id"),
    "a blank ID to delete": (GAUSSDB, {"instance_id": " ", "is_present": False}, "instance_id: it is empty"),
    "an ID with a slash": (GAUSSDB, {"instance_id": "a/b"}, "instance_id: it is not the ID"),
    "a long ID": (GAUSSDB, {"instance_id": "a" * 65}, "instance_id: it is not the ID"),
    "empty flavor": (GAUSSDB, {"flavor": ""}, "flavor: it is not a specification code"),
    "a flavor of two words": (TAURUSDB, {"flavor": "the largest"}, "flavor: it is not a specification code"),
    "no multiple": (GAUSSDB, {"volume_size": 100}, "it must be a multiple of 40 GB, from 40 to 16360, not 100. .* 120"),
    "no storage": (GAUSSDB, {"volume_size": 0}, "for instance 40"),
    "negative": (GAUSSDB, {"volume_size": -40}, "for instance 40"),
    "too large": (GAUSSDB, {"volume_size": 16400}, "for instance 16360"),
    "no multiple for its shards": (
        GAUSSDB,
        {"volume_size": 160, "creation": {"sharding_num": "3"}},
        r"multiple of 120 GB \(40 GB for each of 3 shards\).* 240",
    ),
    "storage of TaurusDB": (TAURUSDB, {"volume_size": 80}, "storage of TaurusDB grows by itself"),
    "replicas of GaussDB": (GAUSSDB, {"replicas": 1}, "GaussDB has no read replicas"),
    "fewer than none": (TAURUSDB, {"replicas": -1}, "-1 is not a number of read replicas"),
    "a port below": (GAUSSDB, {"port": 1023}, "1023 is not between 1024 and 39998"),
    "a port above": (GAUSSDB, {"port": 39999}, "between 1024 and 39998"),
    "a port above TaurusDB's": (TAURUSDB, {"port": 65536}, "between 1024 and 65535"),
    "a port that is taken": (GAUSSDB, {"port": 2379}, "2379 is occupied by GaussDB itself, as are 2378, 2380"),
    "a port that TaurusDB has taken": (TAURUSDB, {"port": 5343}, "occupied by TaurusDB"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_right_is_said_before_anything_is_sent(case):
    engine, options, message = CASES[case]
    with pytest.raises(ConfigurationError, match=message):
        Desired(**{"engine": engine, "name": "orders", **options}).check()


@pytest.mark.parametrize(
    ("engine", "options"),
    [
        (GAUSSDB, {"name": "or-d_5"}),
        (GAUSSDB, {"name": "o" * 64}),
        (GAUSSDB, {"instance_id": "706c65c3dd7d497ab16f5b3a113690abin14"}),
        (GAUSSDB, {"volume_size": 16360}),
        (GAUSSDB, {"volume_size": 480, "creation": {"sharding_num": 4}}),
        (GAUSSDB, {"port": 8000}),
        (TAURUSDB, {"port": 2379, "replicas": 0}),
    ],
)
def test_what_can_be_right(engine, options):
    Desired(**{"engine": engine, "name": "orders", **options}).check()


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(ConfigurationError) as info:
        Desired(GAUSSDB, name="a b", volume_size=41, replicas=1, port=80).check()
    assert all(f"{option}:" in str(info.value) for option in ("name", "volume_size", "replicas", "port"))


def test_what_shall_be_absent_may_have_options_that_are_not_used():
    Desired(TAURUSDB, name="orders", is_present=False, volume_size=80, port=1).check()


def test_a_password_does_not_show():
    assert "s3cret" not in repr(Desired(GAUSSDB, name="orders", password="s3cret"))


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3), ("3", 3), (" 3 ", 3), (True, None), ("3.5", None), (3.5, None), ("x", None), (None, None)],
)
def test_whole_numbers_also_as_text(value, number):
    assert whole(value) == number
