"""What is remembered of one file: enough to say later that it changed, and what it was when it is gone. Pure.

Facts are 36 packed bytes rather than an object, since there are as many as files in the watched folders.
"""

import os
import stat
from struct import Struct

_FACTS = Struct("<QIqqq")  # inode, mode, size, modified (ns), changed (ns)
FACTS_BYTES = _FACTS.size
_I64 = (1 << 63) - 1


def pack(inode: int, mode: int, size: int = 0, modified_ns: int = 0, changed_ns: int = 0) -> bytes:
    """The facts of a file. Times since 1970; what does not fit 64 bits is cut to fit."""
    return _FACTS.pack(inode, mode, min(size, _I64), _clip(modified_ns), _clip(changed_ns))


def facts_of(found: os.stat_result) -> bytes:
    """The facts of a file as `stat` gives them."""
    return pack(found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _clip(ns: int) -> int:
    return max(-_I64, min(ns, _I64))


UNSEEN = pack(0, 0)
"""The facts of a file that was told of but gone from there before we could look."""


def inode_and_mode(facts: bytes) -> tuple[int, int]:
    """Inode number and mode."""
    inode, mode, _, _, _ = _FACTS.unpack(facts)
    return inode, mode


def modified_ns(facts: bytes) -> int:
    """When the content was last changed, as the file system says."""
    when: int = _FACTS.unpack(facts)[3]
    return when


def same_object(before: bytes, after: bytes) -> bool:
    """True where both are of the same inode."""
    return before[:8] == after[:8]


def same_content(before: bytes, after: bytes) -> bool:
    """True where inode, size and time of modification agree."""
    return before[:8] == after[:8] and before[12:28] == after[12:28]


def same_mode(before: bytes, after: bytes) -> bool:
    """True where type and permission agree."""
    return before[8:12] == after[8:12]


def file_type(mode: int) -> str:
    """The type as events say it: file, dir or symlink, else fifo, socket, block or char."""
    return _TYPES.get(stat.S_IFMT(mode), "file")


_TYPES = {
    stat.S_IFDIR: "dir",
    stat.S_IFLNK: "symlink",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "block",
    stat.S_IFCHR: "char",
}
