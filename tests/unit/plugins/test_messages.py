# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All texts that users may see, but for the documentation: one list, so that somebody reads a new one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ansible_collections.otc.gaussdb.plugins.module_utils import _errors
from ansible_collections.otc.gaussdb.tests.unit.plugins import golden

PLUGINS = Path(_errors.__file__).parents[1]
DOCUMENTATION = ("DOCUMENTATION", "EXAMPLES", "RETURN", "READ_ONLY", "TWIN", "WAITING")


def texts(node: ast.AST) -> Iterator[str]:
    """The texts of several words in the code, with the expressions in them in braces."""
    if isinstance(node, ast.Assign) and any(
        isinstance(name, ast.Name) and name.id in DOCUMENTATION for name in node.targets
    ):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
        return
    if isinstance(node, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
            for part in node.values
        )
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from texts(part.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        for child in ast.iter_child_nodes(node):
            yield from texts(child)


def is_message(text: str) -> bool:
    """Whether a text has words with blanks between them."""
    return " " in text.strip() and any(char.isalpha() for char in text)


def messages(path: Path) -> Iterator[str]:
    found = texts(ast.parse(path.read_text(encoding="utf-8")))
    return (text.replace("\n", "\\n").strip() for text in found if is_message(text))


def test_every_message_was_read():
    lines = [
        f"{path.relative_to(PLUGINS)}: {text}"
        for path in sorted(PLUGINS.rglob("*.py"))
        for text in dict.fromkeys(messages(path))
    ]
    golden.compare(Path(__file__).with_name("messages.txt"), lines)


def test_punctuation():
    for path in PLUGINS.rglob("*.py"):
        for message in messages(path):
            plain = message.replace("...", "").replace("'..'", "")
            assert not re.search(r"\.\.|[.,;] ?[.,;]| [.,;](?!\w)", plain), message
