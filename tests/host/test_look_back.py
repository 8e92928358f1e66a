import select
import time
from collections.abc import Iterator
from pathlib import Path

from redshank.core.clock import SystemClock
from redshank.events._generated.types import HostState
from redshank.host import look_back as room
from redshank.host.look_back import LookBack, Pace, open_look_back
from redshank.host.state_folder import make_state_folder
from redshank.host.sweep.scene import Scene, state
from redshank.host.sweep.sweep import Check, Sweep
from tests.host.sweep.make import scene


def findings(scene: Scene) -> Iterator[HostState]:
    yield state(scene, "startup", "a")
    yield state(scene, "startup", "b")


def broken(scene: Scene) -> Iterator[HostState]:
    raise ValueError("odd")
    yield state(scene, "x")


def all_of(source: LookBack) -> list[HostState]:
    told: list[HostState] = []
    while not any(one.sweep_check == "summary" for one in told):
        assert select.select([source.fileno() or -1], [], [], 10)[0]
        told += source.read()  # type: ignore[arg-type]
    return told


def test_findings_are_told_once_over_restarts(tmp_path: Path) -> None:
    checks = (Check("findings", findings), Check("broken", broken))
    with make_state_folder(tmp_path / "agent") as folder:
        first = LookBack(lambda: Sweep(scene(tmp_path), checks), 0, folder)
        assert [one.sweep_traits for one in all_of(first)] == [["a"], ["b"], ["incomplete"]]
        first._thread.join(10)
        assert first.health().state == "degraded" and "broken: ValueError: odd" in first.health().detail
        first.close()
        first.close()
        second = LookBack(lambda: Sweep(scene(tmp_path), checks), 0, folder)
        assert [one.sweep_check for one in all_of(second)] == ["summary"]
        second._thread.join(10)
        assert second.health().counters["known"] == 2
        second.close()


def test_what_nobody_reads_is_bounded_and_counted(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(room, "MAX_WAITING", 1)
    source = LookBack(lambda: Sweep(scene(tmp_path), (Check("findings", findings),)), 0)
    source._thread.join(10)
    assert source.health().counters == {"found": 1, "dropped": 2, "sweeps": 1, "left_out": 0}
    source.close()


def test_pace_sleeps_for_what_was_spent(monkeypatch) -> None:
    slept: list[float] = []
    spent = iter([0.0, 0.001, 0.101, 0.102])
    monkeypatch.setattr(time, "thread_time", lambda: next(spent))
    monkeypatch.setattr(time, "sleep", slept.append)
    pace = Pace()
    pace.rest()
    pace.rest()
    pace.rest()
    assert [round(one, 3) for one in slept] == [0.404]


def test_real_host_is_swept(tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        source = open_look_back(SystemClock(), 0, folder)
        assert select.select([source.fileno() or -1], [], [], 10)[0]
        source.close()
