"""auth.log, secure and the like as a source: lines as they are written, over rotation."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from redshank.core.clock import Clock
from redshank.events import Event
from redshank.host.sensor.logins.claims import MAX_COUNT
from redshank.host.sensor.logins.entry import Entry
from redshank.host.sensor.logins.follow import FollowedFile, Place
from redshank.host.sensor.logins.followed_lines import FollowedLines
from redshank.host.sensor.logins.intake import Intake
from redshank.host.sensor.logins.syslog_line import last_repeated, parse, repeated
from redshank.host.sensor.logins.syslog_time import SyslogTimes
from redshank.host.sensor.source import SourceHealth

SOURCE = "auth_log"

HOLD_NS = 500_000_000
"""Where a journal is read too, it tells the same lines, with pid and user by the kernel's word: it gets so much time."""
MOST_HELD = 10_000


_Told = tuple[str, Place | None]
"""A path, and the place in it up to which lines were told."""


@dataclass(slots=True)
class LogFile:
    """One followed file. lines: how many it had; odd: lines without a time, which get the time they were read."""

    file: FollowedFile
    times: SyslogTimes
    clock: Clock
    lines: int = 0
    odd: int = 0
    past_ns: int = 0
    """The time of what is looked back over, where a line and those before it tell none."""
    texts: FollowedLines = field(init=False)
    path: str = ""
    _last: Entry | None = None
    _is_past: bool = False

    def __post_init__(self) -> None:
        self.path = str(self.file.path)
        self.texts = FollowedLines(self.file)

    def read(self) -> list[Entry]:
        """The entries that were added since the last call, at most some thousands."""
        self._is_past = self.texts.is_past
        chunk = self.file.read()
        if not chunk.data:
            return []
        now = self.clock.wall_ns()
        return [entry for raw, maybe_copy in self.texts.of(chunk) if (entry := self._entry(raw, now, maybe_copy)) is not None]

    def _entry(self, raw: bytes, now: int, maybe_copy: bool) -> Entry | None:
        raw = raw.strip(b"\0\r ")  # a crash leaves runs of NUL in a file
        if not raw:
            return None
        self.lines += 1
        entry = self._parsed(raw.decode("utf-8", "backslashreplace"), now)
        if maybe_copy and self.texts.seen.is_copy(entry.time, raw):
            return None
        self.texts.seen.note(entry.time, raw)
        return entry

    def _parsed(self, text: str, now: int) -> Entry:
        line = parse(text)
        time = self.times.read(line.second, line.fraction, line.zone, now) if line is not None else None
        if line is None or time is None:
            self.odd += 1
            if self._is_past:  # it was not written now
                now = self._last.time if self._last is not None else self.past_ns
            return Entry(now, SOURCE, self.path, None, text)
        entry = Entry(time, SOURCE, self.path, line.program, line.message, line.pid, facility=line.facility, severity=line.severity)
        return self._unfold(entry)

    def _unfold(self, entry: Entry) -> Entry:
        """Where a line stands for several: how many, and of which sentence."""
        if (found := repeated(entry.message)) is not None:
            entry = replace(entry, repeats=min(MAX_COUNT, max(1, found[0])), sentence=found[1])
        elif entry.program is None and (last := self._last) is not None and (times := min(MAX_COUNT, last_repeated(entry.message))):
            sentence = last.sentence or last.message
            return replace(entry, program=last.program, written_pid=last.written_pid, repeats=times, sentence=sentence)
        self._last = entry
        return entry


class LogFiles:
    """The text logs of one host as one source; which of them exist differs between distributions.

    must: the names of which at least one should be there (`auth.log`, `secure`). journal_runs: asked at each read.
    clock: nanoseconds of a clock that never goes back.
    """

    name = SOURCE

    def __init__(
        self, files: Sequence[LogFile], must: Sequence[Path], intake: Intake, journal_runs: Callable[[], bool], clock: Callable[[], int]
    ) -> None:
        self.paused: Callable[[], bool] = lambda: False
        """While it says so, nothing is read."""
        self.files, self._must, self._intake = list(files), list(must), intake
        self._journal_runs, self._clock = journal_runs, clock
        self._held: deque[tuple[int, Entry, _Told | None]] = deque()
        self._events = 0
        self.told: dict[str, Place] = {}
        """By path, up to where the lines of a file were told, not only read."""

    def fileno(self) -> None:
        """None: a file has nothing to wait for."""
        return

    def read(self) -> list[Event]:
        """Lines and logins since the last call."""
        events = self._intake.due()
        if not self.paused():
            for entry in self._ready(self._clock()):
                events += self._intake.take(entry)
            self.count(events)
        return events

    def count(self, events: Sequence[Event]) -> None:
        """Events that came from these files, also while looking back."""
        self._events += len(events)

    def _ready(self, now: int) -> list[Entry]:
        """Entries whose time has come: at once, or after the hold where a journal runs."""
        hold_ns = HOLD_NS if self._held or self._journal_runs() else 0
        for file in self.files if len(self._held) < MOST_HELD else ():
            if new := file.read():
                self._held.extend((now + hold_ns, entry, None) for entry in new[:-1])
                self._held.append((now + hold_ns, new[-1], (file.path, file.texts.place())))
        return list(self._released(now))

    def _released(self, now: int) -> Iterator[Entry]:
        while self._held and (self._held[0][0] <= now or not self._journal_runs()):
            _, entry, told = self._held.popleft()
            if told is not None:
                self.note(*told)
            yield entry

    def note(self, path: str, place: Place | None) -> None:
        """The lines of a file were told up to this place."""
        if place is not None:
            self.told[path] = place

    def health(self) -> SourceHealth:
        """degraded where none of the logs that hold logins is there, or one may not be read."""
        missing = [file.file for file in self.files if file.file.problem]
        there = [file.file.path for file in self.files if not file.file.problem]
        counters = {
            "events": self._events,
            "lines": sum(file.lines for file in self.files),
            "no_time": sum(file.odd for file in self.files),
            "cut": sum(file.texts.cut for file in self.files),
            "rotated": sum(file.file.rotated for file in self.files),
            "truncated": sum(file.file.truncated for file in self.files),
            "copies": sum(file.texts.seen.skipped for file in self.files),
            "behind_bytes": sum(file.file.behind_bytes for file in self.files),
        }
        if problems := [file.problem for file in missing if not file.problem.startswith("no such file")]:
            return SourceHealth(self.name, "degraded", "; ".join(problems), counters)
        if not any(path in there for path in self._must):
            names = " and no ".join(str(path) for path in self._must)
            return SourceHealth(self.name, "degraded", f"no such file: no {names}; watching for it", counters)
        return SourceHealth(self.name, "ok", ", ".join(str(path) for path in there), counters)

    def close(self) -> None:
        """Close the files."""
        for file in self.files:
            file.file.close()
