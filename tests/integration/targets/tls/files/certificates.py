# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes a private authority, and what it certifies: `python certificates.py FOLDER`.

Writes authority.pem, server.pem and server.key for 127.0.0.1 and for no name, client.pem and client.key, and both.pem,
which holds the client's certificate and key.
"""

from __future__ import annotations

import sys
from pathlib import Path

import trustme


def main(folder: Path) -> None:
    authority = trustme.CA(organization_name="Private authority")
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    for name in ("server", "client"):
        certificate = authority.issue_cert("127.0.0.1", common_name=name)
        certificate.cert_chain_pems[0].write_to_path(str(folder / f"{name}.pem"))
        certificate.private_key_pem.write_to_path(str(folder / f"{name}.key"))
    certificate.private_key_and_cert_chain_pem.write_to_path(str(folder / "both.pem"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
