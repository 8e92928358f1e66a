"""Which alert of a rule an event belongs to."""

import msgspec
from sqlalchemy import Connection, select

from redshank.events import Event
from redshank.server.store.control import evidence
from redshank.server.store.control.tables import alert_records, alerts

MOST = 50
"""Alerts of the rule at the event's time that are looked into."""


def alert_of(c: Connection, rule_id: str, event: Event) -> int | None:
    """The number of the rule's alert that has the event among its evidence, None where none has."""
    at = event.timestamp
    chosen = select(alerts.c.number, alert_records.c.events, alert_records.c.body).join_from(alerts, alert_records)
    near = (alerts.c.rule_id == rule_id, alerts.c.last_seen >= at)
    here = alerts.c.host_id == event.host_id if event.host_id else alerts.c.host_id.is_(None)
    for row in c.execute(chosen.where(*near, here).order_by(alerts.c.last_seen).limit(MOST)):
        flats = [msgspec.json.decode(line) for line in evidence.lines_of(row.events)]
        flats.append(msgspec.json.decode(evidence.inflate(row.body)))
        if any(flat.get("event.id") == event.event_id for flat in flats):
            return int(row.number)
    return None
