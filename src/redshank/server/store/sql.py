"""A question as SQL with bound parameters: no value of a question is ever part of the text of a statement."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from redshank.events import names
from redshank.server.store import order, rows
from redshank.server.store.conditions import kind_of
from redshank.server.store.event_store import POSITION, Condition, EventRef, Query
from redshank.server.store.packing import text_in
from redshank.server.store.schema import TABLE

_KEY = ("timestamp", "event_id_apart", "toString(agent_id)", "toString(block_epoch)", "ifNull(event_sequence, 0)")
"""What `order.Key` is made of, in SQL."""
MAX_PLACES = 10_000
"""Most events that one question for places finds."""
_BY_POSITION = "position, ifNull(event_sequence, 0)"


class Parameters:
    """The values of a statement, by the names that stand for them."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def bind(self, value: object, kind: str) -> str:
        """A place in a statement for this value."""
        name = f"p{len(self.values)}"
        self.values[name] = _plain(value)
        return f"{{{name}:{kind}}}"

    def text(self, value: str) -> str:
        """A place for a text."""
        return self.bind(value, "String")

    def time(self, ns: int) -> str:
        """A place for a time."""
        return f"fromUnixTimestamp64Nano({self.bind(max(min(ns, rows.MAX_TIME_NS), 0), 'Int64')}, 'UTC')"


def _plain(value: object) -> object:
    """Text as bytes, which the client escapes byte by byte: no character of it can mean anything to the engine."""
    if isinstance(value, str):
        return value.encode()
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


_ANSWER = ", ".join(f"toUnixTimestamp64Nano({name})" if rows.KINDS.get(name) == "time" else name for name in rows.ANSWER)
"""The columns of an answer, as `rows.stored_events` takes them."""


def select(query: Query) -> tuple[str, dict[str, Any]]:
    """The statement and the parameters of a checked question."""
    bound = Parameters()
    tests = [condition_test(bound, condition) for condition in query.where]
    if query.since_ns is not None:
        tests.append(f"timestamp >= {bound.time(query.since_ns)}")
    if query.until_ns is not None:
        tests.append(f"timestamp < {bound.time(query.until_ns)}")
    if query.after is not None:
        tests.append(_after(bound, query))
    ties = " WITH TIES" if query.order == "position" else ""
    tail = f"ORDER BY {_order(query)} LIMIT {bound.bind(query.limit, 'UInt32')}{ties}"
    return " ".join(("SELECT", _ANSWER, "FROM", TABLE, "WHERE", " AND ".join(tests or ["1"]), tail)), bound.values


def select_refs(refs: Sequence[EventRef]) -> tuple[str, dict[str, Any]]:
    """The statement for events at these places; more may lie there than are asked for."""
    bound = Parameters()
    hosts = bound.bind(sorted({ref.host_id for ref in refs}), "Array(String)")
    times = bound.bind(sorted({min(ref.timestamp, rows.MAX_TIME_NS) for ref in refs}), "Array(Int64)")
    tests = f"host_id IN {hosts} AND timestamp IN arrayMap(t -> fromUnixTimestamp64Nano(t, 'UTC'), {times})"
    # With an order and a limit the engine reads the other columns only of the rows it has found.
    tail = f"ORDER BY timestamp LIMIT {bound.bind(MAX_PLACES, 'UInt32')}"
    return " ".join(("SELECT", _ANSWER, "FROM", TABLE, "WHERE", tests, tail)), bound.values


def _order(query: Query) -> str:
    if query.order == "position":
        return _BY_POSITION
    direction = " DESC" if query.order == "newest" else ""
    return ", ".join(f"{column}{direction}" for column in _KEY)


def _after(bound: Parameters, query: Query) -> str:
    assert query.after is not None
    if query.order == "position":
        position, sequence = (bound.bind(value, "UInt64") for value in query.after)
        return f"position >= {position} AND ({_BY_POSITION}) > ({position}, {sequence})"
    sign = "<" if query.order == "newest" else ">"
    timestamp, *identity = order.key_after(query.after[0], str(query.after[1]))
    when = bound.time(int(timestamp))
    rest = ", ".join(bound.bind(value, "UInt64" if isinstance(value, int) else "String") for value in identity)
    key = ", ".join(_KEY[1 : len(identity) + 1])
    return f"timestamp {sign}= {when} AND (timestamp {sign} {when} OR ({key}) {sign} ({rest}))"


def condition_test(bound: Parameters, condition: Condition) -> str:
    """The test of one checked condition."""
    if (test := _SPECIAL.get(condition.field)) is not None:
        return test(bound, condition)
    column, kind = names.attribute(condition.field), kind_of(condition.field)
    if kind == "text":
        return _text(bound, column, condition)
    if kind in ("list", "json"):
        return _elements(bound, column, (_LIST if kind == "list" else _JSON_TEXTS).format(column), condition)
    if kind == "time":
        column = f"toUnixTimestamp64Nano({column})"
    return f"ifNull({column} {condition.operator} {_numbers(bound, condition, kind)}, {int(condition.operator == '!=')})"


def _position(bound: Parameters, condition: Condition) -> str:
    return f"position {condition.operator} {_numbers(bound, condition)}"


def _numbers(bound: Parameters, condition: Condition, kind: str = "number") -> str:
    name = "Bool" if kind == "bool" else "Int128"
    return bound.bind(condition.value, f"Array({name})" if condition.operator == "in" else name)


def _timestamp(bound: Parameters, condition: Condition) -> str:
    """Compared as it is stored, so that the primary key helps; what lies outside the store's times is never equal."""
    value: Any = condition.value
    if condition.operator == "in":
        times = bound.bind([ns for ns in value if 0 <= ns <= rows.MAX_TIME_NS], "Array(Int64)")
        return f"timestamp IN arrayMap(t -> fromUnixTimestamp64Nano(t, 'UTC'), {times})"
    if not 0 <= value <= rows.MAX_TIME_NS:
        return f"toInt128(toUnixTimestamp64Nano(timestamp)) {condition.operator} {_numbers(bound, condition)}"
    return f"timestamp {condition.operator} {bound.time(value)}"


def _text(bound: Parameters, column: str, condition: Condition) -> str:
    value: Any = condition.value
    if condition.operator == "in":
        return f"{column} IN {bound.bind([text_in(item) for item in value], 'Array(String)')}"
    if condition.operator == "prefix":
        lowered = _lower(value)
        return f"startsWith(lower({column}), {bound.text(text_in(lowered) or '')})" if lowered else f"{column} != ''"
    if condition.operator == "contains":
        return _command(bound, value) if column == "process_command_line" else _contains(bound, column, value)
    test = f"{column} {condition.operator} {bound.text(text_in(value) or '')}"
    return f"({column} != '' AND {test})" if condition.operator in ("<", "<=") else test


def _lower(value: str) -> str:
    return value.encode().lower().decode()


def _contains(bound: Parameters, column: str, value: str) -> str:
    if not value:
        return f"{column} != ''"
    if value[0] == "\0":
        column = f"if(startsWith({column}, '\\0'), substring({column}, 2), {column})"
    return f"lower({column}) LIKE {bound.text(f'%{_literal(_lower(value))}%')}"


def _literal(text: str) -> str:
    """A text for LIKE, in which none of its characters is a wildcard."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _command(bound: Parameters, value: str) -> str:
    """Arguments have NUL between them: a first test, which has an index, takes any character where a blank is asked."""
    exact = _contains(bound, "process_command_line", value)
    if " " not in value:
        return exact.replace("process_command_line", "process_argv")
    near = bound.text(f"%{_literal(_lower(value)).replace(' ', '_')}%")
    return f"(lower(process_argv) LIKE {near} AND {exact})"


def _arguments(bound: Parameters, condition: Condition) -> str:
    return _elements(bound, "process_args", _ARGUMENTS, condition)


_ARGUMENTS = "if(process_args_apart[1] = '\\0', arrayPopFront(process_args_apart), process_args)"
_LIST = "if({0}[1] = '\\0', arrayPopFront({0}), {0})"
_JSON_TEXTS = (
    "arrayFlatten(arrayMap(o -> arrayMap(p -> JSONExtractString(p.2), arrayFilter(p -> startsWith(p.2, '\"'),"
    " JSONExtractKeysAndValuesRaw(o))), JSONExtractArrayRaw({0})))"
)
"""The text values of the objects in a JSON list."""


def _elements(bound: Parameters, column: str, elements: str, condition: Condition) -> str:
    value: Any = condition.value
    if condition.operator == "in":
        return f"hasAny({elements}, {bound.bind(list(value), 'Array(String)')})"
    if condition.operator == "!=":
        return f"NOT has({elements}, {bound.text(value)})"
    near = _near(bound, column, value)
    if condition.operator == "contains":
        return f"({near} AND arrayExists(e -> position(lower(e), {bound.text(_lower(value))}) > 0, {elements}))"
    if condition.operator == "prefix":
        return f"({near} AND arrayExists(e -> startsWith(lower(e), {bound.text(_lower(value))}), {elements}))"
    return f"({near} AND has({elements}, {bound.text(value)}))"


def _near(bound: Parameters, column: str, value: str) -> str:
    """What holds for every row with an element that has this text in it, and is quick to test."""
    if not value:
        return "1"
    if column == "process_args":
        return f"({_contains(bound, 'process_argv', value)} OR notEmpty(process_args_apart))"
    if rows.KINDS.get(column) == "json":
        return _contains(bound, column, msgspec.json.encode(value).decode()[1:-1])
    return "1"


def _identity(bound: Parameters, condition: Condition) -> str:
    """event.id, which is stored only where it does not follow from agent, epoch and sequence."""
    if condition.operator not in ("=", "in"):
        return _text(bound, "event_id", condition)
    asked: Any = condition.value if condition.operator == "in" else (condition.value,)
    apart = f"event_id_apart IN {bound.bind([text_in(value) for value in asked], 'Array(String)')}"
    derived = [found for value in asked if (found := order.parts(value)) is not None]
    if not derived:
        return apart
    sequences = bound.bind(sorted({number for _, _, number in derived if number < 1 << 64}), "Array(UInt64)")
    whole = bound.bind([f"{agent}-{epoch}-{number}" for agent, epoch, number in derived], "Array(String)")
    return f"({apart} OR (event_id_apart = '' AND ifNull(event_sequence IN {sequences}, 0) AND event_id IN {whole}))"


_SPECIAL: dict[str, Callable[[Parameters, Condition], str]] = {
    POSITION: _position, "@timestamp": _timestamp, "event.id": _identity, "process.args": _arguments,
}  # fmt: skip
