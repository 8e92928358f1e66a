import json
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from redshank.core.clock import FixedClock, SystemClock
from redshank.core.errors import HostError
from redshank.events import Event
from redshank.events._generated.types import AgentLoss
from redshank.host import agent
from redshank.host.agent import LOG_PLACES, RESTART, Plan, past_of, run_worker
from redshank.host.agent_settings import AgentSettings
from redshank.host.enrol import Invitation, enrol
from redshank.host.guardian import NOTES
from redshank.host.self_care import SelfCare
from redshank.host.sensor.compose import SensorSettings
from redshank.host.sensor.logins.choose import Past
from redshank.host.sensor.logins.places import SavedPlaces, encode
from redshank.host.sensor.source import SourceHealth
from redshank.host.spool import Spool, SpoolSettings
from redshank.host.state_file import read_state
from redshank.host.state_folder import StateFolder, make_state_folder, open_state_folder
from redshank.host.worker_life import Life
from redshank.wire.messages import HostFacts
from tests.generated import build
from tests.host.fake_server import TOKEN, FakeServer, fake_server


class FakeSensor:
    """Gives the batches it was made with, one a turn."""

    def __init__(self, *batches: list[Event]) -> None:
        self.batches, self.closed = list(batches), 0
        self.places: SavedPlaces | None = SavedPlaces(cursor="c1")
        self.kernel: Any = None
        self.settled, self.left = 0, 0

    def read(self, timeout_s: float) -> list[Event]:
        if self.batches:
            return self.batches.pop(0)
        time.sleep(min(timeout_s, 0.01))
        return []

    def health(self) -> list[SourceHealth]:
        return [SourceHealth("ebpf", "ok", "", {"events": 1}), SourceHealth("journal", "off", "no journal")]

    def last_words(self) -> list[Event]:
        return []

    def redact_with(self, redactor: object) -> None:
        self.redactor = redactor

    def log_places(self) -> SavedPlaces | None:
        return self.places

    def settle(self) -> None:
        self.settled += 1

    def take_leave(self) -> None:
        self.left += 1

    def close(self) -> None:
        self.closed += 1


class FakeLife(Life):
    """A guardian that is as the test says."""

    def __init__(self) -> None:
        super().__init__(None)
        self.beats, self.gone, self.stopped = [], False, False  # type: list[bool], bool, bool

    def beat(self, *, watching: bool = False) -> None:
        self.beats.append(watching)

    def guardian_is_gone(self) -> bool:
        return self.gone

    def guardian_is_stopped(self) -> bool:
        return self.stopped


class Run:
    """A worker in a thread of this process."""

    def __init__(self, folder: StateFolder, monkeypatch: pytest.MonkeyPatch, sensor: FakeSensor, heartbeat_s: int = 3600) -> None:
        monkeypatch.setattr(agent, "open_sensor", lambda *_: sensor)
        self.said: list[str] = []
        self.told: list[dict[str, Any]] = []
        self.life, self.stop = FakeLife(), list[int]()
        settings = AgentSettings(heartbeat_s=heartbeat_s, sweep=False)
        plan = Plan(settings, SensorSettings(), SpoolSettings(), self.life, self.said.append, self.told.append)
        self.result: list[Any] = []
        self.thread = threading.Thread(target=self._run, args=(plan, folder), daemon=True)
        self.thread.start()

    def _run(self, plan: Plan, folder: StateFolder) -> None:
        try:
            self.result.append(run_worker(plan, folder, SystemClock(), self.stop))
        except HostError as error:
            self.result.append(error)

    def end(self) -> Any:
        self.stop.append(15)
        return self.join()

    def join(self) -> Any:
        self.thread.join(20)
        assert not self.thread.is_alive()
        return self.result[0]


def until(holds: Callable[[], object], most_s: float = 20.0) -> None:
    end = time.monotonic() + most_s
    while not holds():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.01)


def stored(server: FakeServer, action: str) -> list[dict[str, Any]]:
    """The events of one type that the server has, as they travelled."""
    return [event for event in server.stored if isinstance(event, dict) and event["event.action"] == action]


def enrolled(server: FakeServer, folder: StateFolder) -> None:
    enrol(Invitation(server.url, "", TOKEN), HostFacts("web-03"), folder)


def test_agent_says_that_it_started_what_it_saw_and_that_it_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sensor = FakeSensor([build.process_exec(), build.file_open()])
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        enrolled(server, folder)
        run = Run(folder, monkeypatch, sensor)
        until(lambda: stored(server, "process.exec"))
        assert run.end() == 0
        states = [event["redshank.heartbeat.state"] for event in stored(server, "agent.heartbeat")]
        assert states == ["started", "stopping"]
        assert [one["name"] for one in stored(server, "agent.heartbeat")[0]["redshank.heartbeat.sources"]] == ["ebpf", "journal", "agent"]
        assert stored(server, "file.open") and not {"event.id", "agent.id", "host.id"} & set(stored(server, "process.exec")[0])
    assert run.said[0] == "journal off: no journal" and run.said[1].startswith("watching as agent ")
    assert run.told == [{"kind": "watching", "detail": "journal off: no journal"}]
    assert run.life.beats[0] is True and sensor.closed


def test_kernel_may_write_over_records_only_once_the_spool_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    class Ordered(FakeSensor):
        def read(self, timeout_s: float) -> list[Event]:
            order.append("read")
            return super().read(timeout_s)

        def settle(self) -> None:
            order.append("settle")

    append = Spool.append

    def ordered(spool: Spool, events: Sequence[Event]) -> None:
        order.append("append")
        append(spool, events)

    monkeypatch.setattr(Spool, "append", ordered)
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        enrolled(server, folder)
        sensor = Ordered([build.process_exec()])
        run = Run(folder, monkeypatch, sensor)
        until(lambda: stored(server, "process.exec"))
        run.end()
    first = order.index("read")
    assert order[first : first + 3] == ["read", "append", "settle"] and sensor.left == 1


def test_agent_whose_guardian_was_killed_leaves_its_kernel_side_to_a_successor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        enrolled(server, folder)
        sensor = FakeSensor()
        run = Run(folder, monkeypatch, sensor)
        until(lambda: run.told)
        run.life.gone = True
        run.join()
    assert sensor.left == 0 and sensor.closed


def test_agent_over_its_memory_gives_way_to_a_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        enrolled(server, folder)
        sensor = FakeSensor()

        def over(care: SelfCare, events: Sequence[Event]) -> list[Event]:
            care.wants_restart = True
            return []

        monkeypatch.setattr(SelfCare, "turn", over)
        run = Run(folder, monkeypatch, sensor)
        run.life.guardian_pid = 1
        assert run.join() == RESTART and sensor.left == 0


def test_state_and_places_are_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loss = AgentLoss(timestamp=1, loss_count=7, loss_reason="ring_full", loss_where="bulk")
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        enrolled(server, folder)
        run = Run(folder, monkeypatch, FakeSensor([build.session_login(), loss]))
        until(lambda: (state := read_state(folder)) is not None and state.losses)
        state = read_state(folder)
        assert state is not None and state.losses == {"ring_full bulk": 7} and state.ending == ""
        assert json.loads(folder.read(LOG_PLACES) or b"")["cursor"] == "c1"
        run.end()
        state = read_state(folder)
        assert state is not None and state.ending == "stopped" and state.uplink is not None and state.uplink.acked >= 4


def test_heartbeats_come_at_their_time_and_tell_of_a_stopped_guardian_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        enrolled(server, folder)
        run = Run(folder, monkeypatch, FakeSensor(), heartbeat_s=1)
        run.life.stopped = True
        until(lambda: len(stored(server, "agent.heartbeat")) >= 3)
        run.end()
        assert [event["redshank.heartbeat.state"] for event in stored(server, "agent.heartbeat")][1:3] == ["running", "running"]
        (tamper,) = stored(server, "agent.tamper")
        assert tamper["redshank.tamper.what"] == "frozen"


def test_worker_without_its_guardian_ends_and_does_not_take_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        enrolled(server, folder)
        run = Run(folder, monkeypatch, FakeSensor())
        until(lambda: stored(server, "agent.heartbeat"))
        run.life.gone = True
        assert run.join() == 0
        assert [event["redshank.heartbeat.state"] for event in stored(server, "agent.heartbeat")] == ["started"]
        assert stored(server, "agent.tamper")[0]["redshank.tamper.what"] == "killed"
        state = read_state(folder)
        assert state is not None and state.ending == "deserted"


def test_notes_of_the_guardian_are_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        enrolled(server, folder)
        folder.write(NOTES, b'{"what": "killed", "detail": "pid 7: signal 9", "at_ns": 1, "seen_ns": 1}\n')
        run = Run(folder, monkeypatch, FakeSensor())
        until(lambda: stored(server, "agent.heartbeat"))
        run.end()
        (tamper,) = stored(server, "agent.tamper")
        assert tamper["redshank.tamper.detail"] == "pid 7: signal 9" and folder.read(NOTES) is None


def test_host_that_is_not_enrolled_or_watched_already_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        error = Run(folder, monkeypatch, FakeSensor()).join()
        assert isinstance(error, HostError) and "not enrolled" in str(error)
    with make_state_folder(tmp_path / "other") as folder, open_state_folder(tmp_path / "other") as second:
        assert folder.lock()
        assert "another agent is at work" in str(Run(second, monkeypatch, FakeSensor()).join())


def test_sensor_that_cannot_open_leaves_nothing_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise HostError("nothing can be watched here")

    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        enrolled(server, folder)
        run = Run(folder, monkeypatch, FakeSensor())
        run.end()
        monkeypatch.setattr(agent, "open_sensor", refused)
        plan = Plan(AgentSettings(sweep=False), SensorSettings(), SpoolSettings(), Life(None), print, print)
    with open_state_folder(tmp_path / "agent") as folder, pytest.raises(HostError):
        run_worker(plan, folder, SystemClock(), [])
    assert not [one for one in threading.enumerate() if one.name in ("urgent", "bulk")]


def test_first_start_looks_a_day_back_and_the_next_to_where_the_last_one_was(tmp_path: Path) -> None:
    clock = FixedClock(wall=10**18)
    with make_state_folder(tmp_path / "agent") as folder:
        assert past_of(folder, None, clock) == Past(10**18 - agent.LOOK_BACK_NS, None)
        folder.write(LOG_PLACES, encode(SavedPlaces(cursor="c")))
        assert past_of(folder, None, clock).known == SavedPlaces(cursor="c")
        folder.write(LOG_PLACES, b"damaged")
        assert past_of(folder, None, clock).known is None
