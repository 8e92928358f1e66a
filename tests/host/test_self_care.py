from pathlib import Path
from typing import Any

import pytest

from redshank.core.clock import SystemClock
from redshank.events import Event
from redshank.host import self_care
from redshank.host.agent_settings import AgentSettings
from redshank.host.budget import LOOK_S
from redshank.host.self_care import SelfCare
from redshank.host.sensor.flow import Line
from redshank.host.sensor.self_check import Difference
from tests.generated import build

S = 1_000_000_000


class Clock(SystemClock):
    """Moved by hand."""

    def __init__(self) -> None:
        self.now = 100 * S

    def wall_ns(self) -> int:
        return self.now

    def boot_ns(self) -> int:
        return self.now


class FakeKernel:
    mode = "full"

    def __init__(self) -> None:
        self.differences: list[Difference] = []
        self.self_check, self.bpf, self.attached = self, self, self
        self.taken_over, self.pins = True, None

    def look(self) -> list[Difference]:
        return self.differences

    def ledger(self) -> dict[int, tuple[Line, int]]:
        return {2: (Line(seen=9, delivered=6, throttled=2, dropped=1), 0)}

    def throttled(self) -> dict[str, int]:
        return {"file.open": 2}

    def program_fds(self) -> dict[str, int]:
        return {}


class FakeSensor:
    def __init__(self, kernel: FakeKernel | None = None) -> None:
        self.kernel: Any = kernel
        self.divisors: list[int] = []
        self.dropped = 0

    def hold_back(self, divisor: int) -> None:
        self.divisors.append(divisor)

    def drop_caches(self) -> None:
        self.dropped += 1


def care(sensor: FakeSensor, clock: Clock, folder: Path, *files: Path, **settings: Any) -> SelfCare:
    return SelfCare(AgentSettings(canary_s=0, **settings), sensor, clock, folder, files)  # type: ignore[arg-type]


def later(one: SelfCare, clock: Clock) -> list[Event]:
    clock.now += LOOK_S * S
    return one.turn([build.process_exec()])


def test_changed_kernel_side_and_changed_settings_are_told(tmp_path: Path) -> None:
    kernel, clock, file = FakeKernel(), Clock(), tmp_path / "redshank.toml"
    file.write_text("a")
    one = care(FakeSensor(kernel), clock, tmp_path, file)
    assert one.turn([]) == [] and later(one, clock) == []
    kernel.differences = [Difference("detached", "connect_v4 was detached", repaired=True)]
    file.write_text("b")
    told = [(getattr(e, "tamper_what", ""), getattr(e, "tamper_detail", "")) for e in later(one, clock)]
    assert told[0] == ("detached", "connect_v4 was detached; put right")
    assert told[1][0] == "config_changed" and str(file) in told[1][1]
    kernel.differences = []
    assert later(one, clock) == []


def test_agent_over_its_processor_budget_holds_the_sensor_back_and_is_degraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sensor, clock, used = FakeSensor(), Clock(), [0.0]
    monkeypatch.setattr("time.process_time", lambda: used[0])
    one = care(sensor, clock, tmp_path, cpu_percent=25)
    later(one, clock)
    used[0] += 5
    later(one, clock)
    assert sensor.divisors == [4] and one.health().state == "degraded" and one.health().counters["cpu_permille"] == 500
    later(one, clock)
    assert sensor.divisors == [4, 1] and one.health().state == "ok"


def test_memory_over_the_ceiling_drops_caches_then_wants_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sensor, clock = FakeSensor(), Clock()
    monkeypatch.setattr(self_care, "resident_bytes", lambda: 1 << 40)
    monkeypatch.setattr("redshank.core.memory.settle", lambda: None)
    one = care(sensor, clock, tmp_path)
    for _ in range(2):
        later(one, clock)
    assert sensor.dropped == 2 and not one.wants_restart
    later(one, clock)
    assert one.wants_restart


def test_report_has_the_ledger_by_class_with_what_the_spool_dropped(tmp_path: Path) -> None:
    one = care(FakeSensor(FakeKernel()), Clock(), tmp_path)
    report = one.report(lambda place: 10 + place)
    assert report["ledger"] == [{
        "class": 2, "seen": 9, "delivered": 6, "throttled": 2, "dropped_ring": 1, "corrupt": 0, "in_flight": 0, "dropped_spool": 12,
        "remainder": 0,
    }]  # fmt: skip
    assert report["throttled"] == {"file.open": 2} and report["taken_over"] and not report["pinned"]
    assert care(FakeSensor(), Clock(), tmp_path).report(lambda place: 0) == {}
    one.close()
