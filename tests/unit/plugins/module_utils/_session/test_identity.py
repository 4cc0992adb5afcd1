# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    UnauthorizedError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._session.signing_in import (
    REFUSED,
    RENEWAL,
    WHY,
    headers_of,
    identity,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils.wire import (
    PASSWORD_AUTH,
    sign_in,
)

pytestmark = pytest.mark.usefixtures("bare")


class TestManyAtOnce:
    def test_one_sign_in_and_one_renewal_serve_all(self, wire):
        everybody = threading.Barrier(8, timeout=10)
        wire.expect(sign_in("first"), RENEWAL)
        signed_in = identity(PASSWORD_AUTH)

        def use(_number):
            everybody.wait()
            first = signed_in.sign_in(9)
            everybody.wait()
            return first, signed_in.renew(first, WHY, False, 9)

        with ThreadPoolExecutor(8) as pool:
            pairs = list(pool.map(use, range(8)))
        assert len({id(first) for first, _second in pairs}) == 1
        assert {headers_of(second)["X-Auth-Token"] for _first, second in pairs} == {"second"}
        assert len(wire.seen) == 2

    def test_a_refusal_is_everybodys(self, wire):
        wire.expect(sign_in(answer=REFUSED, status=401))
        signed_in = identity(PASSWORD_AUTH)
        everybody = threading.Barrier(4, timeout=10)

        def use(_number):
            everybody.wait()
            with pytest.raises(UnauthorizedError):
                signed_in.sign_in(9)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(use, range(4)))
        assert len(wire.seen) == 1

    def test_a_sign_in_that_hangs_holds_up_only_those_who_wait_for_it(self, wire):
        under_way, release = threading.Event(), threading.Event()

        def hang():
            under_way.set()
            release.wait(10)

        wire.expect(sign_in("late", during=hang), sign_in("prompt"))
        signed_in = identity(PASSWORD_AUTH)
        with ThreadPoolExecutor(1) as pool:
            hanging = pool.submit(signed_in.sign_in, 0.0)
            assert under_way.wait(10)
            with pytest.raises(
                UnreachableError,
                match=r"IAM at https://iam.eu-de.otc.t-systems.com/v3 did not respond within 0 s to the sign-in",
            ):
                signed_in.sign_in(0.01)
            assert headers_of(signed_in.sign_in(9))["X-Auth-Token"] == "prompt"
            release.set()
            with pytest.raises(UnreachableError, match="did not respond within"):
                hanging.result(10)
        assert headers_of(signed_in.sign_in(9))["X-Auth-Token"] == "prompt"

    def test_a_sign_in_in_its_time_is_waited_for(self, wire):
        under_way, release = threading.Event(), threading.Event()

        def linger():
            under_way.set()
            release.wait(10)

        wire.expect(sign_in(during=linger))
        signed_in = identity(PASSWORD_AUTH)
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(signed_in.sign_in, 60)
            assert under_way.wait(10)
            for time_left in (0.0, -1.0, -5.0):
                with pytest.raises(UnreachableError):
                    signed_in.sign_in(time_left)
            second = pool.submit(signed_in.sign_in, 60)
            release.set()
            assert first.result(10) is second.result(10)
