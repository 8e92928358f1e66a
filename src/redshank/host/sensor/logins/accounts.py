"""wtmp and btmp as sources: logins, logouts and refusals that the text logs did not tell."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

from redshank.events import Event
from redshank.host.sensor.logins import utmp
from redshank.host.sensor.logins.claims import Claim, Kind, address, user
from redshank.host.sensor.logins.follow import FollowedFile, Place
from redshank.host.sensor.logins.intake import Intake
from redshank.host.sensor.logins.pam import terminal
from redshank.host.sensor.logins.seen import SeenBefore
from redshank.host.sensor.logins.utmp import DEAD_PROCESS, RECORD_BYTES, USER_PROCESS, Record
from redshank.host.sensor.source import SourceHealth

MAX_TERMINALS = 4096


class AccountFile:
    """One of the two files. name: `wtmp` (who came and went) or `btmp` (who was refused)."""

    def __init__(self, name: str, file: FollowedFile, intake: Intake) -> None:
        self.name, self.file, self._intake = name, file, intake
        self.paused: Callable[[], bool] = lambda: False
        """While it says so, nothing is read."""
        self._rest: tuple[int, bytes] = (0, b"")
        self._seen = SeenBefore()
        self._at_terminal: OrderedDict[str, Record] = OrderedDict()
        self._counts = {"events": 0, "records": 0, "corrupt": 0, "wiped": 0}

    def fileno(self) -> None:
        """None: a file has nothing to wait for."""
        return

    def read(self) -> list[Event]:
        """Logins, logouts or refusals since the last call."""
        events = self._intake.due()
        if not self.paused():
            for record in self.records():
                events += self.tell(record)
            self.count(events)
        return events

    def count(self, events: Sequence[Event]) -> None:
        """Events that came from this file, also while looking back."""
        self._counts["events"] += len(events)

    def records(self) -> list[Record]:
        """The records that were added since the last call; a half-written one waits for its rest."""
        chunk = self.file.read()
        if not chunk.data:
            return []
        stream, rest = self._rest
        if stream != chunk.stream:
            self._counts["corrupt"] += bool(rest)
            self._seen.begin()
            rest = b""
        data = rest + chunk.data
        whole = len(data) - len(data) % RECORD_BYTES
        self._rest = (chunk.stream, data[whole:])
        old = chunk.old_bytes + len(rest)
        found = (self._record(data[at : at + RECORD_BYTES], at + RECORD_BYTES <= old) for at in range(0, whole, RECORD_BYTES))
        return [record for record in found if record is not None]

    @property
    def newest_ns(self) -> int:
        """The newest time read."""
        return self._seen.newest_ns

    def place(self) -> Place | None:
        """Up to where every whole record was read."""
        return self.file.place(lambda stream: len(self._rest[1]) if stream == self._rest[0] else 0)

    def health(self) -> SourceHealth:
        """degraded where the file is missing, may not be read, or holds bytes that are no records."""
        counters = self._counts | {
            "rotated": self.file.rotated,
            "truncated": self.file.truncated,
            "copies": self._seen.skipped,
            "behind_bytes": self.file.behind_bytes,
        }
        path = self.file.path
        if self.file.problem:
            return SourceHealth(self.name, "degraded", self.file.problem, counters)
        if corrupt := self._counts["corrupt"]:
            return SourceHealth(self.name, "degraded", f"{path}: {corrupt} records are none of this machine's form", counters)
        return SourceHealth(self.name, "ok", str(path), counters)

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def _record(self, raw: bytes, maybe_copy: bool) -> Record | None:
        self._counts["records"] += 1
        record = utmp.parse(raw)
        if record is None:
            self._counts["wiped" if utmp.is_wiped(raw) else "corrupt"] += 1
            return None
        if maybe_copy and self._seen.is_copy(record.time, raw):
            return None
        self._seen.note(record.time, raw)
        return record

    def tell(self, record: Record) -> list[Event]:
        """The events of a record."""
        claim = refusal(record) if self.name == "btmp" else self._visit(record)
        if claim is None:
            return []
        return self._intake.record(claim, record.pid or None, record.time, self.name, str(self.file.path))

    def _visit(self, record: Record) -> Claim | None:
        """A login, or a logout: that record has only the terminal, so who was there is remembered."""
        if record.kind == USER_PROCESS:
            self._at_terminal[record.line] = record
            self._at_terminal.move_to_end(record.line)
            if len(self._at_terminal) > MAX_TERMINALS:
                self._at_terminal.popitem(last=False)
            return _claim(record, "login")
        if record.kind == DEAD_PROCESS and (came := self._at_terminal.pop(record.line, None)) is not None:
            return _claim(came, "logout")
        return None


def refusal(record: Record) -> Claim:
    """What a record of btmp claims. sshd calls the terminal `ssh:notty`; a name over 32 bytes is cut there."""
    return Claim(
        "failed", "record", "sshd" if record.line == "ssh:notty" else None, user(record.user), _where(record),
        tty=None if record.line == "ssh:notty" else terminal(record.line),
    )  # fmt: skip


def _claim(record: Record, kind: Kind) -> Claim:
    """wtmp has the pid of the session's process, which the text logs do not name."""
    return Claim(kind, "record", None, user(record.user), _where(record), tty=terminal(record.line), own_pid=False)


def _where(record: Record) -> str | None:
    return record.ip or address(record.host)


def paths(folder: Path) -> tuple[tuple[str, Path], ...]:
    """The two files by name, in the folder of logs."""
    return (("wtmp", folder / "wtmp"), ("btmp", folder / "btmp"))
