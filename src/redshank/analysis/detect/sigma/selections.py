"""The `detection` map of a rule: its selections and condition, as one tree for an event type."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from redshank.analysis.detect.sigma.condition import KEYWORDS, parse_condition
from redshank.analysis.detect.sigma.document import Entry, Map, Place, Scalar, Series, Value
from redshank.analysis.detect.sigma.modifiers import Key, build_test, parse_key
from redshank.analysis.detect.sigma.tree import AllOf, AnyOf, Expr, Fixed, Item, Negation, Source
from redshank.core.errors import ContentError

MAX_VALUES = 5000
"""Values under one key."""
MAX_PATTERNS = 200
"""Regular expressions under one key: each takes memory of its own."""
MAX_SELECTIONS = 500

_NOT_SELECTIONS = ("condition", "timeframe")


@dataclass(frozen=True, slots=True)
class Reading:
    """How names are understood for one event type. field and keywords raise KeyError with a sentence."""

    field: Callable[[str], Source]
    keywords: tuple[Source, ...]
    lists: Collection[str]
    adjust: Callable[[Item], Item] = lambda item: item


def condition_tree(detection: Map, reading: Reading) -> Expr:
    """The condition over the selections. Raises ContentError."""
    if len(detection.entries) > MAX_SELECTIONS:
        raise detection.entries[MAX_SELECTIONS].place.error(f"over {MAX_SELECTIONS} selections")
    selections = {entry.key: _selection(entry.key, entry.value, reading) for entry in detection.entries if entry.key not in _NOT_SELECTIONS}
    if reserved := next((entry for entry in detection.entries if entry.key.lower() in KEYWORDS), None):
        raise reserved.place.error(f"a selection cannot be called '{reserved.key}'")
    if timeframe := next((entry for entry in detection.entries if entry.key == "timeframe"), None):
        raise timeframe.place.error("timeframe is replaced by correlation rules")
    condition = detection.get("condition")
    if condition is None:
        raise detection.place.error("detection has no condition")
    if isinstance(condition, Series) and condition.items:
        return AnyOf(tuple(parse_condition(_text(item), selections) for item in condition.items))
    return parse_condition(_text(condition), selections)


def _text(value: Value) -> Scalar:
    if not isinstance(value, Scalar) or not value.text.strip():
        raise value.place.error("the condition must be text")
    return value


def _selection(name: str, value: Value, reading: Reading) -> Expr:
    if isinstance(value, Map):
        return _fields(name, value, reading)
    if isinstance(value, Scalar):
        return _keywords(name, (value,), value.place, reading)
    if not value.items:
        raise value.place.error(f"selection '{name}' is empty")
    words = tuple(item for item in value.items if isinstance(item, Scalar))
    parts: list[Expr] = [_keywords(name, words, value.place, reading)] if words else []
    for item in value.items:
        if isinstance(item, Series):
            raise item.place.error("a list within a list has no meaning here")
        if isinstance(item, Map):
            parts.append(_fields(name, item, reading))
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _fields(name: str, value: Map, reading: Reading) -> Expr:
    if not value.entries:
        raise value.place.error(f"selection '{name}' is empty")
    parts = tuple(_clause(name, entry, reading) for entry in value.entries)
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _keywords(name: str, words: tuple[Scalar, ...], place: Place, reading: Reading) -> Expr:
    return _item(name, parse_key("", place), words, reading)


def _clause(name: str, entry: Entry, reading: Reading) -> Expr:
    key = parse_key(entry.key, entry.place)
    return _item(f"{name}.{entry.key}" if key.field else f"{name}{entry.key}", key, _values(entry), reading)


def _values(entry: Entry) -> tuple[Scalar, ...]:
    if isinstance(entry.value, Scalar):
        return (entry.value,)
    if isinstance(entry.value, Map):
        raise entry.value.place.error(f"'{entry.key}' holds a map where a value or a list is expected")
    for item in entry.value.items:
        if not isinstance(item, Scalar):
            raise item.place.error(f"the list under '{entry.key}' holds something that is no plain value")
    if not 0 < len(entry.value.items) <= MAX_VALUES:
        raise entry.value.place.error(f"the list under '{entry.key}' must hold 1 to {MAX_VALUES} values")
    return tuple(item for item in entry.value.items if isinstance(item, Scalar))


def _item(label: str, key: Key, values: tuple[Scalar, ...], reading: Reading) -> Expr:
    if key.mode == "re" and len(values) > MAX_PATTERNS:
        raise values[MAX_PATTERNS].place.error(f"over {MAX_PATTERNS} patterns under one key")
    sources = _sources(key, reading)
    first = sources[0] if sources else Fixed("message")
    item = reading.adjust(
        Item(label, sources, tuple(build_test(key, value, first, reading.lists, reading.field) for value in values), key.every)
    )
    return Negation(item) if key.negated else item


def _sources(key: Key, reading: Reading) -> tuple[Source, ...]:
    if not key.field:
        if key.mode in ("exists", "fieldref"):
            raise key.place.error(f"{key.mode} needs a field")
        return reading.keywords
    try:
        return (reading.field(key.field),)
    except KeyError as error:
        raise _unknown_field(key, error) from error


def _unknown_field(key: Key, error: KeyError) -> ContentError:
    return key.place.error(f"no such field here: {error.args[0]}")
