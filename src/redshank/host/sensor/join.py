"""Kernel records meet the process table: life events change it, every event learns from it."""

from sys import intern

from redshank.events import Event
from redshank.events._generated.types import KernelCredentials, KernelNamespace, KernelPtrace, ProcessExec
from redshank.host.sensor.decode import Record
from redshank.host.sensor.origin import RING, remember
from redshank.host.sensor.process_table import TICK_NS, Process, ProcessTable, describe
from redshank.host.sensor.targets import describe_target


def join(table: ProcessTable, record: Record) -> Event:
    """The record's event with process, parent and ancestors; the table is brought up to date."""
    event = record.event
    scope_pid = event.process_scope_pid or 0
    process = table.known(scope_pid, record.start) or _newcomer(table, record, scope_pid)
    action = event.event_action
    if action == "process.exec":
        assert isinstance(event, ProcessExec)
        _take_exec(process, event)
    elif isinstance(event, KernelCredentials):
        event.credentials_previous_user = process.effective_user
    elif isinstance(event, KernelNamespace):
        _take_namespaces(process, event)
    elif isinstance(event, KernelPtrace):
        describe_target(table, event, process)
    if getattr(event, "via", None) == RING:
        remember(event, process)
    _take_identity(process, event)
    describe(event, process)
    if action == "process.exit":
        table.end(process)
    return event


def _newcomer(table: ProcessTable, record: Record, scope_pid: int) -> Process:
    """A process seen for the first time: what a fork copies comes from its parent."""
    event = record.event
    parent = table.known(record.parent_scope_pid, record.parent_start) if record.parent_scope_pid else None
    if event.event_action != "process.fork" or parent is None:
        table.unresolved += 1
    process = Process(scope_pid, record.start // TICK_NS, pid=event.process_pid, parent=parent)
    if parent is not None and event.event_action == "process.fork":
        process.executable, process.name = parent.executable, parent.name
        process.args, process.command_line = parent.args, parent.command_line
        process.working_directory, process.tty = parent.working_directory, parent.tty
        process.mounts = parent.mounts
    process.name = process.name or event.process_thread_name
    return table.add(process)


def _take_exec(process: Process, event: ProcessExec) -> None:
    process.executable, process.name = _shared(event.process_executable), _shared(event.process_name)
    process.args, process.command_line = event.process_args, event.process_command_line
    process.working_directory, process.tty = _shared(event.process_working_directory), event.process_tty_name
    process.mounts = event.namespace_mount


def _take_namespaces(process: Process, event: KernelNamespace) -> None:
    event.namespace_previous_mount, process.mounts = process.mounts, event.namespace_mount
    event.namespace_entered_host = event.namespace_home == 1 and event.namespace_previous_mount not in (None, event.namespace_mount)


def _shared(text: str | None) -> str | None:
    """The same object for the same text: thousands of processes run few programs in few folders."""
    return intern(text) if text is not None else None


def _take_identity(process: Process, event: Event) -> None:
    process.pid, process.namespace = event.process_pid, event.process_pid_namespace
    process.user, process.effective_user, process.group = event.user_id, event.user_effective_id, event.group_id
    process.audit_user, process.session = event.user_audit_id, event.session_id
