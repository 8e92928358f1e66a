"""What baselines know, row by row: only what changed is written, in the transaction of the alerts and the cursor."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select

from redshank.analysis.detect.known import Entry
from redshank.analysis.detect.novelty import Changes, Kept, Novelty
from redshank.server.store.control.database import insert_into
from redshank.server.store.control.evidence import clean
from redshank.server.store.control.tables import baseline_begins, baseline_keys

HASHED_WITH = "hashed_with"
"""Among the begins: the number that keys are hashed with, so that nobody outside can make two that are one."""
KEEP_S = 366 * 86_400
"""A rule remembers a year at most."""
_PRIMARY = (baseline_keys.c.baseline, baseline_keys.c.host, baseline_keys.c.key)


@dataclass(frozen=True, slots=True)
class Listed:
    """A key for people. first_at, last_at: seconds since 1970. value: JSON list of the values as compared."""

    host: str
    key: int
    first_at: int
    last_at: int
    value: str


def save(c: Connection, changes: Changes) -> None:
    """Write down what changed."""
    if changes.begins:
        put = insert_into(c, baseline_begins).on_conflict_do_nothing()
        c.execute(put, [{"name": clean(name), "number": number} for name, number in changes.begins.items()])
    gone = [
        {"of_baseline": baseline, "of_host": clean(host), "of_key": key}
        for (baseline, host, key), kept in changes.keys.items()
        if kept is None
    ]
    rows = [_row(kept) for kept in changes.keys.values() if kept is not None]
    if gone:
        baseline, host, key = _PRIMARY
        c.execute(
            delete(baseline_keys).where(baseline == bindparam("of_baseline"), host == bindparam("of_host"), key == bindparam("of_key")),
            gone,
        )
    if rows:
        put = insert_into(c, baseline_keys)
        newer = {name: put.excluded[name] for name in ("first_at", "last_at", "mark", "value")}
        c.execute(put.on_conflict_do_update(index_elements=["baseline", "host", "key"], set_=newer), rows)


def restore(c: Connection, novelty: Novelty, secret: Callable[[], int] = lambda: secrets.randbits(62)) -> None:
    """Hand what is written down to the engine's baselines, which from now on tell what changes. secret: for the first time ever."""
    known: dict[str, int] = {row.name: row.number for row in c.execute(select(baseline_begins))}
    number = known.pop(HASHED_WITH, None)
    novelty.restore(known, _kept(c), secret() if number is None else number)
    novelty.keep_changes()
    if number is None:
        novelty.note(HASHED_WITH, novelty.secret)


def prune(c: Connection, now_s: int) -> int:
    """Drops what no rule can remember any more, as of hosts that are gone; how many keys."""
    return c.execute(delete(baseline_keys).where(baseline_keys.c.last_at < now_s - KEEP_S)).rowcount


def listed(c: Connection, baseline: int, host: str | None, after: tuple[str, int] | None, limit: int) -> list[Listed]:
    """The keys of a baseline by host and key, of one host where one is named; behind `after`, a host and key."""
    chosen = select(*(baseline_keys.c[name] for name in Listed.__slots__)).where(baseline_keys.c.baseline == baseline)
    if host is not None:
        chosen = chosen.where(baseline_keys.c.host == host)
    if after is not None:
        later = (baseline_keys.c.host > after[0]) | ((baseline_keys.c.host == after[0]) & (baseline_keys.c.key > after[1]))
        chosen = chosen.where(later)
    return [Listed(*row) for row in c.execute(chosen.order_by(baseline_keys.c.host, baseline_keys.c.key).limit(limit))]


def begins(c: Connection, names: Sequence[str]) -> dict[str, int]:
    """When rules (`rule:NUMBER`) and hosts (`host:ID`) began, in nanoseconds; those that have not are left out."""
    found = c.execute(select(baseline_begins.c.name, baseline_begins.c.number).where(baseline_begins.c.name.in_(names)))
    return {row.name: row.number for row in found}


def _kept(c: Connection) -> Iterator[Kept]:
    columns = (*_PRIMARY, baseline_keys.c.first_at, baseline_keys.c.last_at, baseline_keys.c.mark)
    for baseline, host, key, first, last, mark in c.execute(select(*columns).order_by(*_PRIMARY)):
        yield Kept(baseline, host, Entry(key, first, last, mark))


def _row(kept: Kept) -> dict[str, object]:
    entry = kept.entry
    return {
        "baseline": kept.baseline,
        "host": clean(kept.host),
        "key": entry.key,
        "first_at": entry.first,
        "last_at": entry.last,
        "mark": entry.mark,
        "value": clean(kept.value),
    }
