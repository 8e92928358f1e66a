"""One recorded terminal: its pieces in order, numbered and chained, so that a missing or changed one is seen."""

import copy
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from redshank.events._generated.types import SessionTty, SessionWinsize
from redshank.host.sensor.terminals.output import Output, Piece
from redshank.host.sensor.terminals.sessions import Remote
from redshank.host.sensor.terminals.typed import Typed

MAX_TEXT = 32_768  # bound of a text field: a piece full of short secrets grows by their tokens
METADATA_AGE_NS = 10_000_000_000


@dataclass(slots=True)
class Terminal:
    """A terminal from its opening to its end. holder: the last event of whoever holds its master side. late_ns: see `session.tty`."""

    identity: str
    session: str
    parent: str | None
    holder: SessionTty
    output: Output
    typed: Typed
    remote: Remote | None = None
    late_ns: int | None = None
    asked: int = 0
    _size: tuple[int, int] = (0, 0)
    _chunks: int = 0
    _chain: str = ""
    _unread: list[int] = field(default_factory=lambda: [0, 0])

    def size(self, event: SessionTty) -> Iterable[SessionWinsize]:
        """The new size of the window, where it has one."""
        size = (event.process_tty_rows or 0, event.process_tty_columns or 0)
        if size != self._size:
            self._size = size
            changed = SessionWinsize(timestamp=event.timestamp)
            _describe(changed, event)
            changed.tty_id, changed.terminal_session, changed.tty_number = self.identity, self.session, event.tty_number
            changed.process_tty_rows, changed.process_tty_columns = size
            yield changed

    def output_piece(self, piece: Piece) -> SessionTty:
        """The event of a piece that was shown."""
        return self._event(piece, "output", piece.offset, piece.length)

    def typed_piece(self, piece: Piece) -> SessionTty:
        """The event of a piece that was typed. Neither place nor length is told: they would count hidden keys."""
        return self._event(piece, "input", None, None)

    def counted(self, at_ns: int, length: int) -> None:
        """Bytes whose content is not recorded."""
        self._unread = [self._unread[0] or at_ns, self._unread[1] + length]

    def count_piece(self, now_ns: int, *, end: bool = False) -> Iterable[SessionTty]:
        """How many bytes were shown without being recorded, every ten seconds."""
        at_ns, length = self._unread
        if length and (end or now_ns - at_ns >= METADATA_AGE_NS):
            self._unread = [0, 0]
            yield self._event(Piece(at_ns, "", ()), "output", None, length)

    def ending(self, at_ns: int) -> SessionTty:
        """The last event: nothing more is to come."""
        event = self._event(Piece(at_ns, "", ()), "output", self.output.offset, 0)
        event.tty_ended = True
        return event

    def _event(self, piece: Piece, direction: str, offset: int | None, length: int | None) -> SessionTty:
        event = copy.copy(self.holder)
        event.timestamp = piece.at_ns
        event.process_io_text = piece.text[:MAX_TEXT] or None
        event.tty_times = [{"after_us": after // 1000, "characters": count} for after, count in piece.parts] or None
        event.tty_direction, event.tty_offset, event.tty_length, event.tty_marks = direction, offset, length, None
        event.tty_missing = piece.missing or None
        event.tty_id, event.tty_parent, event.terminal_session = self.identity, self.parent, self.session
        event.process_tty_rows, event.process_tty_columns = self._size
        event.tty_late_ns = self.late_ns if self._chunks == 0 else None
        if self.remote is not None:
            event.source_ip, event.source_port = self.remote.ip, self.remote.port
        event.tty_chunk, event.tty_previous = self._chunks, self._chain or None
        event.tty_chain = self._chain = link(event)
        self._chunks += 1
        return event


def link(event: SessionTty) -> str:
    """The chain's next value: what `event` says, tied to the piece before. Times in whole microseconds, as the store keeps them."""
    said = (
        event.tty_previous or "",
        event.tty_id,
        event.tty_chunk,
        event.timestamp // 1000,
        event.tty_direction,
        event.process_io_text or "",
    )
    return hashlib.sha256("\0".join(str(one) for one in said).encode("utf-8", "surrogatepass")).hexdigest()


def _describe(event: SessionWinsize, holder: SessionTty) -> None:
    for name in holder.__struct_fields__:
        if name.startswith(("process_", "user_", "group_", "session_", "cgroup_", "container_")) and hasattr(event, name):
            setattr(event, name, getattr(holder, name))
