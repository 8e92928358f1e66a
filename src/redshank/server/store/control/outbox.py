"""What people are to be told, noted with what it is about. A key is told once, however often it is noted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from redshank.server.store.control.database import insert_into
from redshank.server.store.control.tables import outbox


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification. key: `alert/<id>/<stage>`, which goes out with it, so that a receiver sees a repeat as one."""

    key: str
    alert_id: str
    stage: str
    created_at: int
    sent_at: int | None
    attempts: int


def add(c: Connection, alert_ids: Sequence[str], stage: str, now_ns: int) -> None:
    """Note a stage of these alerts; one noted before stays as it is."""
    rows = [
        {"key": f"alert/{alert_id}/{stage}", "alert_id": alert_id, "stage": stage, "created_at": now_ns, "attempts": 0}
        for alert_id in alert_ids
    ]
    if rows:
        c.execute(insert_into(c, outbox).on_conflict_do_nothing(index_elements=["key"]), rows)


def unsent(c: Connection, limit: int = 100) -> list[Notice]:
    """What waits, the oldest first."""
    waiting = select(outbox).where(outbox.c.sent_at.is_(None)).order_by(outbox.c.created_at, outbox.c.key).limit(limit)
    return [Notice(*row) for row in c.execute(waiting)]


def attempted(c: Connection, key: str) -> None:
    """Count an attempt to send, before it is made."""
    c.execute(update(outbox).where(outbox.c.key == key).values(attempts=outbox.c.attempts + 1))


def sent(c: Connection, key: str, now_ns: int) -> bool:
    """Note that it was sent. False where there is no such notice or it was sent before."""
    return c.execute(update(outbox).where(outbox.c.key == key, outbox.c.sent_at.is_(None)).values(sent_at=now_ns)).rowcount == 1
