"""An event store in memory: for tests, and what every other store is compared with."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from redshank.core.clock import Clock, SystemClock
from redshank.events import Event, names
from redshank.server.store import order
from redshank.server.store.conditions import checked, kind_of
from redshank.server.store.event_store import POSITION, Batch, Condition, EventRef, Query, StoredEvent, StoreStats

DAY_NS = 86_400 * 1_000_000_000


class MemoryStore:
    """Keeps events as long as it lives. clock: tells the day a batch came in, by which `expire` goes."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._rows: list[tuple[int, StoredEvent]] = []

    def append(self, batch: Batch) -> None:
        """See EventStore."""
        day = self._clock.wall_ns() // DAY_NS
        rows = [
            (day, StoredEvent(event, batch.position, block.epoch, block.lane, block.first_seq, block.size))
            for block in batch.blocks
            for event in block.events
        ]
        with self._lock:
            self._rows += rows

    def query(self, query: Query) -> list[StoredEvent]:
        """See EventStore. Raises InputError where the question is wrong."""
        asked = checked(query)
        tests = [_test(condition) for condition in asked.where]
        with self._lock:
            rows = [row for _, row in self._rows]
        found = [row for row in rows if _in_time(row.event, asked) and all(test(row) for test in tests)]
        if asked.after is not None:
            found = [row for row in found if _comes_after(row, asked)]
        if asked.order == "position":
            return _page(sorted(found, key=_by_position), asked.limit)
        return sorted(found, key=order.key_of, reverse=asked.order == "newest")[: asked.limit]

    def get(self, refs: Sequence[EventRef]) -> list[Event]:
        """See EventStore."""
        wanted = {(ref.event_id, ref.host_id, ref.timestamp) for ref in refs}
        with self._lock:
            found = [row for _, row in self._rows if (row.event.event_id, row.event.host_id, row.event.timestamp) in wanted]
        return [row.event for row in sorted(found, key=order.key_of)]

    def expire(self, lane: int, before_ns: int) -> int:
        """See EventStore. A day is the one the events came in, not the one they tell of."""
        with self._lock:
            kept = [(day, row) for day, row in self._rows if row.lane != lane or (day + 1) * DAY_NS > before_ns]
            gone = len(self._rows) - len(kept)
            self._rows = kept
        return gone

    def stats(self) -> StoreStats:
        """See EventStore. bytes: what the events would take as msgpack."""
        with self._lock:
            rows = [row for _, row in self._rows]
        oldest: dict[int, int] = {}
        for row in rows:
            oldest[row.lane] = min(oldest.get(row.lane, row.event.timestamp), row.event.timestamp)
        size = sum(len(msgspec.msgpack.encode(row.event)) for row in rows)
        return StoreStats(len(rows), size, max((row.position for row in rows), default=0), oldest)

    def close(self) -> None:
        """Nothing to give back."""


def _by_position(row: StoredEvent) -> tuple[int, int]:
    return row.position, row.event.event_sequence or 0


def _page(rows: list[StoredEvent], limit: int) -> list[StoredEvent]:
    """The first rows, and those that share position and sequence with the last of them, which no next page would find."""
    end = limit
    while 0 < end < len(rows) and _by_position(rows[end]) == _by_position(rows[end - 1]):
        end += 1
    return rows[:end]


def _comes_after(row: StoredEvent, query: Query) -> bool:
    assert query.after is not None
    if query.order == "position":
        return _by_position(row) > query.after
    last = order.key_after(query.after[0], str(query.after[1]))
    key = order.key_of(row)[: len(last)]
    return key < last if query.order == "newest" else key > last


def _in_time(event: Event, query: Query) -> bool:
    return (query.since_ns is None or event.timestamp >= query.since_ns) and (query.until_ns is None or event.timestamp < query.until_ns)


def _test(condition: Condition) -> Callable[[StoredEvent], bool]:
    holds = _HOLDS[condition.operator]
    if condition.field == POSITION:
        return lambda row: holds([row.position], condition.value)
    attribute, kind = names.attribute(condition.field), kind_of(condition.field)
    return lambda row: holds(_values(getattr(row.event, attribute, None), kind), condition.value)


def _values(value: Any, kind: str) -> list[Any]:
    """What a condition is held against: nothing where the field is absent, each element of a list."""
    if value is None:
        return []
    if kind == "json":
        return [text for item in value for text in item.values() if isinstance(text, str)]
    return value if kind == "list" else [value]


def _folded(text: str) -> bytes:
    """Bytes with A-Z as a-z: case is ignored in ASCII only, which every store can do alike."""
    return text.encode("utf-8", "backslashreplace").lower()


_HOLDS: dict[str, Callable[[list[Any], Any], bool]] = {
    "=": lambda values, asked: asked in values,
    "!=": lambda values, asked: asked not in values,
    "in": lambda values, asked: any(value in asked for value in values),
    "<": lambda values, asked: any(value < asked for value in values),
    "<=": lambda values, asked: any(value <= asked for value in values),
    ">": lambda values, asked: any(value > asked for value in values),
    ">=": lambda values, asked: any(value >= asked for value in values),
    "contains": lambda values, asked: any(_folded(asked) in _folded(value) for value in values),
    "prefix": lambda values, asked: any(_folded(value).startswith(_folded(asked)) for value in values),
}
