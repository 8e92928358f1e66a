import pytest

from redshank.events.field import EventType, Field


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("process.executable", "process_executable"),
        ("redshank.file.mode", "file_mode"),
        ("@timestamp", "timestamp"),
        ("message", "message"),
    ],
)
def test_attribute_is_the_dotted_name_without_our_prefix(name, attribute):
    assert Field(name, "u32", "x").attribute == attribute


@pytest.mark.parametrize(
    ("kind", "bound", "tail"),
    [("str:64", 64, True), ("text", 32_768, True), ("list", 32_768, True), ("u32", 0, False), ("ip", 0, False)],
)
def test_string_kinds_have_a_bound_and_follow_the_fixed_part(kind, bound, tail):
    field = Field("x.y", kind, "x")
    assert (field.bound, field.is_tail) == (bound, tail)


def test_type_has_a_class_name_and_an_identifier():
    event_type = EventType(2, "process.exec_failed", "x")
    assert (event_type.class_name, event_type.identifier) == ("ProcessExecFailed", "process_exec_failed")
