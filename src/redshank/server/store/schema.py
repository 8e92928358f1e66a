"""The table of events: made where it is missing, grown where the event table has new fields, refused where it knows more than we do."""

from typing import Any, Protocol

from redshank.core.errors import StoreError
from redshank.events import names
from redshank.events._generated.columns import COLUMNS
from redshank.server.store.packing import HIDDEN, PACKED

TABLE = "events"

BLOCK_COLUMNS = {
    "org_id": "LowCardinality(String)",
    "day": "Date CODEC(ZSTD(1))",
    "block_lane": "UInt8 CODEC(ZSTD(1))",
    "block_epoch": "LowCardinality(String) CODEC(ZSTD(1))",
    "block_first_seq": "UInt64 CODEC(Delta, ZSTD(1))",
    "block_size": "UInt16 CODEC(ZSTD(1))",
    "position": "UInt64 CODEC(Delta, ZSTD(1))",
}
"""What a row has beside the fields of its event. day: when it came in, UTC."""

EVENT_COLUMNS = {name: kind for field, kind in COLUMNS.items() if (name := names.attribute(field)) not in HIDDEN}
PACKED_COLUMNS = {name: kind for packed in PACKED for name, kind in packed.columns.items()}
ALIASES = {name: f"{kind} ALIAS {text}" for packed in PACKED for name, (kind, text) in packed.aliases.items()}
ALL_COLUMNS = BLOCK_COLUMNS | EVENT_COLUMNS | PACKED_COLUMNS | ALIASES
"""Every column with its type, those first that others are made of."""

INDEXES = (
    "INDEX position_range position TYPE minmax GRANULARITY 1",
    "INDEX time_range timestamp TYPE minmax GRANULARITY 1",
    "INDEX entity process_entity_id TYPE bloom_filter(0.01) GRANULARITY 1",
    "INDEX parent process_parent_entity_id TYPE bloom_filter(0.01) GRANULARITY 1",
    "INDEX destination destination_ip TYPE bloom_filter(0.01) GRANULARITY 4",
    "INDEX source_address source_ip TYPE bloom_filter(0.01) GRANULARITY 4",
    "INDEX arguments lower(process_argv) TYPE ngrambf_v1(4, 8192, 2, 0) GRANULARITY 1",
)

SETTINGS = {
    "fsync_after_insert": 1,
    "fsync_part_directory": 1,
    # A merged part replaces parts that were synced: it has to be on disk before they go.
    "min_compressed_bytes_to_fsync_after_merge": 1,
    "min_rows_to_fsync_after_merge": 1,
    # Rows are wide and mostly absent: below this a part is one file, not 400 that are synced each.
    "min_bytes_for_wide_part": 256 << 20,
    # Merges of more parts at once: each row is written again half as often.
    "merge_selector_base": 8,
    # A day that is over becomes one part of a lane, an hour after its last event.
    "min_age_to_force_merge_seconds": 3600,
    "min_age_to_force_merge_on_partition_only": 1,
}


class Engine(Protocol):
    """The part of a client that this module needs."""

    def command(self, cmd: str) -> Any:
        """Run a statement."""
        ...

    def query(self, query: str) -> Any:
        """The result of a question, with `result_rows`."""
        ...


def prepare(engine: Engine) -> None:
    """Leaves the table with a column for every field. Raises StoreError where it has columns we do not know."""
    engine.command(create_statement())
    present = {name for name, *_ in engine.query(f"DESCRIBE TABLE {TABLE}").result_rows}
    if unknown := sorted(present - ALL_COLUMNS.keys()):
        raise StoreError(
            f"the event store has columns of a later version ({', '.join(unknown)}): start that version, or use another data folder",
            "broken",
        )
    for name, kind in ALL_COLUMNS.items():
        if name not in present:
            engine.command(f"ALTER TABLE {TABLE} ADD COLUMN {name} {kind}")


def create_statement() -> str:
    """The statement that makes the table where it is not there."""
    columns = [f"{name} {kind}" for name, kind in ALL_COLUMNS.items()]
    settings = ", ".join(f"{name} = {value}" for name, value in SETTINGS.items())
    return (
        f"CREATE TABLE IF NOT EXISTS {TABLE} ({', '.join((*columns, *INDEXES))}) ENGINE = MergeTree "
        f"PARTITION BY (block_lane, day) ORDER BY (org_id, host_id, event_action, timestamp) SETTINGS {settings}"
    )
