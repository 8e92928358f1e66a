"""A spool in memory for tests of the uplink: blocks that are synced at once."""

import threading
import time
from collections.abc import Mapping

import msgspec
import zstandard

from redshank.wire.messages import MAX_BLOCKS, Block

EPOCH = "0123456789abcdef" * 2


class FakeSpool:
    """Keeps every block until it is acknowledged or put aside. handed: what became of the numbers, by lane."""

    epoch = EPOCH

    def __init__(self) -> None:
        self.lanes: dict[int, list[Block]] = {lane: [] for lane in range(4)}
        self.poisoned: list[Block] = []
        self.marks = dict.fromkeys(range(4), 0)
        self._last = 0
        self._last_of = dict.fromkeys(range(4), 0)
        self._changed = threading.Condition()

    def add(self, lane: int, count: int = 3) -> Block:
        """One block more, numbered on over all lanes as the real one does."""
        first = self._last + 1
        data = zstandard.compress(msgspec.msgpack.encode([f"{lane}:{seq}" for seq in range(first, first + count)]))
        block = Block(lane, first, count, self._last_of[lane], data)
        with self._changed:
            self._last = self._last_of[lane] = block.last_seq
            self.lanes[lane].append(block)
            self._changed.notify_all()
        return block

    def unsent(self, lane: int, after_seq: int, max_events: int, max_bytes: int) -> list[Block]:
        found: list[Block] = []
        for block in self.lanes[lane]:
            if block.first_seq <= after_seq:
                continue
            max_events, max_bytes = max_events - block.count, max_bytes - len(block.data)
            if found and (max_events < 0 or max_bytes < 0 or len(found) == MAX_BLOCKS):
                break
            found.append(block)
        return found

    def wait(self, lanes: Mapping[int, int], timeout_s: float) -> bool:
        end = time.monotonic() + timeout_s
        with self._changed:
            while not any(self.unsent(lane, after, 1, 1) for lane, after in lanes.items()):
                if (left := end - time.monotonic()) <= 0:
                    return False
                self._changed.wait(left)
        return True

    def acked(self, lane: int, seq: int) -> None:
        self.marks[lane] = max(self.marks[lane], seq)
        self.lanes[lane] = [block for block in self.lanes[lane] if block.last_seq > seq]

    def poison(self, lane: int, first_seq: int) -> None:
        self.poisoned += [block for block in self.lanes[lane] if block.first_seq == first_seq]
        self.lanes[lane] = [block for block in self.lanes[lane] if block.first_seq != first_seq]

    @property
    def is_empty(self) -> bool:
        return not any(self.lanes.values())
