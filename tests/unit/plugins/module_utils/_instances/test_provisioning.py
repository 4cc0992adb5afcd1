# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    GaussDBError,
    InstanceFailedError,
    InstanceNotFoundError,
    JobFailedError,
    RefusedError,
    ThrottledError,
    TimedOutError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._instances import provisioning as module
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.examples import (
    GAUSSDB_CREATION,
    PASSWORD,
    TAURUSDB_CREATION,
)
from ansible_collections.otc.gaussdb.tests.unit.plugins.module_utils._instances.world import (
    FAULTS,
    PRIMARY,
    Job,
    Killed,
    World,
    lost_request,
    lost_response,
    provisioning,
    raising,
    refused_connection,
)
from hypothesis import given, settings
from hypothesis import strategies as st

WANTED = {
    "gaussdb": {
        "name": "orders",
        "flavor": "small",
        "volume_size": 80,
        "port": 8635,
        "password": PASSWORD,
        "region": "eu-de",
        "creation": GAUSSDB_CREATION,
    },
    "taurusdb": {
        "name": "orders",
        "flavor": "small",
        "replicas": 1,
        "port": 3307,
        "password": PASSWORD,
        "region": "eu-de",
        "creation": TAURUSDB_CREATION,
    },
}
ENGINES = list(WANTED)


def run(world, lines=None, timeout=7200, **options):
    return provisioning(world, lines, timeout, **{**WANTED[world.engine], **options}).run()


def there(engine="gaussdb", **fields):
    """A world with the instance that is wanted, or one that differs in these fields."""
    world = World(engine)
    port = WANTED[engine]["port"]
    nodes = [PRIMARY, {"id": "n1", "name": "orders_node02", "type": "slave"}]
    world.add("a", "orders", **{"port": port, "nodes": nodes, **fields})
    return world


def kinds(world):
    return [kind for kind, _name in world.sent]


# Creating


def test_gaussdb_is_created_with_one_request_and_awaited():
    world, lines = World(), []
    record = run(world, lines)
    assert world.sent == [("create", "orders")]
    assert (record.instance.status, record.instance.port, record.before) == ("ACTIVE", 8635, None)
    assert [(step.change.title, step.state) for step in record.steps] == [("create orders", "done")]
    assert record.has_changed
    assert lines == ["create orders", "create orders: done"]


def test_taurusdb_is_created_and_then_gets_its_port():
    world = World("taurusdb")
    record = run(world)
    assert kinds(world) == ["create", "port"]
    assert (record.instance.port, record.instance.replicas) == (3307, 1)


def test_more_read_replicas_than_a_creation_makes_are_added():
    world = World("taurusdb")
    assert run(world, replicas=12).instance.replicas == 12
    assert kinds(world) == ["create", "replicas", "port"]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_second_run_changes_nothing_with_one_request(engine):
    world = World(engine)
    run(world)
    world.asked.clear()
    record = run(world)
    assert (record.has_changed, record.steps, world.asked) == (False, [], ["named orders"])


def test_a_body_that_the_reference_refuses_is_not_sent():
    world = World()
    with pytest.raises(ConfigurationError, match="password"):
        run(world, password="short")
    assert world.sent == []


def test_an_unknown_key_is_a_warning():
    assert len(run(World(), creation={**GAUSSDB_CREATION, "more": 1}).warnings) == 1


def test_a_creation_that_fails_is_an_error_and_is_not_tried_again():
    world = World(fails={"create"})
    with pytest.raises(JobFailedError):
        run(world)
    with pytest.raises(InstanceFailedError, match=r"status FAILED, .* state: absent"):
        run(world)
    assert kinds(world) == ["create"]


def test_an_instance_that_is_slow_to_appear_is_awaited():
    world = World(hidden_for=630.0)
    assert run(world).instance.is_ready
    assert kinds(world) == ["create"]


def test_an_instance_that_never_appears_is_an_error():
    world = World(hidden_for=9999.0)
    with pytest.raises(BadResponseError, match="create orders, but 1m 00s after that, state is still absent"):
        run(world)
    assert kinds(world) == ["create"]


def test_a_response_without_job_or_instance_is_enough(monkeypatch):
    world = World()
    send = world.send
    monkeypatch.setattr(world, "send", lambda *request: (send(*request) and []) or ([], None))
    assert run(world).instance.is_ready
    assert kinds(world) == ["create"]


# Changing


@pytest.mark.parametrize(
    ("engine", "options", "sent"),
    [
        ("gaussdb", {"flavor": "big"}, ["flavor"]),
        ("gaussdb", {"volume_size": 160}, ["volume_size"]),
        ("gaussdb", {"port": 8001}, ["port"]),
        ("gaussdb", {"name": "bills", "instance_id": "a"}, ["name"]),
        ("taurusdb", {"flavor": "big"}, ["flavor"]),
        ("taurusdb", {"replicas": 3}, ["replicas"]),
        ("taurusdb", {"port": 3308}, ["port"]),
        ("taurusdb", {"name": "bills", "instance_id": "a"}, ["name"]),
        ("gaussdb", {"flavor": "big", "volume_size": 160, "port": 8001}, ["volume_size", "flavor", "port"]),
    ],
)
def test_every_way_to_differ_is_one_request_each_awaited(engine, options, sent):
    world = there(engine)
    record = run(world, **options)
    assert kinds(world) == sent
    assert [step.state for step in record.steps] == ["done"] * len(sent)
    assert record.before.status == record.instance.status == "ACTIVE"
    assert not run(world, **options).has_changed


def test_each_change_is_reported():
    lines = []
    run(there(), lines, volume_size=160, flavor="big")
    assert lines == [
        "enlarge the storage of orders from 80 to 160 GB",
        "enlarge the storage of orders from 80 to 160 GB: done",
        "change the flavor of orders from small to big",
        "change the flavor of orders from small to big: done",
    ]


def test_what_cannot_be_changed_is_said_before_anything_is_sent():
    world = there()
    with pytest.raises(ConfigurationError, match="cannot shrink"):
        run(world, volume_size=40, port=8001)
    assert world.sent == []


def test_a_change_that_fails_is_an_error_with_what_was_done_before():
    world = there()
    world.fails = {"flavor"}
    run_ = provisioning(world, **{**WANTED["gaussdb"], "volume_size": 160, "flavor": "big", "port": 8001})
    with pytest.raises(JobFailedError):
        run_.run()
    assert [(step.change.option, step.state) for step in run_.record.steps] == [
        ("volume_size", "done"),
        ("flavor", "started"),
        ("port", "planned"),
    ]


def test_a_change_that_the_api_does_not_show_is_an_error_not_a_second_request(monkeypatch):
    world = there()
    forget = ("flavor", lambda: world.instances["a"].update(status="ACTIVE"))
    monkeypatch.setattr(world, "_effect", lambda *_arguments: forget)
    with pytest.raises(BadResponseError, match=r"change the flavor .* 1m 00s after that, flavor is still small"):
        run(world, flavor="big")
    assert kinds(world) == ["flavor"]


def test_an_unknown_id_is_an_error():
    with pytest.raises(InstanceNotFoundError, match="knows no instance b"):
        run(there(), instance_id="b")


def test_an_instance_that_a_single_look_does_not_show_is_still_there():
    world = there()

    def hidden(_work):
        world.sleep(0.1)

    world.faults[3] = raising(ConflictError("Busy.", status=409))
    world.faults[4] = hidden
    assert run(world, flavor="big").instance.flavor == "big"
    assert kinds(world) == ["flavor"]


def test_an_instance_that_is_deleted_while_it_is_created_is_an_error(monkeypatch):
    world = World("taurusdb")
    send = world.send

    def send_and_delete(*request):
        _job_ids, created = send(*request)
        world.jobs[-1].finish = world.instances.clear
        return ["unknown"], created

    monkeypatch.setattr(world, "send", send_and_delete)
    with pytest.raises(InstanceNotFoundError, match=r"orders \(id0\) was deleted while .* run the task again\.$"):
        run(world)
    assert kinds(world) == ["create"]


def test_an_instance_that_someone_else_renames_meanwhile_keeps_its_new_name():
    world = there("taurusdb", status="BUILD")
    world.begin("create", "a", lambda: world.instances["a"].update(status="ACTIVE", name="orders-old"))
    record = run(world)
    assert (record.instance.name, record.has_changed) == ("orders-old", False)


def test_an_instance_that_is_deleted_meanwhile_is_an_error():
    world = there()

    def gone(work):
        world.instances.clear()
        raise ConflictError("Busy.", status=409)

    world.faults[3] = gone
    with pytest.raises(InstanceNotFoundError, match="was deleted while"):
        run(world, flavor="big")


# Others at work


def test_gaussdb_being_created_by_another_run_is_awaited_by_its_job():
    world = World()
    world.send("POST", "/instances", {"name": "orders", "flavor_ref": "small", "volume": {"size": 80}, "port": 8635})
    record = run(world)
    assert not record.has_changed
    assert "follow 1" in world.asked
    assert kinds(world) == ["create"]


@pytest.mark.parametrize("lag", [0.0, 5.0, 50.0])
def test_an_instance_that_others_have_created_may_be_listed_late(lag):
    world, lines = World(), []
    world.send("POST", "/instances", {"name": "orders", "flavor_ref": "small", "volume": {"size": 80}, "port": 8635})
    world.instances["id0"]["visible_from"] = world.jobs[0].ends + lag
    assert run(world, lines).instance.is_ready
    assert kinds(world) == ["create"]


def test_an_instance_that_others_have_created_and_that_is_not_listed_is_not_created_again():
    world = World()
    world.send("POST", "/instances", {"name": "orders", "flavor_ref": "small"})
    world.instances["id0"]["visible_from"] = 9999.0
    with pytest.raises(BadResponseError, match="A job that creates orders has ended, but 1m 00s after that"):
        run(world)
    assert kinds(world) == ["create"]


def test_taurusdb_being_changed_is_awaited_by_its_status():
    world, lines = there("taurusdb"), []
    world.send("PUT", "/instances/a/port", {"port": 3999})
    run(world, lines)
    assert kinds(world) == ["port", "port"]
    assert lines[0] == "MODIFYING, waiting for ACTIVE"
    assert len(lines) < 15


def test_a_job_in_the_list_is_awaited_before_a_change_although_the_status_is_active():
    world = there()
    world.begin("backup", "a", lambda: None)
    run(world, flavor="big")
    assert world.asked.index("follow 1") < world.asked.index("PUT /instances/a/flavor")


def test_a_job_of_others_may_fail():
    world = there()
    world.fails = {"backup"}
    world.begin("backup", "a", lambda: None)
    assert run(world, flavor="big").has_changed


def test_a_creation_of_another_run_that_fails_is_an_error():
    world = World(hidden_for=0.0, fails={"create"})
    world.send("POST", "/instances", {"name": "orders", "flavor_ref": "small"})
    world.instances["id0"]["visible_from"] = 9999.0
    with pytest.raises(JobFailedError):
        run(world)
    assert kinds(world) == ["create"]


def test_a_conflict_is_waited_out_by_looking():
    world, lines = there(), []
    world.faults[3] = raising(ConflictError("Busy.", status=409, code="DBS.200019"))
    assert run(world, lines, flavor="big").instance.flavor == "big"
    assert kinds(world) == ["flavor"]
    assert "another operation is in the way, waiting: Busy." in lines


def test_the_timeout_ends_a_wait_for_others():
    world = there("taurusdb", status="UPGRADING")
    with pytest.raises(TimedOutError) as info:
        run(world, timeout=100)
    assert str(info.value) == (
        "orders was not ready within 100 s: no step of its own; last: UPGRADING, waiting for ACTIVE. What is under way"
        " continues; to resume, run the task again."
    )
    assert world.now <= 1101


@pytest.mark.parametrize("status", ["FAILED", "FROZEN", "STORAGE FULL"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_status_that_needs_a_person_is_an_error(engine, status):
    world = there(engine, status=status)
    with pytest.raises(InstanceFailedError, match=f"orders \\(a\\) has the status {status}"):
        run(world, flavor="big")
    assert world.sent == []


def test_a_full_instance_is_enlarged_first():
    world = there(status="STORAGE FULL")
    run(world, volume_size=160, flavor="big")
    assert kinds(world) == ["volume_size", "flavor"]


def test_an_enlarged_instance_may_stay_full_for_a_while(monkeypatch):
    world = there(status="STORAGE FULL")
    effect = world._effect

    def late_status(*request):
        kind, finish = effect(*request)

        def enlarge():
            finish()
            world.instances["a"]["status"] = "STORAGE FULL"
            at = world.now
            world.jobs.append(Job("status", "none", "", at + 20, lambda: world.instances["a"].update(status="ACTIVE")))

        return kind, enlarge

    monkeypatch.setattr(world, "_effect", late_status)
    record = run(world, volume_size=160)
    assert (record.instance.status, record.steps[0].state, kinds(world)) == ("ACTIVE", "done", ["volume_size"])


def test_an_enlarged_instance_that_stays_full_is_an_error(monkeypatch):
    world = there(status="STORAGE FULL")
    enlarge = ("volume_size", lambda: world.instances["a"].update(status="STORAGE FULL", volume={"size": 160}))
    monkeypatch.setattr(world, "_effect", lambda *_request: enlarge)
    with pytest.raises(InstanceFailedError, match="STORAGE FULL"):
        run(world, volume_size=160)
    assert kinds(world) == ["volume_size"]


@pytest.mark.parametrize("status", ["FAILED", "STORAGE FULL"])
def test_a_job_that_may_cure_an_instance_is_awaited_before_it_is_an_error(status):
    world = there(status=status)
    world.begin("restore", "a", lambda: world.instances["a"].update(status="ACTIVE"))
    assert run(world).instance.status == "ACTIVE"
    world = there(status=status)
    world.begin("backup", "a", lambda: None)
    with pytest.raises(InstanceFailedError):
        run(world)


def test_the_timeout_ends_a_wait_for_a_job():
    world = there()
    with pytest.raises(TimedOutError) as info:
        run(world, timeout=100, volume_size=160, flavor="big")
    assert str(info.value) == (
        "orders was not ready within 100 s: 0 of 2 steps done; last: waiting for job job0. What is under way continues;"
        " to resume, run the task again."
    )


def test_an_outage_before_a_long_conflict_does_not_count_towards_one_after_it():
    world = there()
    busy, lost = raising(ConflictError("Busy.", status=409)), refused_connection
    # A send that fails, one that is in conflict for longer than error_timeout, and one that fails again.
    sends = iter([lost, *[busy] * 40, lost])
    send = world.send

    def failing_send(*request):
        fault = next(sends, None)
        return send(*request) if fault is None else fault(None)

    world.send, lines = failing_send, []
    assert run(world, lines, flavor="big").instance.flavor == "big"
    assert lines.count("change the flavor of orders from small to big") == 1
    assert world.now > 1000 + world.duration + 300


@pytest.mark.parametrize("timeout", [1, 2, 3])
def test_nothing_is_sent_once_the_timeout_is_over(timeout):
    world = World()
    with pytest.raises(TimedOutError, match=f"orders was not ready within {timeout} s: 0 of 1 steps done"):
        run(world, timeout=timeout)
    assert world.sent == []


def test_the_status_matters_more_than_a_job_list_that_is_refused():
    world = there(status="FAILED")
    world.faults[2] = raising(ForbiddenError("Not yours."))
    with pytest.raises(InstanceFailedError):
        run(world)


def test_several_of_one_name_are_an_error_with_their_ids():
    world = there()
    world.add("b", "orders", status="BUILD")
    with pytest.raises(ConfigurationError, match=r"a \(ACTIVE\), b \(BUILD\)\. Choose one with instance_id"):
        run(world)
    assert not run(world, instance_id="a").has_changed


# Deleting


@pytest.mark.parametrize("engine", ENGINES)
def test_absent_already_is_no_change(engine):
    world = World(engine)
    assert not run(world, is_present=False).has_changed
    assert world.asked == ["named orders"]


@pytest.mark.parametrize("status", ["ACTIVE", "FAILED", "FROZEN", "STORAGE FULL"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_deletion_is_awaited_until_the_instance_has_left_the_list(engine, status):
    world = there(engine, status=status)
    world.lag = 200.0
    record = run(world, is_present=False)
    assert (kinds(world), record.instance, record.before.id) == (["delete"], None, "a")
    assert [step.state for step in record.steps] == ["done"]
    assert not run(world, is_present=False).has_changed


def test_a_deletion_by_another_run_is_awaited():
    world = there()
    world.send("DELETE", "/instances/a", None)
    assert not run(world, is_present=False).has_changed
    assert kinds(world) == ["delete"]


def test_what_is_deleted_already_but_still_in_the_list_is_awaited():
    world = there()
    world.lag = 100.0
    world.send("DELETE", "/instances/a", None)
    world.sleep(601)
    assert run(world, is_present=False).instance is None
    assert kinds(world) == ["delete"]


def test_a_deletion_that_is_refused_is_an_error():
    world = there()
    world.faults[3] = raising(RefusedError("Locked.", status=400))
    with pytest.raises(RefusedError):
        run(world, is_present=False)


def test_a_deletion_needs_no_creation():
    world = there()
    provisioning(world, name="orders", is_present=False).run()
    assert kinds(world) == ["delete"]


def test_deleting_an_unknown_id_is_no_change():
    assert not provisioning(there(), instance_id="b", is_present=False).run().has_changed


# Trouble with the API


@pytest.mark.parametrize("engine", ENGINES)
def test_a_lost_response_to_a_creation_is_resolved_by_looking(engine):
    world = World(engine, hidden_for=20.0)
    post = 4 if engine == "gaussdb" else 3
    world.faults[post] = lost_response
    record = run(world)
    assert world.asked[post - 1] == "POST /instances"
    assert kinds(world)[0] == "create"
    assert kinds(world).count("create") == 1
    assert record.steps[0].state == "done"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_request_that_was_lost_is_not_sent_again(engine):
    world = World(engine)
    world.faults[4 if engine == "gaussdb" else 3] = lost_request
    with pytest.raises(
        UnreachableError, match="It is unknown whether the request to create orders was carried out"
    ) as info:
        run(world)
    assert info.value.in_doubt
    assert world.sent == []
    assert run(world).has_changed
    assert kinds(world).count("create") == 1


@pytest.mark.parametrize(("engine", "options"), [("gaussdb", {"volume_size": 160}), ("taurusdb", {"replicas": 2})])
def test_a_lost_response_to_a_change_is_resolved_by_looking(engine, options):
    world = there(engine)
    world.faults[3 if engine == "gaussdb" else 2] = lost_response
    run(world, **options)
    assert kinds(world) == list(options)


def test_looking_for_a_lost_request_that_fails_leaves_it_in_doubt():
    world = there()
    world.faults[3] = lost_response
    world.faults[4] = raising(ForbiddenError("Not any more."))
    with pytest.raises(UnreachableError, match="checking for its effect failed: Not any more") as info:
        run(world, flavor="big")
    assert info.value.in_doubt


def test_an_outage_is_ridden_out():
    world = World()
    world.faults = dict.fromkeys((1, 2, 3, 5, 6, 9), refused_connection)
    assert run(world).instance.is_ready
    assert kinds(world) == ["create"]


def test_an_outage_ends_after_error_timeout():
    world = World()
    world.faults = dict.fromkeys(range(1, 200), refused_connection)
    with pytest.raises(UnreachableError):
        run(world)
    assert 1300 <= world.now < 1340


def test_throttling_is_waited_out_for_as_long_as_asked():
    world = World()
    world.faults[1] = raising(ThrottledError("Slow down.", retry_after=20.0))
    provisioning(world, **WANTED["gaussdb"]).preview()
    assert world.now >= 1020


def test_a_wrong_address_fails_within_seconds():
    world = World()
    error = UnreachableError("Unknown host.", first_contact=True)
    world.faults = {call: raising(error) for call in range(1, 20)}
    with pytest.raises(UnreachableError):
        run(world)
    assert world.now < 1010


def test_what_is_final_is_not_retried():
    world = World()
    world.faults[1] = raising(ForbiddenError("No."))
    with pytest.raises(ForbiddenError):
        run(world)
    assert world.calls == 1


# Without waiting


def test_without_waiting_a_creation_returns_its_jobs():
    world = World()
    record = provisioning(world, **WANTED["gaussdb"]).start()
    assert (record.job_ids, record.has_changed, record.before) == (["job0"], True, None)
    assert (record.instance.id, record.instance.status) == ("id0", "BUILD")
    assert [step.state for step in record.steps] == ["started"]


def test_without_waiting_only_the_first_change_is_sent():
    world = there()
    record = provisioning(world, **{**WANTED["gaussdb"], "flavor": "big", "volume_size": 160}).start()
    assert kinds(world) == ["volume_size"]
    assert [(step.change.option, step.state) for step in record.steps] == [
        ("volume_size", "started"),
        ("flavor", "planned"),
    ]


def test_without_waiting_what_is_under_way_is_returned_and_nothing_is_sent():
    world = World()
    provisioning(world, **WANTED["gaussdb"]).start()
    record = provisioning(world, **{**WANTED["gaussdb"], "flavor": "big"}).start()
    assert (record.job_ids, record.has_changed) == (["job0"], False)
    assert kinds(world) == ["create"]
    world.sleep(600)
    assert provisioning(world, **WANTED["gaussdb"]).start().job_ids == []


def test_without_waiting_a_conflict_is_an_error():
    world = there()
    world.faults[3] = raising(ConflictError("Busy.", status=409))
    with pytest.raises(ConflictError):
        provisioning(world, **{**WANTED["gaussdb"], "flavor": "big"}).start()


# Check mode


@pytest.mark.parametrize("engine", ENGINES)
def test_a_preview_looks_and_sends_nothing(engine):
    for world in (World(engine), there(engine), there(engine, status="MODIFYING")):
        record = provisioning(world, **{**WANTED[engine], "flavor": "big"}).preview()
        assert world.sent == []
        assert world.asked == ["named orders"]
        assert [step.state for step in record.steps] == ["planned"]


def test_a_preview_checks_the_creation():
    with pytest.raises(ConfigurationError):
        provisioning(World(), name="orders").preview()


# Killed at any moment


@settings(max_examples=400, deadline=None)
@given(
    engine=st.sampled_from(ENGINES),
    hidden_for=st.sampled_from([0.0, 1.0, 2.9]),
    lag=st.sampled_from([0.0, 45.0]),
    faults=st.dictionaries(st.integers(1, 60), st.sampled_from(sorted(FAULTS)), max_size=12),
    restarts=st.lists(st.sampled_from([0.0, 1.0, 300.0, 900.0]), max_size=8),
    changes=st.booleans(),
)
def test_killed_or_cut_off_at_any_moment_and_run_again_nothing_is_done_twice(
    engine, hidden_for, lag, faults, restarts, changes
):
    world = World(engine, hidden_for=hidden_for, lag=lag)
    world.faults = {call: FAULTS[name] for call, name in faults.items()}
    options = {"port": 8001 if engine == "gaussdb" else 3308, **({"flavor": "small"} if not changes else {})}

    def again(**extra):
        pauses = list(restarts)
        while True:
            try:
                return run(world, **{**options, **extra})
            except (Killed, GaussDBError):
                world.sleep(pauses.pop(0) if pauses else 0.0)

    assert again().instance.is_ready
    assert kinds(world).count("create") == 1
    if changes:
        larger = {"volume_size": 160} if engine == "gaussdb" else {"replicas": 3}
        assert again(flavor="big", **larger).instance.flavor == "big"
    assert sorted(kinds(world)) == sorted(set(kinds(world)))
    again(is_present=False)
    assert kinds(world).count("delete") == 1
    assert len(world.instances) == 1


def test_the_pause_before_a_creation_is_what_makes_it_safe(monkeypatch):
    monkeypatch.setattr(module, "SETTLE", 0.0)
    world = World("taurusdb", hidden_for=1.0)
    world.faults[3] = FAULTS["killed_after"]
    with pytest.raises(Killed):
        run(world)
    run(world)
    assert kinds(world).count("create") == 2


def test_an_instance_in_the_list_whose_details_are_not_there_yet_is_not_created_again(monkeypatch):
    world = there("taurusdb", status="BUILD")
    begin = world.now
    world.begin("create", "a", lambda: world.instances["a"].update(status="ACTIVE"))
    monkeypatch.setattr(
        World, "with_nodes", lambda self, instance: replace(instance, lacks_details=self.now - begin <= 30)
    )
    record = run(world)
    assert world.sent == []
    assert (record.has_changed, record.instance.status) == (False, "ACTIVE")


@pytest.mark.parametrize(
    ("options", "waiting_for"),
    [
        ({}, "waiting for them"),
        ({"is_present": False}, "waiting for them, or for it to leave the list of instances"),
    ],
)
def test_details_that_are_never_found_are_what_the_timeout_names(monkeypatch, options, waiting_for):
    world, lines = there("taurusdb"), []
    monkeypatch.setattr(World, "with_nodes", lambda self, instance: replace(instance, lacks_details=True))
    with pytest.raises(TimedOutError) as info:
        run(world, lines, timeout=100, **options)
    line = f"listed as ACTIVE, but the API does not find its details, {waiting_for}"
    assert f"last: {line}." in str(info.value)
    assert lines[0] == line
    assert world.sent == []


def test_a_status_that_the_api_leaves_out_is_said_to_be_missing():
    with pytest.raises(TimedOutError, match="last: no status, waiting for ACTIVE"):
        run(there("taurusdb", status=""), timeout=100)


def test_a_deletion_is_awaited_until_the_list_shows_the_instance_no_more(monkeypatch):
    world = there("taurusdb")
    world.lag = 40.0
    monkeypatch.setattr(World, "with_nodes", lambda self, instance: replace(instance, lacks_details=bool(self.sent)))
    record = run(world, is_present=False)
    assert kinds(world) == ["delete"]
    assert record.instance is None
    assert world.instances["a"]["gone_from"] <= world.now
