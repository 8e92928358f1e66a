import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from redshank.core.clock import FixedClock
from redshank.events import Event
from redshank.host.sensor import containers
from redshank.host.sensor.containers import WALK_NS, Containers
from tests.generated import build

HASH = "ab" * 32
OLD = "9:name=systemd:/\n4:memory:{path}\n0::/\n"


class Host:
    """A tree of /proc and control groups of our own making."""

    def __init__(self, root: Path) -> None:
        self.root, self.clock = root, FixedClock(0, WALK_NS)
        self.tree = root / "sys/fs/cgroup"
        self.tree.mkdir(parents=True)
        (self.tree / "cgroup.procs").touch()
        self.found = Containers(root, self.clock.boot_ns)

    def process(self, pid: int, text: str) -> None:
        (self.root / f"proc/{pid}").mkdir(parents=True, exist_ok=True)
        (self.root / f"proc/{pid}/cgroup").write_text(text)

    def group(self, path: str) -> int:
        folder = self.tree / path.lstrip("/")
        folder.mkdir(parents=True)
        return folder.stat().st_ino

    def ask(self, event: Event) -> str | None:
        event.container_id = None
        self.found.describe(event)
        return event.container_id


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def act(pid: int, group: int, entity: str = "e", parent: str = "p") -> Event:
    event = build.net_connect(process_pid=pid, process_scope_pid=pid, cgroup_id=group, container_id=None)
    event.process_entity_id, event.process_parent_entity_id = entity, parent
    return event


def test_group_is_known_by_a_process_that_lives_and_stays_known(host: Host) -> None:
    group = host.group(f"/docker/{HASH}")
    host.process(12, f"0::/docker/{HASH}\n")
    assert host.ask(act(12, group)) == HASH
    (host.root / "proc/12/cgroup").unlink()
    assert host.ask(act(13, group)) == HASH


def test_group_of_a_process_that_has_ended_is_found_by_its_inode(host: Host) -> None:
    group = host.group(f"/system.slice/docker-{HASH}.scope")
    assert host.ask(act(12, group)) == HASH


def test_process_that_was_moved_since_does_not_lend_its_new_group_to_the_old_one(host: Host) -> None:
    old, _ = host.group("/system.slice/containerd.service"), host.group(f"/docker/{HASH}")
    host.process(12, f"0::/docker/{HASH}\n")
    assert host.ask(act(12, old)) is None


def test_tree_is_walked_only_now_and_then(host: Host) -> None:
    assert host.ask(act(12, 999_999_999)) is None
    group = host.group(f"/docker/{HASH}")
    assert host.ask(act(12, group)) is None
    host.clock.boot += WALK_NS
    assert host.ask(act(12, group)) == HASH


def test_on_the_old_hierarchies_each_process_is_asked_for(host: Host) -> None:
    host.process(12, OLD.format(path=f"/docker/{HASH}"))
    host.process(13, OLD.format(path="/"))
    assert host.ask(act(12, 1, "in")) == HASH
    assert host.ask(act(13, 1, "out")) is None


def test_copy_is_where_its_parent_is_and_a_program_is_asked_for_anew(host: Host) -> None:
    host.process(12, OLD.format(path="/"))
    assert host.ask(act(12, 1, "shim")) is None
    host.process(13, OLD.format(path=f"/docker/{HASH}"))
    fork = build.process_fork(
        process_pid=13, process_scope_pid=13, cgroup_id=1, process_entity_id="init", process_parent_entity_id="shim", container_id=None
    )
    assert host.ask(fork) is None
    started = build.process_exec(process_pid=13, process_scope_pid=13, cgroup_id=1, process_entity_id="init", container_id=None)
    assert host.ask(started) == HASH
    (host.root / "proc/13/cgroup").unlink()
    assert host.ask(act(13, 1, "init")) == HASH
    assert host.ask(act(14, 1, "child", "init")) == HASH


def test_event_without_a_process_has_no_container(host: Host) -> None:
    assert host.ask(build.agent_loss(process_entity_id=None, container_id=None)) is None


def test_memory_is_bounded(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MOST_PROCESSES", 10)
    for number in range(50):
        host.ask(act(number + 100, 1, f"e{number}"))
    assert len(host.found._processes) == 10


@pytest.mark.root
def test_real_group_of_the_kernel_is_known_by_its_id() -> None:
    """Where this machine has cgroup2 as its one hierarchy or beside the old ones."""
    top = next((path for path in (Path("/sys/fs/cgroup/unified"), Path("/sys/fs/cgroup")) if (path / "cgroup.procs").exists()), None)
    if top is None:
        pytest.skip("no cgroup2 is mounted")
    folder = top / f"docker-{os.getpid():064x}.scope"
    folder.mkdir()
    process = subprocess.Popen(["sleep", "60"])
    try:
        (folder / "cgroup.procs").write_text(str(process.pid))
        found = Containers(Path("/"), time.monotonic_ns)
        event = act(process.pid, folder.stat().st_ino)
        found.describe(event)
        assert event.container_id == f"{os.getpid():064x}"
    finally:
        process.kill()
        process.wait()
        for _ in range(50):
            with suppress(OSError):
                folder.rmdir()
                break
            time.sleep(0.02)
