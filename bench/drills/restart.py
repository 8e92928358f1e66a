"""Programs are started at a steady rate and numbered; meanwhile the agent is killed and started again, over and over.

    python -m bench.drills.restart [--rate 2000] [--kills 5] [--every 4]

Prints how many numbers were never told, told twice, and told as lost. Exit 0 where what is missing is nothing or counted, and
nothing came twice. Needs root; everything happens in a throw-away host.
"""

import argparse
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.drills import stage
from bench.drills.stage import Agent, say

WORD, SETTLE_S, LEAST_S = "drill-number", 120.0, 4.0


def main(arguments: list[str]) -> int:
    """Entry of the command; see the module's first lines."""
    options = _options(arguments)
    if not options.inside:
        return stage.enter("bench.drills.restart", arguments)
    return restart(options, random.Random(options.kills))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="an agent is killed and loses nothing")
    parser.add_argument("--rate", type=int, default=2_000, help="programs started a second")
    parser.add_argument("--kills", type=int, default=5, help="how often the agent is killed")
    parser.add_argument("--every", type=float, default=LEAST_S, help="seconds between its start and its end, about")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def restart(options: argparse.Namespace, chance: random.Random) -> int:
    """The drill itself."""
    storm = stage.build(Path("/run/storm"))
    agent = Agent(Path("/run/drill"), is_numbered, guarded=False)
    count = int(options.rate * (options.kills * (options.every + 3.0) + options.every))
    try:
        agent.start()
        running = subprocess.Popen([storm, "execs", str(options.rate), str(count), WORD], stdout=subprocess.PIPE)
        for _ in range(options.kills):
            time.sleep(options.every * chance.uniform(0.5, 1.5))
            agent.kill()
            say(f"killed; it watches again after {agent.start():.1f} s")
        said, _ = running.communicate()
        if running.returncode:
            raise SystemExit("drill: the programs could not be started")
        agent.settle(lambda: len(seen(agent.kept)) == count, SETTLE_S)
        status = agent.status()
    finally:
        agent.stop()
    done, took_ns = map(int, said.split())
    say(f"{done:,} programs, {done / took_ns * 1e9:,.0f} a second, {options.kills} kills")
    return judge(agent, status, count)


def is_numbered(event: dict[str, Any]) -> bool:
    """One of the numbered programs."""
    return event["event.action"] == "process.exec" and (event.get("process.args") or [])[1:3] == ["-", WORD]


def seen(kept: list[dict[str, Any]]) -> Counter[int]:
    """How often each number was told."""
    return Counter(int(event["process.args"][-1]) for event in list(kept) if is_numbered(event))


def judge(agent: Agent, status: dict[str, Any], count: int) -> int:
    """Print the figures; 0 where nothing is missing uncounted and nothing came twice."""
    told = seen(agent.kept)
    missing, doubled, lost = count - len(told), sum(times - 1 for times in told.values()), stage.lost(agent.kept)
    say(f"{len(told):,} told, {missing:,} missing, {doubled:,} told twice")
    for what, number in sorted(lost.items()):
        say(f"{what}: {number:,}")
    say(f"losses by the agent's word: {status.get('losses')}")
    counted = sum(number for what, number in lost.items() if what.startswith(("process.exec ", "any ")))
    return 0 if missing <= counted and not doubled else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
