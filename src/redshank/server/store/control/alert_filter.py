"""Which alerts are meant, as conditions of a select. Values are always bound, and what LIKE takes for a sign is escaped.

What cannot be asked for raises InputError of kind `too_many`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, exists, false, func, not_, or_, select

from redshank.core.errors import InputError
from redshank.server.store.control.evidence import clean
from redshank.server.store.control.tables import alert_labels, alert_rules, alerts

ANYTHING = "*"
"""In a value: any characters, or none."""
NOBODY = ""
"""As an assignee: no one has it."""
STATES = ("open", "acknowledged", "dismissed")
FEW = 5_000
MAX_VALUES = 200
"""Of a kind; SQLite takes up to 1,000 conditions in a row."""
_ESCAPE = "\\"
_HOST_ID = re.compile(r"h-[a-z2-7]{26}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"(?:[Aa]-)?([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Terms:
    """Values by kind; within a kind one is enough. hosts, rules: by name or id. ids: of alerts, or their numbers (A-12).

    processes: programs by path or by its last part. techniques: with their sub-techniques. words: each has to occur,
    whatever its case, in title, rule, host, user or program.
    """

    severities: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    tactics: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Alerts for which everything in `where` holds and nothing in `without`. times: of last_seen, `until_ns` excluded.

    titles: whether free words look into titles too, which hold values of events.
    """

    where: Terms = Terms()
    without: Terms = Terms()
    since_ns: int | None = None
    until_ns: int | None = None
    simulated: bool | None = None
    titles: bool = True


def conditions(c: Connection, wanted: AlertFilter, but: Sequence[str] = ()) -> list[ColumnElement[bool]]:
    """What has to hold. but: kinds of `where` that are left aside, as a count of their values wants it."""
    found = [_any(c, name, values, wanted.titles) for name, values in _given(wanted.where) if name not in but]
    # What is unknown of an alert is not what is left out: NOT alone would leave it out too.
    left_out = [part for name, values in _given(wanted.without) for part in _each(c, name, values, wanted.titles)]
    found += [not_(func.coalesce(part, false())) for part in left_out]
    if wanted.since_ns is not None:
        found.append(alerts.c.last_seen >= wanted.since_ns)
    if wanted.until_ns is not None:
        found.append(alerts.c.last_seen < wanted.until_ns)
    if wanted.simulated is not None:
        found.append(alerts.c.simulated.is_(wanted.simulated))
    return found


def _given(terms: Terms) -> list[tuple[str, tuple[Any, ...]]]:
    return [(field.name, values) for field in fields(Terms) if (values := getattr(terms, field.name))]


def _any(c: Connection, name: str, values: tuple[Any, ...], titles: bool) -> ColumnElement[bool]:
    parts = _each(c, name, values, titles)
    if name == "words":
        return and_(*parts)
    return parts[0] if len(parts) == 1 else or_(*parts)


def _each(c: Connection, name: str, values: tuple[Any, ...], titles: bool) -> list[ColumnElement[bool]]:
    if name == "ids":
        return [named(values)]
    if name == "severities":
        return [_one_of(alerts.c.severity, values)]
    if name == "states":
        return [_state(values)]
    if len(values) > MAX_VALUES:
        raise InputError(f"over {MAX_VALUES} {name}: ask for fewer at once", "too_many")
    if name == "words" and not titles:
        return [_untitled(clean(value)) for value in values]
    if name in ("techniques", "tactics"):
        return [_label(c, clean(value)) for value in values]
    return [_MEANINGS[name](clean(value)) for value in values]


def _one_of(column: Column[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    return column.in_(values) if len(values) > 1 else column == values[0]


def _state(values: Sequence[str]) -> ColumnElement[bool]:
    """One state is a range of an index. Of several none is, and what they leave out says so in a way that looks for none."""
    left_out = [state for state in STATES if state not in values]
    if len(set(values)) == 2 and len(left_out) == 1:
        return alerts.c.state != left_out[0]
    return _one_of(alerts.c.state, values)


def _is(column: Column[Any], value: str) -> ColumnElement[bool]:
    if ANYTHING not in value:
        return column == value
    return column.like("%".join(map(_literal, value.split(ANYTHING))), escape=_ESCAPE)


def _literal(value: str) -> str:
    return value.replace(_ESCAPE, _ESCAPE * 2).replace("%", _ESCAPE + "%").replace("_", _ESCAPE + "_")


def _host(value: str) -> ColumnElement[bool]:
    return alerts.c.host_id == value if _HOST_ID.fullmatch(value) else _is(alerts.c.host_name, value)


def _rule(value: str) -> ColumnElement[bool]:
    if _UUID.fullmatch(value):
        return alerts.c.rule_id == value
    called = select(alert_rules.c.rule_id).where(or_(_is(alert_rules.c.rule_name, value), alert_rules.c.rule_id == value))
    return alerts.c.rule_id.in_(called)


def _process(value: str) -> ColumnElement[bool]:
    """A path, or its last part, which stands behind a slash."""
    return _is(alerts.c.executable, value if value.startswith(("/", ANYTHING)) else f"{ANYTHING}/{value}")


def _label(c: Connection, value: str) -> ColumnElement[bool]:
    """A label that few alerts have is where to begin; one that many have is looked up alert by alert."""
    labelled = select(alert_labels.c.number).where(_is(alert_labels.c.label, value.upper()))
    few = c.execute(select(func.count()).select_from(labelled.limit(FEW + 1).subquery())).scalar_one() <= FEW
    return alerts.c.number.in_(labelled) if few else exists(labelled.where(alert_labels.c.number == alerts.c.number))


def _untitled(value: str) -> ColumnElement[bool]:
    """A free word in what everybody may read of an alert."""
    pattern = f"%{_literal(value.lower())}%"
    columns = (alerts.c.rule_name, alerts.c.host_name, alerts.c.user_name, alerts.c.executable)
    return or_(*(func.lower(func.coalesce(column, "")).like(pattern, escape=_ESCAPE) for column in columns))


def _assignee(value: str) -> ColumnElement[bool]:
    return _is(alerts.c.assignee, value) if value != NOBODY else alerts.c.assignee.is_(None)


def named(values: Sequence[str]) -> ColumnElement[bool]:
    """The alerts with these ids, or these numbers (`A-12`)."""
    found = [(value, _NUMBER.fullmatch(value)) for value in map(clean, values)]
    by_number = alerts.c.number.in_([int(number[1]) for _, number in found if number])
    return or_(by_number, alerts.c.id.in_([value for value, number in found if not number]))


def _word(value: str) -> ColumnElement[bool]:
    return alerts.c.words.like(f"%{_literal(value.lower())}%", escape=_ESCAPE)


_MEANINGS: dict[str, Callable[[str], ColumnElement[bool]]] = {
    "hosts": _host,
    "users": lambda value: _is(alerts.c.user_name, value),
    "rules": _rule,
    "processes": _process,
    "assignees": _assignee,
    "words": _word,
}
