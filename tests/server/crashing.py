"""A server killed again and again: `python -m tests.server.crashing FOLDER ROUNDS [SEED]`, one line of JSON at the end.

Each round a child process opens both stores as the server does, runs its pipeline, and takes pushes over a pipe where
the server has HTTP; at an instant drawn by lot it is killed with SIGKILL: while it opens, recovers, stores, commits,
acknowledges or judges. The agents here send again only what was not acknowledged. At the end everything is compared
with what was sent, and the alerts with those of a run without a crash.

The child is forked, so that a round costs half a second; the event store's engine must be loaded after the fork.
"""

import json
import os
import random
import select
import signal
import struct
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from redshank.core.clock import SystemClock
from redshank.core.log import Log
from redshank.events import Event
from redshank.server.detect import judge as judging_module
from redshank.server.detect.judge import Judge
from redshank.server.ingest.disk import DiskLadder
from redshank.server.ingest.enrolment import known
from redshank.server.ingest.keep import Keeper, stored_above
from redshank.server.ingest.push import read_push, unpack
from redshank.server.ingest.registry import Registry
from redshank.server.ingest.tally import Tally
from redshank.server.pipeline import Pipeline
from redshank.server.process.news import News
from redshank.server.process.tell import Teller
from redshank.server.store.control import agents, alerts, marks
from redshank.server.store.control.alert_filter import AlertFilter
from redshank.server.store.control.database import Control, open_control
from redshank.server.store.hub import Hub
from redshank.wire.messages import FORMAT, Block, Push
from redshank.wire.signing import public_bytes
from tests.generated import build
from tests.server.detect.judging import engine
from tests.server.ingest.sending import EPOCH, Sender, block

BEGIN_NS = 1_760_000_000_000_000_000
LANES = (0, 1, 2)
NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
EVENTS_OF_BLOCK = 20
EARLY_S = 0.7
"""The instant of a third of the rounds: while the child opens its stores and recovers, as long as that usually takes."""
LATE_S = 0.5
"""Of the others: so long after the first acknowledgement, while it stores, commits, acknowledges and judges."""
PATIENCE_S = 30.0
FATAL = ("stored", "marked", "judged")
"""Instants that are hit on purpose in a quarter of the rounds, since they are short: stored and not marked; marked and not
acknowledged; judged and not kept."""
RECOVERED = "recovered"


@dataclass
class Host:
    """A host whose agent sends block after block; made of numbers, so that the same comes again. acked: by lane, how many blocks."""

    number: int
    sender: Sender
    host_id: str = ""
    acked: dict[int, int] = field(default_factory=lambda: dict.fromkeys(LANES, 0))
    sent: dict[int, int] = field(default_factory=lambda: dict.fromkeys(LANES, 0))

    def block(self, lane: int, index: int) -> Block:
        """Block `index` of a lane. Lanes take turns in numbers, so that each has gaps where the others are."""
        first = self.first(lane, index)
        return block(lane, first, self.events(lane, index), self.first(lane, index - 1) + EVENTS_OF_BLOCK - 1 if index else 0)

    def first(self, lane: int, index: int) -> int:
        """The first sequence number of a block."""
        return 1 + (index * len(LANES) + lane) * EVENTS_OF_BLOCK

    def events(self, lane: int, index: int) -> list[Event]:
        """What is in it: mostly nothing, now and then something that is an alert by itself or with others of its lane."""
        first = self.first(lane, index)
        return [self._event(lane, first + place) for place in range(EVENTS_OF_BLOCK)]

    def _event(self, lane: int, sequence: int) -> Event:
        common: dict[str, Any] = {"timestamp": BEGIN_NS + sequence * 1_000_000, "event_id": None, "host_name": f"host-{self.number}"}
        if sequence % 7 == 0:
            return build.process_exec(process_executable="/usr/bin/sh", process_pid=sequence, **common)
        if sequence % 5 == 0:
            return build.session_login_failed(source_ip=f"{NETWORKS[self.number]}.{lane * 50 + sequence // 300 % 50}", **common)
        return build.process_exec(process_executable="/usr/bin/true", process_pid=sequence, **common)


# The child: a server without HTTP


def serve(folder: Path, asked: int, answers: int, fatal: str) -> None:
    """Take pushes from one descriptor, acknowledge on the other, until the other end is closed. fatal: see FATAL."""
    from redshank.server.store.clickhouse import open_embedded  # after the fork

    with (folder / "log").open("a") as stream:
        control, clock, log = open_control(folder), SystemClock(), Log(stream=stream)
        events = open_embedded(folder / "events")
        registry = read_registry(control)
        keeper = Keeper(events, control, registry, clock)
        judge = Judge(engine(clock), control, clock, log)
        pipeline = Pipeline(keeper, judge, News(Hub(), Teller(None)))
        pipeline.start(events)
        with (folder / RECOVERED).open("a") as file:
            file.write("x" * bool(keeper.lanes._held))
        if fatal:
            die_after(*{"stored": (events, "append"), "marked": (keeper, "_commit"), "judged": (judge.engine, "detect")}[fatal])
        for name, body in read_pushes(asked):
            take(pipeline, registry, answers, name, body)
        while pipeline.waiting.waiting_events:
            time.sleep(0.01)
        pipeline.stop(30)
        events.close()
        control.close()


def die_after(what: Any, name: str) -> None:
    """The next call of this method is the last thing this process does."""
    method = getattr(what, name)

    def last(*arguments: Any) -> None:
        method(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(what, name, last)


def take(pipeline: Pipeline, registry: Registry, answers: int, agent_id: str, body: bytes) -> None:
    """One push, from its bytes to its acknowledgement."""
    agent = registry.find(agent_id)
    assert agent is not None
    found = unpack(read_push(body, agent_id), agent, DiskLadder(lambda: 1.0), Tally())
    assert found.refused == []

    def answer(future: "Future[Any]") -> None:
        line = msgspec.msgpack.encode([agent_id, future.result().high_water])
        os.write(answers, struct.pack("<I", len(line)) + line)

    pipeline.joiner.submit(agent_id, found.epoch, found.incoming).add_done_callback(answer)


def read_registry(control: Control) -> Registry:
    with control.read() as connection:
        return Registry([known(one) for one in agents.all_agents(connection)], marks.counters(connection))


def read_pushes(asked: int) -> Iterator[tuple[str, bytes]]:
    while head := os.read(asked, 4):
        (size,) = struct.unpack("<I", head)
        line = b""
        while len(line) < size:
            line += os.read(asked, size - len(line))
        yield msgspec.msgpack.decode(line, type=tuple[str, bytes])


# The parent: agents, and the one who kills


@dataclass
class Round:
    """A child and the two pipes to it."""

    pid: int
    asks: int
    answers: int

    def push(self, host: Host, blocks: list[Block]) -> None:
        """To one that has died nothing comes through, as with HTTP."""
        body = msgspec.msgpack.encode(Push(FORMAT, EPOCH, blocks))
        line = msgspec.msgpack.encode((host.sender.agent_id, body))
        with suppress(BrokenPipeError):
            os.write(self.asks, struct.pack("<I", len(line)) + line)

    def hear(self, hosts: list[Host], wait_s: float) -> int:
        """Acknowledgements that came, taken in; how many."""
        heard = 0
        while select.select([self.answers], [], [], wait_s if not heard else 0)[0]:
            head = os.read(self.answers, 4)
            if len(head) < 4:
                break
            line = os.read(self.answers, struct.unpack("<I", head)[0])
            agent_id, high_water = msgspec.msgpack.decode(line, type=tuple[str, dict[int, int]])
            host = next(one for one in hosts if one.sender.agent_id == agent_id)
            for lane in LANES:
                done = 0 if high_water[lane] == 0 else (high_water[lane] // EVENTS_OF_BLOCK - lane - 1) // len(LANES) + 1
                assert done >= host.acked[lane], "a high-water went back"
                host.acked[lane] = done
            heard += 1
        return heard

    def lives(self) -> bool:
        """False once it has ended by itself."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def end(self) -> int:
        """Nothing more to ask; the child's status."""
        os.close(self.asks)
        self.asks = -1
        return self.wait()

    def wait(self) -> int:
        _, status = os.waitpid(self.pid, 0)
        for descriptor in {self.asks, self.answers} - {-1}:
            os.close(descriptor)
        return os.waitstatus_to_exitcode(status)


def start(folder: Path, snapshot_s: float, fatal: str = "") -> Round:
    asked, asks = os.pipe()
    answers, answered = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(asks)
        os.close(answers)
        judging_module.SNAPSHOT_S, judging_module.SNAPSHOT_SHARE = snapshot_s, 0
        try:
            serve(folder, asked, answered, fatal)
        finally:
            os._exit(0 if sys.exc_info()[0] is None else _told())
    os.close(asked)
    os.close(answered)
    return Round(pid, asks, answers)


def _told() -> int:
    import traceback

    traceback.print_exc()
    return 1


def send(rng: random.Random, turn: Round, hosts: list[Host]) -> None:
    """A push of one of the hosts, from what it knows to be acknowledged; now and then it goes further back."""
    host = rng.choice(hosts)
    lanes = rng.sample(LANES, rng.randint(1, len(LANES)))
    blocks = []
    for lane in lanes:
        begin = max(0, host.acked[lane] - rng.choice((0, 0, 0, 1)))
        end = host.acked[lane] + rng.randint(1, 4)
        blocks += [host.block(lane, index) for index in range(begin, end)]
        host.sent[lane] = max(host.sent[lane], end)
    turn.push(host, blocks)


def play(folder: Path, rounds: int, seed: int) -> dict[str, int]:
    """Rounds with a kill each, then one to the end; what was lost, doubled, missing."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    hosts = [Host(number, Sender(f"host-{number}")) for number in range(len(NETWORKS))]
    enrol(folder, hosts)
    acks = 0
    for _ in range(rounds):
        turn = start(folder, rng.choice((0.0, 0.1, 5.0)), rng.choice(FATAL) if rng.random() < 1 / 4 else "")
        send(rng, turn, hosts)
        if rng.random() < 1 / 3:
            until = time.monotonic() + rng.uniform(0.0, EARLY_S)
        else:
            acks += turn.hear(hosts, PATIENCE_S)
            send(rng, turn, hosts)
            until = time.monotonic() + rng.uniform(0.0, LATE_S)
        while (left := until - time.monotonic()) > 0 and turn.lives():
            if heard := turn.hear(hosts, left):
                acks += heard
                send(rng, turn, hosts)
        turn.kill()
    acks += finish(folder, hosts)
    recovered = len((folder / RECOVERED).read_text())
    return {"rounds": rounds, "acks": acks, "recovered": recovered} | compare(folder, hosts)


def enrol(folder: Path, hosts: list[Host]) -> None:
    control = open_control(folder)
    with control.write() as connection:
        for host in hosts:
            new = agents.NewAgent(public_bytes(host.sender.key), agents.Facts(host.sender.name), host.sender.name)
            host.host_id = agents.enrol(connection, new, BEGIN_NS).host_id
    control.close()


def finish(folder: Path, hosts: list[Host]) -> int:
    """Everything that was ever sent is acknowledged, and the server ends cleanly."""
    turn, acks = start(folder, 5.0), 0
    while missing := [(host, lane) for host in hosts for lane in LANES if host.acked[lane] < host.sent[lane]]:
        for host, lane in missing:
            turn.push(host, [host.block(lane, index) for index in range(host.acked[lane], host.sent[lane])])
        acks += turn.hear(hosts, PATIENCE_S)
        while turn.hear(hosts, 0.5):
            acks += 1
    assert turn.end() == 0
    return acks


def compare(folder: Path, hosts: list[Host]) -> dict[str, int]:
    """In a child of its own, which tells by its pipe: what is stored against what was sent, alerts against those of a clean run."""
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.write(write, json.dumps(_compared(folder, hosts)).encode())
        finally:
            os._exit(0 if sys.exc_info()[0] is None else _told())
    os.close(write)
    with os.fdopen(read) as told:
        text = told.read()
    os.waitpid(pid, 0)
    found: dict[str, int] = json.loads(text)
    return found


def _compared(folder: Path, hosts: list[Host]) -> dict[str, int]:
    from redshank.server.store.clickhouse import open_embedded  # after the fork

    control, events = open_control(folder), open_embedded(folder / "events")
    stored = [row.event.event_id or "" for _, rows in stored_above(events, 0) for row in rows]
    expected: dict[str, int] = {}
    wanted: set[str] = set()
    for host in hosts:
        for lane in LANES:
            judge = engine(SystemClock())
            for index in range(host.sent[lane]):
                numbered = enumerate(host.events(lane, index), host.first(lane, index))
                made = [identified(event, host, sequence) for sequence, event in numbered]
                wanted |= {event.event_id or "" for event in made}
                expected |= {alert.id: alert.count for alert in judge.detect(made)}
    kept = dict(_alerts(control))
    control.close()
    return {
        "events": len(wanted),
        "events_lost": len(wanted - set(stored)),
        "events_doubled": len(stored) - len(set(stored)),
        "events_foreign": len(set(stored) - wanted),
        "alerts": len(expected),
        "alerts_missing": len(expected.keys() - kept.keys()),
        "alerts_doubled": len(kept.keys() - expected.keys()),
        "alerts_counted_wrong": sum(kept[one] != count for one, count in expected.items() if one in kept),
    }


def identified(event: Event, host: Host, sequence: int) -> Event:
    """The event as the server names it."""
    event.agent_id, event.event_sequence = host.sender.agent_id, sequence
    event.event_id = f"{host.sender.agent_id}-{EPOCH}-{sequence}"
    event.host_id = host.host_id
    return event


def _alerts(control: Control) -> Iterator[tuple[str, int]]:
    after: str | None = None
    with control.read() as connection:
        while True:
            page = alerts.page(connection, AlertFilter(), after=after, limit=500)
            yield from ((row.id, row.count) for row in page.rows)
            if (after := page.next) is None:
                return


if __name__ == "__main__":
    sys.stdout.write(json.dumps(play(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)) + "\n")
