from itertools import pairwise
from struct import Struct

import pytest

from redshank.events.generate.layout import ALIGNMENTS, fixed_slots, header_bytes, header_slots, kernel_types, struct_format

KERNEL_TYPES = pytest.mark.parametrize("event_type", kernel_types(), ids=lambda event_type: event_type.name)


@KERNEL_TYPES
def test_members_follow_each_other_without_a_gap_or_an_overlap(event_type):
    slots = [*header_slots(), *fixed_slots(event_type)]
    assert slots[0].offset == 0
    for before, after in pairwise(slots):
        assert before.offset + before.size == after.offset


@KERNEL_TYPES
def test_member_lies_where_the_compiler_would_put_it(event_type):
    for slot in (*header_slots(), *fixed_slots(event_type)):
        if slot.field is not None and slot.name != "comm":
            assert slot.offset % ALIGNMENTS[slot.field.kind] == 0


@KERNEL_TYPES
def test_python_format_has_the_size_of_the_c_struct(event_type):
    slots = [*header_slots(), *fixed_slots(event_type)]
    size = Struct(struct_format(event_type)).size
    assert size == slots[-1].offset + slots[-1].size
    assert size % 8 == 0


@KERNEL_TYPES
def test_member_names_are_unique(event_type):
    names = [slot.name for slot in (*header_slots(), *fixed_slots(event_type))]
    assert len(names) == len(set(names))


def test_head_is_the_same_for_all_and_ends_on_eight_bytes():
    assert header_bytes() == sum(slot.size for slot in header_slots())
    assert header_bytes() % 8 == 0
