"""Records out of a segment's file, whatever happened to it: damage costs the damaged records."""

from collections.abc import Iterator
from dataclasses import dataclass

from redshank.host.spool.files import File
from redshank.host.spool.record import HEAD_BYTES, RECORD_MAGIC, Head, is_whole, unpack_head

_WINDOW_BYTES = 256 << 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that was found. data: None where it is damaged, b"" where only heads were asked for. at, stop: its bytes.

    skipped: bytes before it were no record.
    """

    head: Head
    data: bytes | None
    at: int
    stop: int
    skipped: bool


class _Window:
    """A part of the file in memory, moved along it."""

    def __init__(self, file: File, end: int) -> None:
        self._file, self._end = file, end
        self._base, self._data = 0, b""

    def piece(self, start: int, size: int) -> bytes:
        """What lies there; short at the end."""
        if not self._base <= start <= start + size <= self._base + len(self._data):
            wanted = min(max(size, _WINDOW_BYTES), self._end - start)
            self._base, self._data = start, self._file.read(max(0, wanted), start)
        return self._data[start - self._base : start - self._base + size]

    def find(self, mark: bytes, start: int) -> int:
        """Where the mark comes next; the end where it does not."""
        while start + len(mark) <= self._end:
            if not self._base <= start <= self._base + len(self._data) - len(mark):
                self.piece(start, _WINDOW_BYTES)  # only what is left of the file, where that is less
            if (found := self._data.find(mark, start - self._base)) >= 0:
                return self._base + found
            if len(self._data) < len(mark):
                break
            start = self._base + len(self._data) - len(mark) + 1
        return self._end


def entries(file: File, seed: int, lane: int, span: tuple[int, int], heads_only: bool = False) -> Iterator[Entry]:
    """The records of a lane between two offsets of a file, in the file's order.

    What is no record is stepped over to the next that is one. Raises OSError where the file cannot be read.
    """
    at, end = span
    window, skipped = _Window(file, end), False
    while at + HEAD_BYTES <= end:
        head = unpack_head(window.piece(at, HEAD_BYTES), 0, seed)
        if head is None or head.lane != lane:
            at, skipped = window.find(RECORD_MAGIC, at + 1), True
            continue
        stop = at + HEAD_BYTES + head.length
        yield Entry(head, _data_of(window, head, at, seed, heads_only), at, min(stop, end), skipped)
        at, skipped = stop, False


def _data_of(window: _Window, head: Head, at: int, seed: int, heads_only: bool) -> bytes | None:
    if heads_only:
        return b""
    data = window.piece(at + HEAD_BYTES, head.length)
    return data if is_whole(head, data, seed) else None
