"""The systemd journal as a source, read through journalctl."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from redshank.core.clock import Clock
from redshank.events import Event
from redshank.host.sensor.logins import journal_entry
from redshank.host.sensor.logins.entry import Entry
from redshank.host.sensor.logins.intake import Intake
from redshank.host.sensor.logins.journal_child import PROGRAMS, JournalChild, arguments, backlog_arguments
from redshank.host.sensor.logins.lines import LineBuffer
from redshank.host.sensor.source import SourceHealth

FOLDERS = ("var/log/journal", "run/log/journal")
MAX_ENTRY_BYTES = 1 << 20
"""A longer entry is cut, which makes it corrupt: it is counted, and left out."""
LOOK_NS = 5_000_000_000
"""How often a host without journal files is looked at again."""


class Journal:
    """Auth, cron and syslog entries since the start, over restarts of journalctl.

    root: of the host; where it is not `/`, its journal folder is read in place of this machine's own journal.
    """

    name = journal_entry.SOURCE

    def __init__(
        self, root: Path, intake: Intake, clock: Clock, programs: tuple[Path, ...] = PROGRAMS, *, from_start: bool = False
    ) -> None:
        self.paused: Callable[[], bool] = lambda: False
        """While it says so, nothing is read."""
        self.newest_ns = 0
        """The newest time read."""
        self._root, self._intake, self._clock, self._from_start = root, intake, clock, from_start
        self._program = next((program for program in programs if program.is_file()), None)
        self._child = JournalChild(self._command, clock.boot_ns)
        self._lines = LineBuffer(MAX_ENTRY_BYTES)
        self._trust = journal_entry.Trust()
        self._cursor = ""
        self._tried_cursor = False
        self._since = 0 if from_start else clock.wall_ns()
        self._folder: Path | None = None
        self._next_look = 0
        self._counts = {"events": 0, "entries": 0, "corrupt": 0, "gaps": 0}

    @property
    def runs(self) -> bool:
        """True while journalctl follows the journal."""
        return self._child.running

    def fileno(self) -> int | None:
        """Readable with new entries; stays the same when journalctl is started again."""
        return self._child.fileno() if self._program is not None else None

    def read(self) -> list[Event]:
        """Lines and logins since the last call."""
        events = self._intake.due()
        if not self.paused() and self._is_there():
            for line in self._new_lines():
                if (entry := self.entry(line)) is not None and entry.time >= self._since:
                    events += self._intake.take(entry)  # what is older is read for its cursor alone
            self.count(events)
        return events

    def count(self, events: Sequence[Event]) -> None:
        """Events that came from the journal, also while looking back."""
        self._counts["events"] += len(events)

    @property
    def cursor(self) -> str:
        """Of the last entry that was told; empty where none was."""
        return self._cursor

    def backlog(self, cursor: str, since_ns: int, most: int) -> list[str]:
        """The command that tells what stands in the journal already; empty where there is none. cursor: where an earlier run
        had come to: then what follows it counts also where it is older than our start.
        """
        if not self._is_there() or self._program is None:
            return []
        if cursor:
            self._cursor, self._since = cursor, 0
        return backlog_arguments(self._program, self._folder_given(), cursor, since_ns, most)

    def _folder_given(self) -> Path | None:
        return None if self._root == Path("/") else self._folder

    def health(self) -> SourceHealth:
        """off without journalctl or journal files, degraded while journalctl keeps ending."""
        counters = self._counts | {"starts": self._child.starts, "cut": self._lines.cut, "untrusted": self._intake.untrusted}
        if self._program is None:
            return SourceHealth(self.name, "off", f"no journalctl in {PROGRAMS[0].parent}: logins come from log files only", counters)
        if self._folder is None:
            return SourceHealth(self.name, "off", f"no journal files in {self._places()}; watching for them", counters)
        if not self._child.running:
            return SourceHealth(self.name, "degraded", self._child.problem or "journalctl has not been started yet", counters)
        return SourceHealth(self.name, "ok", f"journal in {self._folder}", counters)

    def close(self) -> None:
        """Stop journalctl."""
        self._child.close()

    def _is_there(self) -> bool:
        if self._program is None:
            return False
        if self._folder is None and self._clock.boot_ns() >= self._next_look:
            self._next_look = self._clock.boot_ns() + LOOK_NS
            self._folder = next(self._folders(), None)
        return self._folder is not None

    def _folders(self) -> Iterator[Path]:
        """Folders with at least one journal file. It may appear later: then all of it is new."""
        for name in FOLDERS:
            folder = self._root / name
            try:
                if any(True for _ in folder.glob("*/*.journal")):
                    yield folder
            except OSError:
                continue

    def _places(self) -> str:
        return " or ".join(str(self._root / name) for name in FOLDERS)

    def _command(self) -> list[str]:
        assert self._program is not None
        self._tried_cursor = bool(self._cursor)
        return arguments(self._program, self._folder_given(), self._cursor, self._from_start)

    def _new_lines(self) -> list[bytes]:
        data = self._child.read()
        if not data and not self._child.running:
            self._lines.finish()
            if self._tried_cursor and "cursor" in self._child.problem:
                self._cursor, self._counts["gaps"] = "", self._counts["gaps"] + 1  # what it pointed at was thrown away
        return self._lines.add(data)

    def entry(self, line: bytes) -> Entry | None:
        """The entry of a line, whose cursor is the newest then; None where it is none, which is counted."""
        if not line:
            return None
        self._counts["entries"] += 1
        try:
            entry, cursor = journal_entry.parse(line, str(self._folder), self._trust)
        except (msgspec.DecodeError, RecursionError, ValueError):
            self._counts["corrupt"] += 1
            return None
        self._cursor = cursor or self._cursor
        if entry is not None:
            self.newest_ns = max(self.newest_ns, entry.time)
        return entry
