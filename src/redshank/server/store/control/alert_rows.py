"""An alert as a row of a list: its columns, read and first written."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from redshank.findings.alert import Alert
from redshank.server.store.control.evidence import clean
from redshank.server.store.control.tables import alerts

MAX_TEXT = 4_096
MAX_WORDS = 2_048
NO_SESSION = 0xFFFF_FFFF
_LARGEST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert without its record. number: small, for people (A-12). revision: grows with every change of any alert.

    first_seen, last_seen: of the events. created: when it first fired. reason: why it was dismissed.
    """

    number: int
    id: str
    revision: int
    severity: int
    state: str
    title: str
    rule_id: str
    rule_name: str
    host_id: str | None
    host_name: str | None
    agent_id: str | None
    user_name: str | None
    executable: str | None
    first_seen: int
    last_seen: int
    created: int
    count: int
    events_total: int
    techniques: tuple[str, ...]
    tactics: tuple[str, ...]
    simulated: bool
    assignee: str | None
    reason: str | None


COLUMNS = tuple(alerts.c[name] for name in AlertRow.__slots__)
"""What a select of rows names."""


def row_of(row: Row[*tuple[Any, ...]]) -> AlertRow:
    """The row of a select that has COLUMNS."""
    values = {name: row._mapping[name] for name in AlertRow.__slots__}
    return AlertRow(**values | {"techniques": tuple(values["techniques"].split()), "tactics": tuple(values["tactics"].split())})


def first_columns(alert: Alert) -> dict[str, Any]:
    """What a new alert's row says, but its number, revision, and what grows as it repeats."""
    event = alert.event
    shown = {
        "title": alert.title,
        "rule_id": alert.rule_id,
        "rule_name": alert.rule_name,
        "host_id": event.host_id,
        "host_name": event.host_name,
        "agent_id": event.agent_id,
        "user_name": event.user_name,
        "executable": event.process_executable,
        "entity_id": event.process_entity_id,
        "parent_entity_id": event.process_parent_entity_id,
        "techniques": " ".join(alert.technique_ids),
        "tactics": " ".join(alert.tactic_ids),
    }
    texts = {name: None if text is None else clean(text[:MAX_TEXT]) for name, text in shown.items()}
    return texts | {
        "id": alert.id,
        "severity": alert.severity,
        "state": "open",
        "session_id": event.session_id if event.session_id != NO_SESSION else None,
        "created": bounded(alert.created),
        "simulated": bool(event.simulated),
        "words": _words(texts),
    }


def labels_of(alert: Alert) -> set[str]:
    """What techniques and tactics are looked up by: a sub-technique is found by its technique too."""
    techniques = {part for technique in alert.technique_ids for part in (technique, technique.partition(".")[0])}
    return {clean(label.upper()[:MAX_TEXT]) for label in (*techniques, *alert.tactic_ids)}


def bounded(number: int) -> int:
    """A number that a 64-bit column takes: clocks of hostile machines go further."""
    return min(max(number, 0), _LARGEST)


def _words(texts: dict[str, str | None]) -> str:
    """In small letters, one a line, what free words are looked for in."""
    named = (texts[name] for name in ("title", "rule_name", "host_name", "user_name", "executable"))
    return "\n".join(text.lower() for text in named if text)[:MAX_WORDS]
