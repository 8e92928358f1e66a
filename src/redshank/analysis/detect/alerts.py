"""Matches as alerts: title, severity, and repeats as one alert."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from redshank.analysis.detect.sigma.tree import Head
from redshank.events import Event, names
from redshank.events.values import rfc3339
from redshank.findings.alert import Alert, Clause

MAX_REPEATS = 50_000
"""Alerts whose repeats are still joined; the one silent for longest is forgotten first."""
MAX_TITLE_VALUE = 80
MAX_TITLE = 300
OFF_RESPONSE = (
    "What this rule looks for is not noticed until its file changes. Make it cheaper: name the program or a longer literal, and take "
    "patterns that begin with a literal. Shipped rules never come near the budget."
)


@dataclass(slots=True)
class Repeat:
    """An alert that may be repeated: its id, when it first fired (nanoseconds) and how often."""

    id: str
    first_seen: int
    count: int


class Repeats:
    """Alerts by rule, host and aggregation values, so that a repeat inside the window is the same alert."""

    def __init__(self, most: int = MAX_REPEATS) -> None:
        self.most = most
        self.evicted = 0
        self._known: OrderedDict[tuple[str, ...], Repeat] = OrderedDict()

    def count(self, rule: Head, event: Event) -> Repeat:
        """The alert that this firing is, counted."""
        key = (rule.id, event.host_id or event.host_name or "", *_aggregate(rule, event))
        known = self._known.get(key)
        if known is not None and abs(event.timestamp - known.first_seen) <= rule.window_ns:
            known.count += 1
            self._known.move_to_end(key)
            return known
        fresh = Repeat(_alert_id(key, event), event.timestamp, 1)
        # Evidence from long before the alert that is open does not close it.
        if known is None or event.timestamp > known.first_seen:
            self._known[key] = fresh
            self._known.move_to_end(key)
        if len(self._known) > self.most:
            self._known.popitem(last=False)
            self.evicted += 1
        return fresh

    def snapshot(self) -> list[list[Any]]:
        """Plain data, the alert silent for longest first."""
        return [[list(key), repeat.id, repeat.first_seen, repeat.count] for key, repeat in self._known.items()]

    def restore(self, data: list[list[Any]]) -> None:
        """Take up a snapshot in place of what is known."""
        self._known = OrderedDict((tuple(key), Repeat(alert_id, first, count)) for key, alert_id, first, count in data)


def make_alert(rule: Head, events: tuple[Event, ...], why: tuple[Clause, ...], repeat: Repeat, created: int) -> Alert:
    """The alert of one firing. events: all that contributed, oldest first, never empty."""
    event = events[-1]
    return Alert(
        id=repeat.id,
        severity=rule.severity,
        title=make_title(rule, event),
        rule_id=rule.id,
        rule_name=rule.title,
        rule_author=rule.author,
        technique_ids=rule.technique_ids,
        tactic_ids=rule.tactic_ids,
        event=event,
        why=why,
        created=created,
        events=events,
        count=repeat.count,
        first_seen=repeat.first_seen,
        rule_source=rule.references[0] if rule.references else "",
        rule_licence=rule.license,
        response=rule.response,
        tags=rule.tags,
        hidden=rule.hidden,
    )


def switched_off(rule: Head, event: Event, why: str, created: int) -> Alert:
    """The alert that a rule is off. event: the one on which it was found to cost too much."""
    return Alert(
        id=_alert_id(("rule switched off", rule.id), event),
        severity=2,
        title=_cut(f"Rule '{rule.title}' was switched off: {why}", MAX_TITLE),
        rule_id=rule.id,
        rule_name="Rule switched off",
        rule_author="The Redshank developers",
        technique_ids=(),
        tactic_ids=(),
        event=event,
        why=(Clause("time budget of a rule", "rule.id", rule.id, None, True),),
        created=created,
        events=(event,),
        first_seen=event.timestamp,
        response=OFF_RESPONSE,
    )


def make_title(rule: Head, event: Event) -> str:
    """The title with the event's values in it: absent ones `?`, control characters escaped, long ones cut."""
    parts = [part if place % 2 == 0 else _shown(part, event) for place, part in enumerate(rule.title_parts)]
    return _cut("".join(parts), MAX_TITLE)


def field_value(name: str, event: Event) -> Any:
    """The value of a field by its dotted name, None where the event has none."""
    return getattr(event, names.attribute(name), None)


def spell_time(ns: int) -> str:
    """A time as people read it; one that no calendar has, in nanoseconds."""
    try:
        return rfc3339(ns)
    except (ValueError, OverflowError, OSError):
        return f"{ns} ns"


def _shown(name: str, event: Event) -> str:
    value = field_value(name, event)
    if value is None:
        return "?"
    if names.kind(name) == "time":
        return spell_time(value)
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    # Longer than any title before it is looked at character by character: values come from hostile hands.
    text = text[: 4 * MAX_TITLE_VALUE]
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return _cut(text, MAX_TITLE_VALUE)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _aggregate(rule: Head, event: Event) -> tuple[str, ...]:
    if rule.aggregate is None:
        return (event.process_executable,) if event.process_executable else ()
    return tuple(str(field_value(name, event)) for name in rule.aggregate)


def _alert_id(key: tuple[str, ...], event: Event) -> str:
    """Stable over a re-run of the same events: a hash of who repeats and of the first event."""
    digest = hashlib.sha256()
    for part in (*key, event.event_id or "", str(event.timestamp)):
        data = part.encode("utf-8", "backslashreplace")
        digest.update(len(data).to_bytes(4, "big") + data)
    return digest.hexdigest()[:32]
