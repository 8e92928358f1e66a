"""The Python classes of events: one base with the common fields, one class a type."""

from redshank.events.field import Field
from redshank.events.table import COMMON, TYPES, all_fields, own_fields

PYTHON_TYPES = {
    "u8": "Annotated[int, Meta(ge=0, le=0xFF)]",
    "u16": "Annotated[int, Meta(ge=0, le=0xFFFF)]",
    "u32": "Annotated[int, Meta(ge=0, le=0xFFFFFFFF)]",
    "u64": "Annotated[int, Meta(ge=0)]",  # msgspec takes no bound over 2^63; what is over 2^64 it refuses by itself
    "i32": "Annotated[int, Meta(ge=-0x80000000, le=0x7FFFFFFF)]",
    "i64": "Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)]",
    "time": "Annotated[int, Meta(ge=0)]",
    "bool": "bool",
    "ip": "Annotated[str, Meta(max_length=45)]",
    "text": "Annotated[str, Meta(max_length=32_768)]",
    "list": "Annotated[list[Annotated[str, Meta(max_length=32_768)]], Meta(max_length=4_096)]",
    "json": "Annotated[list[dict[str, Any]], Meta(max_length=256)]",
}
"""A kind's type with its bounds, which msgspec checks where an event comes from outside; our own code pays nothing."""


def render() -> str:
    """The text of _generated/types.py."""
    lines = [
        "# Generated from the event table by `make generate`. Do not edit.",
        '"""Events as typed values. Every field but the time is None where it is not known."""',
        "",
        "from typing import Annotated, Any, ClassVar",
        "",
        "import msgspec",
        "from msgspec import Meta",
        "",
        "KEYS: dict[str, str] = {",
        *(f'    "{f.attribute}": "{f.name}",' for f in all_fields()),
        "}",
        '"""Attribute of an event to the dotted name of its field."""',
        "",
        "",
        "class Event(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False, rename=KEYS.get, tag_field=\"event.action\"):",
        '    """What every event has."""',
        "",
        '    event_action: ClassVar[str] = ""',
        f"    timestamp: {PYTHON_TYPES['time']}",
        *(_member(field) for field in COMMON if field.attribute != "timestamp"),
    ]
    for event_type in TYPES:
        head = f'class {event_type.class_name}(Event, tag="{event_type.name}"):'
        lines += ["", "", head, f'    """{event_type.name}: {event_type.doc}."""', ""]
        lines += [f'    event_action: ClassVar[str] = "{event_type.name}"', *(_member(field) for field in own_fields(event_type))]
    lines += ["", "", "BY_NAME: dict[str, type[Event]] = {", *(f'    "{t.name}": {t.class_name},' for t in TYPES), "}"]
    lines += ["", f"AnyEvent = {' | '.join(t.class_name for t in TYPES)}"]
    return "\n".join(lines) + "\n"


def _member(field: Field) -> str:
    return f"    {field.attribute}: {python_type(field)} | None = None"


def python_type(field: Field) -> str:
    """The Python type of a field's value with its bounds; a string's bound counts characters here."""
    if field.kind.startswith("str:"):
        return f"Annotated[str, Meta(max_length={field.bound})]"
    return PYTHON_TYPES[field.kind]
