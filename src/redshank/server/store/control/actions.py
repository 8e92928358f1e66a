"""What people do to alerts, one or many at once, and how they take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, ScalarSelect, Select, and_, delete, func, insert, literal, or_, select, update

from redshank.core.errors import InputError, did_you_mean
from redshank.server.store.control import numbers
from redshank.server.store.control.alert_filter import AlertFilter, conditions, named
from redshank.server.store.control.evidence import clean
from redshank.server.store.control.tables import alert_history, alerts, undo_items, undos

STATE_AFTER = {"acknowledge": "acknowledged", "dismiss": "dismissed", "reopen": "open", "assign": None}
"""Every action, and the state it leaves an alert in; None where it leaves the state alone."""
REASONS = ("expected", "false_positive", "maintenance", "duplicate", "other")
MAX_CHANGED = 20_000
"""By one action: about a second, in which nothing else is written."""
MAX_TEXT = 4_096
MAX_IDS = 5_000
"""As many as the console loads of a list."""
MAX_DIGITS = 19
UNDO_NS = 3600 * 1_000_000_000
_KEPT = ("state", "assignee", "reason", "acted")
"""Columns that an act changes, and taking it back restores."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be done. reason: of a dismissal, which must have one. assignee: of an assignment, None for nobody."""

    action: str
    reason: str | None = None
    text: str | None = None
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Acted:
    """How many alerts changed, by which revisions (first, last) and how to take it back; None and (0, 0) where none did."""

    changed: int
    undo: str | None
    revisions: tuple[int, int]


def act(c: Connection, what: Sequence[str] | AlertFilter, done: Act, actor: str, now_ns: int) -> Acted:
    """Do it to these alerts (ids or numbers, or all of a filter); those that are so already stay as they are.

    Raises InputError of kind `action` or `reason` where the act is none, `too_many` where over MAX_CHANGED alerts are meant.
    """
    _check(done)
    meant = and_(*_meant(c, what), _differs(done))
    some = select(alerts.c.number).where(meant).limit(MAX_CHANGED + 1).subquery()
    changed = c.execute(select(func.count()).select_from(some)).scalar_one()
    if changed > MAX_CHANGED:
        raise InputError(f"over {MAX_CHANGED} alerts are meant: narrow it by time, host or rule", "too_many")
    if changed == 0:
        return Acted(0, None, (0, 0))
    _forget(c, now_ns - UNDO_NS)
    number = numbers.advance(c, numbers.ALERT_ACT)
    c.execute(undos.insert(), {"undo": number, "actor": actor, "action": done.action, "at": now_ns})
    _remember(c, number, meant)
    mine = alerts.c.number.in_(_items(number, undo_items.c.number))
    revisions = _change(c, number, mine, _after(done) | {"acted": number})
    _note(c, mine, done, actor, now_ns)
    return Acted(changed, str(number), revisions)


def undo(c: Connection, token: str, actor: str, now_ns: int) -> Acted:
    """Put alerts back as they were before the act. One that somebody changed since stays as it is.

    Raises InputError of kind `undo` where there is no such act of this actor, it is taken back already, or over an hour old.
    """
    number = int(token) if token.isascii() and token.isdigit() and len(token) < MAX_DIGITS else 0
    mine = (undos.c.undo == number, undos.c.actor == actor, undos.c.done_at.is_(None), undos.c.at > now_ns - UNDO_NS)
    if c.execute(update(undos).where(*mine).values(done_at=now_ns)).rowcount != 1:
        raise InputError("nothing to take back: it is over an hour ago, taken back already, or was not yours", "undo")
    standing = and_(alerts.c.number.in_(_items(number, undo_items.c.number)), alerts.c.acted == number)
    changed = c.execute(select(func.count()).select_from(alerts).where(standing)).scalar_one()
    _note(c, standing, Act("undo"), actor, now_ns)
    before = {name: _item(number, name) for name in _KEPT}
    return Acted(changed, None, _change(c, number, standing, before) if changed else (0, 0))


def _check(done: Act) -> None:
    if done.action not in STATE_AFTER:
        raise InputError(f"unknown action '{done.action}'{did_you_mean(done.action, STATE_AFTER)}", "action")
    if done.action == "dismiss" and done.reason not in REASONS:
        raise InputError(f"a dismissal has a reason, one of {', '.join(REASONS)}", "reason")


def _meant(c: Connection, what: Sequence[str] | AlertFilter) -> list[ColumnElement[bool]]:
    if isinstance(what, AlertFilter):
        return conditions(c, what)
    if len(what) > MAX_IDS:
        raise InputError(f"over {MAX_IDS} ids at once: say which alerts are meant by a filter", "too_many")
    return [named(what)]


def _after(done: Act) -> dict[str, Any]:
    """The columns that the act sets."""
    if done.action == "assign":
        return {"assignee": clean(done.assignee[:MAX_TEXT]) if done.assignee else None}
    return {"state": STATE_AFTER[done.action], "reason": done.reason if done.action == "dismiss" else None}


def _differs(done: Act) -> ColumnElement[bool]:
    """Alerts that the act changes."""
    return or_(*(alerts.c[name].is_distinct_from(value) for name, value in _after(done).items()))


def _remember(c: Connection, number: int, meant: ColumnElement[bool]) -> None:
    """How the alerts are now, each with its place among them."""
    place = func.row_number().over(order_by=alerts.c.number)
    now = select(literal(number), alerts.c.number, place, *(alerts.c[name] for name in _KEPT)).where(meant)
    c.execute(insert(undo_items).from_select(["undo", "number", "place", *_KEPT], now))


def _items(number: int, column: Column[Any]) -> Select[Any]:
    return select(column).where(undo_items.c.undo == number)


def _item(number: int, name: str) -> ScalarSelect[Any]:
    """What the act remembers of the alert that is being changed."""
    return _items(number, undo_items.c[name]).where(undo_items.c.number == alerts.c.number).correlate(alerts).scalar_subquery()


def _change(c: Connection, number: int, which: ColumnElement[bool], values: dict[str, Any]) -> tuple[int, int]:
    """Set columns of alerts of an act, a revision each by their place in it; the first and the last there can be."""
    size = c.execute(select(func.count()).select_from(undo_items).where(undo_items.c.undo == number)).scalar_one()
    last = numbers.advance(c, numbers.ALERT_REVISION, size)
    c.execute(update(alerts).where(which).values(values | {"revision": _item(number, "place") + (last - size)}))
    return last - size + 1, last


def _note(c: Connection, which: ColumnElement[bool], done: Act, actor: str, now_ns: int) -> None:
    """The act in the history of each alert."""
    said = {
        "at": now_ns,
        "actor": actor,
        "action": done.action,
        "reason": done.reason if done.action == "dismiss" else None,
        "text": clean(done.text[:MAX_TEXT]) if done.text else None,
        "assignee": done.assignee if done.action == "assign" else None,
    }
    values = [literal(value, alert_history.c[name].type).label(name) for name, value in said.items()]
    c.execute(insert(alert_history).from_select(["number", *said], select(alerts.c.number, *values).where(which)))


def _forget(c: Connection, before_ns: int) -> None:
    """Acts that can no longer be taken back."""
    old = select(undos.c.undo).where(undos.c.at <= before_ns)
    c.execute(delete(undo_items).where(undo_items.c.undo.in_(old)))
    c.execute(delete(undos).where(undos.c.at <= before_ns))
