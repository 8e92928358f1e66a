from pathlib import Path
from typing import Any

import pytest

from redshank.core.clock import FixedClock, SystemClock
from redshank.events import Event
from redshank.events._generated.types import FileAttrib, FileCreate, FileModify, FileXattr
from redshank.host.integrity import changes as module
from redshank.host.integrity.budget import Budget
from redshank.host.integrity.changes import HeldChanges, change_of, described, later
from redshank.host.integrity.examiner import Finding
from redshank.host.integrity.worker import Order
from tests.host.integrity.host import examiner


class Orders:
    """A worker that does its orders when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Order] = []
        self.full = False

    def order(self, act: object) -> Order | None:
        if self.full:
            return None
        self.waiting.append(Order(act))  # type: ignore[arg-type]
        return self.waiting[-1]

    def work(self) -> None:
        for order in self.waiting:
            order.act()
            order.done.set()
        self.waiting = []


class Host:
    def __init__(self, root: Path) -> None:
        self.root, self.orders, self.clock = root, Orders(), FixedClock(10**18, 10**9)
        looks = examiner(root)
        self.held = HeldChanges(self.orders, lambda: looks, self.clock)  # type: ignore[arg-type]

    def event(self, kind: type[Event], name: str = "f", **about: Any) -> Event:
        plain: dict[str, Any] = {"file_path": f"/{name}", "file_name": name, "file_type": "file"}
        return kind(timestamp=1, source="fanotify", **plain, **about)

    def take(self, *events: Event) -> list[Event]:
        return self.held.take(list(events))  # type: ignore[arg-type]


@pytest.fixture
def host(tmp_path: Path) -> Host:
    (tmp_path / "f").write_text("x")
    return Host(tmp_path)


def test_events_wait_for_their_look_and_come_in_order(host: Host) -> None:
    first, second = host.event(FileCreate), host.event(FileModify, "g")
    assert host.take(first) == [] and host.take(second) == []
    host.orders.work()
    assert host.take() == [first, second]
    assert getattr(first, "file_hash_sha256", None) and host.held.counts["late"] == 0


def test_event_whose_look_takes_too_long_is_told_without_and_counted(host: Host) -> None:
    event = host.event(FileCreate)
    host.take(event)
    host.clock.move(module.HELD_NS)
    assert host.take() == [event] and host.held.counts["late"] == 1
    host.orders.work()
    assert getattr(event, "file_hash_sha256", None) is None


def test_event_beyond_what_the_worker_takes_is_told_at_once_and_counted(host: Host) -> None:
    host.orders.full = True
    event = host.event(FileCreate)
    assert host.take(event) == [event] and host.held.counts["unexamined"] == 1


def test_neighbours_about_one_file_are_one_look(host: Host) -> None:
    create, modify = host.event(FileCreate), host.event(FileModify)
    host.take(create, modify)
    host.orders.work()
    told = host.take()
    assert told == [create, modify] and getattr(create, "file_hash_sha256", 0) == getattr(modify, "file_hash_sha256", 1)
    assert change_of(create, modify).kind == "file.create"  # type: ignore[arg-type]


def test_what_is_written_after_the_look_is_told_when_it_has_settled(host: Host) -> None:
    host.take(host.event(FileModify, process_scope_pid=7, process_executable="/bin/sh"))
    host.orders.work()
    host.take()
    (host.root / "f").write_text("later")
    host.clock.move(module.SETTLE_NS + 1)
    host.take()
    host.orders.work()
    (told,) = host.take()
    assert isinstance(told, FileModify) and (told.process_scope_pid, told.process_executable) == (7, "/bin/sh")
    assert told.file_hash_sha256 != told.file_hash_before is not None and host.held.counts["settled"] == 1


def test_storm_costs_only_its_share(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host.held, "_budget", Budget(0.0, 0, 0))
    assert len(host.take(host.event(FileModify))) == 1 and host.held.counts["unexamined"] == 1


def test_the_rest_is_given_back_at_the_end(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.held._clock = SystemClock()
    event = host.event(FileCreate)
    host.take(event)
    assert host.held.flush() == [event]


def test_kind_is_corrected_for_attributes_alone() -> None:
    plain = FileAttrib(timestamp=1, file_path="/f", process_pid=3)
    told = described(plain, Finding({"file_xattrs": ["+user.x"]}, "file.xattr"))
    assert isinstance(told, FileXattr) and (told.file_path, told.process_pid, told.file_xattrs) == ("/f", 3, ["+user.x"])
    assert later(plain, Finding({"file_size": 3}), 9).timestamp == 9
