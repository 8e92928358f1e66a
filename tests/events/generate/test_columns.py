import pytest

from redshank.events._generated.columns import COLUMNS, SPOOL_CLASS
from redshank.events.field import Field
from redshank.events.generate.columns import LOW_CARDINALITY, column_type
from redshank.events.table import TYPES, all_fields


def test_store_has_one_column_a_field_in_table_order():
    assert [name for name, _ in COLUMNS] == ["event.action", *(field.name for field in all_fields())]


def test_every_type_has_a_spool_class_from_0_to_3():
    assert set(SPOOL_CLASS) == {event_type.name for event_type in TYPES}
    assert set(SPOOL_CLASS.values()) <= {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("time", "DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))"),
        ("list", "Array(String) CODEC(ZSTD(1))"),
        ("u64", "Nullable(UInt64)"),
        ("i32", "Nullable(Int32)"),
        ("bool", "Nullable(Bool)"),
        ("str:64", "String CODEC(ZSTD(1))"),
        ("ip", "String CODEC(ZSTD(1))"),
    ],
)
def test_kind_has_its_column_type(kind, column):
    assert column_type(Field("x.y", kind, "x")) == column


def test_text_of_few_values_is_stored_once_a_value():
    assert column_type(Field("process.name", "str:255", "x")) == "LowCardinality(String)"
    assert {field.name for field in all_fields()} >= LOW_CARDINALITY
