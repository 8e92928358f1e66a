"""One followed log file: its lines as events, no more of them in a second than we can afford."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from redshank.core.clock import Clock
from redshank.events import Event
from redshank.host.sensor.applogs.lines import event_of
from redshank.host.sensor.logins.follow import Chunk, FollowedFile
from redshank.host.sensor.logins.followed_lines import FollowedLines

LINES_PER_S = 1_000
BURST = 10_000
"""So many lines of one file at once, and so many a second in the long run; what is over it is counted, not told."""
CHUNKS = 4
"""Read in one turn: a megabyte, five times a second."""


@dataclass(slots=True)
class AppFile:
    """lines: how many there were; dropped: of them over the rate; blank ones are none."""

    file: FollowedFile
    clock: Clock
    lines: int = 0
    dropped: int = 0
    texts: FollowedLines = field(init=False)
    path: str = ""
    _purse: float = BURST
    _filled_ns: int = 0

    def __post_init__(self) -> None:
        self.path = str(self.file.path)
        self.texts = FollowedLines(self.file)
        self._filled_ns = self.clock.boot_ns()

    def read(self) -> list[Event]:
        """Events of the lines that were added since the last call."""
        self._fill()
        found: list[Event] = []
        for _ in range(CHUNKS):
            past = self.texts.is_past
            chunk = self.file.read()
            if not chunk.data:
                break
            found += self._events(chunk, past)
        return found

    def _fill(self) -> None:
        now = self.clock.boot_ns()
        self._purse = min(BURST, self._purse + (now - self._filled_ns) * LINES_PER_S / 1e9)
        self._filled_ns = now

    def _events(self, chunk: Chunk, past: bool) -> Iterator[Event]:
        now = self.clock.wall_ns()
        for raw, maybe_copy in self.texts.of(chunk):
            line = raw.strip(b"\0\r ")
            if not line:
                continue
            self.lines += 1
            if maybe_copy and not past and self.texts.seen.is_copy(now, line):
                continue
            self.texts.seen.note(0, line)
            if self._purse < 1:
                self.dropped += 1
                continue
            self._purse -= 1
            yield event_of(line.decode("utf-8", "backslashreplace"), self.path, now, swept=past)
