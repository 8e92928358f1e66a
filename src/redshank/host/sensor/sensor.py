"""The sensor: every source of this host as one stream of numbered, named events."""

import select
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from redshank.core.clock import Clock
from redshank.events import Event
from redshank.host.sensor.containers import Containers
from redshank.host.sensor.kernel_source import MAX_RECORDS, KernelSource
from redshank.host.sensor.logins.places import SavedPlaces
from redshank.host.sensor.origin import mark_change
from redshank.host.sensor.pace import Pace
from redshank.host.sensor.process_table import ProcessTable, describe
from redshank.host.sensor.source import Lender, Source, SourceHealth
from redshank.host.sensor.terminals.output import Finder
from redshank.host.sensor.terminals.recorder import Recorder
from redshank.host.sensor.users import UserNames

MOST_STRETCH = 8
ASK_S = 0.2
"""How often sources without a descriptor are asked."""


class Stage(Protocol):
    """Adds to events what is not in them, and may hold some of them for a moment."""

    def fileno(self) -> int:
        """Readable when held events may be ready."""
        ...

    def take(self, events: list[Event]) -> list[Event]:
        """What is to be told now. Blocks for some milliseconds at most."""
        ...

    def flush(self) -> list[Event]:
        """All that is held."""
        ...

    def health(self) -> SourceHealth:
        """How it is now."""
        ...

    def close(self) -> None:
        """May be called twice."""
        ...


@dataclass(frozen=True, slots=True)
class Identity:
    """What every event of this sensor carries. epoch: start of the numbering, as text.

    agent: None where somebody else numbers the events and names their host (the spool and the server do).
    """

    host_name: str
    agent: str | None
    epoch: str


class Redacting(Finder, Protocol):
    """Takes secrets out of events and finds them in texts."""

    def event(self, event: Event) -> None:
        """Take the secrets out of `event`, in place."""
        ...


class Sensor:
    """Reads its sources in turn. The kernel comes first in `sources`: others ask the process table it keeps."""

    def __init__(self, sources: Sequence[Source], table: ProcessTable, users: UserNames, identity: Identity, clock: Clock) -> None:
        self._sources, self._table, self._users = list(sources), table, users
        self._identity, self._clock = identity, clock
        self._lenders = [source for source in sources if isinstance(source, Lender)]
        self._sequence = self._last = 0
        self._asked_ns = 0
        self._pace = Pace()
        self._poll = select.epoll()
        self.kernel: KernelSource | None = next((source for source in sources if isinstance(source, KernelSource)), None)
        """The kernel side, where it works here."""
        self.log_places: Callable[[], SavedPlaces | None] = lambda: None
        """Up to where the host's logs were told; None where that is not kept, or not settled at this moment."""
        self.containers: Containers | None = None
        """Says which container a process is in; None where nobody asks."""
        self.recorder: Recorder | None = None
        """Who makes sessions of what the kernel tells of terminals; None where they are not recorded."""
        self.stage: Stage | None = None
        """What events pass last; `pass_through` sets it."""
        self._redactor: Redacting | None = None
        for source in sources:
            self._watch(source)

    def redact_with(self, redactor: Redacting) -> None:
        """Take secrets out of every event before anybody else has it. To be called before the first `read`."""
        self._redactor = redactor
        if self.recorder is not None:
            self.recorder.finder = redactor

    def add_source(self, source: Source) -> None:
        """One source more."""
        self._sources.append(source)
        self._watch(source)

    def pass_through(self, stage: "Stage") -> None:
        """From now on events go through this before they are told."""
        self.stage = stage
        self._poll.register(stage.fileno(), select.EPOLLIN)

    def _watch(self, source: Source) -> None:
        if (fd := source.fileno()) is not None:
            self._poll.register(fd, select.EPOLLIN)

    def read(self, timeout_s: float) -> list[Event]:
        """Events since the last call; waits at most `timeout_s` (and at most 0.2 s) for the first."""
        if self._poll.poll(min(timeout_s, ASK_S)) and self._last < MAX_RECORDS:
            time.sleep(self._pace.pause_ns(self._clock.boot_ns()) / 1e9)
        self._users.refresh()
        batches = [(source.name, source.read()) for source in self._due()]
        events = [self._finish(event, name) for name, batch in reversed(batches) for event in batch if not self._is_recorded(event)]
        if self.recorder is not None:
            events += [self._finish(event, "ebpf") for event in self.recorder.due()]
        self._last = len(events)
        return self._staged(self.stage.take(events)) if self.stage is not None else events

    def _staged(self, events: list[Event]) -> list[Event]:
        """A stage may find something itself, which has no number yet."""
        if (agent := self._identity.agent) is not None:
            for event in events:
                if event.event_sequence is None:
                    self._number(event, agent)
        return events

    def settle(self) -> None:
        """What `read` gave is kept: to be called once it is, and before the next `read`."""
        for source in self._lenders:
            source.settle()

    def take_leave(self) -> None:
        """This is a clean end: nothing is left for a successor. `close` comes after it."""
        for source in self._lenders:
            source.take_leave()

    def hold_back(self, divisor: int) -> None:
        """Cost less: bulk events are limited to this part, and turns come later. 1: as usual."""
        self._pace.stretch = min(divisor, MOST_STRETCH)
        if self.kernel is not None:
            self.kernel.hold_back(divisor)

    def drop_caches(self) -> None:
        """Let go of what can be asked for again."""
        self._table.drop_ended()

    def last_words(self) -> list[Event]:
        """What waited for more of its kind, or to be looked at; to be asked once, after the last `read`."""
        told = [self._finish(event, "ebpf") for event in self.recorder.end()] if self.recorder is not None else []
        return told + (self._staged(self.stage.flush()) if self.stage is not None else [])

    def _due(self) -> list[Source]:
        """Who is read in this turn, the kernel last: by then its table knows whoever caused what the others told.

        Sources without a descriptor have files to look at: only when their time has come.
        """
        now = self._clock.boot_ns()
        if all_due := now - self._asked_ns >= ASK_S * 1e9 or not self._asked_ns:
            self._asked_ns = now
        return [source for source in reversed(self._sources) if all_due or source.fileno() is not None]

    def _is_recorded(self, event: Event) -> bool:
        return self.recorder is not None and self.recorder.take(event)

    def _finish(self, event: Event, source: str) -> Event:
        if (agent := self._identity.agent) is not None:
            self._number(event, agent)
        event.event_created = self._clock.wall_ns()
        event.source = event.source or source
        if event.process_entity_id is None:
            self._join(event)
        self._users.describe(event)
        if self.containers is not None:
            self.containers.describe(event)
        if self.recorder is not None:
            self.recorder.stamp(event)
        if self._redactor is not None:
            self._redactor.event(event)
        return event

    def _number(self, event: Event, agent: str) -> None:
        self._sequence += 1
        event.event_id = f"{agent}-{self._identity.epoch}-{self._sequence}"
        event.event_sequence, event.agent_id, event.host_name = self._sequence, agent, self._identity.host_name

    def _join(self, event: Event) -> None:
        """Who did it, where the source knows only a pid of this namespace."""
        pid = event.process_scope_pid if event.process_scope_pid is not None else event.process_pid
        process = self._table.get(pid) if pid else None
        if process is not None:
            event.process_pid = None  # the table knows the host's own
            describe(event, process)
            mark_change(event, process)

    def health(self) -> list[SourceHealth]:
        """How each source is."""
        return [one.health() for one in (*self._sources, self.recorder, self.stage) if one is not None]

    def close(self) -> None:
        """Close every source. May be called twice."""
        if self.recorder is not None:
            self.recorder.close()
        for source in self._sources:
            source.close()
        if self.stage is not None:
            self.stage.close()
        self._poll.close()
