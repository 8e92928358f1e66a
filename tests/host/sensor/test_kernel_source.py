"""The real kernel: each act below is done by a process of ours, and the event it must give is looked for."""

import ctypes
import errno
import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from redshank.core.clock import SystemClock
from redshank.events import Event
from redshank.host.sensor import programs
from redshank.host.sensor.kernel_source import KernelSource
from redshank.host.sensor.kernel_watch import KernelWatch
from redshank.host.sensor.libbpf import loaded_programs
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import Mode
from tests.host.sensor.kernel import LIMIT_S, Kernel, own, run

pytestmark = pytest.mark.root

FINIT_MODULE, DELETE_MODULE, SETUID = 313, 176, 105


@pytest.fixture(params=["full", "light", "off"])
def kernel(request: pytest.FixtureRequest) -> Iterator[Kernel]:
    kernel = Kernel(request.param)
    yield kernel
    kernel.source.close()


@pytest.fixture
def full() -> Iterator[Kernel]:
    kernel = Kernel("full")
    yield kernel
    kernel.source.close()


def until_over(
    source: KernelSource, *processes: "subprocess.Popen[bytes]", enough: Callable[[list[Event]], bool] = bool
) -> list[Event]:
    """All that the source gives until these processes have ended, the ledger was looked at twice since, and it is enough."""
    events: list[Event] = []
    looks, end = 0, time.monotonic() + 4 * LIMIT_S
    while time.monotonic() < end:
        batch = source.read()
        source.settle()
        over = all(process.poll() is not None for process in processes)
        events += batch
        if over and not batch:
            looks += 1
            if looks > 250 and enough(events):
                return events
        time.sleep(0.01)
    raise AssertionError(f"not over: {len(events)} events")


def comes_to_rest(source: KernelSource) -> bool:
    """True as soon as nothing is in flight; the rest of the machine goes on while we look."""
    for _ in range(1000):
        source.read()
        source.settle()
        if all(line.in_flight == 0 for _, line in source.flow.lines()):
            return True
    return False


def test_exec_fork_and_exit_are_seen_in_every_mode(kernel: Kernel) -> None:
    process = subprocess.Popen(["/bin/sh", "-c", "exit 3", "an argument", ""], cwd="/usr")
    process.wait()
    event = kernel.wait_for(own("process.exec", process.pid))
    assert event.process_args == ["/bin/sh", "-c", "exit 3", "an argument", ""]
    assert event.process_working_directory == "/usr" and event.process_executable == str(Path("/bin/sh").resolve())
    assert event.process_parent_pid and event.process_pid
    assert getattr(kernel.wait_for(own("process.exit", process.pid)), "process_exit_code", None) == 3
    kernel.wait_for(own("process.fork", process.pid))


def test_child_knows_its_parent_by_program(full: Kernel) -> None:
    process = subprocess.Popen(["/bin/sh", "-c", "/bin/true; /bin/true"])
    process.wait()
    full.wait_for(own("process.exit", process.pid))
    (first, *_) = [e for e in full.events if e.event_action == "process.exec" and e.process_name == "true"]
    assert first.process_parent_executable == str(Path("/bin/sh").resolve())
    assert (first.process_ancestors or [{}])[0]["executable"] == first.process_parent_executable


def test_long_arguments_are_cut_with_their_true_length(full: Kernel) -> None:
    process = subprocess.Popen(["/bin/true", "x" * 6000])
    process.wait()
    event = full.wait_for(own("process.exec", process.pid))
    assert getattr(event, "args_length", 0) == 6000 + len("/bin/true") + 2
    assert len(" ".join(event.process_args or [])) == 4095


def test_connect_tells_where_to_in_every_mode(kernel: Kernel) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        pid = run(f"socket.create_connection(('127.0.0.1', {port})).close()")
    event = kernel.wait_for(own("net.connect", pid))
    assert (getattr(event, "destination_ip", ""), getattr(event, "destination_port", 0)) == ("127.0.0.1", port)
    assert getattr(event, "network_transport", "") == "tcp"


def test_connect_to_ipv6_loopback_and_its_refusal(full: Kernel) -> None:
    pid = run("s = socket.socket(socket.AF_INET6)\nprint(s.connect_ex(('::1', 1)))")
    event = full.wait_for(own("net.connect", pid))
    assert (getattr(event, "destination_ip", ""), getattr(event, "destination_port", 0)) == ("::1", 1)
    assert event.event_outcome == "failure"


def test_connect_is_told_once_with_its_result_in_full(full: Kernel) -> None:
    pid = run("s = socket.socket()\ns.connect_ex(('127.0.0.1', 1))\nos.execv('/bin/true', ['true'])")
    full.wait_for(own("process.exit", pid))
    time.sleep(0.05)
    full.events += full.source.read()
    connects = [event for event in full.events if own("net.connect", pid)(event)]
    assert [getattr(event, "result", None) for event in connects] == [-errno.ECONNREFUSED]


def test_listen_is_seen_in_every_mode_with_the_port_the_kernel_chose(kernel: Kernel) -> None:
    pid = run("s = socket.socket()\ns.bind(('127.0.0.1', 0))\ns.listen()")
    event = kernel.wait_for(own("net.listen", pid))
    assert getattr(event, "source_ip", "") == "127.0.0.1" and getattr(event, "source_port", 0) > 0


def test_accept_tells_who_came(full: Kernel) -> None:
    code = "s = socket.create_server(('127.0.0.1', 0))\nc = socket.create_connection(s.getsockname())\ns.accept()"
    event = full.wait_for(own("net.accept", run(code)))
    connect = full.wait_for(own("net.connect", event.process_scope_pid or 0))
    assert getattr(event, "source_port", 0) == getattr(connect, "source_port", 1)
    assert getattr(event, "destination_port", 0) == getattr(connect, "destination_port", 1)


def test_module_attempt_is_seen_with_file_and_result(full: Kernel, tmp_path: Path) -> None:
    module = tmp_path / "xpacket.ko"
    module.write_bytes(b"no module")
    pid = run(f"f = os.open('{module}', os.O_RDONLY)\nsyscall({FINIT_MODULE}, f, b'key=1', 0)")
    event = full.wait_for(own("kernel.module", pid))
    assert getattr(event, "file_path", "") == str(module) and getattr(event, "module_parameters", "") == "key=1"
    assert event.event_outcome == "failure" and getattr(event, "module_operation", "") == "load"
    pid = run(f"syscall({DELETE_MODULE}, b'nosuch', 0)")
    assert getattr(full.wait_for(own("kernel.module", pid)), "module_name", "") == "nosuch"


def test_credential_change_carries_the_new_user(full: Kernel) -> None:
    event = full.wait_for(own("kernel.credentials", run(f"syscall({SETUID}, 12345)")))
    assert event.user_id == 12345 and getattr(event, "syscall_name", "") == "setuid"


@pytest.mark.parametrize("mode", ["full", "light"])
def test_watched_tree_tells_opens_for_writing_and_a_secret_opens_for_reading(mode: Mode, tmp_path: Path) -> None:
    deep = tmp_path / "tree" / "a" / "b"
    deep.mkdir(parents=True)
    secret = tmp_path / "secret"
    secret.write_text("s")
    kernel = Kernel(mode)
    try:
        watch = KernelWatch(kernel.source.bpf)
        for path, bits in ((tmp_path / "tree", 1), (secret, 2)):
            stat = path.stat()
            watch.add(stat.st_ino, os.major(stat.st_dev) << 20 | os.minor(stat.st_dev), bits)
        pid = run(f"open('{deep}/f', 'w').close()\nopen('{deep}/f').close()\nopen('{secret}').close()")
        write = kernel.wait_for(lambda e: own("file.open", pid)(e) and getattr(e, "file_path", "") == f"{deep}/f")
        read = kernel.wait_for(lambda e: own("file.open", pid)(e) and getattr(e, "file_path", "") == str(secret))
        assert (getattr(write, "file_access", ""), getattr(read, "file_access", "")) == ("write", "read")
        kernel.wait_for(own("process.exit", pid))
        assert len([e for e in kernel.events if own("file.open", pid)(e)]) == 2, "an unwatched read was told"
        stat = secret.stat()
        watch.remove(stat.st_ino, os.major(stat.st_dev) << 20 | os.minor(stat.st_dev))
        pid = run(f"open('{secret}').close()")
        kernel.wait_for(own("process.exit", pid))
        assert not [e for e in kernel.events if own("file.open", pid)(e)]
    finally:
        kernel.source.close()


def test_walks_go_as_far_as_said(full: Kernel, tmp_path: Path) -> None:
    """A watched folder counts for 32 levels with the file; a path has 48 parts at most, and one of more says that it was cut."""
    far = tmp_path / "/".join("d" * 30)
    farther = far / "/".join("d" * 20)
    farther.mkdir(parents=True)
    watch, keys = KernelWatch(full.source.bpf), []
    for path, bits in ((tmp_path, 1), (farther / "secret", 2)):
        path.touch()
        stat = path.stat()
        keys.append((stat.st_ino, os.major(stat.st_dev) << 20 | os.minor(stat.st_dev)))
        watch.add(*keys[-1], bits)
    pid = run(f"open('{far}/f', 'w').close()\nopen('{far}/d/f', 'w').close()\nopen('{farther}/secret').close()")
    full.wait_for(own("process.exit", pid))
    for key in keys:
        watch.remove(*key)
    told = [getattr(e, "file_path", "") for e in full.events if own("file.open", pid)(e)]
    assert told == [f"{far}/f", "…" + f"{farther}/secret"[-len("/d" * 47 + "/secret"):]]


def test_storm_of_execs_is_whole_or_counted(full: Kernel) -> None:
    storm = subprocess.Popen(["/bin/sh", "-c", "i=0; while [ $i -lt 300 ]; do /bin/true storm-$PPID; i=$((i+1)); done"])
    storm.wait()
    full.wait_for(own("process.exit", storm.pid))
    programs_run = [e for e in full.events if e.event_action == "process.exec" and e.process_name == "true"]
    seen = [e for e in programs_run if "storm-" in (e.process_command_line or "")]
    lost = full.source.health().counters["lost_urgent"]
    assert len(seen) + lost >= 300 and (len(seen) == 300 or lost > 0)


def test_full_ring_counts_what_it_drops_and_says_so() -> None:
    """Nobody reads for a while: the kernel's counters and what arrived add up to all that was offered."""
    kernel = Kernel("full")
    try:
        pid = run(f"for i in range(60000): syscall({DELETE_MODULE}, b'x', 0)")
        end, arrived, lost = time.monotonic() + LIMIT_S, 0, 0
        while time.monotonic() < end and arrived + lost < 60_000:
            events = kernel.source.read()
            arrived += len([e for e in events if own("kernel.module", pid)(e)])
            lost += sum(getattr(e, "loss_count", 0) for e in events if getattr(e, "loss_type", "") == "kernel.module")
        assert arrived + lost == 60_000 and lost > 0
    finally:
        kernel.source.close()


def test_corrupt_record_is_counted_and_kept_aside(full: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    from redshank.core.errors import InputError
    from redshank.host.sensor import kernel_source

    def refuse(data: bytes, offset: int) -> None:
        raise InputError("made up", "tail")

    monkeypatch.setattr(kernel_source, "decode", refuse)
    subprocess.run(["/bin/true"], check=True)
    full.source.read()
    assert full.source.health().counters["corrupt"] >= 3 and len(full.source.corrupt) >= 3


def test_own_process_is_not_told() -> None:
    source = KernelSource("full", programs.own_scope(), ProcessTable("h", "b"), SystemClock(), lambda text: None)
    try:
        ctypes.CDLL(None).syscall(DELETE_MODULE, b"own", 0)
        subprocess.run(["/bin/true"], check=True)
        events = source.read()
        assert events and not [e for e in events if e.process_scope_pid == os.getpid()]
    finally:
        source.close()


def test_nothing_stays_after_close_and_close_may_come_twice() -> None:
    source = KernelSource("full", programs.own_scope(), ProcessTable("h", "b"), SystemClock(), lambda text: None)
    assert "process_exec" in loaded_programs()
    source.close()
    source.close()


def test_thirty_two_bit_call_is_not_taken_for_another_one(full: Kernel, tmp_path: Path) -> None:
    """int 0x80 with number 129 is delete_module there and rt_sigqueueinfo in the 64-bit table."""
    code = bytes.fromhex("53 b8 81 00 00 00 31 db 31 c9 cd 80 5b c3")  # push rbx; mov eax,129; zero ebx,ecx; int 0x80; pop rbx; ret
    program = (
        "import mmap\n"
        f"m = mmap.mmap(-1, 4096, prot=7)\nm.write({code!r})\n"
        "f = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(m)))\nf()\nos._exit(0)"
    )
    event = full.wait_for(own("kernel.module", run(program)))
    assert getattr(event, "syscall_name", "") == "delete_module" and struct.calcsize("P") == 8


def test_write_to_the_etc_of_a_container_is_told_though_it_is_another_folder(full: Kernel, tmp_path: Path) -> None:
    """The container's /etc lies on a file system of its own in a mount namespace of its own: only its name says what it is."""
    etc = tmp_path / "root" / "etc"
    etc.mkdir(parents=True)
    script = f"mount --bind {tmp_path}/root {tmp_path}/root && cd {tmp_path}/root && mkdir old && pivot_root . old"
    act = "echo x > /etc/cron-of-a-container; echo y > /elsewhere"
    process = subprocess.Popen(["unshare", "--mount", "sh", "-c", f"{script} && {act}"])
    process.wait()
    event = full.wait_for(lambda e: e.event_action == "file.open")
    assert getattr(event, "file_path", "") == "/etc/cron-of-a-container" and getattr(event, "file_watch", "") == "tree"
    full.wait_for(own("process.exit", process.pid))
    assert [e.event_action for e in full.events if e.event_action.startswith("file.")] == ["file.open", "file.create"]


def test_signal_to_a_guarded_process_is_told_with_its_sender_and_everyday_ones_are_not(full: Kernel) -> None:
    target = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    try:
        full.source.guard({target.pid: 2})
        sender = run(f"for number in (28, 19, 18, 9): os.kill({target.pid}, number)")
    finally:
        target.kill()
        target.wait()
    event = full.wait_for(lambda e: own("process.signal", sender)(e) and getattr(e, "signal_name", "") == "SIGKILL")
    told = [getattr(e, "signal_name", "") for e in full.events if own("process.signal", sender)(e)]
    assert told == ["SIGSTOP", "SIGKILL"]
    assert (getattr(event, "signal_target_role", ""), getattr(event, "signal_sender_role", "")) == ("guardian", "other")
    assert getattr(event, "signal_target_pid", 0) and "python" in (event.process_executable or "") and event.process_entity_id


def test_signal_of_the_parent_is_told_as_such_and_one_to_a_stranger_is_not(full: Kernel) -> None:
    code = "import subprocess, time\np = subprocess.Popen(['/bin/sleep', '60'])\nprint(p.pid, flush=True)\ninput()\np.terminate()\np.wait()"
    parent = subprocess.Popen([sys.executable, "-S", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    full.source.guard({child: 1})
    stranger = subprocess.Popen(["/bin/sleep", "60"])
    stranger.terminate()
    stranger.wait()
    parent.communicate(b"\n")
    event = full.wait_for(lambda e: e.event_action == "process.signal")
    assert (getattr(event, "signal_name", ""), getattr(event, "signal_sender_role", "")) == ("SIGTERM", "parent")
    assert event.process_scope_pid == parent.pid


def test_what_was_read_stays_in_the_ring_until_it_is_kept(full: Kernel) -> None:
    subprocess.run(["/bin/true", "unsettled"], check=True)
    time.sleep(0.05)
    assert full.source.read()
    lines = dict(full.source.flow.lines())
    assert lines[1].in_flight >= 1 and lines[1].delivered == 0
    full.source.settle()
    lines = dict(full.source.flow.lines())
    assert lines[1].delivered >= 1
