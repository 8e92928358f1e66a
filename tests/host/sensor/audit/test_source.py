import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from redshank.core.clock import SystemClock
from redshank.core.errors import HostError
from redshank.events import Event
from redshank.host.sensor.audit import loan, netlink, rule
from redshank.host.sensor.audit.rule import Rule
from redshank.host.sensor.audit.source import FIRST_PID_NAMESPACE, AuditSource, Site
from redshank.host.sensor.files.watches import Secret, Tree, WatchPlan
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import own_scope
from tests import audit_system

pytestmark = pytest.mark.root

ACTS = """
import ctypes, os, socket, sys
folder = sys.argv[1]
open(folder + "/secret").read()
open(folder + "/plain").read()
open(folder + "/made", "w").close()
socket.socket().connect_ex(("127.0.0.1", 9))
taker = socket.create_server(("127.0.0.1", 0))
caller = socket.create_connection(taker.getsockname())
taker.accept()
os.setresuid(0, 0, 0)
os.chmod(folder + "/plain", 0o600)
os.memfd_create("x")
libc = ctypes.CDLL(None)
child = os.fork() or os.execv("/bin/sleep", ["sleep", "9"])
while open(f"/proc/{child}/stat").read().split()[1:3] != ["(sleep)", "S"]:
    pass  # asleep: its exec has returned, and so its record is written
libc.ptrace(16, child, None, None)
os.kill(child, 9)
os.waitpid(child, 0x40000000)
if not os.fork():
    libc.unshare(0x20000)
    libc.mount(b"none", b"/", None, 0x44000, None)
    libc.mount(folder.encode(), folder.encode(), None, 0x1000, None)
    os._exit(0)
os.wait()
os.execv("/bin/echo", ["echo", "x" * 9000, "quoted \\"words\\" \\n here", ""])
"""


AUDITD = """\
local_events = yes
write_logs = yes
log_file = {folder}/audit.log
log_format = RAW
flush = NONE
max_log_file = 10
num_logs = 2
max_log_file_action = IGNORE
space_left = 75
space_left_action = IGNORE
admin_space_left = 50
admin_space_left_action = IGNORE
disk_full_action = IGNORE
disk_error_action = IGNORE
plugin_dir = {folder}/plugins
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("s")
    (tmp_path / "plain").write_text("p")
    return tmp_path


@pytest.fixture
def open_source(place: Path) -> Iterator[Callable[..., AuditSource]]:
    if own_scope().namespace != FIRST_PID_NAMESPACE:
        pytest.skip("in a pid namespace of its own the audit system does not answer")
    made: list[AuditSource] = []

    def make(*, changes: bool = False) -> AuditSource:
        plan = WatchPlan((Tree(str(place)),), (Secret(str(place), "secret"),))
        site = Site(plan, changes, FIRST_PID_NAMESPACE, place=place.parent / f"{place.name}-loan")
        made.append(AuditSource(site, ProcessTable("host", "boot"), SystemClock()))
        return made[-1]

    with audit_system.alone():
        yield make
        for source in made:
            source.close()


def act(place: Path) -> int:
    return subprocess.Popen([sys.executable, "-S", "-c", ACTS, str(place)], stdout=subprocess.DEVNULL).wait() or 0


def collect(source: AuditSource, enough: Callable[[list[Event]], bool], most_s: float = 5.0) -> list[Event]:
    events: list[Event] = []
    end = time.monotonic() + most_s
    while not enough(events) and time.monotonic() < end:
        events += source.read()
        time.sleep(0.01)
    return events


def has_echo(events: list[Event]) -> bool:
    return any(event.process_name == "echo" for event in events)


def of(events: list[Event], kind: str) -> list[Event]:
    return [event for event in events if event.event_action == kind]


def test_acts_become_the_events_the_kernel_source_tells(open_source: Callable[..., AuditSource], place: Path) -> None:
    source = open_source()
    act(place)
    events = collect(source, has_echo)
    echo = next(event for event in of(events, "process.exec") if event.process_name == "echo")
    assert echo.process_args == ["echo", "x" * 9000, 'quoted "words" \n here', ""]
    assert echo.process_parent_pid == os.getpid() and echo.process_entity_id
    ours = [event for event in events if event.process_pid == echo.process_pid]
    assert {(event.file_path, event.file_access, event.file_watch) for event in of(ours, "file.open")} == {  # type: ignore[attr-defined]
        (f"{place}/secret", "read", "secret"),
        (f"{place}/made", "write", "tree"),
    }
    assert [event.result for event in of(ours, "net.connect")] == [-111, 0]  # type: ignore[attr-defined]
    assert len(of(ours, "net.accept")) == len(of(ours, "net.listen")) == len(of(ours, "net.bind")) == 1
    assert [event.syscall_name for event in of(ours, "kernel.credentials")] == ["setresuid"]  # type: ignore[attr-defined]
    assert [event.memfd_flags for event in of(ours, "kernel.memfd")] == [1]  # type: ignore[attr-defined]
    (trace,) = of(ours, "kernel.ptrace")
    assert (trace.ptrace_operation, trace.target_name, trace.target_relation) == ("attach", "sleep", "child")  # type: ignore[attr-defined]
    child = [event for event in events if event.process_parent_pid == echo.process_pid]
    assert [event.namespace_kinds for event in of(child, "kernel.namespace")] == [["mount"]]  # type: ignore[attr-defined]
    mounts = of(child, "kernel.mount")
    assert [event.mount_operation for event in mounts] == ["propagation", "bind"]  # type: ignore[attr-defined]
    assert mounts[1].mount_source == mounts[1].mount_target == str(place)  # type: ignore[attr-defined]
    assert of(ours, "file.create") == of(ours, "file.attrib") == []
    health = source.health()
    assert health.state == "degraded" and "io_uring" in health.detail and health.counters["corrupt"] == 0


def test_changes_of_files_are_told_where_no_other_source_does(open_source: Callable[..., AuditSource], place: Path) -> None:
    source = open_source(changes=True)
    act(place)
    events = collect(source, has_echo)
    assert [event.file_path for event in of(events, "file.create")] == [f"{place}/made"]  # type: ignore[attr-defined]
    assert [event.file_path for event in of(events, "file.attrib")] == [f"{place}/plain"]  # type: ignore[attr-defined]


def test_second_one_reads_along_and_the_first_keeps_the_rules(open_source: Callable[..., AuditSource], place: Path) -> None:
    first, second = open_source(), open_source()
    assert first.health().counters["daemon"] == 1 and second.health().counters["daemon"] == 0
    assert "another redshank" in second.health().detail
    act(place)
    assert has_echo(collect(first, has_echo)) and has_echo(collect(second, has_echo))
    second.close()
    assert loan.marked()


def test_task_never_is_seen_and_said(open_source: Callable[..., AuditSource]) -> None:
    never = Rule(rule.TASK, rule.NEVER, frozenset(), ())
    netlink.command(netlink.ADD_RULE, rule.encode(never))
    try:
        assert "task,never" in open_source().health().detail
    finally:
        netlink.command(netlink.DELETE_RULE, rule.encode(never))


def test_rules_taken_out_are_told_and_come_back(open_source: Callable[..., AuditSource]) -> None:
    source = open_source()
    count = len(loan.marked())
    subprocess.run([sys.executable, "-c", "from redshank.host.sensor.audit.loan import remove_marked; remove_marked()"], check=True)
    events = collect(source, lambda events: bool(of(events, "agent.tamper")))
    assert of(events, "agent.tamper") and len(loan.marked()) == count
    assert any("op=remove_rule" in (event.message or "") for event in of(events, "log.line"))  # type: ignore[attr-defined]


@pytest.mark.skipif(shutil.which("auditd", path="/usr/sbin:/sbin") is None, reason="auditd is not installed")
def test_running_auditd_keeps_its_place_and_its_records(open_source: Callable[..., AuditSource], place: Path) -> None:
    folder = place / "auditd"
    (folder / "plugins").mkdir(parents=True)
    folder.chmod(0o750)
    settings = folder / "auditd.conf"
    settings.write_text(AUDITD.format(folder=folder))
    settings.chmod(0o640)
    daemon = subprocess.Popen(["/usr/sbin/auditd", "-n", "-c", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 5
        while netlink.status().daemon != daemon.pid and time.monotonic() < end:
            time.sleep(0.02)
        assert netlink.status().daemon == daemon.pid
        source = open_source()
        act(place)
        assert has_echo(collect(source, has_echo))
        assert source.health().counters["daemon"] == 0 and netlink.status().daemon == daemon.pid
        source.close()
        assert b"type=EXECVE" in (folder / "audit.log").read_bytes()
    finally:
        daemon.terminate()
        daemon.wait(5)
        netlink.set_status(netlink.ENABLED, 0)
        netlink.set_status(netlink.BACKLOG_LIMIT, 64)


def test_pid_namespace_of_its_own_is_refused_in_words() -> None:
    with pytest.raises(HostError, match="pid namespace"):
        AuditSource(Site(WatchPlan(()), changes=False, namespace=1), ProcessTable("host", "boot"), SystemClock())
