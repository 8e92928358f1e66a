"""Rules about other rules' matches: counts and orders within a time span, per key.

The state of a correlation is a bounded map from key to what was seen of it. Which matches belong together is decided
by their own times, not by the order in which they arrive; how long a key is remembered, by the time of the stream.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from redshank.analysis.detect.alerts import field_value, spell_time
from redshank.analysis.detect.counting import Closing, Reaching, needed
from redshank.analysis.detect.matched import Dated, Match, Window, join_events
from redshank.analysis.detect.sequence import Sequence as Steps
from redshank.analysis.detect.sigma.link import ids_by_name
from redshank.analysis.detect.sigma.tree import RULE_FIELD, AnyRule, Correlation
from redshank.events import Event, names
from redshank.findings.alert import Clause

MAX_CLAUSES = 64

_SPANS = (("w", 7 * 86400), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1))

Explain = Callable[[str, Event], tuple[Clause, ...]]
"""The clauses of a rule of single events, by its id, on an event it matched."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What each correlation remembers at most; beyond it, the key untouched for longest goes."""

    keys: int = 4096
    events: int = 8192
    values: int = 10_000


class KeyState(Protocol):
    """What is remembered of one key of one correlation."""

    def add(self, step: int, dated: Dated, value: Any) -> Window | None:
        """Take in a match of the correlation's rule number `step`; the window it completes, if it does."""
        ...

    def close(self, watermark: int) -> Window | None:
        """The window that is over by the stream's time and satisfies the condition, or None."""
        ...

    def kept(self) -> int:
        """Events held on to."""
        ...

    def snapshot(self) -> Any:
        """Plain data."""
        ...

    def restore(self, data: Any) -> None:
        """Take up a snapshot."""
        ...


@dataclass(slots=True)
class _Key:
    """touched: the stream's time when it last was added to."""

    state: KeyState
    touched: int


class _Memory:
    """The keys of one correlation, the one untouched for longest first."""

    def __init__(self, correlation: Correlation, limits: Limits, meaning: str) -> None:
        self.correlation, self.limits, self.meaning = correlation, limits, meaning
        self.keys: OrderedDict[tuple[Any, ...], _Key] = OrderedDict()
        self.kept = 0
        self.minimum = needed(correlation.bounds) if correlation.bounds else None
        self.groups = [[names.attribute(name) for name in group] for group in correlation.groups]
        self.values = [name if name == RULE_FIELD else names.attribute(name) for name in correlation.value_fields]
        self.closes = correlation.kind.endswith("_count") and self.minimum is None

    def fresh(self) -> KeyState:
        """The state of a key that was never seen."""
        rule = self.correlation
        if not rule.kind.endswith("_count"):
            return Steps(len(rule.rules), rule.timespan_ns, rule.kind == "temporal_ordered")
        distinct = rule.kind == "value_count"
        if self.minimum is None:
            return Closing(rule.bounds, rule.timespan_ns, distinct, self.limits.values)
        return Reaching(self.minimum, rule.timespan_ns, distinct)

    def add(self, key: tuple[Any, ...], step: int, dated: Dated, value: Any, watermark: int) -> Window | None:
        """Take in a match under its key."""
        known = self.keys.get(key)
        if known is None:
            known = self.keys[key] = _Key(self.fresh(), watermark)
        before = known.state.kept()
        window = known.state.add(step, dated, value)
        self.kept += known.state.kept() - before
        known.touched = watermark
        # Windows that are judged at their end stay in the order of their beginnings.
        if window is not None or not self.closes:
            self.keys.move_to_end(key)
        return window

    def shrink(self) -> int:
        """Forget the oldest keys until the limits hold; how many."""
        gone = 0
        while len(self.keys) > self.limits.keys or (self.kept > self.limits.events and len(self.keys) > 1):
            self._drop(next(iter(self.keys)))
            gone += 1
        return gone

    def over(self, watermark: int) -> list[tuple[tuple[Any, ...], Window]]:
        """Windows that are over and satisfied; keys that can no longer matter are forgotten."""
        found = []
        for key in list(self._aged(watermark)):
            if window := self.keys[key].state.close(watermark):
                found.append((key, window))
            self._drop(key)
        return found

    def _aged(self, watermark: int) -> Iterable[tuple[Any, ...]]:
        for key, known in self.keys.items():
            if isinstance(known.state, Closing):
                aged = known.state.start + self.correlation.timespan_ns < watermark
            else:
                aged = known.touched + 2 * self.correlation.timespan_ns < watermark
            if not aged:
                return
            yield key

    def _drop(self, key: tuple[Any, ...]) -> None:
        self.kept -= self.keys.pop(key).state.kept()

    def snapshot(self) -> dict[str, Any]:
        """Plain data, with what the state means beside it."""
        return {"meaning": self.meaning, "keys": [[list(key), known.touched, known.state.snapshot()] for key, known in self.keys.items()]}

    def restore(self, data: dict[str, Any]) -> None:
        """Take up a snapshot, unless the rule, or one it builds on, has changed its meaning since."""
        if data["meaning"] != self.meaning:
            return
        for key, touched, state in data["keys"]:
            known = _Key(self.fresh(), touched)
            known.state.restore(state)
            self.keys[tuple(key)] = known
            self.kept += known.state.kept()


class Correlator:
    """All correlations over one stream of matches."""

    def __init__(self, rules: Iterable[AnyRule], explain: Explain, limits: Limits | None = None) -> None:
        """rules: all of a set, in which the correlations find those they name. Raises KeyError where they do not."""
        rules = tuple(rules)
        self.counters = {"correlation_keys_evicted": 0, "correlation_matches_without_key": 0}
        self.watermark = 0
        self._explain = explain
        self._titles = {rule.id: rule.title for rule in rules}
        self._listeners: dict[str, list[tuple[Correlation, int]]] = {}
        ids = ids_by_name(rules)
        by_name = {name: by_id[rule_id] for by_id in [{rule.id: rule for rule in rules}] for name, rule_id in ids.items()}
        correlations = [rule for rule in rules if isinstance(rule, Correlation)]
        self._memories = {rule.id: _Memory(rule, limits or Limits(), meaning(rule, by_name)) for rule in correlations}
        for rule in rules:
            if isinstance(rule, Correlation):
                for step, name in enumerate(rule.rules):
                    self._listeners.setdefault(ids[name], []).append((rule, step))

    def listens_to(self, rule_id: str) -> bool:
        """True where some correlation names this rule."""
        return rule_id in self._listeners

    def feed(self, matches: Sequence[Match], now: int) -> list[Match]:
        """The correlations that the matches of one event complete, inner ones before those that build on them.

        now: the clock. A match from the future counts as one of now, so that a forged time cannot outdate the others.
        """
        completed: list[Match] = []
        waiting = list(matches)
        for match in waiting:
            for correlation, step in self._listeners.get(match.rule_id, ()):
                if found := self._take(correlation, step, match, now):
                    completed.append(found)
                    waiting.append(found)
        return completed

    def advance(self, time: int, now: int) -> list[Match]:
        """The correlations completed because their windows are over, now that the stream has reached `time`."""
        self.watermark = max(self.watermark, min(time, now))
        completed: list[Match] = []
        for memory in self._memories.values():
            for key, window in memory.over(self.watermark):
                found = self._completed(memory.correlation, key, window)
                completed += [found, *self.feed([found], now)]
        return completed

    def state_of(self, correlation: Correlation, step: int, event: Event) -> tuple[tuple[Any, ...], KeyState | None]:
        """The key under which an event of rule number `step` belongs, None in it where a value is missing, and what is remembered of it."""
        key = tuple(_key_value(field_value(name, event)) for name in correlation.groups[step])
        known = self._memories[correlation.id].keys.get(key) if correlation.id in self._memories else None
        return key, known.state if known else None

    def snapshot(self) -> dict[str, Any]:
        """Plain data."""
        return {"watermark": self.watermark, "correlations": {rule_id: memory.snapshot() for rule_id, memory in self._memories.items()}}

    def restore(self, data: dict[str, Any]) -> None:
        """Take up a snapshot; what belongs to rules that are gone or changed is left."""
        self.watermark = data["watermark"]
        for rule_id, state in data["correlations"].items():
            if rule_id in self._memories:
                self._memories[rule_id].restore(state)

    def _take(self, correlation: Correlation, step: int, match: Match, now: int) -> Match | None:
        memory, event = self._memories[correlation.id], match.event
        key = tuple([_key_value(getattr(event, attribute, None)) for attribute in memory.groups[step]])
        value = _counted(memory.values[step], match) if memory.values else 0
        if None in key or value is None:
            self.counters["correlation_matches_without_key"] += 1
            return None
        time = min(match.event.timestamp, now)
        self.watermark = max(self.watermark, time)
        window = memory.add(key, step, (time, match), value, self.watermark)
        if len(memory.keys) > memory.limits.keys or memory.kept > memory.limits.events:
            self.counters["correlation_keys_evicted"] += memory.shrink()
        return self._completed(correlation, key, window) if window else None

    def _completed(self, correlation: Correlation, key: tuple[Any, ...], window: Window) -> Match:
        fields = zip(correlation.group_by, correlation.groups[0], key, strict=True)
        why = [Clause(f"{correlation.kind} by {name}", field, value, None, True) for name, field, value in fields]
        if correlation.bounds:
            bounds = " and ".join(f"{op} {count}" for op, count in correlation.bounds)
            counted = correlation.value_fields[0] if correlation.value_fields else "event.id"
            why.append(
                Clause(f"{correlation.kind} {bounds} within {spell_span(correlation.timespan_ns)}", counted, window.count, None, True)
            )
            why += self._because(window.matches[-1])
        else:
            for match in window.matches:
                step = f"{correlation.kind} within {spell_span(correlation.timespan_ns)}: {self._titles[match.rule_id]}"
                why += [Clause(step, "@timestamp", spell_time(match.event.timestamp), None, True), *self._because(match)]
        return Match(correlation.id, join_events(window.matches), tuple(why[:MAX_CLAUSES]))

    def _because(self, match: Match) -> tuple[Clause, ...]:
        return match.why or self._explain(match.rule_id, match.event)


def meaning(rule: AnyRule, rules: Mapping[str, AnyRule] | None = None) -> str:
    """What a rule finds, as a short text that is another one where it finds something else. rules: by name, those it may build on."""
    if isinstance(rule, Correlation):
        base = [meaning(rules[name], rules) for name in rule.rules] if rules else []
        told = repr((rule.kind, base, rule.groups, rule.timespan_ns, rule.bounds, rule.value_fields))
    else:
        told = repr((rule.logsource, rule.trees))
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def spell_span(ns: int) -> str:
    """A time span as rules write it: 300 seconds are `5m`."""
    seconds = ns // 10**9
    unit, size = next((unit, size) for unit, size in _SPANS if seconds % size == 0)
    return f"{seconds // size}{unit}"


def _counted(attribute: str, match: Match) -> Any:
    """What of a match is counted once: which rule it is of, or the value of an attribute of its event."""
    return match.rule_id if attribute == RULE_FIELD else _key_value(getattr(match.event, attribute, None))


def _key_value(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value
