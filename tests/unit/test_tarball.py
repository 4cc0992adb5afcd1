# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two builds of the same content are equal, and say the same as before."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest
from ansible_collections.otc.gaussdb.tests.tarball import make_reproducible

CONTENT = {"README.md": b"read me", "plugins/b.py": b"b", "plugins/a.py": b"a"}


def build(path: Path, names: list[str], when: int) -> Path:
    """A tarball as ansible-galaxy builds it, with the files in this order, at this time."""
    files = {"files": [{"name": name, "chksum_sha256": hashlib.sha256(CONTENT[name]).hexdigest()} for name in names]}
    listed = json.dumps(files).encode()
    manifest = {"file_manifest_file": {"chksum_sha256": hashlib.sha256(listed).hexdigest()}}
    contents = {"MANIFEST.json": json.dumps(manifest).encode(), "FILES.json": listed}
    with tarfile.open(path, "w:gz") as archive:
        for name, content in [*contents.items(), *((name, CONTENT[name]) for name in names)]:
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.mode, member.uname = len(content), when, 0o644, f"user{when}"
            archive.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture(name="pair")
def two_builds(tmp_path: Path) -> tuple[Path, Path]:
    first = build(tmp_path / "first.tar.gz", list(CONTENT), 1)
    second = build(tmp_path / "second.tar.gz", sorted(CONTENT, reverse=True), 2)
    make_reproducible(first)
    make_reproducible(second)
    return first, second


def test_order_time_and_owner_do_not_count(pair: tuple[Path, Path]) -> None:
    assert pair[0].read_bytes() == pair[1].read_bytes()


def test_content_and_modes_stay(pair: tuple[Path, Path]) -> None:
    with tarfile.open(pair[1]) as archive:
        found = {member.name: archive.extractfile(member).read() for member in archive}
        assert {member.mode for member in archive} == {0o644}
    assert {name: found[name] for name in CONTENT} == CONTENT


def test_the_lists_are_right_and_first(pair: tuple[Path, Path]) -> None:
    with tarfile.open(pair[1]) as archive:
        assert archive.getnames()[:2] == ["MANIFEST.json", "FILES.json"]
        manifest, files = (archive.extractfile(name).read() for name in ("MANIFEST.json", "FILES.json"))
    assert json.loads(manifest)["file_manifest_file"]["chksum_sha256"] == hashlib.sha256(files).hexdigest()
    assert [entry["name"] for entry in json.loads(files)["files"]] == sorted(CONTENT)
