"""wtmp and btmp as sources: logins, logouts and refusals that the text logs did not tell."""

from collections import OrderedDict
from pathlib import Path

from redshank.events import Event
from redshank.host.sensor.logins import utmp
from redshank.host.sensor.logins.claims import Claim, Kind, address, user
from redshank.host.sensor.logins.follow import FollowedFile
from redshank.host.sensor.logins.intake import Intake
from redshank.host.sensor.logins.pam import terminal
from redshank.host.sensor.logins.seen import SeenBefore
from redshank.host.sensor.logins.utmp import DEAD_PROCESS, RECORD_BYTES, USER_PROCESS, Record
from redshank.host.sensor.source import SourceHealth

MAX_TERMINALS = 4096


class AccountFile:
    """One of the two files. name: `wtmp` (who came and went) or `btmp` (who was refused)."""

    def __init__(self, name: str, file: FollowedFile, intake: Intake) -> None:
        self.name, self._file, self._intake = name, file, intake
        self._rest: tuple[int, bytes] = (0, b"")
        self._seen = SeenBefore()
        self._at_terminal: OrderedDict[str, Record] = OrderedDict()
        self._counts = {"events": 0, "records": 0, "corrupt": 0, "wiped": 0}

    def fileno(self) -> None:
        """None: a file has nothing to wait for."""
        return

    def read(self) -> list[Event]:
        """Logins, logouts or refusals since the last call; a half-written record waits for its rest."""
        events = self._intake.due()
        chunk = self._file.read()
        if chunk.data:
            stream, rest = self._rest
            if stream != chunk.stream:
                self._counts["corrupt"] += bool(rest)
                self._seen.begin()
                rest = b""
            data = rest + chunk.data
            whole = len(data) - len(data) % RECORD_BYTES
            self._rest = (chunk.stream, data[whole:])
            old = chunk.old_bytes + len(rest)
            for place in range(0, whole, RECORD_BYTES):
                events += self._take(data[place : place + RECORD_BYTES], place + RECORD_BYTES <= old)
        self._counts["events"] += len(events)
        return events

    def health(self) -> SourceHealth:
        """degraded where the file is missing, may not be read, or holds bytes that are no records."""
        counters = self._counts | {
            "rotated": self._file.rotated,
            "truncated": self._file.truncated,
            "copies": self._seen.skipped,
            "behind_bytes": self._file.behind_bytes,
        }
        path = self._file.path
        if self._file.problem:
            return SourceHealth(self.name, "degraded", self._file.problem, counters)
        if corrupt := self._counts["corrupt"]:
            return SourceHealth(self.name, "degraded", f"{path}: {corrupt} records are none of this machine's form", counters)
        return SourceHealth(self.name, "ok", str(path), counters)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _take(self, raw: bytes, maybe_copy: bool) -> list[Event]:
        self._counts["records"] += 1
        record = utmp.parse(raw)
        if record is None:
            self._counts["wiped" if utmp.is_wiped(raw) else "corrupt"] += 1
            return []
        if maybe_copy and self._seen.is_copy(record.time, raw):
            return []
        self._seen.note(record.time, raw)
        claim = refusal(record) if self.name == "btmp" else self._visit(record)
        if claim is None:
            return []
        return self._intake.record(claim, record.pid or None, record.time, self.name, str(self._file.path))

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
