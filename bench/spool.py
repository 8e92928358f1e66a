"""`python -m bench.spool [--events N] [--folder DIR]`: what the agent's spool costs here, and how small it keeps events.

Events of a made-up host: a third program starts, the rest ends, opens and connects. Real ones vary more, so bytes an event
are a lower bound.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from tests.generated import build

from bench.rows import Row, table
from redshank.core.clock import SystemClock
from redshank.events import Event
from redshank.host.spool import Spool, SpoolSettings, open_spool
from redshank.host.spool.encode import Packer, by_lane, encode
from redshank.wire.messages import LANES

T = TypeVar("T")
_POLL = 100
"""Events of one `append`: what an agent under load reads at a time."""
_GOAL_US = 4.6
"""An event: 3 on top of msgpack (0.6) and zstd (1)."""


def main(arguments: list[str]) -> int:
    """Entry of the command."""
    parser = argparse.ArgumentParser(prog="python -m bench.spool")
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp"), help="where the spool is made, and removed again")
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="redshank-bench-", dir=options.folder))
    try:
        print(table(measure(folder, options.events)))
    finally:
        shutil.rmtree(folder)
    return 0


def measure(folder: Path, count: int) -> list[Row]:
    """The rows of the table."""
    spool = open_spool(folder / "a", SpoolSettings(), SystemClock())
    batches = list(_batches(count))
    cpu, wall = _timed(lambda: _append(spool, batches))
    on_disk, compressed = spool.health().bytes, _drained(spool)
    spool.close()
    start = time.perf_counter()
    open_spool(folder / "a", SpoolSettings(), SystemClock()).close()
    opened_ms = (time.perf_counter() - start) * 1e3
    steps = _steps(list(_batches(min(count, 50_000))))
    detail = ", ".join(f"{name} {us:.2f}" for name, us in steps.items())
    return [
        Row("spool_us", "one event, appended to synced", cpu / count * 1e6, _GOAL_US, "{:.2f} us", "low", f"processor time; {detail}"),
        Row("spool_rate", "events a second, appended to synced", count / wall, None, "{:,.0f}", "high", f"{_POLL} an append"),
        Row("spool_bytes", "bytes an event on disk", on_disk / count, None, "{:.1f}", "low", f"{compressed / count:.1f} of it travel"),
        Row("spool_sync", "an urgent event, appended to readable", _latency_ms(folder), None, "{:.1f} ms", "low", "median of 50"),
        Row("spool_open", "opening what is there", opened_ms, None, "{:.0f} ms", "low", f"{on_disk >> 20} MiB"),
    ]


def _batches(count: int) -> Iterator[list[Event]]:
    chance = random.Random(1)
    for first in range(0, count, _POLL):
        yield [_event(chance, at) for at in range(first, min(count, first + _POLL))]


def _event(chance: random.Random, at: int) -> Event:
    now, pid, kind = 1_763_958_251_000_000_000 + at * 997_000, 4000 + at % 20_000, chance.random()
    plain = {"timestamp": now, "event_created": now + 80_000, "process_pid": pid, "process_entity_id": f"{chance.getrandbits(128):032x}"}
    if kind < 0.35:
        args = ["/usr/bin/python3", "-m", f"job{chance.randrange(300)}", "--number", str(at)]
        return build.process_exec(**plain, process_args=args, process_command_line=" ".join(args))
    if kind < 0.6:
        return build.process_exit(**plain, process_exit_code=0)
    if kind < 0.9:
        return build.file_open(**plain, file_path=f"/etc/conf.d/{chance.randrange(5000)}")
    return build.net_connect(**plain, destination_ip=f"192.0.2.{chance.randrange(255)}", destination_port=443)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of this process's processors, and on the wall."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def _append(spool: Spool, batches: list[list[Event]]) -> None:
    while batches:
        spool.append(batches.pop())
    spool.sync()


def _drained(spool: Spool) -> int:
    """Bytes of all blocks."""
    total = 0
    for lane in LANES:
        after = 0
        while blocks := spool.unsent(lane, after, 1 << 30, 4 << 20):
            total += sum(len(block.data) for block in blocks)
            after = blocks[-1].last_seq
    return total


def _steps(batches: list[list[Event]]) -> dict[str, float]:
    """Microseconds an event, of the steps alone."""
    count = sum(len(batch) for batch in batches)
    sorted_s, lanes = _kept(lambda: [by_lane(batch) for batch in batches])
    encoded_s, pieces = _kept(lambda: [piece for batch in lanes for lane in batch if lane for piece in encode(lane)])
    pack = Packer().pack
    blocks = [pieces[at : at + 12] for at in range(0, len(pieces), 12)]
    packed_s, _ = _kept(lambda: [pack([piece.raw for piece in block], sum(piece.count for piece in block)) for block in blocks])
    return {"by lane": sorted_s / count * 1e6, "msgpack": encoded_s / count * 1e6, "zstd": packed_s / count * 1e6}


def _kept(work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def _latency_ms(folder: Path) -> float:
    spool = open_spool(folder / "b", SpoolSettings(), SystemClock())
    took, after = [], 0
    for at in range(50):
        start = time.perf_counter()
        spool.append([build.process_exec(process_pid=at)])
        spool.wait({1: after}, 5.0)
        took.append(time.perf_counter() - start)
        after = spool.unsent(1, after, 1000, 1 << 20)[-1].last_seq
    spool.close()
    return sorted(took)[len(took) // 2] * 1e3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
