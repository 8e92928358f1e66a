"""Reads what is added to a file that others rotate, cut and rewrite."""

import os
import stat
from collections.abc import Callable
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
    first look is read. clock: nanoseconds of a clock that never goes back.
    """

    path: Path
    root: Path
    clock: Callable[[], int]
    from_start: bool = False
    problem: str = ""
    """Why nothing new can be read now, empty where all is well."""
    rotated: int = 0
    truncated: int = 0
    _now: _Open | None = None
    _before: _Open | None = None
    _first: bool = True
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
            return Chunk(b"")

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

    def _read(self) -> Chunk:
        self._look()
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
            self._first = self._first and not isinstance(error, FileNotFoundError)
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
        skip = self._first and not self.from_start
        place = opened.st_size if skip else 0
        self._now = _Open(fd, (opened.st_dev, opened.st_ino), place, opened.st_size, self._next_stream(), _before(fd, place))
        self._first, self.problem = False, ""

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


def _reason(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"no such file: {path}; watching for it"
    if isinstance(error, PermissionError):
        return f"{path} may not be read: run as root, or join the group that owns it"
    return f"{path}: {error.strerror}"
