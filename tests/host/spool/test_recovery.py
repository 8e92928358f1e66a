"""What lay on the disk is taken up again, whatever happened to it."""

import random

import pytest

from redshank.core.clock import FixedClock
from redshank.host.spool.lane import name_of
from redshank.host.spool.recovery import BEYOND_KNOWN
from tests.host.spool.fake_disk import FakeDisk, FakeFile
from tests.host.spool.story import Server, drain, numbered, opened

LANES = (0, 1, 2)


class Desk:
    """A spool with synced blocks in three lanes."""

    def __init__(self, rounds=12, seed=1):
        self.disk, self.clock, self.chance = FakeDisk(), FixedClock(wall=10**18, boot=10**9), random.Random(seed)
        self.number = 0
        self.reopen()
        for _ in range(rounds):
            self.give()

    def reopen(self, boot=bytes(16)):
        self.spool = opened(self.disk, self.clock, self.chance, boot=boot)

    def give(self):
        for lane in LANES:
            self.spool.append([numbered(lane, self.number + at, self.chance.randbytes(60).hex()) for at in range(10)])
            self.number += 10
            assert self.spool.sync()

    def collect(self, server=None):
        server = server or Server()
        drain(self.spool, server)
        self.clock.move(20_000_000_000)
        self.spool.sync()
        drain(self.spool, server)
        return server

    def segments(self, lane):
        return sorted(name for name in self.disk.names if name.startswith(f"{lane}-"))


def count(server):
    return sum(len(numbers) for numbers in server.numbers.values())


@pytest.mark.parametrize("seed", range(150))
def test_any_damage_lets_it_start_and_costs_only_what_is_counted(seed):
    desk = Desk(rounds=random.Random(seed).choice((2, 12, 40)), seed=seed)
    for _ in range(desk.chance.choice((1, 1, 3))):
        desk.disk.damage(desk.chance)
    desk.reopen()
    desk.give()
    server = desk.collect()
    numbers = [number for numbers in server.numbers.values() for number in numbers]
    assert len(numbers) == len(set(numbers))
    missing = desk.number - len(numbers)
    assert missing >= 0
    if missing and not any(loss.loss_count is None for loss in server.losses):
        assert missing <= server.lost(), "a loss that was not told"
    if not missing:
        assert not server.lost()
    assert set(range(desk.number - 30, desk.number)) <= set(numbers), "what came after the damage"


def test_lost_cursor_means_sending_again_under_the_same_numbers_and_new_numbers_far_beyond():
    desk, server = Desk(), Server()
    epoch = desk.spool.epoch
    drain(desk.spool, server)
    desk.disk.remove("cursor")
    desk.reopen()
    assert desk.spool.epoch == epoch
    drain(desk.spool, server)
    desk.give()
    desk.collect(server)
    assert count(server) == desk.number
    assert max(server.high.values()) > BEYOND_KNOWN
    assert not server.losses


def test_number_is_never_given_twice_even_when_all_but_the_cursor_is_gone():
    desk, server = Desk(), Server()
    drain(desk.spool, server, ack=False)
    highest = max(server.high.values())
    for name in [name for name in desk.disk.names if name != "cursor"]:
        desk.disk.remove(name)
    desk.reopen()
    desk.give()
    found = [block.first_seq for lane in LANES for block in desk.spool.unsent(lane, 0, 1 << 20, 1 << 20)]
    assert len(found) >= 3 and min(found) > highest
    desk.collect(server)
    assert server.lost() == 12 * 30  # they had arrived, which the spool cannot know


def test_what_the_journal_still_has_comes_again_under_the_same_numbers():
    desk, server = Desk(), Server()
    drain(desk.spool, server, ack=False)
    for lane in LANES:
        for name in desk.segments(lane):
            desk.disk.remove(name)
    desk.reopen()
    desk.collect(server)  # the server would see a fork
    assert count(server) == desk.number


@pytest.mark.parametrize("seed", range(10))
def test_what_a_killed_run_left_unsynced_is_durable_before_it_goes_out(seed, monkeypatch):
    desk, server = Desk(rounds=1, seed=seed), Server()
    with monkeypatch.context() as patch:
        patch.setattr(FakeFile, "sync", lambda self: None)
        desk.give()
    desk.reopen()
    drain(desk.spool, server, ack=False)
    assert count(server) == desk.number
    desk.disk.power_cut(desk.chance)
    desk.reopen()
    assert sum(block.count for lane in LANES for block in desk.spool.unsent(lane, 0, 1 << 20, 1 << 20)) == desk.number


def test_numbers_go_on_without_a_gap_after_a_clean_end():
    desk = Desk(rounds=1)
    desk.spool.close()
    desk.reopen()
    desk.give()
    assert [block.first_seq for block in desk.spool.unsent(0, 0, 1 << 20, 1 << 20)] == [1, 31]


def test_empty_folder_is_a_new_epoch():
    desk = Desk(rounds=0)
    first = desk.spool.epoch
    assert len(first) == 32 and desk.spool.marks() == dict.fromkeys(range(4), 0)
    for name in list(desk.disk.names):
        desk.disk.remove(name)
    desk.reopen()
    assert desk.spool.epoch != first


def test_segment_of_another_epoch_is_put_away_and_not_sent():
    desk, other = Desk(rounds=1), Desk(rounds=1, seed=9)
    name = name_of(1, 999)
    desk.disk.names[name] = other.disk.names[other.segments(1)[0]]
    desk.reopen()
    server = desk.collect()
    assert count(server) == desk.number and not server.losses
    assert f"quarantine/strange-{name}" in desk.disk.names


def test_other_files_are_left_alone():
    desk = Desk(rounds=1)
    desk.disk.open("README", lay_out=10)
    desk.disk.open("1-zzz.seg", lay_out=10)
    desk.reopen()
    assert {"README", "1-zzz.seg"} <= desk.disk.names.keys()


def test_segment_without_a_header_is_read_by_its_records():
    desk = Desk()
    desk.disk.names[desk.segments(1)[0]].now[0:72] = bytes(72)
    desk.reopen()
    server = desk.collect()
    assert count(server) == desk.number and not server.lost()


def test_torn_tail_that_the_journal_has_costs_nothing():
    desk = Desk(rounds=1)
    desk.spool.append([numbered(1, 1000 + at) for at in range(7)])
    segment = desk.disk.names[desk.segments(1)[-1]]
    segment.now.extend(b"\xf5rs\x01 and then the lights went out")
    desk.reopen()
    server = desk.collect()
    assert count(server) == desk.number + 7 and not server.losses


def test_torn_tail_that_nobody_has_is_told_as_of_unknown_size():
    desk = Desk(rounds=1)
    desk.disk.names[desk.segments(1)[-1]].now.extend(b"\xf5rs\x01 and then the lights went out")
    desk.reopen()
    server = desk.collect()
    assert [(loss.loss_reason, loss.loss_type, loss.loss_count) for loss in server.losses] == [("corrupt_segment", "class 1", None)]


def test_last_record_that_is_damaged_comes_back_from_the_journal_under_its_own_number():
    desk, server = Desk(rounds=2), Server()
    drain(desk.spool, server, ack=False)
    desk.disk.names[desk.segments(2)[-1]].now[-1] ^= 1
    desk.reopen()
    desk.collect(server)
    assert count(server) == desk.number and not server.lost()


def test_last_record_with_a_whole_head_tells_how_many_events_it_was():
    desk = Desk(rounds=2)
    content = desk.disk.names[desk.segments(2)[-1]].now
    content[-1] ^= 1
    desk.disk.remove("journal-a")
    desk.disk.remove("journal-b")
    desk.reopen()
    desk.give()
    server = desk.collect()
    assert server.lost() == 10 and count(server) == desk.number - 10


def test_machine_that_went_down_leaves_a_word_that_nobody_knows_what_was_lost():
    desk = Desk(rounds=1)
    desk.reopen(boot=b"a" * 16)
    desk.reopen(boot=b"a" * 16)
    assert not desk.collect().losses
    desk.reopen(boot=b"b" * 16)
    assert [(loss.loss_reason, loss.loss_count) for loss in desk.collect().losses] == [("restart", None)]
    desk.spool.close()
    desk.reopen(boot=b"c" * 16)
    assert not desk.collect().losses


def test_losses_are_told_once_over_restarts():
    desk, server = Desk(rounds=40), Server()
    desk.disk.remove(desk.segments(1)[1])
    desk.reopen()
    for lane in LANES:
        desk.spool.unsent(lane, 0, 1 << 20, 1 << 24)
    desk.clock.move(20_000_000_000)
    desk.spool.sync()
    desk.spool.close()
    desk.reopen()
    desk.collect(server)
    assert server.lost() == desk.number - count(server) > 0
