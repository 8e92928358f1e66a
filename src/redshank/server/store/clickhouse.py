"""The event store on ClickHouse: in this process (chdb) or on a server, with the same statements.

chdb's rules, all measured: one folder a process and one process a folder; never fork after opening; a client serves one
thread at a time; every client is closed before the process ends (docs/decisions/0005).
"""

import tempfile
import threading
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import clickhouse_connect
import msgspec
import pyarrow as pa

from redshank.core.clock import Clock, SystemClock
from redshank.events import Event
from redshank.server.store import order, rows, schema, sql
from redshank.server.store.clients import Clients, translated
from redshank.server.store.conditions import checked
from redshank.server.store.event_store import Batch, EventRef, Query, StoredEvent, StoreStats

DAY_NS = 86_400 * 1_000_000_000
MAX_QUERY_S = 10
MAX_INSERT_S = 60
MAX_MEMORY_BYTES = 2 << 30
"""Of one statement."""
_SETTINGS = {
    "max_execution_time": MAX_QUERY_S,
    "max_memory_usage": MAX_MEMORY_BYTES,
    "use_top_k_dynamic_filtering": 0,  # it would be tested before the conditions of the question, which find fewer rows
}
_INSERT_SETTINGS = {
    "max_execution_time": MAX_INSERT_S,
    "async_insert": 0,
    "materialize_skip_indexes_on_insert": 0,  # small parts are read whole; merges build the indexes
}


class ClickHouseStore:
    """See EventStore. clients: opens them. clock: tells the day a batch comes in, by which `expire` goes."""

    def __init__(self, clients: Clients, clock: Clock) -> None:
        self._clients, self._clock = clients, clock
        self._lock = threading.Lock()
        self._extents: dict[int, tuple[int, int]] | None = None
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
        try:
            with self._clients.lend() as client:
                client.raw_insert(schema.TABLE, table.schema.names, sink.getvalue(), _INSERT_SETTINGS, "ArrowStream")
        except BaseException:
            self._forget_extents()  # some of it may be there
            raise
        self._extend(batch)

    def query(self, query: Query) -> list[StoredEvent]:
        """See EventStore. Raises InputError where the question is wrong."""
        return self._ask(*sql.select(checked(query)))

    def get(self, refs: Sequence[EventRef]) -> list[Event]:
        """See EventStore."""
        if not refs:
            return []
        wanted = {(ref.event_id, ref.host_id, ref.timestamp) for ref in refs}
        found = self._ask(*sql.select_refs(refs))
        kept = [row for row in found if (row.event.event_id, row.event.host_id, row.event.timestamp) in wanted]
        return [row.event for row in sorted(kept, key=order.key_of)]

    def _ask(self, statement: str, values: dict[str, Any]) -> list[StoredEvent]:
        with self._clients.lend() as client:
            answer = client.raw_query(statement, values, fmt="JSONCompactColumns")
        return rows.stored_events(msgspec.json.decode(answer))

    def expire(self, lane: int, before_ns: int) -> int:
        """See EventStore. A day is the one the events came in, not the one they tell of."""
        with self._clients.lend() as client:
            days = [found for found in _partitions(client) if found[1] == lane and found[2] + DAY_NS <= before_ns]
            for name, *_ in days:
                client.command(f"ALTER TABLE {schema.TABLE} DROP PARTITION ID '{name}'")
        self._forget_extents()
        return sum(count for *_, count in days)

    def stats(self) -> StoreStats:
        """See EventStore. Where several servers write into one store: what this one has seen of it."""
        with self._clients.lend() as client:
            ((count, size),) = client.query(_SIZE, {"table": schema.TABLE}).result_rows
            with self._lock:
                if self._extents is None:
                    self._extents = {lane: (position, ns) for lane, position, ns in client.query(_LANES).result_rows}
                extents = dict(self._extents)
        position = max((position for position, _ in extents.values()), default=0)
        return StoreStats(count, size, position, {lane: ns for lane, (_, ns) in extents.items()})

    def _extend(self, batch: Batch) -> None:
        """Highest position and oldest time of each lane, kept up: asked for, they cost a look at every row."""
        with self._lock:
            if self._extents is None:
                return
            for block in batch.blocks:
                oldest = min((event.timestamp for event in block.events), default=rows.MAX_TIME_NS)
                position, ns = self._extents.get(block.lane, (0, oldest))
                if block.events:
                    self._extents[block.lane] = (max(position, batch.position), min(ns, oldest))

    def _forget_extents(self) -> None:
        with self._lock:
            self._extents = None

    def close(self) -> None:
        """Ends what is being asked and closes every client. May be called twice."""
        self._clients.close()


_STOP = "KILL QUERY WHERE Settings['log_comment'] = {mark:String} AND query_kind = 'Select' ASYNC"
"""Questions of this store alone, and no insert: its batch would be in doubt."""
_OURS = "FROM system.parts WHERE active AND database = currentDatabase() AND table = {table:String}"
_SIZE = " ".join(("SELECT sum(rows), sum(bytes_on_disk)", _OURS))
_PARTITIONS = " ".join(("SELECT partition_id, sum(rows)", _OURS, "GROUP BY partition_id"))
_LANES = " ".join(("SELECT block_lane, max(position), toUnixTimestamp64Nano(min(timestamp)) FROM", schema.TABLE, "GROUP BY block_lane"))


def _partitions(client: Any) -> list[tuple[str, int, int, int]]:
    """Partition, lane, start of its day and rows. A partition's id is its key: `2-20261124`."""
    found = []
    for name, count in client.query(_PARTITIONS, {"table": schema.TABLE}).result_rows:
        lane, _, day = name.partition("-")
        start = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC)
        found.append((name, int(lane), int(start.timestamp()) * 1_000_000_000, count))
    return found


def open_embedded(folder: Path, clock: Clock | None = None) -> ClickHouseStore:
    """The store in this process, its data below `folder`. One folder a process at a time; never fork afterwards.

    The engine's client hands rows over in a temporary file: from here on this process makes such files beside the data.
    """
    with translated():
        temporary = folder / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        for left in temporary.iterdir():
            left.unlink()
    tempfile.tempdir = str(temporary)
    path = str(folder / "data")
    return _opened({"interface": "chdb", "path": path}, clock)


def open_server(url: str, clock: Clock | None = None) -> ClickHouseStore:
    """The store on a ClickHouse server. url: http(s)://user:password@host:port/database."""
    # A question's values travel in the body: ten thousand of them are too long for an address.
    return _opened({"dsn": url, "form_encode_query_params": True}, clock)


def _opened(place: dict[str, Any], clock: Clock | None) -> ClickHouseStore:
    mark = uuid.uuid4().hex
    settings = {**_SETTINGS, "log_comment": mark}

    def stop(client: Any) -> None:
        client.command(_STOP, {"mark": mark})

    clients = Clients(lambda: clickhouse_connect.get_client(**place, settings=settings), stop)
    try:
        return ClickHouseStore(clients, clock or SystemClock())
    except BaseException:
        clients.close()
        raise
