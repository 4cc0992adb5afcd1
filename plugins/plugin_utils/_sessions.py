# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sessions that outlive a task's item: a worker process signs in once for all items of a loop.

They are in the memory of this process only, and end with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from ..module_utils._cloud.cloud import Cloud
from ..module_utils._engines import Engine
from ..module_utils._session.session import Session


@dataclass(frozen=True)
class _Shared:
    """A session, and for whom it is good."""

    process: int
    cloud: Cloud
    engine: Engine
    secrets: frozenset[str]
    session: Session


_SHARED: list[_Shared] = []


def shared_session(cloud: Cloud, engine: Engine, secrets: Iterable[str] = ()) -> Session:
    """A session with this service, new or used before.

    Args:
        secrets: what must not be shown, besides the secrets of the cloud

    Raises:
        ConfigurationError: requests is not installed, or files for TLS cannot be used
    """
    process, hidden = os.getpid(), frozenset(secrets)
    for shared in _SHARED:
        # A process that was forked has no business with the connections of its parent.
        if (shared.process, shared.cloud, shared.engine, shared.secrets) == (process, cloud, engine, hidden):
            return shared.session
    session = Session(cloud, engine, hidden)
    _SHARED.append(_Shared(process, cloud, engine, hidden, session))
    return session
