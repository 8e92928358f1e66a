"""Builders for tests: one function an event type with plausible values, and raw kernel records to decode."""

from redshank.events.field import EventType, Field
from redshank.events.generate.layout import fixed_slots, header_slots, kernel_types, struct_format
from redshank.events.table import COMMON, TYPES, kernel_tails, own_fields

PLAIN = {
    "@timestamp": "1_763_958_251_000_000_000", "event.id": '"test-1"', "host.name": '"web-03"', "process.entity_id": '"e1"',
    "process.pid": "4242", "process.pid_namespace": "4026531836", "redshank.process.scope_pid": "4242", "process.thread.id": "4242",
    "process.thread.name": '"bash"', "process.executable": '"/usr/bin/bash"', "process.name": '"bash"', "process.parent.pid": "1",
    "process.parent.executable": '"/usr/sbin/init"', "process.parent.name": '"init"', "user.id": "0", "user.name": '"root"',
    "user.effective.id": "0", "user.effective.name": '"root"', "group.id": "0", "process.working_directory": '"/root"',
}


def render() -> str:
    """The text of tests/generated/build.py."""
    lines = [
        "# Generated from the event table by `make generate`. Do not edit.",
        '"""Test builders: `build.process_exec(process_executable="/tmp/x")` is an event with everything else plausible."""',
        "",
        "from struct import Struct",
        "from typing import Any",
        "",
        "from redshank.events._generated import types",
        "",
    ]
    for event_type in TYPES:
        lines += ["", *_builder(event_type), ""]
    for event_type in kernel_types():
        lines += ["", *_record(event_type), ""]
    return "\n".join(lines).rstrip() + "\n"


def _builder(event_type: EventType) -> list[str]:
    defaults = [f"{f.attribute}={PLAIN[f.name]}" for f in COMMON if f.name in PLAIN]
    known = ", ".join(sorted(f.attribute for f in own_fields(event_type))) or "none"
    return [
        f"def {event_type.identifier}(**fields: Any) -> types.{event_type.class_name}:",
        f'    """A {event_type.name}; own fields: {known}."""',
        f"    plain: dict[str, Any] = dict({', '.join(defaults)})",
        f"    return types.{event_type.class_name}(**(plain | fields))",
    ]


def _record(event_type: EventType) -> list[str]:
    slots = [s for s in (*header_slots(), *fixed_slots(event_type)) if s.field is not None]
    tails = kernel_tails(event_type)
    values = ", ".join(_value(s.name, s.field, event_type) for s in slots if s.field is not None)
    return [
        f"def record_{event_type.identifier}(*tails: bytes, **fields: Any) -> bytes:",
        f'    """The raw kernel record of a {event_type.name}; tails: {", ".join(f.name for f in tails) or "none"}."""',
        '    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)',
        f'    fixed = Struct("{struct_format(event_type)}")',
        '    fields.setdefault("length", fixed.size + len(tail))',
        f"    return fixed.pack({values}) + tail",
    ]


def _value(name: str, field: Field, event_type: EventType) -> str:
    if name == "type":
        return str(event_type.number)
    default = 'b"bash"' if name == "comm" else "bytes(16)" if field.kind == "ip" else "0"
    return f'fields.get("{name}", {default})'
