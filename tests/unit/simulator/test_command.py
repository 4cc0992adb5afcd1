# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import trustme
from ansible_collections.otc.gaussdb.tests.simulator import client
from ansible_collections.otc.gaussdb.tests.simulator.__main__ import main
from ansible_collections.otc.gaussdb.tests.simulator.client import TESTS, ControlError, await_ready, command_of
from ansible_collections.otc.gaussdb.tests.unit.simulator.processes import TIMEOUT, run, running, wait_until


def test_the_ready_file_says_all_that_a_client_needs(tmp_path: Path) -> None:
    with running(tmp_path) as simulator:
        ready = simulator.ready
        assert ready["pid"] == simulator.process.pid
        assert ready["iam"] == f"http://127.0.0.1:{simulator.port('iam')}/v3"
        assert ready["control"] == f"http://127.0.0.1:{simulator.port('iam')}/simulator"
        assert (
            simulator.variables["OS_PROJECT_NAME"] == ready["project_name"] == simulator.options["auth"]["project_name"]
        )
        assert all(simulator.listens(service) for service in ("iam", "gaussdb", "taurusdb"))
        assert simulator.token()
        assert [path.name for path in tmp_path.iterdir()] == ["ready.json"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_to_even_while_responses_are_under_way(tmp_path: Path, number: int) -> None:
    with running(tmp_path) as simulator:
        simulator.control("POST", "/faults", {"kind": "hang", "service": "iam"})
        with socket.create_connection(("127.0.0.1", simulator.port("iam"))) as hanging:
            hanging.sendall(b"GET /v3 HTTP/1.1\r\nHost: simulator\r\n\r\n")
            wait_until(lambda: simulator.control("GET", "/requests"))
            simulator.process.send_signal(number)
            output, errors = simulator.process.communicate(timeout=TIMEOUT)
        assert (simulator.process.returncode, errors) == (0, "")
        assert f"export OS_AUTH_URL={simulator.ready['iam']}\n" in output
        assert "Press Ctrl+C to stop it." in output


def test_it_ends_with_the_process_that_it_belongs_to_even_if_nobody_buries_that(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as owner:
        command = command_of("--until-exit-of", str(owner.pid), "--ready-file", str(ready))
        with subprocess.Popen(command, cwd=TESTS, stdout=subprocess.DEVNULL) as simulator:
            await_ready(ready, simulator)
            assert owner.stdin is not None
            owner.stdin.close()  # ends it; until the end of this test it stays a zombie
            assert simulator.wait(timeout=TIMEOUT) == 0


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


def test_it_speaks_tls(tmp_path: Path) -> None:
    cert, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    certificate = trustme.CA().issue_cert("127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(cert)
    certificate.private_key_pem.write_to_path(key)
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
            responses = [
                simulator.call("gaussdb", "GET", "/v3/p-1/jobs?id=x", headers={"X-Auth-Token": token}).json()
                for token in ("good", "bad")
            ]
        keystone.shutdown()
    assert [response["error_code"] for response in responses] == ["DBS.200543", "APIGW.0301"]


def test_nothing_that_takes_long_to_import_is_imported_in_vain() -> None:
    code = "import sys, simulator.__main__; print(*sys.modules)"
    imported = subprocess.run(
        [sys.executable, "-c", code], cwd=TESTS, capture_output=True, text=True, check=True
    ).stdout
    assert "uvicorn" in imported.split()
    assert "httpx" not in imported.split()


@pytest.fixture
def code_of_command() -> Callable[[str], int]:
    """The exit code of `--run` with a Python program."""
    return lambda program: main(["--run", sys.executable, "-c", program])


def test_a_command_runs_with_variables_that_sign_in() -> None:
    program = "import os; print(*sorted(name for name in os.environ if name.startswith('OS_')))"
    ran = run("--speed", "75", "--run", sys.executable, "-c", program, OS_CLOUD="my-own", OS_TOKEN="my-own")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.split() == [
        "OS_AUTH_URL",
        "OS_PASSWORD",
        "OS_PROJECT_DOMAIN_NAME",
        "OS_PROJECT_NAME",
        "OS_REGION_NAME",
        "OS_USERNAME",
        "OS_USER_DOMAIN_NAME",
    ]


def test_the_simulator_returns_while_the_command_runs(code_of_command: Callable[[str], int]) -> None:
    look = "import os, urllib.request as r; r.urlopen(os.environ['OS_AUTH_URL']).read()"
    assert code_of_command(look) == 0


def test_the_exit_code_is_that_of_the_command(code_of_command: Callable[[str], int]) -> None:
    assert code_of_command("raise SystemExit(3)") == 3
    assert code_of_command("import os; os.kill(os.getpid(), 9)") == 128 + 9


def test_a_command_that_cannot_be_run_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--run", "no-such-command"]) == 2
    assert capsys.readouterr().err == "simulator: [Errno 2] No such file or directory: 'no-such-command'\n"
    with pytest.raises(SystemExit):
        main(["--run"])
    assert "--run needs a command" in capsys.readouterr().err


def test_sigterm_is_passed_on_to_the_command(tmp_path: Path) -> None:
    program = f"import pathlib, time; pathlib.Path({str(tmp_path / 'begun')!r}).touch(); time.sleep(3600)"
    with subprocess.Popen(command_of("--run", sys.executable, "-c", program), cwd=TESTS) as simulator:
        wait_until((tmp_path / "begun").exists)
        simulator.terminate()
        assert simulator.wait(timeout=TIMEOUT) == 128 + signal.SIGTERM


def test_a_program_can_start_a_simulator_and_control_it() -> None:
    with client.simulator("--speed", "60") as simulator:
        simulator.reset(latency=0)
        (job_id,) = simulator.add_jobs([{"course": {"duration": 5}}])
        assert job_id in {job["id"] for job in simulator.control("GET", "/jobs")}
        assert simulator.token()
        with pytest.raises(ControlError, match="unknown setting: pace"):
            simulator.reset(pace=3)
    with pytest.raises(ConnectionRefusedError):
        simulator.control("GET", "/jobs")


def test_a_simulator_that_does_not_start_is_an_error() -> None:
    with pytest.raises(ControlError, match="did not start"), client.simulator("--speed", "0"):
        pass
