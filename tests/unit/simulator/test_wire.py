# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens to real connections."""

from __future__ import annotations

import asyncio
import http.client
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.otc.gaussdb.tests.simulator.client import Response
from ansible_collections.otc.gaussdb.tests.simulator.server import Listener
from ansible_collections.otc.gaussdb.tests.simulator.wire import connection_of
from ansible_collections.otc.gaussdb.tests.unit.simulator.processes import TIMEOUT, Running, running, wait_until
from starlette.types import Receive, Scope, Send

EXAMPLE = "5cbb8a90-2253-4cff-8a13-49aa8f31dfb5"


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("simulator")) as process:
        yield process


@pytest.fixture
def look(simulator: Running) -> Iterator[Callable[..., Response]]:
    """A look at the page's example, through the faults of this test only."""
    simulator.control("DELETE", "")
    token = simulator.token()

    def look_at(timeout: float = 5.0) -> Response:
        path = f"/v3/{simulator.ready['project_id']}/jobs?id={EXAMPLE}"
        return simulator.call("gaussdb", "GET", path, headers={"X-Auth-Token": token}, timeout=timeout)

    yield look_at
    simulator.control("DELETE", "")


def is_over(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def strike(simulator: Running, kind: str, **more: Any) -> None:
    simulator.control("POST", "/faults", {"kind": kind, "service": "gaussdb", "times": 1, **more})


def test_a_reset(simulator: Running, look: Callable[..., Response]) -> None:
    strike(simulator, "reset")
    with pytest.raises(ConnectionResetError):
        look()
    assert look().status == 200


def test_a_dropped_connection(simulator: Running, look: Callable[..., Response]) -> None:
    strike(simulator, "drop")
    with pytest.raises(http.client.RemoteDisconnected):
        look()
    assert look().status == 200


def test_an_response_that_breaks_off(simulator: Running, look: Callable[..., Response]) -> None:
    whole = look().body
    strike(simulator, "truncate")
    with pytest.raises(http.client.IncompleteRead) as broken:
        look()
    assert broken.value.partial == whole[: len(whole) // 2]


@pytest.mark.parametrize("kind", ["drip", "drip_body"])
def test_a_response_in_single_bytes(simulator: Running, look: Callable[..., Response], kind: str) -> None:
    whole = look()
    strike(simulator, kind, pause=0)
    dripped = look()
    assert (dripped.status, dripped.body) == (whole.status, whole.body)
    assert dripped.headers["content-length"] == str(len(whole.body))


def test_a_response_of_which_the_second_byte_is_long_in_coming(simulator: Running) -> None:
    strike(simulator, "drip", pause=3600)
    with socket.create_connection(("127.0.0.1", simulator.port("gaussdb")), timeout=TIMEOUT) as connection:
        connection.sendall(b"GET /v3/p/jobs HTTP/1.1\r\nHost: simulator\r\n\r\n")
        assert connection.recv(100) == b"H"


def test_an_response_that_never_comes(simulator: Running, look: Callable[..., Response]) -> None:
    strike(simulator, "hang")
    with pytest.raises(TimeoutError):
        look(timeout=0.2)
    assert look().status == 200


def test_a_request_that_arrived_though_no_response_came(simulator: Running, look: Callable[..., Response]) -> None:
    strike(simulator, "after")
    path = f"/v3/{simulator.ready['project_id']}/instances/b34f8c791f2643578510c093aa2351a8in14/restart"
    with pytest.raises(http.client.RemoteDisconnected):
        simulator.call("gaussdb", "POST", path, headers={"X-Auth-Token": simulator.token()})
    assert "RestartGaussDBV5Instance" in [job["name"] for job in simulator.control("GET", "/jobs")]


def test_a_service_goes_away_and_comes_back_on_its_port(simulator: Running, look: Callable[..., Response]) -> None:
    strike(simulator, "refuse", seconds=0.2)
    with pytest.raises(ConnectionRefusedError):
        look()
    assert simulator.listens("taurusdb")
    wait_until(lambda: simulator.listens("gaussdb"))
    assert look().status == 200


def test_iam_goes_away_only_after_it_has_said_so(simulator: Running) -> None:
    assert simulator.control("POST", "/faults", {"kind": "refuse", "service": "iam", "seconds": 0.2})
    assert not simulator.listens("iam")
    wait_until(lambda: simulator.listens("iam"))


def test_a_service_may_go_away_in_the_middle(simulator: Running, look: Callable[..., Response]) -> None:
    strike(simulator, "refuse", skip=1)
    assert look().status == 200
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        look()
    assert not simulator.listens("gaussdb")
    simulator.control("DELETE", "/faults")
    assert look().status == 200


def test_a_service_that_goes_away_takes_its_connections_along(
    simulator: Running, look: Callable[..., Response]
) -> None:
    with socket.create_connection(("127.0.0.1", simulator.port("gaussdb")), timeout=5) as idle:
        strike(simulator, "refuse")
        assert is_over(idle)
    simulator.control("DELETE", "/faults")
    assert look().status == 200


def test_a_fault_of_the_connection_has_no_status_in_the_log(simulator: Running, look: Callable[..., Response]) -> None:
    strike(simulator, "drop")
    with pytest.raises(http.client.RemoteDisconnected):
        look()
    look()
    entries = simulator.control("GET", "/requests?service=gaussdb")
    assert [entry["status"] for entry in entries] == [None, 200]


def test_small_responses_are_sent_immediately() -> None:
    """With Nagle's algorithm, the second response on a connection would wait 40 ms for an acknowledgement."""

    async def no_delay() -> int:
        options: list[int] = []

        async def app(scope: Scope, _receive: Receive, send: Send) -> None:
            options.append(connection_of(scope).option(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        listener = Listener("gaussdb", 0)
        await listener.start(app)
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: simulator\r\n\r\n")
        await reader.readline()
        writer.close()
        await listener.finish()
        return options[0]

    assert asyncio.run(no_delay())


def test_requests_of_one_connection_bear_its_number(simulator: Running, look: Callable[..., Response]) -> None:
    connection = simulator.connect("taurusdb")
    for _attempt in range(3):
        connection.request("GET", "/v3/p/jobs")
        connection.getresponse().read()
    connection.close()
    entries = simulator.control("GET", "/requests?service=taurusdb")
    assert len({entry["connection"] for entry in entries}) == 1
    assert simulator.control("GET", "/stats")["taurusdb"] == {"requests": 3, "connections": 1, "sign_ins": 0}
