# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import which
from threading import Thread

import pytest
from ansible_collections.otc.gaussdb.tests.simulator.__main__ import main
from ansible_collections.otc.gaussdb.tests.unit.simulator.processes import TESTS, run, running, wait_until


def test_the_ready_file_says_all_that_a_client_needs(tmp_path: Path) -> None:
    with running(tmp_path) as simulator:
        ready = simulator.ready
        assert ready["pid"] == simulator.process.pid
        assert ready["iam"] == f"http://127.0.0.1:{simulator.port('iam')}/v3"
        assert ready["control"] == f"http://127.0.0.1:{simulator.port('iam')}/simulator"
        assert set(ready) == {
            "pid",
            "iam",
            "gaussdb",
            "taurusdb",
            "control",
            "region",
            "project_id",
            "project_name",
            "domain_id",
            "domain_name",
            "user_id",
            "username",
            "password",
            "application_credential_id",
            "application_credential_name",
            "application_credential_secret",
            "access_key",
            "secret_key",
            "temporary_access_key",
            "temporary_secret_key",
            "security_token",
        }
        assert all(simulator.listens(service) for service in ("iam", "gaussdb", "taurusdb"))
        assert simulator.token()
        assert [path.name for path in tmp_path.iterdir()] == ["ready.json"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_when_told_to_even_while_answers_are_under_way(tmp_path: Path, number: int) -> None:
    with running(tmp_path) as simulator:
        simulator.control("POST", "/faults", {"kind": "hang", "service": "iam"})
        with socket.create_connection(("127.0.0.1", simulator.port("iam"))) as hanging:
            hanging.sendall(b"GET /v3 HTTP/1.1\r\nHost: simulator\r\n\r\n")
            wait_until(lambda: simulator.control("GET", "/requests"))
            began = time.monotonic()
            simulator.process.send_signal(number)
            output, errors = simulator.process.communicate(timeout=5)
        assert time.monotonic() - began < 2
        assert (simulator.process.returncode, errors) == (0, "")
        assert f"export OS_AUTH_URL={simulator.ready['iam']}\n" in output
        assert "Press Ctrl+C to stop it." in output


def test_it_ends_with_the_process_that_it_belongs_to_even_if_nobody_buries_that(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as owner:
        command = [sys.executable, "-m", "simulator", "--until-exit-of", str(owner.pid), "--ready-file", str(ready)]
        with subprocess.Popen(command, cwd=TESTS, stdout=subprocess.DEVNULL) as simulator:
            wait_until(lambda: ready.exists() or simulator.poll() is not None)
            assert simulator.poll() is None
            assert owner.stdin is not None
            owner.stdin.close()  # ends it; until the end of this test it stays a zombie
            assert simulator.wait(timeout=2) == 0


def test_settings_come_from_a_file_and_the_command_line_is_above_it(tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps({"speed": 5, "latency": 0.25, "password": "from the file"}), encoding="utf-8")
    with running(tmp_path, "--settings", str(settings), "--speed", "60", "--latency", "0") as simulator:
        assert simulator.ready["password"] == "from the file"
        shown = simulator.control("GET", "/settings")
        assert (shown["speed"], shown["latency"]) == (60, 0)
        simulator.control("DELETE", "")
        assert simulator.control("GET", "/settings") == shown


def test_what_cannot_be_used_is_said_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text('{"pace": 3}', encoding="utf-8")
    absent = str(tmp_path / "absent" / "file")

    def complaint(*options: str) -> str:
        assert main(list(options)) == 2
        return capsys.readouterr().err

    assert complaint("--settings", str(settings)) == f"simulator: {settings}: unknown setting: pace\n"
    assert complaint("--speed", "0") == "simulator: speed must be a number above 0\n"
    for option in ("--settings", "--ready-file", "--log-file", "--tls-cert"):
        assert complaint(option, absent).startswith("simulator: [Errno 2] No such file or directory")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert complaint("--gaussdb-port", str(port)) == f"simulator: port {port} of gaussdb: Address already in use\n"


def test_the_log_file_has_a_line_for_each_request(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(tmp_path, "--log-file", str(log)) as simulator:
        token = simulator.token()
        wait_until(lambda: "iam POST /v3/auth/tokens 201" in log.read_text(encoding="utf-8"))
        assert token not in log.read_text(encoding="utf-8")


@pytest.mark.skipif(which("openssl") is None, reason="needs openssl")
def test_it_speaks_tls(tmp_path: Path) -> None:
    cert, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*command, "-out", cert, "-keyout", key], check=True, capture_output=True)
    with running(tmp_path, "--tls-cert", cert, "--tls-key", key) as simulator:
        assert simulator.ready["gaussdb"].startswith("https://127.0.0.1:")
        assert simulator.token()
        simulator.control("POST", "/faults", {"kind": "reset", "service": "iam"})
        with pytest.raises(ConnectionResetError):
            simulator.token()


def test_it_takes_the_tokens_of_a_keystone(tmp_path: Path) -> None:
    class Keystone(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            project = {"id": "p-1"}
            body = json.dumps({"token": {"expires_at": "2099-01-01T00:00:00.000000Z", "project": project}}).encode()
            self.send_response(200 if self.headers["X-Subject-Token"] == "good" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Keystone) as keystone:
        Thread(target=keystone.serve_forever, daemon=True).start()
        with running(tmp_path, "--keystone", f"http://127.0.0.1:{keystone.server_port}") as simulator:
            answers = [
                simulator.call("gaussdb", "GET", "/v3/p-1/jobs?id=x", headers={"X-Auth-Token": token}).json()
                for token in ("good", "bad")
            ]
        keystone.shutdown()
    assert [answer["error_code"] for answer in answers] == ["DBS.200543", "APIGW.0301"]


def test_it_starts_and_ends_in_less_than_a_second_of_work() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    began = os.times()
    assert run("--until-exit-of", str(gone.pid)).returncode == 0
    ended = os.times()
    assert ended.children_user + ended.children_system - began.children_user - began.children_system < 1
