# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The instances of one engine in one project: read page by page, found by name or ID.

Source: "Querying DB Instances" of both references and "Querying Details of a DB Instance" of TaurusDB's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from .._engines import TAURUSDB, Engine
from .._errors import BadResponseError, RefusedError
from .._support.paging import PAGE, Paging, parse_count
from .instance import Instance

# What can stand in a path. With any other ID, or none, a request would go elsewhere.
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*", re.ASCII)


@dataclass(frozen=True)
class _Listing:
    """What the list shows.

    Attributes:
        instances: those that could be read
        total: how many the API counts, None if it does not say
        is_legible: whether every record could be read
    """

    instances: list[Instance]
    total: int | None
    is_legible: bool


class Response(Protocol):
    """A successful response."""

    @property
    def content(self) -> Mapping[str, Any]:
        """Its JSON object."""


class Api(Protocol):
    """A session with the service, as far as it is needed here."""

    def get(self, path: str, params: Mapping[str, Any], key: str) -> Response:
        """GET a path below the project, whose payload has to have this key. Raises GaussDBError."""


class Instances:
    """Looks at instances."""

    def __init__(self, api: Api, engine: Engine) -> None:
        self._api = api
        self._engine = engine

    def all(self, warn: Callable[[str], object]) -> list[Instance]:
        """Every instance, in the API's order. Of TaurusDB, without nodes.

        Args:
            warn: is told if the list may be incomplete

        Raises:
            GaussDBError: any kind
        """
        listing = self._listed({})
        listed = len(listing.instances)
        if listing.total is not None and listed < listing.total:
            warn(f"The API counts {listing.total} instances but listed only {listed}: the list may be incomplete.")
        return listing.instances

    def named(self, name: str) -> list[Instance]:
        """The instances of exactly that name: there may be several.

        Raises:
            GaussDBError: any kind
        """
        # A leading asterisk would match anywhere in the name.
        return [] if name.startswith("*") else self._sought("name", name)

    def get(self, instance_id: str) -> Instance | None:
        """The instance with that ID, or None.

        Raises:
            GaussDBError: any kind
        """
        return None if instance_id.startswith("*") else next(iter(self._sought("id", instance_id)), None)

    def with_nodes(self, instance: Instance) -> Instance:
        """The instance with its nodes, which TaurusDB shows on a page of their own.

        Pages need not agree while an instance is created or deleted. As long as the list has it, it exists: if it were
        taken for gone, a second one would be created. Without that page, it is not ready.

        Raises:
            GaussDBError: any kind
        """
        if self._engine is not TAURUSDB:
            return instance
        try:
            content = self._api.get(f"/instances/{instance.id}", {}, "instance").content
        except RefusedError as error:
            if error.is_about_unknown:
                return replace(instance, lacks_details=True)
            raise
        raw = content.get("instance")
        if not isinstance(raw, Mapping) or not raw:
            raise BadResponseError(
                f"The {self._engine.title} API returned no instance when asked for the details of {instance.id}."
            )
        details = Instance.from_api(self._engine.name, raw)
        if details.id not in ("", instance.id):
            raise BadResponseError(
                f"The {self._engine.title} API returned another instance than {instance.id} when asked for its details."
            )
        return instance.with_details(replace(details, fields={**details.fields, "id": instance.id}))

    def _sought(self, key: str, value: str) -> list[Instance]:
        """The instances with this ``id`` or ``name``.

        An empty result has consequences: an instance is created, or its deletion counts as done. So it is trusted only
        if the list does not contradict itself.
        """
        listing = self._listed({key: value})
        found = [each for each in listing.instances if getattr(each, key) == value]
        is_certain = listing.is_legible and (listing.total is None or len(listing.instances) >= listing.total)
        if not (found or is_certain) or not all(_ID.fullmatch(each.id) for each in found):
            by = "ID" if key == "id" else key
            raise BadResponseError(
                f"The {self._engine.title} API returned a list with missing records, IDs or names when asked for the"
                f" instance with the {by} {value}."
            )
        return found

    def _listed(self, filters: Mapping[str, str]) -> _Listing:
        paging = Paging()
        found: list[Instance] = []
        least: int | None = None
        is_legible = True
        while not paging.is_over:
            raw, total = self._page(filters, paging.offset)
            entries = [Instance.from_api(self._engine.name, entry) for entry in raw if isinstance(entry, Mapping)]
            is_legible = is_legible and len(entries) == len(raw) and all(each.id and each.name for each in entries)
            # What leaves the list while it is read is not missing.
            least = min((count for count in (least, total) if count is not None), default=None)
            found += paging.take(entries, len(raw), total)
        return _Listing(found, least, is_legible)

    def _page(self, filters: Mapping[str, str], offset: int) -> tuple[list[Any], int | None]:
        content = self._api.get("/instances", {**filters, "offset": offset, "limit": PAGE}, "instances").content
        raw = content.get("instances")
        if not isinstance(raw, list):
            raise BadResponseError(f"The {self._engine.title} API returned JSON without a list of instances.")
        return raw, parse_count(content.get("total_count"))
