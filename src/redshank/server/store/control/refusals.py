"""What was not taken, by agent and kind, and a sample of it. Nothing is refused without being counted here."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from redshank.server.store.control.database import insert_into
from redshank.server.store.control.tables import dead_letters, refusals

MAX_LETTERS = 1_000
MAX_SAMPLE_BYTES = 4 << 10
UNKNOWN_AGENT = "-"


@dataclass(frozen=True, slots=True)
class Refusal:
    """How often one kind of thing was refused from one agent (`-` where it is not known whose it was)."""

    agent_id: str
    kind: str
    count: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """The first bytes of something refused. size: how many there were."""

    letter_id: int
    agent_id: str
    kind: str
    at: int
    size: int
    sample: bytes


def count(c: Connection, agent_id: str, kind: str, n: int, now_ns: int) -> None:
    """Add `n` to what was refused of this kind."""
    put = insert_into(c, refusals)
    grow = put.on_conflict_do_update(
        index_elements=["agent_id", "kind"],
        set_={"count": refusals.c.count + put.excluded.count, "last_at": put.excluded.last_at},
    )
    c.execute(grow, {"agent_id": agent_id, "kind": kind, "count": n, "first_at": now_ns, "last_at": now_ns})


def keep(c: Connection, agent_id: str, kind: str, sample: bytes, now_ns: int) -> None:
    """Keep the first bytes of something refused, and of all that were kept the newest MAX_LETTERS."""
    row = {"agent_id": agent_id, "kind": kind, "at": now_ns, "size": len(sample), "sample": sample[:MAX_SAMPLE_BYTES]}
    c.execute(dead_letters.insert(), row)
    oldest_kept = select(dead_letters.c.letter_id).order_by(dead_letters.c.letter_id.desc()).offset(MAX_LETTERS).limit(1)
    c.execute(delete(dead_letters).where(dead_letters.c.letter_id <= oldest_kept.scalar_subquery()))


def totals(c: Connection) -> list[Refusal]:
    """All that was ever refused, by agent and kind."""
    return [Refusal(*row) for row in c.execute(select(refusals).order_by(refusals.c.agent_id, refusals.c.kind))]


def letters(c: Connection, limit: int = 100) -> list[DeadLetter]:
    """What was kept, the newest first."""
    newest = select(dead_letters).order_by(dead_letters.c.letter_id.desc()).limit(limit)
    return [DeadLetter(*row) for row in c.execute(newest)]
