"""The decoder's half of the kernel records: formats, tails, and how values become an event."""

from redshank.events.field import EventType
from redshank.events.generate.layout import Slot, fixed_slots, header_slots, kernel_types, struct_format
from redshank.events.table import kernel_tails

SKIPPED = {"record.type", "record.flags", "record.length", "record.sequence", "record.parent_start", "record.parent_scope_pid"}
UNSET_ABLE = {"user.audit.id", "redshank.session.id"}
UNSET = 0xFFFFFFFF


def render() -> str:
    """The text of _generated/records.py."""
    lines = [
        "# Generated from the event table by `make generate`. Do not edit.",
        '"""Kernel records: format of head and fixed part, encodings of the tails, and the event that they make."""',
        "",
        "from collections.abc import Callable",
        "from struct import Struct",
        "from typing import Any, NamedTuple",
        "",
        "from redshank.events._generated import types",
        "from redshank.events.values import address, comm",
        "",
        "",
        "class RecordKind(NamedTuple):",
        '    """One type\'s record. make(values, tails, offset_ns) gives the event; offset_ns: boot clock to 1970."""',
        "",
        "    number: int",
        "    name: str",
        "    ring: str",
        "    fixed: Struct",
        "    tails: tuple[tuple[str, int], ...]",
        "    make: Callable[[tuple[Any, ...], list[Any], int], types.Event]",
        "",
        "",
        f"HEADER_BYTES = {sum(s.size for s in header_slots())}",
        *(f"{s.name.upper()}_AT = {s.offset}" for s in header_slots() if s.field and s.field.name in SKIPPED | {"record.start"}),
        f"HEADER_FIELDS = {tuple(s.name for s in header_slots())!r}",
        "",
    ]
    for event_type in kernel_types():
        lines += ["", *_maker(event_type)]
    lines += ["", "", "RECORDS: dict[int, RecordKind] = {"]
    lines += [f"    {t.number}: {_kind(t)}," for t in kernel_types()] + ["}"]
    return "\n".join(lines) + "\n"


def _kind(event_type: EventType) -> str:
    tails = tuple((f.encoding or "text", f.bound) for f in kernel_tails(event_type))
    fixed = f'Struct("{struct_format(event_type)}")'
    return f'RecordKind({event_type.number}, "{event_type.name}", "{event_type.ring}", {fixed}, {tails!r}, _{event_type.identifier})'


def _maker(event_type: EventType) -> list[str]:
    slots = [s for s in (*header_slots(), *fixed_slots(event_type)) if s.field is not None]
    lines = [
        f"def _{event_type.identifier}(v: tuple[Any, ...], t: list[Any], offset_ns: int) -> types.Event:",
        f"    return types.{event_type.class_name}(",
    ]
    lines += [f"        {text}" for index, slot in enumerate(slots) if (text := _argument(slot, index))]
    lines += [f"        {field.attribute}=t[{index}] or None," for index, field in enumerate(kernel_tails(event_type))]
    return [*lines, "    )", ""]


def _argument(slot: Slot, index: int) -> str:
    assert slot.field is not None
    name, value = slot.field.name, f"v[{index}]"
    special = {
        "record.time": f"timestamp={value} + offset_ns,",
        "record.start": f"process_start={value} + offset_ns,",
        "process.thread.name": f"process_thread_name=comm({value}),",
    }
    if name in SKIPPED or name in special:
        return special.get(name, "")
    if name in UNSET_ABLE:
        value = f"{value} if {value} != {UNSET} else None"
    elif slot.field.kind == "ip":
        value = f"address({value})"
    return f"{slot.field.attribute}={value},"
