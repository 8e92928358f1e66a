"""The same work without and with an agent, in turn."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench import audit, foreign, usage
from bench.agents import Agent
from bench.figures import Pair, Sample, order
from bench.operations import Name, Operation
from bench.workload import Run, Workload

_SETTLE_S = 0.5
_WAIT_S = 30.0  # for somebody else's tracing programs to go
_FREE_S = 3.0  # for the agent's own: the kernel frees them a moment after their end


@dataclass(slots=True)
class Measured:
    """All pairs with one agent. start_s, pss_mib: of each of its starts; memory after all of the work.

    busy: for each pair the processors (2 for two of them) that others kept busy while we worked without the agent.
    """

    pairs: dict[Name, list[Pair]]
    start_s: list[float] = field(default_factory=list)
    pss_mib: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    def usual_busy(self) -> float:
        """The median of `busy`."""
        return statistics.median(self.busy)


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a pair: the best run, and what the agent gave for all runs."""

    sample: Sample
    seen: int | None = None
    lost: int = 0
    agent_s: float = 0.0
    lag_s: float = 0.0


def measure(workload: Workload, agent: Agent, operations: Sequence[Operation], pairs: int, say: Callable[[str], None]) -> Measured:
    """Run `pairs` pairs of each operation. Whatever happens, the agent is stopped. Raises AgentError, WorkloadError."""
    measured = Measured({operation.name: [] for operation in operations})
    waiting = True
    for number in range(pairs):
        say(f"{agent.name}: pair {number + 1} of {pairs}")
        waiting = waiting and foreign.wait_until_gone(_WAIT_S)
        sides: dict[str, dict[Name, _Side]] = {}
        for letter in order(number):
            sides[letter] = _without(workload, operations, measured) if letter == "A" else _with(workload, agent, operations, measured)
        for operation in operations:
            measured.pairs[operation.name].append(_pair(operation, sides["A"][operation.name], sides["B"][operation.name]))
    return measured


def _pair(operation: Operation, a: _Side, b: _Side) -> Pair:
    return Pair(a.sample, b.sample, operation.count, operation.runs, b.seen, b.lost, b.agent_s, b.lag_s)


def _without(workload: Workload, operations: Sequence[Operation], measured: Measured) -> dict[Name, _Side]:
    sides: dict[Name, _Side] = {}
    busy, start, own = usage.machine_cpu_s(), time.monotonic(), 0.0
    for operation in operations:
        others = foreign.tracing_programs()
        with audit.unaudited():
            runs = [workload.run(operation) for _ in range(operation.runs)]
        own += sum(run.cpu_s for run in runs)
        sides[operation.name] = _Side(_best(runs, max(others, foreign.tracing_programs())))
    measured.busy.append(max(0.0, usage.machine_cpu_s() - busy - own) / (time.monotonic() - start))
    return sides


def _with(workload: Workload, agent: Agent, operations: Sequence[Operation], measured: Measured) -> dict[Name, _Side]:
    others, start = foreign.tracing_programs(), time.monotonic()
    try:
        agent.start()
        measured.start_s.append(time.monotonic() - start)
        own = foreign.tracing_programs() - others
        time.sleep(_SETTLE_S)
        sides = {operation.name: _watched(workload, agent, operation, own) for operation in operations}
        measured.pss_mib.append(agent.pss_mib())
        return sides
    finally:
        agent.stop()
        foreign.wait_until_gone(_FREE_S, others)


def _watched(workload: Workload, agent: Agent, operation: Operation, own: int) -> _Side:
    """Several runs, each reported to the end before the next: an agent that is still busy with the last would slow it."""
    before, runs, seen, lost, lags = agent.cpu_s(), [], [], 0, []
    for _ in range(operation.runs):
        agent.mark()
        run = _run(workload, agent, operation)
        reported = agent.reported(operation, run.token)
        runs.append(run)
        seen.append(reported.seen)
        lags.append(reported.lag_s)
        lost += reported.lost
    others = max(0, foreign.tracing_programs() - own)
    counted = [number for number in seen if number is not None]
    return _Side(_best(runs, others), sum(counted) if counted else None, lost, agent.cpu_s() - before, max(lags))


def _run(workload: Workload, agent: Agent, operation: Operation) -> Run:
    if agent.audits:
        return workload.run(operation)
    with audit.unaudited():
        return workload.run(operation)


def _best(runs: Sequence[Run], others: int) -> Sample:
    return Sample(min(run.wall_s for run in runs), min(run.cpu_s for run in runs), others)
