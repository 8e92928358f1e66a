"""Events per second through a real server: `python -m bench.ingest [--seconds 60] [--agents 8] [--rate 0]`.

A server process with its stores on disk; agents in processes of their own, each with a key, that sign and push blocks of
500 events over HTTP, one request after the other, as fast as the server lets them (or at --rate events a second, all
together). What they send is made before the clock starts. Prints what was stored and judged, how long an
acknowledgement took, how far judging lagged behind, the server's memory, and how long a page's request waited.
"""

import argparse
import http.client
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.server.running import running

from bench.figures import percentile
from bench.store_events import Host
from bench.usage import cpu_s, pss_mib
from redshank.server.store.clickhouse import open_embedded
from redshank.server.store.event_store import StoreStats
from redshank.wire.messages import ENROL_PATH, FORMAT, PUSH_PATH, Ack, Block, Enrol, HostFacts, Problem, Push
from redshank.wire.signing import REQUEST_HEADER, Stamp, public_bytes, sign_request

EVENTS_OF_BLOCK = 500
BLOCKS_OF_PUSH = 4
"""Where it goes as fast as it can; at a rate, one, as an agent sends that has no backlog."""
EVENTS_MADE = 20_000
"""Of each agent; sent again and again under new numbers."""
LOOK_S = 1.0
START_S = 120.0
"""How long an agent process may take beside the time it pushes."""
LANE = 2


@dataclass(slots=True)
class Figures:
    """What one agent saw. acks_s: how long each acknowledgement took. refused: asked to wait."""

    events: int = 0
    acks_s: list[float] = field(default_factory=list)
    refused: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Pusher:
    """One simulated agent."""

    port: int
    key: Ed25519PrivateKey
    blocks: list[bytes]
    rate: float
    figures: Figures = field(default_factory=Figures)

    def run(self, seconds: float) -> None:
        """Push until the time is over."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        epoch, sequence, counter = os.urandom(16).hex(), 1, 0
        begin = time.monotonic()
        while (now := time.monotonic()) - begin < seconds:
            if self.rate and (ahead := self.figures.events / self.rate - (now - begin)) > 0:
                time.sleep(min(ahead, 0.5))
                continue
            push, after = self._push(epoch, sequence)
            counter += 1
            status, body = self._send(connection, push, counter)
            if status == 200:
                self.figures.acks_s.append(time.monotonic() - now)
                kept = msgspec.msgpack.decode(body, type=Ack).high_water.get(str(LANE), sequence - 1)
                if kept != after - 1:  # a server whose disk is nearly full takes a part, or nothing of this lane
                    self.figures.refused += 1
                    time.sleep(0.5)
                self.figures.events += kept + 1 - sequence
                sequence = kept + 1
            elif status == 503:
                self.figures.refused += 1
                time.sleep(msgspec.msgpack.decode(body, type=Problem).wait_s)
            else:
                self.figures.errors.append(f"{status} {body[:100]!r}")

    def _push(self, epoch: str, sequence: int) -> tuple[bytes, int]:
        blocks = []
        for _ in range(1 if self.rate else BLOCKS_OF_PUSH):
            data = self.blocks[(sequence // EVENTS_OF_BLOCK) % len(self.blocks)]
            blocks.append(Block(LANE, sequence, EVENTS_OF_BLOCK, sequence - 1, data))
            sequence += EVENTS_OF_BLOCK
        return msgspec.msgpack.encode(Push(FORMAT, epoch, blocks)), sequence

    def _send(self, connection: http.client.HTTPConnection, body: bytes, counter: int) -> tuple[int, bytes]:
        header = sign_request(self.key, PUSH_PATH, body, Stamp("bulk", counter, time.time_ns()))
        connection.request("POST", PUSH_PATH, body, {REQUEST_HEADER: header})
        answer = connection.getresponse()
        return answer.status, answer.read()


def made_blocks(seed: int) -> list[bytes]:
    """Blocks as a spool has them, of the events that a sensor sees on a host."""
    compressor, events = zstandard.ZstdCompressor(level=3), list(Host(seed, seed=1).events(EVENTS_MADE, days=1))[:EVENTS_MADE]
    for event in events:
        event.event_id = event.event_sequence = event.agent_id = event.host_id = event.host_name = None
    return [compressor.compress(msgspec.msgpack.encode(events[at : at + EVENTS_OF_BLOCK])) for at in range(0, EVENTS_MADE, EVENTS_OF_BLOCK)]


def be_agent(at: tuple[int, str], number: int, plan: argparse.Namespace, go: Any, told: Any) -> None:
    """One agent, in a process of its own. at: the server's port, and a token."""
    port, token = at
    key = Ed25519PrivateKey.generate()
    enrol(port, key, token, f"bench-{number:02d}")
    pusher = Pusher(port, key, made_blocks(number), plan.rate / plan.agents)
    told.put("ready")
    go.wait()
    if plan.rate:  # not all at the same instant
        time.sleep(EVENTS_OF_BLOCK / plan.rate * number)
    pusher.run(plan.seconds)
    told.put(pusher.figures)


def enrol(port: int, key: Ed25519PrivateKey, token: str, name: str) -> None:
    """Let an agent in."""
    body = msgspec.msgpack.encode(Enrol(FORMAT, public_bytes(key), token, HostFacts(name, machine_id=name)))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", ENROL_PATH, body, {REQUEST_HEADER: sign_request(key, ENROL_PATH, body, Stamp("control", 1, time.time_ns()))})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"enrolment refused: {answer.read()!r}")


@dataclass(slots=True)
class Watcher:
    """Looks at the server once a second: memory, what it has judged, how long a small request waits."""

    pid: int
    port: int
    rss_mib: list[float] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Until told to end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.ending.wait(LOOK_S / 10):
            begin = time.monotonic()
            connection.request("GET", "/login")
            connection.getresponse().read()
            self.waits_s.append(time.monotonic() - begin)
            if len(self.waits_s) % 10 == 0:
                self.rss_mib.append(rss_mib(self.pid))
                self.lags.append(gauge(connection, "redshank_unjudged_events"))


def stored(folder: Path) -> StoreStats:
    """What lies in the store of a server that has ended."""
    store = open_embedded(folder / "data" / "server" / "events")
    try:
        return store.stats()
    finally:
        store.close()


def rss_mib(pid: int) -> float:
    """Resident memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / (1 << 20)


def gauge(connection: http.client.HTTPConnection, name: str) -> float:
    """A number of the server's metrics; 0 where it has none of the name."""
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    return next((float(line.split()[1]) for line in text.splitlines() if line.startswith(f"{name} ")), 0.0)


@contextmanager
def server(folder: Path) -> Iterator[tuple[int, int, str]]:
    """A server on a free port: its pid, port, and a token of many uses."""
    with running(folder / "data") as server:
        words = ["server", "token", "--uses", "100", "--data", str(folder / "data")]
        made = subprocess.run([sys.executable, "-I", "-m", "redshank", *words], check=True, capture_output=True, text=True)
        yield server.process.pid, server.port, made.stdout.strip()
        begin = time.monotonic()
        status = server.stop()
        print(f"stopped in {time.monotonic() - begin:.2f} s, status {status}")


def measure(plan: argparse.Namespace, folder: Path) -> dict[str, object]:
    """One run."""
    with server(folder) as (pid, port, token):
        spawn = multiprocessing.get_context("spawn")
        go, told = spawn.Event(), spawn.Queue()
        work = [((port, token), number, plan, go, told) for number in range(plan.agents)]
        agents = [spawn.Process(target=be_agent, args=one, daemon=True) for one in work]
        for agent in agents:
            agent.start()
        for _ in agents:
            told.get(timeout=START_S)
        watcher = Watcher(pid, port)
        thread = threading.Thread(target=watcher.run, daemon=True)
        thread.start()
        begin, cpu = time.monotonic(), cpu_s(pid)
        go.set()
        figures = [told.get(timeout=plan.seconds + START_S) for _ in agents]
        seconds, used = time.monotonic() - begin, cpu_s(pid) - cpu
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        behind = time.monotonic()
        while gauge(connection, "redshank_unjudged_events") and time.monotonic() - behind < 60:
            time.sleep(0.1)
        behind = time.monotonic() - behind
        watcher.ending.set()
        thread.join()
        pss = pss_mib(pid)
    kept = stored(folder)
    acked = sum(one.events for one in figures)
    if not acked:
        raise SystemExit(f"bench: nothing was acknowledged: {[error for one in figures for error in one.errors][:3]}")
    acks = sorted(ack for one in figures for ack in one.acks_s)
    rss = watcher.rss_mib
    return {
        "agents": plan.agents,
        "seconds": round(seconds, 1),
        "events_acked": acked,
        "events_stored": kept.events,
        "events_per_s": round(acked / seconds),
        "server_cpu_s_per_s": round(used / seconds, 2),
        "ack_p50_ms": round(percentile(acks, 0.5) * 1000),
        "ack_p99_ms": round(percentile(acks, 0.99) * 1000),
        "asked_to_wait": sum(one.refused for one in figures),
        "judged_behind_s_at_end": round(behind, 2),
        "unjudged_events_max": int(max(watcher.lags, default=0)),
        "page_wait_p50_ms": round(percentile(watcher.waits_s, 0.5) * 1000, 1),
        "page_wait_p99_ms": round(percentile(watcher.waits_s, 0.99) * 1000, 1),
        "rss_mib": [round(value) for value in rss[:: max(1, len(rss) // 10)]],
        "pss_mib_at_end": round(pss),
        "bytes_an_event": round(kept.bytes / kept.events, 1) if kept.events else 0,
        "errors": [error for one in figures for error in one.errors][:3],
    }


def main(arguments: list[str]) -> int:
    """Entry of the command; 0."""
    parser = argparse.ArgumentParser(prog="python -m bench.ingest")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--agents", type=int, default=8)
    parser.add_argument("--rate", type=float, default=0.0, help="events a second of all agents together; 0 as fast as they can")
    plan = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="redshank-ingest-"))
    try:
        for name, value in measure(plan, folder).items():
            print(f"{name:24} {value}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
