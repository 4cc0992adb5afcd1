# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A service in memory, with a clock of its own, that can fail or be cut off at each call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.otc.gaussdb.plugins.module_utils._engines import ENGINES
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    ConflictError,
    GaussDBError,
    JobFailedError,
    JobNotFoundError,
    RefusedError,
    TimedOutError,
    UnreachableError,
)
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.desired import Desired
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.instance import Instance
from ansible_collections.otc.gaussdb.plugins.module_utils._instances.provisioning import Patience, Provisioning

PRIMARY = {"id": "n0", "name": "orders_node01", "type": "master"}


class Killed(BaseException):
    """The process ends here, without a word."""


@dataclass
class Job:
    """A job of the service: what it does to an instance when it ends."""

    id: str
    instance_id: str
    kind: str
    ends: float
    finish: Callable[[], None]
    fails: bool = False
    is_over: bool = False


@dataclass
class World:
    """The service, and the time that passes.

    Attributes:
        instances: fields by ID, as the API has them
        hidden_for: seconds for which a new instance or job is not visible yet
        lag: seconds for which a deleted instance stays in the list
        duration: seconds that jobs take
        fails: kinds of jobs that fail
        shows_jobs: whether jobs under way can be listed
        sent: every request that took effect, in order
        faults: what happens at each call, by its number: called with the call's work
    """

    engine: str = "gaussdb"
    now: float = 1000.0
    instances: dict[str, dict[str, Any]] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    hidden_for: float = 0.0
    lag: float = 0.0
    duration: float = 600.0
    fails: set[str] = field(default_factory=set)
    sent: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    faults: dict[int, Callable[[Callable[[], Any]], Any]] = field(default_factory=dict)
    calls: int = 0

    # What the API offers

    def named(self, name: str) -> list[Instance]:
        return self._call(f"named {name}", lambda: [found for found in self._visible() if found.name == name])

    def get(self, instance_id: str) -> Instance | None:
        return self._call(
            f"get {instance_id}", lambda: next((found for found in self._visible() if found.id == instance_id), None)
        )

    def with_nodes(self, instance: Instance) -> Instance:
        return instance

    def jobs_of(self, instance_id: str) -> list[str]:
        if self.engine == "taurusdb":
            return []
        return self._call("jobs", lambda: [job.id for job in self._under_way() if job.instance_id == instance_id])

    def creations_of(self, name: str) -> list[str]:
        if self.engine == "taurusdb":
            return []

        def creations() -> list[str]:
            jobs = [job for job in self._under_way() if job.kind == "create"]
            return [job.id for job in jobs if self.instances[job.instance_id]["name"] == name]

        return self._call("creations", creations)

    def send(self, method: str, path: str, body: Mapping[str, Any] | None) -> tuple[list[str], Instance | None]:
        return self._call(f"{method} {path}", lambda: self._carried_out(method, path, body or {}))

    def follow(self, job_ids: Sequence[str], seconds: float) -> GaussDBError | None:
        def followed() -> GaussDBError | None:
            jobs = [job for job in self.jobs if job.id in job_ids]
            if len(jobs) < len(job_ids):
                return JobNotFoundError("Unknown.")
            ends = max([job.ends for job in jobs], default=self.now)
            if ends > self.now + seconds:
                self.sleep(seconds)
                return TimedOutError("Not ended.")
            self.sleep(max(0.0, ends - self.now))
            return JobFailedError("Out of luck.") if any(job.fails for job in jobs) else None

        return self._call(f"follow {len(job_ids)}", followed)

    # Time

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds
        for job in self.jobs:
            if not job.is_over and job.ends <= self.now:
                job.is_over = True
                job.finish()

    # What happens inside

    def add(self, instance_id: str, name: str, **fields: Any) -> None:
        self.instances[instance_id] = {
            "id": instance_id,
            "name": name,
            "status": "ACTIVE",
            "port": 8000 if self.engine == "gaussdb" else 3306,
            "flavor_ref": "small",
            "volume": {"type": "ULTRAHIGH", "size": 80},
            "nodes": [PRIMARY],
            **fields,
        }

    def begin(self, kind: str, instance_id: str, finish: Callable[[], None]) -> Job:
        fails = kind in self.fails
        job = Job(f"job{len(self.jobs)}", instance_id, kind, self.now + self.duration, finish, fails)
        self.jobs.append(job)
        return job

    def _carried_out(self, method: str, path: str, body: Mapping[str, Any]) -> tuple[list[str], Instance | None]:
        parts = path.split("/")[2:]
        if method == "POST" and not parts:
            instance_id = f"id{len(self.instances)}"
            self.sent.append(("create", body["name"]))
            self.add(instance_id, body["name"], status="BUILD", visible_from=self.now + self.hidden_for)
            fields = self.instances[instance_id]
            fields.update(flavor_ref=body["flavor_ref"], volume=body.get("volume", {}))
            fields["port"] = body.get("port", fields["port"])
            replicas = [{"id": f"n{number}", "type": "slave"} for number in range(body.get("slave_count", 0))]
            fields["nodes"] = [PRIMARY, *replicas]
            status = "FAILED" if "create" in self.fails else "ACTIVE"
            job = self.begin("create", instance_id, lambda: fields.update(status=status))
            return [job.id], Instance.from_api(self.engine, fields)
        instance = self.instances[parts[0]]
        if "gone_from" in instance:
            raise RefusedError("No such instance.", status=404, code="DBS.201028", is_about_unknown=True)
        is_busy = any(job.instance_id == parts[0] and not job.is_over for job in self.jobs)
        if is_busy or instance["status"] == "BUILD":
            raise ConflictError("Another operation is in progress.", status=409, code="DBS.200019")
        kind, effect = self._effect(method, parts, body, instance)
        self.sent.append((kind, parts[0]))
        if kind != "delete":
            instance["status"] = "MODIFYING"
        return [self.begin(kind, parts[0], effect).id], None

    def _effect(
        self, method: str, parts: list[str], body: Mapping[str, Any], instance: dict[str, Any]
    ) -> tuple[str, Callable[[], None]]:
        def change(**fields: Any) -> Callable[[], None]:
            return lambda: instance.update(status="ACTIVE", **fields)

        if method == "DELETE":
            return "delete", lambda: instance.update(gone_from=self.now + self.lag)
        if parts[1] == "name":
            return "name", change(name=body["name"])
        if parts[1] == "port":
            return "port", change(port=body["port"])
        if parts[1] == "flavor":
            return "flavor", change(flavor_ref=body["flavor_ref"])
        if "enlarge_volume" in body:
            return "volume_size", change(volume={"size": body["enlarge_volume"]["size"]})
        if "resize_flavor" in body:
            return "flavor", change(flavor_ref=body["resize_flavor"]["spec_code"])
        nodes = instance["nodes"] + [{"id": f"m{self.now}", "type": "slave"} for _priority in body["priorities"]]
        return "replicas", change(nodes=nodes)

    def _visible(self) -> list[Instance]:
        return [
            Instance.from_api(self.engine, fields)
            for fields in self.instances.values()
            if fields.get("visible_from", 0.0) <= self.now < fields.get("gone_from", float("inf"))
        ]

    def _under_way(self) -> list[Job]:
        return [job for job in self.jobs if not job.is_over and job.ends - self.duration + self.hidden_for <= self.now]

    def _call(self, what: str, work: Callable[[], Any]) -> Any:
        self.calls += 1
        self.asked.append(what)
        self.sleep(0.1)
        fault = self.faults.pop(self.calls, None)
        return work() if fault is None else fault(work)


# Faults: what may become of a call


def killed_before(work: Callable[[], Any]) -> Any:
    raise Killed


def killed_after(work: Callable[[], Any]) -> Any:
    work()
    raise Killed


def refused_connection(work: Callable[[], Any]) -> Any:
    raise UnreachableError("No connection.")


def raising(error: GaussDBError) -> Callable[[Callable[[], Any]], Any]:
    """A fault: the call fails at once, and nothing reaches the cloud."""

    def fail(work: Callable[[], Any]) -> Any:
        raise error

    return fail


def lost_request(work: Callable[[], Any]) -> Any:
    raise UnreachableError("No response.", in_doubt=True)


def lost_response(work: Callable[[], Any]) -> Any:
    work()
    raise UnreachableError("HTTP 503.", in_doubt=True)


FAULTS = {
    function.__name__: function
    for function in (killed_before, killed_after, refused_connection, lost_request, lost_response)
}


def provisioning(world: World, lines: list[str] | None = None, timeout: float = 7200, **options: Any) -> Provisioning:
    """A run against that world, as a task with these options would begin it."""
    return Provisioning(
        Desired(ENGINES[world.engine], **options),
        world,
        world.follow,
        Patience(timeout, 300.0),
        (lines if lines is not None else []).append,
        world.clock,
        world.sleep,
    )
