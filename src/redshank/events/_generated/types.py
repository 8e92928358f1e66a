# Generated from the event table by `make generate`. Do not edit.
"""Events as typed values. Every field but the time is None where it is not known."""

from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

KEYS: dict[str, str] = {
    "timestamp": "@timestamp",
    "event_id": "event.id",
    "event_sequence": "event.sequence",
    "event_created": "event.created",
    "event_outcome": "event.outcome",
    "agent_id": "agent.id",
    "host_id": "host.id",
    "host_name": "host.name",
    "source": "redshank.source",
    "ring_sequence": "redshank.ring_sequence",
    "swept": "redshank.swept",
    "simulated": "redshank.simulated",
    "process_entity_id": "process.entity_id",
    "process_pid": "process.pid",
    "process_pid_namespace": "process.pid_namespace",
    "process_scope_pid": "redshank.process.scope_pid",
    "process_namespace_level": "redshank.process.namespace_level",
    "process_thread_id": "process.thread.id",
    "process_thread_name": "process.thread.name",
    "process_start": "process.start",
    "process_executable": "process.executable",
    "process_name": "process.name",
    "process_args": "process.args",
    "process_command_line": "process.command_line",
    "process_working_directory": "process.working_directory",
    "process_tty_name": "process.tty.name",
    "process_parent_entity_id": "process.parent.entity_id",
    "process_parent_pid": "process.parent.pid",
    "process_parent_executable": "process.parent.executable",
    "process_parent_name": "process.parent.name",
    "process_parent_command_line": "process.parent.command_line",
    "process_ancestors": "process.ancestors",
    "user_id": "user.id",
    "user_name": "user.name",
    "user_effective_id": "user.effective.id",
    "user_effective_name": "user.effective.name",
    "group_id": "group.id",
    "user_audit_id": "user.audit.id",
    "user_audit_name": "user.audit.name",
    "session_id": "redshank.session.id",
    "cgroup_id": "redshank.cgroup.id",
    "container_id": "container.id",
    "container_name": "container.name",
    "container_image_name": "container.image.name",
    "terminal_session": "redshank.terminal.session",
    "namespace_mount": "redshank.namespace.mount",
    "arg_source": "redshank.arg_source",
    "executable_inode": "redshank.executable.inode",
    "capabilities_effective": "redshank.capabilities.effective",
    "executable_device": "redshank.executable.device",
    "executable_mode": "redshank.executable.mode",
    "executable_links": "redshank.executable.links",
    "executable_filesystem": "redshank.executable.filesystem",
    "process_args_count": "process.args_count",
    "args_length": "redshank.args.length",
    "process_tty_rows": "process.tty.rows",
    "process_tty_columns": "process.tty.columns",
    "executable_kind": "redshank.executable.kind",
    "namespace_network": "redshank.namespace.network",
    "namespace_user": "redshank.namespace.user",
    "environment_length": "redshank.environment.length",
    "environment_unread": "redshank.environment.unread",
    "stdin_code": "redshank.stdin.code",
    "stdout_code": "redshank.stdout.code",
    "process_env_vars": "process.env_vars",
    "script_requested": "redshank.script.requested",
    "stdin_kind": "redshank.stdin.kind",
    "stdout_kind": "redshank.stdout.kind",
    "interpreter_name": "redshank.interpreter.name",
    "script_from": "redshank.script.from",
    "script_path": "redshank.script.path",
    "loader_target": "redshank.loader.target",
    "process_looks_like_kernel_thread": "redshank.process.looks_like_kernel_thread",
    "environment_changes": "redshank.environment.changes",
    "process_hash_sha256": "process.hash.sha256",
    "package_name": "package.name",
    "package_version": "package.version",
    "package_state": "redshank.package.state",
    "result": "redshank.result",
    "syscall_number": "redshank.syscall.number",
    "exec_requested": "redshank.exec.requested",
    "exec_folder": "redshank.exec.folder",
    "file_path": "file.path",
    "syscall_name": "redshank.syscall.name",
    "exec_attempts": "redshank.exec.attempts",
    "process_exit_code": "process.exit_code",
    "exit_signal": "redshank.exit.signal",
    "exit_status": "redshank.exit.status",
    "signal_target_start": "redshank.signal.target_start",
    "signal_number": "redshank.signal.number",
    "signal_code": "redshank.signal.code",
    "signal_outcome": "redshank.signal.outcome",
    "signal_target_pid": "redshank.signal.target_pid",
    "signal_target_role_number": "redshank.signal.target_role_number",
    "signal_sender_role_number": "redshank.signal.sender_role_number",
    "signal_name": "redshank.signal.name",
    "signal_target_role": "redshank.signal.target_role",
    "signal_sender_role": "redshank.signal.sender_role",
    "title_name": "redshank.title.name",
    "title_command_line": "redshank.title.command_line",
    "title_name_before": "redshank.title.name_before",
    "file_inode": "file.inode",
    "file_flags": "redshank.file.flags",
    "file_device": "redshank.file.device",
    "file_mode": "redshank.file.mode",
    "file_watch_bits": "redshank.file.watch_bits",
    "file_name": "file.name",
    "file_watch": "redshank.file.watch",
    "file_access": "redshank.file.access",
    "via": "redshank.via",
    "file_user_path": "redshank.file.user_path",
    "file_type": "file.type",
    "file_mask": "redshank.file.mask",
    "file_target_path": "file.target_path",
    "file_size": "file.size",
    "file_size_before": "redshank.file.size_before",
    "file_mode_before": "redshank.file.mode_before",
    "file_uid": "file.uid",
    "file_gid": "file.gid",
    "file_uid_before": "redshank.file.uid_before",
    "file_gid_before": "redshank.file.gid_before",
    "file_links": "redshank.file.links",
    "file_hash_sha256": "file.hash.sha256",
    "file_hash_before": "redshank.file.hash.before",
    "file_hash_head": "redshank.file.hash.head",
    "file_diff": "redshank.file.diff",
    "file_profile": "redshank.file.profile",
    "file_by_package_manager": "redshank.file.by_package_manager",
    "file_xattrs": "redshank.file.xattrs",
    "file_old_path": "redshank.file.old_path",
    "file_call_flags": "redshank.file.call_flags",
    "file_call_bits": "redshank.file.call_bits",
    "file_target_base": "redshank.file.target_base",
    "file_target_user_path": "redshank.file.target_user_path",
    "file_operation": "redshank.file.operation",
    "source_ip": "source.ip",
    "destination_ip": "destination.ip",
    "source_port": "source.port",
    "destination_port": "destination.port",
    "network_family": "redshank.network.family",
    "network_iana_number": "network.iana_number",
    "network_transport": "network.transport",
    "network_direction": "network.direction",
    "network_initiated": "redshank.network.initiated",
    "network_repeats": "redshank.network.repeats",
    "destination_domain": "destination.domain",
    "dns_bytes": "redshank.dns.bytes",
    "dns_copied": "redshank.dns.copied",
    "dns_packet": "redshank.dns.packet",
    "dns_type": "dns.type",
    "dns_id": "dns.id",
    "dns_op_code": "dns.op_code",
    "dns_question_name": "dns.question.name",
    "dns_question_type": "dns.question.type",
    "dns_question_length": "redshank.dns.question.length",
    "dns_question_parent": "redshank.dns.question.parent",
    "dns_response_code": "dns.response_code",
    "dns_answers": "dns.answers",
    "dns_resolved_ip": "dns.resolved_ip",
    "dns_truncated": "redshank.dns.truncated",
    "socket_type": "redshank.socket.type",
    "socket_protocol": "redshank.socket.protocol",
    "socket_filter_length": "redshank.socket.filter_length",
    "socket_operation_number": "redshank.socket.operation_number",
    "socket_filter": "redshank.socket.filter",
    "socket_operation": "redshank.socket.operation",
    "socket_kind": "redshank.socket.kind",
    "login_method": "redshank.login.method",
    "login_service": "redshank.login.service",
    "login_invalid_user": "redshank.login.invalid_user",
    "message": "message",
    "log_file_path": "log.file.path",
    "log_syslog_appname": "log.syslog.appname",
    "tty_opened": "redshank.tty.opened",
    "tty_offset": "redshank.tty.offset",
    "tty_device": "redshank.tty.device",
    "tty_number": "redshank.tty.number",
    "tty_length": "redshank.tty.length",
    "tty_marks": "redshank.tty.marks",
    "process_io_text": "process.io.text",
    "tty_direction": "redshank.tty.direction",
    "tty_id": "redshank.tty.id",
    "tty_parent": "redshank.tty.parent",
    "tty_chunk": "redshank.tty.chunk",
    "tty_times": "redshank.tty.times",
    "tty_missing": "redshank.tty.missing",
    "tty_late_ns": "redshank.tty.late_ns",
    "tty_ended": "redshank.tty.ended",
    "tty_previous": "redshank.tty.previous",
    "tty_chain": "redshank.tty.chain",
    "log_syslog_facility_code": "log.syslog.facility.code",
    "log_syslog_severity_code": "log.syslog.severity.code",
    "url_original": "url.original",
    "url_path": "url.path",
    "url_query": "url.query",
    "url_domain": "url.domain",
    "http_request_method": "http.request.method",
    "http_request_referrer": "http.request.referrer",
    "http_response_status_code": "http.response.status_code",
    "http_response_body_bytes": "http.response.body.bytes",
    "user_agent_original": "user_agent.original",
    "module_flags": "redshank.module.flags",
    "module_name": "redshank.module.name",
    "module_parameters": "redshank.module.parameters",
    "module_operation": "redshank.module.operation",
    "bpf_command": "redshank.bpf.command",
    "bpf_type": "redshank.bpf.type",
    "bpf_id": "redshank.bpf.id",
    "bpf_attach_type": "redshank.bpf.attach_type",
    "bpf_name": "redshank.bpf.name",
    "bpf_operation": "redshank.bpf.operation",
    "bpf_type_name": "redshank.bpf.type_name",
    "syscall_a0": "redshank.syscall.a0",
    "syscall_a1": "redshank.syscall.a1",
    "syscall_a2": "redshank.syscall.a2",
    "target_pid": "redshank.target.pid",
    "target_scope_pid": "redshank.target.scope_pid",
    "ptrace_repeats": "redshank.ptrace.repeats",
    "ptrace_open_flags": "redshank.ptrace.open_flags",
    "ptrace_operation": "redshank.ptrace.operation",
    "ptrace_access": "redshank.ptrace.access",
    "target_executable": "redshank.target.executable",
    "target_name": "redshank.target.name",
    "target_entity_id": "redshank.target.entity_id",
    "target_user_id": "redshank.target.user.id",
    "target_relation": "redshank.target.relation",
    "memfd_flags": "redshank.memfd.flags",
    "memfd_name": "redshank.memfd.name",
    "mount_flags": "redshank.mount.flags",
    "mount_source": "redshank.mount.source",
    "mount_target": "redshank.mount.target",
    "mount_filesystem": "redshank.mount.filesystem",
    "mount_path": "redshank.mount.path",
    "mount_operation": "redshank.mount.operation",
    "namespace_flags": "redshank.namespace.flags",
    "namespace_home": "redshank.namespace.home",
    "namespace_operation": "redshank.namespace.operation",
    "namespace_kinds": "redshank.namespace.kinds",
    "namespace_previous_mount": "redshank.namespace.previous_mount",
    "namespace_entered_host": "redshank.namespace.entered_host",
    "credentials_previous_user": "redshank.credentials.previous_user",
    "io_uring_opcode": "redshank.io_uring.opcode",
    "io_uring_flags": "redshank.io_uring.flags",
    "io_uring_entries": "redshank.io_uring.entries",
    "io_uring_name": "redshank.io_uring.name",
    "io_uring_other_name": "redshank.io_uring.other_name",
    "io_uring_folder": "redshank.io_uring.folder",
    "io_uring_other_folder": "redshank.io_uring.other_folder",
    "io_uring_operation": "redshank.io_uring.operation",
    "sweep_check": "redshank.sweep.check",
    "sweep_traits": "redshank.sweep.traits",
    "sweep_time_from": "redshank.sweep.time_from",
    "sweep_facts": "redshank.sweep.facts",
    "heartbeat_state": "redshank.heartbeat.state",
    "heartbeat_interval_s": "redshank.heartbeat.interval_s",
    "heartbeat_sources": "redshank.heartbeat.sources",
    "heartbeat_spool": "redshank.heartbeat.spool",
    "heartbeat_memory_bytes": "redshank.heartbeat.memory_bytes",
    "heartbeat_canary_s": "redshank.heartbeat.canary_s",
    "heartbeat_ledger": "redshank.heartbeat.ledger",
    "agent_version": "agent.version",
    "host_os_kernel": "host.os.kernel",
    "host_os_name": "host.os.name",
    "loss_count": "redshank.loss.count",
    "loss_total": "redshank.loss.total",
    "loss_reason": "redshank.loss.reason",
    "loss_where": "redshank.loss.where",
    "loss_type": "redshank.loss.type",
    "loss_blind_ns": "redshank.loss.blind_ns",
    "throttled_count": "redshank.throttled.count",
    "throttled_type_number": "redshank.throttled.type_number",
    "throttled_by_number": "redshank.throttled.by_number",
    "throttled_type": "redshank.throttled.type",
    "throttled_by": "redshank.throttled.by",
    "throttled_total": "redshank.throttled.total",
    "canary_nonce": "redshank.canary.nonce",
    "canary_seen": "redshank.canary.seen",
    "canary_missing": "redshank.canary.missing",
    "canary_latency_ns": "redshank.canary.latency_ns",
    "tamper_what": "redshank.tamper.what",
    "tamper_detail": "redshank.tamper.detail",
    "tamper_blind_ns": "redshank.tamper.blind_ns",
}
"""Attribute of an event to the dotted name of its field."""


class Event(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False, rename=KEYS.get, tag_field="event.action"):
    """What every event has."""

    event_action: ClassVar[str] = ""
    timestamp: Annotated[int, Meta(ge=0)]
    event_id: Annotated[str, Meta(max_length=96)] | None = None
    event_sequence: Annotated[int, Meta(ge=0)] | None = None
    event_created: Annotated[int, Meta(ge=0)] | None = None
    event_outcome: Annotated[str, Meta(max_length=16)] | None = None
    agent_id: Annotated[str, Meta(max_length=64)] | None = None
    host_id: Annotated[str, Meta(max_length=64)] | None = None
    host_name: Annotated[str, Meta(max_length=255)] | None = None
    source: Annotated[str, Meta(max_length=32)] | None = None
    ring_sequence: Annotated[int, Meta(ge=0)] | None = None
    swept: bool | None = None
    simulated: bool | None = None
    process_entity_id: Annotated[str, Meta(max_length=32)] | None = None
    process_pid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    process_pid_namespace: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    process_scope_pid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    process_namespace_level: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    process_thread_id: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    process_thread_name: Annotated[str, Meta(max_length=16)] | None = None
    process_start: Annotated[int, Meta(ge=0)] | None = None
    process_executable: Annotated[str, Meta(max_length=4096)] | None = None
    process_name: Annotated[str, Meta(max_length=255)] | None = None
    process_args: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    process_command_line: Annotated[str, Meta(max_length=32_768)] | None = None
    process_working_directory: Annotated[str, Meta(max_length=4096)] | None = None
    process_tty_name: Annotated[str, Meta(max_length=64)] | None = None
    process_parent_entity_id: Annotated[str, Meta(max_length=32)] | None = None
    process_parent_pid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    process_parent_executable: Annotated[str, Meta(max_length=4096)] | None = None
    process_parent_name: Annotated[str, Meta(max_length=255)] | None = None
    process_parent_command_line: Annotated[str, Meta(max_length=32_768)] | None = None
    process_ancestors: Annotated[list[dict[str, Any]], Meta(max_length=256)] | None = None
    user_id: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    user_name: Annotated[str, Meta(max_length=64)] | None = None
    user_effective_id: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    user_effective_name: Annotated[str, Meta(max_length=64)] | None = None
    group_id: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    user_audit_id: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    user_audit_name: Annotated[str, Meta(max_length=64)] | None = None
    session_id: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    cgroup_id: Annotated[int, Meta(ge=0)] | None = None
    container_id: Annotated[str, Meta(max_length=64)] | None = None
    container_name: Annotated[str, Meta(max_length=255)] | None = None
    container_image_name: Annotated[str, Meta(max_length=255)] | None = None
    terminal_session: Annotated[str, Meta(max_length=32)] | None = None
    namespace_mount: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    arg_source: Annotated[str, Meta(max_length=8)] | None = None


class ProcessExec(Event, tag="process.exec"):
    """process.exec: a process became another program."""

    event_action: ClassVar[str] = "process.exec"
    executable_inode: Annotated[int, Meta(ge=0)] | None = None
    capabilities_effective: Annotated[int, Meta(ge=0)] | None = None
    executable_device: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    executable_mode: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    executable_links: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    executable_filesystem: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    process_args_count: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    args_length: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    process_tty_rows: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    process_tty_columns: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    executable_kind: Annotated[str, Meta(max_length=16)] | None = None
    namespace_network: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    namespace_user: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    environment_length: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    environment_unread: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    stdin_code: Annotated[int, Meta(ge=0, le=0xFF)] | None = None
    stdout_code: Annotated[int, Meta(ge=0, le=0xFF)] | None = None
    process_env_vars: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    script_requested: Annotated[str, Meta(max_length=1024)] | None = None
    stdin_kind: Annotated[str, Meta(max_length=16)] | None = None
    stdout_kind: Annotated[str, Meta(max_length=16)] | None = None
    interpreter_name: Annotated[str, Meta(max_length=16)] | None = None
    script_from: Annotated[str, Meta(max_length=16)] | None = None
    script_path: Annotated[str, Meta(max_length=4096)] | None = None
    loader_target: Annotated[str, Meta(max_length=4096)] | None = None
    process_looks_like_kernel_thread: bool | None = None
    environment_changes: Annotated[str, Meta(max_length=16)] | None = None
    process_hash_sha256: Annotated[str, Meta(max_length=64)] | None = None
    package_name: Annotated[str, Meta(max_length=128)] | None = None
    package_version: Annotated[str, Meta(max_length=128)] | None = None
    package_state: Annotated[str, Meta(max_length=16)] | None = None


class ProcessExecFailed(Event, tag="process.exec_failed"):
    """process.exec_failed: a program could not be run; process.* is who tried."""

    event_action: ClassVar[str] = "process.exec_failed"
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    exec_requested: Annotated[str, Meta(max_length=4096)] | None = None
    exec_folder: Annotated[str, Meta(max_length=4096)] | None = None
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    syscall_name: Annotated[str, Meta(max_length=32)] | None = None
    exec_attempts: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None


class ProcessFork(Event, tag="process.fork"):
    """process.fork: a process was born as a copy of its parent."""

    event_action: ClassVar[str] = "process.fork"


class ProcessExit(Event, tag="process.exit"):
    """process.exit: a process ended."""

    event_action: ClassVar[str] = "process.exit"
    process_exit_code: Annotated[int, Meta(ge=-0x80000000, le=0x7FFFFFFF)] | None = None
    exit_signal: Annotated[int, Meta(ge=0, le=0xFF)] | None = None
    exit_status: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None


class ProcessSignal(Event, tag="process.signal"):
    """process.signal: somebody sent a signal to a process of the agent; the acting process is the sender."""

    event_action: ClassVar[str] = "process.signal"
    signal_target_start: Annotated[int, Meta(ge=0)] | None = None
    signal_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    signal_code: Annotated[int, Meta(ge=-0x80000000, le=0x7FFFFFFF)] | None = None
    signal_outcome: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    signal_target_pid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    signal_target_role_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    signal_sender_role_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    signal_name: Annotated[str, Meta(max_length=16)] | None = None
    signal_target_role: Annotated[str, Meta(max_length=16)] | None = None
    signal_sender_role: Annotated[str, Meta(max_length=16)] | None = None


class ProcessRetitled(Event, tag="process.retitled"):
    """process.retitled: a process shows another name or other arguments than it was started with."""

    event_action: ClassVar[str] = "process.retitled"
    title_name: Annotated[str, Meta(max_length=16)] | None = None
    title_command_line: Annotated[str, Meta(max_length=32_768)] | None = None
    title_name_before: Annotated[str, Meta(max_length=255)] | None = None
    process_looks_like_kernel_thread: bool | None = None


class FileOpen(Event, tag="file.open"):
    """file.open: a watched file was opened for writing, or a secret was opened for reading."""

    event_action: ClassVar[str] = "file.open"
    file_inode: Annotated[int, Meta(ge=0)] | None = None
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    file_flags: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_device: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_mode: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_watch_bits: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_name: Annotated[str, Meta(max_length=255)] | None = None
    file_watch: Annotated[str, Meta(max_length=16)] | None = None
    file_access: Annotated[str, Meta(max_length=8)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None
    file_user_path: Annotated[str, Meta(max_length=2048)] | None = None


class FileCreate(Event, tag="file.create"):
    """file.create: a file, folder or link appeared in a watched tree."""

    event_action: ClassVar[str] = "file.create"
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_name: Annotated[str, Meta(max_length=255)] | None = None
    file_inode: Annotated[int, Meta(ge=0)] | None = None
    file_mode: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_watch: Annotated[str, Meta(max_length=16)] | None = None
    file_type: Annotated[str, Meta(max_length=16)] | None = None
    file_mask: Annotated[int, Meta(ge=0)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None
    file_target_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_size: Annotated[int, Meta(ge=0)] | None = None
    file_size_before: Annotated[int, Meta(ge=0)] | None = None
    file_mode_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_links: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_hash_sha256: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_before: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_head: Annotated[str, Meta(max_length=64)] | None = None
    file_diff: Annotated[str, Meta(max_length=4096)] | None = None
    file_profile: Annotated[str, Meta(max_length=16)] | None = None
    file_by_package_manager: bool | None = None
    file_xattrs: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    package_name: Annotated[str, Meta(max_length=128)] | None = None
    package_version: Annotated[str, Meta(max_length=128)] | None = None
    package_state: Annotated[str, Meta(max_length=16)] | None = None


class FileModify(Event, tag="file.modify"):
    """file.modify: the content of a watched file changed."""

    event_action: ClassVar[str] = "file.modify"
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_name: Annotated[str, Meta(max_length=255)] | None = None
    file_inode: Annotated[int, Meta(ge=0)] | None = None
    file_mode: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_watch: Annotated[str, Meta(max_length=16)] | None = None
    file_type: Annotated[str, Meta(max_length=16)] | None = None
    file_mask: Annotated[int, Meta(ge=0)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None
    file_size: Annotated[int, Meta(ge=0)] | None = None
    file_size_before: Annotated[int, Meta(ge=0)] | None = None
    file_mode_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_links: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_hash_sha256: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_before: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_head: Annotated[str, Meta(max_length=64)] | None = None
    file_diff: Annotated[str, Meta(max_length=4096)] | None = None
    file_profile: Annotated[str, Meta(max_length=16)] | None = None
    file_by_package_manager: bool | None = None
    file_xattrs: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    package_name: Annotated[str, Meta(max_length=128)] | None = None
    package_version: Annotated[str, Meta(max_length=128)] | None = None
    package_state: Annotated[str, Meta(max_length=16)] | None = None


class FileDelete(Event, tag="file.delete"):
    """file.delete: a file or folder left a watched tree."""

    event_action: ClassVar[str] = "file.delete"
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_name: Annotated[str, Meta(max_length=255)] | None = None
    file_inode: Annotated[int, Meta(ge=0)] | None = None
    file_mode: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_watch: Annotated[str, Meta(max_length=16)] | None = None
    file_type: Annotated[str, Meta(max_length=16)] | None = None
    file_mask: Annotated[int, Meta(ge=0)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None
    file_size: Annotated[int, Meta(ge=0)] | None = None
    file_size_before: Annotated[int, Meta(ge=0)] | None = None
    file_mode_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_links: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_hash_sha256: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_before: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_head: Annotated[str, Meta(max_length=64)] | None = None
    file_diff: Annotated[str, Meta(max_length=4096)] | None = None
    file_profile: Annotated[str, Meta(max_length=16)] | None = None
    file_by_package_manager: bool | None = None
    file_xattrs: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    package_name: Annotated[str, Meta(max_length=128)] | None = None
    package_version: Annotated[str, Meta(max_length=128)] | None = None
    package_state: Annotated[str, Meta(max_length=16)] | None = None


class FileRename(Event, tag="file.rename"):
    """file.rename: a file got another name in a watched tree."""

    event_action: ClassVar[str] = "file.rename"
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_name: Annotated[str, Meta(max_length=255)] | None = None
    file_inode: Annotated[int, Meta(ge=0)] | None = None
    file_mode: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_watch: Annotated[str, Meta(max_length=16)] | None = None
    file_type: Annotated[str, Meta(max_length=16)] | None = None
    file_mask: Annotated[int, Meta(ge=0)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None
    file_old_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_target_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_size: Annotated[int, Meta(ge=0)] | None = None
    file_size_before: Annotated[int, Meta(ge=0)] | None = None
    file_mode_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_links: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_hash_sha256: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_before: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_head: Annotated[str, Meta(max_length=64)] | None = None
    file_diff: Annotated[str, Meta(max_length=4096)] | None = None
    file_profile: Annotated[str, Meta(max_length=16)] | None = None
    file_by_package_manager: bool | None = None
    file_xattrs: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    package_name: Annotated[str, Meta(max_length=128)] | None = None
    package_version: Annotated[str, Meta(max_length=128)] | None = None
    package_state: Annotated[str, Meta(max_length=16)] | None = None


class FileAttrib(Event, tag="file.attrib"):
    """file.attrib: owner, permission or link count of a watched file changed."""

    event_action: ClassVar[str] = "file.attrib"
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_name: Annotated[str, Meta(max_length=255)] | None = None
    file_inode: Annotated[int, Meta(ge=0)] | None = None
    file_mode: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_watch: Annotated[str, Meta(max_length=16)] | None = None
    file_type: Annotated[str, Meta(max_length=16)] | None = None
    file_mask: Annotated[int, Meta(ge=0)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None
    file_size: Annotated[int, Meta(ge=0)] | None = None
    file_size_before: Annotated[int, Meta(ge=0)] | None = None
    file_mode_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_links: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_hash_sha256: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_before: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_head: Annotated[str, Meta(max_length=64)] | None = None
    file_diff: Annotated[str, Meta(max_length=4096)] | None = None
    file_profile: Annotated[str, Meta(max_length=16)] | None = None
    file_by_package_manager: bool | None = None
    file_xattrs: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    package_name: Annotated[str, Meta(max_length=128)] | None = None
    package_version: Annotated[str, Meta(max_length=128)] | None = None
    package_state: Annotated[str, Meta(max_length=16)] | None = None


class FileXattr(Event, tag="file.xattr"):
    """file.xattr: extended attributes or flags (chattr) of a watched file changed."""

    event_action: ClassVar[str] = "file.xattr"
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_name: Annotated[str, Meta(max_length=255)] | None = None
    file_inode: Annotated[int, Meta(ge=0)] | None = None
    file_mode: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_watch: Annotated[str, Meta(max_length=16)] | None = None
    file_type: Annotated[str, Meta(max_length=16)] | None = None
    file_mask: Annotated[int, Meta(ge=0)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None
    file_size: Annotated[int, Meta(ge=0)] | None = None
    file_size_before: Annotated[int, Meta(ge=0)] | None = None
    file_mode_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_uid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_gid_before: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_links: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_hash_sha256: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_before: Annotated[str, Meta(max_length=64)] | None = None
    file_hash_head: Annotated[str, Meta(max_length=64)] | None = None
    file_diff: Annotated[str, Meta(max_length=4096)] | None = None
    file_profile: Annotated[str, Meta(max_length=16)] | None = None
    file_by_package_manager: bool | None = None
    file_xattrs: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    package_name: Annotated[str, Meta(max_length=128)] | None = None
    package_version: Annotated[str, Meta(max_length=128)] | None = None
    package_state: Annotated[str, Meta(max_length=16)] | None = None


class FileAttempt(Event, tag="file.attempt"):
    """file.attempt: somebody tried to change a name, mode, owner or size in a watched folder, and was refused."""

    event_action: ClassVar[str] = "file.attempt"
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_call_flags: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_call_bits: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_user_path: Annotated[str, Meta(max_length=2048)] | None = None
    file_target_base: Annotated[str, Meta(max_length=4096)] | None = None
    file_target_user_path: Annotated[str, Meta(max_length=2048)] | None = None
    syscall_name: Annotated[str, Meta(max_length=32)] | None = None
    file_name: Annotated[str, Meta(max_length=255)] | None = None
    file_target_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_operation: Annotated[str, Meta(max_length=16)] | None = None


class NetConnect(Event, tag="net.connect"):
    """net.connect: a process connected, or tried to, or sent a datagram, or set the address of an UDP socket."""

    event_action: ClassVar[str] = "net.connect"
    source_ip: Annotated[str, Meta(max_length=45)] | None = None
    destination_ip: Annotated[str, Meta(max_length=45)] | None = None
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    source_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    destination_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_family: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_iana_number: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_transport: Annotated[str, Meta(max_length=8)] | None = None
    network_direction: Annotated[str, Meta(max_length=8)] | None = None
    network_initiated: bool | None = None
    network_repeats: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None
    destination_domain: Annotated[str, Meta(max_length=255)] | None = None


class NetAccept(Event, tag="net.accept"):
    """net.accept: a process took a connection from outside."""

    event_action: ClassVar[str] = "net.accept"
    source_ip: Annotated[str, Meta(max_length=45)] | None = None
    destination_ip: Annotated[str, Meta(max_length=45)] | None = None
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    source_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    destination_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_family: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_iana_number: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_transport: Annotated[str, Meta(max_length=8)] | None = None
    network_direction: Annotated[str, Meta(max_length=8)] | None = None
    network_initiated: bool | None = None
    network_repeats: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None


class NetListen(Event, tag="net.listen"):
    """net.listen: a process began to wait for connections; source is its own address."""

    event_action: ClassVar[str] = "net.listen"
    source_ip: Annotated[str, Meta(max_length=45)] | None = None
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    source_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_family: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_iana_number: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_transport: Annotated[str, Meta(max_length=8)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None


class NetBind(Event, tag="net.bind"):
    """net.bind: a process took an address of this host for a socket; source is that address."""

    event_action: ClassVar[str] = "net.bind"
    source_ip: Annotated[str, Meta(max_length=45)] | None = None
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    source_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_family: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_iana_number: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_transport: Annotated[str, Meta(max_length=8)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None


class NetDns(Event, tag="net.dns"):
    """net.dns: a process asked a name server, or was answered; destination is the server."""

    event_action: ClassVar[str] = "net.dns"
    destination_ip: Annotated[str, Meta(max_length=45)] | None = None
    source_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    destination_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_family: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_iana_number: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    dns_bytes: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    dns_copied: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    dns_packet: Annotated[str, Meta(max_length=1024)] | None = None
    network_transport: Annotated[str, Meta(max_length=8)] | None = None
    dns_type: Annotated[str, Meta(max_length=8)] | None = None
    dns_id: Annotated[str, Meta(max_length=8)] | None = None
    dns_op_code: Annotated[str, Meta(max_length=16)] | None = None
    dns_question_name: Annotated[str, Meta(max_length=1024)] | None = None
    dns_question_type: Annotated[str, Meta(max_length=16)] | None = None
    dns_question_length: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    dns_question_parent: Annotated[str, Meta(max_length=512)] | None = None
    dns_response_code: Annotated[str, Meta(max_length=16)] | None = None
    dns_answers: Annotated[list[dict[str, Any]], Meta(max_length=256)] | None = None
    dns_resolved_ip: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    dns_truncated: bool | None = None


class NetRaw(Event, tag="net.raw"):
    """net.raw: a process made a socket that sees raw packets, or put a filter on one."""

    event_action: ClassVar[str] = "net.raw"
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    network_family: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    socket_type: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    socket_protocol: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    socket_filter_length: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    socket_operation_number: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    socket_filter: Annotated[str, Meta(max_length=1024)] | None = None
    socket_operation: Annotated[str, Meta(max_length=8)] | None = None
    socket_kind: Annotated[str, Meta(max_length=8)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None


class SessionLogin(Event, tag="session.login"):
    """session.login: somebody logged in."""

    event_action: ClassVar[str] = "session.login"
    source_ip: Annotated[str, Meta(max_length=45)] | None = None
    source_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    login_method: Annotated[str, Meta(max_length=32)] | None = None
    login_service: Annotated[str, Meta(max_length=32)] | None = None
    login_invalid_user: bool | None = None
    message: Annotated[str, Meta(max_length=32_768)] | None = None
    log_file_path: Annotated[str, Meta(max_length=4096)] | None = None
    log_syslog_appname: Annotated[str, Meta(max_length=64)] | None = None


class SessionLoginFailed(Event, tag="session.login_failed"):
    """session.login_failed: somebody tried to log in and was refused."""

    event_action: ClassVar[str] = "session.login_failed"
    source_ip: Annotated[str, Meta(max_length=45)] | None = None
    source_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    login_method: Annotated[str, Meta(max_length=32)] | None = None
    login_service: Annotated[str, Meta(max_length=32)] | None = None
    login_invalid_user: bool | None = None
    message: Annotated[str, Meta(max_length=32_768)] | None = None
    log_file_path: Annotated[str, Meta(max_length=4096)] | None = None
    log_syslog_appname: Annotated[str, Meta(max_length=64)] | None = None


class SessionLogout(Event, tag="session.logout"):
    """session.logout: a login session ended."""

    event_action: ClassVar[str] = "session.logout"
    source_ip: Annotated[str, Meta(max_length=45)] | None = None
    source_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    login_method: Annotated[str, Meta(max_length=32)] | None = None
    login_service: Annotated[str, Meta(max_length=32)] | None = None
    login_invalid_user: bool | None = None
    message: Annotated[str, Meta(max_length=32_768)] | None = None
    log_file_path: Annotated[str, Meta(max_length=4096)] | None = None
    log_syslog_appname: Annotated[str, Meta(max_length=64)] | None = None


class SessionTty(Event, tag="session.tty"):
    """session.tty: a piece of what a terminal showed or took; the acting process is the one that holds its master side."""

    event_action: ClassVar[str] = "session.tty"
    tty_opened: Annotated[int, Meta(ge=0)] | None = None
    tty_offset: Annotated[int, Meta(ge=0)] | None = None
    tty_device: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    tty_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    tty_length: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    tty_marks: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    process_tty_rows: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    process_tty_columns: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    process_io_text: Annotated[str, Meta(max_length=32_768)] | None = None
    tty_direction: Annotated[str, Meta(max_length=8)] | None = None
    tty_id: Annotated[str, Meta(max_length=32)] | None = None
    tty_parent: Annotated[str, Meta(max_length=32)] | None = None
    tty_chunk: Annotated[int, Meta(ge=0)] | None = None
    tty_times: Annotated[list[dict[str, Any]], Meta(max_length=256)] | None = None
    tty_missing: Annotated[int, Meta(ge=0)] | None = None
    tty_late_ns: Annotated[int, Meta(ge=0)] | None = None
    tty_ended: bool | None = None
    tty_previous: Annotated[str, Meta(max_length=64)] | None = None
    tty_chain: Annotated[str, Meta(max_length=64)] | None = None
    source_ip: Annotated[str, Meta(max_length=45)] | None = None
    source_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None


class SessionWinsize(Event, tag="session.winsize"):
    """session.winsize: the window of a recorded terminal has a new size."""

    event_action: ClassVar[str] = "session.winsize"
    tty_id: Annotated[str, Meta(max_length=32)] | None = None
    tty_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    process_tty_rows: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    process_tty_columns: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None


class LogLine(Event, tag="log.line"):
    """log.line: a log line that rules about auth, sudo, cron or syslog read."""

    event_action: ClassVar[str] = "log.line"
    message: Annotated[str, Meta(max_length=32_768)] | None = None
    log_file_path: Annotated[str, Meta(max_length=4096)] | None = None
    log_syslog_appname: Annotated[str, Meta(max_length=64)] | None = None
    log_syslog_facility_code: Annotated[int, Meta(ge=0, le=0xFF)] | None = None
    log_syslog_severity_code: Annotated[int, Meta(ge=0, le=0xFF)] | None = None


class LogWeb(Event, tag="log.web"):
    """log.web: a web server answered a request, by its access log; user.name is who logged in to it."""

    event_action: ClassVar[str] = "log.web"
    message: Annotated[str, Meta(max_length=32_768)] | None = None
    log_file_path: Annotated[str, Meta(max_length=4096)] | None = None
    log_syslog_appname: Annotated[str, Meta(max_length=64)] | None = None
    source_ip: Annotated[str, Meta(max_length=45)] | None = None
    url_original: Annotated[str, Meta(max_length=4096)] | None = None
    url_path: Annotated[str, Meta(max_length=4096)] | None = None
    url_query: Annotated[str, Meta(max_length=4096)] | None = None
    url_domain: Annotated[str, Meta(max_length=255)] | None = None
    http_request_method: Annotated[str, Meta(max_length=16)] | None = None
    http_request_referrer: Annotated[str, Meta(max_length=2048)] | None = None
    http_response_status_code: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    http_response_body_bytes: Annotated[int, Meta(ge=0)] | None = None
    user_agent_original: Annotated[str, Meta(max_length=2048)] | None = None


class KernelModule(Event, tag="kernel.module"):
    """kernel.module: a kernel module was loaded or unloaded, or somebody tried."""

    event_action: ClassVar[str] = "kernel.module"
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    module_flags: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    module_name: Annotated[str, Meta(max_length=64)] | None = None
    module_parameters: Annotated[str, Meta(max_length=256)] | None = None
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    module_operation: Annotated[str, Meta(max_length=16)] | None = None
    syscall_name: Annotated[str, Meta(max_length=32)] | None = None


class KernelBpf(Event, tag="kernel.bpf"):
    """kernel.bpf: a program or map for the kernel's own machine (BPF) was made, attached, taken off or taken hold of, or somebody tried."""

    event_action: ClassVar[str] = "kernel.bpf"
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    bpf_command: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    bpf_type: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    bpf_id: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    bpf_attach_type: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    bpf_name: Annotated[str, Meta(max_length=256)] | None = None
    bpf_operation: Annotated[str, Meta(max_length=32)] | None = None
    bpf_type_name: Annotated[str, Meta(max_length=32)] | None = None
    syscall_name: Annotated[str, Meta(max_length=32)] | None = None


class KernelPtrace(Event, tag="kernel.ptrace"):
    """kernel.ptrace: a process took hold of another one, or wrote into its memory, or tried."""

    event_action: ClassVar[str] = "kernel.ptrace"
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_a0: Annotated[int, Meta(ge=0)] | None = None
    syscall_a1: Annotated[int, Meta(ge=0)] | None = None
    syscall_a2: Annotated[int, Meta(ge=0)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    target_pid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    target_scope_pid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    ptrace_repeats: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    ptrace_open_flags: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    ptrace_operation: Annotated[str, Meta(max_length=16)] | None = None
    ptrace_access: Annotated[str, Meta(max_length=8)] | None = None
    syscall_name: Annotated[str, Meta(max_length=32)] | None = None
    target_executable: Annotated[str, Meta(max_length=4096)] | None = None
    target_name: Annotated[str, Meta(max_length=255)] | None = None
    target_entity_id: Annotated[str, Meta(max_length=32)] | None = None
    target_user_id: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    target_relation: Annotated[str, Meta(max_length=16)] | None = None


class KernelMemfd(Event, tag="kernel.memfd"):
    """kernel.memfd: a file was made that exists in memory only, or somebody tried."""

    event_action: ClassVar[str] = "kernel.memfd"
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    memfd_flags: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    memfd_name: Annotated[str, Meta(max_length=255)] | None = None
    syscall_name: Annotated[str, Meta(max_length=32)] | None = None


class KernelMount(Event, tag="kernel.mount"):
    """kernel.mount: something was mounted, moved or taken off, or a process's root was moved, or somebody tried."""

    event_action: ClassVar[str] = "kernel.mount"
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    mount_flags: Annotated[int, Meta(ge=0)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    mount_source: Annotated[str, Meta(max_length=512)] | None = None
    mount_target: Annotated[str, Meta(max_length=1024)] | None = None
    mount_filesystem: Annotated[str, Meta(max_length=32)] | None = None
    mount_path: Annotated[str, Meta(max_length=4096)] | None = None
    mount_operation: Annotated[str, Meta(max_length=16)] | None = None
    syscall_name: Annotated[str, Meta(max_length=32)] | None = None


class KernelNamespace(Event, tag="kernel.namespace"):
    """kernel.namespace: a process left or entered namespaces, or was born into new ones; redshank.namespace.* is where it is now."""

    event_action: ClassVar[str] = "kernel.namespace"
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    namespace_flags: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    namespace_network: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    namespace_user: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    namespace_home: Annotated[int, Meta(ge=0, le=0xFF)] | None = None
    namespace_operation: Annotated[str, Meta(max_length=16)] | None = None
    namespace_kinds: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    namespace_previous_mount: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    namespace_entered_host: bool | None = None
    syscall_name: Annotated[str, Meta(max_length=32)] | None = None


class KernelCredentials(Event, tag="kernel.credentials"):
    """kernel.credentials: a process changed its user, group or capabilities; user.* is the result."""

    event_action: ClassVar[str] = "kernel.credentials"
    result: Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None = None
    syscall_a0: Annotated[int, Meta(ge=0)] | None = None
    syscall_a1: Annotated[int, Meta(ge=0)] | None = None
    syscall_a2: Annotated[int, Meta(ge=0)] | None = None
    capabilities_effective: Annotated[int, Meta(ge=0)] | None = None
    syscall_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    syscall_name: Annotated[str, Meta(max_length=32)] | None = None
    credentials_previous_user: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None


class KernelIoUring(Event, tag="kernel.io_uring"):
    """kernel.io_uring: a program made a ring of io_uring, or used one for what a system call would do: its first use of each operation, operations on names each time."""

    event_action: ClassVar[str] = "kernel.io_uring"
    io_uring_opcode: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    io_uring_flags: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    io_uring_entries: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    io_uring_name: Annotated[str, Meta(max_length=4096)] | None = None
    io_uring_other_name: Annotated[str, Meta(max_length=4096)] | None = None
    io_uring_folder: Annotated[str, Meta(max_length=4096)] | None = None
    io_uring_other_folder: Annotated[str, Meta(max_length=4096)] | None = None
    io_uring_operation: Annotated[str, Meta(max_length=16)] | None = None
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_old_path: Annotated[str, Meta(max_length=4096)] | None = None
    via: Annotated[str, Meta(max_length=16)] | None = None


class HostState(Event, tag="host.state"):
    """host.state: something about this host that was so when it was looked at, whenever it became so."""

    event_action: ClassVar[str] = "host.state"
    sweep_check: Annotated[str, Meta(max_length=32)] | None = None
    sweep_traits: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    sweep_time_from: Annotated[str, Meta(max_length=16)] | None = None
    sweep_facts: Annotated[list[dict[str, Any]], Meta(max_length=256)] | None = None
    module_name: Annotated[str, Meta(max_length=64)] | None = None
    file_path: Annotated[str, Meta(max_length=4096)] | None = None
    file_name: Annotated[str, Meta(max_length=255)] | None = None
    file_inode: Annotated[int, Meta(ge=0)] | None = None
    file_mode: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_type: Annotated[str, Meta(max_length=16)] | None = None
    file_target_path: Annotated[str, Meta(max_length=4096)] | None = None
    source_ip: Annotated[str, Meta(max_length=45)] | None = None
    source_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    destination_ip: Annotated[str, Meta(max_length=45)] | None = None
    destination_port: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    network_transport: Annotated[str, Meta(max_length=8)] | None = None
    file_size: Annotated[int, Meta(ge=0)] | None = None
    file_uid: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    file_hash_sha256: Annotated[str, Meta(max_length=64)] | None = None
    package_name: Annotated[str, Meta(max_length=128)] | None = None
    package_version: Annotated[str, Meta(max_length=128)] | None = None
    package_state: Annotated[str, Meta(max_length=16)] | None = None


class AgentHeartbeat(Event, tag="agent.heartbeat"):
    """agent.heartbeat: the agent is alive, and this is how it is."""

    event_action: ClassVar[str] = "agent.heartbeat"
    heartbeat_state: Annotated[str, Meta(max_length=16)] | None = None
    heartbeat_interval_s: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    heartbeat_sources: Annotated[list[dict[str, Any]], Meta(max_length=256)] | None = None
    heartbeat_spool: Annotated[list[dict[str, Any]], Meta(max_length=256)] | None = None
    heartbeat_memory_bytes: Annotated[int, Meta(ge=0)] | None = None
    heartbeat_canary_s: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    heartbeat_ledger: Annotated[list[dict[str, Any]], Meta(max_length=256)] | None = None
    agent_version: Annotated[str, Meta(max_length=32)] | None = None
    host_os_kernel: Annotated[str, Meta(max_length=128)] | None = None
    host_os_name: Annotated[str, Meta(max_length=128)] | None = None


class AgentLoss(Event, tag="agent.loss"):
    """agent.loss: events were lost, and this is how many and why."""

    event_action: ClassVar[str] = "agent.loss"
    loss_count: Annotated[int, Meta(ge=0)] | None = None
    loss_total: Annotated[int, Meta(ge=0)] | None = None
    loss_reason: Annotated[str, Meta(max_length=32)] | None = None
    loss_where: Annotated[str, Meta(max_length=32)] | None = None
    loss_type: Annotated[str, Meta(max_length=32)] | None = None
    loss_blind_ns: Annotated[int, Meta(ge=0)] | None = None


class AgentThrottled(Event, tag="agent.throttled"):
    """agent.throttled: more came from one process or user than is told, and this is how much was held back."""

    event_action: ClassVar[str] = "agent.throttled"
    throttled_count: Annotated[int, Meta(ge=0)] | None = None
    throttled_type_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    throttled_by_number: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    throttled_type: Annotated[str, Meta(max_length=32)] | None = None
    throttled_by: Annotated[str, Meta(max_length=16)] | None = None
    throttled_total: Annotated[int, Meta(ge=0)] | None = None


class AgentCanary(Event, tag="agent.canary"):
    """agent.canary: the agent caused something itself, and what of it came back through the sensor."""

    event_action: ClassVar[str] = "agent.canary"
    canary_nonce: Annotated[str, Meta(max_length=64)] | None = None
    canary_seen: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    canary_missing: Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)] | None = None
    canary_latency_ns: Annotated[int, Meta(ge=0)] | None = None


class AgentTamper(Event, tag="agent.tamper"):
    """agent.tamper: somebody or something interfered with the agent."""

    event_action: ClassVar[str] = "agent.tamper"
    tamper_what: Annotated[str, Meta(max_length=32)] | None = None
    tamper_detail: Annotated[str, Meta(max_length=32_768)] | None = None
    tamper_blind_ns: Annotated[int, Meta(ge=0)] | None = None


BY_NAME: dict[str, type[Event]] = {
    "process.exec": ProcessExec,
    "process.exec_failed": ProcessExecFailed,
    "process.fork": ProcessFork,
    "process.exit": ProcessExit,
    "process.signal": ProcessSignal,
    "process.retitled": ProcessRetitled,
    "file.open": FileOpen,
    "file.create": FileCreate,
    "file.modify": FileModify,
    "file.delete": FileDelete,
    "file.rename": FileRename,
    "file.attrib": FileAttrib,
    "file.xattr": FileXattr,
    "file.attempt": FileAttempt,
    "net.connect": NetConnect,
    "net.accept": NetAccept,
    "net.listen": NetListen,
    "net.bind": NetBind,
    "net.dns": NetDns,
    "net.raw": NetRaw,
    "session.login": SessionLogin,
    "session.login_failed": SessionLoginFailed,
    "session.logout": SessionLogout,
    "session.tty": SessionTty,
    "session.winsize": SessionWinsize,
    "log.line": LogLine,
    "log.web": LogWeb,
    "kernel.module": KernelModule,
    "kernel.bpf": KernelBpf,
    "kernel.ptrace": KernelPtrace,
    "kernel.memfd": KernelMemfd,
    "kernel.mount": KernelMount,
    "kernel.namespace": KernelNamespace,
    "kernel.credentials": KernelCredentials,
    "kernel.io_uring": KernelIoUring,
    "host.state": HostState,
    "agent.heartbeat": AgentHeartbeat,
    "agent.loss": AgentLoss,
    "agent.throttled": AgentThrottled,
    "agent.canary": AgentCanary,
    "agent.tamper": AgentTamper,
}

AnyEvent = ProcessExec | ProcessExecFailed | ProcessFork | ProcessExit | ProcessSignal | ProcessRetitled | FileOpen | FileCreate | FileModify | FileDelete | FileRename | FileAttrib | FileXattr | FileAttempt | NetConnect | NetAccept | NetListen | NetBind | NetDns | NetRaw | SessionLogin | SessionLoginFailed | SessionLogout | SessionTty | SessionWinsize | LogLine | LogWeb | KernelModule | KernelBpf | KernelPtrace | KernelMemfd | KernelMount | KernelNamespace | KernelCredentials | KernelIoUring | HostState | AgentHeartbeat | AgentLoss | AgentThrottled | AgentCanary | AgentTamper
