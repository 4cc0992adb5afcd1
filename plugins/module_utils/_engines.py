# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The two database engines, each with an API of its own.

Source: the endpoint sections of the two API references.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Engine:
    """A database engine, and how to find its API.

    Attributes:
        name: value of the option ``engine``
        title: what people call it
        host: first label of its API's host names
        catalog_types: types that its entry in a Keystone catalog may have, likeliest first
        lists_jobs: whether its API can list jobs
    """

    name: str
    title: str
    host: str
    catalog_types: tuple[str, ...]
    lists_jobs: bool


GAUSSDB = Engine(
    name="gaussdb",
    title="GaussDB",
    host="gaussdb",
    # Not documented; these are the types that clients have met or use.
    catalog_types=("gaussdb", "gaussdbv3", "gaussdb-opengauss", "opengauss"),
    lists_jobs=True,
)
TAURUSDB = Engine(
    name="taurusdb",
    title="TaurusDB",
    host="gaussdb-mysql",
    catalog_types=("gaussdb-mysql",),
    lists_jobs=False,
)

ENGINES = {engine.name: engine for engine in (GAUSSDB, TAURUSDB)}
