import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.core.errors import InputError
from redshank.events.codec import MAX_DEPTH, MAX_LINE_BYTES, from_flat, from_json, to_flat, to_json
from tests.events.strategies import ANY_EVENT
from tests.generated import build

EXEC = {"event.action": "process.exec", "@timestamp": "2026-11-24T04:24:11Z"}


@given(ANY_EVENT)
def test_flat_event_is_the_event_again(event):
    assert from_flat(to_flat(event)) == event


@given(ANY_EVENT)
def test_json_line_is_one_line_and_the_event_again(event):
    line = to_json(to_flat(event))
    assert b"\n" not in line
    assert from_json(line) == event


def test_absent_field_is_left_out_and_time_and_action_are_always_there():
    flat = to_flat(build.process_exec(process_pid=7, user_id=None))
    assert "user.id" not in flat
    assert flat["process.pid"] == 7
    assert flat["@timestamp"] == "2025-11-24T04:24:11.000000Z"
    assert (flat["event.kind"], flat["event.action"]) == ("event", "process.exec")


def test_integer_over_javascripts_reach_travels_as_text():
    flat = to_flat(build.process_exec(capabilities_effective=2**64 - 1))
    assert flat["redshank.capabilities.effective"] == "18446744073709551615"


def test_word_null_in_a_text_field_stays_a_word():
    event = build.process_exec(process_name="null", process_args=["null"])
    assert from_flat(to_flat(event)) == event


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ({"event.action": "process.exek"}, "unknown_type", "did you mean 'process.exec'?"),
        ({"event.action": None}, "unknown_type", "event.action is None"),
        ({"event.action": []}, "unknown_type", r"event.action is \[\]"),
        ({"process.executble": "/x"}, "unknown_field", "did you mean 'process.executable'?"),
        ({"process.pid": "seven"}, "wrong_value", "process.pid"),
        ({"process.pid": True}, "wrong_value", "process.pid"),
        ({"process.name": 5}, "wrong_value", "process.name"),
        ({"process.args": "ls -l"}, "wrong_value", "process.args"),
        ({"process.args": [1]}, "wrong_value", "process.args"),
        ({"process.ancestors": [1]}, "wrong_value", "process.ancestors"),
        ({"@timestamp": "yesterday"}, "wrong_value", "'yesterday' is no RFC 3339 time"),
        ({"@timestamp": "2026-11-24T04:24:11"}, "wrong_value", "no RFC 3339 time"),
        ({"@timestamp": None}, "wrong_value", "@timestamp"),
        ({"@timestamp": -1}, "wrong_value", "between the years 1970 and 9999"),
        ({"process.start": 10**21}, "wrong_value", "process.start: .* between the years 1970 and 9999"),
    ],
)
def test_bad_value_is_refused_by_kind_and_named(change, kind, words):
    with pytest.raises(InputError, match=words) as caught:
        from_flat(EXEC | change)
    assert caught.value.kind == kind


def test_event_without_a_time_is_refused():
    with pytest.raises(InputError, match="@timestamp") as caught:
        from_flat({"event.action": "process.exec"})
    assert caught.value.kind == "wrong_value"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"", "no_json"),
        (b"{", "no_json"),
        (b"[]", "no_json"),
        (b"\xff", "no_json"),
        (b'{"event.action": 1e400}', "no_json"),
        (b"[" * 100_000, "no_json"),
        (b'{"event.action": "process.exec", "process.name": "\\ud800"}', "no_json"),
        (b'"' + b"x" * MAX_LINE_BYTES + b'"', "too_long"),
        (b"{}", "unknown_type"),
    ],
    ids=range(9),
)
def test_bad_line_is_refused_by_kind(line, kind):
    with pytest.raises(InputError) as caught:
        from_json(line)
    assert caught.value.kind == kind


def test_field_nested_deeper_than_the_bound_is_refused():
    deep: object = 1
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    with pytest.raises(InputError, match="levels deep"):
        from_flat(EXEC | {"process.ancestors": [{"a": deep}]})


@given(st.binary(max_size=300))
def test_any_bytes_are_an_event_or_a_counted_error(line):
    try:
        from_json(line)
    except InputError as error:
        assert error.kind


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**65), 2**65) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(ANY_EVENT, st.data())
def test_event_with_one_field_turned_into_anything_is_an_event_or_a_counted_error(event, data):
    flat = to_flat(event)
    flat[data.draw(st.sampled_from(sorted(flat)))] = data.draw(JSON)
    try:
        again = from_flat(msgspec.json.decode(msgspec.json.encode(flat)))
    except InputError as error:
        assert error.kind
    else:
        assert to_json(to_flat(again))
