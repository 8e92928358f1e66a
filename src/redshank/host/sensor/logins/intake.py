"""Entries to events: what every text log does with what it read."""

from redshank.core.clock import Clock
from redshank.events import Event
from redshank.host.sensor.logins.claims import Claim
from redshank.host.sensor.logins.deduplicate import Deduplicator
from redshank.host.sensor.logins.echo import EchoFilter
from redshank.host.sensor.logins.entry import Entry
from redshank.host.sensor.logins.messages import claims_of, line_event, session_event


class Intake:
    """Shared by the sources of one host, so that what several logs tell is counted once."""

    def __init__(self, deduplicator: Deduplicator, echoes: EchoFilter | None, clock: Clock) -> None:
        self._facts, self._echoes, self._clock = deduplicator, echoes, clock
        self.untrusted = 0
        """Claims of entries whose program is not the one it says it is."""
        self._behind_ns: int | None = None

    def look_back(self, time: int | None) -> None:
        """What is told next happened at `time`, before we came: waits pass as they would have then. None: it happens now."""
        self._behind_ns = None if time is None else max(0, self._clock.wall_ns() - time)

    @property
    def is_waiting(self) -> bool:
        """True where something was read that is not told yet, because a better voice may tell it."""
        return self._facts.is_waiting

    def take(self, entry: Entry) -> list[Event]:
        """The line, and the session events it makes; nothing for the echo of a line another log told."""
        sentence = entry.sentence or entry.message
        if (fresh := self._fresh(entry, sentence)) == 0:
            return []
        events = [self._marked(line_event(entry))]
        for claim in claims_of(entry.program, sentence):
            if entry.trusted:
                for _ in range(fresh):
                    events += self.claim(claim, entry)
            else:
                self.untrusted += 1
        return events

    def claim(self, claim: Claim, entry: Entry) -> list[Event]:
        """The events of one claim of one line."""
        pid = entry.kernel_pid if entry.kernel_pid is not None else entry.written_pid
        return self._facts.take(
            claim, pid, entry.time, self._now(), lambda: self._marked(session_event(claim, entry.time, entry.source, entry))
        )

    def record(self, claim: Claim, pid: int | None, time: int, source: str, path: str) -> list[Event]:
        """The events of a record of wtmp or btmp."""

        def make() -> Event:
            event = self._marked(session_event(claim, time, source))
            event.process_scope_pid, event.log_file_path = pid, path  # type: ignore[attr-defined]  # every session event has it
            return event

        return self._facts.take(claim, pid, time, self._now(), make)

    def due(self) -> list[Event]:
        """Events that waited long enough for a better voice."""
        return self._facts.due(self._now())

    def _now(self) -> int:
        return self._clock.boot_ns() - (self._behind_ns or 0)

    def _marked(self, event: Event) -> Event:
        if self._behind_ns is not None:
            event.swept = True
        return event

    def _fresh(self, entry: Entry, sentence: str) -> int:
        """How often the sentence happened that no other log has told."""
        if (echoes := self._echoes) is None:
            return entry.repeats
        log, program, pid, time = entry.path, entry.program, entry.written_pid, entry.time
        if entry.repeats == 1:
            return 0 if echoes.is_echo(log, program, pid, sentence, time) else 1
        return entry.repeats - sum(echoes.is_echo(log, program, pid, sentence, time) for _ in range(entry.repeats))
