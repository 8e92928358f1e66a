import os
from collections.abc import Iterator

import pytest

from redshank.core.clock import FixedClock
from redshank.events import Event
from redshank.host.sensor.process_table import Process, ProcessTable
from redshank.host.sensor.sensor import Identity, Sensor
from redshank.host.sensor.source import SourceHealth
from redshank.host.sensor.users import UserNames
from tests.generated import build


class FakeSource:
    """Gives what it was told to; readable by a pipe where it has one."""

    def __init__(self, name: str, batches: list[list[Event]], fd: int | None = None) -> None:
        self.name, self.batches, self.fd, self.closed = name, batches, fd, 0

    def fileno(self) -> int | None:
        return self.fd

    def read(self) -> list[Event]:
        return self.batches.pop(0) if self.batches else []

    def health(self) -> SourceHealth:
        return SourceHealth(self.name, "ok")

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def sensor_of(*sources: FakeSource, table: ProcessTable | None = None) -> Sensor:
    from pathlib import Path

    clock = FixedClock(wall=1_000, boot=1)
    users = UserNames(Path("/nonexistent"), clock)
    return Sensor(sources, ProcessTable("h", "b") if table is None else table, users, Identity("web-03", "watch", "a1"), clock)


def test_events_are_numbered_over_all_sources_and_named() -> None:
    first, second = FakeSource("ebpf", [[build.process_exec(), build.process_exec()]]), FakeSource("journal", [[build.session_login()]])
    events = sensor_of(first, second).read(0)
    assert [event.event_id for event in events] == ["watch-a1-1", "watch-a1-2", "watch-a1-3"]
    assert [event.source for event in events] == ["ebpf", "ebpf", "journal"]
    assert {event.host_name for event in events} == {"web-03"} and {event.event_created for event in events} == {1_000}


def test_event_that_names_only_a_pid_gets_its_process() -> None:
    table = ProcessTable("h", "b")
    table.add(Process(77, 5, pid=1077, executable="/usr/bin/breeb", name="breeb", user=0))
    change = build.file_modify(process_entity_id=None, process_pid=None, process_executable=None, process_scope_pid=77, user_id=None)
    (event,) = sensor_of(FakeSource("fanotify", [[change]]), table=table).read(0)
    assert (event.process_executable, event.process_pid, event.user_id) == ("/usr/bin/breeb", 1077, 0)


def test_event_of_an_unknown_pid_keeps_what_it_says() -> None:
    login = build.session_login(process_entity_id=None, process_pid=4711, process_executable=None)
    (event,) = sensor_of(FakeSource("journal", [[login]])).read(0)
    assert event.process_pid == 4711 and event.process_executable is None


def test_readable_source_ends_the_wait(pipe: tuple[int, int]) -> None:
    os.write(pipe[1], b"x")
    assert len(sensor_of(FakeSource("a", [[build.process_exec()]], fd=pipe[0])).read(60)) == 1


def test_process_that_the_kernel_told_of_in_the_same_turn_is_joined_to_what_others_told() -> None:
    table = ProcessTable("h", "b")

    class Kernel(FakeSource):
        def read(self) -> list[Event]:
            table.add(Process(77, 5, pid=77, executable="/usr/bin/cp", name="cp"))
            return super().read()

    change = build.file_create(process_entity_id=None, process_pid=None, process_executable=None, process_scope_pid=77)
    events = sensor_of(Kernel("ebpf", [[build.process_exec()]]), FakeSource("fanotify", [[change]]), table=table).read(0)
    assert [event.source for event in events] == ["ebpf", "fanotify"] and events[1].process_executable == "/usr/bin/cp"


def test_source_without_a_descriptor_is_asked_only_when_its_time_has_come(pipe: tuple[int, int]) -> None:
    polled, ready = FakeSource("log", [[], [build.session_login()]]), FakeSource("ebpf", [], fd=pipe[0])
    sensor = sensor_of(ready, polled)
    assert sensor.read(0) == [] and sensor.read(0) == []
    sensor._clock.move(300_000_000)  # type: ignore[attr-defined]
    assert len(sensor.read(0)) == 1


def test_close_closes_every_source() -> None:
    sources = [FakeSource("a", []), FakeSource("b", [])]
    sensor = sensor_of(*sources)
    assert [health.name for health in sensor.health()] == ["a", "b"]
    sensor.close()
    assert [source.closed for source in sources] == [1, 1]


def test_sources_that_keep_what_they_gave_are_told_when_it_is_safe_and_when_it_ends() -> None:
    class Lender(FakeSource):
        told: tuple[str, ...] = ()

        def settle(self) -> None:
            self.told += ("settle",)

        def take_leave(self) -> None:
            self.told += ("leave",)

    lender = Lender("ebpf", [])
    sensor = sensor_of(lender, FakeSource("fanotify", []))
    sensor.settle()
    sensor.take_leave()
    assert lender.told == ("settle", "leave")


def test_sensor_that_holds_itself_back_lengthens_its_pace_and_lets_go_of_what_ended() -> None:
    table = ProcessTable("h", "b")
    table.end(table.add(Process(5, 1)))
    sensor = sensor_of(FakeSource("a", []), table=table)
    sensor.hold_back(64)
    sensor.drop_caches()
    assert sensor._pace.stretch == 8 and table.get(5) is None and sensor.kernel is None
