"""Audit events meet the process table. Audit tells of programs that start, not of copies and ends: those come from /proc."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from redshank.events import Event
from redshank.events._generated.types import KernelPtrace, ProcessExec
from redshank.host.sensor.proc_scan import read_process
from redshank.host.sensor.process_table import TICK_NS, Process, ProcessTable, describe
from redshank.host.sensor.targets import describe_target

SWEEP_NS = 5_000_000_000
"""How often the table is compared with /proc, so that a pid that is used again does not inherit a dead program."""
_DELETED = " (deleted)"


class Joiner:
    """Brings the table up to date. boot_of: turns a time since 1970 into nanoseconds since boot."""

    def __init__(self, table: ProcessTable, proc: Path, namespace: int, boot_of: Callable[[int], int]) -> None:
        self._table, self._proc, self._namespace, self._boot_of = table, proc, namespace, boot_of
        self._next_sweep = 0

    def join(self, event: Event) -> None:
        """Put process, parent and ancestors on the event; a program that started is written down."""
        _settle_kind(event)
        pid = event.process_pid
        if not pid:
            return
        process = self._known(event, pid) or self._newcomer(event, pid)
        if isinstance(event, ProcessExec):
            _take_exec(process, event)
        _take_identity(process, event)
        event.process_scope_pid = pid
        describe(event, process)
        if isinstance(event, KernelPtrace):
            event.target_scope_pid = event.target_pid  # there is no other namespace here
            self._parent(event.target_pid or 0)
            describe_target(self._table, event, process)

    def sweep(self, now: int) -> None:
        """From time to time: processes that are gone from /proc have ended. now: nanoseconds since boot."""
        if now < self._next_sweep:
            return
        self._next_sweep = now + SWEEP_NS
        with suppress(OSError):
            alive = {int(entry.name) for entry in self._proc.iterdir() if entry.name.isdigit()}
            for process in self._table.live():
                if process.scope_pid not in alive:
                    self._table.end(process)

    def _known(self, event: Event, pid: int) -> Process | None:
        """Who has this pid by the table, where that can be: same program, or the start of a new one by the same parent."""
        process = self._table.get(pid)
        if process is None or isinstance(event, ProcessExec):
            return process if process is not None and self._is_same_parent(event, process) else None
        same = event.process_executable in (None, process.executable)
        return process if same else None

    def _is_same_parent(self, event: Event, process: Process) -> bool:
        parent = process.parent
        return parent is None or event.process_parent_pid in (None, 1, parent.scope_pid)

    def _newcomer(self, event: Event, pid: int) -> Process:
        """Read from /proc while it lives; else what the event says, born when it says so."""
        parent = self._parent(event.process_parent_pid or 0)
        try:
            process, _ = read_process(self._proc / str(pid), pid, self._namespace, host_pids=True)
        except (OSError, ValueError, IndexError):
            process = Process(pid, self._boot_of(event.timestamp) // TICK_NS, pid=pid)
            process.executable, process.name, process.tty = event.process_executable, event.process_name, event.process_tty_name
            if parent is not None and not isinstance(event, ProcessExec) and parent.executable == process.executable:
                process.args, process.command_line = parent.args, parent.command_line
                process.working_directory = parent.working_directory
            self._table.unresolved += 1
        process.parent = parent
        return self._table.add(process)

    def _parent(self, pid: int) -> Process | None:
        """Another process of an event: known, or read from /proc."""
        if not pid:
            return None
        if (known := self._table.get(pid)) is not None:
            return known
        try:
            process, grandparent = read_process(self._proc / str(pid), pid, self._namespace, host_pids=True)
        except (OSError, ValueError, IndexError):
            return None
        process.parent = self._table.get(grandparent)
        return self._table.add(process)


def _settle_kind(event: Event) -> None:
    """The kernel writes a program without a name as `/memfd:x (deleted)` or `/tmp/x (deleted)`."""
    path = event.process_executable
    deleted = bool(path) and path is not None and path.endswith(_DELETED)
    if path is not None and deleted:
        event.process_executable = path.removesuffix(_DELETED)
        if event.process_name is not None:
            event.process_name = event.process_name.removesuffix(_DELETED)
    if isinstance(event, ProcessExec):
        event.executable_kind = ("memfd" if (path or "").startswith("/memfd:") else "deleted") if deleted else "file"


def _take_exec(process: Process, event: ProcessExec) -> None:
    process.executable, process.name = event.process_executable, event.process_name
    process.args, process.command_line = event.process_args, event.process_command_line
    process.working_directory, process.tty = event.process_working_directory, event.process_tty_name


def _take_identity(process: Process, event: Event) -> None:
    process.user, process.effective_user, process.group = event.user_id, event.user_effective_id, event.group_id
    process.audit_user, process.session = event.user_audit_id, event.session_id
