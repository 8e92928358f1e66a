"""The seam to every event store: five methods. Pages and reports are queries, never new methods.

A batch is what one insert makes durable. Its position grows by one with each; the control store notes the position
with the agents' high-water, so that what lies above the noted position after a crash is at most one batch
(docs/decisions/0006).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from redshank.events import Event

Operator = Literal["=", "!=", "in", "<", "<=", ">", ">=", "contains", "prefix"]
POSITION = "redshank.position"
"""The name by which a condition asks for a batch's position; every other name is a field of the event table."""


@dataclass(frozen=True, slots=True)
class Block:
    """Events of one block of an agent's spool, identified: every event has its event.id, agent.id and host.id.

    size: events the agent put into it; `events` has fewer where the server refused some, or held some already.
    """

    agent_id: str
    host_id: str
    epoch: str
    lane: int
    first_seq: int
    size: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Blocks that are made durable by one insert."""

    position: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as the store has it, with its block and position."""

    event: Event
    position: int
    epoch: str
    lane: int
    first_seq: int
    size: int


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a field, by its dotted name. `contains` and `prefix` ignore case; `in` takes a sequence."""

    field: str
    operator: Operator
    value: object


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: all conditions hold, in the order named. times: nanoseconds since 1970, `until_ns` excluded.

    after: the last event of the page before (its time and id; its position and sequence in order `position`), so that
    pages neither repeat nor skip. limit: at most 5,000.
    """

    where: tuple[Condition, ...] = ()
    since_ns: int | None = None
    until_ns: int | None = None
    order: Literal["newest", "oldest", "position"] = "newest"
    after: tuple[int, str] | tuple[int, int] | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class EventRef:
    """Where an event lies: with host and time the look-up is a range of the primary key."""

    event_id: str
    host_id: str
    timestamp: int


@dataclass(frozen=True, slots=True)
class StoreStats:
    """events: rows. bytes: on disk, parts in use only. position: the highest one stored, 0 where nothing is.

    oldest_ns: per lane, the oldest event's time; a lane without events is left out.
    """

    events: int
    bytes: int
    position: int
    oldest_ns: dict[int, int] = field(default_factory=dict)


class EventStore(Protocol):
    """Keeps events. Methods are called from several threads; `append` from one."""

    def append(self, batch: Batch) -> None:
        """Returns when every event of the batch is on disk. Raises StoreError: none, some or all may be there."""
        ...

    def query(self, query: Query) -> list[StoredEvent]:
        """The events that match, in the query's order. Raises StoreError where it takes more than 10 s or too much memory."""
        ...

    def get(self, refs: Sequence[EventRef]) -> list[Event]:
        """These events, oldest first; those that are gone are left out."""
        ...

    def expire(self, lane: int, before_ns: int) -> int:
        """Drops the whole days of a lane that lie before this time. Returns how many events went."""
        ...

    def stats(self) -> StoreStats:
        """How much is there."""
        ...
