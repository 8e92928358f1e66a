"""Columns of the event store, one a field, in ClickHouse's types (measured choices: docs/explanation/store.md)."""

from redshank.events.field import Field
from redshank.events.table import TYPES, all_fields

VARIED = {
    "event.id", "process.entity_id", "process.parent.entity_id", "message", "redshank.tamper.detail",
    "redshank.heartbeat.sources", "redshank.heartbeat.spool",
}
"""Texts that hardly ever come twice. Of all others each is kept once, and rows have its number."""
INTEGERS = {"u8": "UInt8", "u16": "UInt16", "u32": "UInt32", "u64": "UInt64", "i32": "Int32", "i64": "Int64", "bool": "Bool"}
GROWING = {"event.sequence", "process.pid"}
"""Integers that grow from row to row as rows are sorted: their differences are stored."""


def render() -> str:
    """The text of _generated/columns.py."""
    lines = [
        "# Generated from the event table by `make generate`. Do not edit.",
        '"""Columns of the event store, and the class of the spool that a type belongs to."""',
        "",
        "COLUMNS: dict[str, str] = {",
        '    "event.action": "LowCardinality(String) CODEC(ZSTD(1))",',
        *(f'    "{f.name}": "{column_type(f)}",' for f in all_fields()),
        "}",
        '"""Field to the type of its column; the column has the name of the event\'s attribute."""',
        "",
        "SPOOL_CLASS: dict[str, int] = {",
        *(f'    "{t.name}": {t.spool_class},' for t in TYPES),
        "}",
        '"""Event type to its class: 0 is never dropped, 3 is dropped first when a disk is full."""',
    ]
    return "\n".join(lines) + "\n"


def column_type(field: Field) -> str:
    """The store's type of one field. A number that is absent is NULL, a text that is absent is empty."""
    if field.name == "@timestamp":
        return "DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1))"
    if field.kind == "time":
        return "Nullable(DateTime64(9, 'UTC')) CODEC(Delta, ZSTD(1))"
    if field.kind == "list":
        return "Array(String) CODEC(ZSTD(1))"
    if field.kind in INTEGERS:
        codec = "Delta, ZSTD(1)" if field.name in GROWING else "ZSTD(1)"
        return f"Nullable({INTEGERS[field.kind]}) CODEC({codec})"
    return "String CODEC(ZSTD(1))" if field.name in VARIED else "LowCardinality(String) CODEC(ZSTD(1))"
