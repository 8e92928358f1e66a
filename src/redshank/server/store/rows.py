"""Events as rows of the store and back, a column at a time.

Absent: NULL for a number, truth or time; the empty text for a text; the empty list for a list. `packing` has the fields
that follow from others.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

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
_TIMES = tuple(attribute for attribute, kind in _KINDS.items() if kind == "time")


def table_of(batch: Batch, day: int) -> pa.Table:
    """The rows of a batch, only with the columns that have a value in it. day: days since 1970 on which it came in."""
    by_type: dict[str, list[tuple[Event, Block]]] = {}
    for block in batch.blocks:
        for event in block.events:
            by_type.setdefault(event.event_action, []).append((event, block))
    chunks = [(len(pairs), _columns(name, pairs)) for name, pairs in by_type.items()]
    names_there = dict.fromkeys(name for _, chunk in chunks for name in chunk)
    arrays = {name: _joined(_arrow_type(KINDS[name]), [chunk.get(name, count) for count, chunk in chunks]) for name in names_there}
    actions = [name for name, pairs in by_type.items() for _ in pairs]
    blocks = [block for pairs in by_type.values() for _, block in pairs]
    return pa.table(arrays | {"event_action": pa.array(actions, pa.string())} | _block_arrays(batch.position, blocks, day))


def _joined(kind: pa.DataType, parts: Sequence[pa.Array | int]) -> pa.Array:
    """One array of arrays; a number stands for so many absent values."""
    return pa.concat_arrays([pa.nulls(part, kind) if isinstance(part, int) else part for part in parts])


def _columns(name: str, pairs: Sequence[tuple[Event, Block]]) -> dict[str, pa.Array]:
    """Columns of events of one type, without those that are absent in all of them."""
    events = [event for event, _ in pairs]
    rows = zip(*map(msgspec.structs.astuple, events), strict=True)
    values: dict[str, Sequence[Any]] = dict(zip(FIELDS_OF[name], rows, strict=True))
    values["event_id"] = [packing.id_apart(event, block.epoch) for event, block in pairs]
    for attribute in _TIMES:
        if max((value for value in values.get(attribute, ()) if value), default=0) > MAX_TIME_NS:
            values[attribute] = [value if value is None else min(value, MAX_TIME_NS) for value in values[attribute]]
    packed = packing.pack(values).items()
    return {column: _array(KINDS[column], found) for column, found in packed if _has_value(KINDS[column], found)}


def _has_value(kind: str, values: Sequence[Any]) -> bool:
    if kind in ("stored", "stored_list"):
        return any(values)
    return values[0] is not None or values.count(None) < len(values)


def _block_arrays(position: int, blocks: Sequence[Block], day: int) -> dict[str, pa.Array]:
    return {
        "day": pa.repeat(pa.scalar(day, pa.uint16()), len(blocks)),
        "block_lane": pa.array([block.lane for block in blocks], pa.uint8()),
        "block_epoch": pa.array([block.epoch for block in blocks], pa.string()),
        "block_first_seq": pa.array([block.first_seq for block in blocks], pa.uint64()),
        "block_size": pa.array([block.size for block in blocks], pa.uint16()),
        "position": pa.repeat(pa.scalar(position, pa.uint64()), len(blocks)),
    }


def _arrow_type(kind: str) -> pa.DataType:
    if kind in ("list", "stored_list"):
        return pa.list_(pa.string())
    return pa.binary() if kind == "json" else _NUMERIC.get(kind, pa.string())


def _array(kind: str, values: Sequence[Any]) -> pa.Array:
    if kind in _NUMERIC:
        return pa.array(values, _NUMERIC[kind])
    if kind == "json":
        return pa.array([None if value is None else msgspec.json.encode(value) for value in values], pa.binary())
    if kind == "list":
        values = [packing.list_in(value) for value in values]
    array = _text_array(values, _arrow_type(kind))
    if kind not in ("list", "stored", "stored_list") and _needs_escape(array):
        return _text_array([packing.text_in(value) for value in values], pa.string())
    return array


def _needs_escape(array: pa.Array) -> bool:
    """Whether a text of these is empty or has a NUL."""
    return b"\0" in array.buffers()[2].to_pybytes() or pc.min(pc.binary_length(array)).as_py() == 0


def _text_array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
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
    for column, kind in KINDS.items():
        columns[column] = _decoded(kind, columns[column])
    packing.unpack(columns)
    there = {attribute: values for attribute in _KINDS if (values := columns[attribute]) and values.count(None) < len(values)}
    rows_of: dict[str, list[int]] = {}
    for row, name in enumerate(columns["event_action"]):
        rows_of.setdefault(name, []).append(row)
    events: list[Any] = [None] * len(columns["position"])
    for name, rows in rows_of.items():
        for row, event in zip(rows, _events(name, there, rows), strict=True):
            events[row] = event
    return [
        StoredEvent(event, position, epoch, lane, first_seq, size)
        for event, position, epoch, lane, first_seq, size in zip(events, *(columns[name] for name in BLOCK_ANSWER), strict=True)
    ]


def _events(name: str, columns: dict[str, Sequence[Any]], rows: list[int]) -> list[Event]:
    """The events of one type, which lie in these rows."""
    kept = [attribute for attribute in FIELDS_OF[name] if attribute in columns]
    kind = BY_NAME[name]
    if len(rows) == 1:
        return [kind(**{attribute: columns[attribute][rows[0]] for attribute in kept})]
    pick = itemgetter(*rows)
    return [kind(**dict(zip(kept, row, strict=True))) for row in zip(*(pick(columns[attribute]) for attribute in kept), strict=True)]


def _decoded(kind: str, values: Sequence[Any]) -> Sequence[Any]:
    if kind in _NUMERIC or kind in ("stored", "stored_list"):
        return values
    if kind == "list":
        return [packing.list_out(value) for value in values]
    if kind == "json":
        return [msgspec.json.decode(value) if value else None for value in values]
    if "\0" in "".join(values):
        return [packing.text_out(value) for value in values]
    return [value or None for value in values]
