"""Kernel records as C structs, each offset and size asserted at compile time."""

from redshank.events.generate.layout import Slot, fixed_slots, header_bytes, header_slots, kernel_types
from redshank.events.table import kernel_tails

C_TYPES = {"u8": "__u8", "u16": "__u16", "u32": "__u32", "u64": "__u64", "i32": "__s32", "i64": "__s64"}


def render() -> str:
    """The text of records.h."""
    lines = [
        "/* Generated from the event table by `make generate`. Do not edit. */",
        "/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */",
        "#pragma once",
        "",
        "enum rs_type {",
        *(f"  RS_{t.identifier.upper()} = {t.number}," for t in kernel_types()),
        "};",
        f"#define RS_TYPES {max(t.number for t in kernel_types()) + 1} /* size of an array indexed by type */",
        "",
        *_struct("rs_header", header_slots(), header=False),
    ]
    for event_type in kernel_types():
        tails = ", ".join(f.name for f in kernel_tails(event_type)) or "none"
        lines.append(f"/* {event_type.name}: {event_type.doc}. Tails: {tails}. */")
        lines += _struct(f"rs_{event_type.identifier}", fixed_slots(event_type), header=True)
    return "\n".join(lines).rstrip() + "\n"


def _struct(name: str, slots: list[Slot], *, header: bool) -> list[str]:
    lines = [f"struct {name} {{"] + (["  struct rs_header header;"] if header else [])
    lines += [f"  {_member(slot)}" for slot in slots] + ["};"]
    end = slots[-1].offset + slots[-1].size if slots else header_bytes()
    lines.append(f'_Static_assert(sizeof(struct {name}) == {end}, "{name}: size");')
    for slot in slots:
        if slot.field is not None:
            lines.append(f'_Static_assert(__builtin_offsetof(struct {name}, {slot.name}) == {slot.offset}, "{name}.{slot.name}");')
    return [*lines, ""]


def _member(slot: Slot) -> str:
    if slot.field is None:
        return f"__u8 {slot.name}[{slot.size}];"
    if slot.name == "comm":
        return f"char comm[{slot.size}];"
    if slot.field.kind == "ip":
        return f"__u8 {slot.name}[16] __attribute__((aligned(8)));"
    return f"{C_TYPES[slot.field.kind]} {slot.name};"
