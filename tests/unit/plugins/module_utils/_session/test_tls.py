# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._cloud.cloud import Cloud
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import ConfigurationError
from ansible_collections.otc.gaussdb.plugins.module_utils._session.tls import check_files

x509 = pytest.importorskip("cryptography.x509", reason="cryptography comes with ansible-core only")

from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402 - only where it is installed
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402 - likewise


def cloud(**settings):
    return Cloud("token", {"token": "t"}, "https://iam/v3", "eu-de", None, **settings)


@pytest.fixture(name="files")
def a_certificate_and_its_key(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "somebody")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, datetime(2000, 1, 1), datetime(2100, 1, 1))
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def private(encryption):
        return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)

    plain = private(serialization.NoEncryption())
    encrypted = private(serialization.BestAvailableEncryption(b"password"))
    contents = {
        "cert": certificate,
        "key": plain,
        "both": certificate + plain,
        "encrypted": encrypted,
        "text": b"hello",
    }
    for title, content in contents.items():
        (tmp_path / title).write_bytes(content)
    return {title: str(tmp_path / title) for title in (*contents, "nowhere")}


def test_nothing_to_read():
    check_files(cloud())
    check_files(cloud(verify=False))


def test_authorities_in_a_file_or_a_folder(files, tmp_path):
    check_files(cloud(verify=files["cert"]))
    check_files(cloud(verify=str(tmp_path)))


@pytest.mark.parametrize("title", ["text", "key", "nowhere"])
def test_authorities_that_are_none(files, title):
    with pytest.raises(ConfigurationError, match=rf"^ca_cert: {files[title]} cannot be read as certificates"):
        check_files(cloud(verify=files[title]))


def test_a_client_certificate_with_its_key_beside_it_or_in_it(files):
    check_files(cloud(cert=(files["cert"], files["key"])))
    check_files(cloud(cert=files["both"]))


@pytest.mark.parametrize(
    ("certificate", "why"), [("text", ""), ("key", ""), ("cert", ""), ("nowhere", "No such file or directory")]
)
def test_a_client_certificate_that_is_none(files, certificate, why):
    with pytest.raises(ConfigurationError, match=rf"^client_cert, client_key: {files[certificate]} cannot .*{why}"):
        check_files(cloud(cert=files[certificate]))


def test_an_encrypted_key_asks_nobody(files):
    with pytest.raises(ConfigurationError, match=r"and .*encrypted cannot be read .* \(the key is encrypted\)"):
        check_files(cloud(cert=(files["cert"], files["encrypted"])))
