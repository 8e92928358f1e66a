import pytest

from redshank.core.errors import InputError
from redshank.events._generated.types import BY_NAME, KEYS
from redshank.events.codec import from_flat
from redshank.events.field import Field
from redshank.events.generate.types import python_type
from redshank.events.table import TYPES, all_fields


@pytest.mark.parametrize("event_type", TYPES, ids=lambda event_type: event_type.name)
def test_type_has_a_class_with_its_fields(event_type):
    kind = BY_NAME[event_type.name]
    assert kind.event_action == event_type.name
    assert {field.attribute for field in event_type.fields} <= set(kind.__struct_fields__)


def test_every_attribute_knows_its_dotted_name():
    assert list(KEYS.values()) == [field.name for field in all_fields()]


@pytest.mark.parametrize(
    ("kind", "start"), [("str:9", "str, Meta(max_length=9)"), ("u64", "int, Meta(ge=0)"), ("u8", "int, Meta(ge=0, le=0xFF)")]
)
def test_kind_has_its_python_type_with_its_bounds(kind, start):
    assert python_type(Field("x.y", kind, "x")) == f"Annotated[{start}]"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("process.pid", -1), ("process.pid", 2**70), ("destination.port", 70_000), ("process.args", ["x"] * 5_000),
        ("process.thread.name", "x" * 17), ("redshank.result", str(2**64)), ("@timestamp", -5),
    ],
)  # fmt: skip
def test_value_outside_its_kind_is_refused_where_it_comes_in(key, value):
    flat = {"event.action": "net.connect", "@timestamp": "2026-11-24T00:00:00Z", key: value}
    with pytest.raises(InputError) as error:
        from_flat(flat)
    assert error.value.kind == "wrong_value"
