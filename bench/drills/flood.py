"""One user opens a secret as fast as it goes while another runs marked programs: all of those must be told.

    python -m bench.drills.flood [--seconds 60] [--programs 100]

Prints the rate, what was told of the other user's programs, what was lost or held back, and the agent's own ledger. Exit 0
where every program was told and the ledger's remainder is 0. Needs root; everything happens in a throw-away host.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.drills import stage
from bench.drills.stage import Agent, say

FLOODER, OTHER = 1001, 1002
SECRET, WORD = Path("/etc/sudoers.d/drill"), "drill-mark"
GOAL = 200_000
SETTLE_S = 120.0


def main(arguments: list[str]) -> int:
    """Entry of the command; see the module's first lines."""
    options = _options(arguments)
    if not options.inside:
        return stage.enter("bench.drills.flood", arguments)
    return flood(options.seconds, options.programs)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="one user floods, another is seen")
    parser.add_argument("--seconds", type=int, default=60, help="how long the flood lasts")
    parser.add_argument("--programs", type=int, default=100, help="how many the other user runs meanwhile")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def flood(seconds: int, programs: int) -> int:
    """The drill itself."""
    SECRET.parent.mkdir(mode=0o755, exist_ok=True)
    SECRET.parent.chmod(0o755)
    SECRET.write_text("# nothing\n")
    SECRET.chmod(0o644)
    storm = stage.build(Path("/run/storm"))
    agent = Agent(Path("/run/drill"), is_marked)
    try:
        say(f"the agent watches after {agent.start():.1f} s")
        opens, took_s = overlap(storm, seconds, programs)
        agent.settle(lambda: len(numbers(agent.kept)) == programs, SETTLE_S)
        status = agent.status()
    finally:
        agent.stop()
    say(f"{opens:,} opens of a secret by one user, {opens / took_s:,.0f} a second (goal {GOAL:,})")
    return judge(agent, status, programs, opens)


def overlap(storm: Path, seconds: int, programs: int) -> tuple[int, float]:
    """Both users at once; how often the secret was opened, and in how many seconds."""
    words: list[str | Path] = [storm, "opens", str(seconds), SECRET]
    flooding = subprocess.Popen(words, user=FLOODER, group=FLOODER, extra_groups=[], stdout=subprocess.PIPE)
    start = time.monotonic()
    for number in range(programs):
        time.sleep(max(0.0, start + (number + 0.5) * seconds / programs - time.monotonic()))
        subprocess.run([storm, "-", WORD, str(number)], user=OTHER, group=OTHER, extra_groups=[], check=True)
    said, _ = flooding.communicate()
    if flooding.returncode:
        raise SystemExit("drill: the flood itself failed")
    done, took_ns = map(int, said.split())
    return done, took_ns / 1e9


def is_marked(event: dict[str, Any]) -> bool:
    """A marked program of the other user."""
    named = event["event.action"] == "process.exec" and (event.get("process.args") or [])[1:3] == ["-", WORD]
    return named and event.get("user.id") == OTHER


def numbers(kept: list[dict[str, Any]]) -> set[int]:
    """The numbers of the marked programs that were told."""
    return {int(event["process.args"][-1]) for event in list(kept) if is_marked(event)}


def judge(agent: Agent, status: dict[str, Any], programs: int, opens: int) -> int:
    """Print the figures; 0 where all was told and accounted for."""
    told, remainder, lost = len(numbers(agent.kept)), stage.remainder(status), stage.lost(agent.kept)
    say(f"{told} of {programs} programs of the other user told")
    for what, count in sorted(lost.items()):
        say(f"{what}: {count:,}")
    gone = sum(count for what, count in lost.items() if what.startswith("file.open "))
    say(f"opens: {agent.kept.counts['file.open']:,} told and {gone:,} lost or held back, {opens:,} made by the flood alone")
    say(f"told in all: {', '.join(f'{action} {count:,}' for action, count in agent.kept.counts.most_common(6))}")
    say(f"dropped by the spool: {(stage.find(status, 'spool') or {}).get('dropped')}; losses by the agent's word: {status.get('losses')}")
    for row in stage.find(status, "ledger") or ():
        say(f"ledger: {row}")
    say("the agent keeps no ledger" if remainder is None else f"ledger's remainder {remainder}")
    return 0 if told == programs and not remainder else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
