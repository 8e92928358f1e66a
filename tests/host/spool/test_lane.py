"""State of a lane."""

import pytest

from redshank.host.spool.lane import RESERVE, Aside, Lane, Sealed, Segment, name_of, parse_name
from redshank.host.spool.record import Header
from redshank.wire.messages import Block


def segment(first, last, ordinal, end, *, blocks=1, name=""):
    header = Header(1, bytes(16), first, first - 1, ordinal, ordinal, blocks - 1)
    return Segment(name or name_of(1, first), header, 100, last, end, blocks)


def sealed(first, count, ordinal):
    return Sealed(Block(1, first, count, first - 1, bytes(56)), ordinal)


@pytest.mark.parametrize("lane", [0, 3])
@pytest.mark.parametrize("first", [1, 0xDEAD, (1 << 63) - 1])
def test_name_tells_lane_and_number(lane, first):
    assert parse_name(name_of(lane, first)) == (lane, first)


def test_names_are_in_the_order_of_numbers():
    numbers = [1, 9, 10, 255, 256, 1 << 40, 1 << 62]
    assert sorted(name_of(1, number) for number in numbers) == [name_of(1, number) for number in numbers]


@pytest.mark.parametrize("name", ["cursor", "4-0000000000000001.seg", "1-1.seg", "1-000000000000000g.seg", "1-0000000000000001", ""])
def test_other_names_are_none(name):
    assert parse_name(name) is None


def test_waiting_is_what_the_server_does_not_have():
    lane = Lane(1, floor=7, count=40)
    lane.segments += [segment(1, 10, 0, 10), segment(11, 20, 10, 20, blocks=3)]
    lane.sealed.append(sealed(21, 5, 20))
    lane.open_count = 15
    assert lane.waiting() == 3 + 10 + 5 + 15
    assert lane.waiting_blocks() == 3 + 1
    assert lane.sealed_end == 25


def test_ends_are_those_of_the_last_segment_or_of_what_is_acknowledged():
    lane = Lane(1, acked=5, floor=5)
    assert (lane.durable_seq(), lane.disk_end(), lane.end_place()) == (5, 5, None)
    lane.segments.append(segment(6, 9, 5, 9))
    assert (lane.durable_seq(), lane.disk_end()) == (9, 9)
    assert lane.after(9) == [] and lane.after(8) == [lane.segments[0]]


def test_reserve_does_not_count_as_taken():
    lane = Lane(0)
    lane.segments += [segment(1, 2, 0, 2), segment(3, 4, 2, 4, name=RESERVE)]
    assert lane.bytes() == 100


def test_popped_block_leaves_the_count_of_bytes():
    lane = Lane(1)
    lane.sealed.append(sealed(1, 5, 0))
    lane.sealed_bytes = 100
    assert lane.pop_sealed().end == 5
    assert lane.sealed_bytes == 0


def test_blocks_put_aside_are_known_and_bounded():
    lane = Lane(1)
    for first in range(1, 3000, 2):
        lane.put_aside.append(Aside(first, first, first - 1))
    assert lane.is_aside(2999) and not lane.is_aside(1)
