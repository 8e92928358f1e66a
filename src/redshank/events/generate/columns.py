"""Columns of the event store, one a field, in ClickHouse's types (measured choices: docs/decisions/0002)."""

from redshank.events.field import Field
from redshank.events.table import TYPES, all_fields

LOW_CARDINALITY = {
    "host.id", "host.name", "redshank.source", "event.outcome", "process.thread.name", "process.executable", "process.name",
    "process.working_directory", "process.tty.name", "process.parent.executable", "process.parent.name", "user.name",
    "user.effective.name", "user.audit.name", "network.transport", "network.direction", "redshank.executable.kind",
}
INTEGERS = {"u8": "UInt8", "u16": "UInt16", "u32": "UInt32", "u64": "UInt64", "i32": "Int32", "i64": "Int64", "bool": "Bool"}


def render() -> str:
    """The text of _generated/columns.py."""
    lines = [
        "# Generated from the event table by `make generate`. Do not edit.",
        '"""Columns of the event store: name, type."""',
        "",
        "COLUMNS: tuple[tuple[str, str], ...] = (",
        '    ("event.action", "LowCardinality(String)"),',
        *(f'    ("{f.name}", "{column_type(f)}"),' for f in all_fields()),
        ")",
        "",
        "SPOOL_CLASS: dict[str, int] = {",
        *(f'    "{t.name}": {t.spool_class},' for t in TYPES),
        "}",
        '"""Event type to its class: 0 is never dropped, 3 is dropped first when a disk is full."""',
    ]
    return "\n".join(lines) + "\n"


def column_type(field: Field) -> str:
    """The store's type of one field; absent values are NULL only where 0 or the empty text would be a value."""
    if field.kind == "time":
        return "DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))"
    if field.kind == "list":
        return "Array(String) CODEC(ZSTD(1))"
    if field.kind in INTEGERS:
        return f"Nullable({INTEGERS[field.kind]})"
    return "LowCardinality(String)" if field.name in LOW_CARDINALITY else "String CODEC(ZSTD(1))"
