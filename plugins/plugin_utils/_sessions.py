# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sessions that outlive a task's item: a worker process signs in once for all items of a loop.

They are in the memory of this process only, and end with it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..module_utils._cloud.cloud import Cloud
from ..module_utils._engines import ENGINES, Engine
from ..module_utils._errors import ConfigurationError
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


def session_for_each(
    engines: Iterable[str],
    endpoint: str | None,
    cloud: Callable[[Engine], Cloud],
    session: Callable[[Engine], Session],
) -> dict[str, Session]:
    """A session for each engine, by its name. They share one sign-in.

    Args:
        engines: names, which may repeat
        endpoint: the option, which is the URL of one engine's API
        cloud: who signs in, and where, for an engine
        session: makes the first session

    Raises:
        ConfigurationError: an endpoint is given for two engines
    """
    names = list(dict.fromkeys(engines))
    if len(names) > 1 and endpoint:
        raise ConfigurationError(
            "endpoint: it is the URL of one engine's API, but job_id has jobs of both engines. Leave it out, or"
            " separate the jobs by engine."
        )
    if not names:
        return {}
    signed_in = session(ENGINES[names[0]])
    others = {name: signed_in.with_engine(cloud(ENGINES[name]), ENGINES[name]) for name in names[1:]}
    return {names[0]: signed_in, **others}
