"""The journal: what was appended and is not in a synced segment yet, as it came.

Two files, laid out beforehand and used in turn, so that a full disk does not stop them. An event is written here before
`append` comes back, which a kill -9 cannot undo; the segment gets it later, in a block large enough to compress well.
"""

import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass

from redshank.host.spool.files import File, Folder, is_missing
from redshank.wire.messages import LANES, MAX_EVENTS_OF_BLOCK

NAMES = ("journal-a", "journal-b")
_HEAD = struct.Struct("<IIQQHBB")
HEAD_BYTES = _HEAD.size
MAX_BYTES = 2 << 20
"""Of one file."""
_NUMBERS = struct.Struct("<QQ")
_IS_NOTE = 1
_FOR_NOTES = 16  # the last part of a file takes notes only: lines must not crowd them out


@dataclass(frozen=True, slots=True)
class Line:
    """Some events of a lane as they were appended. ordinal: of the first, counted in the lane."""

    lane: int
    ordinal: int
    count: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """Events that stand in lines before it were numbered, and went out before they were in a segment."""

    lane: int
    ordinal: int
    count: int
    first_seq: int
    previous: int


def pack(entry: Line | Note, generation: int, seed: int) -> bytes:
    """A line or note as it lies in the file."""
    flags, raw = (0, entry.raw) if isinstance(entry, Line) else (_IS_NOTE, _NUMBERS.pack(entry.first_seq, entry.previous))
    head = _HEAD.pack(0, len(raw), generation, entry.ordinal, entry.count, entry.lane, flags)
    return zlib.crc32(raw, zlib.crc32(head[4:], seed)).to_bytes(4, "little") + head[4:] + raw


def unpack(data: bytes, seed: int) -> tuple[int, list[Line | Note]]:
    """Generation and entries of a file's bytes; they end at the first that is not whole or of another generation."""
    at, first, found = 0, 0, list[Line | Note]()
    while at + HEAD_BYTES <= len(data):
        crc, length, generation, ordinal, count, lane, flags = _HEAD.unpack_from(data, at)
        stop = at + HEAD_BYTES + length
        if not length or stop > len(data) or crc != zlib.crc32(data[at + 4 : stop], seed):
            break
        if generation != (first := first or generation) or lane not in LANES or not 1 <= count <= MAX_EVENTS_OF_BLOCK:
            break
        raw = data[at + HEAD_BYTES : stop]
        found.append(Line(lane, ordinal, count, raw) if not flags & _IS_NOTE else Note(lane, ordinal, count, *_NUMBERS.unpack(raw)))
        at = stop
    return first, found


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

    def read(self) -> list[Line | Note]:
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
        return [entry for _, entries in sorted(found, key=lambda one: one[0]) for entry in entries]

    def add(self, lines: list[Line]) -> bool:
        """Write lines down; False where there is no room for them. Where there is no file they are only in memory."""
        data = b"".join(pack(line, self._generation, self._seed) for line in lines)
        if self._files[self._current] is not None and self._at + len(data) > self._size - self._size // _FOR_NOTES:
            return False
        self._write(data)
        return True

    def note(self, notes: list[Note]) -> None:
        """Numbers that go out now. Where they cannot be written down, a restart may send those events twice."""
        data = b"".join(pack(note, self._generation, self._seed) for note in notes)
        if self._at + len(data) <= self._size:
            self._write(data)
            with suppress(OSError):
                self.sync()

    def _write(self, data: bytes) -> None:
        if (file := self._files[self._current]) is None:
            return
        try:
            file.write(data, self._at)
        except OSError as error:
            self._give_up(error)
        self._at += len(data)
        self._dirty = True

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
        """What was written is durable when this comes back. After an OSError what it held has to go into a segment at once."""
        self._dirty = False
        if (file := self._files[self._current]) is not None:
            try:
                file.sync()
            except OSError as error:
                self._give_up(error)
                raise

    def _give_up(self, error: OSError) -> None:
        """Nobody knows what is in this file now: write no more to it."""
        self._note(error, NAMES[self._current])
        if (file := self._files[self._current]) is not None:
            file.close()
        self._files[self._current] = None

    def _note(self, error: OSError, name: str) -> None:
        if name:
            self.trouble = f"{name}: {error.strerror}"

    def close(self) -> None:
        """Give the descriptors back."""
        for file in self._files:
            if file is not None:
                file.close()
        self._files = [None, None]
