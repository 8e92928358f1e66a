"""The goals, and the rows that measurements make with them. Pure."""

import statistics
from collections.abc import Mapping

from bench.figures import Summary, percentile
from bench.idle import Idle
from bench.latency import Latencies
from bench.operations import Mode, Name, Operation
from bench.rows import Row

BUSY = 0.15
"""Where others kept more than this of a processor busy, wall time says more about them than about us: processor time counts."""

_OVERHEAD: dict[tuple[Name, Mode], float] = {
    ("exec", "full"): 1.06,
    ("open", "full"): 1.15,
    ("open", "light"): 1.06,
    ("open", "off"): 1.02,
    ("write", "full"): 1.7,
    ("connect", "full"): 1.08,
    ("getpid", "full"): 1.70,
    ("getpid", "light"): 1.45,
    ("getpid", "off"): 1.01,
}
_MEDIAN_MS, _P99_MS = 5.0, 20.0
_PSS_MIB, _IDLE = 60.0, 0.005
_RULES_PER_S = 300_000.0


def overhead(operation: Operation, side: str, mode: Mode | None, found: Summary, busy: float) -> Row:
    """How much longer the operation takes with an agent. side: its name. mode: of ours, None for somebody else's."""
    goal = _OVERHEAD.get((operation.name, mode)) if mode else None
    crowded = busy > BUSY
    more = [
        f"median {found.ratio:.2f}" if crowded else f"CPU {found.cpu:.2f}",
        f"best/best {found.best:.2f}",
        f"pairs {found.low:.2f}..{found.high:.2f}",
        f"alone {found.base_us:,.2f} µs",
        f"agent {found.agent_us:,.1f} µs CPU",
    ]
    if found.disturbed:
        more.append("somebody else traced the machine meanwhile")
    what = f"{operation.name}, {side}" + (" (CPU)" if crowded else "")
    return Row(f"{operation.name} {mode or side}", what, found.cpu if crowded else found.ratio, goal, detail="; ".join(more))


def completeness(operation: Operation, side: str, mode: Mode | None, found: Summary) -> Row | None:
    """Events that came or were counted as lost, of those that happened; None where they are not told one by one."""
    if found.seen is None or found.told is None:
        return None
    counted = f"{found.lost:,} counted as lost or held back"
    more = f"came {found.seen * 100:.1f}%, least of all pairs; {counted}; all said {found.lag_s:.2f} s after the end"
    return Row("complete", f"events of {operation.name}, {side}", found.told * 100, 100.0 if mode else None, "{:.1f}%", "high", more)


def latency(what: str, found: Latencies, held: bool) -> list[Row]:
    """Median and 99th percentile of an act's way to its line. held: against the goals, not only shown."""
    if not found.ms:
        return [Row("latency", f"{what}: median", missing=f"none of {found.missing} acts gave its line within 5 s")]
    more = f"{len(found.ms)} acts, p95 {percentile(found.ms, 0.95):.2f} ms, longest {max(found.ms):.2f} ms, {found.missing} never came"
    median, p99 = statistics.median(found.ms), percentile(found.ms, 0.99)
    return [
        Row("latency", f"{what}: median", median, _MEDIAN_MS if held else None, "{:.2f} ms", detail=more),
        Row("latency", f"{what}: p99", p99, _P99_MS if held else None, "{:.2f} ms"),
    ]


def idle(found: Idle, seconds: float) -> list[Row]:
    """Processor and memory while nothing is asked of the agent."""
    alone = f"over {seconds:.0f} s, once its own work is done, in a pid namespace of its own: it sees no processes of others"
    return [
        Row("idle", "idle: CPU of one processor", found.cpu * 100, _IDLE * 100, "{:.2f}%", detail=alone),
        Row("memory", "idle: memory (PSS)", found.pss_mib, _PSS_MIB, "{:.1f} MiB", detail="sees all of the machine"),
        Row("start", "start until it watches", found.start_s, None, "{:.2f} s"),
        Row("start", "its own work after that: the first look at the files", found.work_s, None, "{:.0f} s"),
    ]


def memory(side: str, mode: Mode | None, pss_mib: list[float]) -> Row:
    """Memory after all of the work of a pair, the most of all pairs."""
    detail = "most of all pairs, after their work"
    return Row("memory", f"memory after work (PSS), {side}", max(pss_mib), _PSS_MIB if mode else None, "{:.1f} MiB", detail=detail)


def rules(found: Mapping[str, object]) -> Row:
    """Events that the rules take a second, as bench.rules says."""
    rate, number = found.get("mixed_per_cpu_s"), found.get("rules")
    if not isinstance(rate, int | float):
        return Row("rules", "rules: events per CPU-second", missing="bench.rules gave no rate")
    more = f"{number} rules; program starts alone {found.get('exec_per_cpu_s'):,}; tree walk {found.get('tree_walk_per_cpu_s'):,}"
    return Row("rules", "rules: events per CPU-second", float(rate), _RULES_PER_S, "{:,.0f}", "high", more)


def throughput(found: Mapping[str, float]) -> list[Row]:
    """The agent's own steps on one processor."""
    named = (("decode", "records decoded and joined per CPU-second"), ("lines", "JSON lines written per CPU-second"))
    return [Row(key, what, found[key], None, "{:,.0f}", "high", f"{1e6 / found[key]:.1f} µs each") for key, what in named]
