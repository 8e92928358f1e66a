"""Suppressions as they are kept: every version with who made it, when and why; nothing is ever removed or overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, Row, and_, func, select, update

from redshank.analysis.detect.suppression import DAY_NS, MAX_DAYS, Part, Suppression
from redshank.core.errors import InputError
from redshank.server.store.control import numbers
from redshank.server.store.control.database import insert_into
from redshank.server.store.control.evidence import clean
from redshank.server.store.control.tables import filter_counts, suppression_versions, suppressions

MAX_ACTIVE = 200
MAX_OF_RULE = 20
MAX_VERSIONS = 100
"""Of one suppression: whoever changes it more often makes a new one."""
Kept = Literal["active", "revoked"]
_IS_LATEST = and_(
    suppressions.c.suppression_id == suppression_versions.c.suppression_id, suppressions.c.version == suppression_versions.c.version
)


@dataclass(frozen=True, slots=True)
class Version:
    """What a suppression was from one change to the next. why: what was said for the change."""

    number: int
    at: int
    actor: str
    action: str
    why: str
    state: Kept
    suppression: Suppression


@dataclass(frozen=True, slots=True)
class Record:
    """A suppression as it is now, and how often it hid a match."""

    version: Version
    hidden: int = 0
    last_hidden_at: int | None = None

    @property
    def id(self) -> str:
        """Its id."""
        return self.version.suppression.id

    def state(self, now_ns: int) -> Literal["active", "expired", "revoked"]:
        """Whether it hides anything now."""
        if self.version.state == "revoked":
            return "revoked"
        return "active" if now_ns < self.version.suppression.expires_ns else "expired"


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes it, when and why. action: create, import, extend, revoke or revert."""

    action: str
    actor: str
    at_ns: int
    why: str = ""


def add(c: Connection, one: Suppression, change: Change) -> Record:
    """Keep a new one; it is in force. Raises InputError of kind `too_many`."""
    _check_room(c, one, change.at_ns)
    c.execute(suppressions.insert(), {"suppression_id": one.id, "version": 1, "rule_id": one.rule_id, "created_at": one.created_ns})
    version = Version(1, change.at_ns, change.actor, change.action, change.why, "active", one)
    _write(c, version)
    return Record(version)


def extend(c: Connection, suppression_id: str, expires_ns: int, change: Change) -> Record:
    """Let it end at another time, MAX_DAYS from now at most; one that is expired is in force again. Raises InputError."""
    now_ns = change.at_ns
    if not now_ns < expires_ns <= now_ns + MAX_DAYS * DAY_NS:
        raise InputError(f"it may last until {MAX_DAYS} days from now at most, and not end in the past", "refused")
    record = _known(c, suppression_id)
    if record.version.state == "revoked":
        raise InputError("it was revoked: make a new one, which is looked at again", "refused")
    if record.state(now_ns) != "active":
        _check_room(c, record.version.suppression, now_ns)
    return _next(c, record, replace(record.version.suppression, expires_ns=expires_ns), "active", change)


def revoke(c: Connection, suppression_id: str, change: Change) -> Record:
    """It hides nothing any more. Raises InputError where it is revoked already."""
    record = _known(c, suppression_id)
    if record.version.state == "revoked":
        raise InputError("it is revoked already", "refused")
    return _next(c, record, record.version.suppression, "revoked", change)


def revert(c: Connection, suppression_id: str, change: Change) -> Record:
    """As it was before the latest change; before the first one it was not there, so it is revoked then."""
    record = _known(c, suppression_id)
    if record.version.number == 1:
        return revoke(c, suppression_id, change)
    before = history(c, suppression_id)[-2]
    if before.state == "active" and record.version.state != "active" and change.at_ns < before.suppression.expires_ns:
        _check_room(c, before.suppression, change.at_ns)
    return _next(c, record, before.suppression, before.state, change)


def get(c: Connection, suppression_id: str) -> Record | None:
    """The one with this id."""
    return next(iter(_records(c, suppressions.c.suppression_id == suppression_id)), None)


def all_suppressions(c: Connection) -> list[Record]:
    """Every one there ever was, the latest first."""
    return _records(c, suppressions.c.suppression_id.is_not(None))


def history(c: Connection, suppression_id: str) -> list[Version]:
    """Every version of one, the oldest first."""
    chosen = select(suppression_versions, suppressions.c.rule_id, suppressions.c.created_at).join_from(suppression_versions, suppressions)
    mine = chosen.where(suppression_versions.c.suppression_id == suppression_id).order_by(suppression_versions.c.version)
    return [_version(row) for row in c.execute(mine)]


def revision(c: Connection) -> int:
    """A number that grows with every change of any of them."""
    return numbers.get(c, numbers.SUPPRESSION_REVISION)


def note_hidden(c: Connection, counts: Mapping[str, tuple[int, int]]) -> None:
    """How often each filter hid a match by now, and when it last did; a count never goes back."""
    for filter_id, (count, last_ns) in counts.items():
        put = insert_into(c, filter_counts)
        grown = put.on_conflict_do_update(
            index_elements=["filter_id"],
            set_={"hidden": put.excluded.hidden, "last_hidden_at": put.excluded.last_hidden_at},
            where=put.excluded.hidden > filter_counts.c.hidden,
        )
        c.execute(grown, {"filter_id": filter_id[:256], "hidden": count, "last_hidden_at": last_ns})


def hidden_by(c: Connection) -> dict[str, tuple[int, int]]:
    """Of every filter that hid something: how often, and when it last did."""
    return {row.filter_id: (row.hidden, row.last_hidden_at) for row in c.execute(select(filter_counts))}


def _check_room(c: Connection, one: Suppression, now_ns: int) -> None:
    numbers.hold(c, numbers.SUPPRESSION_REVISION)  # whoever adds too waits here
    joined = _joined_versions().where(suppression_versions.c.state == "active", suppression_versions.c.expires_at > now_ns)
    active = c.execute(select(func.count()).select_from(joined.subquery())).scalar_one()
    of_rule = c.execute(select(func.count()).select_from(joined.where(suppressions.c.rule_id == one.rule_id).subquery())).scalar_one()
    if active >= MAX_ACTIVE:
        raise InputError(f"{active} suppressions are in force already: revoke one first", "too_many")
    if of_rule >= MAX_OF_RULE:
        raise InputError(f"{of_rule} suppressions of this rule are in force already: the rule itself needs work", "too_many")


def _known(c: Connection, suppression_id: str) -> Record:
    numbers.hold(c, numbers.SUPPRESSION_REVISION)
    if (record := get(c, suppression_id)) is None:
        raise InputError("there is no such suppression", "not_found")
    if record.version.number >= MAX_VERSIONS:
        raise InputError(f"it was changed {MAX_VERSIONS} times: make a new one", "too_many")
    return record


def _next(c: Connection, record: Record, one: Suppression, state: Kept, change: Change) -> Record:
    version = Version(record.version.number + 1, change.at_ns, change.actor, change.action, change.why, state, one)
    c.execute(update(suppressions).where(suppressions.c.suppression_id == one.id).values(version=version.number))
    _write(c, version)
    return replace(record, version=version)


def _write(c: Connection, version: Version) -> None:
    one = version.suppression
    row = {
        "suppression_id": one.id,
        "version": version.number,
        "at": version.at,
        "actor": version.actor,
        "action": version.action,
        "why": clean(version.why[:1000]),
        "state": version.state,
        "author": one.author,
        "reason": clean(one.reason),
        "rule_title": clean(one.rule_title),
        "severity": one.severity,
        "parts": clean(msgspec.json.encode([asdict(part) for part in one.parts]).decode()),
        "hosts": msgspec.json.encode(one.hosts).decode(),
        "expires_at": one.expires_ns,
    }
    c.execute(suppression_versions.insert(), row)
    numbers.advance(c, numbers.SUPPRESSION_REVISION)


def _joined_versions() -> Any:
    return select(suppressions.c.suppression_id).join(suppression_versions, _IS_LATEST)


def _records(c: Connection, condition: Any) -> list[Record]:
    columns = (suppression_versions, suppressions.c.rule_id, suppressions.c.created_at)
    chosen = select(*columns).join_from(suppressions, suppression_versions, _IS_LATEST).where(condition)
    hidden = hidden_by(c)
    rows = c.execute(chosen.order_by(suppressions.c.created_at.desc(), suppressions.c.suppression_id)).all()
    return [_record(_version(row), hidden) for row in rows]


def _record(version: Version, hidden: Mapping[str, tuple[int, int]]) -> Record:
    count, last = hidden.get(version.suppression.id, (0, None))
    return Record(version, count, last)


def _version(row: Row[Any]) -> Version:
    one = Suppression(
        id=row.suppression_id,
        rule_id=row.rule_id,
        rule_title=row.rule_title,
        parts=_parts(row.parts),
        reason=row.reason,
        author=row.author,
        created_ns=row.created_at,
        expires_ns=row.expires_at,
        hosts=tuple(msgspec.json.decode(row.hosts, type=list[str])),
        severity=row.severity,
    )
    return Version(row.version, row.at, row.actor, row.action, row.why, row.state, one)


def _parts(text: str) -> tuple[Part, ...]:
    found: Sequence[Part] = msgspec.json.decode(text, type=list[Part])
    return tuple(found)
