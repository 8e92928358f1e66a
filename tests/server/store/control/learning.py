"""A process that judges and learns until somebody kills it: `python -m …learning FOLDER SNAPSHOT_S`. Prints each position kept."""

import random
import sys
from pathlib import Path

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.sigma.load import load_text
from redshank.core.clock import FixedClock
from redshank.core.log import Log
from redshank.server.detect import judge as judging_module
from redshank.server.detect.judge import Judge
from redshank.server.store.control.database import Control, open_control
from redshank.server.store.event_store import Batch, Block
from redshank.server.store.memory import MemoryStore
from tests.generated import build

HOUR = 3600 * 10**9
START = 1_760_000_000 * 10**9
BATCHES, EVENTS = 160, 4
RULES = """
title: New program
id: new
name: new
logsource: {product: linux, category: process_creation}
detection: {selection: {User: www-data}, condition: selection}
redshank: {aggregate: [Image], first_seen: {fields: [Image], learning: 1d, remember: 3d}}
---
title: New program anywhere
id: anywhere
logsource: {product: linux, category: process_creation}
detection: {selection: {User: www-data}, condition: selection}
redshank: {aggregate: [Image], first_seen: {fields: [Image], per: fleet, learning: 2d, remember: 2d}}
---
title: Several new programs
id: several
correlation: {type: event_count, rules: [new], group-by: [host.id], timespan: 12h, condition: {gte: 4}, generate: [new]}
"""


def engine() -> Engine:
    """The rules above."""
    found = load_text(RULES, "rules.yml", {})
    assert found.errors == ()
    return Engine(found.rules, clock=lambda: START + 1000 * HOUR)


def filled() -> MemoryStore:
    """What was stored: the same every time."""
    rng, store = random.Random(3), MemoryStore()
    for position in range(1, BATCHES + 1):
        events = []
        for place in range(EVENTS):
            number = position * EVENTS + place
            image = f"/usr/bin/{'abcdefghijklmnopqrstuvwxyz'[rng.randrange(26)] * rng.choice((1, 1, 1, 2))}"
            events.append(
                build.process_exec(
                    timestamp=START + position * HOUR + place * 10**9, event_id=f"e-{number:06}", event_sequence=number, agent_id="a",
                    host_id=f"h-{rng.randrange(2)}", process_executable=image, user_name="www-data",
                )
            )  # fmt: skip
        store.append(Batch(position, (Block("a", "h", "0" * 32, 1, events[0].event_sequence or 1, EVENTS, tuple(events)),)))
    return store


def judged(control: Control, store: MemoryStore, snapshot_s: float) -> Judge:
    """Judge to the end, from where the control store says."""
    judging_module.SNAPSHOT_S, judging_module.SNAPSHOT_SHARE = snapshot_s, 0
    judge = Judge(engine(), control, FixedClock(START + 1000 * HOUR), Log(stream=None))
    for batch in judge.missed(store, BATCHES):
        judge.judge(batch)
        sys.stdout.write(f"{batch.position}\n")
        sys.stdout.flush()
    return judge


if __name__ == "__main__":
    judged(open_control(Path(sys.argv[1])), filled(), float(sys.argv[2]))
