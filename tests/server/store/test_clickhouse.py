"""What the engine's store does beside the contract of tests/contract/test_event_store.py."""

import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from redshank.core.errors import StoreError
from redshank.server.store.clickhouse import open_embedded, open_server
from redshank.server.store.event_store import Batch, Query
from tests.contract.test_event_store import T0, batch, clock, event

ROWS = 20


def _append_for_ever(folder, parent, write):
    """A spawned child has none of our descriptors: it opens the parent's end of the pipe by its place in /proc."""
    told = os.open(f"/proc/{parent}/fd/{write}", os.O_WRONLY)
    store = open_embedded(folder, clock())
    for position in range(store.stats().position + 1, 100_000):
        events = [event(position * ROWS + number) for number in range(ROWS)]
        halves = (batch(position, *events[:10], lane=1), batch(position, *events[10:], lane=2))
        store.append(Batch(position, tuple(block for half in halves for block in half.blocks)))
        os.write(told, position.to_bytes(4, "little"))


def _acknowledged_before_kill(folder, seconds):
    """The last position that a child told as kept before it was killed."""
    read, write = os.pipe()
    child = multiprocessing.get_context("spawn").Process(target=_append_for_ever, args=(folder, os.getpid(), write))
    child.start()
    first = os.read(read, 4)
    time.sleep(seconds)
    child.kill()
    child.join(20)
    os.close(write)
    told = first + os.read(read, 1 << 16)
    os.close(read)
    return int.from_bytes(told[-4:], "little")


def test_batches_that_were_acknowledged_outlive_kill_9_at_any_moment(tmp_path):
    """A batch may be there in part only where its append had not returned: at most the last one of a life, whole lanes of it."""
    dice = random.Random()
    last_of_a_life = set()
    for _ in range(3):
        last_of_a_life.add(_acknowledged_before_kill(tmp_path, dice.uniform(0.05, 0.4)) + 1)
    store = open_embedded(tmp_path, clock())
    with store._clients.lend() as client:
        rows_of = dict(client.query("SELECT position, count() FROM events GROUP BY position").result_rows)
    store.close()
    assert set(range(1, max(last_of_a_life))) <= rows_of.keys() | last_of_a_life
    assert all(count == ROWS for position, count in rows_of.items() if position not in last_of_a_life)
    assert all(rows_of.get(position, 0) in (0, ROWS // 2, ROWS) for position in last_of_a_life)


def test_full_disk_is_told_and_the_store_goes_on_when_space_returns(tmp_path):
    """In a mount namespace of its own, on a file system of 48 MiB that is filled to the last byte."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("a small file system of its own needs root and unshare")
    script = 'mount -t tmpfs -o size=48m none "$1" && exec "$2" -m tests.server.store.fill "$1"'
    command = ["unshare", "--mount", "sh", "-c", script, "sh", str(tmp_path), sys.executable]
    done = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.splitlines() == ["full", "reads", "kept all", "takes again"], done.stderr[-2000:]


@pytest.fixture
def engine(tmp_path):
    store = open_embedded(tmp_path, clock())
    yield store
    store.close()


def test_question_that_takes_too_long_or_too_much_memory_is_slow(engine):
    with pytest.raises(StoreError) as raised, engine._clients.lend() as client:
        client.set_client_setting("max_execution_time", 1)
        client.command("SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1")
    assert raised.value.kind == "slow"
    with pytest.raises(StoreError) as raised, engine._clients.lend() as client:
        client.set_client_setting("max_memory_usage", 10_000_000)
        client.command("SELECT count() FROM (SELECT number FROM numbers(100000000) GROUP BY number)")
    assert raised.value.kind == "slow"


def test_every_client_has_the_limits_of_a_question(engine):
    with engine._clients.lend() as first, engine._clients.lend() as second:
        for client in (first, second):
            limits = client.query("SELECT getSetting('max_execution_time'), getSetting('max_memory_usage')").result_rows
            assert limits == [(10, 2 << 30)]


def test_second_folder_in_one_process_is_refused_in_one_line(engine, tmp_path):
    with pytest.raises(StoreError, match="already initialized") as raised:
        open_embedded(tmp_path / "other", clock())
    assert "\n" not in str(raised.value)


def test_columns_of_an_older_table_are_added_and_its_events_kept(tmp_path):
    store = open_embedded(tmp_path, clock())
    store.append(batch(1, event(1)))
    with store._clients.lend() as client:
        client.command("ALTER TABLE events DROP COLUMN module_name")
        client.command("ALTER TABLE events DROP COLUMN process_thread_id")
        client.command("ALTER TABLE events DROP COLUMN process_thread_id_offset")
    store.close()
    store = open_embedded(tmp_path, clock())
    store.append(batch(2, event(2, "kernel_module", module_name="x", process_thread_id=9)))
    assert [row.event.process_thread_id for row in store.query(Query(order="oldest"))] == [None, 9]
    store.close()


def test_names_of_fields_are_columns_for_people_with_a_client(engine):
    one = event(1, process_args=["sh", "-c", "id"], process_command_line="sh -c id", event_created=T0 + 9, process_thread_id=5)
    engine.append(batch(1, one))
    with engine._clients.lend() as client:
        names = "event_id, process_args, process_command_line, toUnixTimestamp64Nano(event_created), process_thread_id"
        answer = client.query(f"SELECT {names} FROM events")
    assert answer.result_rows == [(one.event_id, ["sh", "-c", "id"], "sh -c id", T0 + 9, 5)]


def test_server_that_is_not_there_is_broken_with_the_reason():
    with pytest.raises(StoreError) as raised:
        open_server("http://127.0.0.1:9/default", clock())
    assert raised.value.kind == "broken"


def test_close_ends_a_long_question_at_once(tmp_path):
    store = open_embedded(tmp_path, clock())
    kinds, asking = [], threading.Event()

    def ask():
        try:
            with store._clients.lend() as client:
                asking.set()
                client.command("SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1")
        except StoreError as error:
            kinds.append(error.kind)

    thread = threading.Thread(target=ask)
    thread.start()
    asking.wait(10)
    time.sleep(0.2)  # until the engine has it; should it come later, the limit of a question ends it
    store.close()
    thread.join()
    assert kinds == ["closed"]
