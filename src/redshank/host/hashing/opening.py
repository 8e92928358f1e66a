"""Opening a file that somebody else chose: only regular files, no link at the end, nothing that can block or act on being opened.

The object is looked at before it is opened: opening a pipe waits for its writer, opening a tape rewinds it.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CDLL, c_long, create_string_buffer
from struct import unpack_from

REMOTE_MAGIC = frozenset((
    0x6969, 0x65735546, 0xFF534D42, 0xFE534D42, 0x517B, 0x00C36400, 0x5346414F, 0x73757245, 0x0BD00BD0, 0x564C, 0x0187, 0x01021997,
))  # fmt: skip
"""Magic numbers of file systems that answer from elsewhere, or from a user's own process: nfs, fuse, cifs, smb2, smb, ceph, afs,
coda, lustre, ncp, autofs, 9p. Reading from one can hang for ever."""
_LOOK = os.O_PATH | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_LIBC = CDLL(None, use_errno=True)


class NotPlainError(OSError):
    """There is something here that is no regular file, or lies where reading can hang."""


@contextmanager
def looked_at(path: str | bytes | os.PathLike[str], *, follow: bool = False) -> Iterator[tuple[int, os.stat_result]]:
    """The object at a path without opening it, and what it is; its descriptor can be read by `opened`. Raises OSError."""
    fd = os.open(path, _LOOK | (0 if follow else os.O_NOFOLLOW))
    try:
        yield fd, os.fstat(fd)
    finally:
        os.close(fd)


@contextmanager
def opened(looked: int) -> Iterator[int]:
    """What `looked_at` gave, open for reading; its time of access stays. Raises NotPlainError, or OSError."""
    if not stat.S_ISREG(os.fstat(looked).st_mode) or file_system(looked) in REMOTE_MAGIC:
        raise NotPlainError("no regular file of a local file system")
    fd = _open(f"/proc/self/fd/{looked}")
    try:
        yield fd
    finally:
        os.close(fd)


def _open(path: str) -> int:
    try:
        return os.open(path, _READ | os.O_NOATIME)
    except PermissionError:  # only an owner and root may ask for O_NOATIME
        return os.open(path, _READ)


def file_system(fd: int) -> int:
    """Magic number of the file system that an open file is on; 0 where that cannot be told."""
    about = create_string_buffer(256)
    if _LIBC.fstatfs(fd, about) != 0:
        return 0
    magic: int = unpack_from("l", about)[0]
    return magic & 0xFFFFFFFF


_LIBC.fstatfs.restype = c_long


def read_plain(path: str | os.PathLike[str], most: int) -> bytes:
    """The first bytes of a regular file, links followed; empty where there is none. A pipe in its place does not hold us up."""
    try:
        with looked_at(os.fspath(path), follow=True) as (looked, _), opened(looked) as fd, os.fdopen(os.dup(fd), "rb") as file:
            return file.read(most)
    except OSError:
        return b""
