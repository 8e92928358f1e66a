"""What the engine's store does beside the contract of tests/contract/test_event_store.py."""

import multiprocessing
import os
import time

from redshank.server.store.clickhouse import open_embedded
from redshank.server.store.event_store import Query
from tests.contract.test_event_store import batch, clock, event


def _append_for_ever(folder, told):
    store = open_embedded(folder, clock())
    for position in range(1, 10_000):
        store.append(batch(position, *(event(position * 10 + number) for number in range(10))))
        os.write(told, position.to_bytes(4, "little"))


def test_batches_that_were_acknowledged_outlive_kill_9_and_none_is_there_in_part(tmp_path):
    read, write = os.pipe()
    context = multiprocessing.get_context("spawn")
    child = context.Process(target=_append_in_child, args=(tmp_path, os.getpid(), write))
    child.start()
    first = os.read(read, 4)
    time.sleep(0.3)
    child.kill()
    child.join(20)
    os.close(write)
    acknowledged = int.from_bytes(first, "little")
    rest = os.read(read, 1 << 16)
    if len(rest) >= 4:
        acknowledged = int.from_bytes(rest[len(rest) // 4 * 4 - 4 : len(rest) // 4 * 4], "little")
    os.close(read)
    store = open_embedded(tmp_path, clock())
    try:
        rows = store.query(Query(order="position", limit=5_000))
        counts = {}
        for row in rows:
            counts[row.position] = counts.get(row.position, 0) + 1
        assert store.stats().position >= acknowledged
        assert all(count == 10 for count in counts.values())
        assert set(range(1, min(acknowledged, 500) + 1)) <= counts.keys()
    finally:
        store.close()


def _append_in_child(folder, parent, write):
    """A spawned child has none of our descriptors: it opens the parent's end of the pipe by its place in /proc."""
    _append_for_ever(folder, os.open(f"/proc/{parent}/fd/{write}", os.O_WRONLY))
