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
        namespace_mount=v[31],
        namespace_network=v[32],
        namespace_user=v[33],
        environment_length=v[34],
        environment_unread=v[35],
        stdin_code=v[36],
        stdout_code=v[37],
        process_tty_name=t[0] or None,
        process_executable=t[1] or None,
        process_working_directory=t[2] or None,
        process_args=t[3] or None,
        process_env_vars=t[4] or None,
        script_requested=t[5] or None,
    )


def _process_exec_failed(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.ProcessExecFailed(
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
        exec_requested=t[0] or None,
        exec_folder=t[1] or None,
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


def _process_signal(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.ProcessSignal(
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
        signal_target_start=v[21],
        signal_number=v[22],
        signal_code=v[23],
        signal_outcome=v[24],
        signal_target_pid=v[25],
        signal_target_role_number=v[26],
        signal_sender_role_number=v[27],
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
        network_repeats=v[29],
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
        network_repeats=v[29],
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


def _net_bind(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.NetBind(
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


def _net_dns(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.NetDns(
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
        destination_ip=address(v[21]),
        source_port=v[22],
        destination_port=v[23],
        network_family=v[24],
        network_iana_number=v[25],
        dns_bytes=v[26],
        dns_copied=v[27],
        dns_packet=t[0] or None,
    )


def _net_raw(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.NetRaw(
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
        network_family=v[23],
        socket_type=v[24],
        socket_protocol=v[25],
        socket_filter_length=v[26],
        socket_operation_number=v[27],
        socket_filter=t[0] or None,
    )


def _session_tty(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.SessionTty(
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
        tty_opened=v[21],
        tty_offset=v[22],
        tty_device=v[23],
        tty_number=v[24],
        tty_length=v[25],
        tty_marks=v[26],
        process_tty_rows=v[27],
        process_tty_columns=v[28],
        process_io_text=t[0] or None,
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


def _kernel_bpf(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.KernelBpf(
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
        bpf_command=v[23],
        bpf_type=v[24],
        bpf_id=v[25],
        bpf_attach_type=v[26],
        bpf_name=t[0] or None,
    )


def _kernel_ptrace(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.KernelPtrace(
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
        syscall_number=v[25],
        target_pid=v[26],
        target_scope_pid=v[27],
        ptrace_repeats=v[28],
        ptrace_open_flags=v[29],
        file_path=t[0] or None,
    )


def _kernel_memfd(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.KernelMemfd(
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
        memfd_flags=v[23],
        memfd_name=t[0] or None,
    )


def _kernel_mount(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.KernelMount(
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
        mount_flags=v[22],
        syscall_number=v[23],
        mount_source=t[0] or None,
        mount_target=t[1] or None,
        mount_filesystem=t[2] or None,
        mount_path=t[3] or None,
    )


def _kernel_namespace(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.KernelNamespace(
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
        namespace_flags=v[23],
        namespace_mount=v[24],
        namespace_network=v[25],
        namespace_user=v[26],
        namespace_home=v[27],
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


def _kernel_io_uring(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.KernelIoUring(
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
        io_uring_opcode=v[21],
        io_uring_flags=v[22],
        io_uring_entries=v[23],
        io_uring_name=t[0] or None,
        io_uring_other_name=t[1] or None,
        io_uring_folder=t[2] or None,
        io_uring_other_folder=t[3] or None,
    )


def _agent_throttled(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:
    return types.AgentThrottled(
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
        throttled_count=v[21],
        throttled_type_number=v[22],
        throttled_by_number=v[23],
    )



RECORDS: dict[int, RecordKind] = {
    1: RecordKind(1, "process.exec", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sQQIIIIIIHHIIIIIBB6x"), (('text', 64), ('path', 4096), ('path', 4096), ('argv', 32768), ('argv', 32768), ('text', 1024)), _process_exec),
    2: RecordKind(2, "process.exec_failed", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sqI4x"), (('text', 4096), ('path', 4096)), _process_exec_failed),
    3: RecordKind(3, "process.fork", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16s"), (), _process_fork),
    4: RecordKind(4, "process.exit", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sI4x"), (), _process_exit),
    5: RecordKind(5, "process.signal", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sQIiIIII"), (), _process_signal),
    16: RecordKind(16, "file.open", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16sQqIIIII4x"), (('path', 4096), ('text', 2048)), _file_open),
    23: RecordKind(23, "file.attempt", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16sqIII4x"), (('path', 4096), ('text', 2048), ('path', 4096), ('text', 2048)), _file_attempt),
    32: RecordKind(32, "net.connect", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16s16s16sqIHHHHI"), (), _net_connect),
    33: RecordKind(33, "net.accept", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16s16s16sqIHHHHI"), (), _net_accept),
    34: RecordKind(34, "net.listen", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16s16sqIHHH6x"), (), _net_listen),
    35: RecordKind(35, "net.bind", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16s16sqIHHH6x"), (), _net_bind),
    36: RecordKind(36, "net.dns", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16s16sHHHHHH4x"), (('hex', 1024),), _net_dns),
    37: RecordKind(37, "net.raw", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16sqIHHHHH2x"), (('hex', 1024),), _net_raw),
    51: RecordKind(51, "session.tty", "terminal", Struct("<HHIQQQQQIIIIIIIIIIII16sQQIIIHHH6x"), (('octets', 32768),), _session_tty),
    80: RecordKind(80, "kernel.module", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sqII"), (('text', 64), ('text', 256), ('path', 4096)), _kernel_module),
    81: RecordKind(81, "kernel.bpf", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sqIIIII4x"), (('text', 256),), _kernel_bpf),
    82: RecordKind(82, "kernel.ptrace", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sqQQQIIIII4x"), (('path', 4096),), _kernel_ptrace),
    83: RecordKind(83, "kernel.memfd", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16sqII"), (('text', 255),), _kernel_memfd),
    84: RecordKind(84, "kernel.mount", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sqQI4x"), (('text', 512), ('text', 1024), ('text', 32), ('path', 4096)), _kernel_mount),
    85: RecordKind(85, "kernel.namespace", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sqIIIIIB3x"), (), _kernel_namespace),
    86: RecordKind(86, "kernel.credentials", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sqQQQQI4x"), (), _kernel_credentials),
    87: RecordKind(87, "kernel.io_uring", "bulk", Struct("<HHIQQQQQIIIIIIIIIIII16sIII4x"), (('text', 4096), ('text', 4096), ('path', 4096), ('path', 4096)), _kernel_io_uring),
    114: RecordKind(114, "agent.throttled", "urgent", Struct("<HHIQQQQQIIIIIIIIIIII16sQII"), (), _agent_throttled),
}
