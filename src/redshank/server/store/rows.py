"""Events as rows of the store and back, a column at a time.

Absent: NULL for a number, truth or time; the empty text for a text; the empty list for a list. `packing` has the fields
that follow from others.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import msgspec
import pyarrow as pa

from redshank.events import BY_NAME, Event, names
from redshank.events._generated.columns import COLUMNS
from redshank.server.store import packing
from redshank.server.store.event_store import Batch, Block, StoredEvent

MAX_TIME_NS = (1 << 63) - 1
"""The last time the store can keep, in the year 2262; what lies later is kept as this."""

_NUMERIC = {
    "u8": pa.uint8(), "u16": pa.uint16(), "u32": pa.uint32(), "u64": pa.uint64(), "i32": pa.int32(), "i64": pa.int64(), "bool": pa.bool_(),
    "time": pa.timestamp("ns", tz="UTC"),
}  # fmt: skip
"""Kinds whose values are stored as they are."""
_KINDS = {names.attribute(field): names.kind(field) for field in COLUMNS}
_PACKED_KINDS = {
    "event_id_apart": "stored", "event_created_offset": "i64", "process_scope_pid_offset": "i64", "process_thread_id_offset": "i64",
    "process_argv": "stored", "process_args_apart": "stored_list",
}  # fmt: skip
KINDS = {name: kind for name, kind in _KINDS.items() if name not in packing.HIDDEN} | _PACKED_KINDS
"""Columns to their kinds: those of fields, and `stored` and `stored_list` for values in the form that rows have."""
FIELDS_OF: dict[str, tuple[str, ...]] = {name: kind.__struct_fields__ for name, kind in BY_NAME.items()}
_GETTERS = {attribute: attrgetter(attribute) for attribute in _KINDS}
_TIMES = tuple(attribute for attribute, kind in _KINDS.items() if kind == "time")


def table_of(batch: Batch, day: int) -> pa.Table:
    """The rows of a batch, only with the columns that have a value in it. day: days since 1970 on which it came in."""
    by_type: dict[str, list[tuple[Event, Block]]] = {}
    for block in batch.blocks:
        for event in block.events:
            by_type.setdefault(event.event_action, []).append((event, block))
    chunks = [_columns(name, pairs) for name, pairs in by_type.items()]
    counts = [len(pairs) for pairs in by_type.values()]
    arrays = {}
    for name in dict.fromkeys(name for chunk in chunks for name in chunk):
        padded = [chunk.get(name) or [None] * count for chunk, count in zip(chunks, counts, strict=True)]
        arrays[name] = _array(KINDS[name], [value for values in padded for value in values])
    actions = [name for name, count in zip(by_type, counts, strict=True) for _ in range(count)]
    blocks = [block for pairs in by_type.values() for _, block in pairs]
    return pa.table(arrays | {"event_action": pa.array(actions, pa.string())} | _block_arrays(batch.position, blocks, day))


def _columns(name: str, pairs: Sequence[tuple[Event, Block]]) -> dict[str, Sequence[Any]]:
    """Columns to values of events of one type, without those that are absent in all of them."""
    events = [event for event, _ in pairs]
    values: dict[str, Sequence[Any]] = {attribute: list(map(_GETTERS[attribute], events)) for attribute in FIELDS_OF[name]}
    values["event_id"] = [packing.id_apart(event, block.epoch) for event, block in pairs]
    for attribute in _TIMES:
        if attribute in values and any(value > MAX_TIME_NS for value in values[attribute] if value):
            values[attribute] = [value if value is None else min(value, MAX_TIME_NS) for value in values[attribute]]
    return {column: found for column, found in packing.pack(values).items() if _has_value(KINDS[column], found)}


def _has_value(kind: str, values: Sequence[Any]) -> bool:
    return any(values) if kind in ("stored", "stored_list") else any(value is not None for value in values)


def _block_arrays(position: int, blocks: Sequence[Block], day: int) -> dict[str, pa.Array]:
    return {
        "day": pa.repeat(pa.scalar(day, pa.uint16()), len(blocks)),
        "block_lane": pa.array([block.lane for block in blocks], pa.uint8()),
        "block_epoch": pa.array([block.epoch for block in blocks], pa.string()),
        "block_first_seq": pa.array([block.first_seq for block in blocks], pa.uint64()),
        "block_size": pa.array([block.size for block in blocks], pa.uint16()),
        "position": pa.repeat(pa.scalar(position, pa.uint64()), len(blocks)),
    }


def _array(kind: str, values: list[Any]) -> pa.Array:
    if kind in _NUMERIC:
        return pa.array(values, _NUMERIC[kind])
    if kind == "json":
        return pa.array([None if value is None else msgspec.json.encode(value) for value in values], pa.binary())
    if kind in ("list", "stored_list"):
        lists = values if kind == "stored_list" else [packing.list_in(value) for value in values]
        return _text_array(lists, pa.list_(pa.string()))
    if kind != "stored" and _needs_escape(values):
        values = [packing.text_in(value) for value in values]
    return _text_array(values, pa.string())


def _needs_escape(values: list[Any]) -> bool:
    return "" in values or any(value[0] == "\0" for value in values if value)


def _text_array(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Text that is no UTF-8 (a lone surrogate of a careless door) is kept as escapes: one bad text stops no batch."""
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([_escaped(value) for value in values], kind)


def _escaped(value: Any) -> Any:
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    return value if value is None else value.encode("utf-8", "backslashreplace").decode()


BLOCK_ANSWER = ("position", "block_epoch", "block_lane", "block_first_seq", "block_size")
ANSWER = (*BLOCK_ANSWER, *KINDS)
"""Columns of an answer, in their order."""


def stored_events(answer: Sequence[list[Any]]) -> list[StoredEvent]:
    """The events of an answer, in its order. answer: columns as ANSWER names them; times in nanoseconds."""
    if not answer:  # without rows the engine writes no columns either
        return []
    columns: dict[str, Sequence[Any]] = dict(zip(ANSWER, answer, strict=True))
    rows_of: dict[str, list[int]] = {}
    for row, name in enumerate(columns["event_action"]):
        rows_of.setdefault(name, []).append(row)
    events: list[Any] = [None] * len(columns["position"])
    for name, rows in rows_of.items():
        for row, event in zip(rows, _events(name, _of_rows(columns, rows)), strict=True):
            events[row] = event
    return [
        StoredEvent(event, position, epoch, lane, first_seq, size)
        for event, position, epoch, lane, first_seq, size in zip(events, *(columns[name] for name in BLOCK_ANSWER), strict=True)
    ]


def _of_rows(columns: dict[str, Sequence[Any]], rows: list[int]) -> dict[str, Sequence[Any]]:
    if len(rows) == len(columns["position"]):
        return columns
    return {column: [values[row] for row in rows] for column, values in columns.items()}


def _events(name: str, columns: dict[str, Sequence[Any]]) -> list[Event]:
    values = {column: _decoded(KINDS[column], columns[column]) for column in (*_PACKED_KINDS, *FIELDS_OF[name]) if column in KINDS}
    values["block_epoch"] = columns["block_epoch"]
    packing.unpack(values)
    kept = [attribute for attribute in FIELDS_OF[name] if any(value is not None for value in values[attribute])]
    kind = BY_NAME[name]
    return [kind(**dict(zip(kept, row, strict=True))) for row in zip(*(values[attribute] for attribute in kept), strict=True)]


def _decoded(kind: str, values: Sequence[Any]) -> Sequence[Any]:
    if kind in _NUMERIC or kind in ("stored", "stored_list"):
        return values
    if kind == "list":
        return [packing.list_out(value) for value in values]
    if kind == "json":
        return [msgspec.json.decode(value) if value else None for value in values]
    return [packing.text_out(value) if value else None for value in values]
