# Generated from the event table by `make generate`. Do not edit.
"""Kernel records: format of head and fixed part, encodings of the tails, and the event that they make."""

from collections.abc import Callable
from struct import Struct
from typing import Any, NamedTuple

from redshank.events._generated import types
from redshank.events.values import address, comm


class RecordKind(NamedTuple):
    """One type's record. make(values, tails, offset_ns) gives the event; offset_ns: boot clock to 1970."""

    number: int
    name: str
    ring: str
    fixed: Struct
    tails: tuple[tuple[str, int], ...]
    make: Callable[[tuple[Any, ...], list[Any], int], types.Event]


HEADER_BYTES = 112
TYPE_AT = 0
FLAGS_AT = 2
LENGTH_AT = 4
SEQUENCE_AT = 8
START_AT = 24
PARENT_START_AT = 32
PARENT_SCOPE_PID_AT = 72
HEADER_FIELDS = ('type', 'flags', 'length', 'sequence', 'time', 'start', 'parent_start', 'cgroup_id', 'process_pid', 'process_thread_id', 'process_parent_pid', 'process_pid_namespace', 'process_scope_pid', 'process_namespace_level', 'parent_scope_pid', 'user_id', 'user_effective_id', 'group_id', 'user_audit_id', 'session_id', 'comm')


def _process_exec(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.ProcessExec(
        timestamp=v[4] + offset_ns,
        process_start=v[5] + offset_ns,
        cgroup_id=v[7],
        process_pid=v[8],
        process_thread_id=v[9],
        process_parent_pid=v[10],
        process_pid_namespace=v[11],
        process_scope_pid=v[12],
        process_namespace_level=v[13],
        user_id=v[15],
        user_effective_id=v[16],
        group_id=v[17],
        user_audit_id=v[18] if v[18] != 4294967295 else None,
        session_id=v[19] if v[19] != 4294967295 else None,
        process_thread_name=comm(v[20]),
        executable_inode=v[21],
        capabilities_effective=v[22],
        executable_device=v[23],
        executable_mode=v[24],
        executable_links=v[25],
        executable_filesystem=v[26],
        process_args_count=v[27],
        args_length=v[28],
        process_tty_rows=v[29],
        process_tty_columns=v[30],
        process_tty_name=t[0] or None,
        process_executable=t[1] or None,
        process_working_directory=t[2] or None,
        process_args=t[3] or None,
    )


def _process_fork(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.ProcessFork(
        timestamp=v[4] + offset_ns,
        process_start=v[5] + offset_ns,
        cgroup_id=v[7],
        process_pid=v[8],
        process_thread_id=v[9],
        process_parent_pid=v[10],
        process_pid_namespace=v[11],
        process_scope_pid=v[12],
        process_namespace_level=v[13],
        user_id=v[15],
        user_effective_id=v[16],
        group_id=v[17],
        user_audit_id=v[18] if v[18] != 4294967295 else None,
        session_id=v[19] if v[19] != 4294967295 else None,
        process_thread_name=comm(v[20]),
    )


def _process_exit(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.ProcessExit(
        timestamp=v[4] + offset_ns,
        process_start=v[5] + offset_ns,
        cgroup_id=v[7],
        process_pid=v[8],
        process_thread_id=v[9],
        process_parent_pid=v[10],
        process_pid_namespace=v[11],
        process_scope_pid=v[12],
        process_namespace_level=v[13],
        user_id=v[15],
        user_effective_id=v[16],
        group_id=v[17],
        user_audit_id=v[18] if v[18] != 4294967295 else None,
        session_id=v[19] if v[19] != 4294967295 else None,
        process_thread_name=comm(v[20]),
        exit_status=v[21],
    )


def _file_open(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.FileOpen(
        timestamp=v[4] + offset_ns,
        process_start=v[5] + offset_ns,
        cgroup_id=v[7],
        process_pid=v[8],
        process_thread_id=v[9],
        process_parent_pid=v[10],
        process_pid_namespace=v[11],
        process_scope_pid=v[12],
        process_namespace_level=v[13],
        user_id=v[15],
        user_effective_id=v[16],
        group_id=v[17],
        user_audit_id=v[18] if v[18] != 4294967295 else None,
        session_id=v[19] if v[19] != 4294967295 else None,
        process_thread_name=comm(v[20]),
        file_inode=v[21],
        result=v[22],
        file_flags=v[23],
        file_device=v[24],
        file_mode=v[25],
        syscall_number=v[26],
        file_watch_bits=v[27],
        file_path=t[0] or None,
        file_user_path=t[1] or None,
    )


def _file_attempt(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.FileAttempt(
        timestamp=v[4] + offset_ns,
        process_start=v[5] + offset_ns,
        cgroup_id=v[7],
        process_pid=v[8],
        process_thread_id=v[9],
        process_parent_pid=v[10],
        process_pid_namespace=v[11],
        process_scope_pid=v[12],
        process_namespace_level=v[13],
        user_id=v[15],
        user_effective_id=v[16],
        group_id=v[17],
        user_audit_id=v[18] if v[18] != 4294967295 else None,
        session_id=v[19] if v[19] != 4294967295 else None,
        process_thread_name=comm(v[20]),
        result=v[21],
        syscall_number=v[22],
        file_call_flags=v[23],
        file_call_bits=v[24],
        file_path=t[0] or None,
        file_user_path=t[1] or None,
        file_target_base=t[2] or None,
        file_target_user_path=t[3] or None,
    )


def _net_connect(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.NetConnect(
        timestamp=v[4] + offset_ns,
        process_start=v[5] + offset_ns,
        cgroup_id=v[7],
        process_pid=v[8],
        process_thread_id=v[9],
        process_parent_pid=v[10],
        process_pid_namespace=v[11],
        process_scope_pid=v[12],
        process_namespace_level=v[13],
        user_id=v[15],
        user_effective_id=v[16],
        group_id=v[17],
        user_audit_id=v[18] if v[18] != 4294967295 else None,
        session_id=v[19] if v[19] != 4294967295 else None,
        process_thread_name=comm(v[20]),
        source_ip=address(v[21]),
        destination_ip=address(v[22]),
        result=v[23],
        syscall_number=v[24],
        source_port=v[25],
        destination_port=v[26],
        network_family=v[27],
        network_iana_number=v[28],
    )


def _net_accept(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.NetAccept(
        timestamp=v[4] + offset_ns,
        process_start=v[5] + offset_ns,
        cgroup_id=v[7],
        process_pid=v[8],
        process_thread_id=v[9],
        process_parent_pid=v[10],
        process_pid_namespace=v[11],
        process_scope_pid=v[12],
        process_namespace_level=v[13],
        user_id=v[15],
        user_effective_id=v[16],
        group_id=v[17],
        user_audit_id=v[18] if v[18] != 4294967295 else None,
        session_id=v[19] if v[19] != 4294967295 else None,
        process_thread_name=comm(v[20]),
        source_ip=address(v[21]),
        destination_ip=address(v[22]),
        result=v[23],
        syscall_number=v[24],
        source_port=v[25],
        destination_port=v[26],
        network_family=v[27],
        network_iana_number=v[28],
    )


def _net_listen(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.NetListen(
        timestamp=v[4] + offset_ns,
        process_start=v[5] + offset_ns,
        cgroup_id=v[7],
        process_pid=v[8],
        process_thread_id=v[9],
        process_parent_pid=v[10],
        process_pid_namespace=v[11],
        process_scope_pid=v[12],
        process_namespace_level=v[13],
        user_id=v[15],
        user_effective_id=v[16],
        group_id=v[17],
        user_audit_id=v[18] if v[18] != 4294967295 else None,
        session_id=v[19] if v[19] != 4294967295 else None,
        process_thread_name=comm(v[20]),
        source_ip=address(v[21]),
        result=v[22],
        syscall_number=v[23],
        source_port=v[24],
        network_family=v[25],
        network_iana_number=v[26],
    )


def _kernel_module(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.KernelModule(
        timestamp=v[4] + offset_ns,
        process_start=v[5] + offset_ns,
        cgroup_id=v[7],
        process_pid=v[8],
        process_thread_id=v[9],
        process_parent_pid=v[10],
        process_pid_namespace=v[11],
        process_scope_pid=v[12],
        process_namespace_level=v[13],
        user_id=v[15],
        user_effective_id=v[16],
        group_id=v[17],
        user_audit_id=v[18] if v[18] != 4294967295 else None,
        session_id=v[19] if v[19] != 4294967295 else None,
        process_thread_name=comm(v[20]),
        result=v[21],
        syscall_number=v[22],
        module_flags=v[23],
        module_name=t[0] or None,
        module_parameters=t[1] or None,
        file_path=t[2] or None,
    )


def _kernel_credentials(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.KernelCredentials(
        timestamp=v[4] + offset_ns,
        process_start=v[5] + offset_ns,
        cgroup_id=v[7],
        process_pid=v[8],
        process_thread_id=v[9],
        process_parent_pid=v[10],
        process_pid_namespace=v[11],
        process_scope_pid=v[12],
        process_namespace_level=v[13],
        user_id=v[15],
        user_effective_id=v[16],
        group_id=v[17],
        user_audit_id=v[18] if v[18] != 4294967295 else None,
        session_id=v[19] if v[19] != 4294967295 else None,
        process_thread_name=comm(v[20]),
        result=v[21],
        syscall_a0=v[22],
        syscall_a1=v[23],
        syscall_a2=v[24],
        capabilities_effective=v[25],
        syscall_number=v[26],
    )



RECORDS: dict[int, RecordKind] = {
    1: RecordKind(1, "process.exec", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sQQIIIIIIHH4x"), (('text', 64), ('path', 4096), ('path', 4096), ('argv', 32768)), _process_exec),
    3: RecordKind(3, "process.fork", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16s"), (), _process_fork),
    4: RecordKind(4, "process.exit", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sI4x"), (), _process_exit),
    16: RecordKind(16, "file.open", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16sQqIIIII4x"), (('path', 4096), ('text', 2048)), _file_open),
    23: RecordKind(23, "file.attempt", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16sqIII4x"), (('path', 4096), ('text', 2048), ('path', 4096), ('text', 2048)), _file_attempt),
    32: RecordKind(32, "net.connect", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16s16s16sqIHHHH4x"), (), _net_connect),
    33: RecordKind(33, "net.accept", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16s16s16sqIHHHH4x"), (), _net_accept),
    34: RecordKind(34, "net.listen", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16s16sqIHHH6x"), (), _net_listen),
    80: RecordKind(80, "kernel.module", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sqII"), (('text', 64), ('text', 256), ('path', 4096)), _kernel_module),
    86: RecordKind(86, "kernel.credentials", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sqQQQQI4x"), (), _kernel_credentials),
}
