"""The compiled store of indicators: `python -m bench.intel`. Sizes, and look-ups a CPU-second, one by one and in batches.

A million ranges (/16 to /31) and five million single IPv4 addresses, none of them anybody's in particular, from two hundred
sources; half of what is looked up is listed.
"""

import random
import socket
import tempfile
import time
from pathlib import Path

from redshank.analysis.intel.batch import listed, numpy_module
from redshank.analysis.intel.collect import Collector
from redshank.analysis.intel.list_lines import Domain, FileHash
from redshank.analysis.intel.prefixes import Prefix
from redshank.analysis.intel.store import Store, open_store, write_store

SEED = 7
RANGES, SINGLES, NAMES, SOURCES = 1_000_000, 5_000_000, 500_000, 200
ASKED = 200_000
BATCH = 20_000
GOALS = {"one by one": 400_000, "in batches": 2_000_000}
MAX_MB = 50


def build(path: Path, rng: random.Random) -> tuple[float, float]:
    """CPU-seconds of taking in and of compiling."""
    begin = time.process_time()
    collector = Collector()
    for _ in range(RANGES):
        spare = rng.randint(1, 16)
        collector.add(Prefix(32, rng.getrandbits(32) >> spare << spare, 32 - spare), rng.randrange(SOURCES))
    for _ in range(SINGLES):
        collector.add_v4(rng.getrandbits(32), rng.randrange(SOURCES))
    for at in range(NAMES):
        collector.add(Domain(f"h{at}.example"), 0)
        collector.add(FileHash(rng.randbytes(32)), 0)
    taken = time.process_time()
    owners = [(at, 0) for at in range(SOURCES)]
    write_store(path, collector, {"sources": [{"name": f"list-{at}"} for at in range(SOURCES)], "owners": owners})
    return taken - begin, time.process_time() - taken


def addresses(store: Store, rng: random.Random) -> list[str]:
    """Half of them listed, in any order."""
    single = store.columns["single"]
    known = [single[rng.randrange(len(single))] for _ in range(ASKED // 2)]
    numbers = known + [rng.getrandbits(32) for _ in range(ASKED // 2)]
    rng.shuffle(numbers)
    return [socket.inet_ntoa(number.to_bytes(4, "big")) for number in numbers]


def mapped_mb(path: Path) -> float:
    """Memory of this process that the mapped file takes, as the kernel counts it."""
    lines, ours, total = Path("/proc/self/smaps").read_text().splitlines(), False, 0
    for line in lines:
        if "-" in line.split(" ", 1)[0] and ":" not in line.split(" ", 1)[0]:
            ours = line.endswith(path.name)
        elif ours and line.startswith("Rss:"):
            total += int(line.split()[1])
    return total / 1024


def best(run: "list[float]", count: int) -> float:
    """Look-ups a CPU-second of the best run."""
    return count / min(run)


def main() -> int:
    """Prints the figures; 1 where a goal is missed."""
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.bin"
        took, compiled = build(path, rng)
        begin = time.process_time()
        store = open_store(path, time.time_ns)
        opened = time.process_time() - begin
        begin = time.perf_counter()
        store_again = open_store(path, time.time_ns)
        swap = time.perf_counter() - begin
        counts = store_again.notes.counts
        asked = addresses(store, rng)
        singly, batched, np = [], [], numpy_module()
        for _ in range(3):
            begin = time.process_time()
            hits = sum(1 for address in asked if store.address(address))
            singly.append(time.process_time() - begin)
            begin = time.process_time()
            found = sum(len(listed(store, asked[at : at + BATCH], np)) for at in range(0, ASKED, BATCH))
            batched.append(time.process_time() - begin)
            assert hits == found
        names = [f"www.h{rng.randrange(2 * NAMES)}.example" for _ in range(50_000)]
        begin = time.process_time()
        hit_names = sum(1 for name in names if store.domain(name))
        named = len(names) / (time.process_time() - begin)
        columns = ("single", "single_set", "single_page", "range_low", "range_high", "range_set", "range_page")
        v4_mb = sum(store.columns[name].nbytes for name in columns) / 1e6
        rates = {"one by one": best(singly, ASKED), "in batches": best(batched, ASKED)}
        print(f"store: {counts}, {len(store.notes.sets)} sets of sources; taken in {took:.1f} s, compiled {compiled:.1f} s of CPU")
        print(f"file {store.size_bytes / 1e6:.1f} MB, its IPv4 part {v4_mb:.1f} MB; resident after the look-ups {mapped_mb(path):.1f} MiB")
        print(f"opened and checked in {opened * 1000:.0f} ms of CPU, again in {swap * 1000:.0f} ms")
        for name, rate in rates.items():
            print(f"addresses {name}: {rate:,.0f}/CPU-s (goal {GOALS[name]:,}){'' if np or name == 'one by one' else ', without numpy'}")
        print(f"names: {named:,.0f}/CPU-s, {hit_names} of {len(names)} listed; {hits} of {ASKED} addresses listed")
        return 0 if v4_mb <= MAX_MB and all(rates[name] >= goal for name, goal in GOALS.items()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
