"""The spool's promises, over a disk that can do anything to it."""

import random

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from redshank.core.clock import FixedClock
from tests.host.spool.fake_disk import REFUSALS, FakeDisk
from tests.host.spool.story import Server, drain, numbered, opened

MS = 1_000_000


class Promises(RuleBasedStateMachine):
    """What append and sync told durable arrives exactly once and in order, whatever the disk does."""

    @initialize(seed=st.integers(0, 1 << 32))
    def begin(self, seed):
        self.chance = random.Random(seed)
        self.disk, self.clock, self.server = FakeDisk(), FixedClock(wall=10**18, boot=10**9), Server()
        self.recent, self.durable = set(), set()
        self.next = 1
        self.faulted = False
        self.spool = opened(self.disk, self.clock, self.chance)

    @rule(lane=st.sampled_from((0, 1, 2)), count=st.integers(1, 30), many=st.booleans())
    def append(self, lane, count, many):
        count *= 40 if many else 1
        numbers = list(range(self.next, self.next + count))
        self.next += count
        self.recent |= set(numbers)
        self.spool.append([numbered(lane, number, self.chance.randbytes(8).hex()) for number in numbers])

    @rule(ms=st.sampled_from((5, 25, 120, 1500, 6000)))
    def pass_time(self, ms):
        self.clock.move(ms * MS)
        self.spool.commit()

    @rule()
    def sync(self):
        if self.spool.sync():
            self.durable |= self.recent

    @rule(lane=st.sampled_from((0, 1, 2)), acked=st.booleans(), events=st.sampled_from((1, 600, 5000)))
    def send(self, lane, acked, events):
        after = self.server.high.get((self.spool.epoch, lane), 0)
        blocks = self.spool.unsent(lane, after, events, 1 << 20)
        for block in blocks[: self.chance.randint(0, len(blocks))]:
            self.server.take(self.spool.epoch, block)
        if acked:
            self.spool.acked(lane, self.server.high.get((self.spool.epoch, lane), 0))

    @rule(after=st.integers(1, 12), code=st.sampled_from(REFUSALS))
    def arrange_fault(self, after, code):
        self.faulted = True
        self.disk.fail[self.disk.calls + after] = code

    @rule(code=st.sampled_from((*REFUSALS, 0)))
    def refuse(self, code):
        self.faulted = self.faulted or bool(code)
        self.disk.refuses = code

    @rule()
    def close_and_open(self):
        self.spool.close()
        self.survive()

    @rule()
    def kill(self):
        self.survive()

    def survive(self):
        """A kill harms nothing that was appended, as long as the disk took it."""
        if not self.faulted:
            self.durable |= self.recent
        self.recent = set()
        self.reopen()

    @rule()
    def cut_power(self):
        self.disk.power_cut(self.chance)
        self.recent, self.faulted = set(), False
        self.reopen()

    def reopen(self):
        self.spool = opened(self.disk, self.clock, self.chance)

    @precondition(lambda self: hasattr(self, "spool"))
    @rule()
    def look(self):
        health = self.spool.health()
        assert all(count >= 0 for count in health.events.values())
        assert health.blocks >= 0

    def teardown(self):
        if not hasattr(self, "spool"):
            return
        self.disk.fail, self.disk.refuses = {}, 0
        self.clock.move(2000 * MS)
        if self.spool.sync():
            self.clock.move(2000 * MS)
            self.spool.commit()
        drain(self.spool, self.server)
        self.spool.close()
        self.reopen()
        drain(self.spool, self.server)
        everything = [number for numbers in self.server.numbers.values() for number in numbers]
        for numbers in self.server.numbers.values():
            assert numbers == sorted(numbers), "out of order within a lane of an epoch"
        arrived = set(everything)
        assert len(everything) == len(arrived), "twice"
        assert not self.durable - arrived
        health = self.spool.health()
        assert health.events == dict.fromkeys(range(4), 0), health
        self.spool.close()


Promises.TestCase.settings = hypothesis_settings(max_examples=60, stateful_step_count=40)
TestPromises = Promises.TestCase


# One fault at each call there is


def play(disk, fault=0, code=0):
    """Two runs with a kill between them; the numbers that had to arrive, and the server."""
    chance, clock, server = random.Random(7), FixedClock(wall=10**18, boot=10**9), Server()
    if fault:
        disk.fail[fault] = code
    durable, number = set(), 0
    for run in range(3):
        spool, recent = opened(disk, clock, chance), set()
        for turn in range(6):
            batch = list(range(number + 1, number + 40))
            number = batch[-1]
            spool.append([numbered(one % 3, one, chance.randbytes(6).hex()) for one in batch])
            recent |= set(batch)
            clock.move(110 * MS)
            spool.commit()
            if turn % 2 and spool.sync():
                durable |= recent
            if turn == 3:
                drain(spool, server, ack=run != 1)
        if run == 1:
            spool.close()
    clock.move(3000 * MS)
    disk.fail = {}
    if spool.sync():
        durable |= recent
    drain(spool, server)
    spool.close()
    spool = opened(disk, clock, chance)
    drain(spool, server)
    return durable, server, number


def test_one_fault_at_any_call_loses_nothing_that_was_durable_and_doubles_nothing():
    plain = FakeDisk()
    durable, server, number = play(plain)
    assert durable == set(range(1, number + 1)) and not server.losses and not server.holes
    for code in REFUSALS:
        for fault in range(1, plain.calls + 1):
            durable, server, number = play(FakeDisk(), fault, code)
            arrived = [one for numbers in server.numbers.values() for one in numbers]
            assert len(arrived) == len(set(arrived)), (fault, code)
            assert durable <= set(arrived), (fault, code)
