# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looks for secrets in all files below a folder: `python find_secrets.py FOLDER < secrets.json`.

The secrets come as a JSON object, by name. Prints each find, as name and file, and fails if there is one. What Keystone
issues is looked for by its shape, since nobody else knows it.
"""

from __future__ import annotations

import base64
import html
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

FERNET_TOKEN = re.compile(r"gAAAAA[\w-]{40,}")

# A one-time password is six digits, which other numbers hold by chance.
SHORT = 8


def forms(secret: str) -> set[str]:
    """The ways in which text may hold a secret."""
    raw = secret.encode()
    # Wherever a secret begins within what base64 encodes, one of these stands there.
    encoded = [
        base64.b64encode(b"\0" * shift + raw)[(0, 2, 3)[shift] :].rstrip(b"=")[:-1].decode() for shift in range(3)
    ]
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        html.escape(secret),
        repr(secret)[1:-1],
    } | {
        json.dumps(secret)[1:-1],
        json.dumps(json.dumps(secret)[1:-1])[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        *(part for part in encoded if len(secret) >= SHORT),
    }


def pattern(secret: str) -> re.Pattern[str]:
    alternatives = "|".join(map(re.escape, forms(secret)))
    return re.compile(rf"(?<![\w.-])(?:{alternatives})(?![\w-])" if len(secret) < SHORT else alternatives)


def finds(folder: Path, secrets: dict[str, str]) -> Iterator[str]:
    patterns = {name: pattern(secret) for name, secret in secrets.items()}
    patterns["a token that Keystone has issued"] = FERNET_TOKEN
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        text = file.read_text(encoding="utf-8", errors="replace")
        for name, searched in patterns.items():
            if searched.search(text):
                yield f"{name}: {file.relative_to(folder)}"


if __name__ == "__main__":
    found = list(finds(Path(sys.argv[1]), json.load(sys.stdin)))
    print("\n".join(found))
    sys.exit(1 if found else 0)
