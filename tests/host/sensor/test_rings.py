"""Rings of io_uring on the real kernel: what system calls would do, done without one, is seen all the same."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from redshank.host.sensor import rings
from redshank.host.sensor.kernel_watch import KernelWatch
from redshank.host.sensor.programs import Mode
from tests.generated import build
from tests.host.sensor.kernel import Kernel, own

ACTS = Path(__file__).with_name("ring_acts.py")
SQPOLL = 2


def test_relative_names_count_from_their_folder() -> None:
    assert rings.whole("/srv/www", "a/../b") == "/srv/www/b"
    assert rings.whole("/srv", "/etc/passwd") == "/etc/passwd"
    assert rings.whole(None, "b") == "b"
    assert rings.whole("/srv", None) is None


def test_unknown_operation_keeps_its_number() -> None:
    event = build.kernel_io_uring(io_uring_opcode=99)
    rings.fill(event)
    assert event.io_uring_operation == "#99" and event.file_path is None


def test_link_target_stays_as_it_was_given() -> None:
    event = build.kernel_io_uring(
        io_uring_opcode=38, io_uring_folder="/tmp", io_uring_name="l", io_uring_other_folder="/tmp", io_uring_other_name="../x"
    )
    rings.fill(event)
    assert (event.file_path, event.file_old_path, event.io_uring_other_name) == ("/tmp/l", None, "../x")


class Seen:
    """What a process did through a ring, and the events of it."""

    def __init__(self, mode: Mode, flags: int, tmp_path: Path) -> None:
        self.flags = flags
        self.folder, self.secret = tmp_path / "tree", tmp_path / "secret"
        self.folder.mkdir()
        self.secret.write_text("s")
        self.kernel = Kernel(mode)
        watch = KernelWatch(self.kernel.source.bpf)
        for path, bits in ((self.folder, 1), (self.secret, 2)):
            stat = path.stat()
            watch.add(stat.st_ino, os.major(stat.st_dev) << 20 | os.minor(stat.st_dev), bits)
        words = [sys.executable, "-S", str(ACTS), str(self.folder), str(self.secret), "4444", str(flags)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            self.results: dict[str, int] = json.loads(process.communicate()[0])
        self.pid = process.pid
        self.kernel.wait_for(own("process.exit", self.pid))

    def of(self, action: str) -> list[Any]:
        return [event for event in self.kernel.events if own(action, self.pid)(event)]

    def used(self, operation: str) -> list[Any]:
        return [event for event in self.of("kernel.io_uring") if event.io_uring_operation == operation]


WAYS: dict[str, tuple[Mode, int]] = {"full": ("full", 0), "full, by a thread of the kernel": ("full", SQPOLL), "off": ("off", 0)}


@pytest.fixture(scope="module", params=list(WAYS))
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    switch = Path("/proc/sys/kernel/io_uring_disabled")
    if switch.exists() and switch.read_text().strip() == "2":
        pytest.skip("io_uring is switched off here (kernel.io_uring_disabled = 2)")
    mode, flags = WAYS[request.param]
    seen = Seen(mode, flags, tmp_path_factory.mktemp("ring"))
    yield seen
    seen.kernel.source.close()


@pytest.mark.root
def test_ring_and_first_use_of_each_operation_are_told(seen: Seen) -> None:
    (ring,) = seen.used("setup")
    assert ring.io_uring_flags & SQPOLL == seen.flags and ring.io_uring_entries == 8
    for operation in ("openat", "openat2", "socket", "bind", "listen", "connect", "accept", "sendmsg", "send"):
        assert len(seen.used(operation)) == 1, operation
    assert seen.used("openat")[0].file_path == f"{seen.folder}/made"


@pytest.mark.root
def test_operations_on_names_tell_whole_paths(seen: Seen) -> None:
    (made,) = seen.used("mkdirat")
    (linked,) = seen.used("linkat")
    (pointing,) = seen.used("symlinkat")
    (renamed,) = seen.used("renameat")
    (deleted,) = seen.used("unlinkat")
    assert made.file_path == f"{seen.folder}/folder" and deleted.file_path == f"{seen.folder}/renamed"
    assert (linked.file_old_path, linked.file_path) == (f"{seen.folder}/made", f"{seen.folder}/linked")
    assert (renamed.file_old_path, renamed.file_path) == (f"{seen.folder}/linked", f"{seen.folder}/renamed")
    assert (pointing.file_path, pointing.io_uring_other_name) == (f"{seen.folder}/pointing", "/etc/shadow")


@pytest.mark.root
def test_opens_of_watched_files_are_told_also_without_a_descriptor(seen: Seen) -> None:
    opened = {Path(e.file_path).name: e for e in seen.of("file.open") if e.via == "io_uring"}
    assert set(opened) == {"made", "secret", "direct", "chosen"}
    assert opened["secret"].file_access == "read" and opened["secret"].file_watch == "secret"
    assert opened["direct"].file_access == "write" and opened["direct"].file_path == f"{seen.folder}/direct"


@pytest.mark.root
def test_connections_are_told_as_if_called(seen: Seen) -> None:
    if seen.results["listen"] < 0:
        pytest.skip("bind and listen through a ring came with 6.11")
    (listen,) = seen.of("net.listen")
    assert listen.via == "io_uring"
    stream = [e for e in seen.of("net.connect") if e.network_transport == "tcp"]
    assert [e.destination_port for e in stream] == [listen.source_port] and stream[0].via == "io_uring"
    (accept,) = seen.of("net.accept")
    assert accept.destination_port == listen.source_port and accept.via == "io_uring"
    assert [(e.source_port, e.via, e.result) for e in seen.of("net.bind")] == [(listen.source_port, "io_uring", 0)]


@pytest.mark.root
def test_datagrams_and_raw_sockets_are_told_as_if_called(seen: Seen) -> None:
    if "send" not in seen.results:
        pytest.skip("bind and listen through a ring came with 6.11")
    sent = [e for e in seen.of("net.connect") if e.network_transport == "udp"]
    assert [(e.destination_port, e.via) for e in sent] == [(4444, "io_uring"), (4445, "io_uring")]
    (raw,) = seen.of("net.raw")
    assert (raw.socket_kind, raw.socket_protocol, raw.via) == ("packet", 3, "io_uring")
