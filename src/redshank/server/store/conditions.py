"""Questions put to an event store, checked once for every store: known fields, values of the field's kind."""

from collections.abc import Iterable
from typing import Any

from redshank.core.errors import InputError, did_you_mean
from redshank.events import names
from redshank.events._generated.names import FIELDS
from redshank.events.values import nanoseconds
from redshank.server.store.event_store import POSITION, Condition, Query

MAX_LIMIT = 5_000
"""Most events of one answer."""
MAX_CONDITIONS = 64
MAX_VALUES = 10_000
"""Most values after `in`."""

_NUMBERS = frozenset({"u8", "u16", "u32", "u64", "i32", "i64"})
_TEXTUAL = frozenset({"contains", "prefix"})
_ORDERED = frozenset({"<", "<=", ">", ">="})


def checked(query: Query) -> Query:
    """The same question with values as the store compares them. Raises InputError: what is wrong with which condition."""
    if not 1 <= query.limit <= MAX_LIMIT:
        raise InputError(f"limit is {query.limit}: ask for 1 to {MAX_LIMIT} events", "wrong_value")
    if len(query.where) > MAX_CONDITIONS:
        raise InputError(f"{len(query.where)} conditions: ask with at most {MAX_CONDITIONS}", "too_many")
    where = tuple(_condition(condition) for condition in query.where)
    return Query(where, query.since_ns, query.until_ns, query.order, _after(query), query.limit)


def kind_of(field: str) -> str:
    """The kind of a field as stores compare it: `number`, `bool`, `time`, `text`, `list` or `json`. Raises InputError."""
    if field == POSITION:
        return "number"
    try:
        kind = names.kind(field)
    except KeyError:
        raise InputError(f"unknown field '{field}'{did_you_mean(field, FIELDS)}", "unknown_field") from None
    if kind in _NUMBERS:
        return "number"
    return kind if kind in ("bool", "time", "list", "json") else "text"


def _condition(condition: Condition) -> Condition:
    kind = kind_of(condition.field)
    if condition.operator in _TEXTUAL and kind not in ("text", "list", "json"):
        raise InputError(f"{condition.field} is a {kind}: '{condition.operator}' is for text", "wrong_value")
    if condition.operator in _ORDERED and kind not in ("number", "time", "text"):
        raise InputError(f"{condition.field} is a {kind}: it has no order for '{condition.operator}'", "wrong_value")
    if condition.operator != "in":
        return Condition(condition.field, condition.operator, _value(condition.field, kind, condition.value))
    return Condition(condition.field, "in", tuple(_value(condition.field, kind, value) for value in _many(condition)))


def _many(condition: Condition) -> list[Any]:
    if isinstance(condition.value, str | bytes) or not isinstance(condition.value, Iterable):
        raise InputError(f"{condition.field}: 'in' takes a list of values", "wrong_value")
    values = list(condition.value)
    if len(values) > MAX_VALUES:
        raise InputError(f"{condition.field}: {len(values)} values after 'in', at most {MAX_VALUES}", "too_many")
    return values


def _value(field: str, kind: str, value: object) -> object:
    try:
        if kind == "number":
            return _number(value)
        if kind == "time":
            return nanoseconds(value) if isinstance(value, str) and not value.isdecimal() else _number(value)
        if kind == "bool":
            return _truth(value)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{field}: {value!r} is no {kind}", "wrong_value") from error
    if not isinstance(value, str):
        raise InputError(f"{field}: {value!r} is no text", "wrong_value")
    return value.encode("utf-8", "backslashreplace").decode()


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(value)
    number = int(value)
    if abs(number) >= 1 << 127:
        raise ValueError(value)
    return number


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise ValueError(value)
    return value == "true"


def _after(query: Query) -> tuple[int, str] | tuple[int, int] | None:
    if query.after is None:
        return None
    wanted = int if query.order == "position" else str
    if not isinstance(query.after[1], wanted):
        raise InputError(f"the page after {query.after!r} is none of order '{query.order}'", "wrong_value")
    return query.after
