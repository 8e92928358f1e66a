"""Events as the bytes of blocks."""

import sys

import msgspec
import pytest
import zstandard

from redshank.events import BY_NAME, AnyEvent, Event
from redshank.events._generated.columns import SPOOL_CLASS
from redshank.host.spool.encode import MAX_PIECES_BYTES, Packer, by_lane, encode
from redshank.wire.messages import MAX_BLOCKS, MAX_INFLATED_BYTES
from tests.generated import build

decode = msgspec.msgpack.Decoder(list[AnyEvent]).decode


def inflate(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(data)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_type_goes_to_its_class(name):
    event = BY_NAME[name](timestamp=1)
    assert by_lane([event])[SPOOL_CLASS[name]] == [event]


def test_what_the_server_knows_is_taken_off_and_the_rest_stays():
    event = build.process_exec(event_sequence=4, agent_id="a", host_id="h", event_created=17)
    by_lane([event])
    assert (event.event_id, event.event_sequence, event.agent_id, event.host_id, event.host_name) == (None,) * 5
    assert event.event_created == 17 and event.process_pid == 4242


@pytest.mark.parametrize("count", [1, 15, 16, 499, 500])
def test_block_is_an_array_of_the_events(count):
    events: list[Event] = [build.process_exec(process_pid=at) for at in range(count)]
    by_lane(events)
    (piece,) = encode(events)
    block = Packer().pack([piece.raw], piece.count)
    assert decode(inflate(block)) == events


def test_pieces_joined_are_one_array():
    events: list[Event] = [build.process_exec(process_pid=at) for at in range(40)]
    pieces = [piece for part in (events[:3], events[3:20], events[20:]) for piece in encode(part)]
    assert decode(inflate(Packer().pack([piece.raw for piece in pieces], 40))) == events


def test_event_that_cannot_be_encoded_costs_itself_only():
    bad = build.process_exec(process_executable="\ud800")
    beyond = build.process_exec(process_pid=1 << 70)
    events: list[Event] = [build.process_exec(process_pid=1), bad, build.process_exec(process_pid=2), beyond]
    pieces = list(encode(events))
    assert sum(piece.count for piece in pieces) == 2
    read = decode(inflate(Packer().pack([piece.raw for piece in pieces], 2)))
    assert [event.process_pid for event in read] == [1, 2]


def test_large_events_are_spread_over_pieces_within_the_bound_and_a_huge_one_is_left_out():
    large: list[Event] = [build.log_line(message="x" * 300_000) for _ in range(10)]
    pieces = list(encode([*large, build.log_line(message="y" * (MAX_PIECES_BYTES + 1))]))
    assert sum(piece.count for piece in pieces) == 10
    assert max(len(piece.raw) for piece in pieces) <= MAX_PIECES_BYTES


def test_full_request_of_the_largest_blocks_keeps_the_wires_bound():
    assert MAX_BLOCKS * (MAX_PIECES_BYTES + 3) <= MAX_INFLATED_BYTES


def test_no_event_is_kept():
    event = build.process_exec()
    before = sys.getrefcount(event)
    assert list(encode(by_lane([event])[1]))
    assert sys.getrefcount(event) == before
