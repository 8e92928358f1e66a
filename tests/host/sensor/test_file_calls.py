"""Calls about files: what the kernel side's records become, and that the kernel really tells them."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from redshank.core.clock import SystemClock
from redshank.events import Event
from redshank.events._generated.types import FileAttempt, FileAttrib, FileCreate, FileDelete, FileModify, FileOpen, FileRename, FileXattr
from redshank.host.sensor import programs
from redshank.host.sensor.file_calls import ELSEWHERE, OPEN_FILE, told_by, whole_path
from redshank.host.sensor.kernel_source import KernelSource
from redshank.host.sensor.kernel_watch import KernelWatch
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import Scope
from tests.generated import build
from tests.host.sensor.files.watched import kernel_key

SECRET, TREE = 2, 1


def test_path_is_put_together_from_where_it_counts() -> None:
    assert whole_path("/etc", "shadow") == "/etc/shadow"
    assert whole_path("/home/u", "../../etc/./shadow") == "/etc/shadow"
    assert whole_path("/anywhere", "/etc//shadow") == "/etc/shadow"
    assert whole_path("", "//etc/shadow") == "/etc/shadow"
    assert whole_path("/etc", "") == "/etc" and whole_path(None, None) == ""


def call(name: str, **about: object) -> FileAttempt:
    plain = {"result": 0, "syscall_name": name, "file_path": "/etc", "file_user_path": "a", "file_call_bits": ELSEWHERE}
    return build.file_attempt(**{**plain, "file_target_base": "", "file_target_user_path": "", "file_call_flags": 0, **about})


def test_what_a_container_did_is_told_like_a_change_on_the_host() -> None:
    kinds = {
        "unlink": FileDelete,
        "fchmodat": FileAttrib,
        "mkdir": FileCreate,
        "symlink": FileCreate,
        "setxattr": FileXattr,
        "truncate": FileModify,
    }
    for name, kind in kinds.items():
        (told,) = told_by(call(name))
        assert type(told) is kind and (told.file_path, told.file_name) == ("/etc/a", "a"), name
    (renamed,) = told_by(call("rename", file_target_user_path="/etc/b"))
    assert isinstance(renamed, FileRename) and (renamed.file_path, renamed.file_old_path) == ("/etc/b", "/etc/a")
    (linked,) = told_by(call("link", file_target_base="/root", file_target_user_path="b"))
    assert isinstance(linked, FileCreate) and (linked.file_path, linked.file_target_path) == ("/root/b", "/etc/a")
    (flags,) = told_by(call("ioctl", file_path="/etc/a", file_call_bits=OPEN_FILE, file_call_flags=0x10))
    assert isinstance(flags, FileXattr) and flags.file_xattrs == ["=immutable"]


def test_refused_call_stays_an_attempt_with_its_path() -> None:
    (told,) = told_by(call("rename", result=-13, file_target_user_path="/etc/b"))
    assert isinstance(told, FileAttempt)
    assert (told.file_operation, told.file_path, told.file_target_path) == ("rename", "/etc/a", "/etc/b")


def test_other_events_pass() -> None:
    event = build.process_exec()
    assert told_by(event) == [event]
    opened = build.file_open(result=3, file_watch_bits=12)
    assert [type(event) for event in told_by(opened)] == [FileOpen, FileCreate]


# The real kernel


class Kernel:
    """An attached source in mode full, and the events it gave so far."""

    def __init__(self) -> None:
        namespace = programs.own_scope().namespace
        self.source = KernelSource("full", Scope(namespace, 0), ProcessTable("h", "b"), SystemClock(), print)
        self.watch = KernelWatch(self.source.bpf)
        self.events: list[Event] = []

    def look_for(self, wanted: Callable[[Event], bool], limit_s: float = 5.0) -> list[Event]:
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            self.events += self.source.read()
            if found := [event for event in self.events if wanted(event)]:
                return found
            time.sleep(0.005)
        return []


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    made = Kernel()
    yield made
    made.source.close()


def python(code: str, *prefix: str) -> int:
    """Run code in a process of its own; its pid."""
    words = [*prefix, sys.executable, "-S", "-c", "import ctypes, os\nsyscall = ctypes.CDLL(None, use_errno=True).syscall\n" + code]
    process = subprocess.Popen(words)
    assert process.wait() == 0
    return process.pid


AS_NOBODY = "os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)\n"


def attempt(code: str) -> str:
    return AS_NOBODY + f"try:\n  {code}\n  raise SystemExit(9)\nexcept PermissionError: pass\n"


@pytest.mark.root
@pytest.mark.parametrize(
    "code",
    ["open('/etc/shadow')", "os.open('/etc/./shadow', 0)", "os.chdir('/etc'); open('shadow')",
     "os.chdir('/usr/bin'); open('../../etc/shadow')",
     "os.open('shadow', 0, dir_fd=os.open('/etc', 0))", "open('/proc/self/root/etc/shadow')"],
)  # fmt: skip
def test_refused_open_of_a_secret_is_told_with_the_caller_s_path(kernel: Kernel, code: str) -> None:
    pid = python(attempt(code))
    found = kernel.look_for(lambda e: isinstance(e, FileOpen) and e.process_scope_pid == pid and e.result == -13)
    assert found and isinstance(found[0], FileOpen)
    assert (found[0].file_path or "").endswith("/etc/shadow") and found[0].event_outcome == "failure"
    assert (found[0].arg_source, found[0].file_access) == ("user", "read")


@pytest.mark.root
def test_refused_change_in_a_system_folder_is_told(kernel: Kernel) -> None:
    for code, operation in (("os.unlink('/etc/passwd')", "delete"), ("os.rename('/etc/passwd', '/etc/x')", "rename"),
                            ("os.chmod('/etc/passwd', 0o666)", "mode"), ("os.mkdir('/usr/bin/x')", "create"),
                            ("os.truncate('/etc/passwd', 0)", "truncate"), ("os.symlink('/x', '/etc/x')", "symlink")):  # fmt: skip
        pid = python(attempt(code))
        found = kernel.look_for(lambda e, pid=pid: isinstance(e, FileAttempt) and e.process_scope_pid == pid)  # type: ignore[misc]
        assert found and isinstance(found[0], FileAttempt), operation
        assert (found[0].file_operation, found[0].event_outcome) == (operation, "failure")


@pytest.mark.root
def test_what_succeeds_in_our_own_namespace_is_left_to_fanotify(kernel: Kernel, tmp_path: Path) -> None:
    key = kernel_key(tmp_path)
    kernel.watch.add(*key, TREE)
    pid = python(f"os.chdir({str(tmp_path)!r}); open('a', 'w').close(); os.rename('a', 'b'); os.chmod('b', 0o600); os.unlink('b')")
    assert kernel.look_for(lambda e: e.event_action == "process.exit" and e.process_scope_pid == pid)
    kernel.watch.remove(*key)
    kinds = {event.event_action for event in kernel.events if event.process_scope_pid == pid}
    assert "file.open" in kinds and not kinds & {"file.delete", "file.rename", "file.attrib", "file.attempt"}


@pytest.mark.root
def test_container_s_changes_are_told_with_who(kernel: Kernel) -> None:
    """A mount namespace with an /etc of its own; the machine's is not touched."""
    code = (
        "os.chdir('/'); open('/etc/made', 'w').close(); os.rename('/etc/made', '/etc/renamed'); os.chmod('etc/renamed', 0o600)\n"
        "os.chdir('/etc'); os.link('renamed', 'linked'); os.symlink('/x', 'soft'); os.truncate('renamed', 5)\n"
        "os.unlink('/etc/renamed'); os.remove('linked'); fd = os.open('last', 65); os.fchmod(fd, 0o640); os.mkdir('/etc/folder')\n"
    )
    pid = python(code, "unshare", "--mount", "sh", "-c", 'mount -t tmpfs t /etc && exec "$@"', "x")
    assert kernel.look_for(lambda e: e.event_action == "process.exit" and e.process_scope_pid == pid)
    told = [
        (e.event_action, getattr(e, "file_path", ""))
        for e in kernel.events
        if e.process_scope_pid == pid and e.event_action.startswith("file.")
    ]
    assert set(told) >= {
        ("file.create", "/etc/made"), ("file.rename", "/etc/renamed"), ("file.attrib", "/etc/renamed"), ("file.create", "/etc/linked"),
        ("file.create", "/etc/soft"), ("file.modify", "/etc/renamed"), ("file.delete", "/etc/renamed"), ("file.delete", "/etc/linked"),
        ("file.attrib", "/etc/last"), ("file.create", "/etc/folder"),
    }  # fmt: skip


@pytest.mark.root
def test_flags_of_chattr_are_told_in_a_watched_folder(kernel: Kernel, tmp_path: Path) -> None:
    key = kernel_key(tmp_path)
    kernel.watch.add(*key, TREE)
    code = f"fd = os.open({str(tmp_path / 'f')!r}, 65)\nr = syscall(16, fd, ctypes.c_ulong(0x40086602), ctypes.byref(ctypes.c_int(0x20)))\n"
    pid = python(code + "syscall(16, fd, ctypes.c_ulong(0x40086602), ctypes.byref(ctypes.c_int(0)))\nopen(f'/proc/self/fd/{fd}').close()")
    assert kernel.look_for(lambda e: e.event_action == "process.exit" and e.process_scope_pid == pid)
    kernel.watch.remove(*key)
    flags = [event.file_xattrs for event in kernel.events if isinstance(event, FileXattr) and event.process_scope_pid == pid]
    assert flags in ([["=append_only"], ["=none"]], []) and (flags or not _takes_flags(tmp_path))


def _takes_flags(folder: Path) -> bool:
    """True where the file system of this folder knows chattr: tmpfs and overlayfs do not everywhere."""
    import fcntl

    with (folder / "probe").open("w") as file:
        try:
            fcntl.ioctl(file, 0x40086602, (0).to_bytes(4, "little"))
        except OSError:
            return False
    return True


ALIASES = {
    "plain": "open(S)",
    "relative": "os.chdir(D); open('shadow')",
    "dot dot": "os.chdir(D + '/sub'); open('../shadow')",
    "symbolic link": "os.symlink(S, T + '/soft'); open(T + '/soft')",
    "hard link": "os.link(S, T + '/hard'); open(T + '/hard')",
    "renamed": "os.rename(S, S + '.old'); open(S + '.old'); os.rename(S + '.old', S)",
    "folder's descriptor": "os.open('shadow', 0, dir_fd=os.open(D, 0))",
    "/proc/self/root": "open('/proc/self/root' + S)",
    "/proc/self/cwd": "os.chdir(D); open('/proc/self/cwd/shadow')",
    "/proc/self/fd": "fd = os.open(S, os.O_PATH); open(f'/proc/self/fd/{fd}')",
    "chroot": "os.chroot(D); open('/shadow')",
    "bind mount": "m(D, T + '/bound'); open(T + '/bound/shadow')",
    "file bound over another": "m(S, T + '/file'); open(T + '/file')",
    "handle": "open_by_handle()",
}
PREPARE = """
D, T = {folder!r}, {other!r}
S = D + '/shadow'
libc = ctypes.CDLL(None, use_errno=True)
def m(a, b):
    assert libc.mount(a.encode(), b.encode(), None, 4096, None) == 0
def open_by_handle():
    handle = ctypes.create_string_buffer((128).to_bytes(4, 'little') + bytes(4), 8 + 128)
    mount = ctypes.c_int()
    if libc.name_to_handle_at(-100, S.encode(), handle, ctypes.byref(mount), 0) != 0:
        open(S)  # a file system without handles: nothing to hide behind
        return
    assert syscall(304, os.open(D, 0), handle, 0) >= 0
"""


@pytest.mark.root
def test_secret_is_seen_under_each_of_its_names(kernel: Kernel, tmp_path: Path) -> None:
    folder, other = tmp_path / "etc", tmp_path / "other"
    (folder / "sub").mkdir(parents=True)
    (other / "bound").mkdir(parents=True)
    (other / "file").write_text("")
    (folder / "shadow").write_text("root:x:\n")
    key = kernel_key(folder / "shadow")
    kernel.watch.add(*key, SECRET)
    seen = set()
    for name, code in ALIASES.items():
        pid = python(PREPARE.format(folder=str(folder), other=str(other)) + code, "unshare", "--mount")
        if kernel.look_for(lambda e, pid=pid: isinstance(e, FileOpen) and e.process_scope_pid == pid and e.file_watch == "secret"):  # type: ignore[misc]
            seen.add(name)
    kernel.watch.remove(*key)
    assert seen == set(ALIASES)
