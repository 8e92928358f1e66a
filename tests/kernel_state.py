"""What this machine's kernel holds that a test could leave behind: BPF programs, pins and audit rules.

Read straight from the kernel, so that the check needs no tool that a bare machine lacks.
"""

import ctypes
import errno
import os
import platform
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

RUN_MARK = "REDSHANK_TEST_RUN"
"""Environment variable that every process of a test run inherits: it tells ours from another run's."""

OBJECT = Path(__file__).parents[1] / "src/redshank/host/sensor/bpf/redshank.bpf.o"
PINS = Path("/sys/fs/bpf/redshank")
_SYSCALL = {"x86_64": 321, "aarch64": 280}
_NEXT_ID, _FD_BY_ID, _INFO = 11, 13, 15  # BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID, BPF_OBJ_GET_INFO_BY_FD
_NAME_AT, _NAME_BYTES, _INFO_BYTES = 64, 16, 80  # of struct bpf_prog_info: the part that every kernel since 4.15 fills

_FIRST_PID_NAMESPACE = 0xEFFFFFFC  # PROC_PID_INIT_INO of linux/proc_ns.h


@dataclass(frozen=True, slots=True)
class Program:
    """A loaded BPF program: the kernel's id, and its name of at most 15 characters."""

    number: int
    name: str


def lacking() -> str:
    """What keeps tests of the kernel sensor from running here, as a sentence; empty where nothing does."""
    if os.geteuid() != 0:
        return "not root"
    if not Path("/sys/kernel/btf/vmlinux").exists():
        return "the kernel has no BTF at /sys/kernel/btf/vmlinux"
    if not _loads("libbpf.so.1"):
        return "libbpf.so.1 is missing: apt-get install libbpf1"
    if not OBJECT.exists():
        return f"{OBJECT.name} is not built: make build"
    if programs() is None:
        return "the kernel refuses the bpf system call"
    return ""


def programs() -> set[int] | None:
    """Ids of all loaded BPF programs; None where we may not ask."""
    found: set[int] = set()
    request = (ctypes.c_uint32 * 3)(0, 0, 0)
    while True:
        if _bpf(_NEXT_ID, request) < 0:
            return found if ctypes.get_errno() == errno.ENOENT else None
        found.add(request[1])
        request[0] = request[1]


def left_behind(before: set[int]) -> list[Program]:
    """Programs of our object that came after `before` and that are this run's: held by one of its processes, or by nobody.

    In a pid namespace of its own a run cannot see who else holds a program: there, only what its own processes hold counts.
    """
    new = [Program(number, program_name(number)) for number in sorted((programs() or set()) - before)]
    return [program for program in new if _in_object(program.name) and _is_of_this_run(program.number)]


def program_name(number: int) -> str:
    """The name of a loaded program; empty where it has gone in the meantime."""
    descriptor = _bpf(_FD_BY_ID, (ctypes.c_uint32 * 3)(number, 0, 0))
    if descriptor < 0:
        return ""
    try:
        info = ctypes.create_string_buffer(_INFO_BYTES)
        request = ctypes.create_string_buffer(struct.pack("=IIQ", descriptor, _INFO_BYTES, ctypes.addressof(info)))
        if _bpf(_INFO, request) < 0:
            return ""
        return info.raw[_NAME_AT : _NAME_AT + _NAME_BYTES].split(b"\0")[0].decode("ascii", "replace")
    finally:
        os.close(descriptor)


def pins() -> set[str]:
    """Agents that have something pinned, by the name of their folder."""
    try:
        return {entry.name for entry in PINS.iterdir()}
    except OSError:  # no BPF file system, nothing pinned in it, or not for us to see
        return set()


def audit_rules() -> str | None:
    """The kernel's audit rules as auditctl lists them; None without auditctl or the right to ask."""
    auditctl = shutil.which("auditctl")
    if auditctl is None or os.geteuid() != 0:
        return None
    done = subprocess.run([auditctl, "-l"], check=False, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def _bpf(command: int, request: ctypes.Array[ctypes.c_uint32] | ctypes.Array[ctypes.c_char]) -> int:
    number = _SYSCALL.get(platform.machine())
    if number is None:
        ctypes.set_errno(errno.ENOSYS)
        return -1
    libc = ctypes.CDLL(None, use_errno=True)
    return int(libc.syscall(number, command, ctypes.byref(request), ctypes.sizeof(request)))


def _in_object(name: str) -> bool:
    return bool(name) and OBJECT.exists() and b"\0" + name.encode() in OBJECT.read_bytes()


def _is_of_this_run(number: int) -> bool:
    wanted = f"prog_id:\t{number}\n"  # in the fdinfo of a program and of a link to it
    for process in Path("/proc").glob("[0-9]*"):
        if _holds(process, wanted):
            return _of_this_run(process)
    return Path("/proc/self/ns/pid").stat().st_ino == _FIRST_PID_NAMESPACE


def _holds(process: Path, wanted: str) -> bool:
    try:
        return any(wanted in entry.read_text() for entry in (process / "fdinfo").iterdir())
    except OSError:  # it ended, or one of its descriptors was closed
        return False


def _of_this_run(process: Path) -> bool:
    mark = f"{RUN_MARK}={os.environ.get(RUN_MARK, '')}".encode()
    try:
        return process.name == str(os.getpid()) or mark in (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
