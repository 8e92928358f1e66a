"""The seam to the disk: what the spool does with files, and how it is done on a real one.

Names lie in the spool's own folder, or in its `quarantine/`. Every failure is an OSError.
"""

import os
import stat
from dataclasses import dataclass
from errno import EEXIST, EINVAL, EIO, EOPNOTSUPP, EROFS
from pathlib import Path
from typing import Protocol

QUARANTINE = "quarantine"
_MODE = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe put in our place must not hang us


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of a file system: all of it, and what is free for us."""

    total: int
    free: int


class File(Protocol):
    """An open file."""

    def read(self, size: int, offset: int) -> bytes:
        """What lies there; short only at the end of the file."""
        ...

    def write(self, data: bytes, offset: int) -> None:
        """All of it, or OSError with any part of it written."""
        ...

    def sync(self) -> None:
        """Data and size are durable when this comes back. After an error nobody knows which part is (never ask twice)."""
        ...

    def cut(self, size: int) -> None:
        """End the file there."""
        ...

    def close(self) -> None:
        """Give the descriptor back. May be called twice."""
        ...


class Folder(Protocol):
    """The spool's folder."""

    def sizes(self, inner: str = "") -> dict[str, int]:
        """Plain files by name, with their bytes; of the folder itself or of one in it."""
        ...

    def open(self, name: str, lay_out: int | None = None) -> File:
        """An existing file, or with `lay_out` a new one that has so many bytes of the disk already."""
        ...

    def rename(self, old: str, new: str) -> None:
        """Give a file another name, over whatever has it."""
        ...

    def remove(self, name: str) -> None:
        """Take a file away."""
        ...

    def sync(self) -> None:
        """Names are durable when this comes back."""
        ...


class DiskFile:
    """A file of the disk."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def read(self, size: int, offset: int) -> bytes:
        """What lies there."""
        parts = []
        while size > 0 and (part := os.pread(self._fd, size, offset)):
            parts.append(part)
            size, offset = size - len(part), offset + len(part)
        return b"".join(parts)

    def write(self, data: bytes, offset: int) -> None:
        """All of it."""
        rest = memoryview(data)
        while rest:
            done = os.pwrite(self._fd, rest, offset)
            rest, offset = rest[done:], offset + done

    def sync(self) -> None:
        """Make it durable."""
        os.fdatasync(self._fd)

    def cut(self, size: int) -> None:
        """End it there."""
        os.ftruncate(self._fd, size)

    def close(self) -> None:
        """Give the descriptor back."""
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1


class DiskFolder:
    """A folder of the disk, made where there is none, for root alone. Links in it are not followed."""

    def __init__(self, path: Path) -> None:
        for folder in (path.parent, path, path / QUARANTINE):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)

    def sizes(self, inner: str = "") -> dict[str, int]:
        """Plain files by name."""
        fd = os.open(inner or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW, dir_fd=self.fd)
        try:
            facts = {name: os.stat(name, dir_fd=fd, follow_symlinks=False) for name in os.listdir(fd)}  # noqa: PTH208 (a descriptor)
        finally:
            os.close(fd)
        return {name: fact.st_size for name, fact in facts.items() if stat.S_ISREG(fact.st_mode)}

    def open(self, name: str, lay_out: int | None = None) -> DiskFile:
        """An existing file; with `lay_out` a new one."""
        if lay_out is None:
            return DiskFile(self._existing(name))
        fd = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | _MODE, 0o600, dir_fd=self.fd)
        try:
            _lay_out(fd, lay_out)
        except OSError:
            os.close(fd)
            os.unlink(name, dir_fd=self.fd)
            raise
        return DiskFile(fd)

    def _existing(self, name: str) -> int:
        try:
            fd = os.open(name, os.O_RDWR | _MODE, dir_fd=self.fd)
        except OSError as error:
            if error.errno != EROFS:
                raise
            fd = os.open(name, os.O_RDONLY | _MODE, dir_fd=self.fd)
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            os.close(fd)
            raise OSError(EINVAL, "is no plain file", name)
        return fd

    def rename(self, old: str, new: str) -> None:
        """Give it another name."""
        os.rename(old, new, src_dir_fd=self.fd, dst_dir_fd=self.fd)

    def remove(self, name: str) -> None:
        """Take it away."""
        os.unlink(name, dir_fd=self.fd)

    def sync(self) -> None:
        """Make the names durable."""
        os.fsync(self.fd)

    def room(self) -> Room:
        """Of the file system it lies on, as any user may fill it."""
        facts = os.fstatvfs(self.fd)
        return Room(facts.f_blocks * facts.f_frsize, facts.f_bavail * facts.f_frsize)

    def close(self) -> None:
        """Give the descriptor back."""
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1


class NoFolder:
    """Where there is no disk: everything is refused, and `why` is said."""

    def __init__(self, why: str) -> None:
        self._why = why

    def sizes(self, inner: str = "") -> dict[str, int]:
        """Refused."""
        raise OSError(EIO, self._why, inner)

    def open(self, name: str, lay_out: int | None = None) -> File:
        """Refused."""
        raise OSError(EIO, self._why, name)

    def rename(self, old: str, new: str) -> None:
        """Refused."""
        raise OSError(EIO, self._why, old)

    def remove(self, name: str) -> None:
        """Refused."""
        raise OSError(EIO, self._why, name)

    def sync(self) -> None:
        """Refused."""
        raise OSError(EIO, self._why)


def _lay_out(fd: int, size: int) -> None:
    """Real blocks, so that a later write needs none; where a file system cannot, written zeros."""
    if not size:
        return
    try:
        os.posix_fallocate(fd, 0, size)
    except OSError as error:
        if error.errno not in (EINVAL, EOPNOTSUPP):
            raise
        for offset in range(0, size, 1 << 16):
            os.pwrite(fd, bytes(min(1 << 16, size - offset)), offset)


def is_missing(error: OSError) -> bool:
    """True where the file is simply not there: normal, somebody took it away."""
    return isinstance(error, FileNotFoundError)


def is_taken(error: OSError) -> bool:
    """True where a file of that name is there already."""
    return error.errno == EEXIST
