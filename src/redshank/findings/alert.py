"""An alert: a rule's match that people may see, with the reason it fired and the events behind it."""

from dataclasses import dataclass, field
from typing import Any

from redshank.events import Event
from redshank.events.codec import to_flat as event_to_flat
from redshank.events.values import rfc3339


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a rule's condition against one event.

    clause: as the rule writes it, `selection.Image|endswith: /sh`. field: dotted name. value: what the event had.
    span: start and length in characters of the part of a string value that matched, else None.
    """

    clause: str
    field: str
    value: Any
    span: tuple[int, int] | None
    matched: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """One firing. A repeat inside the rule's window has the same id and a higher count.

    severity: 1 wake someone, 2 review, 3 record. event: the one that completed the match. events: all that
    contributed, oldest first, the last one being `event`. times: nanoseconds since 1970. hidden: a
    sign for the program itself, shown to nobody. retro: found in stored events, by what became known only later.
    """

    id: str
    severity: int
    title: str
    rule_id: str
    rule_name: str
    rule_author: str
    technique_ids: tuple[str, ...]
    tactic_ids: tuple[str, ...]
    event: Event
    why: tuple[Clause, ...]
    created: int
    events: tuple[Event, ...] = ()
    count: int = 1
    first_seen: int = 0
    rule_source: str = ""
    rule_licence: str = ""
    response: str = ""
    tags: tuple[str, ...] = field(default=())
    hidden: bool = False
    retro: bool = False


def to_flat(alert: Alert) -> dict[str, Any]:
    """The alert as flat dotted keys: its event's fields, and its own over them."""
    flat = event_to_flat(alert.event) | {
        "event.kind": "alert",
        "event.created": rfc3339(alert.created),
        "alert.id": alert.id,
        "alert.severity": alert.severity,
        "alert.title": alert.title,
        "alert.count": alert.count,
        "alert.first_seen": rfc3339(alert.first_seen or alert.event.timestamp),
        "rule.id": alert.rule_id,
        "rule.name": alert.rule_name,
        "rule.author": alert.rule_author,
        "threat.technique.id": list(alert.technique_ids),
        "threat.tactic.id": list(alert.tactic_ids),
        "why": [clause_to_flat(clause) for clause in alert.why],
        "event.ids": [event.event_id for event in alert.events or (alert.event,)],
    }
    flat.setdefault("process.args", [])
    flat.setdefault("process.ancestors", [])
    optional = {"rule.reference": alert.rule_source, "rule.license": alert.rule_licence, "alert.response": alert.response}
    if alert.retro:
        flat["redshank.retro"] = True
    return flat | {key: value for key, value in optional.items() if value}


def clause_to_flat(clause: Clause) -> dict[str, Any]:
    """A clause as JSON: span is [start, length] or null."""
    span = list(clause.span) if clause.span else None
    return {"clause": clause.clause, "field": clause.field, "value": clause.value, "span": span, "matched": clause.matched}
