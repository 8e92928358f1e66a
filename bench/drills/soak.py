"""The agent under mixed load for a long time: does its memory stay flat, what does it cost, what does it cost when idle.

    python -m bench.drills.soak [--minutes 30]

Programs, file writes, connections, log-ins and terminals, a few hundred events a second. Prints a line a minute, then the slope of
its memory over the second half, the memory at the end and the share of a core it takes idle. Exit 0 where it ends within
60 MiB, takes at most 0.5 % idle and, over 20 minutes or more, grows by at most 3 MiB an hour. Needs root; throw-away host.
"""

import argparse
import os
import pty
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench import usage
from bench.drills import stage
from bench.drills.stage import Agent, say

MOST_MIB, MOST_IDLE, MOST_SLOPE, LONG_MINUTES = 60.0, 0.005, 3.0, 20
ROUND_S, QUIET_S, QUIET, MOST_WORK_S, IDLE_S = 0.2, 10.0, 0.02, 300.0, 60.0
PROGRAMS, WRITES, CONNECTIONS = 8, 8, 6
EVERY_LOGIN, EVERY_TERMINAL, SAMPLE_S = 5, 25, 10.0


@dataclass(frozen=True, slots=True)
class Sample:
    """at_s: since the load began. pss_mib: of all the agent's processes. cpu_s: since they started."""

    at_s: float
    pss_mib: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it. idle: share of a core, the worse of before and after. end_mib: memory when all had settled."""

    samples: Sequence[Sample]
    minutes: float
    idle: float
    end_mib: float
    events: int
    lost: dict[str, int]


def main(arguments: list[str]) -> int:
    """Entry of the command; see the module's first lines."""
    options = _options(arguments)
    if not options.inside:
        return stage.enter("bench.drills.soak", arguments)
    return soak(options.minutes)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="the agent under load for a long time")
    parser.add_argument("--minutes", type=float, default=30, help="how long the load lasts")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def soak(minutes: float) -> int:
    """The drill itself."""
    storm = stage.build(Path("/run/storm"))
    Path("/var/log/auth.log").touch()
    agent = Agent(Path("/run/drill"), lambda _: False)
    try:
        agent.start()
        before = idle(agent)
        samples = load(agent, storm, minutes * 60)
        agent.settle(lambda: True, 60.0)
        after = idle(agent)
        end = usage.pss_mib(agent.pid())
        lost = stage.lost(agent.kept)
    finally:
        agent.stop()
    return judge(Run(samples, minutes, max(before, after), end, sum(agent.kept.counts.values()), dict(lost)))


def idle(agent: Agent) -> float:
    """Share of a core it takes while nothing happens in its host, once it has nothing left to do of its own."""
    first = time.monotonic()
    while share(agent, QUIET_S) > QUIET and time.monotonic() - first < MOST_WORK_S:
        pass
    say(f"it had work of its own for {time.monotonic() - first - QUIET_S:.0f} s")
    return share(agent, IDLE_S)


def share(agent: Agent, seconds: float) -> float:
    """Share of a core over so many seconds."""
    start, begin = usage.cpu_s(agent.pid()), time.monotonic()
    time.sleep(seconds)
    return (usage.cpu_s(agent.pid()) - start) / (time.monotonic() - begin)


def load(agent: Agent, storm: Path, seconds: float) -> list[Sample]:
    """Have all kinds of things done, and look at the agent every ten seconds."""
    start, samples, turn, said = time.monotonic(), list[Sample](), 0, 0
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        while (now := time.monotonic() - start) < seconds:
            if now >= len(samples) * SAMPLE_S:
                samples.append(Sample(now, usage.pss_mib(agent.pid()), usage.cpu_s(agent.pid())))
            if now >= said * 60:
                said += 1
                latest, events = samples[-1], sum(agent.kept.counts.values())
                say(f"{now / 60:5.1f} min  {latest.pss_mib:.1f} MiB  {latest.cpu_s:.1f} s of CPU  {events:,} events")
            act(storm, server, turn)
            turn += 1
            time.sleep(max(0.0, start + turn * ROUND_S - time.monotonic()))
    return samples


def act(storm: Path, server: socket.socket, turn: int) -> None:
    """One round of load: a fifth of a second of an ordinary busy host."""
    for number in range(PROGRAMS):
        subprocess.run([storm, "-", "soak", f"{turn}-{number}"], check=True)
    for number in range(WRITES):
        Path("/etc", f"soak-{(turn + number) % 200}").write_text(f"{turn}\n")
    for _ in range(CONNECTIONS):
        with socket.create_connection(server.getsockname()), server.accept()[0]:
            pass
    if turn % EVERY_LOGIN == 0:
        log_in(turn)
    if turn % EVERY_TERMINAL == 0:
        show_on_terminal()


def log_in(turn: int) -> None:
    """A refused log-in, as sshd writes it."""
    port, now = turn % 60_000 + 1, time.strftime("%b %e %H:%M:%S")
    with Path("/var/log/auth.log").open("a") as log:
        log.write(f"{now} soak sshd[{turn + 2}]: Failed password for root from 198.51.100.7 port {port} ssh2\n")


def show_on_terminal() -> None:
    """A shell on a terminal that shows a few thousand bytes."""
    child, terminal = pty.fork()
    if not child:
        os.execv("/bin/sh", ["/bin/sh", "-c", "ls -la /etc /usr/bin | head -100"])
    with suppress(OSError):
        while os.read(terminal, 65536):
            pass
    os.close(terminal)
    os.waitpid(child, 0)


def slope(samples: Sequence[Sample]) -> float:
    """MiB an hour over the second half, by least squares; 0 for fewer than two samples."""
    half = samples[len(samples) // 2 :]
    if len(half) < 2:
        return 0.0
    middle_s, middle = (sum(values) / len(half) for values in ([s.at_s for s in half], [s.pss_mib for s in half]))
    over = sum((s.at_s - middle_s) ** 2 for s in half)
    return sum((s.at_s - middle_s) * (s.pss_mib - middle) for s in half) / over * 3600


def judge(run: Run) -> int:
    """Print the figures; 0 where they are within the goals."""
    grows, first, last = slope(run.samples), run.samples[0], run.samples[-1]
    busy = (last.cpu_s - first.cpu_s) / max(1e-9, last.at_s - first.at_s)
    most = max(sample.pss_mib for sample in run.samples)
    say(f"{run.events:,} events in {run.minutes:g} minutes, {run.events / run.minutes / 60:,.0f} a second; lost: {run.lost or 'nothing'}")
    say(f"memory: {first.pss_mib:.1f} MiB at first, {most:.1f} at most, {run.end_mib:.1f} at the end (goal {MOST_MIB:.0f})")
    say(f"slope over the second half: {grows:+.1f} MiB an hour (goal {MOST_SLOPE:.0f}, judged from {LONG_MINUTES} minutes on)")
    say(f"{busy:.1%} of a core under load, {run.idle:.2%} idle (goal {MOST_IDLE:.1%})")
    flat = run.minutes < LONG_MINUTES or grows <= MOST_SLOPE
    return 0 if run.end_mib <= MOST_MIB and run.idle <= MOST_IDLE and flat else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
