"""The journal: what was appended and is not in a synced segment yet, as it came.

Two files, laid out beforehand and used in turn, so that a full disk does not stop them. An event is written here before
`append` comes back, which a kill -9 cannot undo; the segment gets it later, in a block large enough to compress well.
"""

import struct
import zlib
from dataclasses import dataclass

from redshank.host.spool.files import File, Folder, is_missing
from redshank.wire.messages import LANES, MAX_EVENTS_OF_BLOCK

NAMES = ("journal-a", "journal-b")
_HEAD = struct.Struct("<IIQQQHBB")
HEAD_BYTES = _HEAD.size
MAX_BYTES = 2 << 20
"""Of one file."""
_FIRST = 1


@dataclass(frozen=True, slots=True)
class Line:
    """Some events of a lane as they were appended. ordinal: of the first, counted in the lane. seq: its number. is_first: a
    block begins with it; so the same events always go out in the same blocks."""

    lane: int
    ordinal: int
    seq: int
    count: int
    is_first: bool
    raw: bytes


def pack(line: Line, generation: int, seed: int) -> bytes:
    """A line as it lies in the file."""
    flags = _FIRST if line.is_first else 0
    head = _HEAD.pack(0, len(line.raw), generation, line.ordinal, line.seq, line.count, line.lane, flags)
    return zlib.crc32(line.raw, zlib.crc32(head[4:], seed)).to_bytes(4, "little") + head[4:] + line.raw


def unpack(data: bytes, seed: int) -> tuple[int, list[Line]]:
    """Generation and lines of a file's bytes; they end at the first that is not whole or of another generation."""
    at, first, lines = 0, 0, list[Line]()
    while at + HEAD_BYTES <= len(data):
        crc, length, generation, ordinal, seq, count, lane, flags = _HEAD.unpack_from(data, at)
        stop = at + HEAD_BYTES + length
        if not length or stop > len(data) or crc != zlib.crc32(data[at + 4 : stop], seed):
            break
        if generation != (first := first or generation) or lane not in LANES or not 1 <= count <= MAX_EVENTS_OF_BLOCK:
            break
        lines.append(Line(lane, ordinal, seq, count, bool(flags & _FIRST), data[at + HEAD_BYTES : stop]))
        at = stop
    return first, lines


class Journal:
    """The two files, `size` bytes each. What was found at the start stays until `safe` is called for the first time."""

    def __init__(self, folder: Folder, seed: int, size: int) -> None:
        self._folder, self._seed, self._size = folder, seed, size
        self._files: list[File | None] = [None, None]
        self._other_is_free = False
        self._current, self._at, self._generation = 0, size, 0
        self._dirty = False
        self.trouble = ""
        """Why lines are only in memory; empty where they are not."""

    def read(self) -> list[Line]:
        """What an earlier run left, oldest first."""
        found = []
        for at, name in enumerate(NAMES):
            try:
                self._files[at] = file = self._folder.open(name)
                found.append(unpack(file.read(MAX_BYTES, 0), self._seed))
            except OSError as error:
                self._note(error, "" if is_missing(error) else name)
        self._generation = max((generation for generation, _ in found), default=0)
        self.trouble = self.trouble or "not laid out yet"
        return [line for _, lines in sorted(found, key=lambda one: one[0]) for line in lines]

    def add(self, lines: list[Line]) -> bool:
        """Write lines down; False where there is no room for them. Where there is no file they are only in memory."""
        if (file := self._files[self._current]) is None:
            return True
        data = b"".join(pack(line, self._generation, self._seed) for line in lines)
        if self._at + len(data) > self._size:
            return False
        try:
            file.write(data, self._at)
        except OSError as error:
            self._note(error, NAMES[self._current])
            return True  # the next lines are tried at the same place
        self._at += len(data)
        self._dirty = True
        if None not in self._files:
            self.trouble = ""
        return True

    def is_dirty(self) -> bool:
        """True where lines were written since the last `sync` or `turn`."""
        return self._dirty

    def is_half_full(self) -> bool:
        """Time to turn."""
        return 2 * self._at >= self._size

    def turn(self) -> None:
        """All that was written so far is on its way into segments: go on in the other file, where that is free."""
        if self._at and self._other_is_free:
            self._begin(1 - self._current)

    def safe(self) -> None:
        """All that was written before the last `turn` lies in synced segments, or is given up."""
        self._other_is_free = True

    def lay_out(self) -> None:
        """Make the files that are missing or have another size. Nothing that is still needed may be in either."""
        self.close()
        self.trouble = ""
        for at, name in enumerate(NAMES):
            try:
                self._files[at] = self._laid_out(name)
            except OSError as error:
                self._note(error, name)
        self._begin(0)
        self._other_is_free = True

    def _laid_out(self, name: str) -> File:
        found = self._folder.sizes().get(name)
        if found == self._size:
            return self._folder.open(name)
        if found is not None:
            self._folder.remove(name)
        return self._folder.open(name, lay_out=self._size)

    def _begin(self, which: int) -> None:
        self._current, self._at, self._dirty = which, 0, False
        self._other_is_free = False
        self._generation += 1

    def sync(self) -> None:
        """What was written is durable when this comes back. After an OSError nobody knows: it has to go into a segment at once."""
        self._dirty = False
        if (file := self._files[self._current]) is not None:
            file.sync()

    def _note(self, error: OSError, name: str) -> None:
        if name:
            self.trouble = f"{name}: {error.strerror}"

    def close(self) -> None:
        """Give the descriptors back."""
        for file in self._files:
            if file is not None:
                file.close()
        self._files = [None, None]
