"""Alerts that are kept, as a suppression sees them: what others like it there are, and which of them it would have hidden."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select, true

from redshank.analysis.detect.suppression import Suppression, holds
from redshank.core.errors import InputError
from redshank.events import Event
from redshank.events._generated.names import FIELDS
from redshank.events.codec import from_flat
from redshank.events.values import rfc3339
from redshank.server.store.control import evidence
from redshank.server.store.control.alert_rows import COLUMNS, AlertRow, row_of
from redshank.server.store.control.tables import alert_records, alerts

MAX_SEEN = 1_000
MAX_OF_RULE = 2_000
MAX_SAMPLES = 10


@dataclass(frozen=True, slots=True)
class KeptAlert:
    """An alert with the events that are kept of it, those that today's event table still reads."""

    row: AlertRow
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Vanished:
    """What a suppression would have hidden of the alerts that are kept. of: alerts of its rule; looked_at: the newest of them.

    firings: of the alerts that would vanish. unread: alerts that can no longer be read, counted as not hidden.
    """

    looked_at: int
    of: int
    hidden: int
    firings: int
    unread: int
    by_day: dict[str, int]
    by_host: dict[str, int]
    by_state: dict[str, int]
    samples: tuple[AlertRow, ...]


def seen(c: Connection) -> list[tuple[str, Event]]:
    """Rule and event of the newest alerts, at most MAX_SEEN."""
    return [(alert.row.rule_id, alert.events[-1]) for alert in _kept(c, true(), MAX_SEEN) if alert.events]


def vanished(c: Connection, one: Suppression) -> Vanished:
    """What it would have hidden."""
    of = c.execute(select(func.count()).select_from(alerts).where(alerts.c.rule_id == one.rule_id)).scalar_one()
    kept = list(_kept(c, alerts.c.rule_id == one.rule_id, MAX_OF_RULE))
    gone = [alert.row for alert in kept if hides(one, alert.events)]
    return Vanished(
        looked_at=len(kept),
        of=of,
        hidden=len(gone),
        firings=sum(row.count for row in gone),
        unread=sum(not alert.events for alert in kept),
        by_day=dict(sorted(Counter(rfc3339(row.first_seen)[:10] for row in gone).items())),
        by_host=dict(Counter(row.host_name or row.host_id or "" for row in gone).most_common(50)),
        by_state=dict(Counter(row.state for row in gone)),
        samples=tuple(gone[:MAX_SAMPLES]),
    )


def hides(one: Suppression, events: Sequence[Event]) -> bool:
    """Whether a match over these events would be hidden: each of them has to be what it describes, on one of its hosts."""
    return bool(events) and all(holds(one.parts, event) and (not one.hosts or event.host_id in one.hosts) for event in events)


def events_of(flats: Sequence[dict[str, Any]]) -> tuple[Event, ...]:
    """Flat events as events; none where one of them cannot be read."""
    try:
        return tuple(from_flat({key: value for key, value in flat.items() if key in FIELDS or key == "event.action"}) for flat in flats)
    except InputError:
        return ()


def _kept(c: Connection, condition: ColumnElement[bool], limit: int) -> Iterator[KeptAlert]:
    chosen = select(*COLUMNS, alert_records.c.body, alert_records.c.events).join_from(alerts, alert_records)
    for found in c.execute(chosen.where(condition).order_by(alerts.c.last_seen.desc()).limit(limit)):
        flats = [msgspec.json.decode(line) for line in evidence.lines_of(found.events)]
        yield KeptAlert(row_of(found), events_of(flats or [msgspec.json.decode(evidence.inflate(found.body))]))
