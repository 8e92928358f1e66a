import time
from pathlib import Path

from redshank.core.clock import FixedClock
from redshank.events import Event
from redshank.events._generated.types import AgentCanary, AgentTamper, AgentThrottled
from redshank.host.canary import WAIT_NS, Canary
from tests.generated import build

EXPECTED = ("process.exec", "file", "net.connect", "kernel.credentials")
S = 1_000_000_000


class Clock(FixedClock):
    """Moved by hand."""

    def __init__(self) -> None:
        self.now = 100 * S

    def wall_ns(self) -> int:
        return self.now

    def boot_ns(self) -> int:
        return self.now


def signs(canary: Canary, path: Path) -> list[Event]:
    (pid,) = canary._pids
    return [
        build.process_exec(process_scope_pid=pid, process_args=["python", "redshank-canary", "n"]),
        build.file_create(file_path=str(path)),
        build.net_connect(process_scope_pid=pid),
        build.kernel_credentials(process_scope_pid=pid),
    ]


def conclude(canary: Canary) -> list[Event]:
    """Its process is a real one: ask until it has ended."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if told := canary.due():
            return told
        time.sleep(0.01)
    raise AssertionError("it does not end")


def test_canary_that_comes_back_whole_is_told_with_its_time(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "bird"
    canary = Canary(path, EXPECTED, 60, clock, lambda: "n")
    assert canary.due() == []
    canary.observe([build.net_connect(process_scope_pid=1), *signs(canary, path)])
    clock.now += S // 10
    (event,) = conclude(canary)
    assert isinstance(event, AgentCanary) and event.canary_missing is None and event.canary_latency_ns == S // 10
    assert event.canary_seen == sorted(EXPECTED) and canary.last_ns == clock.now and path.read_text() == "n"
    assert canary.due() == []
    clock.now += 60 * S
    canary.due()
    assert canary._nonce == "n", "the next one is out"
    canary.close()


def test_canary_that_does_not_come_back_says_once_that_the_sensor_is_blind(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "bird"
    canary = Canary(path, EXPECTED, 60, clock, lambda: "n")
    canary.due()
    canary.observe(signs(canary, path)[:2])
    assert canary.due() == []
    clock.now += WAIT_NS + 1
    event, tamper = conclude(canary)
    assert isinstance(event, AgentCanary) and event.canary_missing == ["net.connect", "kernel.credentials"]
    assert isinstance(tamper, AgentTamper) and tamper.tamper_what == "blind" and "net.connect" in (tamper.tamper_detail or "")
    clock.now += 60 * S
    canary.due()
    clock.now += WAIT_NS + 1
    assert [type(one) for one in conclude(canary)] == [AgentCanary], "told once"


def test_agent_without_a_canary_sends_none(tmp_path: Path) -> None:
    canary = Canary(tmp_path / "bird", EXPECTED, 0, Clock(), lambda: "n")
    assert canary.due() == [] and canary._pid is None
    canary.observe([build.process_exec()])
    canary.close()


def test_kind_that_is_held_back_just_then_is_no_blindness(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "bird"
    canary = Canary(path, EXPECTED, 60, clock, lambda: "n")
    canary.due()
    canary.observe([*signs(canary, path)[:2], build.kernel_credentials(process_scope_pid=next(iter(canary._pids)))])
    canary.observe([AgentThrottled(timestamp=1, throttled_type="net.connect", throttled_count=9)])
    clock.now += WAIT_NS + 1
    (event,) = conclude(canary)
    assert isinstance(event, AgentCanary) and event.canary_missing == ["net.connect"]
