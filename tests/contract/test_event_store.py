"""What holds for every event store: one suite for the one in memory, the embedded engine, the engine behind HTTP, and a server."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import clickhouse_connect
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.core.clock import FixedClock
from redshank.core.errors import InputError, StoreError
from redshank.events import BY_NAME, Event
from redshank.server.store.clickhouse import DAY_NS, ClickHouseStore, open_embedded, open_server
from redshank.server.store.event_store import POSITION, Batch, Block, Condition, EventRef, Query
from redshank.server.store.memory import MemoryStore
from tests.contract import questions
from tests.events.strategies import ANY_EVENT
from tests.generated import build

AGENT, HOST, EPOCH, T0 = "a" * 26, "h-" + "b" * 26, "0" * 32, 1_800_000_000_000_000_000
NOW_NS = 20_000 * DAY_NS
TEXTS = st.text(max_size=12) | st.sampled_from(["", "\0", "\0x", "it's", 'a"b', "\\x41", "%_", "\n\r\u2028", "\U0001f426", "/etc/init.d/x"])


def clock() -> FixedClock:
    return FixedClock(NOW_NS, 0)


def url_or_skip() -> str:
    if not (url := os.environ.get("CLICKHOUSE_URL")):
        pytest.skip("no ClickHouse server: set CLICKHOUSE_URL=http://user:password@host:8123")
    return url


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the engine in a process of its own, behind ClickHouse's HTTP protocol."""
    command = [sys.executable, "-m", "tests.contract.http_shim", str(tmp_path_factory.mktemp("shim"))]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.stdin.close()
        process.wait(30)


@contextmanager
def on_server(url: str) -> Iterator[ClickHouseStore]:
    """A store in a database of its own, which is dropped."""
    name = f"redshank_test_{uuid.uuid4().hex}"
    client = clickhouse_connect.get_client(dsn=url)
    client.command(f"CREATE DATABASE {name}")
    store = open_server(f"{url}/{name}", clock())
    yield store
    store.close()
    client.command(f"DROP DATABASE {name}")
    client.close()


@contextmanager
def closing(store: Any) -> Iterator[Any]:
    yield store
    store.close()


SERVERS = [pytest.param("server", marks=pytest.mark.requires_clickhouse)] if os.environ.get("CLICKHOUSE_URL") else []


@pytest.mark.requires_clickhouse
def test_a_clickhouse_server_is_held_to_the_suite_too():
    with on_server(url_or_skip()) as store:
        assert store.stats().events == 0


@pytest.fixture(params=["memory", "chdb", "http", *SERVERS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    opened: dict[str, Callable[[], AbstractContextManager[Any]]] = {
        "memory": lambda: closing(MemoryStore(clock())),
        "chdb": lambda: closing(open_embedded(tmp_path, clock())),
        "http": lambda: on_server(request.getfixturevalue("shim")),
        "server": lambda: on_server(url_or_skip()),
    }
    with opened[request.param]() as one:
        yield one


def event(seq: int, kind: str = "process_exec", **fields: Any) -> Event:
    values = {"timestamp": T0 + seq, "host_id": HOST, "agent_id": AGENT, "event_sequence": seq, "event_id": f"{AGENT}-{EPOCH}-{seq}"}
    made: Event = getattr(build, kind)(**(values | fields))
    return made


def batch(position: int, *events: Event, lane: int = 1) -> Batch:
    first = events[0].event_sequence or 1
    return Batch(position, (Block(AGENT, HOST, EPOCH, lane, first, len(events), events),))


def found(store, *where: Condition, **asked: Any) -> list[int]:
    return [row.event.event_sequence for row in store.query(Query(where, **asked))]


# What goes in comes out


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_event_type_comes_back_as_it_was(store, name):
    given_event = event(7, name.replace(".", "_"))
    store.append(batch(1, given_event))
    (row,) = store.query(Query())
    assert row.event == given_event
    assert (row.position, row.epoch, row.lane, row.first_seq, row.size) == (1, EPOCH, 1, 7, 1)


def test_hostile_texts_lists_and_extremes_come_back_as_they_were(store):
    awkward = ["", "\0", "\0\0x", "it's", 'a"b', "\\x41\\", "%_", "\n\r\t\u2028", "\U0001f426", "' OR 1=1 --", "x" * 4000]
    events = [
        event(number, process_args=[text, "", text], process_command_line=text, process_executable=text, process_working_directory=text)
        for number, text in enumerate(awkward, 1)
    ]
    extremes = event(
        90,
        "file_open",
        file_inode=(1 << 64) - 1,
        result=-(1 << 63),
        process_ancestors=[{"pid": 1, "executable": "\0'"}],
        swept=False,
        user_id=0,
    )
    store.append(batch(1, *events, extremes))
    assert [row.event for row in store.query(Query(order="oldest"))] == [*events, extremes]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=3), st.none() | st.integers(0, (1 << 32) - 1)), min_size=1, max_size=5))
def test_any_text_list_and_number_comes_back(store, values):
    base = store.stats().position
    events = [
        event(number, timestamp=T0 + base * 100 + number, process_command_line=text, process_args=args, process_pid=pid)
        for number, (text, args, pid) in enumerate(values, 1)
    ]
    store.append(batch(base + 1, *events))
    rows = store.query(Query((Condition(POSITION, "=", base + 1),), order="oldest"))
    assert [row.event for row in rows] == events


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY_EVENT, min_size=1, max_size=4))
def test_any_event_of_any_type_comes_back(store, drawn):
    """Also where nothing of it is as ingest would leave it: no id, no host, times at the end of the store's range."""
    position = store.stats().position + 1
    events = [questions.within_times(one) for one in drawn]
    store.append(Batch(position, (Block(AGENT, HOST, EPOCH, 3, 1, len(events), tuple(events)),)))
    rows = store.query(Query((Condition(POSITION, "=", position),)))
    assert sorted(questions.text_of(row.event) for row in rows) == sorted(questions.text_of(one) for one in events)


def test_times_are_kept_to_the_nanosecond(store):
    given_event = event(1, timestamp=T0 + 1, event_created=T0 + 123_456_789, process_start=T0 - 987_654_321)
    store.append(batch(1, given_event))
    assert store.query(Query())[0].event == given_event


def test_events_of_many_years_and_hosts_are_one_batch(store):
    """A sweep tells of logins of past years, and a hostile clock of any day: neither makes a partition of its own."""
    events = [event(number, timestamp=number * 7 * DAY_NS, host_id=f"h{number}") for number in range(1, 500)]
    store.append(batch(1, *events))
    assert found(store, order="oldest", limit=5_000) == list(range(1, 500))
    assert store.expire(1, NOW_NS) == 0


def test_batch_without_events_changes_nothing(store):
    store.append(Batch(1, (Block(AGENT, HOST, EPOCH, 1, 1, 3, ()),)))
    assert (store.query(Query()), store.stats().events, store.stats().position) == ([], 0, 0)


# Questions


def filled(store) -> list[Event]:
    events = [
        event(1, process_executable="/usr/bin/id", process_command_line="ID -u", user_name="root"),
        event(2, process_executable="/tmp/x", process_args=["/tmp/x", "-v"], process_command_line="100% _x_"),
        event(3, "net_connect", destination_ip="203.0.113.66", destination_port=36000),
        event(4, "session_login", user_name="ann", source_ip="198.51.100.23"),
    ]
    store.append(batch(1, *events[:2]))
    store.append(batch(2, *events[2:], lane=2))
    return events


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("process.executable", "=", "/tmp/x"), [2]),
        (Condition("process.executable", "prefix", "/USR/bin/I"), [1]),
        (Condition("process.command_line", "contains", "id"), [1]),
        (Condition("process.command_line", "contains", "0% _"), [2]),
        (Condition("destination.port", ">", 35999), [3]),
        (Condition("destination.ip", "in", ["203.0.113.66", "203.0.113.67"]), [3]),
        (Condition("event.action", "=", "session.login"), [4]),
        (Condition("event.id", "=", f"{AGENT}-{EPOCH}-3"), [3]),
        (Condition("user.name", "=", "x' OR 1=1 --"), []),
        (Condition(POSITION, ">", 1), [3, 4]),
    ],
)
def test_a_condition_finds_what_it_means(store, condition, expected):
    filled(store)
    assert found(store, condition, order="oldest") == expected


def test_order_time_and_pages_neither_repeat_nor_skip(store):
    filled(store)
    assert found(store) == [4, 3, 2, 1]
    assert found(store, since_ns=T0 + 2, until_ns=T0 + 4, order="oldest") == [2, 3]
    first = store.query(Query(limit=2))
    last = first[-1].event
    assert found(store, limit=2, after=(last.timestamp, last.event_id)) == [2, 1]


@pytest.mark.parametrize("order", ["newest", "oldest", "position"])
def test_pages_of_events_of_one_nanosecond_and_several_agents_give_each_event_once(store, order):
    blocks = []
    for agent in ("c" * 26, "a" * 26, "b" * 26):
        events = [
            event(seq, timestamp=T0 + seq // 3, agent_id=agent, event_id=f"{agent}-{EPOCH}-{seq}" if seq % 4 else f"foreign {agent} {seq}")
            for seq in range(1, 12)
        ]
        blocks.append(Block(agent, HOST, EPOCH, 1, 1, 11, tuple(events)))
    store.append(Batch(1, tuple(blocks[:2])))
    store.append(Batch(2, tuple(blocks[2:])))
    whole = [row.event.event_id for row in store.query(Query(order=order))]
    seen, after = [], None
    while page := store.query(Query(order=order, limit=4, after=after)):
        seen += [row.event.event_id for row in page]
        last = page[-1]
        after = (last.position, last.event.event_sequence) if order == "position" else (last.event.timestamp, last.event.event_id)
    assert len(set(seen)) == len(seen) == 33
    assert order == "position" or seen == whole


def test_events_are_got_by_their_place_and_gone_ones_are_left_out(store):
    events = filled(store)
    refs = [EventRef(str(one.event_id), HOST, one.timestamp) for one in (events[3], events[0])]
    second = f"{AGENT}-{EPOCH}-2"
    elsewhere = [EventRef("gone", HOST, T0), EventRef(second, "other host", T0 + 2), EventRef(second, HOST, T0 + 9)]
    assert store.get([*refs, *elsewhere]) == [events[0], events[3]]
    assert store.get([]) == []


@pytest.mark.parametrize(
    "query", [Query(limit=0), Query((Condition("process.exe", "=", "x"),)), Query((Condition("process.pid", "=", "x"),))]
)
def test_wrong_question_is_refused_with_the_reason(store, query):
    with pytest.raises(InputError):
        store.query(query)


# Keeping


def test_stats_count_and_expire_drops_whole_days_of_one_lane(store):
    filled(store)
    stats = store.stats()
    assert (stats.events, stats.position, stats.oldest_ns) == (4, 2, {1: T0 + 1, 2: T0 + 3})
    assert stats.bytes > 0
    assert store.expire(1, NOW_NS) == 0
    assert store.expire(1, NOW_NS + DAY_NS) == 2
    assert found(store, order="oldest") == [3, 4]


def test_engine_keeps_over_a_restart_and_is_closed_for_good(tmp_path):
    one = open_embedded(tmp_path, clock())
    filled(one)
    one.close()
    with pytest.raises(StoreError, match="closed"):
        one.query(Query())
    again = open_embedded(tmp_path, clock())
    assert found(again, order="oldest") == [1, 2, 3, 4]
    again.close()


def test_many_ask_while_one_appends(store):
    filled(store)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(found, store, Condition("user.name", "=", "ann")) for _ in range(40)]
        for position in range(3, 10):
            store.append(batch(position, event(position * 100)))
        assert {tuple(one.result()) for one in asked} == {(4,)}
    assert store.stats().position == 9
