# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._engines import GAUSSDB, TAURUSDB
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import BadResponseError, RefusedError
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.instances import Instances
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.examples import (
    GAUSSDB_ENTRY,
    TAURUSDB_DETAILS,
    TAURUSDB_ENTRY,
    TAURUSDB_ID,
)


class Response:
    def __init__(self, content):
        self.content = content


class Api:
    """Answers each GET with the next of the payloads, and notes what was asked."""

    def __init__(self, *payloads):
        self.payloads = list(payloads)
        self.asked = []

    def get(self, path, params, key):
        assert key in ("instance", "instances")
        self.asked.append((path, dict(params)))
        payload = self.payloads.pop(0)
        if isinstance(payload, Exception):
            raise payload
        return Response(payload)


def page(*entries, total=None):
    return {"instances": list(entries), **({} if total is None else {"total_count": total})}


def unknown(code):
    return RefusedError("No such instance.", status=404, code=code, is_about_unknown=True)


def all_of(api):
    """Every instance, without a warning."""
    warnings = []
    found = Instances(api, GAUSSDB).all(warnings.append)
    assert warnings == []
    return found


def numbered(first, last):
    return [{"id": f"id{number}", "name": "orders"} for number in range(first, last)]


def test_by_name_takes_one_request():
    api = Api(page(GAUSSDB_ENTRY, total=1))
    (found,) = Instances(api, GAUSSDB).named("orders")
    assert (found.name, found.status) == ("orders", "ACTIVE")
    assert api.asked == [("/instances", {"name": "orders", "offset": 0, "limit": 100})]


def test_a_name_that_matches_in_part_only_does_not_count():
    api = Api(page(GAUSSDB_ENTRY, {**GAUSSDB_ENTRY, "id": "b", "name": "orders-2"}, total=2))
    assert [found.name for found in Instances(api, GAUSSDB).named("orders")] == ["orders"]


def test_names_need_not_be_unique():
    api = Api(page(GAUSSDB_ENTRY, {**GAUSSDB_ENTRY, "id": "b"}, total=2))
    assert [found.id for found in Instances(api, GAUSSDB).named("orders")] == [GAUSSDB_ENTRY["id"], "b"]


@pytest.mark.parametrize("ask", ["named", "get"])
def test_an_asterisk_is_not_sent_as_it_would_match_anywhere(ask):
    api = Api()
    assert not getattr(Instances(api, GAUSSDB), ask)("*orders")
    assert api.asked == []


def test_by_id():
    api = Api(page(TAURUSDB_ENTRY, total=1), page(total=0))
    instances = Instances(api, TAURUSDB)
    assert instances.get(TAURUSDB_ID).name == "sessions"
    assert instances.get("other") is None


def test_all_is_read_page_by_page_until_there_are_as_many_as_the_api_says():
    api = Api(
        page(*numbered(0, 100), total=250), page(*numbered(99, 199), total=250), page(*numbered(198, 250), total=250)
    )
    assert len(all_of(api)) == 250
    assert [params["offset"] for _path, params in api.asked] == [0, 99, 198]


def test_an_instance_that_is_deleted_between_two_pages_hides_no_other():
    left = [entry for entry in numbered(0, 101) if entry["id"] != "id50"]
    api = Api(page(*numbered(0, 100), total=101), page(*left[99:], total=100), page(*left, total=100))
    assert [found.id for found in all_of(api)][-1] == "id100"
    assert [params["offset"] for _path, params in api.asked] == [0, 99, 0]


def test_a_page_that_is_shorter_than_asked_for_is_not_the_last_if_the_api_says_so():
    api = Api(page(*numbered(0, 50), total=70), page(*numbered(49, 70), total=70))
    assert len(all_of(api)) == 70


@pytest.mark.parametrize("total", [None, "many"])
def test_without_a_count_a_short_page_is_the_last(total):
    api = Api(page(*numbered(0, 100), total=total), page(*numbered(99, 101), total=total))
    assert len(all_of(api)) == 101


def test_an_instance_that_comes_twice_counts_once():
    api = Api(page(*numbered(0, 100), total=102), page(*numbered(98, 101), total=102))
    assert len(Instances(api, GAUSSDB).all(str)) == 101


def test_a_server_that_does_not_understand_the_offset_does_not_hold_it_up():
    api = Api(page(*numbered(0, 100), total=300), page(*numbered(0, 100), total=300))
    assert len(Instances(api, GAUSSDB).all(str)) == 100


@pytest.mark.parametrize(
    "seen",
    [
        page(total=1),
        page(None, total=1),
        page({key: value for key, value in GAUSSDB_ENTRY.items() if key != "name"}, total=1),
        page({**GAUSSDB_ENTRY, "name": " "}),
        page({key: value for key, value in GAUSSDB_ENTRY.items() if key != "id"}, total=1),
        page({**GAUSSDB_ENTRY, "id": "../backups"}, total=1),
    ],
)
def test_an_illegible_list_does_not_mean_that_there_is_no_instance(seen):
    with pytest.raises(BadResponseError, match="asked for the instance with the name orders"):
        Instances(Api(seen, seen), GAUSSDB).named("orders")


def test_a_deletion_is_not_believed_of_an_illegible_list():
    with pytest.raises(BadResponseError, match="asked for the instance with the ID a"):
        Instances(Api(page(total=1), page(total=1)), GAUSSDB).get("a")


def test_what_is_found_counts_even_if_the_api_counts_more():
    api = Api(page(GAUSSDB_ENTRY, total=9), page(GAUSSDB_ENTRY, total=9))
    assert len(Instances(api, GAUSSDB).named("orders")) == 1


def test_blanks_around_name_and_status_do_not_count():
    api = Api(page({**GAUSSDB_ENTRY, "name": " orders", "status": "ACTIVE "}, total=1))
    (found,) = Instances(api, GAUSSDB).named("orders")
    assert found.is_ready


@pytest.mark.parametrize("total", [float("inf"), float("nan"), [], {}, "1e9"])
def test_a_count_that_is_none_is_not_counted_on(total):
    api = Api(page(GAUSSDB_ENTRY, total=total))
    assert len(Instances(api, GAUSSDB).named("orders")) == 1


def test_a_list_that_is_shorter_than_the_api_says_is_a_warning():
    warnings = []
    api = Api(page(*numbered(0, 3), total=5), page(*numbered(2, 3), total=5))
    assert len(Instances(api, GAUSSDB).all(warnings.append)) == 3
    assert warnings == ["The API counts 5 instances but listed only 3: the list may be incomplete."]


def test_json_without_a_list_is_an_error():
    with pytest.raises(BadResponseError, match="without a list of instances"):
        all_of(Api({"instances": None}))


def test_gaussdbs_list_has_nodes_already():
    api = Api(page(GAUSSDB_ENTRY, total=1))
    instances = Instances(api, GAUSSDB)
    found = instances.named("orders")[0]
    assert instances.with_nodes(found) is found


def test_taurusdbs_nodes_take_another_request():
    api = Api(page(TAURUSDB_ENTRY, total=1), {"instance": TAURUSDB_DETAILS})
    instances = Instances(api, TAURUSDB)
    detailed = instances.with_nodes(instances.get(TAURUSDB_ID))
    assert (detailed.replicas, detailed.as_dict()["volume"]["size"]) == (1, 100)
    assert api.asked[1] == (f"/instances/{TAURUSDB_ID}", {})


def test_an_instance_that_is_listed_but_has_no_details_is_there_but_not_ready():
    api = Api(page(TAURUSDB_ENTRY, total=1), unknown("DBS.201028"))
    instances = Instances(api, TAURUSDB)
    found = instances.with_nodes(instances.get(TAURUSDB_ID))
    assert (found.status, found.lacks_details, found.is_ready) == ("ACTIVE", True, False)
    shown = found.as_dict()
    assert (shown["status"], shown["ready"], shown["nodes"], shown["replicas"]) == ("ACTIVE", False, None, None)


def test_a_path_that_the_gateway_does_not_know_is_an_error():
    api = Api(page(TAURUSDB_ENTRY, total=1), RefusedError("No such path.", status=404, code="APIGW.0101"))
    instances = Instances(api, TAURUSDB)
    with pytest.raises(RefusedError):
        instances.with_nodes(instances.get(TAURUSDB_ID))


def test_another_refusal_is_an_error():
    api = Api(page(TAURUSDB_ENTRY, total=1), RefusedError("Parameter error.", status=400, code="DBS.280001"))
    instances = Instances(api, TAURUSDB)
    with pytest.raises(RefusedError):
        instances.with_nodes(instances.get(TAURUSDB_ID))


@pytest.mark.parametrize("details", [{}, {"instance": []}, {"instance": {"id": "another"}}])
def test_details_that_are_not_of_this_instance_are_an_error(details):
    api = Api(page(TAURUSDB_ENTRY, total=1), details)
    instances = Instances(api, TAURUSDB)
    with pytest.raises(BadResponseError):
        instances.with_nodes(instances.get(TAURUSDB_ID))
