# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes a collection's tarball depend on its content alone.

`ansible-galaxy collection build` writes the time of the build into it, and lists files in the order of the folder.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

LISTS = ("MANIFEST.json", "FILES.json")
"""They come first in a tarball, in this order."""


def make_reproducible(tarball: Path) -> None:
    """Rewrite the tarball in place: sorted, without owners and times, and with a sorted list of files."""
    with tarfile.open(tarball) as archive:
        members = {member.name: (member, read(archive, member)) for member in archive}
    files = json.loads(members["FILES.json"][1])
    files["files"].sort(key=lambda entry: entry["name"])
    manifest = json.loads(members["MANIFEST.json"][1])
    listed = as_json(files)
    manifest["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(listed).hexdigest()
    contents = {name: content for name, (_member, content) in members.items()}
    contents |= {"FILES.json": listed, "MANIFEST.json": as_json(manifest)}
    names = [*LISTS, *sorted(set(contents) - set(LISTS))]
    written = io.BytesIO()
    with (
        gzip.GzipFile(filename="", fileobj=written, mode="wb", mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name in names:
            archive.addfile(plain(members[name][0], len(contents[name])), io.BytesIO(contents[name]))
    tarball.write_bytes(written.getvalue())


def read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """The content of a file; empty for anything else."""
    file = archive.extractfile(member) if member.isfile() else None
    return file.read() if file else b""


def plain(member: tarfile.TarInfo, size: int) -> tarfile.TarInfo:
    """The same member without what differs between builds."""
    same = tarfile.TarInfo(member.name)
    same.type, same.mode, same.linkname, same.size = member.type, member.mode, member.linkname, size
    return same


def as_json(content: dict[str, Any]) -> bytes:
    """As ansible-galaxy writes it."""
    return json.dumps(content, indent=True).encode()
