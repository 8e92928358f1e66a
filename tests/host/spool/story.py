"""A spool with a server behind it, for tests: numbered events go in, and what arrives is written down."""

import random

import msgspec
import zstandard

from redshank.core.clock import FixedClock
from redshank.events import AnyEvent, Event
from redshank.events._generated.types import AgentLoss
from redshank.host.spool.opening import Surroundings, restore
from redshank.host.spool.settings import SpoolSettings
from redshank.host.spool.spool import Spool
from redshank.wire.messages import LANES, Block
from tests.generated import build
from tests.host.spool.fake_disk import FakeDisk

MAKERS = (build.agent_heartbeat, build.process_exec, build.file_open)
_DECODE = msgspec.msgpack.Decoder(list[AnyEvent]).decode
SMALL = SpoolSettings(cap_bytes=1 << 30, cap_percent=100.0, keep_free_percent=0.0, segment_bytes=4096, reserve_bytes=8192)


def numbered(lane: int, number: int, text: str = "") -> Event:
    """An event of a lane that carries its number (as its pid), so that it is known again."""
    return MAKERS[lane](process_pid=number, process_name=text or None)


def events_of(block: Block) -> list[Event]:
    """As a server reads them."""
    events: list[Event] = [*_DECODE(zstandard.ZstdDecompressor().decompress(block.data))]
    assert len(events) == block.count
    return events


class Server:
    """Takes blocks as the real one does: what it has is not taken again, and order within a lane is kept."""

    def __init__(self) -> None:
        self.high: dict[tuple[str, int], int] = {}
        self.numbers: dict[tuple[str, int], list[int]] = {}
        self.losses: list[AgentLoss] = []
        self.digests: dict[tuple[str, int, int], bytes] = {}
        self.holes = 0

    def take(self, epoch: str, block: Block) -> None:
        """One block."""
        key = (epoch, block.lane)
        assert self.digests.setdefault((*key, block.first_seq), block.data) == block.data, "a fork: other bytes under the same number"
        if block.last_seq <= self.high.get(key, 0):
            return
        assert block.first_seq > self.high.get(key, 0)
        assert block.previous < block.first_seq
        self.holes += block.previous > self.high.get(key, 0)
        self.high[key] = block.last_seq
        for event in events_of(block):
            assert (event.event_id, event.event_sequence, event.agent_id, event.host_id, event.host_name) == (None,) * 5
            if isinstance(event, AgentLoss):
                self.losses.append(event)
            elif event.process_pid is not None:
                self.numbers.setdefault(key, []).append(event.process_pid)

    def lost(self) -> int:
        """Events that the spool says are lost."""
        return sum(loss.loss_count or 0 for loss in self.losses)


def opened(disk: FakeDisk, clock: FixedClock, chance: random.Random, settings: SpoolSettings = SMALL, boot: bytes = bytes(16)) -> Spool:
    """The spool on a disk."""
    return restore(disk, Surroundings(settings, clock, disk.room, boot, chance.randbytes))


def drain(spool: Spool, server: Server, lanes: tuple[int, ...] = LANES, ack: bool = True) -> None:
    """Everything that a lane gives goes to the server."""
    for lane in lanes:
        after = server.high.get((spool.epoch, lane), 0)
        spool.acked(lane, after)
        while blocks := spool.unsent(lane, after, 2000, 1 << 20):
            for block in blocks:
                server.take(spool.epoch, block)
            after = blocks[-1].last_seq
            if ack:
                spool.acked(lane, after)
