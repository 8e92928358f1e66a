"""What is typed at one terminal, let through only where it was meant to be seen. A hidden line keeps not even its length.

Three reasons to hide: the kernel side saw a password prompt (line mode without echo); the last line shown asks for a
secret; what was typed is not shown within 250 ms, as where ssh inside ssh asks, whose terminal here is raw. One key
without its echo hides the whole line.
"""

import re
from collections import deque
from dataclasses import dataclass, field

from redshank.events.octets import to_text
from redshank.host.sensor.terminals.output import MAX_PARTS, Piece
from redshank.host.sensor.terminals.prompts import asks_for_secret

ECHO_NS = 250_000_000
NEAR = 256
"""An echo is looked for so far into what is shown next: a busy screen shows every letter sooner or later."""
IDLE_NS = 5_000_000_000
MAX_LINE = 2000
MASK = "«masked»"
_ENDS = re.compile(rb"[\r\n\x03\x04]")
_SEQUENCES = re.compile(rb"\x1b(\[[0-9;?<>=]*[ -/]*[@-~]|O.|[\]P^_][^\x07\x1b]*(\x07|\x1b\\)|[^\[O\]P^_])|[\x00-\x1f\x7f]")
"""Keys that show nothing of themselves: arrows, function keys, Alt with a letter, answers of the terminal, control keys."""


@dataclass(slots=True)
class Line:
    """Keys up to the end of a line. hidden: not to be told."""

    keys: list[tuple[int, bytes]] = field(default_factory=list)
    hidden: bool = False
    ended: bool = False
    waiting: int = 0


@dataclass(slots=True)
class Typed:
    """The input of one terminal. missing: bytes lost since the last piece."""

    missing: int = 0
    _lines: deque[Line] = field(default_factory=deque)
    _waiting: deque[tuple[int, int, Line]] = field(default_factory=deque)
    _masked: bool = False

    def hide(self, at_ns: int) -> None:
        """The kernel side says that something was typed at a password prompt."""
        if self._lines:
            self._lines[-1].ended = True
        self._lines.append(Line([(at_ns, b"")], hidden=True, ended=True))

    def type(self, at_ns: int, data: bytes, last_line: str) -> None:
        """Take in keys. last_line: what stood on the screen's last line then."""
        asked, at = asks_for_secret(last_line), 0
        while at < len(data):
            found = _ENDS.search(data, at)
            end = min(found.end() if found else len(data), at + MAX_LINE)
            self._take(at_ns, data[at:end], hidden=asked, ended=found is not None and end == found.end())
            asked, at = False, end

    def _take(self, at_ns: int, keys: bytes, *, hidden: bool, ended: bool) -> None:
        if not self._lines or self._lines[-1].ended:
            self._lines.append(Line())
        line = self._lines[-1]
        seen = _SEQUENCES.sub(b"", keys)
        line.hidden |= hidden and bool(seen)
        line.ended = ended or sum(len(part) for _, part in line.keys) + len(keys) >= MAX_LINE or len(line.keys) >= MAX_PARTS - 1
        line.keys.append((at_ns, keys))
        if not line.hidden:
            line.waiting += len(seen)
            self._waiting.extend((at_ns, key, line) for key in seen)

    def shown(self, at_ns: int, data: bytes) -> None:
        """Take in what the terminal showed: keys whose echo it is wait no longer, those too long without one hide their line."""
        at = 0
        self._expire(at_ns)
        while self._waiting:
            _, key, line = self._waiting[0]
            found = data.find(key, at, at + NEAR)
            if found < 0:
                break
            at = found + 1
            line.waiting -= 1
            self._waiting.popleft()

    def _expire(self, now_ns: int) -> None:
        while self._waiting and now_ns - self._waiting[0][0] > ECHO_NS:
            self._waiting.popleft()[2].hidden = True

    def due(self, now_ns: int, *, end: bool = False) -> list[Piece]:
        """Lines that are settled: all of them shown, or hidden for good. end: nothing more will come."""
        self._expire(now_ns + (ECHO_NS + 1 if end else 0))
        pieces: list[Piece] = []
        while self._lines and self._settled(self._lines[0], now_ns, end):
            pieces += self._piece(self._lines.popleft())
        return pieces

    def _settled(self, line: Line, now_ns: int, end: bool) -> bool:
        idle = now_ns - line.keys[-1][0] > IDLE_NS
        if line.hidden:
            return line.ended or end or idle
        return (line.ended or end or idle) and not line.waiting

    def _piece(self, line: Line) -> list[Piece]:
        """A hidden line is one mark; marks in a row are one."""
        again, self._masked = self._masked and line.hidden, line.hidden
        if again:
            return []
        missing, self.missing = self.missing, 0
        at_ns = line.keys[0][0]
        if line.hidden:
            return [Piece(at_ns, MASK, ((0, len(MASK)),), missing=missing)]
        parts = [(when, to_text(keys)) for when, keys in line.keys]
        times = tuple((when - at_ns, len(text)) for when, text in parts)
        return [Piece(at_ns, "".join(text for _, text in parts), times, missing=missing)]
