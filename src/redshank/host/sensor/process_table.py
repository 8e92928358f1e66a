"""Who is who: every process in scope, with the ancestors it had, also after it or they have ended.

Kept by the pid in the agent's own namespace, because /proc, fanotify and log lines know only that one.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Any

from redshank.core.ids import entity_id
from redshank.events import Event

MAX_ENDED = 1024
"""Ended processes kept for events that come after their end (a file's change, a log line)."""
MAX_LIVE = 65_536
"""More than any host of ours runs; beyond it the oldest are forgotten and counted."""
MAX_ANCESTORS = 32
TICK_NS = 10_000_000
"""/proc tells start times in ticks of 10 ms (USER_HZ 100), the kernel's records in nanoseconds: the tick is what both know."""


@dataclass(slots=True)
class Process:
    """One process as last seen. start: ticks since boot. pid: the host's own, None where only the scope's is known.

    mounts: inode of its mount namespace.
    """

    scope_pid: int
    start: int
    pid: int | None = None
    entity: str = ""
    executable: str | None = None
    name: str | None = None
    args: list[str] | None = None
    command_line: str | None = None
    working_directory: str | None = None
    tty: str | None = None
    user: int | None = None
    effective_user: int | None = None
    group: int | None = None
    audit_user: int | None = None
    session: int | None = None
    namespace: int | None = None
    mounts: int | None = None
    parent: "Process | None" = None
    ring_paths: deque[str] | None = None
    """Paths it lately asked a ring of io_uring to change; None where it used none."""
    recording: str | None = None
    """The recorded session it was last seen in."""


class ProcessTable:
    """Processes by scope pid. host and boot: part of every entity id."""

    def __init__(self, host: str, boot: str) -> None:
        self._host, self._boot = host, boot
        self._live: dict[int, Process] = {}
        self._ended: OrderedDict[int, Process] = OrderedDict()
        self.forgotten = 0
        self.unresolved = 0

    def __len__(self) -> int:
        return len(self._live)

    def get(self, scope_pid: int) -> Process | None:
        """The process with this pid, or the last one that had it, if it ended not long ago."""
        return self._live.get(scope_pid) or self._ended.get(scope_pid)

    def add(self, process: Process) -> Process:
        """Take in a process; it replaces another one that had its pid."""
        process.entity = process.entity or entity_id(self._host, self._boot, process.start * TICK_NS, process.pid or process.scope_pid)
        self._live[process.scope_pid] = process
        if len(self._live) > MAX_LIVE:
            self._live.pop(next(iter(self._live)))
            self.forgotten += 1
        return process

    def live(self) -> list[Process]:
        """Those that have not ended."""
        return list(self._live.values())

    def known(self, scope_pid: int, start_ns: int) -> Process | None:
        """The process with this pid and start (nanoseconds since boot), live or ended; None where it is another one."""
        for table in (self._live, self._ended):
            process = table.get(scope_pid)
            if process is not None and abs(process.start - start_ns // TICK_NS) <= 1:
                return process
        return None

    def drop_ended(self) -> None:
        """Forget those that ended: what comes late of them is told without its program."""
        self._ended.clear()

    def is_live(self, process: Process) -> bool:
        """Whether this process has not ended."""
        return self._live.get(process.scope_pid) is process

    def end(self, process: Process) -> None:
        """Move a process to the ended ones."""
        if self._live.get(process.scope_pid) is process:
            del self._live[process.scope_pid]
        self._ended[process.scope_pid] = process
        self._ended.move_to_end(process.scope_pid)
        if len(self._ended) > MAX_ENDED:
            self._ended.popitem(last=False)


def ancestors(process: Process) -> list[dict[str, Any]]:
    """{pid, executable} of parent, grandparent, … up to init, nearest first; at most 32.

    pid: the host's, or the scope's where that is unknown.
    """
    parent = process.parent
    if parent is None:
        return []
    chain: list[dict[str, Any]] = []
    seen = parent
    while True:
        chain.append({"pid": seen.pid if seen.pid is not None else seen.scope_pid, "executable": seen.executable or ""})
        if seen.parent is None:
            return chain
        if len(chain) == MAX_ANCESTORS:
            seen.parent = None  # a chain of dead parents must not grow for ever
            return chain
        seen = seen.parent


def describe(event: Event, process: Process) -> None:
    """Put on `event` what it does not say itself about its process, user, parent and ancestors."""
    event.process_entity_id = process.entity
    if event.process_executable is None:
        event.process_executable, event.process_name = process.executable, process.name
    if event.process_args is None:
        event.process_args, event.process_command_line = process.args, process.command_line
    if event.process_working_directory is None:
        event.process_working_directory = process.working_directory
    if event.process_tty_name is None:
        event.process_tty_name = process.tty
    if event.process_pid is None:
        event.process_pid, event.process_pid_namespace = process.pid, process.namespace
        event.user_id, event.user_effective_id, event.group_id = process.user, process.effective_user, process.group
        event.user_audit_id, event.session_id = process.audit_user, process.session
    if event.namespace_mount is None:
        event.namespace_mount = process.mounts
    event.process_ancestors = ancestors(process)
    if (parent := process.parent) is not None:
        event.process_parent_entity_id = parent.entity
        event.process_parent_pid = parent.pid if parent.pid is not None else parent.scope_pid
        event.process_parent_executable, event.process_parent_name = parent.executable, parent.name
        event.process_parent_command_line = parent.command_line
