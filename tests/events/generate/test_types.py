import pytest

from redshank.events._generated.types import BY_NAME, KEYS
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


@pytest.mark.parametrize(("kind", "python"), [("str:9", "str"), ("text", "str"), ("u64", "int"), ("time", "int"), ("bool", "bool")])
def test_kind_has_its_python_type(kind, python):
    assert python_type(Field("x.y", kind, "x")) == python
