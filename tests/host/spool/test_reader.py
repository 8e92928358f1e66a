"""Blocks out of segments, and the account of what is missing."""

import random
from errno import EIO

import pytest

from redshank.core.clock import FixedClock
from tests.host.spool.fake_disk import FakeDisk
from tests.host.spool.story import Server, drain, numbered, opened

MS = 1_000_000


class Desk:
    """A spool of synced blocks of lane 1, 10 events each."""

    def __init__(self, blocks):
        self.disk, self.clock, self.chance = FakeDisk(), FixedClock(wall=10**18, boot=10**9), random.Random(1)
        self.spool = opened(self.disk, self.clock, self.chance)
        for first in range(0, blocks * 10, 10):
            self.spool.append([numbered(1, at, self.chance.randbytes(40).hex()) for at in range(first, first + 10)])
            assert self.spool.sync()

    def segments(self):
        return sorted(name for name in self.disk.names if name.startswith("1-"))

    def ask(self, after=0, events=1 << 20, size=1 << 24):
        return [block.first_seq for block in self.spool.unsent(1, after, events, size)]

    def lost(self):
        return self.spool.health().dropped[1]


def test_limits_hold_but_for_the_first_block():
    desk = Desk(5)
    assert desk.ask() == [1, 11, 21, 31, 41]
    assert desk.ask(events=29) == [1, 11]
    assert desk.ask(events=1) == [1] == desk.ask(size=1)
    assert desk.ask(events=0) == [] == desk.ask(size=0)
    assert desk.ask(after=10) == [11, 21, 31, 41]
    assert desk.ask(after=15) == [11, 21, 31, 41]
    assert desk.ask(after=50) == [] == desk.ask(after=1 << 60)


def test_no_more_blocks_than_a_request_takes():
    assert len(Desk(40).ask()) == 32


def test_many_segments_are_read_as_one_and_again_from_the_start():
    desk = Desk(60)
    assert len(desk.segments()) > 5
    seen, after = [], 0
    while blocks := desk.spool.unsent(1, after, 70, 1 << 20):
        seen += [block.first_seq for block in blocks]
        after = blocks[-1].last_seq
    assert seen == list(range(1, 600, 10))
    assert desk.ask()[:3] == [1, 11, 21] and desk.lost() == 0


def test_damaged_record_costs_its_events_once_however_often_it_is_read():
    desk = Desk(5)
    content = desk.disk.names[desk.segments()[0]].now
    content[72 + 44 + 10] ^= 1
    for _ in range(3):
        assert desk.ask() == [11, 21, 31, 41]
        assert desk.lost() == 10
    server = Server()
    drain(desk.spool, server)
    desk.spool.sync()
    drain(desk.spool, server)
    assert [(loss.loss_reason, loss.loss_type, loss.loss_count) for loss in server.losses] == [("corrupt_segment", "class 1", 10)]


def test_damaged_segment_goes_into_quarantine_when_it_is_acknowledged():
    desk = Desk(60)
    first = desk.segments()[0]
    desk.disk.names[first].now[72 + 44 + 10] ^= 1
    drain(desk.spool, Server())
    desk.spool.sync()
    assert f"quarantine/damaged-{first}" in desk.disk.names and first not in desk.disk.names


def test_missing_segment_costs_just_its_events_and_reading_goes_on():
    desk = Desk(60)
    names = desk.segments()
    before, gone, after = (int(name[2:18], 16) for name in names[1:4])
    desk.disk.remove(names[2])
    server = Server()
    drain(desk.spool, server)
    assert before < gone < after
    assert desk.lost() == after - gone
    assert server.high[(desk.spool.epoch, 1)] == 600


def test_end_that_is_gone_is_counted_and_the_sender_is_not_woken_for_it():
    desk = Desk(2)
    content = desk.disk.names[desk.segments()[0]].now
    del content[len(content) - 5 :]
    assert desk.ask() == [1]
    assert desk.ask(after=10) == []
    assert desk.lost() == 10
    assert not desk.spool.wait({1: 10}, 0.0)


def test_disk_that_fails_to_read_is_tried_again_later_and_costs_nothing():
    desk = Desk(5)
    desk.disk.fail[desk.disk.calls + 1] = EIO
    assert desk.ask() == []
    assert not desk.spool.wait({1: 0}, 0.0)
    desk.clock.move(1000 * MS)
    assert desk.spool.wait({1: 0}, 0.0)
    assert desk.ask() == [1, 11, 21, 31, 41] and desk.lost() == 0


def test_segment_that_never_can_be_read_is_given_up_and_the_rest_goes_on(monkeypatch):
    desk = Desk(60)
    name = desk.segments()[0]
    plain = desk.disk.open

    def refuse(asked, lay_out=None):
        if asked == name:
            raise OSError(EIO, "bad sector", asked)
        return plain(asked, lay_out)

    monkeypatch.setattr(desk.disk, "open", refuse)
    for _ in range(100):
        if found := desk.ask():
            break
        desk.clock.move(1000 * MS)
    second = int(desk.segments()[1][2:18], 16)
    assert found[0] == second and desk.lost() == second - 1


@pytest.mark.parametrize("seq", [0, 5, 10, 15, 345, 599, 600])
def test_acks_of_any_number_count_what_is_left(seq):
    desk = Desk(60)
    desk.spool.acked(1, seq)
    assert desk.spool.health().events[1] == 600 - seq // 10 * 10
    assert desk.spool.health().blocks == 60 - seq // 10
    assert desk.ask(after=seq)[:1] == ([seq // 10 * 10 + 1] if seq < 600 else [])
