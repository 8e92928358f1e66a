from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.events._generated.records import HEADER_BYTES, LENGTH_AT, RECORDS, SEQUENCE_AT, START_AT, TYPE_AT
from redshank.events.generate.layout import Slot, fixed_slots, header_bytes, header_slots, kernel_types
from redshank.events.generate.records import SKIPPED, UNSET, UNSET_ABLE
from redshank.events.table import kernel_tails
from redshank.events.values import address, comm
from tests.events.strategies import values
from tests.generated import build

OFFSET_NS = 1_000_000_007
KERNEL_TYPES = pytest.mark.parametrize("event_type", kernel_types(), ids=lambda event_type: event_type.name)


def raw(slot: Slot) -> st.SearchStrategy[Any]:
    """Values of one member as the kernel side writes them."""
    assert slot.field is not None
    return st.binary(min_size=16, max_size=16) if slot.code == "16s" else values(slot.field)


def expected(slot: Slot, value: Any) -> Any:
    """What the event must hold for a member's value."""
    assert slot.field is not None
    if slot.code == "16s":
        return comm(value) if slot.name == "comm" else address(value)
    return None if slot.field.name in UNSET_ABLE and value == UNSET else value


@KERNEL_TYPES
@given(data=st.data())
def test_record_becomes_the_event_with_each_member_in_its_field(event_type, data):
    slots = [slot for slot in (*header_slots(), *fixed_slots(event_type)) if slot.field is not None]
    drawn = {slot.name: data.draw(raw(slot), label=slot.name) for slot in slots if slot.name != "type"}
    record = getattr(build, f"record_{event_type.identifier}")(**drawn)
    kind = RECORDS[event_type.number]
    event = kind.make(kind.fixed.unpack_from(record), [None] * len(kind.tails), OFFSET_NS)
    assert event.event_action == event_type.name
    assert event.timestamp == drawn["time"] + OFFSET_NS
    assert event.process_start == drawn["start"] + OFFSET_NS
    for slot in slots:
        if slot.field is not None and slot.field.name not in SKIPPED | {"record.time", "record.start"}:
            assert getattr(event, slot.field.attribute) == expected(slot, drawn[slot.name]), slot.name


@KERNEL_TYPES
def test_tails_become_their_fields_and_an_empty_one_is_absent(event_type):
    kind = RECORDS[event_type.number]
    fields = kernel_tails(event_type)
    assert [bound for _, bound in kind.tails] == [field.bound for field in fields]
    fixed = kind.fixed.unpack_from(getattr(build, f"record_{event_type.identifier}")())
    full = kind.make(fixed, [field.name for field in fields], 0)
    empty = kind.make(fixed, ["" for _ in fields], 0)
    for field in fields:
        assert (getattr(full, field.attribute), getattr(empty, field.attribute)) == (field.name, None)


def test_places_in_the_head_are_those_of_the_layout():
    places = {slot.name: slot.offset for slot in header_slots()}
    assert tuple(places[name] for name in ("type", "length", "sequence", "start")) == (TYPE_AT, LENGTH_AT, SEQUENCE_AT, START_AT)
    assert header_bytes() == HEADER_BYTES
