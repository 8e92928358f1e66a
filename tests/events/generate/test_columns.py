import pytest

from redshank.events._generated.columns import COLUMNS, SPOOL_CLASS
from redshank.events.field import Field
from redshank.events.generate.columns import GROWING, VARIED, column_type
from redshank.events.table import TYPES, all_fields


def test_store_has_one_column_a_field_in_table_order():
    assert list(COLUMNS) == ["event.action", *(field.name for field in all_fields())]


def test_every_type_has_a_spool_class_from_0_to_3():
    assert set(SPOOL_CLASS) == {event_type.name for event_type in TYPES}
    assert set(SPOOL_CLASS.values()) <= {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("time", "Nullable(DateTime64(9, 'UTC')) CODEC(Delta, ZSTD(1))"),
        ("list", "Array(String) CODEC(ZSTD(1))"),
        ("u64", "Nullable(UInt64) CODEC(ZSTD(1))"),
        ("i32", "Nullable(Int32) CODEC(ZSTD(1))"),
        ("bool", "Nullable(Bool) CODEC(ZSTD(1))"),
        ("str:64", "LowCardinality(String) CODEC(ZSTD(1))"),
        ("ip", "LowCardinality(String) CODEC(ZSTD(1))"),
    ],
)
def test_kind_has_its_column_type(kind, column):
    assert column_type(Field("x.y", kind, "x")) == column


def test_text_that_hardly_comes_twice_is_stored_in_every_row():
    assert column_type(Field("message", "text", "x")) == "String CODEC(ZSTD(1))"
    assert {field.name for field in all_fields()} >= VARIED | GROWING


def test_time_of_an_event_is_never_absent():
    assert column_type(Field("@timestamp", "time", "x")) == "DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1))"
