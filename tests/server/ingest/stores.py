"""Stores as tests of ingest need them: the real control store, and an event store that fails when it is told to."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from redshank.core.clock import FixedClock
from redshank.core.errors import StoreError
from redshank.server.ingest.enrolment import known
from redshank.server.ingest.keep import Keeper
from redshank.server.ingest.registry import Registry
from redshank.server.store.control import agents, marks
from redshank.server.store.control.database import Control, open_control
from redshank.server.store.event_store import Batch, Query, StoredEvent
from redshank.server.store.memory import MemoryStore
from redshank.wire.signing import public_bytes
from tests.server.ingest.sending import START_NS, Sender


class FailingStore(MemoryStore):
    """Keeps only the first `keep` blocks of the next batch and then fails, where `keep` is set; `mute` fails every question."""

    keep: int | None = None
    kind = "broken"
    mute = False

    def append(self, batch: Batch) -> None:
        if self.keep is None:
            return super().append(batch)
        kept, self.keep = batch.blocks[: self.keep], None
        super().append(Batch(batch.position, kept))
        raise StoreError("the store failed half way", self.kind)

    def query(self, query: Query) -> list[StoredEvent]:
        if self.mute:
            raise StoreError("the store does not answer", "slow")
        return super().query(query)

    def sequences(self) -> list[int]:
        """Sequence numbers of all that is stored, sorted: a number that stands there twice was doubled."""
        found = super().query(Query(order="position", limit=5000))
        return sorted(row.event.event_sequence or 0 for row in found)


@dataclass
class Stores:
    """Both stores in a folder, and agents that are let in without a token."""

    folder: Path
    events: FailingStore = field(default_factory=FailingStore)
    clock: FixedClock = field(default_factory=lambda: FixedClock(START_NS))

    def __post_init__(self):
        self.control: Control = open_control(self.folder)
        self.registry = self.read_registry()

    def read_registry(self) -> Registry:
        with self.control.read() as connection:
            return Registry([known(one) for one in agents.all_agents(connection)], marks.counters(connection))

    def let_in(self, sender: Sender | None = None, simulated: bool = False) -> Sender:
        """An agent that is enrolled."""
        sender = sender or Sender()
        new = agents.NewAgent(public_bytes(sender.key), agents.Facts(sender.name), os.urandom(8).hex(), None, simulated)
        with self.control.write() as connection:
            self.registry.add(known(agents.enrol(connection, new, START_NS)))
        return sender

    def keeper(self) -> Keeper:
        """As after a start of the server."""
        self.registry = self.read_registry()
        return Keeper(self.events, self.control, self.registry, self.clock)
