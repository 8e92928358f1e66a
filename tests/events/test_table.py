from dataclasses import replace
from itertools import pairwise

import pytest

from redshank.events import table
from redshank.events.field import EventType, Field
from redshank.events.table import COMMON, RESERVED, TYPES, all_fields, kernel_fixed, kernel_tails, own_fields, problems


def test_table_has_no_problems():
    assert problems() == []


def test_types_stand_in_the_order_of_their_numbers_and_leave_reserved_ones_alone():
    assert all(first.number < second.number for first, second in pairwise(TYPES))
    assert not {event_type.number for event_type in TYPES} & set(RESERVED)


@pytest.mark.parametrize("event_type", TYPES, ids=lambda event_type: event_type.name)
def test_fields_of_a_type_are_declared_once_and_bounded(event_type):
    names = [field.name for field in event_type.fields]
    assert len(names) == len(set(names))
    assert all(field.bound > 0 for field in kernel_tails(event_type))
    assert set(kernel_fixed(event_type)).isdisjoint(kernel_tails(event_type))


def test_own_fields_are_those_that_are_not_common():
    common = {field.name for field in COMMON}
    for event_type in TYPES:
        own = {field.name for field in own_fields(event_type)}
        assert own.isdisjoint(common)
        assert own | common >= {field.name for field in event_type.fields}


def test_every_field_stands_once_in_the_whole_list():
    names = [field.name for field in all_fields()]
    assert len(names) == len(set(names))
    assert {field.name for event_type in TYPES for field in event_type.fields} <= set(names)


def _with(monkeypatch: pytest.MonkeyPatch, *event_types: EventType) -> list[str]:
    monkeypatch.setattr(table, "TYPES", (*TYPES, *event_types))
    return problems()


A_FIELD = Field("redshank.test.size", "u32", "a size", unit="bytes")


@pytest.mark.parametrize(
    ("event_type", "problem"),
    [
        (EventType(1, "test.one", "x"), "event type number 1 is used twice"),
        (EventType(9999, "process.exec", "x"), "event type process.exec is named twice"),
        (EventType(9999, "test.one", "x", (replace(A_FIELD, kind="u128"),)), "field redshank.test.size has the unknown kind u128"),
        (EventType(9999, "test.one", "x", (replace(A_FIELD, doc=""),)), "field redshank.test.size says nothing about itself"),
        (EventType(9999, "test.one", "x", (Field("test.at", "time", "x"),)), "field test.at is a time without a unit"),
        (EventType(9999, "test.one", "x", (Field("process.pid", "u64", "x"),)), "field process.pid is declared twice, and differently"),
        (
            EventType(9999, "test.one", "x", (replace(A_FIELD, sigma=("image",)),)),
            "Sigma name image means both process.executable and redshank.test.size",
        ),
        (
            EventType(9999, "test.one", "x", (Field("redshank.process.pid", "u32", "x"),)),
            "fields redshank.process.pid and process.pid have the same attribute",
        ),
    ],
)
def test_mistake_in_the_table_is_said_in_a_sentence(monkeypatch, event_type, problem):
    assert problem in _with(monkeypatch, event_type)
