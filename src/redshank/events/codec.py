"""Events as the flat dotted dictionaries that people and other programs read, and back."""

from copy import copy
from typing import Any

import msgspec

from redshank.core.errors import InputError, did_you_mean
from redshank.events._generated.names import FIELDS
from redshank.events._generated.types import BY_NAME, KEYS, Event
from redshank.events.values import nanoseconds, rfc3339

MAX_LINE_BYTES = 1 << 20
"""Longest JSON line taken in; the largest event of the table's bounds is far below it."""

MAX_DEPTH = 8
"""Deepest JSON taken in a field."""

_END_OF_TIME_NS = 253_402_300_800 * 1_000_000_000
"""The first nanosecond that RFC 3339 cannot write, of the year 10000."""

_TIMES = frozenset(attribute for attribute, kind in FIELDS.values() if kind == "time")
_BIG = frozenset(attribute for attribute, kind in FIELDS.values() if kind in ("u64", "i64"))
_TIMES_OF = {name: tuple(a for a in kind.__struct_fields__ if a in _TIMES) for name, kind in BY_NAME.items()}
_BIG_OF = {name: tuple(a for a in kind.__struct_fields__ if a in _BIG) for name, kind in BY_NAME.items()}
_ENCODE = msgspec.json.Encoder()


def to_flat(event: Event) -> dict[str, Any]:
    """Dotted keys to JSON values: u64 and i64 as text, times as RFC 3339, absent fields left out."""
    flat: dict[str, Any] = msgspec.to_builtins(event)
    for attribute in _TIMES_OF[event.event_action]:
        if (key := KEYS[attribute]) in flat:
            flat[key] = rfc3339(flat[key])
    for attribute in _BIG_OF[event.event_action]:
        if (key := KEYS[attribute]) in flat:
            flat[key] = str(flat[key])
    return {"@timestamp": flat.pop("@timestamp"), "event.kind": "event", **flat}


def to_line(event: Event) -> bytes:
    """The JSON line of an event without its newline: the same keys and values as `to_flat`, at a third of its price."""
    line = copy(event)
    for attribute in _TIMES_OF[event.event_action]:
        if (value := getattr(line, attribute)) is not None:
            setattr(line, attribute, rfc3339(value))
    for attribute in _BIG_OF[event.event_action]:
        if (value := getattr(line, attribute)) is not None:
            setattr(line, attribute, str(value))
    return b'{"event.kind":"event",' + _ENCODE.encode(line)[1:]


def from_flat(flat: dict[str, Any]) -> Event:
    """The event of a flat dictionary; keys of alerts and unknown `event.kind` values are refused.

    Raises InputError: no or unknown event.action, unknown field (with the nearest name), value of a wrong kind.
    """
    action = flat.get("event.action")
    if not isinstance(action, str) or action not in BY_NAME:
        raise InputError(f"event.action is {action!r}{did_you_mean(str(action), BY_NAME)}", "unknown_type")
    values: dict[str, Any] = {"event.action": action}
    for key, value in flat.items():
        if key in ("event.action", "event.kind"):
            continue
        values[key] = _value(key, value)
    try:
        return msgspec.convert(values, BY_NAME[action], strict=False)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        raise InputError(f"{action}: {error}", "wrong_value") from error


def _value(key: str, value: Any) -> Any:
    if key not in FIELDS:
        raise InputError(f"unknown field '{key}'{did_you_mean(key, FIELDS)}", "unknown_field")
    if FIELDS[key][1] == "time":
        return _time(key, value)
    if FIELDS[key][1] == "json" and not _is_shallow(value, MAX_DEPTH):
        raise InputError(f"{key}: more than {MAX_DEPTH} levels deep", "wrong_value")
    return value


def _time(key: str, value: Any) -> Any:
    """Nanoseconds, where value is a time; bounded, so that it can be written as RFC 3339 again."""
    if isinstance(value, str):
        try:
            value = nanoseconds(value)
        except (ValueError, OverflowError) as error:
            raise InputError(f"{key}: {value!r} is no RFC 3339 time", "wrong_value") from error
    if isinstance(value, int) and not 0 <= value < _END_OF_TIME_NS:
        raise InputError(f"{key}: {value} is not between the years 1970 and 9999", "wrong_value")
    return value


def _is_shallow(value: Any, levels: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    return not isinstance(value, list) or (levels > 0 and all(_is_shallow(item, levels - 1) for item in value))


def to_json(flat: dict[str, Any]) -> bytes:
    """One JSON line without its newline."""
    return _ENCODE.encode(flat)


def from_json(line: bytes) -> Event:
    """The event of one JSON line. Raises InputError where it is too long, no object, or no event."""
    if len(line) > MAX_LINE_BYTES:
        raise InputError(f"line of {len(line)} bytes is over {MAX_LINE_BYTES}", "too_long")
    try:
        flat = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"no JSON: {error}", "no_json") from error
    if not isinstance(flat, dict):
        raise InputError("a JSON value that is no object", "no_json")
    return from_flat(flat)
