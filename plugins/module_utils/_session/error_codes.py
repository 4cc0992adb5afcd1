# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each error code means, whatever the HTTP status: services send one code with different statuses.

Source: the error code appendices of the two references; the gateway's codes as its users meet them. The appendices do
not list every code: for one that is not here, :mod:`.responses` goes by the status.
"""

from __future__ import annotations

from enum import Enum


class Category(Enum):
    """What a response with an error code means."""

    REFUSED = "the request itself is wrong"
    CONFLICT = "another operation is in the way; the same request may be accepted later"
    FORBIDDEN = "the user lacks a permission"
    CREDENTIALS = "the token or signature is not accepted"
    THROTTLED = "too many requests"
    UNKNOWN_JOB = "no such job, or not visible yet"
    UNKNOWN_PATH = "no such path, or not with this method"
    SERVER = "the server failed"


# Numbers behind "DBS.", and whole codes of the gateway.
_CODES = {
    Category.CONFLICT: """
        06020003 200011 200019 200047 200086 201014 201202 201205 212006 212010 212033 280800 201015 05000084
        216011
    """,
    Category.FORBIDDEN: "200010 200044 200174 200604 200810 200819 201003 216003 280015",
    Category.CREDENTIALS: "280056 APIGW.0301 APIGW.0303 APIGW.0307",
    Category.THROTTLED: "APIGW.0308",
    Category.UNKNOWN_JOB: "200543",
    Category.UNKNOWN_PATH: "APIGW.0101",
    Category.SERVER: "108000 108002 108005 200005 200208 200811 200821 213002 213004 290006 290015",
    Category.REFUSED: """
        06010001 06010013 06020152 06020153 06020154 06020161 06020175 06020177 06020180 06280032 06280033
        06280105 200002 200004 200006 200008 200013 200021 200023 200024 200025 200026 200027 200029 200041
        200042 200043 200045 200046 200048 200050 200051 200052 200053 200054 200056 200058 200059 200061
        200062 200063 200064 200068 200082 200087 200098 200175 200203 200303 200306 200308 200316 200355
        200402 200408 200461 200470 200475 200478 200501 200503 200504 200505 200506 200507 200602 200824
        200825 200826 200828 200943 201010 201028 201035 201101 201103 201106 201203 201207 201208 201210
        201218 212001 212003 212004 212005 212007 212008 212009 212011 212013 212014 212015 212016 212017
        212019 212030 212032 212037 216028 216030 270024 270026 270027 280001 280006 280022 280127 280128
        280132 280203 280204 280214 280216 280234 280235 280236 280237 280238 280241 280242 280243 280246
        280250 280251 280260 280262 280266 280270 280271 280272 280285 280288 280311 280325 280342 280364
        280402 280404 280406 280407 280408 280416 280434 280439 280440 280447 280448 280449 280600 280601
        280602 280604 280606 280607 280609 280611 280612 280613 280618 280626 280629 280630 280631 280632
        280633 280634 280638 280651 280652 280653 280654 280661 280668 280676 280804 280806 280828 290000
        290002 290003 290005 290011 290013 301024
    """,
}

# What the codes of the services begin with, and those of the gateway, of which some write the shorter one.
SERVICE_PREFIX = "DBS."
GATEWAY_PREFIXES = ("APIG.", "APIGW.")

# Documented statuses that say what a refusal is about: what does not exist, or a quota.
_STATUSES = {
    404: """
        200002 200008 200013 200045 200050 200058 200355 200408 200470 200501 200503 200602 201010 201028 212001
        212013 280022 290002 290005 290011 290013
    """,
    413: "200046 290003",
}

_CATEGORIES = {
    code if "." in code else f"{SERVICE_PREFIX}{code}": category
    for category, codes in _CODES.items()
    for code in codes.split()
}
_DOCUMENTED = {f"{SERVICE_PREFIX}{code}": status for status, codes in _STATUSES.items() for code in codes.split()}


def refusal_status(code: str, status: int) -> int:
    """The HTTP status that says what a refusal is about: the documented 404 or 413, whatever was sent."""
    return _DOCUMENTED.get(code, status)


def categorize(code: str) -> Category | None:
    """What an error code means, None if it is in no table."""
    short, long = GATEWAY_PREFIXES
    return _CATEGORIES.get(f"{long}{code[len(short) :]}" if code.startswith(short) else code)
