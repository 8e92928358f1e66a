import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.core.errors import InputError
from redshank.server.ingest import validate
from redshank.server.ingest.validate import Origin, decode_block
from tests.generated import build
from tests.server.ingest.sending import EPOCH, execs

ORIGIN = Origin("a" * 26, EPOCH, "h-1", "web-03", False)


def decoded(items, origin=ORIGIN, first_seq=10):
    return decode_block(msgspec.msgpack.encode(items), first_seq, len(items), origin)


def plain(**fields):
    return {"event.action": "process.exec", "@timestamp": 1_795_500_000_000_000_000} | fields


def test_events_get_the_identity_that_the_signature_proves():
    lying = execs(1, agent_id="b" * 26, host_id="h-9")[0]
    lying.event_id, lying.event_sequence, lying.simulated = "x", 7, True
    (event,), wrong = decoded([lying])
    assert wrong == []
    assert (event.event_id, event.event_sequence) == (f"{'a' * 26}-{EPOCH}-10", 10)
    assert (event.agent_id, event.host_id, event.host_name, event.simulated) == ("a" * 26, "h-1", "web-03", None)


def test_simulated_agent_marks_all_its_events():
    (event,), _ = decoded(execs(1), Origin("a" * 26, EPOCH, "h-1", "web-03", True))
    assert event.simulated is True


def test_line_of_another_host_keeps_that_hosts_name():
    (event,), _ = decoded([build.log_line(host_name="relay-1", event_id=None)])
    assert event.host_name == "relay-1"


def test_times_are_cut_to_what_the_store_keeps():
    (event,), _ = decoded([build.process_exec(timestamp=1_795_500_000_000_001_999, event_created=1_999, process_start=2_001)])
    assert (event.timestamp, event.event_created, event.process_start) == (1_795_500_000_000_001_000, 1_000, 2_000)


def test_500_bad_events_among_good_ones_cost_only_themselves():
    good = execs(100)
    bad: list[object] = [plain(**{"process.pid": -1}), plain(**{"event.action": "no.such"}), 7, {}]
    items = [item for event in good for item in (event, *bad)]
    events, wrong = decoded(items, first_seq=1)
    assert [event.event_sequence for event in events] == list(range(1, 501, 5))
    assert len(wrong) == 400
    assert {one.kind for one in wrong} == {"wrong_value", "unknown_type"}
    assert all(one.sample for one in wrong)


def test_wrong_event_tells_its_kind_its_number_and_keeps_its_bytes():
    _, (wrong,) = decoded([plain(**{"process.pid": "x"})])
    assert (wrong.sequence, wrong.kind) == (10, "wrong_value")
    assert "process.pid" in wrong.message
    assert b"process.pid" in wrong.sample


@pytest.mark.parametrize("time", [1 << 63, (1 << 64) - 1])
def test_time_that_no_store_keeps_is_refused(time):
    _, (wrong,) = decoded([plain(**{"@timestamp": time})])
    assert wrong.kind == "wrong_time"


def nested(levels):
    value: object = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "ancestor",
    [
        {"pid": nested(20)},
        {"pid": [0] * 5000},
        {str(n): 1 for n in range(5000)},
        {"pid": b"raw"},
        {"pid": {1: "a key that is no text"}},
        {"pid": msgspec.msgpack.Ext(5, b"x")},
    ],
    ids=["deep", "many", "many keys", "bytes", "number as key", "extension"],
)
def test_structured_field_holds_what_json_can_hold_and_no_more(ancestor):
    events, (wrong,) = decoded([plain(**{"process.ancestors": [ancestor]}), *execs(1)], first_seq=1)
    assert wrong.kind == "wrong_value"
    assert len(events) == 1


def test_structured_field_within_the_bounds_is_kept_as_it_is():
    spool = [{"bytes": 1, "dropped": {"2": 5}, "note": None, "share": 0.5, "full": False}]
    beat = build.agent_heartbeat(heartbeat_spool=spool)
    (event,), wrong = decoded([beat])
    assert wrong == []
    assert event.heartbeat_spool == spool


def test_event_over_its_bound_costs_only_itself_in_a_large_block():
    huge = plain(**{"process.command_line": "x" * 300_000})
    filler = [execs(1, process_command_line="y" * 30_000)[0] for _ in range(100)]
    events, (wrong,) = decoded([huge, *filler])
    assert wrong.kind == "event_too_large"
    assert len(events) == 100


def test_array_of_another_length_is_a_corrupt_block():
    with pytest.raises(InputError) as raised:
        decode_block(msgspec.msgpack.encode(execs(3)), 1, 4, ORIGIN)
    assert raised.value.kind == "corrupt"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xc1", msgspec.msgpack.encode({"a": 1}), b"\xdd\xff\xff\xff\xff", b"\x91" * 100_000, msgspec.msgpack.encode([0] * 501)],
    ids=["empty", "never used", "map", "claims 4 billion", "deep", "too many"],
)
def test_bytes_that_are_no_array_of_events_are_a_corrupt_block(raw):
    with pytest.raises(InputError) as raised:
        decode_block(raw, 1, 500, ORIGIN)
    assert raised.value.kind == "corrupt"


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_or_decoded_but_never_break(raw):
    try:
        events, wrong = decode_block(raw, 1, 1, ORIGIN)
    except InputError as error:
        assert error.kind == "corrupt"
    else:
        assert len(events) + len(wrong) == 1


def test_invalid_text_in_one_event_costs_only_that_event():
    bad = bytearray(msgspec.msgpack.encode(plain(**{"process.name": "abcd"})))
    at = bad.index(b"abcd")
    bad[at : at + 4] = b"\xff\xfe\xff\xfe"
    raw = b"\x92" + bytes(bad) + msgspec.msgpack.encode(execs(1)[0])
    events, (wrong,) = decode_block(raw, 1, 2, ORIGIN)
    assert wrong.kind == "wrong_value"
    assert len(events) == 1


def test_every_structured_and_time_field_of_the_table_is_looked_at():
    assert "process_ancestors" in validate._STRUCTURED[type(execs(1)[0])]
    assert validate._TIMES[type(execs(1)[0])] == ("timestamp", "event_created", "process_start")
