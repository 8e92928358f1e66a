"""The Python classes of events: one base with the common fields, one class a type."""

from redshank.events.field import Field
from redshank.events.table import COMMON, TYPES, all_fields, own_fields

PYTHON_TYPES = {"time": "int", "bool": "bool", "ip": "str", "text": "str", "list": "list[str]", "json": "list[dict[str, Any]]"}


def render() -> str:
    """The text of _generated/types.py."""
    lines = [
        "# Generated from the event table by `make generate`. Do not edit.",
        '"""Events as typed values. Every field but the time is None where it is not known."""',
        "",
        "from typing import Any, ClassVar",
        "",
        "import msgspec",
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
        "    timestamp: int",
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
    """The Python type of a field's value."""
    if field.kind.startswith("str:"):
        return "str"
    return PYTHON_TYPES.get(field.kind, "int")
