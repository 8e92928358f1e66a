"""The hop that keeps: what was joined becomes durable in the event store, then its marks in the control store.

Between the two a crash leaves at most one batch without marks. It is found at the next start, or as soon as the event
store answers again, and remembered as held: docs/decisions/0006 says why that loses nothing and doubles nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from redshank.core.clock import Clock
from redshank.events import Event
from redshank.server.ingest.lanes import Incoming, LaneKey, Lanes, Mark, Plan, Range, ranges
from redshank.server.ingest.registry import Registry
from redshank.server.store.control import agents, marks
from redshank.server.store.control.database import Control
from redshank.server.store.event_store import POSITION, Batch, Block, Condition, EventStore, Query, StoredEvent

PAGE = 5_000
MAX_BATCH_EVENTS = 5_000
"""No batch is larger, so that one page of a query holds at least one whole batch."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Events that are stored and acknowledged, in the one order in which they are judged, whenever that is done.

    live: false where they were read back after a start.
    """

    position: int
    events: tuple[Event, ...]
    live: bool = True


class Keeper:
    """Keeps batches, one after the other; belongs to one thread. `open` comes first."""

    def __init__(self, events: EventStore, control: Control, registry: Registry, clock: Clock) -> None:
        self._events, self._control, self._registry, self._clock = events, control, registry, clock
        self.lanes = Lanes()
        self.position = 0
        self._is_sure = False
        self._unjudged: list[Stored] = []

    def open(self) -> list[Stored]:
        """Takes in what both stores hold, and what of the event store no mark tells of. Gives the latter's batches.

        Raises StoreError: then it has to be called again before anything is kept.
        """
        with self._control.read() as connection:
            position = marks.stored_position(connection)
            self.lanes = Lanes(_marks(marks.all_marks(connection)), _held(marks.all_held(connection)))
        found = list(stored_above(self._events, position))
        last = found[-1][0] if found else position
        if found:
            self._remember([row for _, rows in found for row in rows], last)
        self.position = last
        self._is_sure = True
        return [Stored(at, in_order(row.event for row in rows)) for at, rows in found]

    def keep(self, joined: Sequence[Incoming], own: Sequence[Block] = ()) -> tuple[Plan, list[Stored]]:
        """Makes them durable. Gives what came of them, and the batches to be judged.

        own: blocks of the server itself, which no agent will send again. Raises StoreError: none of it may be acknowledged.
        """
        if not self._is_sure:
            self._unjudged += self.open()  # kept here until it is handed on: what follows may fail again
        plan = self.lanes.plan(joined)
        blocks = (*plan.blocks, *own)
        stored = list(self._unjudged)
        self._is_sure = False
        if blocks:
            self.position += 1
            self._events.append(Batch(self.position, blocks))
            stored.append(Stored(self.position, in_order(event for block in blocks for event in block.events)))
        self._commit(plan, {one.block.agent_id for one in joined})
        self._is_sure = True
        self._unjudged = []
        return plan, stored

    def _commit(self, plan: Plan, heard: set[str]) -> None:
        counters = self._registry.unsaved_counters()
        settled = self.lanes.settled(plan)
        now_ns = self._clock.wall_ns()
        try:
            with self._control.write() as connection:
                marks.commit_marks(connection, [_lane_mark(key, mark) for key, mark in plan.marks.items()], self.position)
                for key, up_to in settled:
                    marks.drop_held(connection, key.agent_id, key.epoch, key.lane, up_to)
                marks.save_counters(connection, counters)
                agents.heard_all(connection, dict.fromkeys(heard, now_ns))
                for agent_id, counts in plan.counts().items():
                    agents.count(connection, agent_id, **counts)
        except BaseException:
            self._registry.keep_unsaved(counters)
            raise
        self.lanes.commit(plan)

    def _remember(self, rows: list[StoredEvent], position: int) -> None:
        """Writes down as held what lies above the marks. Blocks of size 0 are the server's own: nobody sends them again."""
        above: dict[LaneKey, list[int]] = {}
        for row in rows:
            key = LaneKey(row.event.agent_id or "", row.epoch, row.lane)
            if row.size and (row.event.event_sequence or 0) > self.lanes.mark(key).high_water:
                above.setdefault(key, []).append(row.event.event_sequence or 0)
        found = {key: ranges([*numbers, *_numbers(self.lanes.held(key))]) for key, numbers in above.items()}
        with self._control.write() as connection:
            held = [marks.HeldRange(*key, one.first, one.last) for key, parts in found.items() for one in parts]
            marks.save_held(connection, held)
            marks.raise_position(connection, position)
        self.lanes.hold(found)


def stored_above(store: EventStore, position: int) -> Iterator[tuple[int, list[StoredEvent]]]:
    """The batches above a position, whole, in order. Raises StoreError."""
    while True:
        rows = store.query(Query((Condition(POSITION, ">", position),), order="position", limit=PAGE))
        batches = [(at, list(group)) for at, group in groupby(rows, key=lambda row: row.position)]
        if len(rows) == PAGE and len(batches) > 1:
            batches.pop()  # its rest is on the next page
        yield from batches
        if len(rows) < PAGE:
            return
        position = batches[-1][0]


def in_order(events: Iterator[Event]) -> tuple[Event, ...]:
    """The order in which a batch is judged: by time, then identity. The same whether it comes from memory or from the store."""
    return tuple(sorted(events, key=_place))


def _place(event: Event) -> tuple[int, str, int, str]:
    return event.timestamp, event.agent_id or "", event.event_sequence or 0, event.event_id or ""


def _marks(records: Sequence[marks.LaneMark]) -> dict[LaneKey, Mark]:
    return {LaneKey(one.agent_id, one.epoch, one.lane): Mark(one.high_water, one.first_seq, one.digest) for one in records}


def _held(records: Sequence[marks.HeldRange]) -> dict[LaneKey, list[Range]]:
    held: dict[LaneKey, list[Range]] = {}
    for one in records:
        held.setdefault(LaneKey(one.agent_id, one.epoch, one.lane), []).append(Range(one.first_seq, one.last_seq))
    return held


def _lane_mark(key: LaneKey, mark: Mark) -> marks.LaneMark:
    return marks.LaneMark(*key, mark.high_water, mark.first_seq, mark.digest)


def _numbers(parts: list[Range]) -> Iterator[int]:
    for part in parts:
        yield from range(part.first, part.last + 1)
