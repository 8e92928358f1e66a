"""Blocks into segments."""

from errno import EIO, ENOSPC
from threading import RLock

import pytest

from redshank.host.spool.entries import entries
from redshank.host.spool.lane import RESERVE, Lane, Sealed, name_of
from redshank.host.spool.record import HEADER_BYTES, seed_of, unpack_header
from redshank.host.spool.writer import Writer
from redshank.wire.messages import Block
from tests.host.spool.fake_disk import FakeDisk

EPOCH = bytes(range(16))


class Desk:
    """A writer with a lane of sealed blocks."""

    def __init__(self, number=1, segment_bytes=1000):
        self.disk, self.lane = FakeDisk(), Lane(number)
        self.writer = Writer(self.disk, EPOCH, RLock(), segment_bytes, reserve_bytes=600)

    def seal(self, first, count=5, ordinal=None, size=100):
        ordinal = self.lane.count if ordinal is None else ordinal
        one = Sealed(Block(self.lane.number, first, count, self.lane.last_seq, bytes(size)), ordinal)
        self.lane.sealed.append(one)
        self.lane.sealed_bytes += one.size
        self.lane.last_seq, self.lane.count = one.block.last_seq, one.end

    def store(self, into=None):
        self.lane.writing = len(self.lane.sealed)
        (into or self.writer.store)(self.lane, list(self.lane.sealed))

    def on_disk(self):
        found = []
        for segment in self.lane.segments:
            file = self.disk.open(segment.name)
            found += [e.head.first_seq for e in entries(file, seed_of(EPOCH), self.lane.number, (HEADER_BYTES, segment.size))]
        return found


def test_stored_blocks_are_synced_with_their_names_and_no_longer_sealed():
    desk = Desk()
    desk.seal(1)
    desk.seal(6)
    desk.store()
    assert not desk.lane.sealed and desk.lane.sealed_bytes == 0
    assert desk.on_disk() == [1, 6]
    name = name_of(1, 1)
    assert desk.disk.safe_names.keys() == {name} and desk.disk.names[name].safe == desk.disk.names[name].now
    assert desk.lane.segments[0].end == 10 and desk.lane.segments[0].last_seq == 10


def test_full_segment_is_followed_by_a_new_one_whose_header_tells_where_it_begins():
    desk = Desk()
    for first in range(1, 101, 5):
        desk.seal(first)
    desk.store()
    assert len(desk.lane.segments) == 4 and desk.on_disk() == list(range(1, 101, 5))
    assert all(len(desk.disk.names[segment.name].now) <= 1000 for segment in desk.lane.segments)
    header = unpack_header(bytes(desk.disk.names[desk.lane.segments[1].name].now))
    before = desk.lane.segments[0]
    assert header is not None
    assert (header.previous, header.ordinal, header.accounted, header.blocks) == (before.last_seq, before.end, before.end, before.blocks)


def test_gap_that_is_accounted_for_begins_a_new_segment():
    desk = Desk()
    desk.seal(1)
    desk.store()
    desk.seal(50, ordinal=25)
    desk.store()
    header = desk.lane.segments[1].header
    assert (header.accounted, header.ordinal) == (5, 25)


@pytest.mark.parametrize("call", [1, 2])
def test_segment_that_failed_is_ended_where_it_was_synced_and_written_no_more(call):
    desk = Desk()
    desk.seal(1)
    desk.store()
    desk.seal(6)
    desk.disk.fail[desk.disk.calls + call] = EIO
    with pytest.raises(OSError, match="made to fail"):
        desk.store()
    assert [one.block.first_seq for one in desk.lane.sealed] == [6]
    desk.store()
    assert desk.on_disk() == [1, 6] and len(desk.lane.segments) == 2
    assert len(desk.disk.names[name_of(1, 1)].now) == desk.lane.segments[0].size


def test_segment_that_could_not_be_made_leaves_nothing():
    for call in range(1, 5):
        desk = Desk()
        desk.seal(1)
        desk.disk.fail[desk.disk.calls + call] = ENOSPC
        with pytest.raises(OSError, match="made to fail"):
            desk.store()
        assert not desk.lane.segments and not desk.disk.names
        desk.store()
        assert desk.on_disk() == [1]


def test_reserve_takes_class_0_on_a_full_disk_and_begins_anew_when_emptied():
    desk = Desk(number=0)
    desk.writer.lay_out_reserve(desk.lane)
    desk.disk.capacity = desk.disk.used()
    desk.seal(1)
    with pytest.raises(OSError, match="no room"):
        desk.store()
    desk.store(desk.writer.store_reserve)
    desk.seal(6)
    desk.store(desk.writer.store_reserve)
    assert [segment.name for segment in desk.lane.segments] == [RESERVE] and desk.on_disk() == [1, 6]
    desk.seal(11)
    desk.seal(16)
    with pytest.raises(OSError, match="reserve full"):
        desk.store(desk.writer.store_reserve) or desk.store(desk.writer.store_reserve)
    desk.lane.segments.clear()
    desk.writer.empty_reserve()
    assert unpack_header(bytes(desk.disk.names[RESERVE].now)) is None
    desk.store(desk.writer.store_reserve)
    assert desk.on_disk()


def test_reserve_is_not_there_for_what_came_after_an_ordinary_segment():
    desk = Desk(number=0)
    desk.writer.lay_out_reserve(desk.lane)
    desk.seal(1)
    desk.store(desk.writer.store_reserve)
    desk.seal(6)
    desk.store()
    desk.seal(11)
    with pytest.raises(OSError, match="reserve in use"):
        desk.store(desk.writer.store_reserve)


def test_file_that_is_gone_already_is_fine():
    Desk().writer.remove("nothing")
