"""`python -m bench.store [--events N] [--mix sensor|starts] [--folder DIR]`: size, rate and answers of the event store here.

A fleet of 200 hosts over three days (bench/store_events.py), batches of 5,000 events as ingest joins them, then the
questions that pages ask. CPU is that of the whole process without making the events, merges in the background included.
"""

import argparse
import heapq
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.rows import Row, table
from bench.store_events import SENSOR, STARTS, Host, Mix
from redshank.core.clock import FixedClock
from redshank.events import Event
from redshank.events._generated.columns import SPOOL_CLASS
from redshank.server.store.clickhouse import ClickHouseStore, open_embedded
from redshank.server.store.event_store import Batch, Block, Condition, EventRef, Query

SEED = 7
HOSTS = 200
DAYS = 3
BATCH = 5_000
BLOCK = 60
BLOCK_NS = 600 * 10**9
RUNS = 15
MIXES = {"sensor": SENSOR, "starts": STARTS}
GOAL_BYTES, GOAL_RATE, GOAL_MS, GOAL_ROWS_MS = 50.0, 20_000.0, 300.0, 200.0


def main(arguments: list[str]) -> int:
    """Entry of the command. Exit 0 where every goal is reached, 1 where one is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.store")
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--mix", choices=sorted(MIXES), default="sensor")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp"), help="where the store is made, and removed again")
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="redshank-bench-", dir=options.folder))
    try:
        rows = measure(folder, options.events, MIXES[options.mix])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(table(rows))
    return 1 if any(row.misses() for row in rows) else 0


@dataclass(slots=True)
class Sample:
    """Some of the events that went in, to ask about."""

    random: random.Random
    seen: int = 0
    kept: list[Event] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Keep it, or not: each event of all has the same chance to be among the 3,000."""
        self.seen += 1
        if len(self.kept) < 3_000:
            self.kept.append(event)
        elif (place := self.random.randrange(self.seen)) < 3_000:
            self.kept[place] = event

    def of(self, action: str) -> list[Event]:
        """Kept events of one type, shuffled."""
        found = [event for event in self.kept if event.event_action == action]
        self.random.shuffle(found)
        return found


def measure(folder: Path, count: int, mix: Mix) -> list[Row]:
    """Fill a store below `folder` and ask it."""
    clock, sample = FixedClock(), Sample(random.Random(SEED))
    store = open_embedded(folder, clock)
    try:
        rows = fill(store, clock, sample, count, mix)
        return rows + ask(store, sample)
    finally:
        store.close()


def fill(store: ClickHouseStore, clock: FixedClock, sample: Sample, count: int, mix: Mix) -> list[Row]:
    """Rate and size."""
    walls: list[float] = []
    making = rows = 0.0
    cpu = _cpu()
    batches = _batches(count, mix, sample)
    while True:
        begun = time.thread_time()
        batch = next(batches, None)
        making += time.thread_time() - begun
        if batch is None:
            break
        clock.wall = batch.blocks[-1].events[-1].timestamp
        begun = time.perf_counter()
        store.append(batch)
        walls.append(time.perf_counter() - begun)
        rows += sum(len(block.events) for block in batch.blocks)
    _settle(store)
    spent = _cpu() - cpu - making
    stats = store.stats()
    assert stats.events == rows
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Row("bytes", "bytes an event on disk", stats.bytes / rows, GOAL_BYTES, "{:.1f}", detail=f"{rows:,.0f} events"),
        Row("rate", "events a CPU-second, merges included", rows / spent, GOAL_RATE, "{:,.0f}", "high"),
        Row(
            "wall",
            "events a second while appending",
            rows / sum(walls),
            GOAL_RATE,
            "{:,.0f}",
            "high",
            f"one append: median {statistics.median(walls) * 1000:.0f} ms, most {max(walls) * 1000:.0f} ms",
        ),
        Row("memory", "most memory, MiB", peak, None, "{:.0f}"),
    ]


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _settle(store: ClickHouseStore) -> None:
    """Wait until the background has merged what it wants to merge; two minutes at most."""
    calm = 0
    for _ in range(120):
        before = _cpu()
        time.sleep(1)
        calm = calm + 1 if _cpu() - before < 0.1 else 0
        if calm == 3:
            return


def _batches(count: int, mix: Mix, sample: Sample) -> Iterator[Batch]:
    hosts = [Host(number, SEED, mix) for number in range(HOSTS)]
    shares = [1 / (number + 3) ** 0.7 for number in range(HOSTS)]
    streams = [_blocks(host, int(count * share / sum(shares)) + 1) for host, share in zip(hosts, shares, strict=True)]
    waiting: list[Block] = []
    position = events = 0
    for block in heapq.merge(*streams, key=lambda block: block.events[-1].timestamp):
        waiting.append(block)
        events += len(block.events)
        sample.take(block.events[-1])
        if events >= BATCH:
            position += 1
            yield Batch(position, tuple(waiting))
            waiting, events = [], 0
    if waiting:
        yield Batch(position + 1, tuple(waiting))


def _blocks(host: Host, count: int) -> Iterator[Block]:
    """What the host's agent sends: blocks of one lane, numbered, after ten minutes at the latest."""
    open_lanes: dict[int, list[Event]] = {}
    sequence = 0
    for event in host.events(count, DAYS):
        lane = SPOOL_CLASS[event.event_action]
        waiting = open_lanes.setdefault(lane, [])
        waiting.append(event)
        if len(waiting) >= BLOCK or event.timestamp - waiting[0].timestamp > BLOCK_NS:
            yield _block(host, lane, sequence + 1, open_lanes.pop(lane))
            sequence += len(waiting)
    for lane, waiting in open_lanes.items():
        yield _block(host, lane, sequence + 1, waiting)
        sequence += len(waiting)


def _block(host: Host, lane: int, first: int, events: list[Event]) -> Block:
    for number, event in enumerate(events, first):
        event.event_sequence, event.event_id = number, f"{host.agent}-{host.epoch}-{number}"
    return Block(host.agent, host.id, host.epoch, lane, first, len(events), tuple(events))


def ask(store: ClickHouseStore, sample: Sample) -> list[Row]:
    """How long the questions of pages take."""
    starts, flows = sample.of("process.exec")[:RUNS], sample.of("net.connect")[:RUNS]
    last = max(event.timestamp for event in sample.kept)
    refs = [_refs(sample, event.host_id) for event in starts]
    asked: list[tuple[str, str, Callable[[int], int]]] = [
        ("refs", "an alert's events by place (15 of a host)", lambda run: len(store.get(refs[run % len(refs)]))),
        ("tree", "a process and all it started", lambda run: _tree(store, starts[run % len(starts)])),
        ("host", "latest 100 of a host", lambda run: _count(store, "host.id", "=", starts[run % len(starts)].host_id)),
        ("rare", "arguments with a rare text", lambda run: _count(store, "process.command_line", "contains", _rare(sample, run))),
        (
            "none",
            "arguments with a text that is nowhere",
            lambda run: _count(store, "process.command_line", "contains", f"zq{run}-not-there"),
        ),
        ("often", "arguments with a common text, latest 100", lambda run: _count(store, "process.command_line", "contains", "curl -fsS")),
        ("address", "connections to an address, 24 h", lambda run: _to_address(store, flows[run % len(flows)], last)),
        ("latest", "latest 100 of all hosts", lambda run: len(store.query(Query()))),
        ("behind", "what lies behind a position", lambda run: len(store.query(Query(_behind(store), order="position", limit=5_000)))),
        ("stats", "how much is there", lambda run: store.stats().position),
    ]
    rows = [_timed(key, what, question, GOAL_MS) for key, what, question in asked]
    return [*rows, _timed("rows", "5,000 whole events of a host", lambda run: _many(store, starts[run % len(starts)]), GOAL_ROWS_MS)]


def _timed(key: str, what: str, question: Callable[[int], int], goal: float) -> Row:
    times, found = [], 0
    for run in range(RUNS):
        begun = time.perf_counter()
        found = max(found, question(run))
        times.append((time.perf_counter() - begun) * 1000)
    detail = f"first {times[0]:.0f} ms, most {max(times):.0f} ms; up to {found:,} found"
    return Row(key, f"{what}, median ms", statistics.median(times), goal, "{:.0f}", detail=detail)


def _count(store: ClickHouseStore, name: str, operator: str, value: object) -> int:
    return len(store.query(Query((Condition(name, operator, value),))))  # type: ignore[arg-type]  # one of the operators above


def _refs(sample: Sample, host: str | None) -> list[EventRef]:
    near = [event for event in sample.kept if event.host_id == host][:15]
    return [EventRef(event.event_id or "", event.host_id or "", event.timestamp) for event in near]


def _tree(store: ClickHouseStore, event: Event) -> int:
    """Breadth first from the process's grandparent, as the page of a process does."""
    where = (Condition("host.id", "=", event.host_id), Condition("event.action", "=", "process.exec"))
    level, found = {event.process_parent_entity_id or ""}, 0
    for _ in range(6):
        rows = store.query(Query((*where, Condition("process.parent.entity_id", "in", sorted(level))), limit=1_000))
        found += len(rows)
        level = {row.event.process_entity_id or "" for row in rows}
        if not level:
            break
    return found


def _rare(sample: Sample, run: int) -> str:
    lines = [event.process_command_line or "" for event in sample.of("process.exec")]
    words = [word for line in lines for word in line.split() if "token=" in word or "/tmp/cc" in word or word.startswith("/tmp/")]
    return words[run % len(words)][-12:]


def _to_address(store: ClickHouseStore, event: Event, last: int) -> int:
    where = (Condition("event.action", "=", "net.connect"), Condition("destination.ip", "=", event.destination_ip))  # type: ignore[attr-defined]  # a net.connect
    return len(store.query(Query(where, since_ns=last - 86_400 * 10**9)))


def _behind(store: ClickHouseStore) -> tuple[Condition, ...]:
    return (Condition("redshank.position", ">", store.stats().position - 1),)


def _many(store: ClickHouseStore, event: Event) -> int:
    return len(store.query(Query((Condition("host.id", "=", event.host_id),), limit=5_000)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
