"""What the host's logs tell of the time before the sensor came: all of them as one stream, in the order of time.

The order matters twice. Rules ask what came after what; and several logs tell one fact, which is only seen where their
words about it come near each other. So the oldest entry of all logs is taken next. Waits pass as they would have then
(a refusal that btmp alone tells waits for sshd's sentence in the log's time, not in ours).

While it runs, the sources themselves wait; then they go on where it ended, so nothing is read twice or left out between.
"""

import os
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from redshank.events import Event
from redshank.host.sensor.logins.accounts import AccountFile
from redshank.host.sensor.logins.intake import Intake
from redshank.host.sensor.logins.journal import MAX_ENTRY_BYTES, Journal
from redshank.host.sensor.logins.journal_backlog import JournalBacklog
from redshank.host.sensor.logins.lines import LineBuffer
from redshank.host.sensor.logins.log_file import LogFile, LogFiles
from redshank.host.sensor.source import SourceHealth

MOST_A_TURN = 1000
"""Entries told in one turn of the sensor, about 20 ms of work: what happens now is not held up by what was."""
LAG_NS = 1_000_000_000
"""The journal tells an entry with more of the kernel's word than a file does; a file may write whole seconds: it comes after."""
WAITS_NS = 200_000_000
"""So often, in the logs' time, is looked for waits that are over."""

Told = tuple[int, int, Callable[[], list[Event]]]
"""Where it stands in the order, when it happened, and what makes its events."""


class Stream(Protocol):
    """One log, oldest entry first."""

    def pull(self) -> list[Told]:
        """Entries that follow; none where there are none yet."""
        ...

    def has_ended(self) -> bool:
        """True when nothing more follows of what stood there at the start."""
        ...


@dataclass(slots=True)
class FileStream:
    """A text log. lag_ns: by how much it stands behind others in the order. since_ns: older lines do not count, unless they
    follow where an earlier run had come to."""

    file: LogFile
    logs: LogFiles
    intake: Intake
    lag_ns: int
    since_ns: int

    def pull(self) -> list[Told]:
        """The next lines, as many as one read gives."""
        entries = self.file.read()
        self.logs.note(self.file.path, self.file.texts.place())
        since_ns = 0 if self.file.file.resumed else self.since_ns
        return [(one.time + self.lag_ns, one.time, partial(self.intake.take, one)) for one in entries if one.time >= since_ns]

    def has_ended(self) -> bool:
        """True when the end it had at the first look is reached."""
        return self.file.file.has_caught_up


@dataclass(slots=True)
class AccountStream:
    """wtmp or btmp."""

    file: AccountFile
    since_ns: int

    def pull(self) -> list[Told]:
        """The next records, as many as one read gives."""
        records = self.file.records()
        since_ns = 0 if self.file.file.resumed else self.since_ns
        return [(one.time, one.time, partial(self.file.tell, one)) for one in records if one.time >= since_ns]

    def has_ended(self) -> bool:
        """True when the end it had at the first look is reached."""
        return self.file.file.has_caught_up


@dataclass(slots=True)
class JournalStream:
    """The journal, through a journalctl that ends."""

    journal: Journal
    intake: Intake
    child: JournalBacklog
    lines: LineBuffer = field(default_factory=lambda: LineBuffer(MAX_ENTRY_BYTES))

    def pull(self) -> list[Told]:
        """The next entries; none while journalctl has not written more."""
        found: list[Told] = []
        for line in self.lines.add(self.child.read()):
            if (entry := self.journal.entry(line)) is not None:
                found.append((entry.time, entry.time, partial(self.intake.take, entry)))
        return found

    def has_ended(self) -> bool:
        """True when journalctl has ended."""
        return self.child.has_ended


@dataclass(slots=True)
class _Ahead:
    """A stream, and what was pulled of it."""

    stream: Stream
    told: deque[Told] = field(default_factory=deque)
    over: bool = False

    def is_ready(self) -> bool:
        """True where the next entry is known, or that there is none."""
        if not self.told and not self.over:
            ended = self.stream.has_ended()
            self.told.extend(self.stream.pull())
            self.over = ended and not self.told
        return bool(self.told) or self.over


class LookBack:
    """A source that has events until it has told all. close: gives back what the streams hold."""

    name = "look_back"

    def __init__(self, streams: Sequence[Stream], intake: Intake, close: Callable[[], None]) -> None:
        self._ahead = [_Ahead(stream) for stream in streams]
        self._intake, self._close = intake, close
        self._wake: int | None = os.eventfd(1, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._next_wait = 0
        self._counts = {"events": 0, "entries": 0}
        self.done = False

    def fileno(self) -> int | None:
        """Readable while there is something to tell."""
        return self._wake

    def read(self) -> list[Event]:
        """Events of the next entries, at most of MOST_A_TURN."""
        events: list[Event] = []
        for _ in range(0 if self.done else MOST_A_TURN):
            if not all(ahead.is_ready() for ahead in self._ahead):
                break  # what comes next is not known yet
            oldest = min((ahead for ahead in self._ahead if ahead.told), key=lambda ahead: ahead.told[0][0], default=None)
            if oldest is None:
                self._finish()
                break
            _, time, tell = oldest.told.popleft()
            events += self._waits_over(time)
            events += tell()
            self._counts["entries"] += 1
        self._counts["events"] += len(events)
        return events

    def health(self) -> SourceHealth:
        """ok; what it has told, and whether it is over."""
        counters = self._counts | {"done": int(self.done)}
        return SourceHealth(self.name, "ok", "" if self.done else "reading what the logs tell of the time before", counters)

    def close(self) -> None:
        """Give everything back. May be called twice."""
        self._close()
        if self._wake is not None:
            os.close(self._wake)
            self._wake = None

    def _waits_over(self, time: int) -> list[Event]:
        """The log's time is now `time`: whose wait is over by then comes before it."""
        self._intake.look_back(time)
        if time < self._next_wait:
            return []
        self._next_wait = time + WAITS_NS
        return self._intake.due()

    def _finish(self) -> None:
        self.done = True
        self._intake.look_back(None)
        self._close()
        if self._wake is not None:
            os.eventfd_read(self._wake)
