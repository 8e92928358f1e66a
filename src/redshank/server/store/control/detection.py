"""What detection found, kept together with how far it got: alerts, cursor, snapshot and outbox change as one.

A re-run from any cursor changes nothing that is there: an alert has the same id and count again, an event the same mark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, select, update

from redshank.findings.alert import Alert
from redshank.server.store.control import agents, evidence, numbers, outbox
from redshank.server.store.control.alert_rows import bounded, first_columns, labels_of
from redshank.server.store.control.database import insert_into
from redshank.server.store.control.evidence import Evidence
from redshank.server.store.control.tables import agents as agents_table
from redshank.server.store.control.tables import alert_labels, alert_records, alert_rules, alerts, detection_snapshots

IDS_AT_ONCE = 500
OPENED = "opened"
"""The outbox stage of a new Severity 1 alert."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An agent's first alert, or first Severity 1 alert. what: as `agents.mark_first` takes it."""

    what: agents.First
    agent_id: str
    host_name: str
    at_ns: int


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save changed: the revisions of alerts, ascending, and firsts of agents."""

    revisions: tuple[int, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far detection is. cursor: the last position whose alerts are saved. snapshot: the engine's, as of snapshot_cursor."""

    cursor: int
    snapshot: bytes | None
    snapshot_cursor: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """What of an alert changes when it repeats. number: None where it is new."""

    number: int | None
    count: int
    first_seen: int
    last_seen: int
    evidence: Evidence


def save(c: Connection, found: Sequence[Alert], cursor: int, snapshot: bytes | None, now_ns: int) -> Saved:
    """Keep the alerts of the batches up to position `cursor`; what changed by it.

    A known alert keeps severity, title, state and record of its first firing; its count and times only grow. A snapshot
    (bytes as they are) replaces an older one; neither it nor the cursor goes back.
    """
    numbers.hold(c, numbers.ALERT_REVISION)  # before anything is read: whoever saves too waits here
    firings: dict[str, list[Alert]] = {}
    for alert in found:
        firings.setdefault(alert.id, []).append(alert)
    known = _known(c, list(firings))
    grown = {id_: _grown(known.get(id_), alerts_) for id_, alerts_ in firings.items()}
    changed = [id_ for id_, kept in grown.items() if kept != known.get(id_)]
    last = numbers.advance(c, numbers.ALERT_REVISION, len(changed))
    revisions = dict(zip(changed, range(last - len(changed) + 1, last + 1), strict=True))
    _insert(c, [(firings[id_][0], grown[id_], revisions[id_]) for id_ in changed if id_ not in known], now_ns)
    _update(c, [(known[id_], grown[id_], revisions[id_]) for id_ in changed if id_ in known])
    _advance(c, cursor, snapshot)
    return Saved(tuple(revisions.values()), tuple(_firsts(c, found, now_ns)))


def load(c: Connection) -> Progress:
    """Where detection goes on: from the snapshot, up to the cursor without news, and on."""
    row = c.execute(select(detection_snapshots.c.data, detection_snapshots.c.cursor)).first()
    cursor = numbers.get(c, numbers.DETECTION_CURSOR)
    return Progress(cursor, row.data, row.cursor) if row else Progress(cursor, None, 0)


def _known(c: Connection, ids: Sequence[str]) -> dict[str, _Kept]:
    known: dict[str, _Kept] = {}
    columns = (alerts.c.id, alerts.c.number, alerts.c.count.label("times"), alerts.c.first_seen, alerts.c.last_seen, alerts.c.events_total)
    chosen = select(*columns, alert_records.c.events, alert_records.c.seen).join_from(alerts, alert_records)
    for at in range(0, len(ids), IDS_AT_ONCE):
        for row in c.execute(chosen.where(alerts.c.id.in_(ids[at : at + IDS_AT_ONCE]))):
            kept = evidence.unpacked(row.events, row.seen, row.events_total)
            known[row.id] = _Kept(row.number, row.times, row.first_seen, row.last_seen, kept)
    return known


def _grown(kept: _Kept | None, firings: Iterable[Alert]) -> _Kept:
    """What is kept of an alert after these firings of it."""
    for alert in firings:
        first, last = bounded(alert.first_seen or alert.event.timestamp), bounded(alert.event.timestamp)
        if kept is None:
            kept = _Kept(None, 0, first, last, Evidence())
        # The event that completed the match goes first: however many there are, it is kept.
        events = evidence.grow(kept.evidence, (alert.event, *alert.events), max(0, alert.count - kept.count))
        kept = replace(
            kept,
            count=max(kept.count, bounded(alert.count)),
            first_seen=min(kept.first_seen, first),
            last_seen=max(kept.last_seen, last),
            evidence=events,
        )
    assert kept is not None
    return kept


def _insert(c: Connection, fresh: Sequence[tuple[Alert, _Kept, int]], now_ns: int) -> None:
    if not fresh:
        return
    first = numbers.advance(c, numbers.ALERT_NUMBER, len(fresh)) - len(fresh) + 1
    compress = evidence.compressor()
    rows, records, labels = [], [], []
    for number, (alert, kept, revision) in enumerate(fresh, first):
        rows.append(first_columns(alert) | _columns(kept, revision) | {"number": number})
        records.append({"number": number, "body": compress(evidence.body_of(alert))} | evidence.packed(kept.evidence, compress))
        labels += [{"number": number, "label": label} for label in labels_of(alert)]
    c.execute(alerts.insert(), rows)
    c.execute(alert_records.insert(), records)
    if labels:
        c.execute(alert_labels.insert(), labels)
    rules = {(row["rule_id"], row["rule_name"]) for row in rows}
    known = insert_into(c, alert_rules).on_conflict_do_nothing()
    c.execute(known, [{"rule_id": rule_id, "rule_name": name} for rule_id, name in sorted(rules)])
    outbox.add(c, [alert.id for alert, _, _ in fresh if alert.severity == 1], OPENED, now_ns)


def _update(c: Connection, repeated: Sequence[tuple[_Kept, _Kept, int]]) -> None:
    if not repeated:
        return
    compress = evidence.compressor()
    of_number = bindparam("of_number", type_=BigInteger)
    rows = [_columns(new, revision) | {"of_number": new.number} for _, new, revision in repeated]
    c.execute(update(alerts).where(alerts.c.number == of_number), rows)
    more = [evidence.packed(new.evidence, compress) | {"of_number": new.number} for old, new, _ in repeated if new.evidence != old.evidence]
    if more:
        c.execute(update(alert_records).where(alert_records.c.number == of_number), more)


def _columns(kept: _Kept, revision: int) -> dict[str, Any]:
    return {
        "revision": revision,
        "count": kept.count,
        "first_seen": kept.first_seen,
        "last_seen": kept.last_seen,
        "events_total": kept.evidence.total,
    }


def _advance(c: Connection, cursor: int, snapshot: bytes | None) -> None:
    numbers.lift(c, numbers.DETECTION_CURSOR, cursor)
    if snapshot is None:
        return
    put = insert_into(c, detection_snapshots)
    newer = put.on_conflict_do_update(
        index_elements=["snapshot"],
        set_={"cursor": put.excluded.cursor, "data": put.excluded.data},
        where=put.excluded.cursor >= detection_snapshots.c.cursor,
    )
    c.execute(newer, {"snapshot": 1, "cursor": cursor, "data": snapshot})


def _firsts(c: Connection, found: Sequence[Alert], now_ns: int) -> Iterable[Mark]:
    """Notes the first alert of agents that had none. Most agents have had theirs, and one look tells."""
    worst: dict[str, Alert] = {}
    for alert in found:
        agent_id = alert.event.agent_id
        if agent_id and (agent_id not in worst or alert.severity < worst[agent_id].severity):
            worst[agent_id] = alert
    without = (agents_table.c.first_alert_at.is_(None)) | (agents_table.c.first_severity_1_at.is_(None))
    waiting = set(c.execute(select(agents_table.c.agent_id).where(agents_table.c.agent_id.in_(list(worst)), without)).scalars())
    for agent_id in sorted(waiting):
        alert = worst[agent_id]
        whats: tuple[agents.First, ...] = ("alert", "severity_1") if alert.severity == 1 else ("alert",)
        for what in whats:
            if agents.mark_first(c, agent_id, what, now_ns):
                yield Mark(what, agent_id, alert.event.host_name or "", now_ns)
