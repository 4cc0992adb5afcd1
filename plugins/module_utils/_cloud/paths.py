# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where files are searched for: relative paths in several folders, ``~`` as the task's environment has it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .._errors import ConfigurationError
from .._support.quoting import described

# A path whose every part is a plain word. Key material and texts with blanks are not quoted in messages.
_PLAIN_PATH = re.compile(r"~?/?(?:[\w.-]{1,64}/)*[\w.-]{1,64}/?")
_LONGEST_PATH = 255


@dataclass(frozen=True)
class Folders:
    """The folders that count for files given by a relative path.

    Attributes:
        environ: variables of the process and of ``environment:``
        relative: the folders for relative paths, in the order in which they are searched
    """

    environ: Mapping[str, str] = field(repr=False)
    relative: Sequence[str]

    def expanded(self, path: str) -> str:
        """The path with a leading ``~`` replaced by the home folder that ``environ`` names."""
        home = self.environ.get("HOME")
        if home and (path == "~" or path.startswith("~/")):
            return home + path[1:]
        return os.path.expanduser(path)

    def candidates(self, path: str) -> list[str]:
        """The files that ``path`` can mean, the likeliest first."""
        expanded = self.expanded(path)
        # Joining keeps an absolute path as it is.
        return list(dict.fromkeys(os.path.join(folder, expanded) for folder in self.relative)) or [expanded]

    def configuration(self) -> list[str]:
        """The folders that can hold clouds.yaml, in the order in which openstacksdk searches them."""
        user = self.expanded("~/.config")
        system = self.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
        configuration = [self.environ.get("XDG_CONFIG_HOME") or user, user, *filter(None, system.split(":")), "/etc"]
        return list(dict.fromkeys([*self.relative, *(os.path.join(folder, "openstack") for folder in configuration)]))

    def existing(self, path: str, option: str) -> str:
        """The file that ``path`` names.

        Raises:
            ConfigurationError: there is no such file; names ``option`` and where it was searched for
        """
        candidates = self.candidates(path)
        found = next((candidate for candidate in candidates if os.path.exists(candidate)), None)
        if found is None:
            if not _PLAIN_PATH.fullmatch(path) or len(path) > _LONGEST_PATH:
                raise ConfigurationError(f"{option} does not name an existing file: it is {described(path)}.")
            raise ConfigurationError(f"{option} names a file that does not exist. Searched: {', '.join(candidates)}.")
        return found
