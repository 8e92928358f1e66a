import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from redshank.core.clock import SystemClock
from redshank.events._generated.types import ProcessExec
from redshank.host.integrity.programs import Programs
from redshank.host.integrity.worker import Worker
from tests.host.integrity.host import examiner


class Host:
    def __init__(self, root: Path) -> None:
        self.root = root
        looks = examiner(Path("/"))
        self.worker = Worker(lambda: None, lambda: iter((1_000.0,)), lambda: None)
        self.programs = Programs(self.worker, lambda: looks, SystemClock())

    def event(self, path: str, pid: int = 0, inode: int | None = None) -> ProcessExec:
        about = {"process_executable": path, "process_scope_pid": pid, "executable_inode": inode or Path(path).stat().st_ino}
        return ProcessExec(timestamp=1, executable_filesystem=0, **about)  # type: ignore[arg-type]

    def described(self, event: ProcessExec) -> ProcessExec:
        self.programs.describe([event])
        return event


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    made = Host(tmp_path)
    yield made
    made.worker.close()


def test_program_has_its_hash_at_once_and_again_from_memory(host: Host) -> None:
    shutil.copy("/bin/true", host.root / "p")
    expected = hashlib.sha256((host.root / "p").read_bytes()).hexdigest()
    for _ in range(2):
        assert host.described(host.event(str(host.root / "p"))).process_hash_sha256 == expected
    assert host.programs.counts["read"] == 1
    with (host.root / "p").open("ab") as file:
        file.write(b"x")
    assert host.described(host.event(str(host.root / "p"))).process_hash_sha256 != expected


def test_deleted_program_is_read_while_it_lives(host: Host) -> None:
    shutil.copy("/bin/sleep", host.root / "p")
    expected, inode = hashlib.sha256((host.root / "p").read_bytes()).hexdigest(), (host.root / "p").stat().st_ino
    with subprocess.Popen([host.root / "p", "10"]) as process:
        (host.root / "p").unlink()
        assert host.described(host.event(str(host.root / "p"), process.pid, inode)).process_hash_sha256 == expected
        process.kill()


def test_another_file_under_the_path_is_not_taken_for_the_program(host: Host) -> None:
    assert host.described(host.event("/bin/true", inode=1)).process_hash_sha256 is None
    assert host.programs.counts["unreachable"] == 1


def test_program_from_elsewhere_is_not_touched(host: Host) -> None:
    event = host.event("/bin/true")
    event.executable_filesystem = 0x6969
    assert host.described(event).process_hash_sha256 is None and host.programs.counts["unreachable"] == 1


def test_sensor_waits_only_so_long(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redshank.host.integrity.programs.WAIT_NS", 0)
    monkeypatch.setattr(host.worker, "order", lambda _act: None)
    assert host.described(host.event("/bin/true")).process_hash_sha256 is None
    assert (host.programs.counts["late"], host.programs.counts["refused"]) == (1, 1)


def test_changed_packages_are_asked_again(host: Host) -> None:
    host.described(host.event("/bin/true"))
    host.programs.forget()
    host.described(host.event("/bin/true"))
    assert host.programs.counts["read"] == 2
