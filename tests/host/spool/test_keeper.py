"""The commit: when it is due, what has to go, what is taken away."""

import random
from errno import EIO, ENOSPC

import pytest

from redshank.core.clock import FixedClock
from redshank.host.spool.cursor import CursorFile
from redshank.host.spool.settings import SpoolSettings
from tests.host.spool.fake_disk import FakeDisk
from tests.host.spool.story import SMALL, Server, drain, numbered, opened

MS = 1_000_000
CAPPED = SpoolSettings(cap_bytes=400 << 10, cap_percent=100.0, keep_free_percent=0.0, segment_bytes=8192, reserve_bytes=8192)


class Desk:
    """A spool on a disk of so many bytes."""

    def __init__(self, settings=SMALL, capacity=1 << 40):
        self.disk, self.clock, self.chance = FakeDisk(capacity), FixedClock(wall=10**18, boot=10**9), random.Random(1)
        self.settings, self.number = settings, 0
        self.given = {0: 0, 1: 0, 2: 0}
        self.reopen()

    def reopen(self):
        self.spool = opened(self.disk, self.clock, self.chance, self.settings)

    def give(self, lane, count=1):
        numbers = range(self.number, self.number + count)
        self.spool.append([numbered(lane, at, self.chance.randbytes(40).hex()) for at in numbers])
        self.number += count
        self.given[lane] += count

    def after(self, ms):
        self.clock.move(ms * MS)
        self.spool.commit()

    def there(self, lane):
        return self.spool.unsent(lane, 0, 1 << 20, 1 << 24)

    def balance(self, server):
        """Given, as arrived and lost; by lane."""
        arrived = {lane: sum(len(numbers) for (_, of), numbers in server.numbers.items() if of == lane) for lane in self.given}
        lost = {lane: self.spool.health().dropped[lane] for lane in self.given}
        return {lane: arrived[lane] + lost[lane] for lane in self.given}


def test_urgent_classes_are_synced_after_20_ms_and_others_after_100():
    desk = Desk()
    desk.give(1)
    desk.give(2)
    desk.after(19)
    assert not desk.there(1) and not desk.there(2)
    desk.after(1)
    assert desk.there(1) and not desk.there(2)
    desk.after(80)
    assert desk.there(2)


def test_block_grows_while_the_sender_lags_behind_and_its_lines_are_synced_meanwhile():
    desk = Desk()
    desk.give(2)
    desk.after(100)  # nobody has taken this one
    desk.give(2)
    syncs = desk.disk.syncs
    desk.after(100)
    assert desk.disk.syncs == syncs + 1 and [block.count for block in desk.there(2)] == [1]
    desk.disk.power_cut(desk.chance)
    desk.reopen()
    assert sum(block.count for block in desk.there(2)) == 2


def test_sender_that_has_everything_gets_what_is_open_at_once():
    desk = Desk()
    desk.give(2)
    desk.after(100)
    desk.give(2)
    desk.after(200)
    assert [block.count for block in desk.there(2)] == [1]  # now it has the first
    desk.after(0)
    assert [block.count for block in desk.there(2)] == [1, 1]


def test_500_events_are_synced_at_once():
    desk = Desk()
    desk.give(2, 501)
    desk.after(0)
    assert [block.count for block in desk.there(2)] == [500]


def test_acknowledged_segments_go_after_the_cursor_is_durable(monkeypatch):
    desk = Desk()
    for _ in range(100):
        desk.give(1, 10)
        desk.spool.sync()
    before = desk.disk.used()
    drain(desk.spool, Server())
    pending = []
    plain = desk.disk.remove

    def remove(name):
        pending.append(len(desk.disk.names["cursor"].pending))
        plain(name)

    monkeypatch.setattr(desk.disk, "remove", remove)
    desk.after(0)
    assert pending and not any(pending)
    assert desk.disk.used() < before
    desk.disk.power_cut(desk.chance)
    desk.reopen()
    assert not desk.there(1) and desk.spool.marks()[1] == 1000
    assert desk.spool.health().dropped[1] == 0


def test_over_the_cap_the_least_important_goes_first_oldest_first_and_all_of_it_is_counted():
    desk, server = Desk(CAPPED), Server()
    for _ in range(60):
        for lane, count in ((1, 20), (2, 100), (0, 1)):
            desk.give(lane, count)
        desk.spool.sync()
    health = desk.spool.health()
    assert health.dropped[2] > 0 and health.dropped[1] == 0 == health.dropped[0]
    assert health.bytes <= CAPPED.cap_bytes
    assert health.state == "degraded" and "of its room is taken" in health.detail
    kept = [block.first_seq for block in desk.there(2)]
    assert kept == sorted(kept) and kept[0] > 1
    for _ in range(400):
        desk.give(1, 20)
        desk.spool.sync()
    assert desk.spool.health().dropped[1] > 0 and desk.spool.health().events[2] == 0
    drain(desk.spool, server)
    assert desk.balance(server) == desk.given
    assert server.numbers[(desk.spool.epoch, 0)] and desk.spool.health().dropped[0] == 0
    assert {(loss.loss_reason, loss.loss_where) for loss in server.losses} == {("spool_full", "spool")}


def test_cursor_has_passed_a_dropped_segment_before_its_file_goes(monkeypatch):
    desk = Desk(CAPPED)
    plain, floors = desk.disk.remove, []

    def remove(name):
        written = CursorFile(desk.disk).read()
        assert written is not None and not desk.disk.names["cursor"].pending
        floors.append((written.lanes[2].floor, next(one for one in ends if ends[one] == name)))
        plain(name)

    ends: dict[int, str] = {}
    monkeypatch.setattr(desk.disk, "remove", remove)
    for _ in range(100):
        ends |= {segment.end: segment.name for segment in desk.spool._p.lanes[2].segments}
        desk.give(2, 100)
        desk.spool.sync()
    assert floors and all(floor >= end for floor, end in floors)


def test_less_important_events_do_not_push_out_more_important_ones():
    desk = Desk(CAPPED)
    for _ in range(400):
        desk.give(1, 20)
        desk.spool.sync()
    before = desk.spool.health().events[1]
    desk.give(2, 500)
    desk.spool.sync()
    assert desk.spool.health().events[1] >= before - 40
    assert desk.spool.health().dropped[2] == 500


def test_drops_are_not_told_a_second_time_after_a_restart():
    desk, server = Desk(CAPPED), Server()
    for _ in range(100):
        desk.give(2, 100)
        desk.spool.sync()
    desk.clock.move(20_000 * MS)
    desk.spool.sync()
    told = desk.spool.health().dropped[2]
    desk.spool.close()
    desk.reopen()
    drain(desk.spool, server)
    assert desk.spool.health().dropped[2] == 0
    assert server.lost() == told
    assert sum(map(len, server.numbers.values())) + told == desk.given[2]


@pytest.mark.parametrize("code", [ENOSPC, EIO])
def test_disk_that_refuses_is_said_and_got_over_without_loss(code):
    desk, server = Desk(), Server()
    desk.give(1, 5)
    desk.spool.sync()
    desk.disk.refuses = code
    desk.give(1, 5)
    desk.give(2, 5)
    assert not desk.spool.sync()
    health = desk.spool.health()
    assert health.state == "degraded" and "kept in memory" in health.detail
    drain(desk.spool, server)
    assert desk.balance(server) == desk.given  # a dying disk does not silence the host
    desk.disk.refuses = 0
    desk.give(2, 5)
    desk.after(1100)
    assert desk.spool.sync() and desk.spool.health().state == "ok"
    drain(desk.spool, server)
    assert desk.balance(server) == desk.given
    reasons = {loss.loss_reason for loss in server.losses}
    assert reasons == {"spool_full" if code == ENOSPC else "disk_error"} and server.lost() == 0


def test_what_went_out_from_memory_goes_under_the_same_numbers_after_a_kill(monkeypatch):
    desk, server = Desk(), Server()
    desk.give(1, 5)
    desk.disk.refuses = ENOSPC
    plain = desk.disk._call
    # the journals are laid out: they take what a segment does not
    monkeypatch.setattr(desk.disk, "_call", lambda what, changes=True: plain(what, changes and "write" not in what))
    desk.spool.sync()
    desk.give(1, 5)
    desk.spool.sync()
    drain(desk.spool, server, ack=False)
    assert len(server.numbers[(desk.spool.epoch, 1)]) == 10
    desk.disk.refuses = 0
    desk.reopen()
    drain(desk.spool, server)
    assert desk.balance(server) == desk.given


def test_class_0_is_kept_on_a_full_disk_over_a_power_cut():
    desk, server = Desk(), Server()
    desk.disk.capacity = desk.disk.used()
    for _ in range(5):
        desk.give(0)
        desk.spool.sync()
    desk.disk.power_cut(desk.chance)
    desk.reopen()
    drain(desk.spool, server)
    assert len(server.numbers[(desk.spool.epoch, 0)]) == 5
    desk.spool.sync()
    for _ in range(3):
        desk.give(0)
        desk.spool.sync()
    desk.disk.power_cut(desk.chance)
    desk.reopen()
    drain(desk.spool, server)
    assert desk.balance(server)[0] == 8


def test_refused_block_is_put_aside_told_and_passed():
    desk, server = Desk(), Server()
    for _ in range(4):
        desk.give(1, 10)
        desk.spool.sync()
    desk.spool.poison(1, 11)
    desk.spool.poison(1, 11)
    desk.spool.poison(1, 999)
    assert [block.first_seq for block in desk.there(1)] == [1, 21, 31]
    drain(desk.spool, server)
    desk.spool.sync()
    drain(desk.spool, server)
    assert [(loss.loss_reason, loss.loss_count) for loss in server.losses] == [("poison", 10)]
    assert any(name.startswith("quarantine/refused-") for name in desk.disk.names)
    assert desk.balance(server) == desk.given


def test_refused_block_at_the_end_does_not_stay_in_the_way():
    desk, server = Desk(), Server()
    for _ in range(2):
        desk.give(1, 10)
        desk.spool.sync()
    for block in desk.there(1)[:1]:
        server.take(desk.spool.epoch, block)
    desk.spool.poison(1, 11)
    desk.spool.acked(1, 10)
    assert desk.spool.marks()[1] == 20 and desk.spool.health().events[1] == 0
    assert not desk.spool.wait({1: 10}, 0.0)


def test_two_of_a_kind_stay_in_quarantine():
    desk = Desk()
    for _ in range(5):
        desk.give(1, 10)
        desk.spool.sync()
    for first in (1, 11, 21, 31):
        desk.spool.poison(1, first)
    assert len([name for name in desk.disk.names if name.startswith("quarantine/")]) == 2


def test_server_that_has_more_than_we_know_moves_the_numbers():
    desk = Desk()
    desk.spool.acked(1, 5000)
    desk.give(1)
    desk.spool.sync()
    assert [(block.first_seq, block.previous) for block in desk.there(1)] == [(5001, 5000)]
    desk.spool.acked(1, (1 << 63) - 1)
    assert desk.spool.marks()[1] == 5000


def test_bursts_larger_than_the_journal_lose_nothing():
    desk, server = Desk(), Server()
    for _ in range(5):
        desk.give(2, 20_000)
    desk.reopen()  # as after a kill
    drain(desk.spool, server)
    assert desk.balance(server) == desk.given
