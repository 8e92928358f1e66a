import pytest

from redshank.events import BY_NAME
from redshank.events.names import EVENT_ACTION, attribute, kind, resolve
from redshank.events.table import all_fields


@pytest.mark.parametrize("field", all_fields(), ids=lambda field: field.name)
def test_field_resolves_by_each_of_its_names(field):
    assert resolve(field.name) == field.name
    for alias in field.sigma:
        assert resolve(alias) == resolve(alias.upper()) == field.name


@pytest.mark.parametrize(
    ("word", "nearest"), [("Imge", "Image"), ("process.executble", "process.executable"), ("CommandLin", "CommandLine")]
)
def test_unknown_name_is_refused_with_the_nearest(word, nearest):
    with pytest.raises(KeyError, match=f"unknown field '{word}' .did you mean '{nearest}'"):
        resolve(word)


def test_name_far_from_all_is_refused_without_a_guess():
    with pytest.raises(KeyError) as caught:
        resolve("zzzzzzzz")
    assert "did you mean" not in str(caught.value)


def test_every_field_has_its_attribute_on_the_types_that_carry_it():
    members = {name for event_type in BY_NAME.values() for name in event_type.__struct_fields__}
    assert {attribute(field.name) for field in all_fields()} == members


def test_action_is_a_name_like_any_other():
    assert resolve(EVENT_ACTION) == EVENT_ACTION
    assert (attribute(EVENT_ACTION), kind(EVENT_ACTION)) == ("event_action", "str:32")


def test_kind_is_the_tables():
    assert (kind("process.pid"), kind("process.args")) == ("u32", "list")
    with pytest.raises(KeyError):
        kind("process.pidd")


def test_ocsf_path_that_means_one_field_resolves_and_one_that_means_two_does_not():
    assert resolve("process.cmd_line") == "process.command_line"
    with pytest.raises(KeyError):
        resolve("metadata.log_name")  # the source and the log file are both exported there
