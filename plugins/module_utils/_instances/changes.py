# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what there is to what is wanted: the requests, in order, or why it cannot be done.

Source: the pages of both references on names, specifications, storage, read replicas and ports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .._engines import TAURUSDB
from .._errors import ConfigurationError
from .desired import Desired
from .instance import Instance

# How early a read replica takes over from a failed primary: 1 is first, 16 last. Those that a creation makes have 1.
_PRIORITY = 1


@dataclass(frozen=True)
class Change:
    """One request that changes an instance.

    Attributes:
        option: whose value it brings about
        title: what it does, for progress and results
        method, path, body: the request
        before, after: the values
    """

    option: str
    title: str
    method: str
    path: str
    body: Mapping[str, Any] = field(repr=False)
    before: Any
    after: Any


def plan_changes(desired: Desired, instance: Instance) -> list[Change]:
    """The requests that make the instance what is desired, in the order in which to send them.

    Storage comes first, since a full instance takes nothing else; then the name, which needs nothing; then the flavor,
    so that read replicas are created with the new one; the port last, as it cuts all connections. What the API does not
    show is left alone.

    Raises:
        ConfigurationError: something is different that cannot be changed; everything of that kind is named
    """
    problems = list(_impossible(desired, instance))
    if problems:
        raise ConfigurationError(f"{_name(instance)} cannot be changed as requested. {' '.join(problems)}")
    return list(_changes(desired, instance))


def _impossible(desired: Desired, instance: Instance) -> Iterator[str]:
    size, wanted = instance.volume_size, desired.volume_size
    if size is not None and wanted is not None and wanted < size:
        yield (
            f"volume_size: it has {size} GB, {wanted} GB were requested, and storage cannot shrink. Set it to {size} or"
            " more, or leave it out."
        )
    replicas, asked = instance.replicas, desired.replicas
    if replicas is not None and asked is not None and asked < replicas:
        nodes = [node for node in instance.nodes or () if node.get("type") == "slave"]
        listed = ", ".join(f"{node.get('id')} ({node.get('name')})" for node in nodes)
        excess = replicas - asked
        if asked:
            removal = f"which {'one' if excess == 1 else f'{excess} of them'} to remove"
        else:
            removal = f"whether to remove {'it' if replicas == 1 else 'them'}"
        yield (
            f"replicas: it has {replicas}, {asked} {'was' if asked == 1 else 'were'} requested, and {removal} is for a"
            f" person to decide. Send DELETE /instances/{instance.id}/nodes/NODE_ID with otc.gaussdb.gaussdb_request,"
            f" where NODE_ID is one of {listed}; or set replicas to {replicas} or more."
        )


def _changes(desired: Desired, instance: Instance) -> Iterator[Change]:
    path = f"/instances/{instance.id}"
    body: Mapping[str, Any]
    is_taurusdb = desired.engine is TAURUSDB
    name = _name(instance)
    size, wanted = instance.volume_size, desired.volume_size
    if size is not None and wanted is not None and wanted > size:
        title = f"enlarge the storage of {name} from {size} to {wanted} GB"
        yield Change("volume_size", title, "POST", f"{path}/action", {"enlarge_volume": {"size": wanted}}, size, wanted)
    # An instance that was chosen by its name has another one only if it was renamed meanwhile, which is not undone.
    is_renamed = desired.instance_id is not None and desired.name != instance.name
    if desired.name and instance.name is not None and is_renamed:
        title, body = f"rename {name} to {desired.name}", {"name": desired.name}
        yield Change("name", title, "PUT", f"{path}/name", body, instance.name, desired.name)
    if desired.flavor and instance.flavor is not None and desired.flavor != instance.flavor:
        title = f"change the flavor of {name} from {instance.flavor} to {desired.flavor}"
        if is_taurusdb:
            method, tail, body = "POST", "action", {"resize_flavor": {"spec_code": desired.flavor}}
        else:
            method, tail, body = "PUT", "flavor", {"flavor_ref": desired.flavor}
        yield Change("flavor", title, method, f"{path}/{tail}", body, instance.flavor, desired.flavor)
    replicas, asked = instance.replicas, desired.replicas
    if replicas is not None and asked is not None and asked > replicas:
        missing = asked - replicas
        title = f"add {missing} read {'replica' if missing == 1 else 'replicas'} to {name}"
        body = {"priorities": [_PRIORITY] * missing}
        yield Change("replicas", title, "POST", f"{path}/nodes/enlarge", body, replicas, asked)
    if desired.port is not None and instance.port is not None and desired.port != instance.port:
        title = f"change the port of {name} from {instance.port} to {desired.port}"
        yield Change("port", title, "PUT", f"{path}/port", {"port": desired.port}, instance.port, desired.port)


def _name(instance: Instance) -> str:
    return instance.name or instance.id
