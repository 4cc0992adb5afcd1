# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What gaussdb_instance_info does, on the controller and on a host alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .._engines import ENGINES, Engine
from .._errors import ConfigurationError
from .._session.session import Session
from .._support.bounded import with_retries
from .._support.text import is_empty
from .desired import Desired
from .instance import Instance
from .service import SessionService

Result = TypeVar("Result")

NOTHING: Mapping[str, Any] = {"instances": []}


def instance_info(options: Mapping[str, Any], open_session: Callable[[Engine], Session]) -> dict[str, Any]:
    """The documented result: instances by name, by ID, or all.

    Raises:
        GaussDBError: any kind
    """
    engine = ENGINES[options["engine"]]
    name, instance_id = options["name"], options["instance_id"]
    for option, other in (("name", instance_id), ("instance_id", name)):
        if options[option] is not None and is_empty(options[option]):
            rest = "list all instances" if other is None else "use the other option"
            raise ConfigurationError(
                f"{option} is empty. Was the task that provides it skipped? To {rest}, leave out {option}."
            )
    if name is not None and instance_id is not None:
        raise ConfigurationError(
            "name and instance_id are mutually exclusive. Pass one of them, or neither to list all instances."
        )
    if name is not None or instance_id is not None:
        Desired(engine, name=name, instance_id=instance_id, is_present=False).check()
    service = SessionService(open_session(engine), engine)
    if name is None and instance_id is None:
        warnings: list[str] = []
        every = _asked(lambda: service.all(warnings.append))
        return {"instances": [each.as_dict() for each in every], **({"warnings": warnings} if warnings else {})}
    if name is not None:
        found = _asked(lambda: service.named(name))
    else:
        found = [each for each in [_asked(lambda: service.get(instance_id))] if each is not None]
    instances = [_detailed(service, each).as_dict() for each in found]
    return {"instances": instances, "instance": instances[0] if len(instances) == 1 else None}


def _detailed(service: SessionService, instance: Instance) -> Instance:
    return _asked(lambda: service.with_nodes(instance))


def _asked(ask: Callable[[], Result]) -> Result:
    return with_retries(ask, time.monotonic, time.sleep)
