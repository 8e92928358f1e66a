from collections.abc import Iterator
from pathlib import Path

from redshank.events._generated.types import HostState
from redshank.host.sweep import sweep as room
from redshank.host.sweep.scene import Scene, state
from redshank.host.sweep.sweep import CHECKS, Check, Sweep
from tests.host.sweep.make import scene


def two(scene: Scene) -> Iterator[HostState]:
    yield state(scene, "two")
    yield state(scene, "two")


def broken(scene: Scene) -> Iterator[HostState]:
    yield state(scene, "broken")
    raise ValueError("odd file")


def test_checks_run_in_order_and_one_that_breaks_costs_only_itself(tmp_path: Path) -> None:
    run = Sweep(scene(tmp_path), (Check("broken", broken), Check("live", two, live=True), Check("two", two)))
    told = list(run.events())
    assert [one.sweep_check for one in told] == ["broken", "two", "two", "summary"]
    assert [(one.name, one.found, one.error, one.skipped) for one in run.reports] == [
        ("broken", 1, "ValueError: odd file", ""), ("live", 0, "", "not a running host"), ("two", 2, "", ""),
    ]  # fmt: skip
    assert told[-1].sweep_traits == ["incomplete"] and told[-1].swept is None


def test_findings_beyond_the_bound_are_counted(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(room, "MOST_FINDINGS", 1)
    run = Sweep(scene(tmp_path), (Check("two", two),))
    assert len(list(run.events())) == 2 and run.reports[0].left_out == 1


def test_files_of_another_host_are_looked_at_without_its_processes(tmp_path: Path) -> None:
    run = Sweep(scene(tmp_path))
    assert [one.sweep_check for one in run.events()] == ["summary"]
    assert {one.name for one in run.reports if one.skipped} == {check.name for check in CHECKS if check.live}
