from typing import Any

import pytest

from redshank.host.sensor.audit_log.assemble import Assembler
from redshank.host.sensor.audit_log.record import parse
from redshank.host.sensor.audit_log.syscalls import syscall_events
from tests.host.sensor.audit_log.make import line, path, syscall


def event_of(*lines: str) -> Any:
    """The one event of an audit event of these lines; None where there is none."""
    assembler = Assembler()
    records = [record for text in lines if (record := parse(text)) is not None]
    assert len(records) == len(lines)
    for record in records:
        assembler.add(record)
    (finished,) = assembler.finish()
    first = finished.first("SYSCALL")
    assert first is not None
    found = syscall_events(finished, first)
    assert len(found) <= 1
    return found[0] if found else None


def test_attach_names_its_target() -> None:
    event = event_of(syscall(101, a0="10"), line("OBJ_PID", 'opid=77 oauid=0 ouid=0 oses=1 ocomm="victim"'))
    assert (event.event_action, event.ptrace_operation, event.target_pid, event.syscall_name) == ("kernel.ptrace", "attach", 77, "ptrace")
    assert event.process_pid == 11 and event.user_effective_id == 0


def test_request_that_nobody_asks_for_is_no_event() -> None:
    assert event_of(syscall(101, a0="1")) is None
    assert event_of(syscall(321, a0="1")) is None


def test_refused_write_into_foreign_memory_is_told_with_its_result() -> None:
    event = event_of(syscall(311, success="no", exit=-1))
    assert (event.ptrace_operation, event.result) == ("write_memory", -1)


def test_program_for_the_kernel_has_its_number() -> None:
    event = event_of(syscall(321, a0="5", exit=17), line("BPF", "prog-id=49 op=LOAD"))
    assert (event.event_action, event.bpf_operation, event.bpf_id, event.result) == ("kernel.bpf", "load_program", 49, 17)


def test_namespaces_are_told_by_their_kinds() -> None:
    event = event_of(syscall(272, a0="10020000"))
    assert (event.namespace_operation, event.namespace_kinds) == ("unshare", ["mount", "user"])
    assert event_of(syscall(308)).namespace_operation == "enter"


def test_bind_mount_has_both_places() -> None:
    flags = syscall(165).replace("a3=4", "a3=1000")
    event = event_of(flags, line("CWD", 'cwd="/root"'), path('"evil"', "NORMAL"), path('"/etc"', "NORMAL"))
    assert (event.mount_operation, event.mount_source, event.mount_target) == ("bind", "/root/evil", "/etc")


@pytest.mark.parametrize(
    ("number", "operation", "target", "source"),
    [
        (166, "unmount", "/second", None),
        (161, "chroot", "/second", None),
        (155, "pivot_root", "/first", "/second"),
        (165, "mount", "/second", "/first"),
    ],
)
def test_moves_of_roots_and_mounts_name_their_places(number: int, operation: str, target: str, source: str | None) -> None:
    named = [path('"/first"', "NORMAL"), path('"/second"', "NORMAL")]
    event = event_of(syscall(number).replace("a3=4", "a3=0"), *(named if source else named[1:]))
    assert (event.mount_operation, event.mount_target, event.mount_source) == (operation, target, source)


def test_memory_file_has_its_flags_and_no_name() -> None:
    event = event_of(syscall(319))
    assert (event.event_action, event.memfd_flags, event.memfd_name) == ("kernel.memfd", 2, None)
