"""One whole measurement: every part in turn, each on its own feet."""

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bench import goals, idle, latency, pairs, throughput
from bench.agents import Agent, AgentError, Redshank
from bench.audit import AuditError
from bench.auditd import Auditd, obstacle
from bench.figures import summarise
from bench.operations import Mode
from bench.plan import Plan
from bench.rows import Row
from bench.workload import Workload, WorkloadError

FAILURES = (AgentError, AuditError, WorkloadError, OSError)


@dataclass(slots=True)
class Bench:
    """What was found so far. busy: processors that others used, once for each pair."""

    plan: Plan
    rows: list[Row] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    def measure(self) -> None:
        """Everything that the plan asks for. Raises WorkloadError where the work cannot be built."""
        plan, workload = self.plan, Workload(self.plan.root)
        ours = [Redshank(mode, plan.root, workload.watched) for mode in plan.modes]
        for agent in ours:
            count = plan.pairs if agent.mode == "full" else plan.other_pairs
            self._guarded(agent.name, partial(self._overhead, workload, agent, agent.mode, count))
        if plan.whole:
            self._guarded("latency", partial(self._latency, ours[0], workload))
            alone = Redshank(plan.modes[0], plan.root, workload.watched, alone=True)
            self._guarded("idle", partial(self._idle, ours[0], alone))
            self._guarded("decode", lambda: goals.throughput(throughput.measure()))
            self._guarded("rules", _rules)
        if plan.auditd:
            self._guarded("auditd", partial(self._auditd, workload))

    def _guarded(self, what: str, part: Callable[[], list[Row]]) -> None:
        """The rows of a part, or one that says why it failed: a broken part does not take the others along."""
        say(what)
        try:
            self.rows += part()
        except FAILURES as error:
            self.rows.append(Row(what, what, missing=str(error)))

    def _overhead(self, workload: Workload, agent: Agent, mode: Mode | None, count: int) -> list[Row]:
        measured = pairs.measure(workload, agent, self.plan.operations, count, say)
        self.busy += measured.busy
        rows: list[Row] = []
        for operation in self.plan.operations:
            found = summarise(measured.pairs[operation.name])
            rows.append(goals.overhead(operation, agent.name, mode, found, measured.usual_busy()))
            if complete := goals.completeness(operation, agent.name, mode, found):
                rows.append(complete)
        return [*rows, goals.memory(agent.name, mode, measured.pss_mib)]

    def _latency(self, agent: Redshank, workload: Workload) -> list[Row]:
        dice, acts = random.Random(1), self.plan.acts
        with latency.speaking(agent) as lines:
            return [
                *goals.latency("program in /tmp → alert line", latency.alerts(lines, acts, dice), held=True),
                *goals.latency("file written → event line", latency.changes(lines, acts, dice, workload.watched), held=False),
                *goals.latency("connect → event line", latency.connects(lines, acts, dice), held=False),
            ]

    def _idle(self, whole: Redshank, alone: Redshank) -> list[Row]:
        return goals.idle(idle.measure(whole, alone, self.plan.idle_s), self.plan.idle_s)

    def _auditd(self, workload: Workload) -> list[Row]:
        """Last, since every process born after auditing was once on pays for it until the machine starts again."""
        if reason := obstacle():
            raise AgentError(reason)
        return self._overhead(workload, Auditd(self.plan.root, workload.watched), None, self.plan.other_pairs)


def _rules() -> list[Row]:
    from bench import rules  # noqa: PLC0415 - only this part needs the rule engine

    return [goals.rules(rules.measure())]


def say(text: str) -> None:
    """What is being done, for whoever waits."""
    print(f"bench: {text}", file=sys.stderr, flush=True)
