"""Events into numbered blocks."""

import random

from redshank.host.spool.intake import Intake
from redshank.host.spool.journal import Journal, Line
from redshank.host.spool.lane import Lane
from redshank.host.spool.losses import Losses
from tests.generated import build
from tests.host.spool.fake_disk import FakeDisk
from tests.host.spool.story import events_of, numbered


class Inlet:
    """An intake with all it stands on."""

    def __init__(self, memory_bytes=1 << 20, journal_bytes=64 << 10):
        self.lanes = [Lane(number) for number in range(4)]
        self.disk, self.losses = FakeDisk(), Losses()
        self.journal = Journal(self.disk, 7, journal_bytes)
        self.journal.read()
        self.journal.lay_out()
        self.intake = Intake(self.lanes, self.journal, self.losses, 100, memory_bytes)

    def blocks(self, lane):
        return [(one.block.first_seq, one.block.count, one.block.previous, one.ordinal) for one in self.lanes[lane].sealed]


def test_numbers_are_of_the_epoch_and_previous_and_ordinal_of_the_lane():
    inlet = Inlet()
    inlet.intake.take([numbered(1, at) for at in range(3)] + [numbered(2, at) for at in range(2)], 5)
    for lane in inlet.lanes:
        inlet.intake.seal(lane)
    inlet.intake.take([numbered(1, 9)], 6)
    inlet.intake.seal(inlet.lanes[1])
    inlet.intake.seal(inlet.lanes[1])
    assert inlet.blocks(1) == [(100, 3, 0, 0), (602, 1, 102, 3)]  # lane 2 took the next 500 and gave back what it did not use
    assert inlet.blocks(2) == [(600, 2, 0, 0)]
    assert inlet.intake.next_seq == 603


def test_numbers_that_are_not_used_go_back():
    inlet = Inlet()
    for at in range(3):
        inlet.intake.take([numbered(1, at)], 5)
        inlet.intake.seal(inlet.lanes[1])
    assert [first for first, *_ in inlet.blocks(1)] == [100, 101, 102]


def test_numbers_that_the_server_has_are_passed_by_also_those_of_an_open_block():
    inlet = Inlet()
    inlet.intake.take([numbered(1, 1)], 5)
    inlet.intake.pass_by(inlet.lanes[1], 5000)
    inlet.intake.seal(inlet.lanes[1])
    assert inlet.blocks(1) == [(5001, 1, 5000, 0)]


def test_block_is_sealed_at_500_events_and_events_keep_their_order():
    inlet = Inlet()
    for first in range(0, 1200, 400):
        inlet.intake.take([numbered(1, at) for at in range(first, first + 400)], 5)
    assert [one.block.count for one in inlet.lanes[1].sealed] == [500, 500]
    assert inlet.lanes[1].open_count == 200
    inlet.intake.seal(inlet.lanes[1])
    assert [event.process_pid for one in inlet.lanes[1].sealed for event in events_of(one.block)] == list(range(1200))


def test_every_event_is_in_the_journal_when_take_is_back():
    inlet = Inlet()
    assert inlet.intake.take([*(numbered(1, at) for at in range(90)), numbered(0, 1)], 5)
    lines = [one for one in Journal(inlet.disk, 7, 64 << 10).read() if isinstance(one, Line)]
    assert [(line.lane, line.ordinal, line.count) for line in lines] == [(0, 0, 1), (1, 0, 90)]


def test_full_journal_is_told():
    inlet = Inlet()
    assert not inlet.intake.take([numbered(1, at, "x" * 100) for at in range(400)], 5)


def test_event_that_cannot_be_encoded_is_a_loss_and_harms_no_other():
    inlet = Inlet()
    inlet.intake.take([numbered(1, 1), build.process_exec(process_executable="\ud800"), numbered(1, 2)], 5)
    inlet.intake.seal(inlet.lanes[1])
    assert inlet.losses.lost(1) == 1
    assert inlet.lanes[1].count == 2 and inlet.blocks(1) == [(100, 2, 0, 0)]


def test_memory_bound_takes_the_least_important_first_and_leaves_what_is_being_written():
    inlet = Inlet(memory_bytes=2500)
    for lane in (2, 1, 2, 2):
        inlet.lanes[2].writing = 1
        inlet.intake.take([numbered(lane, at, random.Random(at).randbytes(8).hex()) for at in range(40)], 5)
        inlet.intake.seal(inlet.lanes[lane])
    assert inlet.losses.lost(2) > 0 and inlet.losses.lost(1) == 0
    assert inlet.lanes[2].sealed[0].ordinal == 0
    assert sum(lane.sealed_bytes for lane in inlet.lanes) <= 2500


def test_lines_taken_back_make_the_same_blocks_again():
    first, again = Inlet(journal_bytes=1 << 20), Inlet()
    chance = random.Random(4)
    for _ in range(60):
        first.intake.take([numbered(chance.choice((0, 1, 2)), at) for at in range(chance.randrange(1, 60))], 5)
        if chance.random() < 0.2:
            first.intake.seal(first.lanes[chance.choice((0, 1, 2))])
    for line in Journal(first.disk, 7, 1 << 20).read():
        again.intake.take_back(line, 5)
    for inlet in (first, again):
        for lane in inlet.lanes:
            inlet.intake.seal(lane)
    assert sum(len(lane.sealed) for lane in first.lanes) > 10
    assert [[one.block for one in lane.sealed] for lane in again.lanes] == [[one.block for one in lane.sealed] for lane in first.lanes]


def test_line_whose_numbers_are_taken_is_numbered_anew():
    inlet = Inlet()
    inlet.lanes[1].last_seq = 90
    inlet.intake.take_back(Line(1, 0, 40, 2, True, b"\x80\x80"), 5)
    inlet.intake.seal(inlet.lanes[1])
    assert inlet.blocks(1) == [(100, 2, 90, 0)]
