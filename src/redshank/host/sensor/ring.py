"""One kernel ring, read through its memory map: records in order, position given back when they are safe.

Layout (kernel/bpf/ringbuf.c): one page with the consumer's position, one with the producer's, then the data mapped
twice in a row, so that a record that wraps lies in one piece. Plain loads in this order are right on x86 (TSO).
"""

import mmap
from collections.abc import Iterator

_BUSY, _DISCARDED, _LENGTH = 1 << 31, 1 << 30, (1 << 30) - 1
_HEAD = 8


class Ring:
    """A BPF ring buffer. map_fd: of the map, which stays the caller's. size: its data bytes, a power of two."""

    def __init__(self, map_fd: int, size: int) -> None:
        self.map_fd = map_fd
        self._size = size
        self._consumer = mmap.mmap(map_fd, mmap.PAGESIZE, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE, offset=0)
        self._producer = mmap.mmap(map_fd, mmap.PAGESIZE + 2 * size, mmap.MAP_SHARED, mmap.PROT_READ, offset=mmap.PAGESIZE)
        self._positions = memoryview(self._consumer).cast("Q"), memoryview(self._producer)[: mmap.PAGESIZE].cast("Q")
        self._data = memoryview(self._producer)[mmap.PAGESIZE :]
        self._words = self._data.cast("I")
        self._next = self._positions[0][0]

    def produced(self) -> int:
        """How far the kernel has written, as a position that only grows."""
        return self._positions[1][0]

    def backlog(self) -> int:
        """Bytes written and not yet given back."""
        return self.produced() - self._positions[0][0]

    def is_read_to(self, position: int) -> bool:
        """True where all before this position was given out."""
        return self._next >= position

    def records(self, end: int, limit: int) -> Iterator[bytes]:
        """Up to `limit` finished records that lie before position `end`, oldest first. Nothing is given back yet."""
        at, size, words, data = self._next, self._size, self._words, self._data
        while at < end and limit > 0:
            place = at & (size - 1)
            word = words[place >> 2]
            if word & _BUSY:
                break
            length = word & _LENGTH
            at += (length + _HEAD + 7) & ~7
            self._next = at
            if not word & _DISCARDED:
                limit -= 1
                yield bytes(data[place + _HEAD : place + _HEAD + length])

    def release(self) -> None:
        """Give back all that `records` gave out: the kernel may write over it."""
        self._positions[0][0] = self._next

    def close(self) -> None:
        """Unmap. May be called twice."""
        for view in (self._words, self._data, *self._positions):
            view.release()
        self._producer.close()
        self._consumer.close()
