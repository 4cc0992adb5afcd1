# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that TLS needs, read beforehand: what is wrong with them looks like trouble with a server later."""

from __future__ import annotations

import os
import ssl

from .._cloud.cloud import Cloud
from .._errors import ConfigurationError


def check_files(cloud: Cloud) -> None:
    """Read the authorities, the client certificate and its key.

    Raises:
        ConfigurationError: a file cannot be read, or holds something else
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if isinstance(cloud.verify, str) and not os.path.isdir(cloud.verify):
        try:
            context.load_verify_locations(cloud.verify)
        except OSError as error:
            raise ConfigurationError(
                f"ca_cert: {cloud.verify} cannot be read as certificates in PEM form ({_reason(error)})."
            ) from None
    if cloud.cert is not None:
        cert, key = cloud.cert if isinstance(cloud.cert, tuple) else (cloud.cert, None)
        try:
            context.load_cert_chain(cert, key, password=_no_password)
        except OSError as error:
            files = f"{cert} and {key}" if key else cert
            raise ConfigurationError(
                f"client_cert, client_key: {files} cannot be read as a certificate and its unencrypted key in PEM form"
                f" ({_reason(error)})."
            ) from None


def _no_password() -> bytes:
    # Without this, an encrypted key would have OpenSSL ask for its password on the terminal, and wait.
    raise OSError("the key is encrypted")


def _reason(error: OSError) -> str:
    return str(getattr(error, "reason", None) or error.strerror or error)
