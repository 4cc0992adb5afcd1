# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The instances of one engine in one project: read page by page, found by name or ID.

Source: "Querying DB Instances" of both references and "Querying Details of a DB Instance" of TaurusDB's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from .._engines import TAURUSDB, Engine
from .._errors import BadResponseError, RefusedError
from .._support.paging import PAGE, Paging, parse_count
from .instance import Instance


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

    def all(self) -> list[Instance]:
        """Every instance, in the API's order. Of TaurusDB, without nodes.

        Raises:
            GaussDBError: any kind
        """
        return self._listed({})

    def named(self, name: str) -> list[Instance]:
        """The instances of exactly that name: there may be several.

        Raises:
            GaussDBError: any kind
        """
        # A leading asterisk would match anywhere in the name.
        return [] if name.startswith("*") else [found for found in self._listed({"name": name}) if found.name == name]

    def get(self, instance_id: str) -> Instance | None:
        """The instance with that ID, or None.

        Raises:
            GaussDBError: any kind
        """
        if instance_id.startswith("*"):
            return None
        return next((found for found in self._listed({"id": instance_id}) if found.id == instance_id), None)

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
            if error.status == 404:
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

    def _listed(self, filters: Mapping[str, str]) -> list[Instance]:
        paging = Paging()
        found: list[Instance] = []
        while not paging.is_over:
            raw, total = self._page(filters, paging.offset)
            entries = [Instance.from_api(self._engine.name, entry) for entry in raw if isinstance(entry, Mapping)]
            found += paging.take(entries, len(raw), total)
        return found

    def _page(self, filters: Mapping[str, str], offset: int) -> tuple[list[Any], int | None]:
        content = self._api.get("/instances", {**filters, "offset": offset, "limit": PAGE}, "instances").content
        raw = content.get("instances")
        if not isinstance(raw, list):
            raise BadResponseError(f"The {self._engine.title} API returned JSON without a list of instances.")
        return raw, parse_count(content.get("total_count"))
