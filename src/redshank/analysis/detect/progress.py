"""How far a correlation has come with one key: counts against thresholds, steps against what is missing."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from redshank.analysis.detect.alerts import spell_time
from redshank.analysis.detect.correlate import KeyState, spell_span
from redshank.analysis.detect.counting import Closing, Reaching, needed
from redshank.analysis.detect.sequence import Sequence as Steps
from redshank.analysis.detect.sigma.tree import Correlation
from redshank.findings.alert import Clause


def progress(rule: Correlation, key: Sequence[Any], state: KeyState | None, time: int, titles: Sequence[str]) -> tuple[Clause, ...]:
    """The key and what is remembered of it around a time. titles: of the rules it joins, in order."""
    grouped = [
        Clause(f"{rule.kind} by {name}", field, value, None, value is not None)
        for name, field, value in zip(rule.group_by, rule.groups[0] if rule.groups else (), key, strict=False)
    ]
    return (*grouped, *(_counted(rule, state, time) if rule.bounds else _steps(rule, state, time, titles)))


def _counted(rule: Correlation, state: KeyState | None, time: int) -> list[Clause]:
    bounds = " and ".join(f"{op} {count}" for op, count in rule.bounds)
    field = rule.value_fields[0] if rule.value_fields else "event.id"
    span, least = spell_span(rule.timespan_ns), needed(rule.bounds)
    if least is not None:
        count = _within(state, time, rule.timespan_ns)
        text = f"{rule.kind} {bounds} within {span}: {count} of {least} in {span}, needs {least}"
        return [Clause(text, field, count, None, count >= least)]
    text = f"{rule.kind} {bounds}: judged when {span} are over since the first"
    if not isinstance(state, Closing) or not state.recent:
        return [Clause(f"{text}, and no such time runs", field, 0, None, False)]
    count = len(state.values) if state.distinct else state.count
    return [Clause(f"{text}, {spell_time(state.start)}", field, count, None, False)]


def _within(state: KeyState | None, time: int, span_ns: int) -> int:
    """The most matches that lie together in a span which holds the time."""
    if not isinstance(state, Reaching):
        return 0
    times = state.times[bisect_left(state.times, time - span_ns) : bisect_right(state.times, time + span_ns)]
    return max((bisect_right(times, start + span_ns) - place for place, start in enumerate(times) if start <= time), default=0)


def _steps(rule: Correlation, state: KeyState | None, time: int, titles: Sequence[str]) -> list[Clause]:
    span = spell_span(rule.timespan_ns)
    seen = state.steps if isinstance(state, Steps) else [[] for _ in rule.rules]
    clauses = []
    for title, matches in zip(titles, seen, strict=False):
        near = [at for at, _ in matches if abs(at - time) <= rule.timespan_ns]
        told = spell_time(near[-1]) if near else None
        clauses.append(Clause(f"{rule.kind} within {span}: {title}", "@timestamp", told, None, bool(near)))
    return clauses
