"""Names for commands and flags; then each act on the real kernel, done by a small process of ours."""

import ctypes
import errno
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from redshank.core.clock import SystemClock
from redshank.host.sensor import programs
from redshank.host.sensor.derive import derive
from redshank.host.sensor.derive_kernel import describe_bpf
from redshank.host.sensor.kernel_source import KernelSource
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import MOUNT_NAMESPACE
from tests.generated import build
from tests.host.sensor.kernel import Kernel, own, run

PTRACE, PROCESS_VM_WRITEV, MEMFD_CREATE, MEMFD_SECRET, BPF, UNSHARE, SETNS = 101, 311, 319, 447, 321, 272, 308
NEW_MOUNT, NEW_UTS, NEW_NET = 0x20000, 0x4000000, 0x40000000
ATTACH, DETACH, SEIZE, POKE_DATA = 16, 17, 0x4206, 5


@pytest.mark.parametrize(
    ("command", "kind", "operation", "word"),
    [
        (5, 2, "load_program", "kprobe"),
        (0, 2, "create_map", None),
        (28, 29, "attach_link", "lsm"),
        (5, 99, "load_program", "99"),
        (77, 0, "77", None),
    ],
)
def test_bpf_command_and_program_type_are_words(command: int, kind: int, operation: str, word: str | None) -> None:
    event = build.kernel_bpf(bpf_command=command, bpf_type=kind)
    describe_bpf(event)
    assert (event.bpf_operation, event.bpf_type_name) == (operation, word)


@pytest.mark.parametrize(
    ("flags", "operation"),
    [
        (0, "mount"),
        (0x1020, "remount"),
        (0x5000, "bind"),
        (0x2000, "move"),
        (0x44000, "propagation"),
        (0x100000, "propagation"),
        (6, "mount"),
    ],
)
def test_operation_of_a_mount_follows_from_its_flags_in_the_kernels_order(flags: int, operation: str) -> None:
    event = build.kernel_mount(syscall_number=165, mount_flags=flags, result=0)
    derive(event, compat=False, before=False)
    assert event.mount_operation == operation


@pytest.mark.parametrize(
    ("number", "compat", "operation"), [(166, False, "unmount"), (22, True, "unmount"), (161, False, "chroot"), (429, False, "attach")]
)
def test_other_calls_about_mounts_have_their_own_words(number: int, compat: bool, operation: str) -> None:
    event = build.kernel_mount(syscall_number=number, mount_flags=0x1000, result=0)
    derive(event, compat=compat, before=False)
    assert event.mount_operation == operation


def test_flags_of_namespaces_are_words_and_a_birth_is_told_by_its_call() -> None:
    event = build.kernel_namespace(syscall_number=435, namespace_flags=NEW_MOUNT | NEW_NET, result=0)
    derive(event, compat=False, before=False)
    assert (event.namespace_operation, event.namespace_kinds) == ("born", ["mount", "net"])


@pytest.mark.parametrize(
    ("number", "request_", "operation"),
    [
        (101, 16, "attach"),
        (101, 0x4206, "seize"),
        (101, 4, "poke"),
        (101, 0, "traceme"),
        (311, 16, "write_memory"),
        (257, 16, "open_memory"),
    ],
)
def test_operation_of_a_tracer_follows_from_call_and_request(number: int, request_: int, operation: str) -> None:
    event = build.kernel_ptrace(syscall_number=number, syscall_a0=request_, ptrace_open_flags=2, result=0)
    derive(event, compat=False, before=False)
    assert event.ptrace_operation == operation


# The real kernel


@pytest.fixture(scope="module")
def full() -> Iterator[Kernel]:
    kernel = Kernel("full")
    yield kernel
    kernel.source.close()


def one(kernel: Kernel, pid: int, action: str) -> Any:
    found = kernel.of(pid, action)
    assert found, f"no {action} of {pid}"
    return found[0]


@pytest.mark.root
def test_attach_and_seize_name_their_target_by_program_and_user(full: Kernel) -> None:
    victim = subprocess.Popen(["/bin/sleep", "60"])
    try:
        full.wait_for(own("process.exec", victim.pid))
        pid = run(f"print(syscall({PTRACE}, {ATTACH}, {victim.pid}, 0, 0)); os.waitpid({victim.pid}, 0x40000000)")
        event = one(full, pid, "kernel.ptrace")
        assert (event.ptrace_operation, event.event_outcome, event.target_scope_pid) == ("attach", "success", victim.pid)
        assert event.target_name == Path("/bin/sleep").resolve().name and event.target_user_id == 0 and event.target_relation == "other"
        assert event.target_pid and event.target_entity_id
        pid = run(f"syscall({PTRACE}, {SEIZE}, 999999, 0, 0)")
        event = one(full, pid, "kernel.ptrace")
        assert (event.ptrace_operation, event.result, event.target_executable) == ("seize", -errno.ESRCH, None)
    finally:
        victim.kill()
        victim.wait()


@pytest.mark.root
def test_pokes_are_told_once_a_second_and_traceme_of_a_child(full: Kernel) -> None:
    code = f"""
child = os.fork()
if child == 0:
    syscall({PTRACE}, 0, 0, 0, 0)
    os.kill(os.getpid(), 19)
    os._exit(0)
os.waitpid(child, 0)
buffer = ctypes.create_string_buffer(64)
for i in range(500):
    syscall({PTRACE}, {POKE_DATA}, child, ctypes.c_void_p(ctypes.addressof(buffer)), ctypes.c_void_p(i))
syscall({PTRACE}, {DETACH}, child, 0, 0)
os.kill(child, 9)
os.waitpid(child, 0)
"""
    pid = run(code)
    pokes = [event for event in full.of(pid, "kernel.ptrace") if event.ptrace_operation == "poke"]
    assert 1 <= len(pokes) <= 3 and pokes[0].target_relation == "child"
    traced = full.wait_for(lambda e: getattr(e, "ptrace_operation", "") == "traceme" and e.process_parent_pid == pokes[0].process_pid)
    assert traced.target_relation == "self"


@pytest.mark.root
def test_write_into_anothers_memory_is_told_by_call_and_by_file(full: Kernel) -> None:
    code = f"""
child = os.fork()
if child == 0:
    import signal; signal.pause()
class V(ctypes.Structure): _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]
text = ctypes.create_string_buffer(b"hello")
v = V(ctypes.addressof(text), 5)
print(syscall({PROCESS_VM_WRITEV}, child, ctypes.byref(v), 1, ctypes.byref(v), 1, ctypes.c_long(0)))
with open(f"/proc/{{child}}/mem", "r+b", buffering=0) as f:
    f.seek(ctypes.addressof(text)); f.write(b"12345")
os.kill(child, 9)
os.waitpid(child, 0)
"""
    written, opened = full.of(run(code), "kernel.ptrace")
    assert (written.ptrace_operation, written.result, written.target_relation) == ("write_memory", 5, "child")
    assert (opened.ptrace_operation, opened.ptrace_access, opened.target_relation) == ("open_memory", "write", "child")
    assert opened.target_scope_pid == written.target_scope_pid and opened.file_path.endswith(f"/{opened.target_scope_pid}/mem")


@pytest.mark.root
def test_file_in_memory_has_the_kernels_name_and_a_refused_one_the_callers(full: Kernel) -> None:
    made = one(full, run(f"syscall({MEMFD_CREATE}, b'payload', 1)"), "kernel.memfd")
    assert (made.memfd_name, made.memfd_flags, made.event_outcome, made.arg_source) == ("payload", 1, "success", None)
    refused = one(full, run(f"syscall({MEMFD_CREATE}, b'payload', 0x8000)"), "kernel.memfd")
    assert (refused.memfd_name, refused.result, refused.arg_source) == ("payload", -errno.EINVAL, "user")
    assert one(full, run(f"syscall({MEMFD_SECRET}, 0)"), "kernel.memfd").syscall_name == "memfd_secret"


@pytest.mark.root
def test_program_from_memory_is_one_by_its_kind(full: Kernel) -> None:
    code = f"""
f = syscall({MEMFD_CREATE}, b'payload', 0)
os.write(f, open('/bin/true', 'rb').read())
os.execve(f, ['true'], {{}})
"""
    events = full.of(run(code), "process.exec")
    assert events[-1].executable_kind == "memfd" and events[-1].process_executable.startswith("/memfd:payload")


@pytest.mark.root
def test_bpf_program_is_told_with_what_the_kernel_calls_it(full: Kernel) -> None:
    code = f"""
import struct
insns = ctypes.create_string_buffer(struct.pack("<BBhiBBhi", 0xb7, 0, 0, 0, 0x95, 0, 0, 0))
words = ctypes.create_string_buffer(b"GPL")
attr = bytearray(144)
struct.pack_into("<IIQQ", attr, 0, 1, 2, ctypes.addressof(insns), ctypes.addressof(words))
attr[48:54] = b"prober"
raw = (ctypes.c_char * 144).from_buffer(attr)
good = syscall({BPF}, 5, raw, 144)
attr[8:16] = bytes(8)
syscall({BPF}, 5, raw, 144)
"""
    loaded, refused = full.of(run(code), "kernel.bpf")
    assert (loaded.bpf_operation, loaded.bpf_type_name, loaded.bpf_name, loaded.event_outcome) == (
        "load_program",
        "socket_filter",
        "prober",
        "success",
    )
    assert loaded.bpf_id > 0 and loaded.arg_source is None
    assert (refused.bpf_name, refused.event_outcome, refused.arg_source, refused.bpf_id) == ("prober", "failure", "user", 0)


@pytest.mark.root
def test_new_namespaces_are_told_of_unshare_and_of_a_birth(full: Kernel) -> None:
    event = one(full, run(f"syscall({UNSHARE}, {NEW_MOUNT | NEW_UTS})"), "kernel.namespace")
    home = MOUNT_NAMESPACE.stat().st_ino
    assert (event.namespace_operation, event.namespace_kinds, event.namespace_home) == ("unshare", ["mount", "uts"], 0)
    assert event.namespace_mount != home
    pid = run(f"print(syscall(56, {NEW_NET | 17}, 0, 0, 0, 0))")
    born = full.wait_for(lambda e: getattr(e, "namespace_operation", "") == "born" and getattr(e, "namespace_kinds", []) == ["net"])
    assert born.namespace_mount == home and born.syscall_name == "clone"
    assert full.of(pid, "process.exec")[0].namespace_mount == home


@pytest.mark.root
def test_way_back_into_the_hosts_mount_namespace_is_a_fact(full: Kernel) -> None:
    code = f"""
home = os.open('/proc/self/ns/mnt', os.O_RDONLY)
syscall({UNSHARE}, {NEW_MOUNT})
syscall({SETNS}, home, 0)
syscall({SETNS}, -1, 0)
"""
    left, entered, refused = full.of(run(code), "kernel.namespace")
    assert (left.namespace_entered_host, entered.namespace_entered_host, refused.namespace_entered_host) == (False, True, False)
    assert entered.namespace_mount == left.namespace_previous_mount and refused.result == -errno.EBADF


@pytest.mark.root
def test_mounts_by_the_old_and_the_new_calls(full: Kernel, tmp_path: Path) -> None:
    code = f"""
libc = ctypes.CDLL(None, use_errno=True)
syscall({UNSHARE}, {NEW_MOUNT})
libc.mount(b"none", b"/", None, 0x44000, None)
libc.mount(b"thing", b"{tmp_path}", b"tmpfs", 6, None)
fs = syscall(430, b"tmpfs", 0)
syscall(431, fs, 1, b"source", b"modern", 0)
syscall(431, fs, 6, None, None, 0)
m = syscall(432, fs, 0, 0)
os.mkdir(b"{tmp_path}/x")
syscall(429, m, b"", -100, b"{tmp_path}/x", 4)
libc.umount2(b"{tmp_path}/x", 2)
os.chroot("{tmp_path}")
syscall(155, b"/nowhere", b"/else")
"""
    events = full.of(run(code), "kernel.mount")
    assert [e.mount_operation for e in events] == ["propagation", "mount", "make", "attach", "unmount", "chroot", "pivot_root"]
    mounted, attached, changed = events[1], events[3], events[5]
    assert (mounted.mount_source, mounted.mount_target, mounted.mount_filesystem, mounted.arg_source) == (
        "thing",
        str(tmp_path),
        "tmpfs",
        "user",
    )
    assert (attached.mount_source, attached.mount_filesystem, attached.mount_path) == ("modern", "tmpfs", f"{tmp_path}/x")
    assert changed.mount_path == str(tmp_path) and changed.event_outcome == "success" and events[6].event_outcome == "failure"


@pytest.mark.root
def test_write_to_a_switch_of_the_kernel_is_told_though_nobody_watches_its_folder(full: Kernel) -> None:
    pid = run("os.close(os.open('/proc/sys/kernel/core_pattern', os.O_WRONLY))\nopen('/proc/sys/kernel/core_pattern').close()")
    (event,) = full.of(pid, "file.open")
    assert (event.file_watch, event.file_access) == ("kernel", "write") and event.file_path.endswith("/sys/kernel/core_pattern")


@pytest.mark.root
def test_thirty_two_bit_calls_reach_the_same_handlers(full: Kernel) -> None:
    """int 0x80 with 310 (unshare), 26 (ptrace attach) and 61 (chroot): other calls in the 64-bit table."""
    # push rbx; rax=rdi; rbx=rsi; rcx=rdx; edx=0; int 0x80; pop rbx; ret
    code = bytes.fromhex("53 48 89 f8 48 89 f3 48 89 d1 31 d2 cd 80 5b c3")
    program = (
        "import mmap\n"
        f"m = mmap.mmap(-1, 4096, prot=7)\nm.write({code!r})\n"
        "f = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_long, ctypes.c_long, ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(m)))\n"
        f"f(310, {NEW_UTS}, 0)\nf(26, {ATTACH}, 999999)\nf(61, 0, 0)\n"
    )
    pid = run(program)
    assert one(full, pid, "kernel.namespace").syscall_name == "unshare"
    traced = one(full, pid, "kernel.ptrace")
    assert (traced.ptrace_operation, traced.syscall_name, traced.result) == ("attach", "ptrace", -errno.ESRCH)
    assert (one(full, pid, "kernel.mount").mount_operation, one(full, pid, "kernel.mount").event_outcome) == ("chroot", "failure")


@pytest.mark.root
def test_light_sees_the_same_acts_and_off_only_births() -> None:
    acts = f"syscall({UNSHARE}, {NEW_UTS})\nsyscall({MEMFD_CREATE}, b'x', 0)\nsyscall({PTRACE}, {ATTACH}, 999999, 0, 0)\n"
    acts += f"syscall({BPF}, 0, None, 0)\nos.chroot('/')\n"
    acts += f"try: os.execv('/nowhere/x', ['x'])\nexcept OSError: pass\nsyscall(56, {NEW_NET | 17}, 0, 0, 0, 0)\n"
    wanted = {"kernel.namespace", "kernel.memfd", "kernel.ptrace", "kernel.bpf", "kernel.mount", "process.exec_failed"}
    for mode, seen in (("light", wanted), ("off", set())):
        kernel = Kernel(mode)  # type: ignore[arg-type]
        try:
            pid = run(acts)
            kernel.wait_for(own("process.exit", pid))
            kernel.wait_for(lambda e: getattr(e, "namespace_operation", "") == "born")
            assert {e.event_action for e in kernel.events if e.process_scope_pid == pid} & wanted == seen
        finally:
            kernel.source.close()


@pytest.mark.root
def test_own_use_of_bpf_is_not_told() -> None:
    source = KernelSource("full", programs.own_scope(), ProcessTable("h", "b"), SystemClock(), lambda text: None)
    try:
        ctypes.CDLL(None).syscall(BPF, 0, None, 0)
        subprocess.run(["/bin/true"], check=True)
        events = source.read()
        assert events and not [e for e in events if e.event_action == "kernel.bpf"]
    finally:
        source.close()
