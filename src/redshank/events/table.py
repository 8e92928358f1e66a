"""The whole event table, put together and checked once at import."""

from redshank.events.field import OTHER_KINDS, SCALAR_KINDS, EventType, Field
from redshank.events.fields import agent, file, kernel, network, process, session, sweep, web
from redshank.events.fields.common import COMMON, HEADER

TYPES: tuple[EventType, ...] = tuple(
    sorted(
        (*process.TYPES, *file.TYPES, *network.TYPES, *session.TYPES, *kernel.TYPES, *web.TYPES, *agent.TYPES, *sweep.TYPES),
        key=lambda event_type: event_type.number,
    )
)
RESERVED: dict[int, str] = agent.RESERVED
COMM_BYTES = 16


def own_fields(event_type: EventType) -> tuple[Field, ...]:
    """The fields a type adds to the common ones, in table order."""
    common = {field.name for field in COMMON}
    return tuple(field for field in event_type.fields if field.name not in common)


def kernel_fixed(event_type: EventType) -> tuple[Field, ...]:
    """The fixed-size fields of a type's kernel record after the header, in record order."""
    return tuple(f for f in event_type.fields if f.origin == "kernel" and not f.is_tail)


def kernel_tails(event_type: EventType) -> tuple[Field, ...]:
    """The length-prefixed strings of a type's kernel record, in record order."""
    return tuple(f for f in event_type.fields if f.origin == "kernel" and f.is_tail)


def all_fields() -> tuple[Field, ...]:
    """Every field once, common ones first, then by type."""
    seen = {field.name: field for field in COMMON}
    for event_type in TYPES:
        for field in event_type.fields:
            seen.setdefault(field.name, field)
    return tuple(seen.values())


def problems() -> list[str]:
    """What is wrong with the table, one sentence each; empty where all is well."""
    found: list[str] = []
    numbers = [t.number for t in TYPES] + list(RESERVED)
    names = [t.name for t in TYPES] + list(RESERVED.values())
    found += [f"event type number {n} is used twice" for n in {n for n in numbers if numbers.count(n) > 1}]
    found += [f"event type {n} is named twice" for n in {n for n in names if names.count(n) > 1}]
    kinds: dict[str, Field] = {}
    attributes: dict[str, str] = {}
    for field in (*COMMON, *(f for t in TYPES for f in t.fields)):
        found += _field_problems(field)
        first = kinds.setdefault(field.name, field)
        if (first.kind, first.sigma) != (field.kind, field.sigma):
            found.append(f"field {field.name} is declared twice, and differently")
        if attributes.setdefault(field.attribute, field.name) != field.name:
            found.append(f"fields {field.name} and {attributes[field.attribute]} have the same attribute")
    return found + _alias_problems()


def _field_problems(field: Field) -> list[str]:
    found = []
    if not field.kind.startswith("str:") and field.kind not in (*SCALAR_KINDS, *OTHER_KINDS):
        found.append(f"field {field.name} has the unknown kind {field.kind}")
    if field.kind == "time" and not field.unit:
        found.append(f"field {field.name} is a time without a unit")
    if not field.doc:
        found.append(f"field {field.name} says nothing about itself")
    return found


def _alias_problems() -> list[str]:
    owner: dict[str, str] = {}
    found = []
    for field in all_fields():
        for alias in field.sigma:
            if owner.setdefault(alias.lower(), field.name) != field.name:
                found.append(f"Sigma name {alias} means both {owner[alias.lower()]} and {field.name}")
    return found


if _found := problems():
    raise ValueError("event table: " + "; ".join(_found))

__all__ = ["COMMON", "COMM_BYTES", "HEADER", "RESERVED", "TYPES", "all_fields", "kernel_fixed", "kernel_tails", "own_fields"]
