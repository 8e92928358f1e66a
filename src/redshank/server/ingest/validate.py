"""Inflated bytes of a block as events that can be trusted in form: typed, bounded, with the identity that we give them.

A wrong event costs itself and not its block. What an event says about who and where it is of is never taken from the
wire: agent, host and whether it is a simulation come from the record of the agent whose signature was verified.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta

from redshank.core.errors import InputError
from redshank.events import BY_NAME, AnyEvent, Event
from redshank.events.codec import MAX_DEPTH
from redshank.events.table import all_fields
from redshank.wire.messages import MAX_EVENTS_OF_BLOCK

MAX_EVENT_BYTES = 256 << 10
WHOLE_BYTES = 2 << 20
"""A block up to this size is decoded at once; of a larger one each event is held to MAX_EVENT_BYTES before it is decoded."""
MAX_SAMPLE_BYTES = 4 << 10
MAX_STRUCTURED_VALUES = 4_096
"""Values in one structured field, all levels together."""
MAX_SIMPLE_KEYS = 8
END_OF_TIME_NS = 1 << 63

_BOUND = Meta(max_length=MAX_EVENTS_OF_BLOCK)
_WHOLE: msgspec.msgpack.Decoder[list[Event]] = msgspec.msgpack.Decoder(Annotated[list[AnyEvent], _BOUND])
_RAW: msgspec.msgpack.Decoder[list[msgspec.Raw]] = msgspec.msgpack.Decoder(Annotated[list[msgspec.Raw], _BOUND])
_ONE: msgspec.msgpack.Decoder[Event] = msgspec.msgpack.Decoder(cast(Any, AnyEvent))
_DECODE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError, ValueError)

_KINDS = {field.attribute: field.kind for field in all_fields()}
_TIMES = {kind: tuple(a for a in kind.__struct_fields__ if _KINDS.get(a) == "time") for kind in BY_NAME.values()}
_STRUCTURED = {kind: tuple(a for a in kind.__struct_fields__ if _KINDS.get(a) == "json") for kind in BY_NAME.values()}


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose events they are, by the verified signature and the agent's record."""

    agent_id: str
    epoch: str
    host_id: str
    host_name: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class WrongEvent:
    """An event that was not taken. kind: a stable word. sample: its bytes, the first MAX_SAMPLE_BYTES of them."""

    sequence: int
    kind: str
    message: str
    sample: bytes


class _Tag(msgspec.Struct):
    action: str = msgspec.field(name="event.action")


def decode_block(raw: bytes, first_seq: int, count: int, origin: Origin) -> tuple[tuple[Event, ...], list[WrongEvent]]:
    """The good events of a block in order, and the wrong ones.

    Raises InputError of kind `corrupt` where it is not an array of exactly `count` values.
    """
    prefix = f"{origin.agent_id}-{origin.epoch}-"
    good: list[Event] = []
    wrong: list[WrongEvent] = []
    for sequence, item in enumerate(_items(raw, count), first_seq):
        try:
            event = _decode(item) if isinstance(item, msgspec.Raw) else item
            _settle(event)
        except InputError as error:
            wrong.append(WrongEvent(sequence, error.kind, str(error)[:255], _sample(item)))
            continue
        event.event_id = prefix + str(sequence)
        event.event_sequence = sequence
        event.agent_id = origin.agent_id
        event.host_id = origin.host_id
        event.host_name = event.host_name or origin.host_name
        event.simulated = origin.simulated or None
        good.append(event)
    return tuple(good), wrong


def _items(raw: bytes, count: int) -> Sequence[Event | msgspec.Raw]:
    """The block's values: all as events where that is safe and possible, else each as its bytes."""
    items: Sequence[Event | msgspec.Raw] | None = None
    if len(raw) <= WHOLE_BYTES:
        try:
            items = _WHOLE.decode(raw)
        except _DECODE_ERRORS:
            items = None
    if items is None:
        try:
            items = _RAW.decode(raw)
        except _DECODE_ERRORS as error:
            raise InputError(f"no array of events: {error}"[:200], "corrupt") from error
    if len(items) != count:
        raise InputError(f"an array of {len(items)} events, not of {count}", "corrupt")
    return items


def _decode(raw: msgspec.Raw) -> Event:
    size = len(memoryview(raw))
    if size > MAX_EVENT_BYTES:
        raise InputError(f"an event of {size} bytes, over {MAX_EVENT_BYTES}", "event_too_large")
    try:
        return _ONE.decode(raw)
    except _DECODE_ERRORS as error:
        raise InputError(str(error), "wrong_value" if _is_known(raw) else "unknown_type") from error


def _is_known(raw: msgspec.Raw) -> bool:
    """True where its type is one of the table's, so that a value of it is what is wrong."""
    try:
        return msgspec.msgpack.decode(raw, type=_Tag).action in BY_NAME
    except _DECODE_ERRORS:
        return False


def _settle(event: Event) -> None:
    """Times to whole microseconds, as the store keeps them, so that an event read back equals the one handed on; bounds of the rest.

    Raises InputError where a time is beyond what the store can keep, or a structured value is none that JSON has.
    """
    kind = type(event)
    for attribute in _TIMES[kind]:
        if (time := getattr(event, attribute)) is not None:
            if time >= END_OF_TIME_NS:
                raise InputError(f"{attribute} lies beyond the year 2262", "wrong_time")
            setattr(event, attribute, time - time % 1000)
    for attribute in _STRUCTURED[kind]:
        if (value := getattr(event, attribute)) is not None and not _is_simple(value):
            _check_structured(attribute, value)


def _is_simple(items: list[dict[str, Any]]) -> bool:
    """True for what nearly every event has: a short list of maps of texts and numbers. Saves the walk."""
    for item in items:
        if len(item) > MAX_SIMPLE_KEYS:
            return False
        for value in item.values():
            if type(value) is not str and type(value) is not int:
                return False
    return True


def _check_structured(attribute: str, value: Any) -> None:
    level: list[Any] = [value]
    seen = 0
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        for part in level:
            if isinstance(part, dict):
                _check_keys(attribute, part)
                below += part.values()
            elif isinstance(part, list):
                below += part
            elif not isinstance(part, str | int | float | bool | None):
                raise InputError(f"{attribute} holds what JSON has not: {type(part).__name__}", "wrong_value")
        seen += len(below)
        if seen > MAX_STRUCTURED_VALUES:
            raise InputError(f"{attribute} holds more than {MAX_STRUCTURED_VALUES} values", "wrong_value")
        if not below:
            return
        level = below
    raise InputError(f"{attribute} is more than {MAX_DEPTH} levels deep", "wrong_value")


def _check_keys(attribute: str, part: dict[Any, Any]) -> None:
    if not all(isinstance(key, str) for key in part):
        raise InputError(f"{attribute} has a key that is no text", "wrong_value")


def _sample(item: Event | msgspec.Raw) -> bytes:
    raw = bytes(memoryview(item)[:MAX_SAMPLE_BYTES]) if isinstance(item, msgspec.Raw) else msgspec.msgpack.encode(item)
    return raw[:MAX_SAMPLE_BYTES]
