"""A killed agent and its successor, on the real kernel: nothing is lost between them and nothing is told twice."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from redshank.core.clock import SystemClock
from redshank.events import Event
from redshank.host.kept import kept_sequences
from redshank.host.sensor import programs, takeover
from redshank.host.sensor.keeping import Keeping
from redshank.host.sensor.kernel_source import KernelSource
from redshank.host.sensor.pins import Pins
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import Scope
from redshank.host.spool import Spool, SpoolSettings, open_spool
from tests.host.sensor.bpf_folder import bpf_folder
from tests.host.sensor.test_kernel_source import comes_to_rest

pytestmark = pytest.mark.root


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    with bpf_folder(tmp_path / "bpf") as folder:
        yield folder / "redshank"


def start(root: Path, kept: dict[str, set[int]] | None = None, mode: programs.Mode = "full") -> KernelSource:
    keeping = Keeping("agent-1", kept or {}, root=root)
    scope = Scope(programs.own_scope().namespace, 0)
    return KernelSource(mode, scope, ProcessTable("h", "b"), SystemClock(), lambda text: None, keeping)


def act(mark: str) -> None:
    for number in range(20):
        subprocess.run(["/bin/true", f"{mark}-{number}"], check=True)


def marks(events: list[Event], mark: str) -> list[str]:
    words = [(e.process_args or [""])[-1] for e in events if e.event_action == "process.exec"]
    return [word for word in words if word.startswith(mark)]


def test_successor_reads_what_came_while_no_agent_ran(root: Path) -> None:
    first = start(root)
    assert not first.attached.taken_over and (root / "agent-1").is_dir()
    first.close()  # as a kill does: descriptors are closed, nothing is unpinned
    act("between")
    second = start(root)
    try:
        assert second.attached.taken_over
        assert marks(second.read(), "between") == [f"between-{number}" for number in range(20)]
    finally:
        second.take_leave()
        second.close()
    assert not root.exists(), "a clean end leaves no pin"


def test_record_that_was_not_settled_comes_again_and_one_that_was_does_not(root: Path) -> None:
    first = start(root)
    act("settled")
    assert len(marks(first.read(), "settled")) == 20
    first.settle()
    act("open")
    assert len(marks(first.read(), "open")) == 20
    first.close()
    second = start(root)
    try:
        events = second.read()
        assert len(marks(events, "open")) == 20 and not marks(events, "settled")
    finally:
        second.take_leave()
        second.close()


def test_kill_between_spool_and_kernel_doubles_nothing(root: Path, tmp_path: Path) -> None:
    first, spool = start(root), _spool(tmp_path)
    act("kept")
    events = first.read()
    assert len(marks(events, "kept")) == 20
    half = len(events) // 2
    spool.append(events[:half])  # the kill may also come in the middle
    spool.close()
    first.close()
    spool = _spool(tmp_path)
    second = start(root, kept_sequences(spool))
    spool.close()
    try:
        again = second.read()
        assert sorted(marks(events[:half], "kept") + marks(again, "kept")) == sorted(f"kept-{number}" for number in range(20))
        assert second.health().counters["kept_before"] == len([e for e in events[:half] if e.ring_sequence is not None])
        second.settle()
        assert comes_to_rest(second)
    finally:
        second.take_leave()
        second.close()


def _spool(folder: Path) -> Spool:
    return open_spool(folder / "spool", SpoolSettings(), SystemClock())


def test_another_generation_is_attached_before_the_old_one_is_let_go_and_its_unread_bytes_are_said(root: Path) -> None:
    first = start(root)
    first.close()
    act("old")
    (old,) = (root / "agent-1").iterdir()
    second = start(root, mode="off")
    try:
        assert not second.attached.taken_over and second.attached.unread > 0
        assert [one.name for one in (root / "agent-1").iterdir()] != [old.name]
        assert len(list((root / "agent-1").iterdir())) == 1
    finally:
        second.take_leave()
        second.close()


def test_torn_pins_are_no_pins(root: Path) -> None:
    first = start(root)
    pins = first.attached.pins
    assert pins is not None
    first.close()
    (pins.place / "whole").rmdir()
    second = start(root)
    try:
        assert not second.attached.taken_over and pins.are_whole()
    finally:
        second.take_leave()
        second.close()


def test_reader_that_never_comes_fills_the_ring_once_and_every_record_is_counted(root: Path) -> None:
    """60,000 failed calls while nobody reads: what found room and what was dropped is all that was offered."""
    first = start(root)
    first.close()
    code = "import ctypes\ncall = ctypes.CDLL(None).syscall\nfor i in range(60000): call(176, b'x', 0)"
    subprocess.run([sys.executable, "-S", "-c", code], check=True)
    second = start(root)
    try:
        events: list[Event] = []
        while batch := second.read():
            events += batch
        second.settle()
        lines = dict(second.flow.lines())
        module = lines[80]
        assert module.dropped > 0 and module.seen == module.delivered + module.dropped >= 60_000
        assert comes_to_rest(second)
        told = sum(getattr(e, "loss_count", 0) for e in events if getattr(e, "loss_type", "") == "kernel.module")
        assert told == module.dropped
    finally:
        second.take_leave()
        second.close()


def test_host_that_takes_no_pins_is_watched_all_the_same(tmp_path: Path) -> None:
    said: list[str] = []
    keeping = Keeping("agent-1", root=tmp_path / "none")
    attached = keeping.attach("off", Scope(programs.own_scope().namespace, os.getpid()), said.append)
    attached.bpf.close()
    assert attached.pins is None and "lies on no BPF file system" in said[0]


def test_pins_that_cannot_be_opened_are_put_away_and_said(root: Path) -> None:
    scope, said = Scope(programs.own_scope().namespace, os.getpid()), list[str]()
    pins = takeover.pins_of(root, "agent-1", "off", scope)
    for part in ("maps/x", "programs", "links", "whole"):
        (pins.place / part).mkdir(parents=True)
    attached = takeover.attach_pinned("off", scope, pins, said.append)
    attached.bpf.close()
    assert not attached.taken_over and "cannot be taken over" in said[0]
    assert isinstance(attached.pins, Pins) and attached.pins.are_whole()
    pins.remove()
