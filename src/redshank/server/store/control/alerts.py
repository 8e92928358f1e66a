"""Alerts as people ask for them: one with all that belongs to it, how many of which kind, what has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from redshank.server.store.control import evidence, numbers
from redshank.server.store.control.alert_filter import STATES, AlertFilter, conditions, named
from redshank.server.store.control.alert_pages import Page, page
from redshank.server.store.control.alert_rows import COLUMNS, AlertRow, row_of
from redshank.server.store.control.tables import alert_history, alert_records, alerts

__all__ = [
    "AlertRecord",
    "AlertRow",
    "Counts",
    "HistoryEntry",
    "Page",
    "Related",
    "counts",
    "page",
    "record",
    "related",
    "revision",
    "rows",
    "since",
]
"""All that a reader of alerts needs, pages too."""

SEVERITIES = (1, 2, 3)
NEAR_NS = 300 * 1_000_000_000
MAX_HISTORY = 200
IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What somebody did to an alert."""

    at: int
    actor: str
    action: str
    reason: str | None
    text: str | None
    assignee: str | None


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """An alert with all that is kept of it. body: findings.alert.to_flat of its first firing. events: flat, oldest first.

    events_total: how many different ones there were; `events` has the first of them. history: newest MAX_HISTORY, oldest first.
    """

    row: AlertRow
    body: dict[str, Any]
    events: tuple[dict[str, Any], ...]
    events_total: int
    history: tuple[HistoryEntry, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many alerts. severities: of the filter without its severities; states: without its states. All keys, always."""

    total: int
    severities: dict[int, int]
    states: dict[str, int]


@dataclass(frozen=True, slots=True)
class Related:
    """Other alerts by severity: of the same host within 5 minutes, of the same login session, of the processes around."""

    same_host_5min: dict[int, int]
    same_session: dict[int, int]
    same_process_tree: dict[int, int]


def record(c: Connection, alert_id: str) -> AlertRecord | None:
    """The alert with this id or number (`A-12`)."""
    chosen = select(*COLUMNS, alert_records.c.body, alert_records.c.events).join_from(alerts, alert_records)
    found = c.execute(chosen.where(named([alert_id]))).first()
    if found is None:
        return None
    row = row_of(found)
    events = [msgspec.json.decode(line) for line in evidence.lines_of(found.events)]
    return AlertRecord(
        row=row,
        body=msgspec.json.decode(evidence.inflate(found.body)),
        events=tuple(sorted(events, key=_time)),
        events_total=row.events_total,
        history=_history(c, row.number),
    )


def rows(c: Connection, revisions: Sequence[int]) -> list[AlertRow]:
    """The alerts whose newest revision is one of these, in order: what changed again meanwhile is left to its later one."""
    found: list[AlertRow] = []
    for at in range(0, len(revisions), IDS_AT_ONCE):
        chosen = select(*COLUMNS).where(alerts.c.revision.in_(revisions[at : at + IDS_AT_ONCE]))
        found += [row_of(row) for row in c.execute(chosen)]
    return sorted(found, key=lambda row: row.revision)


def since(c: Connection, revision: int, limit: int = 1_000) -> list[AlertRow]:
    """The alerts that changed after this revision, in the order of their last change."""
    later = select(*COLUMNS).where(alerts.c.revision > revision).order_by(alerts.c.revision).limit(limit)
    return [row_of(row) for row in c.execute(later)]


def revision(c: Connection) -> int:
    """The newest revision given."""
    return numbers.get(c, numbers.ALERT_REVISION)


def counts(c: Connection, wanted: AlertFilter) -> Counts:
    """How many alerts there are of the filter, and how many of each severity and state there would be."""
    cells = _cells(c, conditions(c, wanted, but=("severities", "states")))
    severities = wanted.where.severities or SEVERITIES
    states = wanted.where.states or STATES
    return Counts(
        total=sum(n for (state, severity), n in cells.items() if state in states and severity in severities),
        severities={one: sum(n for (state, severity), n in cells.items() if severity == one and state in states) for one in SEVERITIES},
        states={one: sum(n for (state, severity), n in cells.items() if state == one and severity in severities) for one in STATES},
    )


def _cells(c: Connection, where: Sequence[ColumnElement[bool]]) -> dict[tuple[str, int], int]:
    """Alerts by state and severity."""
    if not where:  # an index alone answers
        grouped = select(alerts.c.state, alerts.c.severity, func.count()).group_by(alerts.c.state, alerts.c.severity)
        return {(state, severity): n for state, severity, n in c.execute(grouped)}
    # GROUP BY would visit the alerts in an index's order, which takes twice as long as the table's own.
    keys = [(state, severity) for state in STATES for severity in SEVERITIES]
    counted = [func.count().filter(alerts.c.state == state, alerts.c.severity == severity) for state, severity in keys]
    return dict(zip(keys, c.execute(select(*counted).where(*where)).one(), strict=True))


def related(c: Connection, alert_id: str) -> Related | None:
    """How many other alerts are near this one."""
    of = c.execute(select(alerts).where(named([alert_id]))).first()
    if of is None:
        return None
    same_host = alerts.c.host_id == of.host_id if of.host_id else false()
    same_session = alerts.c.session_id == of.session_id if of.session_id is not None else false()
    near = alerts.c.last_seen.between(of.first_seen - NEAR_NS, of.last_seen + NEAR_NS)
    tree = [alerts.c.entity_id == id_ for id_ in (of.entity_id, of.parent_entity_id) if id_]
    tree += [alerts.c.parent_entity_id == id_ for id_ in (of.entity_id,) if id_]
    if of.parent_entity_id and of.session_id is not None:  # outside a session a parent is init, and half the host its children
        tree.append(and_(alerts.c.parent_entity_id == of.parent_entity_id, same_session))
    return Related(
        same_host_5min=_by_severity(c, of.number, and_(same_host, near)),
        same_session=_by_severity(c, of.number, and_(same_host, same_session)),
        same_process_tree=_by_severity(c, of.number, or_(false(), *tree)),
    )


def _by_severity(c: Connection, but: int, condition: ColumnElement[bool]) -> dict[int, int]:
    counted = select(alerts.c.severity, func.count()).where(condition, alerts.c.number != but).group_by(alerts.c.severity)
    found: dict[int, int] = {severity: int(n) for severity, n in c.execute(counted)}
    return dict.fromkeys(SEVERITIES, 0) | found


def _history(c: Connection, number: int) -> tuple[HistoryEntry, ...]:
    columns = (alert_history.c[name] for name in HistoryEntry.__slots__)
    newest = select(*columns).where(alert_history.c.number == number).order_by(alert_history.c.entry.desc()).limit(MAX_HISTORY)
    return tuple(HistoryEntry(*row) for row in reversed(c.execute(newest).all()))


def _time(flat: dict[str, Any]) -> str:
    """Times are written with the same number of digits, so that their texts are in order."""
    return str(flat.get("@timestamp", ""))
