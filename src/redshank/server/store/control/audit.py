"""Who did what, in a table that only grows: each entry carries the hash of the one before, so that a change shows."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, select

from redshank.server.store.control import numbers
from redshank.server.store.control.evidence import clean
from redshank.server.store.control.tables import audit

START = "0" * 64
"""What the first entry carries as the hash before it."""
MAX_TEXT = 8_192
ENTRIES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class AuditAct:
    """One act. verb: a stable word such as `alert.dismiss`. before, after: what was changed, as text or its hash."""

    actor: str
    ip: str
    verb: str
    target: str
    before: str = ""
    after: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An act as it was noted, with its number (from 1, without a gap) and its place in the chain."""

    n: int
    at: int
    actor: str
    ip: str
    verb: str
    target: str
    before: str
    after: str
    reason: str
    previous: str
    digest: str


def append(c: Connection, act: AuditAct, now_ns: int) -> Entry:
    """Note an act. Texts over MAX_TEXT characters are cut."""
    n = numbers.advance(c, numbers.AUDIT)  # from here on nobody else appends until this transaction is over
    _, previous = head(c)
    said = {name: clean(text[:MAX_TEXT]) for name, text in asdict(act).items()}
    entry = Entry(n=n, at=now_ns, **said, previous=previous, digest="")
    entry = replace(entry, digest=_digest(entry))
    c.execute(audit.insert(), asdict(entry))
    return entry


def head(c: Connection) -> tuple[int, str]:
    """Number and hash of the last entry: kept elsewhere, they show later that the chain was not cut off and made anew."""
    row = c.execute(select(audit.c.n, audit.c.digest).order_by(audit.c.n.desc()).limit(1)).first()
    return row or (0, START)


def verify(c: Connection, known: tuple[int, str] = (0, START)) -> int | None:
    """The number of the first entry that is not as it was noted, None where all are.

    known: what `head` gave earlier; that entry has to be there and the same.
    """
    n, previous = 0, START
    for entry in _all(c):
        n += 1
        if entry.n != n or entry.previous != previous or entry.digest != _digest(entry):
            return n
        if n == known[0] and entry.digest != known[1]:
            return n
        previous = entry.digest
    return None if n >= max(known[0], numbers.get(c, numbers.AUDIT)) else n + 1


def entries(c: Connection, before_n: int | None = None, limit: int = 100) -> list[Entry]:
    """The newest entries, the newest first; those before number `before_n`."""
    chosen = select(audit).order_by(audit.c.n.desc()).limit(limit)
    return [Entry(*row) for row in c.execute(chosen if before_n is None else chosen.where(audit.c.n < before_n))]


def _all(c: Connection) -> Iterator[Entry]:
    last = 0
    while rows := c.execute(select(audit).where(audit.c.n > last).order_by(audit.c.n).limit(ENTRIES_AT_ONCE)).all():
        yield from (Entry(*row) for row in rows)
        last = rows[-1][0]


def _digest(entry: Entry) -> str:
    """sha256 over everything else that the entry says, in a form that has one spelling."""
    said = [value for name, value in asdict(entry).items() if name != "digest"]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()
