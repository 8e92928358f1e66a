"""The recorder: what the kernel side tells of terminals becomes pieces of sessions, and every event learns its session.

Pure but for one read of /proc (SSH_CONNECTION) a terminal; the switch and the list of open terminals are handed in.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from redshank.events import Event
from redshank.events._generated.types import SessionTty
from redshank.host.sensor.process_table import MAX_ANCESTORS, Process, ProcessTable
from redshank.host.sensor.source import SourceHealth
from redshank.host.sensor.terminals.output import Finder, Output, Piece, Unredacted, redacted
from redshank.host.sensor.terminals.pts import HostTerminals
from redshank.host.sensor.terminals.sessions import Logins, identity, remote_of
from redshank.host.sensor.terminals.switch import TerminalMode
from redshank.host.sensor.terminals.terminal import Terminal
from redshank.host.sensor.terminals.typed import Typed

INPUT, MASKED, ENDED, OPENED = 1, 2, 4, 8  # TTY_… in terminal.bpf.h
MAX_TERMINALS = 4096
LOOK_NS = 2_000_000_000
LINGER_NS = 60_000_000_000
"""The slots stay filled so long after the last terminal: logins come in rows."""
MAX_ASKED = 5

Key = tuple[int, int, int]


class Turn(Protocol):
    """The kernel side's switch."""

    is_on: bool

    def turn(self, on: bool) -> None:
        """Record from now on, or no longer."""
        ...

    def close(self) -> None:
        """Give it back."""
        ...


@dataclass(slots=True)
class Recorder:
    """Every terminal that is open. seed: what tells this host and boot from others. now_ns: since 1970. proc: the process file system."""

    mode: TerminalMode
    switch: Turn
    table: ProcessTable
    host: HostTerminals
    seed: str
    now_ns: Callable[[], int]
    proc: Path = Path("/proc")
    finder: Finder = field(default_factory=Unredacted)
    logins: Logins = field(default_factory=Logins)
    counted: Counter[str] = field(default_factory=Counter)
    _terminals: dict[Key, Terminal] = field(default_factory=dict)
    _named: dict[tuple[str, bool], Terminal] = field(default_factory=dict)
    _audit: dict[int, str] = field(default_factory=dict)
    _ready: list[Event] = field(default_factory=list)
    _next_look: int = 0
    _last_open: int = 0
    _on_since: int = 0

    def begin(self) -> None:
        """Record for a while: whether a container's terminal is open shows only when it says something."""
        self._turn(self.now_ns())

    def take(self, event: Event) -> bool:
        """True where `event` was the kernel side's word about a terminal: what comes of it is in `due`."""
        if not isinstance(event, SessionTty):
            return False
        event.source = "ebpf"
        if not self.host.is_own(event.tty_device, event.tty_number):
            self._take(event)
        return True

    def _take(self, event: SessionTty) -> None:
        marks, data = event.tty_marks or 0, (event.process_io_text or "").encode("latin-1", "replace")
        if marks & OPENED:
            self._turn(event.timestamp)
        if marks & ENDED and _key(event) not in self._terminals:
            return
        terminal = self._terminal(event, opened=bool(marks & OPENED))
        terminal.holder = event
        self._ready += terminal.size(event)
        if marks & ENDED:
            self._end(terminal, event.timestamp)
        elif self.mode == "metadata":
            terminal.counted(event.timestamp, event.tty_length or 0)
        elif marks & MASKED:
            terminal.typed.hide(event.timestamp)
            self.counted["masked"] += 1
        elif marks & INPUT:
            terminal.typed.missing += (event.tty_length or 0) - len(data)
            terminal.typed.type(event.timestamp, data, terminal.output.last_line())
        elif event.tty_length:
            self._shown(terminal, event, data)

    def _shown(self, terminal: Terminal, event: SessionTty, data: bytes) -> None:
        if self.mode == "full":
            terminal.typed.shown(event.timestamp, data)
        pieces = terminal.output.add(event.timestamp, event.tty_offset or 0, data, event.tty_length or 0)
        self._out(terminal, pieces)

    def _out(self, terminal: Terminal, pieces: list[Piece]) -> None:
        for piece in pieces:
            self.counted["bytes"] += piece.length
            self.counted["missing"] += piece.missing
            self._ready.append(terminal.output_piece(piece))

    def _terminal(self, event: SessionTty, *, opened: bool) -> Terminal:
        key = _key(event)
        if (known := self._terminals.get(key)) is not None:
            return known
        name = (f"pts/{key[1]}", self.host.is_foreign(event.tty_device))
        if (gone := self._named.get(name)) is not None:
            self._end(gone, event.timestamp)
        parent = self._parent(event)
        number = identity("T", self.seed, *key, self.counted["terminals"])
        before = None if parent is not None else self._by_tree(self.table.get(event.process_scope_pid or 0)) or self._by_audit(event)
        session = parent.session if parent is not None else before or identity("S", self.seed, *key)
        terminal = Terminal(number, session, parent.identity if parent is not None else None, event, Output(self.finder), Typed())
        terminal.remote = parent.remote if parent is not None else self.logins.find(event)
        if not opened:
            terminal.late_ns = self.host.age_ns(event.tty_device, event.tty_number, self.now_ns())
        elif self._on_since > event.timestamp:
            terminal.late_ns = self._on_since - event.timestamp
        self._terminals[key] = self._named[name] = terminal
        self.counted["terminals"] += 1
        self._forget()
        return terminal

    def _forget(self) -> None:
        if len(self._terminals) > MAX_TERMINALS:
            self.counted["forgotten"] += 1
            self._end(next(iter(self._terminals.values())), self.now_ns())

    def _parent(self, event: SessionTty) -> Terminal | None:
        """The terminal of whoever opened this one: sudo, su, script, tmux's first start."""
        holder = event.process_tty_name
        return self._of(holder, event) if holder else None

    def _of(self, tty: str, event: Event) -> Terminal | None:
        foreign = self.host.is_inner(event.process_pid_namespace)
        return (self._named.get((tty, True)) if foreign else None) or self._named.get((tty, False))

    def _by_audit(self, event: Event) -> str | None:
        """The session of the same login by the kernel's audit counter: a tmux server has no terminal of its own."""
        return self._audit.get(event.session_id) if event.session_id is not None else None

    def _by_tree(self, process: Process | None) -> str | None:
        """The session of the nearest ancestor that has one: what su -c, setsid or nohup took the terminal from."""
        first = process
        for _ in range(MAX_ANCESTORS):
            if process is None or process.recording is not None:
                break
            process = process.parent
        if first is not None and process is not None:
            first.recording = process.recording
            return process.recording
        return None

    def stamp(self, event: Event) -> None:
        """Put the session on an event of a process in a recorded terminal, or of the same login."""
        if event.event_action == "session.login":
            self.logins.note(event)
        if not self._named or event.terminal_session is not None:
            return
        terminal = self._of(event.process_tty_name, event) if event.process_tty_name else None
        process = self.table.get(event.process_scope_pid or 0)
        if terminal is None:
            event.terminal_session = self._by_tree(process) or self._by_audit(event)
            return
        event.terminal_session = terminal.session
        if process is not None:
            process.recording = terminal.session
        if event.session_id is not None:
            self._remember(event.session_id, terminal.session)
        if terminal.remote is None and terminal.parent is None and terminal.asked < MAX_ASKED and event.event_action == "process.exec":
            terminal.asked += 1
            terminal.remote = remote_of(self.proc, event.process_scope_pid or 0)

    def _remember(self, audit_session: int, session: str) -> None:
        self._audit.setdefault(audit_session, session)
        if len(self._audit) > MAX_TERMINALS:
            self._audit.pop(next(iter(self._audit)))

    def due(self) -> list[Event]:
        """What is ready: pieces that are full or have waited long enough, new sizes, ends."""
        now = self.now_ns()
        for terminal in self._terminals.values():
            self._settle(terminal, now)
        if now >= self._next_look:
            self._next_look = now + LOOK_NS
            self._look(now)
        ready, self._ready = self._ready, []
        return ready

    def _settle(self, terminal: Terminal, now: int, *, end: bool = False) -> None:
        self._out(terminal, terminal.output.flush() if end else terminal.output.due(now))
        self._ready += [terminal.typed_piece(redacted(piece, self.finder)) for piece in terminal.typed.due(now, end=end)]
        self._ready += terminal.count_piece(now, end=end)

    def _look(self, now: int) -> None:
        """Which terminals have gone without a word, and whether anything is left to record."""
        for terminal in list(self._terminals.values()):
            if not self._is_open(terminal):
                self._end(terminal, now)
        if self._terminals or self.host.any_open():
            self._turn(now)
        elif self.switch.is_on and now - self._last_open > LINGER_NS:
            self.switch.turn(False)

    def _turn(self, now: int) -> None:
        self._last_open = now
        if not self.switch.is_on:
            self.switch.turn(True)
            self._on_since = self.now_ns()

    def _is_open(self, terminal: Terminal) -> bool:
        holder: Any = terminal.holder
        if not self.host.is_foreign(holder.tty_device):
            return self.host.is_open(holder.tty_number)
        process = self.table.get(holder.process_scope_pid or 0)
        return process is not None and process.entity == holder.process_entity_id and self.table.is_live(process)

    def _end(self, terminal: Terminal, at_ns: int) -> None:
        self._settle(terminal, at_ns, end=True)
        self._ready.append(terminal.ending(at_ns))
        self._terminals = {key: one for key, one in self._terminals.items() if one is not terminal}
        self._named = {name: one for name, one in self._named.items() if one is not terminal}

    def end(self) -> list[Event]:
        """The last pieces of every open terminal, whatever they wait for: nothing more will be asked."""
        now = self.now_ns()
        self._look(now)
        for terminal in list(self._terminals.values()):
            self._settle(terminal, now, end=True)
        ready, self._ready = self._ready, []
        return ready

    def health(self) -> SourceHealth:
        """What is recorded."""
        detail = f"terminals are recorded: {self.mode}"
        return SourceHealth("terminals", "ok", detail, {**self.counted, "open": len(self._terminals)})

    def close(self) -> None:
        """Give the switch back. May be called twice."""
        self.switch.close()


def _key(event: SessionTty) -> Key:
    return event.tty_device or 0, event.tty_number or 0, event.tty_opened or 0
