"""The byte layout of kernel records, worked out once for the C header, the decoder and the builders."""

from dataclasses import dataclass

from redshank.events.field import SCALAR_KINDS, EventType, Field
from redshank.events.table import COMM_BYTES, HEADER, TYPES, kernel_fixed

SIZES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "i32": 4, "i64": 8, "ip": 16}
ALIGNMENTS = SIZES | {"ip": 8}


@dataclass(frozen=True, slots=True)
class Slot:
    """One member of a C struct: `field` is None for padding. offset and size in bytes."""

    field: Field | None
    name: str
    offset: int
    size: int

    @property
    def code(self) -> str:
        """This member in a `struct` format."""
        if self.field is None:
            return f"{self.size}x"
        return "16s" if self.field.kind == "ip" or self.name == "comm" else SCALAR_KINDS[self.field.kind]


COMM = Field("process.thread.name", "str:16", "short name of the thread", origin="kernel")


def kernel_types() -> tuple[EventType, ...]:
    """Event types whose records the kernel side writes."""
    return tuple(t for t in TYPES if t.ring)


def header_slots() -> list[Slot]:
    """The head of every record, comm last."""
    slots = _lay(HEADER, 0)
    return [*slots, Slot(COMM, "comm", _end(slots), COMM_BYTES)]


def header_bytes() -> int:
    """Size of the head in bytes, a multiple of 8."""
    return _end(header_slots())


def fixed_slots(event_type: EventType) -> list[Slot]:
    """A type's own fixed members after the head, with padding to a multiple of 8."""
    slots = _lay(kernel_fixed(event_type), header_bytes())
    rest = -_end(slots) % 8 if slots else 0
    return [*slots, Slot(None, f"pad{_end(slots)}", _end(slots), rest)] if rest else slots


def struct_format(event_type: EventType) -> str:
    """The `struct` format of head and fixed part together."""
    return "<" + "".join(slot.code for slot in (*header_slots(), *fixed_slots(event_type)))


def _lay(fields: tuple[Field, ...], start: int) -> list[Slot]:
    slots: list[Slot] = []
    at = start
    for field in fields:
        if gap := -at % ALIGNMENTS[field.kind]:
            slots.append(Slot(None, f"pad{at}", at, gap))
            at += gap
        slots.append(Slot(field, member(field), at, SIZES[field.kind]))
        at += SIZES[field.kind]
    return slots


def member(field: Field) -> str:
    """The name of a field as a C struct member."""
    return field.attribute.removeprefix("record_")


def _end(slots: list[Slot]) -> int:
    return slots[-1].offset + slots[-1].size if slots else header_bytes()
