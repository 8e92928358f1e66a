"""Reads what is added to a file that others rotate, cut and rewrite."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

CHUNK_BYTES = 256 * 1024
MARK_BYTES = 64
"""So many bytes before our place are compared before we read on: a file cut and refilled between two reads differs."""
GRACE_NS = 30_000_000_000
"""How long a renamed file is read on: its writer keeps it open until it is told of the rotation."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes that were added. stream: counts the files that had the name, and each restart of one: what is cut off at the
    end of a chunk goes on in the next chunk of the same stream. old_bytes: so many of them stood there when the stream
    was first seen, so they may be a copy of what was read before.
    """

    data: bytes
    stream: int = 0
    old_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """How far a file has been read: which file, up to where, and the bytes before that, to know it by."""

    device: int
    inode: int
    offset: int
    mark: bytes


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where to begin in what stands there at the first look: where an earlier run had come to, else some way before the end.

    most_bytes: so far back, over the file and the one that was rotated away before it. since_ns: a rotated file that
    nobody has written to since then is left. unit: bytes of a record, of which none is cut; 1 for text.
    """

    most_bytes: int
    since_ns: int
    place: Place | None = None
    unit: int = 1


@dataclass(slots=True)
class _Open:
    fd: int
    identity: tuple[int, int]
    place: int
    old_end: int
    stream: int
    mark: bytes = b""
    until: int = 0


@dataclass(slots=True)
class FollowedFile:
    """One path, followed by name over rotation. Ask `read` again and again; it opens the file when it appears.

    root: a file that leads out of this folder by a link is not read. from_start: whether what stands in the file at the
    first look is read; beginning: how much of it. clock: nanoseconds of a clock that never goes back.
    """

    path: Path
    root: Path
    clock: Callable[[], int]
    from_start: bool = False
    beginning: Beginning | None = None
    problem: str = ""
    """Why nothing new can be read now, empty where all is well."""
    rotated: int = 0
    truncated: int = 0
    left_out_bytes: int = 0
    """Of what stood there before the beginning."""
    resumed: bool = False
    """True where the place of an earlier run was found."""
    _now: _Open | None = None
    _before: _Open | None = None
    _first: bool = True
    _looked: bool = False
    _streams: int = 0
    _closed: bool = False

    def read(self) -> Chunk:
        """What was added since the last call, at most CHUNK_BYTES; no bytes where nothing was. Never raises."""
        if self._closed:
            return Chunk(b"")
        try:
            return self._read()
        except OSError as error:
            self.problem = f"{self.path}: {error.strerror}"
            for file in (self._now, self._before):
                if file is not None:  # whoever waits for what stood here waits no longer; reading is tried again
                    file.old_end = min(file.old_end, file.place)
            return Chunk(b"")

    def look(self) -> None:
        """Open what is there, so that it is known how far it goes; nothing is read. Never raises."""
        try:
            self._look()
        except OSError as error:
            self.problem = f"{self.path}: {error.strerror}"
        self._looked = True

    def close(self) -> None:
        """Give the descriptors back for good."""
        self._closed = True
        for file in (self._now, self._before):
            if file is not None:
                os.close(file.fd)
        self._now = self._before = None

    @property
    def behind_bytes(self) -> int:
        """Bytes that stand in the file and were not read yet."""
        if self._now is None:
            return 0
        try:
            return max(0, os.fstat(self._now.fd).st_size - self._now.place)
        except OSError:
            return 0

    @property
    def has_caught_up(self) -> bool:
        """True when all was read that stood there at the first look."""
        if not self._looked:
            return False
        rotated = self._before is not None and self._before.place < self._before.old_end
        return not rotated and (self._now is None or self._now.place >= self._now.old_end)

    def place(self, pending: Callable[[int], int]) -> Place | None:
        """Where the next run would go on. pending: of a stream, how many of the bytes that were read are not told yet."""
        file = self._before if self._before is not None and self._before.place < self._before.old_end else self._now
        if file is None:
            return None
        offset = max(0, file.place - pending(file.stream))
        try:
            return Place(*file.identity, offset, _before(file.fd, offset))
        except OSError:
            return None

    def _read(self) -> Chunk:
        self._look()
        self._looked = True
        if self._before is not None:
            if (chunk := self._take(self._before)).data:
                return chunk
            if self.clock() >= self._before.until:
                os.close(self._before.fd)
                self._before = None
        return self._take(self._now) if self._now is not None else Chunk(b"")

    def _look(self) -> None:
        """Open the file that has the name now, where it is another one than ours."""
        try:
            found = self.path.stat()
        except OSError as error:
            if self._first and isinstance(error, FileNotFoundError):
                self._first = False
                self._open_rotated()
            reading = "; reading on in the file that had this name" if self._now is not None else ""
            self.problem = f"{_reason(self.path, error)}{reading}"
            return
        if self._now is not None and (found.st_dev, found.st_ino) == self._now.identity:
            self.problem = ""
            return
        self._open(found)

    def _open(self, found: os.stat_result) -> None:
        if not stat.S_ISREG(found.st_mode):
            self.problem = f"{self.path} is no regular file"
            return
        try:
            fd = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        except OSError as error:
            self.problem = _reason(self.path, error)
            return
        opened = os.fstat(fd)
        if not stat.S_ISREG(opened.st_mode) or not self._inside(fd):
            os.close(fd)
            self.problem = f"{self.path} is a link that leads out of {self.root}"
            return
        self._keep_old()
        try:
            place = self._first_place(fd, opened) if self._first else 0
            mark = _before(fd, place)
        except OSError:
            os.close(fd)
            raise
        self._now = _Open(fd, (opened.st_dev, opened.st_ino), place, opened.st_size, self._next_stream(), mark)
        self._first, self.problem = False, ""

    def _first_place(self, fd: int, opened: os.stat_result) -> int:
        """Where to begin in the file that has the name at the first look."""
        if (beginning := self.beginning) is None:
            return 0 if self.from_start else opened.st_size
        if (saved := beginning.place) is not None and _is_at(fd, opened, saved):
            self.resumed = True
            return self._cut(fd, saved.offset, opened.st_size, beginning.most_bytes)
        left = beginning.most_bytes - opened.st_size
        if left > 0:
            self._open_rotated(left)
        return self._cut(fd, 0, opened.st_size, beginning.most_bytes)

    def _open_rotated(self, most_bytes: int | None = None) -> None:
        """What was rotated away before the first look is read first: from where an earlier run had come to in it."""
        if (beginning := self.beginning) is None:
            return
        for path in _rotated(self.path):
            with suppress(OSError):
                fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY | os.O_NOFOLLOW)
                opened = os.fstat(fd)
                saved = beginning.place
                known = saved is not None and bool(saved.mark) and _has_mark(fd, opened, saved)
                wanted = known or (saved is None and opened.st_mtime_ns >= beginning.since_ns)
                if not stat.S_ISREG(opened.st_mode) or not self._inside(fd) or not wanted:
                    os.close(fd)
                    continue
                self.resumed = known
                begin = saved.offset if saved is not None else 0
                place = self._cut(fd, begin, opened.st_size, most_bytes or beginning.most_bytes)
                identity = (opened.st_dev, opened.st_ino)
                self._before = _Open(fd, identity, place, opened.st_size, self._next_stream(), _before(fd, place), self.clock() + GRACE_NS)
                return

    def _cut(self, fd: int, begin: int, size: int, most_bytes: int) -> int:
        """The place not more than most_bytes before the end, at the start of a line or record."""
        if size - begin <= most_bytes:
            return begin
        assert self.beginning is not None
        place = size - most_bytes
        place += -place % self.beginning.unit
        if self.beginning.unit == 1:
            place += os.pread(fd, CHUNK_BYTES, place).find(b"\n") + 1
        self.left_out_bytes += place - begin
        return place

    def _next_stream(self) -> int:
        self._streams += 1
        return self._streams

    def _inside(self, fd: int) -> bool:
        if self.root == Path("/"):
            return True
        return Path(f"/proc/self/fd/{fd}").readlink().is_relative_to(self.root.resolve())

    def _keep_old(self) -> None:
        if self._now is None:
            return
        self.rotated += 1
        if self._before is not None:
            os.close(self._before.fd)
        self._before, self._now = self._now, None
        self._before.until = self.clock() + GRACE_NS

    def _take(self, file: _Open) -> Chunk:
        size = os.fstat(file.fd).st_size
        if size < file.place or (size > file.place and file.mark and _before(file.fd, file.place, len(file.mark)) != file.mark):
            self.truncated += 1
            file.place, file.old_end, file.mark, file.stream = 0, size, b"", self._next_stream()
        if size <= file.place:
            return Chunk(b"")
        data = os.pread(file.fd, CHUNK_BYTES, file.place)
        chunk = Chunk(data, file.stream, max(0, min(len(data), file.old_end - file.place)))
        file.place += len(data)
        file.mark = (file.mark + data)[-MARK_BYTES:]
        return chunk


def _before(fd: int, place: int, most: int = MARK_BYTES) -> bytes:
    start = max(0, place - most)
    return os.pread(fd, place - start, start)


def _is_at(fd: int, opened: os.stat_result, saved: Place) -> bool:
    """True where this is the file in which an earlier run had come to this place, and it was only added to since."""
    return (opened.st_dev, opened.st_ino) == (saved.device, saved.inode) and _has_mark(fd, opened, saved)


def _has_mark(fd: int, opened: os.stat_result, saved: Place) -> bool:
    """The same of a file that may be a copy, as logrotate's copytruncate leaves it."""
    return opened.st_size >= saved.offset and _before(fd, saved.offset, len(saved.mark)) == saved.mark


def _rotated(path: Path) -> list[Path]:
    """Names under which logrotate puts the file before this one, the likelier first. A compressed one is older."""
    dated = sorted(path.parent.glob(f"{path.name}-[0-9]*[0-9]"), reverse=True)
    return [path.with_name(f"{path.name}.1"), *dated[:1]]


def _reason(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"no such file: {path}; watching for it"
    if isinstance(error, PermissionError):
        return f"{path} may not be read: run as root, or join the group that owns it"
    return f"{path}: {error.strerror}"
