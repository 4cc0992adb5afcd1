# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A real Keystone on 127.0.0.1, with accounts to test sign-in with: `python serve.py --help`.

Its Python has the packages of requirements.txt beside this file. All that it stores is in a temporary folder, which
ends with it.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import secrets
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import keystone.conf
import keystone.server
import psutil
import waitress
from accounts import REGION, Api, create_accounts
from keystone.cmd.bootstrap import Bootstrapper
from keystone.common.sql import upgrades
from keystone.server.flask import application, core

CONF = keystone.conf.CONF
ADMIN = "admin"
WATCH_EVERY = 0.25  # seconds between two looks at the process whose end is awaited

CONFIGURATION = """\
[DEFAULT]
log_file = {folder}/keystone.log
[database]
connection = sqlite:///{folder}/keystone.db
[token]
allow_expired_window = 0
[fernet_tokens]
key_repository = {folder}/keys
[fernet_receipts]
key_repository = {folder}/keys
[credential]
key_repository = {folder}/keys
[auth]
methods = password,token,totp,application_credential
[totp]
# A code lives for five minutes, which a busy machine may take from getting one to using it.
included_previous_windows = 10
[identity]
# The fewest that bcrypt takes: hashing is not what is tested.
password_hash_rounds = 4
"""


def main() -> None:
    """Serve until told to end."""
    options = _parser().parse_args()
    # Keystone's own configuration reads the command line as well.
    del sys.argv[1:]
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with tempfile.TemporaryDirectory(prefix="keystone-") as folder:
        _configure(Path(folder))
        password = _bootstrap()
        app = core.setup_app_middleware(application.application_factory("public"))
        server = waitress.create_server(app, host="127.0.0.1", port=options.port)
        facts = {
            "pid": os.getpid(),
            "url": f"http://127.0.0.1:{server.effective_port}/v3",
            **_filled(app, password),
        }
        # Only now, since the administrator's token has to last, however busy the machine is.
        CONF.set_override("expiration", options.token_lifetime, "token")
        threading.Thread(target=server.run, daemon=True).start()
        _write_atomically(Path(options.ready_file), json.dumps(facts, indent=2) + "\n")
        while not stop.wait(WATCH_EVERY):
            if options.until_exit_of is not None and not _is_alive(options.until_exit_of):
                break


def _configure(folder: Path) -> None:
    """Set Keystone up to keep everything in `folder`."""
    # The key of all tokens, credentials and receipts; Keystone takes the highest number for the one in use.
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    for name in ("0", "1"):
        (keys / name).write_text(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    configuration = folder / "keystone.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder))
    keystone.server.configure(config_files=[str(configuration)])
    upgrades.offline_sync_database_to_version()


def _bootstrap() -> str:
    """What `keystone-manage bootstrap` does; the password of the administrator, whom it calls admin."""
    bootstrapper = Bootstrapper()
    bootstrapper.admin_username = bootstrapper.admin_role_name = bootstrapper.project_name = ADMIN
    bootstrapper.admin_password = secrets.token_urlsafe(16)
    bootstrapper.region_id = REGION
    bootstrapper.bootstrap()
    return str(bootstrapper.admin_password)


def _filled(app: Any, password: str) -> dict[str, Any]:
    """Create the accounts; the facts about them, and an administrator's token."""
    api = Api(app.test_client())
    domain = {"id": CONF.identity.default_domain_id}
    token = api.sign_in({"name": ADMIN, "password": password, "domain": domain}, {"name": ADMIN, "domain": domain})
    return {"admin_token": token, **create_accounts(api)}


def _is_alive(pid: int) -> bool:
    """Whether a process is running; a zombie is not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _write_atomically(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
    os.replace(file.name, path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python serve.py", description="Runs a real Keystone on 127.0.0.1, for tests."
    )
    parser.add_argument("--port", type=int, default=0, help="0 is a free port")
    parser.add_argument("--token-lifetime", type=int, default=3600, metavar="SECONDS")
    parser.add_argument(
        "--ready-file",
        required=True,
        metavar="FILE",
        help="written once it listens: where it is, and its accounts, as JSON",
    )
    parser.add_argument("--until-exit-of", type=int, metavar="PID", help="end when that process has ended")
    return parser


if __name__ == "__main__":
    main()
