import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from redshank.host.sensor.programs import attach, own_scope
from redshank.simulate import traces as module
from redshank.simulate.sandbox import control_group
from redshank.simulate.sandbox.control_group import ControlGroup
from redshank.simulate.sandbox.world import World
from redshank.simulate.traces import Traces

pytestmark = pytest.mark.root


@pytest.fixture(autouse=True)
def quickly(monkeypatch) -> None:
    monkeypatch.setattr(module, "_FREED_S", 0.2)


@pytest.fixture
def groups() -> Iterator[int]:
    with control_group.open_groups() as folder:
        yield folder


def test_run_that_still_stands_is_told_by_group_folder_and_processes(
    world: World, group: ControlGroup, groups: int, tmp_path: Path
) -> None:
    traces = Traces(group.name, [tmp_path])
    traces.note(group.pids())
    kinds = {what.split()[0] for what in traces.left(groups)}
    assert kinds == {"control", "folder", "process"}


def test_run_that_is_over_has_left_nothing(world: World, group: ControlGroup, groups: int, tmp_path: Path) -> None:
    traces = Traces("redshank-simulation-none", [tmp_path / "gone"])
    traces.note(group.pids())
    assert traces.namespaces
    world.close()
    assert traces.left(groups) == []


def test_somebody_who_keeps_a_namespace_is_found(world: World, group: ControlGroup, groups: int) -> None:
    traces = Traces("redshank-simulation-none")
    traces.note(group.pids())
    with Path(f"/proc/{world.process.pid}/ns/net").open("rb") as held:
        keeper = subprocess.Popen(["/bin/sleep", "60"], pass_fds=[held.fileno()])
    world.close()
    try:
        assert any(what.startswith(f"process {keeper.pid} in net:") for what in traces.left(groups))
    finally:
        keeper.kill()
        keeper.wait()
    assert traces.left(groups) == []


def test_namespaces_of_this_process_are_none_of_the_runs(group: ControlGroup) -> None:
    traces = Traces(group.name)
    traces.note([os.getpid()])
    assert traces.namespaces == set()


def test_programs_that_its_processes_hold_are_found_while_they_are_loaded(groups: int, monkeypatch) -> None:
    traces = Traces("redshank-simulation-none")
    bpf, _ = attach("full", own_scope(), lambda _: None)
    traces.note([os.getpid()])
    assert traces.programs and any(what.startswith("BPF program") for what in traces.left(groups))
    bpf.close()
    monkeypatch.setattr(module, "_FREED_S", 3.0)
    assert traces.left(groups) == []
