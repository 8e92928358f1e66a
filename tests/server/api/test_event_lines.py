import msgspec
from hypothesis import given
from hypothesis import strategies as st

from redshank.server.api.event_lines import ARGV_FIELDS, HIDDEN, cut_fields, cut_text, cut_value, hide_argv, line_of, line_of_event, size_of
from tests.generated import build

values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=300)),
    lambda inner: st.one_of(st.lists(inner, max_size=8), st.dictionaries(st.text(max_size=20), inner, max_size=8)),
    max_leaves=30,
)


@given(values, st.integers(1, 500))
def test_cut_value_is_as_small_as_asked_and_still_json(value: object, limit: int) -> None:
    cut = cut_value(value, limit)
    assert size_of(cut) <= 6 * limit + 200
    msgspec.json.encode(cut)


@given(values)
def test_value_with_room_is_left_as_it_is(value: object) -> None:
    assert cut_value(value, 1 << 20) == value


def test_cut_text_says_that_something_is_missing() -> None:
    assert cut_text("abcdef", 6) == "abcdef"
    assert cut_text("abcdefg", 6) == "abcde…"


def test_cut_fields_are_named() -> None:
    fields, cut = cut_fields({"a": "x" * 10, "b": "y", "c": ["z" * 5] * 5}, 8)
    assert cut == ["a", "c"]
    assert fields["b"] == "y"


def test_event_is_told_in_words_with_its_fields() -> None:
    line = line_of_event(build.process_exec(process_command_line="insmod x.ko", process_args=["insmod", "x.ko"]))
    assert (line.action, line.summary, line.cut) == ("process.exec", "insmod x.ko", [])
    assert line.fields["process.args"] == ["insmod", "x.ko"]


def test_event_of_another_version_is_told_by_its_type() -> None:
    line = line_of({"event.action": "process.future", "@timestamp": "2026-11-24T00:00:00Z", "new.field": 1})
    assert (line.summary, line.fields["new.field"]) == ("process.future", 1)


def test_command_lines_are_hidden_everywhere_in_the_line() -> None:
    event = build.process_exec(
        process_command_line="mysql -psecret", process_args=["mysql", "-psecret"], process_parent_command_line="sh -c mysql -psecret"
    )
    assert b"secret" not in msgspec.json.encode(line_of_event(event, show_argv=False))
    assert hide_argv({"process.args": ["a"], "process.pid": 3}) == {"process.args": [HIDDEN], "process.pid": 3}
    assert "process.command_line" in ARGV_FIELDS
