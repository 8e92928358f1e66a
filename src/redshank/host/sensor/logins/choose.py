"""Opens the log sources of one host; their health says which of them are there."""

from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path

from redshank.core.clock import Clock
from redshank.host.sensor.logins import places
from redshank.host.sensor.logins.accounts import AccountFile
from redshank.host.sensor.logins.deduplicate import Deduplicator, Patience
from redshank.host.sensor.logins.echo import EchoFilter
from redshank.host.sensor.logins.follow import Beginning, FollowedFile
from redshank.host.sensor.logins.intake import Intake
from redshank.host.sensor.logins.journal import Journal
from redshank.host.sensor.logins.journal_backlog import JournalBacklog
from redshank.host.sensor.logins.journal_child import PROGRAMS
from redshank.host.sensor.logins.log_file import LogFile, LogFiles
from redshank.host.sensor.logins.look_back import LAG_NS, AccountStream, FileStream, JournalStream, LookBack, Stream
from redshank.host.sensor.logins.pam_stack import pam_unix_decides
from redshank.host.sensor.logins.places import SavedPlaces
from redshank.host.sensor.logins.syslog_time import SyslogTimes
from redshank.host.sensor.logins.utmp import RECORD_BYTES
from redshank.host.sensor.source import Source

LOGIN_LOGS = ("auth.log", "secure")
"""Debian's and Red Hat's name of the log of logins: one of them should be there."""
LOOK_BACK_NS = 10_000_000_000
"""How long wtmp and btmp wait for the text logs where all of them are read from their start."""
OTHER_LOGS = ("cron.log", "cron", "syslog", "messages")

MOST_BYTES = 8 << 20
"""Of one log of logins that are looked back over; some 70,000 lines."""
MOST_OTHER_BYTES = 1 << 20
"""Of one of the other logs, between two runs. At the first start what stands in them is not read."""
MOST_ENTRIES = 20_000
"""Of the journal."""


@dataclass(frozen=True, slots=True)
class Past:
    """How far to look back: to where an earlier run had come, else to a time, in nanoseconds since 1970."""

    since_ns: int
    known: SavedPlaces | None = None


@dataclass(frozen=True, slots=True)
class OpenLogs:
    """The log sources of one host."""

    journal: Journal
    files: LogFiles
    accounts: tuple[AccountFile, ...]
    intake: Intake
    look_back: LookBack | None = None

    @property
    def sources(self) -> list[Source]:
        """All of them; what looks back comes last, so that it is asked first."""
        live: list[Source] = [self.journal, self.files, *self.accounts]
        return [*live, self.look_back] if self.look_back is not None else live

    def places(self) -> SavedPlaces | None:
        """Up to where all was told; None while something waits to be told."""
        if self.intake.is_waiting or (self.look_back is not None and not self.look_back.done):
            return None
        found = {path: places.saved(place, self._newest(path)) for path, place in self.files.told.items()}
        for account in self.accounts:
            if (place := account.place()) is not None:
                found[str(account.file.path)] = places.saved(place, account.newest_ns)
        return SavedPlaces(found, self.journal.cursor, self.journal.newest_ns)

    def _newest(self, path: str) -> int:
        return next((file.texts.seen.newest_ns for file in self.files.files if file.path == path), 0)


def open_logs(
    root: Path, zone: tzinfo, clock: Clock, *, from_start: bool = False, programs: tuple[Path, ...] = PROGRAMS
) -> OpenLogs:
    """Journal, text logs, wtmp and btmp of the host whose file system is at `root`.

    They share what they know, so that what several logs tell is counted once. zone: the host's, for times that tell
    none. from_start: everything that stands in the logs, in place of what is added from now on. programs: where
    journalctl may be.
    """
    return _Host(root, zone, clock, programs, from_start).open()


def open_with_past(root: Path, zone: tzinfo, clock: Clock, past: Past, programs: tuple[Path, ...] = PROGRAMS) -> OpenLogs:
    """The same, and first of all what the logs tell of the time before: bounded, and nothing that an earlier run has told."""
    host = _Host(root, zone, clock, programs, past=past)
    logs = host.open()
    for file in (*(one.file for one in logs.files.files), *(one.file for one in logs.accounts)):
        file.look()
    journal = host.journal_stream(logs)
    look_back = LookBack([journal, *host.file_streams(logs, journal.child)], logs.intake, journal.child.close)

    def paused() -> bool:
        return not look_back.done

    logs.journal.paused = logs.files.paused = paused
    for account in logs.accounts:
        account.paused = paused
    return replace(logs, look_back=look_back)


@dataclass(frozen=True, slots=True)
class _Host:
    """Where the logs are, and how they are to be read."""

    root: Path
    zone: tzinfo
    clock: Clock
    programs: tuple[Path, ...]
    from_start: bool = False
    past: Past | None = None

    def open(self) -> OpenLogs:
        usual = Patience()
        pam_ns = 0 if pam_unix_decides(self.root) else usual.pam_ns
        patience = Patience(pam_ns, LOOK_BACK_NS if self.from_start else usual.record_ns)
        intake = Intake(Deduplicator(patience), EchoFilter(), self.clock)
        files = [self._log_file(name, MOST_BYTES) for name in LOGIN_LOGS]
        files += [self._log_file(name, MOST_OTHER_BYTES) for name in OTHER_LOGS]
        journal = Journal(self.root, intake, self.clock, self.programs, from_start=self.from_start)
        return OpenLogs(
            journal,
            LogFiles(files, [self._path(name) for name in LOGIN_LOGS], intake, lambda: journal.runs, self.clock.boot_ns),
            tuple(AccountFile(name, self._follow(name, MOST_BYTES, RECORD_BYTES), intake) for name in ("wtmp", "btmp")),
            intake,
        )

    def journal_stream(self, logs: OpenLogs) -> JournalStream:
        """What the journal holds: after the entry an earlier run had come to or, where that one is gone, after its time."""
        known = self._known()
        after = logs.journal.backlog(known.cursor, 0, MOST_ENTRIES) if known.cursor else []
        since_ns = known.journal_ns + 1_000_000_000 if known.cursor else self._since_ns
        since = logs.journal.backlog("", since_ns, MOST_ENTRIES)
        return JournalStream(logs.journal, logs.intake, JournalBacklog([after, since], self.clock.boot_ns))

    def file_streams(self, logs: OpenLogs, journal: JournalBacklog) -> list[Stream]:
        """The other logs. Where there is a journal too, it comes first with what both tell."""
        lag_ns = 0 if journal.has_ended else LAG_NS
        streams: list[Stream] = [FileStream(one, logs.files, logs.intake, lag_ns, self._since(one.path)) for one in logs.files.files]
        return streams + [AccountStream(one, self._since(str(one.file.path))) for one in logs.accounts]

    def _known(self) -> SavedPlaces:
        return (self.past.known if self.past is not None else None) or SavedPlaces()

    @property
    def _since_ns(self) -> int:
        return self.past.since_ns if self.past is not None else 0

    def _since(self, path: str) -> int:
        """A file that an earlier run had read, and which is another one now, may hold a copy of what it told."""
        known = self._known().files.get(path)
        return self._since_ns if known is None else known.time_ns + 1

    def _path(self, name: str) -> Path:
        return self.root / "var/log" / name

    def _log_file(self, name: str, most_bytes: int) -> LogFile:
        past_ns = self._since(str(self._path(name)))
        return LogFile(self._follow(name, most_bytes), SyslogTimes(self.zone), self.clock, past_ns=past_ns)

    def _follow(self, name: str, most_bytes: int, unit: int = 1) -> FollowedFile:
        path, beginning = self._path(name), None
        known = self._known().files.get(str(path))
        if self.past is not None and (known is not None or name not in OTHER_LOGS):
            beginning = Beginning(most_bytes, self._since_ns, known.place if known is not None else None, unit)
        return FollowedFile(path, self.root, self.clock.boot_ns, self.from_start, beginning)
