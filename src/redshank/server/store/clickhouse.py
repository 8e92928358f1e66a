"""The event store on ClickHouse: in this process (chdb) or on a server, with the same statements.

chdb's rules, all measured: one path a process and one process a path; never fork after opening; a client serves one
thread at a time; every client is closed before the process ends (docs/decisions/0005).
"""

import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import clickhouse_connect
import msgspec
import pyarrow as pa

from redshank.core.clock import Clock, SystemClock
from redshank.events import Event
from redshank.server.store import rows, schema, sql
from redshank.server.store.clients import Clients, translated
from redshank.server.store.conditions import checked
from redshank.server.store.event_store import Batch, EventRef, Query, StoredEvent, StoreStats

DAY_NS = 86_400 * 1_000_000_000
MAX_QUERY_S = 10
MAX_INSERT_S = 60
MAX_MEMORY_BYTES = 2 << 30
_QUERY_SETTINGS = {"max_execution_time": MAX_QUERY_S, "max_memory_usage": MAX_MEMORY_BYTES}
_INSERT_SETTINGS = {"max_execution_time": MAX_INSERT_S, "async_insert": 0, "max_partitions_per_insert_block": 0}


class ClickHouseStore:
    """See EventStore. clients: opens them. clock: tells the day a batch comes in, by which `expire` goes."""

    def __init__(self, clients: Clients, clock: Clock) -> None:
        self._clients, self._clock = clients, clock
        with clients.lend() as client:
            schema.prepare(client)

    def append(self, batch: Batch) -> None:
        """See EventStore."""
        if not any(block.events for block in batch.blocks):
            return
        table = rows.table_of(batch, self._clock.wall_ns() // DAY_NS)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        with self._clients.lend() as client:
            client.raw_insert(schema.TABLE, table.schema.names, sink.getvalue(), _INSERT_SETTINGS, "ArrowStream")

    def query(self, query: Query) -> list[StoredEvent]:
        """See EventStore. Raises InputError where the question is wrong."""
        statement, values = sql.select(checked(query))
        return self._ask(statement, values)

    def _ask(self, statement: str, values: dict[str, Any]) -> list[StoredEvent]:
        with self._clients.lend() as client:
            answer = client.raw_query(statement, values, fmt="JSONCompactColumns")
        return rows.stored_events(msgspec.json.decode(answer))

    def get(self, refs: Sequence[EventRef]) -> list[Event]:
        """See EventStore."""
        if not refs:
            return []
        wanted = {(ref.event_id, ref.host_id, ref.timestamp) for ref in refs}
        found = [row.event for row in self._ask(*sql.select_refs(list(refs)))]
        kept = [event for event in found if (event.event_id, event.host_id, event.timestamp) in wanted]
        return sorted(kept, key=lambda event: (event.timestamp, event.event_sequence or 0))

    def expire(self, lane: int, before_ns: int) -> int:
        """See EventStore. A day is the one the events came in, not the one they tell of."""
        with self._clients.lend() as client:
            gone = [(name, count) for name, part_lane, day, count in _partitions(client) if part_lane == lane and (day + 1) * DAY_NS <= before_ns]  # noqa: E501
            for name, _ in gone:
                client.command(f"ALTER TABLE {schema.TABLE} DROP PARTITION ID '{name}'")
        return sum(count for _, count in gone)

    def stats(self) -> StoreStats:
        """See EventStore."""
        with self._clients.lend() as client:
            ((count, size),) = client.query(_SIZE, {"table": schema.TABLE}).result_rows
            lanes = client.query(_LANES).result_rows
        return StoreStats(count, size, max((position for _, position, _ in lanes), default=0), {lane: ns for lane, _, ns in lanes})

    def close(self) -> None:
        """Close every client. May be called twice."""
        self._clients.close()


_OURS = "FROM system.parts WHERE active AND database = currentDatabase() AND table = {table:String}"
_SIZE = " ".join(("SELECT sum(rows), sum(bytes_on_disk)", _OURS))
_PARTITIONS = " ".join(("SELECT partition_id, sum(rows)", _OURS, "GROUP BY partition_id"))
_LANES = " ".join(("SELECT block_lane, max(position), toUnixTimestamp64Nano(min(timestamp)) FROM", schema.TABLE, "GROUP BY block_lane"))


def _partitions(client: Any) -> list[tuple[str, int, int, int]]:
    """Partition, lane, day and rows. A partition's id is its key: `2-20261124`."""
    rows_of = client.query(_PARTITIONS, {"table": schema.TABLE}).result_rows
    return [(name, *_key_of(name), count) for name, count in rows_of]


def _key_of(name: str) -> tuple[int, int]:
    lane, _, day = name.partition("-")
    return int(lane), datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC).toordinal() - date(1970, 1, 1).toordinal()


def open_embedded(folder: Path, clock: Clock | None = None) -> ClickHouseStore:
    """The store in this process, its data below `folder`. One folder a process; never fork afterwards.

    The engine's client passes rows through a temporary file: from here on this process makes them beside the data.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    tempfile.tempdir = str(temporary)
    with translated():
        return ClickHouseStore(
            Clients(lambda: clickhouse_connect.get_client(interface="chdb", path=str(folder / "data"), settings=_QUERY_SETTINGS)),
            clock or SystemClock(),
        )


def open_server(url: str, clock: Clock | None = None) -> ClickHouseStore:
    """The store on a ClickHouse server. url: as http://user:password@host:8123/database."""
    return ClickHouseStore(
        Clients(lambda: clickhouse_connect.get_client(dsn=url, settings=_QUERY_SETTINGS)), clock or SystemClock()
    )
